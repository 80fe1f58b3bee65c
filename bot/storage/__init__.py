"""Rows, the unit of work, the inbox and the outbox. The only package that imports SQLAlchemy."""
