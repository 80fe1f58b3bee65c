"""Polling and the care of the webhook: how updates reach the intake.

``getUpdates`` with a higher offset is the confirmation, so the offset moves only after the commit. Switching between
the two ways loses nothing: pending updates are never dropped.
"""

import asyncio
import json
import logging
import time
import warnings
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from telegram import Bot, WebhookInfo
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError
from telegram.warnings import PTBUserWarning

from bot.clock import Clock
from bot.heartbeat import Heartbeats, Loop
from bot.intake import ALLOWED_UPDATES as ALLOWED_UPDATES
from bot.intake import Intake
from bot.intake import parse_raw_update as parse_raw_update
from bot.storage.database import Database, DatabaseFailure

LONGEST_PAUSE = 30.0
"""Seconds between tries while Telegram or the database is away."""
TOKEN_TRIES = 3
"""Telegram's own mishaps answer 401 now and then; a token that was taken back is refused every time."""
LOOK_EVERY = 30.0
"""Seconds between two looks at the webhook that Telegram has."""

log = logging.getLogger(__name__)
# PTB advises its parsed get_updates, which loses a whole batch to one update that it cannot parse.
warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'", category=PTBUserWarning)


class _Loop(ABC):
    """Steps for ever; comes back from every fault but a refused token."""

    def __init__(
        self,
        bot: Bot,
        *,
        beats: Heartbeats | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._beats = beats or Heartbeats()
        self._sleep = sleep
        self._monotonic = monotonic
        self.polled_at: float | None = None
        """Monotonic moment of Telegram's last answer."""

    @abstractmethod
    async def _step(self) -> None:
        """One look at Telegram; raises what Telegram or the database refuse."""

    def _heard(self) -> None:
        self.polled_at = self._monotonic()
        self._beats.beat(Loop.POLLER)

    async def run(self) -> None:
        """Raises:
        InvalidToken: Telegram knows no such bot; nothing but a person can mend that.
        """
        pause, refusals = 1.0, 0
        while True:
            self._beats.beat(Loop.POLLER)
            try:
                await self._step()
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


class Poller(_Loop):
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
        super().__init__(bot, beats=beats, sleep=sleep, monotonic=monotonic)
        self._intake = Intake(database, clock=clock, on_updates=on_updates)
        # Starting at 0 gives everything unconfirmed; the inbox's key drops what is there already.
        self._offset = 0

    async def _step(self) -> None:
        try:
            await self.fetch_once(wait_seconds=25)
        except Conflict as error:
            # The other conflict, a second poller, is over by itself.
            if "webhook is active" not in error.message:
                raise
            await self._bot.delete_webhook(drop_pending_updates=False)
            log.warning("webhook_removed")

    async def fetch_once(self, *, wait_seconds: int) -> int:
        """One long poll; returns how many updates came, stored and committed."""
        parameters = {
            "offset": self._offset,
            "timeout": wait_seconds,
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        }
        updates = await self._bot.do_api_request("getUpdates", parameters, read_timeout=wait_seconds + 10.0)
        if not isinstance(updates, list):
            # Whoever says this does not wait as a long poll does, so that asking again at once would spin.
            raise TelegramError("no list of updates")
        self._heard()
        if not updates:
            return 0
        rows = [row for update in updates if (row := parse_raw_update(update)) is not None]
        if not rows:
            # Nothing of this can be confirmed, so it would come again at once and for ever.
            raise TelegramError("updates without a number")
        await self._intake.store(rows)
        self._offset = max(row.update_id for row in rows) + 1
        return len(rows)


@dataclass(frozen=True, slots=True)
class HookTarget:
    """What Telegram is told: where it delivers, and the word by which we know it."""

    url: str
    secret: str


class HookKeeper(_Loop):
    """Sets the webhook at the start and whenever Telegram has another one; says what Telegram complains of."""

    def __init__(
        self,
        target: HookTarget,
        bot: Bot,
        *,
        beats: Heartbeats | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(bot, beats=beats, sleep=sleep, monotonic=monotonic)
        self._target = target
        self._is_set = False
        self._has_looked = False
        self._complained_at: datetime | None = None

    async def _step(self) -> None:
        # The secret cannot be asked for, so the first step always sets it; "already set" is an answer as well.
        if not self._is_set:
            await self._set()
        found = await self._bot.get_webhook_info()
        self._heard()
        self._is_set = self._is_ours(found)
        self._tell(found)
        if self._is_set:
            await self._beats.pause(Loop.POLLER, LOOK_EVERY, self._sleep)
        else:
            log.warning("webhook_lost")
            await self._sleep(1.0)  # Telegram takes one change a second

    async def _set(self) -> None:
        await self._bot.set_webhook(
            self._target.url,
            secret_token=self._target.secret,
            allowed_updates=ALLOWED_UPDATES,
            drop_pending_updates=False,
        )
        self._heard()
        log.info("webhook_set")

    def _is_ours(self, found: WebhookInfo) -> bool:
        return found.url == self._target.url and set(found.allowed_updates) == set(ALLOWED_UPDATES)

    def _tell(self, found: WebhookInfo) -> None:
        """Each complaint once, but those from before our first look. Its text is Telegram's own and may name our
        address, so it is not logged."""
        at = found.last_error_date
        if self._has_looked and at is not None and at != self._complained_at:
            log.warning("webhook_refused", extra={"pending": found.pending_update_count})
        self._has_looked = True
        self._complained_at = at or self._complained_at


def _is_refusal(error: BaseException) -> bool:
    # Asked for an endpoint by name, PTB takes a refused token for a missing endpoint.
    return isinstance(error, InvalidToken | EndPointNotFound)


def _seconds_of(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()
