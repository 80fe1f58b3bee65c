"""The duty that makes occurrences: on both databases, a step at a time, with others at work beside it."""

from datetime import date

import pytest
import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.people import Role
from bot.domain.task import Status
from bot.services import occurrences, rulebook
from bot.services.recounting import count_at
from bot.storage.database import Database
from bot.storage.events import EventKind
from bot.storage.locks import AdvisoryLock
from bot.storage.occurrences import claim_turn, find_seen
from bot.storage.queues import notice_items, outbox
from bot.storage.tables import agencies, assignments, events
from jobs.occurrences import plan_occurrences
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.desk_setting import Desk, found_desk

SERIES = (
    sa.select(agencies.c.code, assignments.c.period, assignments.c.status)
    .join(agencies, agencies.c.id == assignments.c.agency_id)
    .order_by(agencies.c.code, assignments.c.original_due_on)
)
MONTHLY = {"kind": "recurring", "recurrence": "FREQ=MONTHLY;BYMONTHDAY=25", "due_date": ""}


@pytest.fixture
async def desk(database: Database) -> Desk:
    """10/07/2024: Hải Dương and Bắc Giang, each with a monthly task."""
    desk = await found_desk(database)
    await desk.assign("NV-007", "HDG|BGG", issued_date="2024-07-10", **MONTHLY)
    return desk


async def look(desk: Desk) -> int:
    return await plan_occurrences(desk.database.begin, rules=RULES, now=desk.now)


async def periods(desk: Desk, agency: str = "HDG") -> list[tuple[str, str]]:
    return [row[1:] for row in await desk.read(SERIES) if row[0] == agency]


async def test_an_import_makes_the_first_and_the_duty_has_nothing_to_add(desk: Desk) -> None:
    assert await look(desk) == 0
    assert await periods(desk) == [("2024-07", "not_started")]


async def test_every_agency_gets_the_next_once(desk: Desk) -> None:
    desk.now = local(2024, 7, 26, 0, 1)
    assert await look(desk) == 2
    assert await look(desk) == 0
    for agency in ("HDG", "BGG"):
        assert await periods(desk, agency) == [("2024-07", "not_started"), ("2024-08", "not_started")]


async def test_when_nothing_is_due_one_fact_is_read(desk: Desk) -> None:
    await look(desk)
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    engine = desk.database.engine.sync_engine
    sa.event.listen(engine, "before_cursor_execute", note)
    await look(desk)
    sa.event.remove(engine, "before_cursor_execute", note)
    assert ["meta" in statement for statement in seen if "SELECT" in statement] == [True]


async def test_killed_before_the_commit_it_begins_again(desk: Desk) -> None:
    desk.now = local(2024, 7, 26, 0, 1)
    async with desk.database.begin() as uow:
        assert await occurrences.plan_step(uow, now=desk.now, rules=RULES) == 2
        # and no commit
    assert len(await periods(desk)) == 1
    assert await look(desk) == 2


async def test_many_tasks_are_done_in_several_transactions(desk: Desk) -> None:
    for number in range(occurrences.TASKS_A_STEP + 1):
        await desk.assign(f"NV-10{number}", issued_date="2024-07-10", **MONTHLY)
    desk.now = local(2024, 7, 26, 0, 1)
    async with desk.work() as uow:
        await occurrences.plan_step(uow, now=desk.now, rules=RULES)
        assert not (await find_seen(uow)).endswith("done")
    assert await look(desk) > 0
    async with desk.work() as uow:
        assert (await find_seen(uow)).endswith("done")
    assert len(await periods(desk)) == 2 * (occurrences.TASKS_A_STEP + 2)


async def test_a_second_planner_and_an_import_keep_out_of_each_others_way(
    postgres_database: Database,
) -> None:
    desk = await found_desk(postgres_database)
    await desk.assign("NV-007", issued_date="2024-07-10", **MONTHLY)
    desk.now = local(2024, 7, 26, 0, 1)
    async with desk.database.begin() as holder:
        await holder.execute(sa.select(sa.func.pg_advisory_xact_lock(AdvisoryLock.REGISTER)))
        async with desk.database.begin() as uow:
            assert not await claim_turn(uow)
        assert await look(desk) == 0
    assert await look(desk) == 1


async def test_a_new_occurrence_is_not_announced_but_reminded_of(desk: Desk) -> None:
    await desk.seat("An", Role.FOCAL_POINT, "HDG")
    await desk.plan()
    items = sa.select(assignments.c.period, notice_items.c.rung).order_by(notice_items.c.id)
    items = items.join(assignments, assignments.c.id == notice_items.c.assignment_id)
    await desk.set(1, status=Status.DONE, next_at=None)
    desk.now = local(2024, 7, 26, 0, 1)
    await look(desk)
    for moment in (local(2024, 7, 26, 8, 31), local(2024, 8, 9, 8, 29), local(2024, 8, 9, 8, 30)):
        desk.now = moment
        await look(desk)
        await desk.plan()
    assert await desk.read(items) == [("2024-07", "assigned"), ("2024-08", "before-10")]


async def test_missed_months_are_told_once_each_with_the_newest_rung(desk: Desk) -> None:
    await desk.seat("An", Role.FOCAL_POINT, "HDG")
    await desk.plan()
    desk.now = local(2024, 10, 31, 9, 0)
    await look(desk)
    await desk.plan()
    august = (
        sa.select(notice_items.c.rung, notice_items.c.recipient)
        .join(assignments, assignments.c.id == notice_items.c.assignment_id)
        .where(assignments.c.period == "2024-08")
        .order_by(notice_items.c.rung)
    )
    assert [row for row in await desk.read(august) if row[1] == "focal_point"] == [
        ("assigned", "focal_point"),
        ("weekly-8", "focal_point"),
    ]
    waiting = sa.select(sa.func.count()).where(outbox.c.kind == "notice", outbox.c.status == "queued")
    assert await desk.read(waiting) == [(1,)]


async def test_an_agency_that_is_dissolved_gets_nothing_new(desk: Desk) -> None:
    async with desk.work() as uow:
        gone = sa.update(agencies).where(agencies.c.code == "BGG").values(valid_to=date(2024, 7, 20))
        await uow.execute(gone)
    desk.now = local(2024, 7, 26, 0, 1)
    assert await look(desk) == 1
    assert await periods(desk, "BGG") == [("2024-07", "not_started")]


async def test_a_changed_rule_is_seen_at_the_next_tick_and_leaves_a_record(desk: Desk) -> None:
    desk.now = local(2024, 7, 26, 0, 1)
    await look(desk)
    await desk.assign(
        "NV-007", "HDG|BGG", issued_date="2024-07-10", **{**MONTHLY, "recurrence": "FREQ=WEEKLY;BYDAY=FR"}
    )
    assert await look(desk) == 4
    assert await periods(desk) == [
        ("2024-07", "not_started"),
        ("2024-07-26", "not_started"),
        ("2024-08", "cancelled"),
    ]
    record = sa.select(sa.func.count()).where(events.c.kind == EventKind.UNSCHEDULED)
    assert await desk.read(record) == [(2,)]


async def test_what_was_ended_and_revived_counts_on_an_earlier_day_as_it_did(desk: Desk) -> None:
    desk.now = moment = local(2024, 7, 26, 0, 1)
    await look(desk)
    async with desk.work() as uow:
        before = await count_at(uow, Scope(("/CP/",)), moment, rules=RULES)
    for days, rule in ((1, "FREQ=WEEKLY;BYDAY=FR"), (2, MONTHLY["recurrence"])):
        desk.tick(days=days)
        cells = {**MONTHLY, "recurrence": rule}
        await desk.assign("NV-007", "HDG|BGG", issued_date="2024-07-10", **cells)
        await look(desk)
    assert ("2024-08", "not_started") in await periods(desk)
    async with desk.work() as uow:
        assert await count_at(uow, Scope(("/CP/",)), moment, rules=RULES) == before
    assert before.totals.total == 4


async def test_a_day_that_became_a_day_off_moves_what_is_to_come(desk: Desk) -> None:
    await look(desk)
    await desk.load("calendar.csv", "date,works,note,document\n2024-07-25,no,Nghỉ,1/QĐ\n")
    async with desk.work() as uow:
        rules = await rulebook.refresh_rules(uow, RULES, now=desk.now)
    assert await plan_occurrences(desk.database.begin, rules=rules, now=desk.now) == 2
    due = sa.select(assignments.c.due_on, assignments.c.original_due_on)
    assert set(await desk.read(due)) == {(date(2024, 7, 24), date(2024, 7, 24))}
