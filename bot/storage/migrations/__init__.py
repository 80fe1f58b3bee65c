"""Schema changes, walked by Alembic in order; ``migrate`` is the only door."""
