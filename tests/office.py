"""A bot without Telegram for tests of the worker: its handlers are whatever the test writes."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from bot.domain.errors import DomainError
from bot.storage.database import Database, UnitOfWork
from bot.storage.inbox import RawUpdate, add_updates
from bot.storage.meta import find_fact, save_fact
from bot.storage.queues import inbox
from bot.worker import Worker

START = datetime(2024, 7, 16, 2, tzinfo=UTC)
AN, BINH = 101, 102


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **by: float) -> None:
        self.now += timedelta(**by)


Effect = Callable[[UnitOfWork], Awaitable[None]]


class Office:
    """A dispatcher whose handlers are written by the test; it notes what it was asked, in order."""

    def __init__(self) -> None:
        self.handled: list[str] = []
        self.refused: list[str] = []
        self.answers: list[tuple[str, bool]] = []
        self.apologies: list[str] = []
        self.effects: dict[str, Effect] = {}
        self.refusal: Effect | None = None
        self.answer: Callable[[], Awaitable[None]] | None = None

    async def handle(self, uow: UnitOfWork, payload: str, now: datetime) -> Callable[[bool], Awaitable[None]]:
        self.handled.append(payload)
        await save_fact(uow, payload, now.isoformat())
        if payload in self.effects:
            await self.effects[payload](uow)
        return lambda is_answered: self._answer(payload, is_answered)

    async def refuse(
        self, uow: UnitOfWork, payload: str, now: datetime, error: DomainError
    ) -> Callable[[bool], Awaitable[None]]:
        self.refused.append(f"{payload} {error.key}")
        await save_fact(uow, f"{payload} refused", now.isoformat())
        if self.refusal is not None:
            await self.refusal(uow)
        return lambda is_answered: self._answer(payload, is_answered)

    async def apologise(self, payload: str) -> None:
        self.apologies.append(payload)

    async def _answer(self, payload: str, is_answered: bool) -> None:
        if self.answer is not None:
            await self.answer()
        self.answers.append((payload, is_answered))


def failing(error: BaseException, *, times: int = 1_000) -> Effect:
    left = [times]

    async def effect(_uow: UnitOfWork) -> None:
        left[0] -= 1
        if left[0] >= 0:
            raise error

    return effect


async def put(database: Database, *updates: tuple[int, str]) -> None:
    """``(chat, payload)`` each, in this order."""
    async with database.begin() as uow:
        count = (await uow.execute(sa.select(sa.func.count()).select_from(inbox))).scalar_one()
        rows = [RawUpdate(count + number, chat, payload) for number, (chat, payload) in enumerate(updates)]
        await add_updates(uow, rows, now=START)
        await uow.commit()


async def statuses(database: Database) -> dict[str, tuple[str, int]]:
    """``(status, attempts)`` by payload."""
    async with database.begin() as uow:
        rows = await uow.execute(sa.select(inbox.c.payload, inbox.c.status, inbox.c.attempts))
        return {row[0]: (row[1], row[2]) for row in rows}


async def fact(database: Database, key: str) -> str | None:
    async with database.begin() as uow:
        return await find_fact(uow, key)


async def set_event(event: asyncio.Event) -> None:
    event.set()


async def run_until(done: asyncio.Event, worker: Worker) -> None:
    working = asyncio.create_task(worker.run())
    waiting = asyncio.create_task(done.wait())
    try:
        await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
    finally:
        working.cancel()
        waiting.cancel()
        await asyncio.wait({working, waiting})
