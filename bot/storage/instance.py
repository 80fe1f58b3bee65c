"""Who does what in an installation: on SQLite one process does everything, on PostgreSQL several share the work.

Updates are worked off by all of them. Polling, sending and planning are roles that one process has at a time; each is
an advisory lock of one session, so that the end of the process, however it comes, frees them.
"""

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database, DatabaseFailure
from bot.storage.locks import AdvisoryLock
from bot.storage.locks import InstanceLost as InstanceLost

LOOK_EVERY = 1.0
"""Seconds between two looks: how long a role may be without a process, and a lost session without anybody knowing."""
LOOK_WITHIN = 5.0
"""Seconds for the answer; a server that cannot be reached says nothing at all."""
UNLOCK_WITHIN = 2.0
"""Seconds for giving the roles back; then the session is cut off, and the server frees them when it notices."""
_KEEPALIVE = ("tcp_keepalives_idle = 10", "tcp_keepalives_interval = 5", "tcp_keepalives_count = 3")
"""After 25 seconds the server gives up a machine that is gone without a word, and frees its roles."""


class AlreadyRunning(Exception):
    """Another ``run`` holds this database and does not share it."""


class Role(StrEnum):
    """What one process at a time does."""

    POLLER = "poller"
    SENDER = "sender"
    PLANNER = "planner"


_LOCKS = {
    Role.POLLER: AdvisoryLock.POLLER,
    Role.SENDER: AdvisoryLock.SENDER,
    Role.PLANNER: AdvisoryLock.PLANNER,
}


class Roles:
    """Which roles are ours. Without a session all of them are, for good."""

    def __init__(self, session: AsyncConnection | None = None) -> None:
        self._session = session
        self.is_lost = False
        self._won = {role: asyncio.Event() for role in Role}
        if session is None:
            for event in self._won.values():
                event.set()

    def has(self, role: Role) -> bool:
        return self._won[role].is_set()

    async def until(self, role: Role) -> None:
        """Returns when the role is ours; it stays so for the life of the process."""
        await self._won[role].wait()

    async def look(self) -> None:
        """Takes what is free.

        Raises:
            InstanceLost: the session is gone, and the locks with it.
        """
        if self._session is None:
            return
        missing = [role for role in Role if not self.has(role)]
        asked: list[sa.ColumnElement[Any]] = [sa.func.pg_try_advisory_lock(_LOCKS[role]) for role in missing]
        try:
            async with asyncio.timeout(LOOK_WITHIN):
                answers = (await self._session.execute(sa.select(*asked or [sa.literal(1)]))).one()
                # The locks belong to the session; without this it would sit in an open transaction.
                await self._session.commit()
        except (DBAPIError, OSError, TimeoutError):
            self.is_lost = True
            raise InstanceLost from None
        for role, is_ours in zip(missing, answers, strict=False):
            if is_ours:
                self._won[role].set()

    async def watch(self) -> None:
        """Looks for ever; ends only by raising ``InstanceLost``."""
        if self._session is None:
            await asyncio.Event().wait()
        while True:
            await asyncio.sleep(LOOK_EVERY)
            await self.look()


@asynccontextmanager
async def hold_instance(database: Database) -> AsyncIterator[Roles]:
    """Takes part in the installation; ``watch`` is to run beside the bot.

    Raises:
        AlreadyRunning: the database is an SQLite file and another process runs on it.
    """
    if not database.is_sqlite:
        async with _take_part(database) as roles:
            yield roles
        return
    path = Path(f"{database.url.database}.lock")
    with await asyncio.to_thread(path.open, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield Roles()


@asynccontextmanager
async def _take_part(database: Database) -> AsyncIterator[Roles]:
    async with database.engine.connect() as session:
        for setting in _KEEPALIVE:
            await session.execute(sa.text(f"SET {setting}"))
        # Versions before this one held it alone; beside them we must not run.
        shared = sa.select(sa.func.pg_try_advisory_lock_shared(AdvisoryLock.INSTANCE))
        may_share = await session.scalar(shared)
        await session.commit()
        if not may_share:
            raise AlreadyRunning
        roles = Roles(session)
        try:
            await roles.look()
            yield roles
        finally:
            await _let_go(session, roles)


async def _let_go(session: AsyncConnection, roles: Roles) -> None:
    """The session goes back to the pool and would keep the locks there; one that is lost has none, nor an answer."""
    with suppress(*DatabaseFailure):
        if not roles.is_lost:
            async with asyncio.timeout(UNLOCK_WITHIN):
                await session.execute(sa.select(sa.func.pg_advisory_unlock_all()))
                await session.commit()
            return
    with suppress(*DatabaseFailure):
        await session.invalidate()
