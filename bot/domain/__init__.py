"""The rules of the field in plain Python: no storage, no Telegram, no clock, no prose."""
