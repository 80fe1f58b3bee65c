"""The bot's first words with Telegram: its own name, and the public command menu. Waits while Telegram is away."""

import asyncio
import logging

from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.heartbeat import Heartbeats, Loop
from bot.texts.welcome import list_public_commands
from handlers.adapter import AnyApplication

log = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between tries."""


class TokenRefused(Exception):
    """Telegram knows no bot of this token."""


async def greet(application: AnyApplication, bot: ExtBot[None], beats: Heartbeats) -> None:
    """Gives the poller's signs of life: it is the loop that this holds up.

    Raises:
        TokenRefused: only a person can mend that.
    """
    pause = FIRST_PAUSE
    while True:
        beats.beat(Loop.POLLER)
        try:
            await application.initialize()
            for code, commands in list_public_commands():
                beats.beat(Loop.POLLER)
                await bot.set_my_commands(list(commands), language_code=code)
        except InvalidToken:
            raise TokenRefused from None
        except TelegramError as error:
            log.warning("telegram_unreachable", extra={"error": type(error).__name__, "pause": pause})
        else:
            return
        beats.beat(Loop.POLLER)
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE, pause * 2)
