"""Signs of life on a clock that only goes forward."""

import pytest

from bot.heartbeat import LONGEST_REST, Heartbeats


class Monotonic:
    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> Monotonic:
    return Monotonic()


@pytest.fixture
def beats(time: Monotonic) -> Heartbeats:
    return Heartbeats(monotonic=time)


def test_who_gives_no_sign_is_silent(time: Monotonic, beats: Heartbeats) -> None:
    beats.beat("worker")
    time.now += 60
    beats.beat("poller")
    time.now += 61
    assert beats.ages() == {"worker": 121, "poller": 61}
    assert beats.list_silent(after=120) == ["worker"]


def test_who_rests_cannot_be_silent(time: Monotonic, beats: Heartbeats) -> None:
    beats.beat("letters")
    beats.rest("letters")
    beats.rest("letters")
    time.now += 1000
    assert beats.list_silent(after=120) == []


def test_the_forgiven_count_from_now(time: Monotonic, beats: Heartbeats) -> None:
    beats.beat("worker")
    time.now += 1000
    beats.forgive()
    assert beats.ages() == {"worker": 0}


async def test_a_long_pause_gives_signs_meanwhile(time: Monotonic, beats: Heartbeats) -> None:
    beats.beat("poller")
    silences: list[float] = []

    async def sleep(seconds: float) -> None:
        await time.sleep(seconds)
        silences.append(beats.ages()["poller"])

    await beats.pause("poller", 100, sleep)
    assert time.slept == [30, 30, 30, 10]
    assert max(silences) <= LONGEST_REST
    assert beats.ages() == {"poller": 0}
