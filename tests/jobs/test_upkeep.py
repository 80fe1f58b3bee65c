"""Tidying up: everything that became old, in small transactions, killed anywhere without harm."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.services import upkeep
from bot.storage.database import Database
from bot.storage.queues import inbox
from jobs.upkeep import keep_up

NOW = datetime(2026, 7, 16, 2, tzinfo=UTC)


async def fill(database: Database, count: int, *, days: float) -> None:
    at = NOW - timedelta(days=days)
    rows = [
        {
            "update_id": 1000 * int(days) + number,
            "chat_key": 1,
            "payload": "{1}",
            "received_at": at,
            "status": "done",
        }
        for number in range(count)
    ]
    async with database.begin() as uow:
        await uow.execute(sa.insert(inbox), rows)
        await uow.commit()


async def payloads(database: Database) -> list[str]:
    async with database.begin() as uow:
        return list((await uow.execute(sa.select(inbox.c.payload).order_by(inbox.c.id))).scalars())


async def test_nothing_old_costs_nothing(database: Database) -> None:
    await fill(database, 3, days=1)
    assert await keep_up(database.begin, now=NOW) == 0
    assert await payloads(database) == ["{1}"] * 3


async def test_each_age_gets_its_due(database: Database) -> None:
    for days in (91, 89, 31, 29):
        await fill(database, 2, days=days)
    await keep_up(database.begin, now=NOW)
    assert await payloads(database) == ["", "", "", "", "{1}", "{1}"]


async def test_as_time_goes_on_the_rest_follows(database: Database) -> None:
    await fill(database, 2, days=31)
    await fill(database, 1, days=1)
    await keep_up(database.begin, now=NOW)
    assert await payloads(database) == ["", "", "{1}"]
    await keep_up(database.begin, now=NOW + timedelta(days=60))
    assert await payloads(database) == ["{1}"]


async def test_it_takes_small_steps_and_leaves_the_rest_for_the_next_hour(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.upkeep.STEP_ROWS", 2)
    monkeypatch.setattr("jobs.upkeep.MOST_STEPS", 2)
    monkeypatch.setattr("bot.services.upkeep.RULES", upkeep.RULES[:1])
    await fill(sqlite_database, 8, days=31)
    assert [await keep_up(sqlite_database.begin, now=NOW) for _ in range(3)] == [4, 3, 0]
