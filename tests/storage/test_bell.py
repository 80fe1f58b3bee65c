"""The bell between processes: who rings wakes the others, and a bell that is broken costs a tick."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg  # type: ignore[import-untyped] # it ships no types
import pytest
import sqlalchemy as sa

from bot.storage.bell import Bell, Topic
from bot.storage.database import Database, parse_database_url

NEVER = 3600.0


@dataclass
class Ears:
    """Counts what wakes a process."""

    heard: dict[Topic, int] = field(default_factory=lambda: dict.fromkeys(Topic, 0))
    something: asyncio.Event = field(default_factory=asyncio.Event)

    def of(self, topic: Topic) -> Callable[[], None]:
        def hear() -> None:
            self.heard[topic] += 1
            self.something.set()

        return hear

    def forget(self) -> None:
        self.heard = dict.fromkeys(Topic, 0)

    async def until(self, topic: Topic) -> None:
        async with asyncio.timeout(30):
            while not self.heard[topic]:
                self.something.clear()
                await self.something.wait()


@asynccontextmanager
async def ringing(database: Database, ears: Ears, *, tick: float = NEVER) -> AsyncIterator[Bell]:
    """Listening; everybody was woken once at the beginning."""
    bell = Bell(database, {topic: ears.of(topic) for topic in Topic}, tick=tick)
    task = asyncio.create_task(bell.run())
    try:
        await ears.until(Topic.MAIL)
        ears.forget()
        yield bell
    finally:
        task.cancel()
        await asyncio.wait({task})


async def test_a_ring_wakes_the_other_process_and_not_oneself(postgres_database: Database) -> None:
    mine, theirs = Ears(), Ears()
    async with ringing(postgres_database, mine) as bell, ringing(postgres_database, theirs):
        bell.ring(Topic.INBOX)
        await theirs.until(Topic.INBOX)
    assert theirs.heard[Topic.MAIL] == 0
    assert mine.heard[Topic.INBOX] == 0


async def test_a_session_that_is_ended_is_followed_by_another(postgres_database: Database) -> None:
    mine, theirs = Ears(), Ears()
    async with ringing(postgres_database, theirs, tick=0.01):
        async with postgres_database.begin() as uow:
            await uow.execute(
                sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
            )
        theirs.forget()
        async with ringing(postgres_database, mine) as bell:
            await theirs.until(Topic.INBOX)
            bell.ring(Topic.MAIL)
            await theirs.until(Topic.MAIL)


async def test_a_server_that_goes_away_in_the_middle_of_a_word_only_costs_a_tick(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = Ears()

    async def break_off(*_given: object) -> None:
        monkeypatch.undo()
        raise asyncpg.InternalClientError("got result for unknown protocol state")

    monkeypatch.setattr(asyncpg.Connection, "add_listener", break_off)
    async with ringing(postgres_database, mine, tick=0.01) as bell:
        await mine.until(Topic.INBOX)
        async with asyncio.timeout(30):
            while not bell.is_listening:  # noqa: ASYNC110 it tells nobody
                await asyncio.sleep(0)


async def test_without_a_server_everybody_looks_every_tick() -> None:
    ears, nowhere = Ears(), Database(parse_database_url("postgresql://u:p@127.0.0.1:1/n"))
    async with ringing(nowhere, ears, tick=0):
        await ears.until(Topic.INBOX)
    await nowhere.dispose()
