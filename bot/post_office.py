"""Composition: the e-mail way, when ``SMTP_URL`` names a server. Its library is loaded only then."""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any

from telegram import Bot

from bot.domain.rules import Rules
from bot.settings import Settings
from bot.smtp_address import parse_sender, parse_smtp_url
from jobs.post import Post


def make_post(
    settings: Settings, bot: Bot, *, rules: Callable[[], Rules], clock: Callable[[], datetime]
) -> Post | None:
    """None: the way is closed, and everything is as if there were none."""
    if not settings.sends_email:
        return None
    return Post(make_email_channel(settings), rules, clock, link=lambda: f"https://t.me/{bot.username}")


def make_email_channel(settings: Settings) -> Any:  # noqa: ANN401 a class that is imported when it is wanted
    server = parse_smtp_url(settings.smtp_url.get_secret_value())
    channels = import_module("bot.channels.email")
    return channels.EmailChannel(server, parse_sender(settings.smtp_from))
