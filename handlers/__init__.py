"""Telegram in: one conversation a file, each ``parse → one service call → Reply``. See ``handlers.registry``."""
