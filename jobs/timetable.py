"""The timetable: APScheduler ticks, our tables decide.

A duty is a name and a coroutine; the wrapper gives it a time limit, keeps it from overlapping itself and logs its
failure. ``Every(n)`` runs next at *now + n*: the library's interval trigger lists every run missed during a clock
jump or a sleep, and after a jump back it would sleep for the whole jump (both measured).
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.heartbeat import Heartbeats, Loop
from bot.in_hand import GRACE

log = logging.getLogger(__name__)
JUMP = 2.0
"""Seconds by which wall and monotonic clock may drift apart between two looks before everything is re-armed."""
_LATE = 60.0
"""Seconds beyond its interval and its limit after which a duty that has not begun again is not coming."""


class Every(BaseTrigger):  # type: ignore[misc] # apscheduler ships no types
    """Fires ``interval`` after the present moment, whatever was missed."""

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        return now if previous is None else now + self._interval


@dataclass(frozen=True, slots=True)
class Duty:
    name: str
    run: Callable[[], Awaitable[object]]
    every: timedelta
    limit: timedelta = timedelta(minutes=5)


class Timetable:
    """``wall`` is the machine's clock, by which APScheduler lives; what a duty does follows the injected one."""

    def __init__(
        self,
        duties: Sequence[Duty],
        *,
        wall: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
        beats: Heartbeats | None = None,
    ) -> None:
        self._duties = duties
        self._wall = wall
        self._monotonic = monotonic
        self._beats = beats or Heartbeats()
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self.last_run: dict[str, float] = {}
        """Monotonic moment of the last run of each duty that ended well."""
        self._began: dict[str, float] = {}
        self._lags: dict[str, float] = {}
        self._at_work: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._began = {duty.name: self._monotonic() for duty in self._duties}
        for duty in self._duties:
            self._scheduler.add_job(
                self._carry_out,
                Every(duty.every),
                args=[duty],
                id=duty.name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """No more ticks. A duty at work gets ``GRACE`` to end, then is cancelled; either way it has ended on return.

        Cancelled and left alone it would go on with a database that is being closed, and the end of the process would
        wait for ever for the driver's thread (measured).
        """
        if not self._scheduler.running:
            return
        self._scheduler.remove_all_jobs()
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=GRACE)
        self._scheduler.shutdown(wait=False)
        if self._at_work:
            await asyncio.wait(self._at_work)

    def run_now(self) -> None:
        """Re-arms every duty for this instant: after a clock jump, and for the demo's clock."""
        for duty in self._duties:
            self._scheduler.modify_job(duty.name, next_run_time=self._wall())

    async def guard(self, *, look_every: float = 1.0) -> None:
        """Re-arms when the wall clock moved against the monotonic one; runs for ever."""
        offset = self._wall().timestamp() - self._monotonic()
        while True:
            if not self._is_stuck():
                self._beats.beat(Loop.TIMETABLE)
            await asyncio.sleep(look_every)
            drift = self._wall().timestamp() - self._monotonic()
            if abs(drift - offset) > JUMP:
                log.warning("clock_jumped", extra={"seconds": round(drift - offset, 1)})
                self.run_now()
            offset = drift

    def find_lags(self) -> dict[str, float]:
        """By duty, how many seconds its last start, or the one that is overdue now, came too late."""
        now = self._monotonic()
        return {
            duty.name: max(self._lags.get(duty.name, 0.0), self._lag_of(duty, now)) for duty in self._duties
        }

    def _lag_of(self, duty: Duty, now: float) -> float:
        return max(0.0, now - self._began.get(duty.name, now) - duty.every.total_seconds())

    def _is_stuck(self) -> bool:
        """Whether some duty does not begin again: it cannot be cut off, or the scheduler has died."""
        now = self._monotonic()
        return any(self._lag_of(duty, now) > duty.limit.total_seconds() + _LATE for duty in self._duties)

    async def _carry_out(self, duty: Duty) -> None:
        now = self._monotonic()
        self._lags[duty.name] = self._lag_of(duty, now)
        self._began[duty.name] = now
        task = asyncio.current_task()
        if task is not None:
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
        try:
            async with asyncio.timeout(duty.limit.total_seconds()):
                await duty.run()
        except Exception as error:
            # A duty that fails is tried again at its next tick; the others must not suffer.
            log.exception("duty_failed", extra={"duty": duty.name, "error": type(error).__name__})
        else:
            self.last_run[duty.name] = self._monotonic()
