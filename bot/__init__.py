"""Đôn Đốc: follows up the tasks that a steering committee gives to agencies."""

__version__ = "0.1.0"
