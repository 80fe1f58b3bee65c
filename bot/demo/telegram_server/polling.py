"""getUpdates: limits, confirmation, the long poll and the quarrel of two pollers.

Waiting uses the real clock (asyncio); what is still worth delivering depends on the world's clock.
"""

import asyncio

from .calls import Answer, Call
from .errors import CONFLICT_HOOK_ACTIVE, CONFLICT_HOOK_SET, CONFLICT_POLLS, ApiError
from .state import WorldState
from .updates import QueuedUpdate
from .webhooks import remember_allowed

MAX_LIMIT = 100
MAX_TIMEOUT = 50


class PollDesk:
    """Where long polls wait. At most one waits; the next one to wait, a webhook or the closing door end it."""

    def __init__(self, world: WorldState) -> None:
        self._world = world
        self._waiting: asyncio.Future[ApiError | None] | None = None
        self._last_offset = -1
        self._last_start = float("-inf")
        self._next_conflict = float("-inf")

    async def get_updates(self, call: Call) -> Answer:
        if self._world.webhook.url:
            raise ApiError(409, CONFLICT_HOOK_ACTIVE)
        remember_allowed(self._world, call)
        offset = call.integer("offset")
        limit = min(MAX_LIMIT, max(1, call.integer("limit", MAX_LIMIT)))
        timeout = min(MAX_TIMEOUT, max(0, call.integer("timeout")))
        limit, timeout = self._brake(offset, limit, timeout)
        batch = self._take(offset, limit)
        if not batch and timeout:
            await self._wait(timeout)
            batch = self._take(offset, limit)
        self._mark_delivered(batch)
        return Answer([update.as_json() for update in batch])

    def _brake(self, offset: int, limit: int, timeout: int) -> tuple[int, int]:
        """The same offset again at once is answered slower and smaller."""
        now = self._world.monotonic()
        is_again = self._world.rules.poll_brake and offset == self._last_offset
        if is_again and now < self._last_start + 3.0:
            timeout = max(timeout, 3)
        if is_again and now < self._last_start + 0.5:
            limit = 1
        self._last_offset, self._last_start = offset, now
        return limit, timeout

    def _take(self, offset: int, limit: int) -> list[QueuedUpdate]:
        return self._world.queue.take(offset, limit, now=self._world.now())

    def _mark_delivered(self, batch: list[QueuedUpdate]) -> None:
        for update in batch:
            press = self._world.presses.get(str(update.payload.get("id")))
            if update.kind == "callback_query" and press is not None:
                press.was_delivered = True

    async def _wait(self, seconds: int) -> None:
        """Until an update is queued or the time is over. Raise `ApiError` if somebody ended the wait."""
        self.end(ApiError(409, CONFLICT_POLLS))
        waiting: asyncio.Future[ApiError | None] = asyncio.get_running_loop().create_future()
        self._waiting = waiting

        def wake() -> None:
            if not waiting.done():
                waiting.set_result(None)

        self._world.queue.on_push(wake)
        try:
            done, _ = await asyncio.wait({waiting}, timeout=seconds)
        finally:
            self._world.queue.off_push(wake)
            self._waiting = None if self._waiting is waiting else self._waiting
        error = waiting.result() if done else None
        if error is not None:
            await self._delay_conflict(error)
            raise error

    async def _delay_conflict(self, error: ApiError) -> None:
        """Two pollers that keep hitting each other are slowed: one conflict within 3 s is free, the others wait."""
        now = self._world.monotonic()
        delay = self._world.rules.conflict_delay.total_seconds()
        if error.code != 409 or now >= self._next_conflict:
            self._next_conflict = now + delay
            return
        await asyncio.sleep(delay)

    def end_for_webhook(self) -> None:
        self.end(ApiError(409, CONFLICT_HOOK_SET))

    def end(self, error: ApiError) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(error)
