"""Composition: the sender's way by e-mail, when ``SMTP_URL`` names a server."""

from collections.abc import Callable
from datetime import datetime

from telegram import Bot

from bot.domain.rules import Rules
from bot.ground import make_email_channel
from bot.settings import Settings
from jobs.post import Post


def make_post(
    settings: Settings, bot: Bot, *, rules: Callable[[], Rules], clock: Callable[[], datetime]
) -> Post | None:
    """None: the way is closed, and everything is as if there were none."""
    if not settings.sends_email:
        return None
    return Post(make_email_channel(settings), rules, clock, link=lambda: f"https://t.me/{bot.username}")
