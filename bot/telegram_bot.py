"""PTB's bot with our transport: how long which call may take, and through which proxy."""

import os

from telegram.ext import ExtBot
from telegram.request import BaseRequest, HTTPXRequest

from bot.settings import Settings

# PTB is moving retry_after from seconds to timedelta and warns at every flood until one asks for the new form.
os.environ.setdefault("PTB_TIMEDELTA", "1")
_CONNECTIONS = 8


def make_bot(settings: Settings, request: BaseRequest | None = None) -> ExtBot[None]:
    """PTB's bot on our own transport settings; ``request`` replaces the network in tests."""
    proxy = settings.telegram_proxy or None
    # A long time-out for sends: an answer that comes late is better than not knowing (telegram: unknown outcome).
    sends = request or HTTPXRequest(
        connection_pool_size=_CONNECTIONS,
        connect_timeout=10,
        read_timeout=40,
        write_timeout=20,
        pool_timeout=10,
        proxy=proxy,
    )
    polls = request or HTTPXRequest(connection_pool_size=2, connect_timeout=10, read_timeout=40, proxy=proxy)
    return ExtBot(
        settings.bot_token.get_secret_value(),
        base_url=settings.telegram_api_base_url,
        base_file_url=settings.telegram_api_file_url,
        request=sends,
        get_updates_request=polls,
    )
