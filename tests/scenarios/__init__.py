"""Scenarios in the domain's words."""
