"""The trial: a bot that is killed again and again while people write and the clock owes notices.

The bot is a real process; this one is Telegram, the officials, the clock's debts and the executioner. Moments are drawn
from a seed: after so many calls of the bot, then some milliseconds, so that most of them fall into the work.
"""

import asyncio
import json
import random
import signal
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.clock import Clock, system_clock
from bot.demo.telegram_server import TelegramWorld, serve
from bot.demo.telegram_server.delivery import deliver_webhooks
from bot.storage.database import Database, parse_database_url
from bot.storage.queues import inbox, notice_items, outbox
from bot.storage.tables import assignments
from tests.faults.bot_process import shifted_clock
from tests.faults.entrance import Entrance, free_port
from tests.faults.figures import Expected, Figures, count_figures
from tests.faults.mishaps import misbehave
from tests.faults.people import Eyes, Official, assign, fill, report

MORNING = datetime(2024, 7, 10, 2, tzinfo=UTC)
"""Nine o'clock in Hà Nội on a Wednesday: nine hours of office time lie ahead."""
ROOT = Path(__file__).parents[2]
LOOK_EVERY = 0.001
HOOK_URL = "http://bot.invalid/telegram"
"""Where the entrance of all processes is, see ``tests.faults.entrance``."""
PATIENCE = 60.0
"""Seconds of real time for everything to be settled once nobody is killed any more."""
CALLS_OF_A_START = 4
LONGEST_LIFE = 6.0
LONGEST_PAUSE = 0.3
DIES_IN_THE_CRADLE = 0.1
"""The part of the lives that end while the process still starts."""


@dataclass(frozen=True, slots=True)
class Trial:
    database_url: str
    data_dir: Path
    kills: int
    updates: int
    notices: int
    seed: int = 1
    officials: int = 20
    send_rate: float = 25
    processes: int = 1
    is_hooked: bool = False
    """Updates come by webhook; else they are polled."""
    is_faulty: bool = False
    """Telegram misbehaves at random as well, see ``tests.faults.mishaps``."""

    @property
    def reports(self) -> int:
        return self.updates // 2

    @property
    def waves(self) -> int:
        return self.notices // self.officials


class Bot:
    """One process after another on the same database."""

    def __init__(
        self,
        trial: Trial,
        world: TelegramWorld,
        address: str,
        offset: timedelta,
        port: int | None = None,
    ) -> None:
        hooked: dict[str, object] = (
            {}
            if port is None
            else {
                "http_bind": f"127.0.0.1:{port}",
                "webhook_url": HOOK_URL,
                "webhook_secret": "of-the-trial",
            }
        )
        settings = hooked | {
            "bot_token": world.token,
            "database_url": trial.database_url,
            "data_dir": str(trial.data_dir),
            "telegram_api_base_url": f"{address}/bot",
            "telegram_api_file_url": f"{address}/file/bot",
            "send_rate": trial.send_rate,
            "tick_seconds": 0.5,
        }
        self._argument = json.dumps({"offset": offset.total_seconds(), "settings": settings})
        self._log = trial.data_dir / "bot.log"
        self._world = world
        self.slowest_start = 0.0

    @asynccontextmanager
    async def living(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """A started process; killed without warning when the context ends.

        Raises:
            RuntimeError: it ended by itself.
        """
        with self._log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.faults.bot_process",
                self._argument,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        try:
            yield process
            if process.returncode is not None:
                raise RuntimeError(f"the bot ended by itself:\n{self._log.read_text()[-3000:]}")
        finally:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
            await process.wait()

    async def until_called(self, count: int) -> None:
        """Until it has called Telegram so often, or had nothing more to say for long."""
        calls = self._world.journal.calls
        known, began = len(calls), time.monotonic()
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_LIFE):
                await _until(lambda: len(calls) > known)
                self.slowest_start = max(self.slowest_start, time.monotonic() - began)
                await _until(lambda: len(calls) >= known + count)


class Work:
    """What people and the clock do meanwhile. ``feed`` lets a share of it happen, so that no life is without."""

    def __init__(self, trial: Trial, world: TelegramWorld, database: Database, clock: Clock) -> None:
        self._trial = trial
        self._world = world
        self._database = database
        self._clock = clock
        self._eyes = Eyes(world)
        self._permits = asyncio.Semaphore(0)
        self._fed_reports = 0.0
        self._fed_waves = 0.0
        self._assigned = 0
        self._officials: list[Official] = []
        self.expected = Expected()

    async def prepare(self) -> None:
        self._officials = await fill(self._database, self._world, self._trial.officials, now=self._clock())
        self.expected.effects = {official.account: [] for official in self._officials}

    async def run(self) -> None:
        """Everybody reports their share, one report after another."""
        share, rest = divmod(self._trial.reports, len(self._officials))
        async with asyncio.TaskGroup() as group:
            for number, official in enumerate(self._officials):
                group.create_task(self._report_all(official, share + (number < rest)))

    async def _report_all(self, official: Official, count: int) -> None:
        for percent in range(1, count + 1):
            await self._permits.acquire()
            await report(self._world, self._eyes, self.expected, official.account, percent)

    async def feed(self, share: float) -> None:
        """``share`` of everything, 0 to 1."""
        before = int(self._fed_reports)
        self._fed_reports = min(self._trial.reports, self._fed_reports + share * self._trial.reports + 1e-9)
        for _ in range(int(self._fed_reports) - before):
            self._permits.release()
        self._fed_waves += share * self._trial.waves
        while self._assigned < min(self._trial.waves, int(self._fed_waves + 1e-9)):
            self._assigned += 1
            code = f"TT-{self._assigned:04}"
            await assign(self._database, self._officials, code, now=self._clock())
            self.expected.notices |= {(official.account, code) for official in self._officials}

    async def until_settled(self) -> None:
        """Until nothing is on its way, and nothing is owed that nobody has planned."""
        while True:
            if not self._world.queue.list_pending(now=self._clock()) and not await self._count_open():
                return
            await asyncio.sleep(0.05)

    async def _count_open(self) -> int:
        async with self._database.begin() as uow:
            counts = [
                (await uow.execute(sa.select(sa.func.count()).select_from(table).where(is_open))).scalar_one()
                for table, is_open in (
                    (inbox, inbox.c.status == "new"),
                    (outbox, outbox.c.status.in_(["queued", "sending"])),
                    (assignments, assignments.c.next_at <= self._clock()),
                    (
                        notice_items,
                        sa.and_(notice_items.c.outbox_id.is_(None), notice_items.c.outcome == ""),
                    ),
                )
            ]
        return sum(counts)


async def _until(is_so: Callable[[], bool]) -> None:
    while True:
        if is_so():
            return
        await asyncio.sleep(LOOK_EVERY)


@asynccontextmanager
async def _telegram(
    trial: Trial, world: TelegramWorld
) -> AsyncIterator[tuple[str, list[int | None], Entrance]]:
    """Telegram's address, the port of each process, and the entrance by which deliveries reach them."""
    entrance = Entrance([free_port() for _ in range(trial.processes)] if trial.is_hooked else [])
    ports: list[int | None] = [*entrance.ports] or [None] * trial.processes
    async with serve(world) as address:
        if not trial.is_hooked:
            yield address, ports, entrance
            return
        # Telegram's pauses between two tries grow to minutes, and a press is given up when the next one comes too late.
        async with (
            entrance.client() as client,
            deliver_webhooks(world, client=client, longest_pause=LONGEST_PAUSE),
        ):
            yield address, ports, entrance


async def torture(trial: Trial) -> Figures:
    """Raises:
    TimeoutError: it did not settle; whatever is missing would have been missing for ever.
    """
    began = time.monotonic()
    offset = MORNING - system_clock()
    clock = shifted_clock(offset)
    world = TelegramWorld(clock=clock, seed=trial.seed)
    database = Database(parse_database_url(trial.database_url))
    trial.data_dir.mkdir(parents=True, exist_ok=True)
    work = Work(trial, world, database, clock)
    await work.prepare()
    if trial.is_faulty:
        misbehave(world)
    async with _telegram(trial, world) as (address, ports, entrance):
        bots = [Bot(trial, world, address, offset, port) for port in ports]
        working = asyncio.create_task(work.run())
        try:
            async with AsyncExitStack() as others:
                await _kill_again_and_again(trial, bots, work, others)
                async with bots[0].living(), asyncio.timeout(PATIENCE + trial.updates / 10):
                    await work.feed(1.0)
                    await working
                    await work.until_settled()
        finally:
            working.cancel()
    figures = await count_figures(
        database,
        world,
        work.expected,
        entrance.delivered,
        kills=trial.kills,
        slowest_start=round(max(bot.slowest_start for bot in bots), 2),
        seconds=round(time.monotonic() - began, 1),
    )
    await database.dispose()
    return figures


async def _kill_again_and_again(trial: Trial, bots: list[Bot], work: Work, others: AsyncExitStack) -> None:
    """Each life begins with fresh work and ends at a moment drawn from the seed.

    Of several processes one dies at a time, the oldest, and a new one takes its place: mostly the one that polls,
    sends and plans, whose roles go to another.
    """
    moments = random.Random(trial.seed)  # noqa: S311 a reproducible trial, no secret
    share = 1 / (trial.kills + 1)
    calls_of_a_life = CALLS_OF_A_START + int(share * (trial.updates * 2.5 + trial.notices))
    alive = deque([(bot, await _start(bot)) for bot in bots[1:]])
    others.push_async_callback(_end_all, alive)
    bot = bots[0]
    for _ in range(trial.kills):
        await work.feed(share)
        alive.append((bot, await _start(bot)))
        bot, dying = alive.popleft()
        async with dying:
            if moments.random() < DIES_IN_THE_CRADLE:
                await asyncio.sleep(moments.uniform(0, 1.5))
            else:
                # Twice a share at most, so that on average each life does its own and little is left to the last.
                await bot.until_called(moments.randint(1, 2 * calls_of_a_life))
                await asyncio.sleep(moments.uniform(0, 0.03))
    # The last one starts under the name of the one that died last.
    bots[0] = bot


async def _start(bot: Bot) -> AsyncExitStack:
    """A life that goes on until the stack is closed."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(bot.living())
        return stack.pop_all()


async def _end_all(alive: deque[tuple[Bot, AsyncExitStack]]) -> None:
    for _, life in alive:
        await life.aclose()
