"""What people and the clock do in a trial, a share at a time, and whether all of it is settled."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.clock import Clock
from bot.demo.telegram_server import TelegramWorld
from bot.storage.database import Database
from bot.storage.queues import inbox, notice_items, outbox
from bot.storage.tables import assignments
from tests.faults.figures import Expected
from tests.faults.patience import add_officer, is_reported, report_patiently
from tests.faults.people import Eyes, Official, assign, fill, report

SILENCE = 0.25
"""Seconds without a word of the bot's, and nothing to do: longer than its slowest step."""


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
    is_gentle: bool = False
    """Lives are ended by SIGTERM, not by SIGKILL."""
    is_stormy: bool = False
    """A message may never come, so people ask again."""

    @property
    def reports(self) -> int:
        return self.updates // 2

    @property
    def waves(self) -> int:
        return self.notices // self.officials


class Work:
    """``feed`` lets a share of it happen, so that no life is without."""

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
        self._confirmed = 0
        self._officials: list[Official] = []
        self._going_on: asyncio.Future[list[None]]
        self.expected = Expected()

    async def prepare(self) -> None:
        self._officials = await fill(self._database, self._world, self._trial.officials, now=self._clock())
        self.expected.effects = {official.account: [] for official in self._officials}

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Everybody reports their share, one report after another."""
        self._going_on = asyncio.gather(*self._list_shares())
        try:
            yield
        finally:
            self._going_on.cancel()
            with suppress(asyncio.CancelledError):
                await self._going_on

    def _list_shares(self) -> list[Coroutine[Any, Any, None]]:
        share, rest = divmod(self._trial.reports, len(self._officials))
        return [
            self._report_all(official, share + (number < rest))
            for number, official in enumerate(self._officials)
        ]

    async def until_done(self) -> None:
        """Until everybody has reported everything."""
        await asyncio.shield(self._going_on)

    async def _report_all(self, official: Official, count: int) -> None:
        for percent in range(1, count + 1):
            await self._permits.acquire()
            await self._report(official.account, percent)
            self._confirmed += 1

    async def _report(self, account: int, percent: int) -> None:
        if not self._trial.is_stormy:
            await report(self._world, self._eyes, self.expected, account, percent)
            return
        self.expected.effects[account].append(float(percent))
        is_stored = partial(is_reported, self._database, account, percent)
        await report_patiently(self._world, self._eyes, account, percent, is_stored)

    @property
    def accounts(self) -> list[int]:
        return [official.account for official in self._officials]

    async def seat_officer(self) -> int:
        """The account of somebody who may allow groups."""
        return await add_officer(self._database, self._world, now=self._clock())

    @property
    def is_idle(self) -> bool:
        """Whether everything that people were let do is confirmed."""
        return self._confirmed >= int(self._fed_reports)

    async def until_done_in(self, seconds: float) -> None:
        """All of it is let happen, within that time."""
        async with asyncio.timeout(seconds):
            await self.feed(1.0)
            await self.until_done()

    async def feed(self, share: float) -> None:
        """``share`` of everything, 0 to 1."""
        self.feed_reports(share)
        await self.feed_notices(share)

    def feed_reports(self, share: float) -> None:
        before = int(self._fed_reports)
        self._fed_reports = min(self._trial.reports, self._fed_reports + share * self._trial.reports + 1e-9)
        for _ in range(int(self._fed_reports) - before):
            self._permits.release()

    async def feed_notices(self, share: float) -> None:
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
