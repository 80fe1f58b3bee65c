"""Measurements for ``make bench``: each module has ``run() -> dict`` and asserts nothing."""
