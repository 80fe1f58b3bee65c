"""The way in: raw updates into the inbox, committed before Telegram hears that they arrived.

Polling and webhook both end here. Raw JSON on purpose: one update that PTB cannot parse would otherwise hold up all
others. Knows neither of the two ways, and nothing of what updates mean.
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeGuard

from bot.clock import Clock
from bot.guard import refuse_classified
from bot.hook import BadUpdate, StoreAway
from bot.storage.database import Database, is_outage
from bot.storage.inbox import RawUpdate, add_updates

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
_LARGEST = 2**63 - 1
_AT_ONCE = 3
"""Deliveries stored beside each other; more would only take the connections from those who work them off."""


def parse_raw_update(update: object) -> RawUpdate | None:
    """The update with the chat whose order it belongs to; None when it carries no usable number."""
    if not isinstance(update, Mapping) or not _is_number(update.get("update_id")):
        return None
    # Escaped to ASCII: neither database takes every character that JSON can carry (NUL, half a surrogate pair).
    try:
        payload = json.dumps(refuse_classified(update), separators=(",", ":"))
    except RecursionError:
        return None
    return RawUpdate(update["update_id"], _find_chat_key(update), payload)


def _is_number(value: object) -> TypeGuard[int]:
    """Whether it fits a column of 64 bits. True is a number to Python, and not to Telegram."""
    return isinstance(value, int) and not isinstance(value, bool) and -_LARGEST <= value <= _LARGEST


def _find_chat_key(update: Mapping[str, Any]) -> int:
    for kind, body in update.items():
        if kind == "update_id" or not isinstance(body, Mapping):
            continue
        # A press belongs to its message's chat, so that text and buttons of one person keep their order.
        holder = body.get("message") if kind == "callback_query" else body
        for place in (holder, body):
            for key in ("chat", "from"):
                found = place.get(key) if isinstance(place, Mapping) else None
                if isinstance(found, Mapping) and _is_number(found.get("id")):
                    return int(found["id"])
    return 0


class Intake:
    """Stores; ``on_updates`` is called after each commit."""

    def __init__(self, database: Database, *, clock: Clock, on_updates: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._on_updates = on_updates
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def take(self, update: object) -> None:
        """One delivery of the webhook; returns when it is committed.

        Raises:
            BadUpdate, StoreAway.
        """
        row = parse_raw_update(update)
        if row is None:
            raise BadUpdate
        try:
            async with self._places:
                await self.store([row])
        except Exception as error:
            if is_outage(error):
                raise StoreAway from None
            raise

    async def store(self, rows: Iterable[RawUpdate]) -> None:
        """Returns when they are committed; one that came before is left as it is.

        Raises:
            SQLAlchemyError, OSError: the database is away; nothing was confirmed, so Telegram repeats it.
        """
        async with self._database.begin_alone() as uow:
            # By number, whatever disorder they came in: it is the order in which people wrote.
            await add_updates(uow, sorted(rows, key=lambda row: row.update_id), now=self._clock())
            await uow.commit()
        self._on_updates()
        # Whoever was woken begins at once: somebody waits for an answer, and nobody for the next poll.
        await asyncio.sleep(0)
