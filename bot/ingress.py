"""Polling: raw updates into the inbox, committed before they are confirmed.

``getUpdates`` with a higher offset is the confirmation, so the offset moves only after the commit. Raw JSON on
purpose: one update that PTB cannot parse would otherwise hold up all others.
"""

import asyncio
import json
import logging
import time
import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeGuard

from telegram import Bot
from telegram.error import EndPointNotFound, InvalidToken, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from bot.clock import Clock
from bot.guard import refuse_classified
from bot.heartbeat import Heartbeats, Loop
from bot.storage.database import Database, DatabaseFailure
from bot.storage.inbox import RawUpdate, add_updates

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LONGEST_PAUSE = 30.0
"""Seconds between tries while Telegram or the database is away."""
TOKEN_TRIES = 3
"""Telegram's own mishaps answer 401 now and then; a token that was taken back is refused every time."""
_LARGEST = 2**63 - 1

log = logging.getLogger(__name__)
# PTB advises its parsed get_updates, which loses a whole batch to one update that it cannot parse.
warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'", category=PTBUserWarning)


def parse_raw_update(update: object) -> RawUpdate | None:
    """The update with the chat whose order it belongs to; None when it carries no usable number."""
    if not isinstance(update, Mapping) or not _is_number(update.get("update_id")):
        return None
    # Escaped to ASCII: neither database takes every character that JSON can carry (NUL, half a surrogate pair).
    payload = json.dumps(refuse_classified(update), separators=(",", ":"))
    return RawUpdate(update["update_id"], _find_chat_key(update), payload)


def _is_number(value: object) -> TypeGuard[int]:
    """Whether it fits a column of 64 bits."""
    return isinstance(value, int) and -_LARGEST <= value <= _LARGEST


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


class Poller:
    """Fetches, stores, confirms; one per installation (Telegram answers 409 to a second one)."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        *,
        clock: Clock,
        on_updates: Callable[[], None],
        beats: Heartbeats | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._bot = bot
        self._clock = clock
        self._on_updates = on_updates
        self._beats = beats or Heartbeats()
        self._sleep = sleep
        self._monotonic = monotonic
        self.polled_at: float | None = None
        """Monotonic moment of Telegram's last answer."""
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
        self.polled_at = self._monotonic()
        self._beats.beat(Loop.POLLER)
        if not isinstance(updates, Sequence) or not updates:
            return 0
        rows = [row for update in updates if (row := parse_raw_update(update)) is not None]
        if not rows:
            # Nothing of this can be confirmed, so it would come again at once and for ever.
            raise TelegramError("updates without a number")
        async with self._database.begin() as uow:
            # By number, whatever disorder they came in: it is the order in which people wrote.
            await add_updates(uow, sorted(rows, key=lambda row: row.update_id), now=self._clock())
            await uow.commit()
        self._offset = max(row.update_id for row in rows) + 1
        self._on_updates()
        return len(rows)

    async def run(self) -> None:
        """Polls for ever; comes back from every fault but a refused token.

        Raises:
            InvalidToken: Telegram knows no such bot; nothing but a person can mend that.
        """
        pause, refusals = 1.0, 0
        while True:
            self._beats.beat(Loop.POLLER)
            try:
                await self.fetch_once(wait_seconds=25)
                pause, refusals = 1.0, 0
                continue
            except RetryAfter as error:
                pause = max(1.0, _seconds_of(error))
            except (TelegramError, *DatabaseFailure) as error:
                refusals = refusals + 1 if _is_refusal(error) else 0
                if refusals >= TOKEN_TRIES:
                    raise InvalidToken from None
                log.warning("poll_failed", extra={"error": type(error).__name__, "pause": pause})
            await self._beats.pause(Loop.POLLER, pause, self._sleep)
            pause = min(LONGEST_PAUSE, pause * 2)


def _is_refusal(error: BaseException) -> bool:
    # Asked for an endpoint by name, PTB takes a refused token for a missing endpoint.
    return isinstance(error, InvalidToken | EndPointNotFound)


def _seconds_of(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()
