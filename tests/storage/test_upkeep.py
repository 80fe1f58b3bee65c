"""What is old goes, a few rows a time; what somebody may still ask for stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.messages import decode_message
from bot.storage import upkeep
from bot.storage.database import Database
from bot.storage.inbox import RawUpdate, add_updates
from bot.storage.outbox import find_mail_id
from bot.storage.people import add_person
from bot.storage.queues import dialogues, inbox, notice_items, outbox
from bot.storage.tables import agencies, assignments, invitations, tasks
from bot.storage.upkeep import Step

NOW = datetime(2026, 7, 16, 2, tzinfo=UTC)
OLD, YOUNG = NOW - timedelta(days=91), NOW - timedelta(days=89)
BEFORE = NOW - timedelta(days=90)


async def add(database: Database, table: sa.Table, **values: Any) -> int:  # noqa: ANN401 columns of the row
    async with database.begin() as uow:
        row_id: int = (
            await uow.execute(sa.insert(table).values(**values).returning(table.c.id))
        ).scalar_one()
        await uow.commit()
    return row_id


async def update(database: Database, number: int, *, at: datetime, status: str = "done") -> int:
    return await add(
        database, inbox, update_id=number, chat_key=1, payload="{1}", received_at=at, status=status
    )


async def letter(database: Database, *, at: datetime, status: str = "sent", **values: Any) -> int:  # noqa: ANN401 columns of the row
    given = {"kind": "reply", "data": {"text": "Kính chào An", "about": 7}, "priority": 0} | values
    return await add(database, outbox, status=status, created_at=at, not_before=at, **given)


async def take(database: Database, step: Step, *, limit: int = 500) -> int:
    async with database.begin() as uow:
        count = await step(uow, before=BEFORE, limit=limit)
        await uow.commit()
    return count


async def read(database: Database, *columns: sa.Column[Any]) -> list[tuple[Any, ...]]:
    async with database.begin() as uow:
        rows = await uow.execute(sa.select(*columns).order_by(columns[0].table.c.id))
        return [tuple(row) for row in rows.all()]


# --- updates ----------------------------------------------------------------------------------------------


async def test_old_updates_lose_their_content(database: Database) -> None:
    for number, (at, status) in enumerate([(OLD, "done"), (OLD, "dead"), (OLD, "new"), (YOUNG, "done")]):
        await update(database, number, at=at, status=status)
    assert await take(database, upkeep.empty_updates) == 3
    assert await read(database, inbox.c.payload) == [("",), ("{1}",), ("{1}",), ("{1}",)]


async def test_old_updates_are_deleted_and_what_was_set_aside_stays(database: Database) -> None:
    for number, (at, status) in enumerate([(OLD, "done"), (OLD, "dead"), (OLD, "new"), (YOUNG, "done")]):
        await update(database, number, at=at, status=status)
    await take(database, upkeep.delete_updates)
    assert await read(database, inbox.c.update_id) == [(1,), (2,), (3,)]


async def test_the_newest_update_stays_and_comes_in_once(database: Database) -> None:
    for number in (1, 2):
        await update(database, number, at=OLD)
    await take(database, upkeep.delete_updates)
    async with database.begin() as uow:
        await add_updates(uow, [RawUpdate(2, 1, "{}"), RawUpdate(3, 1, "{}")], now=NOW)
        await uow.commit()
    assert await read(database, inbox.c.update_id) == [(2,), (3,)]


# --- letters ----------------------------------------------------------------------------------------------


async def test_old_replies_lose_their_words_and_keep_what_they_were_about(database: Database) -> None:
    for status in ("sent", "dropped", "failed"):
        await letter(database, at=OLD, status=status, chat_id=5, message_id=70)
    await letter(database, at=OLD, status="queued")
    await letter(database, at=OLD, kind="info")
    await letter(database, at=YOUNG)
    await take(database, upkeep.empty_replies)
    kept = [data for (data,) in await read(database, outbox.c.data)]
    assert kept[:3] == [{"text": "", "about": 7}] * 3
    assert all(data["text"] for data in kept[3:])
    assert decode_message(kept[0]).about == 7
    async with database.begin() as uow:
        assert await find_mail_id(uow, chat_id=5, message_id=70) == 3


async def test_old_letters_are_deleted_unless_something_points_there(database: Database) -> None:
    async with database.begin() as uow:
        person_id = await add_person(uow, name="An", now=NOW)
        await uow.commit()
    plain, named, card = [await letter(database, at=OLD) for _ in range(3)]
    once = await letter(database, at=OLD, dedupe_key="digest:7")
    waiting = await letter(database, at=OLD, status="queued")
    failed = await letter(database, at=OLD, status="failed")
    dropped = await letter(database, at=OLD, status="dropped")
    young = await letter(database, at=YOUNG)
    await add_item(database, person_id, named)
    await add(
        database,
        dialogues,
        person_id=person_id,
        kind="x",
        step="",
        data={},
        rev=1,
        expires_at=NOW,
        card_id=card,
    )
    await take(database, upkeep.delete_letters)
    left = {row[0] for row in await read(database, outbox.c.id)}
    assert left == {named, card, once, waiting, failed, young}
    assert {plain, dropped}.isdisjoint(left)


async def add_item(database: Database, person_id: int, mail_id: int) -> None:
    """An item of a notice, with the assignment that it names."""
    agency = {"code": "HDG", "name_vi": "x", "short_vi": "x", "level": "province", "path": "/HDG/"}
    task = {"code": "NV-1", "title_vi": "x", "kind": "one_off", "lead": "HDG", "lead_mode": "each"}
    assignment = {"status": "in_progress", "assigned_on": NOW.date(), "assigned_at": NOW, "precision": "day"}
    assignment_id = await add(
        database,
        assignments,
        agency_id=await add(database, agencies, **agency),
        task_id=await add(database, tasks, due_precision="day", created_at=NOW, **task),
        **assignment,
    )
    await add(
        database,
        notice_items,
        person_id=person_id,
        assignment_id=assignment_id,
        rung="assigned",
        recipient="focal_point",
        condition="always",
        planned_at=OLD,
        outbox_id=mail_id,
    )


# --- invitations ------------------------------------------------------------------------------------------


async def test_invitations_that_are_over_are_removed(database: Database) -> None:
    async with database.begin() as uow:
        person_id = await add_person(uow, name="An", now=NOW)
        await uow.commit()
    over = ({"used_at": OLD}, {"revoked_at": OLD}, {"expires_at": OLD})
    open_ones: tuple[dict[str, datetime], ...] = ({}, {"used_at": YOUNG}, {"expires_at": YOUNG})
    for number, changes in enumerate((*over, *open_ones)):
        values: dict[str, Any] = {"code_hash": str(number), "person_id": person_id, "created_at": OLD}
        await add(database, invitations, **(values | {"expires_at": NOW} | changes))
    assert await take(database, upkeep.delete_invitations, limit=2) == 2
    await take(database, upkeep.delete_invitations)
    assert await read(database, invitations.c.code_hash) == [("3",), ("4",), ("5",)]


# --- steps ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [upkeep.empty_updates, upkeep.delete_updates])
async def test_each_step_goes_on_where_the_last_one_stopped(sqlite_database: Database, step: Step) -> None:
    for number in range(6):
        await update(sqlite_database, number, at=OLD)
    assert [await take(sqlite_database, step, limit=2) for _ in range(4)] == [2, 2, 1, 0]


async def test_a_step_that_was_not_committed_is_taken_again(sqlite_database: Database) -> None:
    for number in range(3):
        await update(sqlite_database, number, at=OLD)
    async with sqlite_database.begin() as uow:
        assert await upkeep.delete_updates(uow, before=BEFORE, limit=500) == 2
    assert await take(sqlite_database, upkeep.delete_updates) == 2


async def test_a_young_row_ends_the_walk(sqlite_database: Database) -> None:
    """The clock was set back for a while: what lies behind is only later."""
    for number, at in enumerate([OLD, YOUNG, OLD, OLD]):
        await update(sqlite_database, number, at=at)
    assert await take(sqlite_database, upkeep.delete_updates) == 1
