"""Polling: raw updates into the inbox, committed before they are confirmed.

``getUpdates`` with a higher offset is the confirmation, so the offset moves only after the commit. Raw JSON on
purpose: one update that PTB cannot parse would otherwise hold up all others.
"""

import asyncio
import json
import logging
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from bot.clock import Clock
from bot.storage.database import Database, DatabaseFailure
from bot.storage.inbox import RawUpdate, add_updates

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LONGEST_PAUSE = 30.0
"""Seconds between tries while Telegram or the database is away."""

log = logging.getLogger(__name__)
# PTB advises its parsed get_updates, which loses a whole batch to one update that it cannot parse.
warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'", category=PTBUserWarning)


def parse_raw_update(update: Mapping[str, Any]) -> RawUpdate | None:
    """The update with the chat whose order it belongs to; None when it carries no usable number."""
    update_id = update.get("update_id")
    if not isinstance(update_id, int):
        return None
    payload = json.dumps(update, ensure_ascii=False, separators=(",", ":"))
    return RawUpdate(update_id, _find_chat_key(update), payload)


def _find_chat_key(update: Mapping[str, Any]) -> int:
    for kind, body in update.items():
        if kind == "update_id" or not isinstance(body, Mapping):
            continue
        # A press belongs to its message's chat, so that text and buttons of one person keep their order.
        holder = body.get("message") if kind == "callback_query" else body
        for place in (holder, body):
            for key in ("chat", "from"):
                found = place.get(key) if isinstance(place, Mapping) else None
                if isinstance(found, Mapping) and isinstance(found.get("id"), int):
                    return int(found["id"])
    return 0


class Poller:
    """Fetches, stores, confirms; one per installation (Telegram answers 409 to a second one)."""

    def __init__(self, database: Database, bot: Bot, *, clock: Clock, on_updates: Callable[[], None]) -> None:
        self._database = database
        self._bot = bot
        self._clock = clock
        self._on_updates = on_updates
        # Starting at 0 gives everything unconfirmed; the inbox's key drops what is there already.
        self._offset = 0

    async def fetch_once(self, *, wait_seconds: int) -> int:
        """One long poll; returns how many updates came, stored and committed."""
        parameters = {
            "offset": self._offset,
            "timeout": wait_seconds,
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        }
        updates = await self._bot.do_api_request("getUpdates", parameters, read_timeout=wait_seconds + 10.0)
        if not isinstance(updates, Sequence) or not updates:
            return 0
        rows = [row for update in updates if (row := parse_raw_update(update)) is not None]
        async with self._database.begin() as uow:
            await add_updates(uow, rows, now=self._clock())
            await uow.commit()
        if rows:
            self._offset = max(row.update_id for row in rows) + 1
        self._on_updates()
        return len(rows)

    async def run(self) -> None:
        """Polls for ever; comes back from every fault but a refused token.

        Raises:
            InvalidToken: Telegram knows no such bot; nothing but a person can mend that.
        """
        pause = 1.0
        while True:
            try:
                await self.fetch_once(wait_seconds=25)
                pause = 1.0
                continue
            except InvalidToken:
                raise
            except RetryAfter as error:
                pause = max(1.0, _seconds_of(error))
            except (TelegramError, *DatabaseFailure) as error:
                log.warning("poll_failed", extra={"error": type(error).__name__, "pause": pause})
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)


def _seconds_of(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()
