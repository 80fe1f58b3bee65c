"""The officers' daily list: in the morning of a working day, once, to the officer in turn, and only if there is one."""

from datetime import datetime

import pytest
import sqlalchemy as sa

from bot.domain.people import Role
from bot.storage.database import Database
from bot.storage.queues import outbox
from bot.storage.tables import absences
from jobs.office_list import plan_office_lists
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.desk_setting import Desk, found_desk

MORNING = local(2024, 7, 11, 8, 30)


@pytest.fixture
async def desk(database: Database) -> Desk:
    desk = await found_desk(database)
    await desk.assign(lead="BYT")
    return desk


async def plan(desk: Desk, now: datetime) -> int:
    return await plan_office_lists(desk.database.begin, rules=RULES, now=now)


async def readers(desk: Desk) -> list[tuple[int, str]]:
    columns = sa.select(outbox.c.person_id, outbox.c.data).where(outbox.c.kind == "info")
    return [(person_id, data["key"]) for person_id, data in await desk.read(columns.order_by(outbox.c.id))]


async def test_one_list_a_day_to_the_officer_in_turn(desk: Desk) -> None:
    near = await desk.seat("Gần", Role.OFFICER, "BYT")
    await desk.seat("Xa", Role.OFFICER, "UBQGCDS")
    assert [await plan(desk, MORNING), await plan(desk, MORNING)] == [1, 0]
    assert await readers(desk) == [(near.person.id, "people.daily_without")]


async def test_an_officer_who_is_away_is_passed_over(desk: Desk) -> None:
    near = await desk.seat("Gần", Role.OFFICER, "BYT")
    far = await desk.seat("Xa", Role.OFFICER, "UBQGCDS")
    async with desk.work() as uow:
        today = MORNING.date()
        row = {"person_id": near.person.id, "from_on": today, "to_on": today, "created_at": desk.now}
        await uow.execute(sa.insert(absences).values(row))
    assert await plan(desk, MORNING) == 1
    assert await readers(desk) == [(far.person.id, "people.daily_without")]


@pytest.mark.parametrize(
    "now",
    [local(2024, 7, 11, 8, 29), local(2024, 7, 11, 18, 1), local(2024, 7, 13, 9), local(2024, 7, 14, 9)],
)
async def test_not_before_the_slot_nor_at_night_nor_on_days_off(desk: Desk, now: datetime) -> None:
    await desk.seat("Xa", Role.OFFICER, "UBQGCDS")
    assert await plan(desk, now) == 0
    assert await plan(desk, local(2024, 7, 15, 8, 30)) == 1


async def test_nobody_in_turn_hears_nothing(desk: Desk) -> None:
    assert await plan(desk, MORNING) == 0
    assert await readers(desk) == []
