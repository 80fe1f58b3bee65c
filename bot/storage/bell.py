"""Wakes the loops of the other processes when there is something for them: PostgreSQL's LISTEN and NOTIFY.

A hint, never the truth: what waits is in the tables, and everybody looks there every few seconds anyway. So it rings
after the commit, from a session of its own, and a ring that is lost costs a tick.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from importlib import import_module
from typing import Any

import sqlalchemy as sa

from bot.storage.database import Database, DatabaseFailure

CHANNEL = "dondoc"
TICK = 2.0
"""Seconds after which everybody looks without having been woken: a process may die between commit and ring."""
log = logging.getLogger(__name__)


class Topic(StrEnum):
    INBOX = "inbox"
    MAIL = "mail"


class Bell:
    """``on_ring`` says whom each topic wakes in this process."""

    def __init__(
        self, database: Database, on_ring: Mapping[Topic, Callable[[], None]], *, tick: float = TICK
    ) -> None:
        self._database = database
        self._on_ring = on_ring
        self._tick = tick
        self._asked: set[Topic] = set()
        self._wake = asyncio.Event()
        self.is_listening = False

    def ring(self, topic: Topic) -> None:
        """Soon, and once for all who ask meanwhile."""
        self._asked.add(topic)
        self._wake.set()

    async def run(self) -> None:
        """For ever; while the session is away everybody is woken every tick."""
        # The driver of PostgreSQL is loaded with its engine; beside an SQLite file nobody comes here.
        asyncpg = import_module("asyncpg")
        session_lost = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
        failures = (*DatabaseFailure, *session_lost)
        while True:
            try:
                await self._listen()
            except failures as error:
                log.warning("bell_silent", extra={"error": type(error).__name__})
            finally:
                self.is_listening = False
            await asyncio.sleep(self._tick)
            self._wake_all()

    async def _listen(self) -> None:
        async with self._database.engine.connect() as connection:
            session = (await connection.get_raw_connection()).driver_connection
            assert session is not None  # noqa: S101 an open connection has one
            try:
                session.add_termination_listener(lambda _session: self._wake.set())
                await session.add_listener(CHANNEL, self._hear)
                self.is_listening = True
                await self._attend(session)
            finally:
                # One that listens must not serve anybody else.
                with suppress(*DatabaseFailure, sa.exc.InvalidRequestError):
                    await connection.invalidate()

    async def _attend(self, session: Any) -> None:  # noqa: ANN401 asyncpg has no types
        # Whatever was rung while nobody listened.
        self._wake_all()
        while not session.is_closed():
            self._wake.clear()
            asked, self._asked = self._asked, set()
            for topic in asked:
                await session.execute("SELECT pg_notify($1, $2)", CHANNEL, topic.value)
            try:
                async with asyncio.timeout(self._tick):
                    await self._wake.wait()
            except TimeoutError:
                self._wake_all()

    def _hear(self, session: Any, sender: int, _channel: str, text: str) -> None:  # noqa: ANN401 as above
        if sender == session.get_server_pid():
            return
        with suppress(ValueError, KeyError):
            self._on_ring[Topic(text)]()

    def _wake_all(self) -> None:
        for wake in self._on_ring.values():
            wake()
