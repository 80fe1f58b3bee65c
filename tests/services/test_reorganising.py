"""Agencies that change on their day: what goes with them, what waits, and what a second look changes (nothing)."""

from datetime import date

import pytest
import sqlalchemy as sa

from bot.domain.people import Role
from bot.domain.task import Status
from bot.services import moving, reorganising, tasks
from bot.storage import carried_seats, people
from bot.storage.database import Database
from bot.storage.queues import outbox
from bot.storage.succession_tables import assignment_moves
from bot.storage.tables import agencies, agency_successions, appointments, assignments, events
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.desk_setting import Desk
from tests.services.merger_setting import (
    AGENCIES,
    BASIS,
    DAY,
    HEADER,
    MERGER,
    SPLIT,
    come,
    found_merger,
    held,
)
from tests.world import task_csv

EVERYTHING = (agencies, agency_successions, appointments, assignments, assignment_moves, events, outbox)


@pytest.fixture
async def desk(database: Database) -> Desk:
    """10/07/2024: the merger of 01/08/2024 is known and nothing has happened yet."""
    desk = await found_merger(database)
    await desk.load("agency_succession.csv", MERGER)
    return desk


async def rows(desk: Desk) -> list[list[tuple[object, ...]]]:
    return [await desk.read(sa.select(table).order_by(*table.c)) for table in EVERYTHING]


async def test_before_the_day_nothing_moves_and_after_it_the_same_row_is_the_heirs(desk: Desk) -> None:
    task = await desk.assign("NV-001", "HDG")
    before = await desk.row(task)
    assert await come(desk, local(2024, 7, 31, 23, 59)) == 0
    assert await held(desk, "NV-001") == [("HDG", "not_started")]
    assert await come(desk) == 1
    assert await held(desk, "NV-001") == [("HPG25", "not_started")]
    after = await desk.row(task)
    assert {k: v for k, v in after.items() if k != "agency_id"} == {
        k: v for k, v in before.items() if k != "agency_id"
    }


async def test_of_two_predecessors_with_one_task_one_assignment_remains_with_the_worst_status(
    desk: Desk,
) -> None:
    hdg = await desk.assign("NV-019", "HDG|HPG")
    hpg = next(row[0] for row in await desk.read(sa.select(assignments.c.id)) if row[0] != hdg)
    await desk.set(hdg, status=Status.IN_PROGRESS, percent=60, due_on=date(2024, 9, 30))
    await come(desk)
    assert await held(desk, "NV-019") == [("HDG", "transferred"), ("HPG25", "not_started")]
    one = await desk.row(hpg)
    assert (one["percent"], one["due_on"]) == (0, date(2024, 7, 20))


async def test_finished_work_goes_along_and_keeps_its_date(desk: Desk) -> None:
    task = await desk.assign("NV-001", "HDG")
    await desk.set(task, status=Status.DONE, completed_on=date(2024, 7, 19))
    await come(desk)
    assert await held(desk, "NV-001") == [("HPG25", "done")]
    assert (await desk.row(task))["completed_on"] == date(2024, 7, 19)


async def test_a_second_look_and_a_repeated_import_change_nothing(desk: Desk) -> None:
    await desk.seat("An", Role.FOCAL_POINT, "HDG")
    await desk.assign("NV-019", "HDG|HPG", issued_date="2024-07-10")
    await come(desk)
    before = await rows(desk)
    assert await come(desk) == 0
    await desk.load("agency_succession.csv", MERGER)
    await desk.load("agencies.csv", AGENCIES)
    await desk.load("tasks.csv", task_csv("NV-019", "HDG|HPG", date(2024, 7, 10), {}))
    assert await come(desk) == 0
    assert await rows(desk) == before


async def test_killed_before_the_commit_it_begins_again(desk: Desk) -> None:
    await desk.assign("NV-001", "HDG")
    before = await rows(desk)
    async with desk.database.begin() as uow:
        assert await reorganising.plan_step(uow, now=DAY, rules=RULES) == 1
        # and no commit
    assert await rows(desk) == before
    assert await come(desk) == 1


async def test_when_nothing_is_due_one_fact_is_read(desk: Desk) -> None:
    await come(desk)
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    engine = desk.database.engine.sync_engine
    sa.event.listen(engine, "before_cursor_execute", note)
    await come(desk)
    sa.event.remove(engine, "before_cursor_execute", note)
    assert ["meta" in statement for statement in seen if "SELECT" in statement] == [True]


async def test_the_predecessors_end_the_day_before_and_are_not_renamed(desk: Desk) -> None:
    await come(desk)
    found = await desk.read(
        sa.select(agencies.c.code, agencies.c.valid_to, agencies.c.short_vi).order_by(agencies.c.id)
    )
    ends = {code: end for code, end, _ in found if end}
    assert ends == {"HDG": date(2024, 7, 31), "HPG": date(2024, 7, 31)}
    assert ("HDG", date(2024, 7, 31), "Hải Dương") in found


# --- people -----------------------------------------------------------------------------------------------


async def test_people_go_on_at_the_heir_after_its_own_and_are_to_be_confirmed(desk: Desk) -> None:
    own = await desk.seat("Em", Role.FOCAL_POINT, "HPG25")
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    vi = await desk.seat("Vi", Role.FOCAL_POINT, "HDG")
    task = await desk.assign("NV-001", "HDG")
    await come(desk)
    seats = {actor.person.id: await desk.actor(actor.person.id) for actor in (own, an, vi)}
    placed = [
        (seats[a.person.id].appointments[0].agency.code, seats[a.person.id].appointments[0].order)
        for a in (own, an, vi)
    ]
    assert placed == [("HPG25", 1), ("HPG25", 2), ("HPG25", 3)]
    async with desk.work() as uow:
        waiting = await carried_seats.list_to_confirm(uow)
        card = await tasks.open_card(uow, seats[an.person.id], task, now=desk.now, rules=RULES)
    assert sorted(waiting) == sorted(seats[each.person.id].appointments[0].id for each in (an, vi))
    assert card.can_report


async def test_a_person_who_sits_there_already_keeps_one_seat(desk: Desk) -> None:
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    async with desk.work() as uow:
        heir = await people.find_agency(uow, "HPG25")
        assert heir is not None
        await people.add_appointment(uow, an.person.id, heir.id, Role.FOCAL_POINT, order=1, now=desk.now)
    await come(desk)
    held_now = (await desk.actor(an.person.id)).appointments
    assert [seat.agency.code for seat in held_now] == ["HPG25"]
    async with desk.work() as uow:
        assert await carried_seats.list_to_confirm(uow) == {}


async def test_the_heirs_people_see_the_departments_of_both(desk: Desk) -> None:
    an = await desk.seat("An", Role.HEAD, "HPG")
    await come(desk)
    actor = await desk.actor(an.person.id)
    assert actor.can_see("/CP/HDG/SYT-HDG/")
    assert not actor.can_see("/CP/BGG/")


async def test_everybody_concerned_is_told_once(desk: Desk) -> None:
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    own = await desk.seat("Em", Role.FOCAL_POINT, "HPG25")
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    giang = await desk.seat("Giang", Role.FOCAL_POINT, "BGG")
    await desk.assign("NV-001", "HDG")
    await come(desk)
    await come(desk)
    told = await desk.read(sa.select(outbox.c.person_id, outbox.c.data).where(outbox.c.kind == "info"))
    keys = {row[0]: (row[1]["key"], row[1]["facts"]["n"]) for row in told}
    assert len(told) == len(keys)
    assert keys == {
        an.person.id: ("reorganised.carried", 1),
        own.person.id: ("reorganised.receiving", 1),
        chi.person.id: ("reorganised.officer", 1),
    }
    assert giang.person.id not in keys


# --- splits -----------------------------------------------------------------------------------------------


async def test_a_split_moves_nothing_and_its_people_still_report(desk: Desk) -> None:
    an = await desk.seat("An", Role.FOCAL_POINT, "BTTTT")
    task = await desk.assign("NV-001", "BTTTT")
    await desk.load("agency_succession.csv", SPLIT)
    await come(desk)
    assert await held(desk, "NV-001") == [("BTTTT", "not_started")]
    async with desk.work() as uow:
        actor = await people.find_actor_by_id(uow, an.person.id)
        assert actor is not None
        assert (await tasks.open_card(uow, actor, task, now=desk.now, rules=RULES)).can_report


async def test_a_split_agency_with_nothing_open_hands_its_people_to_the_main_heir(desk: Desk) -> None:
    an = await desk.seat("An", Role.FOCAL_POINT, "BTTTT")
    await desk.load("agency_succession.csv", SPLIT)
    await come(desk)
    assert [s.agency.code for s in (await desk.actor(an.person.id)).appointments] == ["BKHCN"]


# --- late lists -------------------------------------------------------------------------------------------


async def test_a_list_that_comes_late_takes_effect_at_once(database: Database) -> None:
    desk = await found_merger(database)
    await desk.assign("NV-001", "HDG")
    assert await come(desk, local(2024, 8, 20)) == 0
    await desk.load("agency_succession.csv", MERGER)
    assert await come(desk, local(2024, 8, 20)) == 1
    assert await held(desk, "NV-001") == [("HPG25", "not_started")]
    moved = await desk.read(sa.select(assignment_moves.c.moved_on))
    assert moved == [(date(2024, 8, 20),)]


async def test_a_task_given_before_and_imported_after_goes_to_the_heir(desk: Desk) -> None:
    await come(desk)
    desk.tick(days=3)
    await desk.load("tasks.csv", "code,title_vi,kind,lead,issued_date\nNV-009,Việc,one_off,HDG,2024-07-01\n")
    assert await come(desk, desk.now) == 1
    assert await held(desk, "NV-009") == [("HPG25", "not_started")]


async def test_what_the_heir_hands_on_later_goes_on(desk: Desk) -> None:
    task = await desk.assign("NV-001", "HDG")
    await desk.load("agency_succession.csv", f"{HEADER}HPG25,BGG,merge_into,2024-09-01,{BASIS},main\n")
    await come(desk)
    assert await held(desk, "NV-001") == [("HPG25", "not_started")]
    await come(desk, local(2024, 9, 1, 0, 1))
    assert await held(desk, "NV-001") == [("BGG", "not_started")]
    assert (
        len(await desk.read(sa.select(assignment_moves).where(assignment_moves.c.assignment_id == task))) == 2
    )


async def test_names_for_letters_are_in_both_languages(desk: Desk) -> None:
    async with desk.work() as uow:
        found = await people.find_agency(uow, "HDG")
    assert found is not None
    assert moving.names_of(found) == {"vi": "Hải Dương", "en": "Hai Duong"}


async def test_somebody_seated_there_afterwards_goes_on_at_the_heir(desk: Desk) -> None:
    await come(desk)
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    await desk.load("agencies.csv", "code,name_vi,level,parent\nT9,Tỉnh Chín,province,CP\n")
    await come(desk, desk.now)
    assert [s.agency.code for s in (await desk.actor(an.person.id)).appointments] == ["HPG25"]
