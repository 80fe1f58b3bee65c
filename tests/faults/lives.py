"""One bot after another on the same database, and how its life ends."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.demo.telegram_server import TelegramWorld
from tests.faults.nursery import Birth, Life, Nursery
from tests.faults.work import SILENCE, Trial, Work

HOOK_URL = "http://bot.invalid/telegram"
"""Where the entrance of all processes is, see ``tests.faults.entrance``."""
LOOK_EVERY = 0.001
LONGEST_LIFE = 6.0
LONGEST_STOP = 15.0
"""Seconds from SIGTERM to the end: the bot's own grace for what is in hand, and some for a busy machine."""
RESTART_AFTER = 0.1
"""Seconds that the supervisor waits."""
MENDED_BY_RESTART = ("E043", "E011")
"""What ends a bot whose database went away: its session is lost, or nothing answers at the start."""


@dataclass(slots=True)
class Bot:
    trial: Trial
    world: TelegramWorld
    nursery: Nursery
    birth: Birth
    slowest_start: float = 0.0
    """Seconds from a birth to the first word to Telegram."""
    slowest_stop: float = 0.0
    restarts: int = 0

    @asynccontextmanager
    async def living(self) -> AsyncIterator[Life]:
        """A started process; ended as the trial wants it when the context ends.

        Raises:
            RuntimeError: it ended by itself, or did not end as it should.
        """
        life = await self.nursery.bear(self.birth)
        began = time.monotonic()
        try:
            yield life
            if life.ended.done():
                raise RuntimeError(f"the bot ended by itself:\n{self.read_log()}")
            if self.trial.is_gentle:
                await self._stop(life, was_young=time.monotonic() - began < self.slowest_start)
        finally:
            life.send(signal.SIGKILL)
            await life.ended

    async def _stop(self, life: Life, *, was_young: bool) -> None:
        began = time.monotonic()
        life.send(signal.SIGTERM)
        async with asyncio.timeout(LONGEST_STOP):
            code = await asyncio.shield(life.ended)
        self.slowest_stop = max(self.slowest_stop, time.monotonic() - began)
        # Before it listens to signals it has begun nothing, and the signal itself ends it.
        if code != 0 and not (was_young and code == -signal.SIGTERM):
            raise RuntimeError(f"the bot ended with {code} at SIGTERM:\n{self.read_log()}")

    @asynccontextmanager
    async def supervised(self) -> AsyncIterator[None]:
        """Living for as long as the context is open: started again whenever it ends for want of its database.

        Raises:
            RuntimeError: it ended in any other way.
        """
        async with asyncio.TaskGroup() as group:
            supervising = group.create_task(self._supervise())
            yield
            supervising.cancel()

    async def _supervise(self) -> None:
        while True:
            size = self.birth.log.stat().st_size if self.birth.log.exists() else 0
            life = await self.nursery.bear(self.birth)
            try:
                code = await asyncio.shield(life.ended)
            finally:
                life.send(signal.SIGKILL)
            said = self.birth.log.read_text()[size:]
            if code != 2 or not any(line.startswith(MENDED_BY_RESTART) for line in said.splitlines()):
                raise RuntimeError(f"the bot ended with {code}:\n{said[-3000:]}")
            self.restarts += 1
            await asyncio.sleep(RESTART_AFTER)

    async def until_called(self, count: int, work: Work) -> None:
        """Until it has called Telegram so often, or has nothing more to say because there is nothing left to do."""
        calls = self.world.journal.calls
        known, began = len(calls), time.monotonic()
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_LIFE):
                await until(lambda: len(calls) > known)
                self.slowest_start = max(self.slowest_start, time.monotonic() - began)
                quiet = Quiet(work, calls)
                await until(lambda: len(calls) >= known + count or quiet.has_lasted())

    def read_log(self) -> str:
        return self.birth.log.read_text()[-3000:]


class Quiet:
    """For how long there was nothing to do and nothing said."""

    def __init__(self, work: Work, calls: Sequence[object]) -> None:
        self._work = work
        self._calls = calls
        self._known = len(calls)
        self._since = time.monotonic()

    def has_lasted(self) -> bool:
        if len(self._calls) != self._known or not self._work.is_idle:
            self._known, self._since = len(self._calls), time.monotonic()
        return time.monotonic() - self._since > SILENCE


async def until(is_so: Callable[[], bool]) -> None:
    while True:
        if is_so():
            return
        await asyncio.sleep(LOOK_EVERY)


async def start(bot: Bot) -> AsyncExitStack:
    """A life that goes on until the stack is closed."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(bot.living())
        return stack.pop_all()


def make_birth(
    trial: Trial, world: TelegramWorld, address: str, offset: timedelta, *, number: int, port: int | None
) -> Birth:
    hooked = (
        {}
        if port is None
        else {
            "HTTP_BIND": f"127.0.0.1:{port}",
            "WEBHOOK_URL": HOOK_URL,
            "WEBHOOK_SECRET": "of-the-trial",
        }
    )
    settings = hooked | {
        "BOT_TOKEN": world.token,
        "DATABASE_URL": trial.database_url,
        "DATA_DIR": str(trial.data_dir),
        "TELEGRAM_API_BASE_URL": f"{address}/bot",
        "TELEGRAM_API_FILE_URL": f"{address}/file/bot",
        "SEND_RATE": str(trial.send_rate),
        "TICK_SECONDS": "0.5",
        "LOG_FORMAT": "json",
    }
    return Birth(settings, offset, trial.data_dir / f"bot-{number}.log")
