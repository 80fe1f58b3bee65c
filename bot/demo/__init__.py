"""The demonstration: the whole bot on loopback, with a Telegram of its own. Nothing else imports it."""
