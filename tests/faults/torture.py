"""The trial: a bot that is killed again and again while people write and the clock owes notices.

The bot is a real process; this one is Telegram, the officials, the clock's debts and the executioner. Moments are drawn
from a seed: after so many calls of the bot, then some milliseconds, so that most of them fall into the work.
"""

import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.clock import system_clock
from bot.demo.telegram_server import TelegramWorld, serve
from bot.demo.telegram_server.delivery import deliver_webhooks
from bot.storage.database import Database, parse_database_url
from tests.faults.bot_process import shifted_clock
from tests.faults.entrance import Entrance
from tests.faults.figures import Figures, count_figures
from tests.faults.lives import Bot, make_birth, start
from tests.faults.nursery import open_nursery
from tests.faults.work import Trial, Work
from tests.ports import free_port

MORNING = datetime(2024, 7, 10, 2, tzinfo=UTC)
"""Nine o'clock in Hà Nội on a Wednesday: nine hours of office time lie ahead."""
LONGEST_PAUSE = 0.1
"""Seconds between two tries of Telegram's to bring an update."""
PATIENCE = 60.0
"""Seconds of real time for everything to be settled once nobody is killed any more."""
CALLS_OF_A_START = 4
DIES_IN_THE_CRADLE = 0.1
"""The part of the lives that end while the process still starts."""


@dataclass(slots=True)
class Stage:
    """Everything that a trial needs but its own course of events."""

    trial: Trial
    world: TelegramWorld
    database: Database
    work: Work
    bots: list[Bot]
    entrance: Entrance
    began: float = field(default_factory=time.monotonic)

    async def settle(self) -> None:
        """Whatever is left of the work happens now.

        Raises:
            TimeoutError: it did not settle; whatever is missing would have been missing for ever.
        """
        async with asyncio.timeout(PATIENCE + self.trial.updates / 10):
            await self.work.feed(1.0)
            await self.work.until_done()
            await self.work.until_settled()

    async def count(
        self, *, kills: int, allow: Sequence[str] = (), settled: Collection[str] = ("sent", "dropped")
    ) -> Figures:
        return await count_figures(
            self.database,
            self.world,
            self.work.expected,
            self.entrance.delivered,
            allow=allow,
            settled=settled,
            kills=kills,
            slowest_start=round(max(bot.slowest_start for bot in self.bots), 2),
            slowest_stop=round(max(bot.slowest_stop for bot in self.bots), 2),
            restarts=sum(bot.restarts for bot in self.bots),
            seconds=round(time.monotonic() - self.began, 1),
        )


@asynccontextmanager
async def set_up(trial: Trial) -> AsyncIterator[Stage]:
    """Officials who want to report, a Telegram that delivers, bots that are still to be started."""
    offset = MORNING - system_clock()
    clock = shifted_clock(offset)
    world = TelegramWorld(clock=clock, seed=trial.seed)
    database = Database(parse_database_url(trial.database_url))
    trial.data_dir.mkdir(parents=True, exist_ok=True)
    work = Work(trial, world, database, clock)
    await work.prepare()
    async with open_nursery() as nursery, _telegram(trial, world) as (address, ports, entrance):
        births = [
            make_birth(trial, world, address, offset, number=number, port=port)
            for number, port in enumerate(ports)
        ]
        bots = [Bot(trial, world, nursery, birth) for birth in births]
        async with work.going_on():
            yield Stage(trial, world, database, work, bots, entrance)
    await database.dispose()


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
    async with set_up(trial) as stage:
        async with AsyncExitStack() as others:
            last = await _kill_again_and_again(stage, others)
            async with last.living():
                await stage.settle()
        return await stage.count(kills=trial.kills)


def count_calls(trial: Trial, share: float) -> int:
    """About so many times a bot that does this share of the work calls Telegram."""
    return CALLS_OF_A_START + int(share * (trial.updates * 2.5 + trial.notices))


async def _kill_again_and_again(stage: Stage, others: AsyncExitStack) -> Bot:
    """Each life begins with fresh work and ends at a moment drawn from the seed. Returns the bot that died last.

    Of several processes one dies at a time, the oldest, and a new one takes its place: mostly the one that polls,
    sends and plans, whose roles go to another.
    """
    trial, work, bots = stage.trial, stage.work, stage.bots
    moments = random.Random(trial.seed)  # noqa: S311 a reproducible trial, no secret
    share = 1 / (trial.kills + 1)
    calls_of_a_life = count_calls(trial, share)
    alive = deque([(bot, await start(bot)) for bot in bots[1:]])
    others.push_async_callback(_end_all, alive)
    bot = bots[0]
    for _ in range(trial.kills):
        await work.feed(share)
        alive.append((bot, await start(bot)))
        bot, dying = alive.popleft()
        async with dying:
            if moments.random() < DIES_IN_THE_CRADLE:
                await asyncio.sleep(moments.uniform(0, max(bot.slowest_start, 0.5)))
            else:
                # Twice a share at most, so that on average each life does its own and little is left to the last.
                await bot.until_called(moments.randint(1, 2 * calls_of_a_life), work)
                await asyncio.sleep(moments.uniform(0, 0.03))
    return bot


async def _end_all(alive: deque[tuple[Bot, AsyncExitStack]]) -> None:
    for _, life in alive:
        await life.aclose()
