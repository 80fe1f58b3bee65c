"""Ends the process when a loop hangs, so that a supervisor starts it again. A hang is not healed, only told.

Two looks: a task among the loops sees a loop that waits for ever for something. A thread sees that the task itself is
silent: the whole event loop is blocked, or the end does not come, whoever asked for it.
"""

import asyncio
import logging
import os
import threading
import time
from collections.abc import Awaitable, Callable

from bot.heartbeat import Heartbeats

log = logging.getLogger(__name__)
SILENT_AFTER = 120.0
"""Seconds without a sign of life; every wait of every loop is shorter (an unanswered send: 100)."""
END_WITHIN = 25.0
"""Seconds for an orderly end, then the process is ended the hard way: more than the grace of what is in hand and the
goodbyes to a database that says nothing, less than the thirty after which supervisors kill."""
LOOK_EVERY = 5.0
LOOK_AT_END_EVERY = 0.5
EXIT_CODE = 70
"""EX_SOFTWARE of sysexits.h."""
_ITSELF = "watchdog"


class LoopSilent(Exception):
    """A loop has hung. Its name is the text."""


def _exit_at_once() -> None:
    # Neither cancelling nor an exception reaches a blocked loop, and the end would wait for its threads.
    os._exit(EXIT_CODE)


class Watchdog:
    def __init__(
        self,
        beats: Heartbeats,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        end: Callable[[], None] = _exit_at_once,
    ) -> None:
        self._beats = beats
        self._monotonic = monotonic
        self._sleep = sleep
        self._end = end
        self._own = Heartbeats(monotonic=monotonic)
        self._is_ending = False
        self._is_over = threading.Event()

    async def run(self) -> None:
        """Looks every few seconds. When it ends, for whatever reason, its thread goes on and sees to the end of the
        rest, until whoever has closed everything says ``stop``.

        Raises:
            LoopSilent: a loop hangs.
        """
        self._is_over.clear()
        self._is_ending = False
        self._own.beat(_ITSELF)
        threading.Thread(target=self._watch_from_outside, name=_ITSELF, daemon=True).start()
        try:
            while True:
                await self._look_later()
        finally:
            self._own.beat(_ITSELF)
            self._is_ending = True

    def stop(self) -> None:
        """Nobody looks any more: everything is closed."""
        self._is_over.set()

    async def _look_later(self) -> None:
        asleep_since = self._monotonic()
        await self._sleep(LOOK_EVERY)
        if self._monotonic() - asleep_since > 3 * LOOK_EVERY:
            # We were not running ourselves (suspended, or one step took long): that is nobody's silence.
            self._beats.forgive()
        self._own.beat(_ITSELF)
        silent = self._beats.list_silent(after=SILENT_AFTER)
        if silent:
            log.critical("loop_silent", extra={"loops": silent, "seconds": SILENT_AFTER})
            raise LoopSilent(", ".join(silent))

    def _watch_from_outside(self) -> None:
        asleep_since = self._monotonic()
        while not self._is_over.wait(LOOK_AT_END_EVERY if self._is_ending else LOOK_EVERY):
            if self.must_end(asleep_since):
                log.critical("process_hangs", extra={"exit_code": EXIT_CODE, "in_its_end": self._is_ending})
                self._end()
                return
            asleep_since = self._monotonic()

    def must_end(self, asleep_since: float) -> bool:
        """Whether the task has been silent for so long that only the hard way is left.

        ``asleep_since``: when the thread began to wait; one that was itself stopped forgives, like the task.
        """
        if self._monotonic() - asleep_since > 3 * LOOK_EVERY:
            self._own.forgive()
        patience = END_WITHIN if self._is_ending else SILENT_AFTER + END_WITHIN
        return bool(self._own.list_silent(after=patience))
