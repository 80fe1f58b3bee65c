"""The timetable leaves nothing behind: when it has stopped, no duty is at work any more."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from jobs import timetable
from jobs.timetable import Duty, Timetable


class Work:
    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.ended = ""

    async def run(self) -> None:
        self.begun.set()
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0)  # as a driver does that has to close its connection
            self.ended = "cancelled"
            raise
        self.ended = "well"


def keep(run: Callable[[], Awaitable[None]]) -> Timetable:
    made = Timetable([Duty("work", run, timedelta(hours=1))], wall=lambda: datetime.now(UTC))
    made.start()
    return made


async def test_a_duty_at_work_ends_first() -> None:
    work = Work()
    made = keep(work.run)
    await work.begun.wait()
    stopping = asyncio.create_task(made.stop())
    await asyncio.sleep(0)
    work.may_end.set()
    await stopping
    assert work.ended == "well"


async def test_a_duty_that_takes_too_long_is_cancelled_and_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timetable, "GRACE", 0.01)
    work = Work()
    made = keep(work.run)
    await work.begun.wait()
    await made.stop()
    assert work.ended == "cancelled"


async def test_it_may_be_stopped_twice_and_without_having_started() -> None:
    made = Timetable([], wall=lambda: datetime.now(UTC))
    await made.stop()
    made.start()
    await made.stop()
    await made.stop()
