"""A unit that is cancelled anywhere, at a stop or at a duty's time limit, leaves the database free for the next."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing

import pytest
import sqlalchemy as sa

from bot.storage.database import Database, UnitOfWork
from bot.storage.queues import meta

ROWS = 300


@pytest.fixture
async def filled(database: Database) -> Database:
    await fill(database)
    return database


async def fill(database: Database) -> None:
    async with database.begin() as uow:
        await uow.execute(
            sa.insert(meta), [{"key": f"{number}", "value": "x" * 500} for number in range(ROWS)]
        )
        await uow.commit()


async def read(uow: UnitOfWork) -> None:
    (await uow.execute(sa.select(meta))).all()


async def write(uow: UnitOfWork) -> None:
    await uow.execute(sa.update(meta).values(value="y").returning(meta.c.key))


async def commit(uow: UnitOfWork) -> None:
    await uow.execute(sa.update(meta).values(value="y"))
    await uow.commit()


async def save_and_fail(uow: UnitOfWork) -> None:
    async with uow.savepoint():
        await uow.execute(sa.update(meta).values(value="y"))
        raise ZeroDivisionError


@pytest.mark.parametrize("step", [read, write, commit, save_and_fail])
async def test_no_lock_outlives_its_unit(
    sqlite_database: Database, step: Callable[[UnitOfWork], Awaitable[None]]
) -> None:
    await fill(sqlite_database)
    file = str(sqlite_database.url.database)
    kept: list[BaseException] = []

    async def work() -> None:
        try:
            async with sqlite_database.begin() as uow:
                await step(uow)
        except (asyncio.CancelledError, ZeroDivisionError) as error:
            # Kept as a task keeps it: with its frames, and in them whatever the driver was doing.
            kept.append(error)

    for turns in range(0, 60, 2):
        task = asyncio.create_task(work())
        for _ in range(turns):
            await asyncio.sleep(0.0002)
        task.cancel()
        await asyncio.wait({task})
        # Another process would not wait in our queue, and neither does this connection.
        with closing(sqlite3.connect(file, timeout=0.5, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")


async def test_a_cancelled_commit_has_happened_or_not_but_never_half(filled: Database) -> None:
    for turns in range(0, 40, 2):
        task = asyncio.create_task(_set_all(filled, f"{turns}"))
        for _ in range(turns):
            await asyncio.sleep(0.0002)
        task.cancel()
        await asyncio.wait({task})
        async with filled.begin() as uow:
            values = set((await uow.execute(sa.select(meta.c.value))).scalars())
        assert len(values) == 1


async def _set_all(database: Database, value: str) -> None:
    async with database.begin() as uow:
        await uow.execute(sa.update(meta).values(value=value))
        await uow.commit()
