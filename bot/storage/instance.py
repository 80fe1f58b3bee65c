"""One running bot an installation: a second one would poll against the first and send everything twice."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database, DatabaseFailure
from bot.storage.locks import AdvisoryLock

LOOK_EVERY = 5.0
"""Seconds between two looks at the session that holds the lock: a second bot could start in between."""

Watch = Callable[[], Coroutine[Any, Any, None]]


class AlreadyRunning(Exception):
    """Another ``run`` holds this database."""


class InstanceLost(Exception):
    """The database ended the session that held the lock: another bot may run by now, so this one must not."""


@asynccontextmanager
async def hold_instance(database: Database) -> AsyncIterator[Watch]:
    """Holds the installation's lock; the system frees it when the process ends, however it ends.

    Gives the watch that is to run beside the bot; it ends only by raising ``InstanceLost``.

    Raises:
        AlreadyRunning: somebody else has it.
    """
    if not database.is_sqlite:
        async with _hold_advisory(database) as watch:
            yield watch
        return
    path = Path(f"{database.url.database}.lock")
    with await asyncio.to_thread(path.open, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield nothing_to_watch


async def nothing_to_watch() -> None:
    """A file lock is lost only with the process."""
    await asyncio.Event().wait()


@asynccontextmanager
async def _hold_advisory(database: Database) -> AsyncIterator[Watch]:
    async with database.engine.connect() as connection:
        has_lock = await connection.scalar(sa.select(sa.func.pg_try_advisory_lock(AdvisoryLock.INSTANCE)))
        # The lock belongs to the session; without this the connection would sit in an open transaction.
        await connection.commit()
        if not has_lock:
            raise AlreadyRunning

        async def watch() -> None:
            while True:
                await asyncio.sleep(LOOK_EVERY)
                await look_at(connection)

        try:
            yield watch
        finally:
            # The session goes back to the pool and would keep the lock there; one that is lost has none.
            with suppress(*DatabaseFailure):
                await connection.execute(sa.select(sa.func.pg_advisory_unlock(AdvisoryLock.INSTANCE)))
                await connection.commit()


async def look_at(connection: AsyncConnection) -> None:
    """Raises:
    InstanceLost: the session is gone, and the lock with it.
    """
    try:
        await connection.execute(sa.select(1))
        await connection.commit()
    except (DBAPIError, OSError):
        raise InstanceLost from None
