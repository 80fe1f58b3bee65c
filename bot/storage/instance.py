"""One running bot an installation: a second one would poll against the first and send everything twice."""

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa

from bot.storage.database import Database
from bot.storage.locks import AdvisoryLock


class AlreadyRunning(Exception):
    """Another ``run`` holds this database."""


@asynccontextmanager
async def hold_instance(database: Database) -> AsyncIterator[None]:
    """Holds the installation's lock; the system frees it when the process ends, however it ends.

    Raises:
        AlreadyRunning: somebody else has it.
    """
    if not database.is_sqlite:
        async with _hold_advisory(database):
            yield
        return
    path = Path(f"{database.url.database}.lock")
    with await asyncio.to_thread(path.open, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield


@asynccontextmanager
async def _hold_advisory(database: Database) -> AsyncIterator[None]:
    async with database.engine.connect() as connection:
        has_lock = await connection.scalar(sa.select(sa.func.pg_try_advisory_lock(AdvisoryLock.INSTANCE)))
        # The lock belongs to the session; without this the connection would sit in an open transaction.
        await connection.commit()
        if not has_lock:
            raise AlreadyRunning
        yield
