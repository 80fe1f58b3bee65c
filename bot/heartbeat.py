"""Signs of life: every loop says that it goes on, and whoever watches asks who has been silent for too long.

Knows only the monotonic clock; what silence means is for ``bot.watchdog`` and ``bot.readings`` to say.
"""

import time
from collections.abc import Awaitable, Callable
from enum import StrEnum

LONGEST_REST = 30.0
"""Seconds that a loop may sleep without a sign; longer pauses are taken in slices."""


class Loop(StrEnum):
    POLLER = "poller"
    WORKER = "worker"
    SENDER = "sender"
    """Claims letters and hands them to lanes."""
    LETTERS = "letters"
    """The lanes on which letters are on their way; at rest while there are none."""
    TIMETABLE = "timetable"


class Heartbeats:
    """By name, when each was last heard of; who is at rest has no beat and cannot be silent."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._beats: dict[str, float] = {}

    def beat(self, name: str) -> None:
        self._beats[name] = self._monotonic()

    def rest(self, name: str) -> None:
        self._beats.pop(name, None)

    def forgive(self) -> None:
        """Everybody counts from now: the machine slept, or nobody could have been heard."""
        now = self._monotonic()
        self._beats = dict.fromkeys(dict(self._beats), now)

    def ages(self) -> dict[str, float]:
        """Seconds since each was last heard of."""
        now = self._monotonic()
        return {name: now - at for name, at in dict(self._beats).items()}

    def list_silent(self, *, after: float) -> list[str]:
        """Who has been silent for more than ``after`` seconds."""
        return [name for name, age in self.ages().items() if age > after]

    async def pause(self, name: str, seconds: float, sleep: Callable[[float], Awaitable[None]]) -> None:
        """Sleeps, giving signs meanwhile."""
        while seconds > LONGEST_REST:
            await sleep(LONGEST_REST)
            self.beat(name)
            seconds -= LONGEST_REST
        await sleep(seconds)
        self.beat(name)
