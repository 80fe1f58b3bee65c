"""The timetable: at once, then every so often, whatever the clock does and whatever a duty does."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import system_clock
from bot.heartbeat import Heartbeats, Loop
from jobs.timetable import Duty, Every, Timetable

SELDOM = timedelta(hours=1)
OFTEN = timedelta(milliseconds=20)
NOW = datetime(2024, 7, 16, 2, tzinfo=UTC)


class Runs:
    """A duty that counts; ``again`` waits for the next run."""

    def __init__(self, then: Callable[[], Awaitable[None]] | None = None) -> None:
        self.count = 0
        self._then = then
        self._began = asyncio.Semaphore(0)

    async def __call__(self) -> None:
        self.count += 1
        self._began.release()
        if self._then is not None:
            await self._then()

    async def again(self) -> None:
        async with asyncio.timeout(10):
            await self._began.acquire()


@asynccontextmanager
async def running(*duties: Duty) -> AsyncIterator[Timetable]:
    timetable = Timetable(duties, wall=system_clock)
    timetable.start()
    try:
        yield timetable
    finally:
        await timetable.stop()


# --- when -------------------------------------------------------------------------------------------------


@given(missed=st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_after_a_missed_span_it_fires_once_and_next_a_full_interval_from_now(missed: timedelta) -> None:
    assert Every(OFTEN).get_next_fire_time(NOW - missed, NOW) == NOW + OFTEN


def test_the_first_time_is_now() -> None:
    assert Every(SELDOM).get_next_fire_time(None, NOW) == NOW


async def test_every_duty_runs_at_the_start_and_again_when_told() -> None:
    one, two = Runs(), Runs()
    async with running(Duty("one", one, SELDOM), Duty("two", two, SELDOM)) as timetable:
        await one.again()
        await two.again()
        timetable.run_now()
        await one.again()
        await two.again()
    assert (one.count, two.count) == (2, 2)


async def test_it_goes_on_by_itself() -> None:
    runs = Runs()
    async with running(Duty("often", runs, OFTEN)):
        for _ in range(3):
            await runs.again()


# --- what a duty may do -----------------------------------------------------------------------------------


async def test_a_duty_that_fails_stops_neither_the_others_nor_itself(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> None:
        raise ValueError

    bad, good = Runs(fail), Runs()
    with caplog.at_level(logging.ERROR):
        async with running(Duty("bad", bad, SELDOM), Duty("good", good, SELDOM)) as timetable:
            await bad.again()
            await good.again()
            timetable.run_now()
            await bad.again()
            await good.again()
        assert set(timetable.last_run) == {"good"}
    assert [record.message for record in caplog.records if record.name == "jobs.timetable"] == [
        "duty_failed"
    ] * 2


async def test_a_duty_never_overlaps_itself_and_keeps_no_other_waiting() -> None:
    release = asyncio.Event()

    async def take_long() -> None:
        await release.wait()

    slow, quick = Runs(take_long), Runs()
    async with running(Duty("slow", slow, SELDOM), Duty("quick", quick, SELDOM)) as timetable:
        await slow.again()
        await quick.again()
        timetable.run_now()
        await quick.again()
        assert slow.count == 1
        release.set()
        while slow.count < 2:
            timetable.run_now()
            await quick.again()


async def test_a_duty_that_hangs_is_cut_off_and_may_run_again() -> None:
    async def hang() -> None:
        await asyncio.Event().wait()

    runs = Runs(hang)
    async with running(Duty("stuck", runs, OFTEN, limit=timedelta(milliseconds=5))) as timetable:
        await runs.again()
        await runs.again()
    assert timetable.last_run == {}


async def test_after_the_stop_nothing_runs_any_more() -> None:
    runs, sign = Runs(), Runs()
    async with running(Duty("often", runs, OFTEN)):
        await runs.again()
    count = runs.count
    async with running(Duty("sign", sign, OFTEN)):
        for _ in range(4):
            await sign.again()
    assert runs.count == count


# --- the clock --------------------------------------------------------------------------------------------


class Wall:
    """The machine's clock, which somebody sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.offset = timedelta()
        monkeypatch.setattr("apscheduler.schedulers.base.datetime", _Datetime(self))

    def __call__(self) -> datetime:
        return system_clock() + self.offset


class _Datetime:
    """What APScheduler asks for the time."""

    def __init__(self, wall: Wall) -> None:
        self._wall = wall

    def now(self, zone: object) -> datetime:
        del zone
        return self._wall()


@pytest.mark.parametrize("jump", [timedelta(days=-10), timedelta(days=10)], ids=["back", "forward"])
async def test_duties_go_on_after_the_clock_was_set(monkeypatch: pytest.MonkeyPatch, jump: timedelta) -> None:
    wall, runs = Wall(monkeypatch), Runs()
    timetable = Timetable([Duty("often", runs, OFTEN)], wall=wall)
    timetable.start()
    guarding = asyncio.create_task(timetable.guard(look_every=0.01))
    await runs.again()
    await runs.again()
    wall.offset = jump
    count = runs.count
    for _ in range(3):
        await runs.again()
    guarding.cancel()
    await timetable.stop()
    # One for each time we waited and perhaps one in between: no burst for ten missed days.
    assert runs.count - count <= 6


class Hands:
    """Two clocks that move when the test says so, and how often the duties were re-armed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall = NOW
        self.monotonic = 1000.0
        self.rearmed = 0
        self.timetable = Timetable([], wall=lambda: self.wall, monotonic=lambda: self.monotonic)
        monkeypatch.setattr(self.timetable, "run_now", self._count)

    def _count(self) -> None:
        self.rearmed += 1

    async def pass_time(self, *, wall: float, monotonic: float) -> None:
        self.wall += timedelta(seconds=wall)
        self.monotonic += monotonic
        for _ in range(4):
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("wall", "rearmed"), [(3600, 1), (-3600, 1), (3.1, 1), (-1.1, 1), (2.9, 0), (1, 0), (-0.9, 0)]
)
async def test_the_guard_sees_a_jump_of_more_than_two_seconds(
    monkeypatch: pytest.MonkeyPatch, wall: float, rearmed: int
) -> None:
    hands = Hands(monkeypatch)
    guarding = asyncio.create_task(hands.timetable.guard(look_every=0))
    await hands.pass_time(wall=0, monotonic=0)
    await hands.pass_time(wall=wall, monotonic=1)
    await hands.pass_time(wall=60, monotonic=60)
    guarding.cancel()
    assert hands.rearmed == rearmed


async def test_every_jump_is_answered_there_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    hands = Hands(monkeypatch)
    guarding = asyncio.create_task(hands.timetable.guard(look_every=0))
    await hands.pass_time(wall=0, monotonic=0)
    await hands.pass_time(wall=7200, monotonic=1)
    await hands.pass_time(wall=-7200, monotonic=1)
    guarding.cancel()
    assert hands.rearmed == 2


# --- signs of life ----------------------------------------------------------------------------------------


@dataclass
class Watched:
    """A timetable whose duty begins when the test says so, on a clock of the test's."""

    now: float = 1000.0

    def __post_init__(self) -> None:
        self.beats = Heartbeats(monotonic=lambda: self.now)
        self.runs = Runs()
        duty = Duty("plan", self.runs, timedelta(hours=1), limit=timedelta(seconds=300))
        self.timetable = Timetable([duty], wall=system_clock, monotonic=lambda: self.now, beats=self.beats)

    async def begin(self) -> None:
        self.timetable.run_now()
        await self.runs.again()

    async def guard_once(self) -> None:
        guarding = asyncio.create_task(self.timetable.guard(look_every=0))
        await asyncio.sleep(0)
        guarding.cancel()
        await asyncio.wait({guarding})


@pytest.fixture
async def watched() -> AsyncIterator[Watched]:
    watched = Watched()
    watched.timetable.start()
    await watched.runs.again()
    yield watched
    await watched.timetable.stop()


async def test_it_tells_how_late_a_duty_began(watched: Watched) -> None:
    watched.now += 3600
    await watched.begin()
    assert watched.timetable.find_lags() == {"plan": 0}
    watched.now += 3603
    await watched.begin()
    assert watched.timetable.find_lags() == {"plan": 3}


async def test_a_duty_that_is_overdue_is_late_already(watched: Watched) -> None:
    watched.now += 3660
    assert watched.timetable.find_lags() == {"plan": 60}


async def test_a_timetable_whose_duties_do_not_begin_gives_no_sign_of_life(watched: Watched) -> None:
    await watched.guard_once()
    watched.now += 3600 + 300 + 60
    await watched.guard_once()
    assert watched.beats.ages() == {Loop.TIMETABLE: 0}
    watched.now += 1
    await watched.guard_once()
    assert watched.beats.ages() == {Loop.TIMETABLE: 1}
    await watched.begin()
    await watched.guard_once()
    assert watched.beats.ages() == {Loop.TIMETABLE: 0}
