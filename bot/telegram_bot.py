"""PTB's bot with our transport: how long which call may take, how many at once, and through which proxy."""

import os

from telegram.ext import ExtBot
from telegram.request import BaseRequest

from bot.channels.transport import AiohttpRequest, Limits
from bot.settings import Settings
from jobs.pacing import count_places

# PTB is moving retry_after from seconds to timedelta and warns at every flood until one asks for the new form.
os.environ.setdefault("PTB_TIMEDELTA", "1")
_BESIDE_LETTERS = 8
"""Connections for answers to presses and for files, beside one for each of the sender's places."""


def make_bot(settings: Settings, request: BaseRequest | None = None) -> ExtBot[None]:
    """PTB's bot on our own transport settings; ``request`` replaces the network in tests."""
    proxy = settings.telegram_proxy
    # Polls have connections of their own: a long one must not wait for a busy sender, nor the other way round.
    polls = AiohttpRequest(Limits(connections=2), proxy=proxy)
    calls = Limits(connections=count_places(settings.send_rate) + _BESIDE_LETTERS)
    return ExtBot(
        settings.bot_token.get_secret_value(),
        base_url=settings.telegram_api_base_url,
        base_file_url=settings.telegram_api_file_url,
        request=request or AiohttpRequest(calls, proxy=proxy),
        get_updates_request=request or polls,
    )
