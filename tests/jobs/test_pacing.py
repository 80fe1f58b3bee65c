"""Telegram's limits, on a clock of our own: so many a second in all, a burst and then one a second in a chat."""

import asyncio
import heapq
import itertools
from collections.abc import Coroutine

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.pacing import Bucket, Pacer

AN, BINH = 101, 102
GROUP = -4_000_001


class Time:
    """A monotonic clock that jumps to the next sleeper once nobody has anything else to do."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        waking = asyncio.Event()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), waking))
        await waking.wait()

    async def run(self, *work: Coroutine[None, None, None]) -> None:
        """Runs all of it to its end, in no time."""
        tasks = [asyncio.ensure_future(each) for each in work]
        while not all(task.done() for task in tasks):
            for _ in range(3):
                await asyncio.sleep(0)
            if self._sleepers:
                self.now, _, waking = heapq.heappop(self._sleepers)
                waking.set()
        for task in tasks:
            task.result()


class Traffic:
    """Chats that send as fast as the pacer lets them; ``moments`` are when each message went, by chat."""

    def __init__(self, rate: float) -> None:
        self.time = Time()
        self.pacer = Pacer(rate, monotonic=self.time, sleep=self.time.sleep)
        self.moments: list[tuple[float, int]] = []

    async def send(self, chat_id: int, count: int) -> None:
        for _ in range(count):
            while lacking := await self.pacer.admit(chat_id):
                await self.time.sleep(lacking)
            self.moments.append((self.time.now - 1000, chat_id))

    def of(self, chat_id: int) -> list[float]:
        return [moment for moment, chat in self.moments if chat == chat_id]

    def most_within(self, seconds: float, chat_id: int | None = None) -> int:
        """The most messages in any span of that length (its end left out)."""
        moments = [moment for moment, chat in self.moments if chat_id in {None, chat}]
        return max(sum(start <= other < start + seconds - 1e-6 for other in moments) for start in moments)


async def test_all_chats_together_keep_the_rate_from_the_first_second() -> None:
    traffic = Traffic(25)
    await traffic.time.run(*(traffic.send(chat, 1) for chat in range(1, 101)))
    assert len(traffic.moments) == 100
    assert traffic.most_within(1) == 25
    assert max(moment for moment, _ in traffic.moments) == pytest.approx(99 / 25)


async def test_a_chat_gets_five_at_once_and_then_one_a_second() -> None:
    traffic = Traffic(1000)
    await traffic.time.run(traffic.send(AN, 8))
    assert traffic.of(AN) == pytest.approx([0, 0.001, 0.002, 0.003, 0.004, 1, 2, 3], abs=0.01)


async def test_a_chat_that_was_quiet_may_burst_again() -> None:
    traffic = Traffic(1000)
    await traffic.time.run(traffic.send(AN, 5))
    traffic.time.now += 5
    await traffic.time.run(traffic.send(AN, 5))
    assert traffic.of(AN)[-1] == pytest.approx(5, abs=0.02)


async def test_a_group_gets_at_most_twenty_in_any_minute() -> None:
    traffic = Traffic(25)
    await traffic.time.run(traffic.send(GROUP, 60))
    assert traffic.most_within(60, GROUP) <= 20
    assert traffic.most_within(60, GROUP) >= 15


async def test_a_chat_that_waits_takes_nobody_elses_turn() -> None:
    traffic = Traffic(25)
    await traffic.time.run(traffic.send(AN, 20), *(traffic.send(chat, 1) for chat in range(200, 220)))
    others = [moment for moment, chat in traffic.moments if chat >= 200]
    assert max(others) <= 24 / 25 + 1e-6


async def test_a_chat_that_telegram_shut_stays_shut_and_others_do_not() -> None:
    traffic = Traffic(25)
    traffic.pacer.shut(AN, 17)
    await traffic.time.run(traffic.send(AN, 1), traffic.send(BINH, 1))
    assert traffic.of(BINH) == [0]
    assert traffic.of(AN) == pytest.approx([17])


async def test_a_shorter_pause_does_not_open_a_chat_early() -> None:
    traffic = Traffic(25)
    traffic.pacer.shut(AN, 17)
    traffic.pacer.shut(AN, 1)
    assert await traffic.pacer.admit(AN) == pytest.approx(17)


async def test_a_rate_of_zero_paces_nothing() -> None:
    traffic = Traffic(0)
    traffic.pacer.shut(AN, 17)
    assert [await traffic.pacer.admit(AN) for _ in range(1000)] == [0.0] * 1000


async def test_it_forgets_old_chats_and_stays_small() -> None:
    traffic = Traffic(1e9)
    await traffic.time.run(traffic.send(AN, 5))
    assert await traffic.pacer.admit(AN) > 0
    await traffic.time.run(*(traffic.send(1000 + chat, 1) for chat in range(10_000)))
    await traffic.time.run(traffic.send(AN, 5))
    assert traffic.of(AN)[-1] < 1


@given(
    rate=st.floats(0.1, 100),
    burst=st.integers(1, 20),
    gaps=st.lists(st.floats(0, 5), min_size=1, max_size=60),
)
def test_a_bucket_never_gives_more_than_its_burst_and_its_rate(
    rate: float, burst: int, gaps: list[float]
) -> None:
    bucket = Bucket(rate=rate, burst=burst, now=0.0)
    now, taken = 0.0, []
    for gap in gaps:
        now += gap
        if bucket.find_delay(now) == 0:
            bucket.take(now)
            taken.append(now)
    for first, start in enumerate(taken):
        for count, end in enumerate(taken[first:], start=1):
            assert count <= burst + (end - start) * rate + 1e-3


@given(rate=st.floats(0.1, 100), burst=st.integers(1, 5), gap=st.floats(0, 0.5))
def test_after_the_delay_there_is_a_token(rate: float, burst: int, gap: float) -> None:
    bucket = Bucket(rate=rate, burst=burst, now=0.0)
    now = 0.0
    for _ in range(12):
        now += bucket.find_delay(now)
        assert bucket.find_delay(now) < 1e-3
        now += bucket.find_delay(now)
        bucket.take(now)
        now += gap
