"""A loop that hangs ends the process; a machine that slept does not."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from bot.heartbeat import Heartbeats
from bot.watchdog import END_WITHIN, EXIT_CODE, LOOK_EVERY, SILENT_AFTER, LoopSilent, Watchdog
from tests.test_heartbeat import Monotonic


class Kennel:
    """A watchdog whose time goes on only while it sleeps."""

    def __init__(self) -> None:
        self.time = Monotonic()
        self.beats = Heartbeats(monotonic=self.time)
        self.lively: set[str] = set()
        self.looks = 0
        self.naps: dict[int, float] = {}
        """By number of the look: how much longer than asked it slept before it."""
        self.ended = threading.Event()
        self.is_tired = asyncio.Event()
        self.dog = Watchdog(self.beats, monotonic=self.time, sleep=self.sleep, end=self.ended.set)

    async def sleep(self, seconds: float) -> None:
        self.looks += 1
        if self.looks > 100:
            self.is_tired.set()
            await asyncio.Event().wait()
        await self.time.sleep(seconds + self.naps.get(self.looks, 0))
        for name in self.lively:
            self.beats.beat(name)

    @asynccontextmanager
    async def tired(self) -> AsyncIterator[None]:
        """The task has looked a hundred times and gives no sign any more; it is cancelled at the end."""
        running = asyncio.create_task(self.dog.run())
        await asyncio.wait(
            {running, asyncio.ensure_future(self.is_tired.wait())}, return_when=asyncio.FIRST_COMPLETED
        )
        assert not running.done()
        yield
        running.cancel()
        await asyncio.wait({running})


@pytest.fixture
def kennel() -> Iterator[Kennel]:
    kennel = Kennel()
    yield kennel
    kennel.dog.stop()


async def test_a_silent_loop_is_told_by_its_name_after_two_minutes(
    kennel: Kennel, caplog: pytest.LogCaptureFixture
) -> None:
    kennel.lively = {"poller", "sender"}
    kennel.beats.beat("worker")
    began = kennel.time.now
    with pytest.raises(LoopSilent, match=r"^worker$"):
        await kennel.dog.run()
    assert SILENT_AFTER < kennel.time.now - began <= SILENT_AFTER + LOOK_EVERY
    assert [record.getMessage() for record in caplog.records] == ["loop_silent"]


async def test_lively_loops_are_left_alone(kennel: Kennel) -> None:
    kennel.lively = {"worker"}
    async with kennel.tired():
        assert kennel.looks > 100


async def test_a_machine_that_slept_an_hour_is_nobodys_silence(kennel: Kennel) -> None:
    kennel.beats.beat("worker")
    kennel.naps = {3: 3600}
    with pytest.raises(LoopSilent):
        await kennel.dog.run()
    assert kennel.looks == 3 + SILENT_AFTER / LOOK_EVERY + 1


# --- from outside -----------------------------------------------------------------------------------------


def outside(kennel: Kennel, seconds: float, *, look: float = LOOK_EVERY) -> bool:
    """Whether the thread would have ended the process by then, looking every ``look`` seconds."""
    for _ in range(int(seconds / look)):
        asleep_since = kennel.time.now
        kennel.time.now += look
        if kennel.dog.must_end(asleep_since):
            return True
    return False


async def test_a_blocked_event_loop_is_ended_the_hard_way(kennel: Kennel) -> None:
    async with kennel.tired():
        assert not outside(kennel, SILENT_AFTER + END_WITHIN)
        assert outside(kennel, 2 * LOOK_EVERY)


async def test_an_end_from_without_is_waited_for_as_long_as_one_of_its_own(kennel: Kennel) -> None:
    """As after SIGTERM, or a lost session."""
    async with kennel.tired():
        kennel.time.now += SILENT_AFTER - LOOK_EVERY
    assert not outside(kennel, END_WITHIN)
    assert outside(kennel, 2 * LOOK_EVERY)


async def test_an_end_that_does_not_come_is_waited_for_less_than_half_a_minute(kennel: Kennel) -> None:
    kennel.beats.beat("worker")
    with pytest.raises(LoopSilent):
        await kennel.dog.run()
    assert not outside(kennel, END_WITHIN)
    assert outside(kennel, 2 * LOOK_EVERY)


async def test_a_process_that_was_itself_stopped_is_not_ended(kennel: Kennel) -> None:
    async with kennel.tired():
        assert not outside(kennel, 3600, look=3600)


@pytest.fixture
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOOK_EVERY", "LOOK_AT_END_EVERY"):
        monkeypatch.setattr(f"bot.watchdog.{name}", 0.01)
    monkeypatch.setattr("bot.watchdog.END_WITHIN", 0.05)


@pytest.mark.usefixtures("_hasty")
async def test_the_thread_looks_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.watchdog.SILENT_AFTER", 0.05)
    beats, ended = Heartbeats(), threading.Event()
    beats.beat("worker")
    with pytest.raises(LoopSilent):
        await Watchdog(beats, end=ended.set).run()
    assert await asyncio.to_thread(ended.wait, 30)


@pytest.mark.usefixtures("_hasty")
async def test_a_cancelled_process_that_does_not_end_is_ended_by_the_thread(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ended = threading.Event()
    running = asyncio.create_task(Watchdog(Heartbeats(), end=ended.set).run())
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait({running})
    assert await asyncio.to_thread(ended.wait, 30)
    (record,) = caplog.records
    assert (record.getMessage(), vars(record)["exit_code"]) == ("process_hangs", EXIT_CODE)


@pytest.mark.usefixtures("_hasty")
async def test_when_everything_is_closed_nobody_looks(kennel: Kennel) -> None:
    async with kennel.tired():
        pass
    kennel.dog.stop()
    for thread in [thread for thread in threading.enumerate() if thread.name == "watchdog"]:
        await asyncio.to_thread(thread.join, 30)
        assert not thread.is_alive()
    assert not kennel.ended.is_set()
