"""The task list comes again with changes: what follows, what stays, what is refused."""

import asyncio
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from bot.domain.task import Status
from bot.services.exchange import FieldChange, ProblemKey
from bot.storage.database import Database
from bot.storage.tables import agencies, assignments, events, kpi_targets, task_coordinators, tasks
from tests.services.exchange_setting import (
    GROUPS,
    agency_file,
    count,
    csv_file,
    faults,
    fetch,
    group_file,
    list_amendments,
    list_due_dates,
    list_leads,
    take_in,
    take_in_ground,
    task_file,
    update_assignments,
)

LATER = datetime(2024, 8, 5, 3, 0, tzinfo=UTC)
FIRST = task_file("NV-1,Ban hành,one_off,BA|BB|T1,each,2024-07-10,2024-07-20")
LONGER = task_file("NV-1,Ban hành,one_off,BA|BB|T1,each,2024-07-10,2024-08-30")


async def test_a_changed_title_is_an_amendment_and_touches_no_assignment(database: Database) -> None:
    await take_in_ground(database, FIRST)
    renamed = task_file("NV-1,Ban hành kế hoạch,one_off,BA|BB|T1,each,2024-07-10,2024-07-20")
    result = await take_in(database, renamed, now=LATER)
    assert [change.fields for change in result.changes] == [
        (FieldChange("title_vi", "Ban hành", "Ban hành kế hoạch"),)
    ]
    assert (result.new_assignments, result.moved_assignments) == (0, 0)
    assert await list_amendments(database) == [
        {"kind": "tasks", "key": "NV-1", "fields": {"title_vi": ["Ban hành", "Ban hành kế hoạch"]}}
    ]


async def test_assignments_follow_a_new_date_and_are_planned_again(database: Database) -> None:
    await take_in_ground(database, FIRST)
    result = await take_in(database, LONGER, now=LATER)
    assert result.moved_assignments == 3
    columns = (
        assignments.c.due_on,
        assignments.c.original_due_on,
        assignments.c.rev,
        assignments.c.next_at,
        assignments.c.assigned_on,
    )
    day = date(2024, 8, 30)
    assert set(await fetch(database, sa.select(*columns))) == {(day, day, 1, LATER, date(2024, 7, 10))}


async def test_each_followed_date_stands_in_the_history_of_its_assignment(database: Database) -> None:
    await take_in_ground(database, FIRST)
    await take_in(database, LONGER, now=LATER)
    recorded = sa.select(events.c.data).where(events.c.kind == "amended", events.c.assignment_id.is_not(None))
    dates = ["2024-07-20", "2024-08-30"]
    assert await fetch(database, recorded) == [({"fields": {"due_on": dates, "original_due_on": dates}},)] * 3


async def test_what_was_extended_keeps_the_date_that_was_granted(database: Database) -> None:
    await take_in_ground(database, FIRST)
    await update_assignments(database, "NV-1", "BB", due_on=date(2024, 9, 9), rev=4)
    await take_in(database, LONGER, now=LATER)
    granted = date(2024, 9, 9)
    assert (await list_due_dates(database, "NV-1"))["BB"] == granted
    statement = sa.select(assignments.c.rev, assignments.c.original_due_on).where(
        assignments.c.due_on == granted
    )
    assert await fetch(database, statement) == [(4, date(2024, 7, 20))]


@pytest.mark.parametrize("status", [Status.DONE, Status.CANCELLED, Status.TRANSFERRED])
async def test_what_is_over_keeps_its_date(sqlite_database: Database, status: Status) -> None:
    await take_in_ground(sqlite_database, FIRST)
    await update_assignments(sqlite_database, "NV-1", "BB", status=status.value)
    result = await take_in(sqlite_database, LONGER, now=LATER)
    assert result.moved_assignments == 2
    assert (await list_due_dates(sqlite_database, "NV-1"))["BB"] == date(2024, 7, 20)


async def test_a_task_can_lose_its_date(sqlite_database: Database) -> None:
    await take_in_ground(sqlite_database, FIRST)
    await take_in(sqlite_database, task_file("NV-1,Ban hành,one_off,BA|BB|T1,each,2024-07-10,"), now=LATER)
    assert set((await list_due_dates(sqlite_database, "NV-1")).values()) == {None}


async def test_a_corrected_day_of_issue_moves_the_beginning(database: Database) -> None:
    await take_in_ground(database, FIRST)
    corrected = task_file("NV-1,Ban hành,one_off,BA|BB|T1,each,2024-07-12,2024-07-20")
    await take_in(database, corrected, now=LATER)
    columns = (assignments.c.assigned_on, assignments.c.assigned_at)
    midnight = datetime(2024, 7, 11, 17, 0, tzinfo=UTC)
    assert set(await fetch(database, sa.select(*columns))) == {(date(2024, 7, 12), midnight)}


async def test_an_agency_added_to_the_leads_gets_an_assignment(database: Database) -> None:
    await take_in_ground(database, FIRST)
    more = task_file("NV-1,Ban hành,one_off,BA|BB|T1|T2,each,2024-07-10,2024-07-20")
    result = await take_in(database, more, now=LATER)
    assert result.new_assignments == 1
    assert await list_leads(database, "NV-1") == ["BA", "BB", "T1", "T2"]
    assigned = sa.select(events.c.assignment_id).where(events.c.kind == "assigned")
    assert len(await fetch(database, assigned)) == 4


async def test_an_agency_added_to_a_group_is_shown_with_the_task(database: Database) -> None:
    tasks_file = task_file("NV-1,Ban hành,one_off,@CHON,each,2024-07-10,2024-07-20")
    await take_in_ground(database, tasks_file)
    await take_in(database, group_file(GROUPS.replace("T1|BA", "T1|BA|T2")), now=LATER)
    result = await take_in(database, tasks_file, now=LATER)
    assert [change.fields for change in result.changes] == [(FieldChange("leads", None, "T2"),)]
    assert await list_leads(database, "NV-1") == ["BA", "T1", "T2"]


async def test_a_lead_cannot_be_removed_by_import(database: Database) -> None:
    await take_in_ground(database, FIRST)
    result = await take_in(
        database, task_file("NV-1,Ban hành,one_off,BA,single,2024-07-10,2024-08-30"), now=LATER
    )
    assert faults(result) == [(2, "lead", ProblemKey.LEAD_REMOVED)]
    assert result.problems[0].facts == {"value": "BB|T1"}
    assert set((await list_due_dates(database, "NV-1")).values()) == {date(2024, 7, 20)}


async def test_a_cancelled_lead_need_not_be_named_any_more(sqlite_database: Database) -> None:
    await take_in_ground(sqlite_database, FIRST)
    await update_assignments(sqlite_database, "NV-1", "T1", status=Status.CANCELLED.value)
    fewer = task_file("NV-1,Ban hành,one_off,BA|BB,each,2024-07-10,2024-07-20")
    assert (await take_in(sqlite_database, fewer, now=LATER)).problems == ()


async def test_an_assignment_that_moved_to_a_successor_is_no_removed_lead(database: Database) -> None:
    await take_in_ground(database, FIRST)
    await update_assignments(database, "NV-1", "T1", status=Status.TRANSFERRED.value)
    async with database.begin() as uow:
        old = sa.select(assignments).join(agencies).where(agencies.c.code == "T1")
        row = dict((await uow.execute(old)).mappings().one())
        heir = (await uow.execute(sa.select(agencies.c.id).where(agencies.c.code == "T2"))).scalar_one()
        moved = {"transferred_from_id": row.pop("id"), "agency_id": heir, "status": Status.IN_PROGRESS.value}
        await uow.execute(sa.insert(assignments).values(row | moved))
        await uow.commit()
    assert (await take_in(database, FIRST, now=LATER)).changes == ()
    assert (await take_in(database, LONGER, now=LATER)).problems == ()
    assert (await list_due_dates(database, "NV-1"))["T2"] == date(2024, 8, 30)


async def test_coordinators_are_exchanged(database: Database) -> None:
    columns = "code,title_vi,kind,lead,coordinating"
    await take_in_ground(database, task_file("NV-1,x,one_off,BA,BB|T1", columns=columns))
    result = await take_in(database, task_file("NV-1,x,one_off,BA,T1|T2", columns=columns), now=LATER)
    assert [field.name for change in result.changes for field in change.fields] == [
        "coordinating",
        "coordinators",
    ]
    found = sa.select(agencies.c.code).join_from(
        task_coordinators, agencies, agencies.c.id == task_coordinators.c.agency_id
    )
    assert sorted(await fetch(database, found)) == [("T1",), ("T2",)]


async def test_a_new_target_is_added_to_the_history(database: Database) -> None:
    columns = "code,title_vi,kind,lead,issued_date,kpi_target"
    history = sa.select(kpi_targets.c.target, kpi_targets.c.valid_from).order_by(kpi_targets.c.valid_from)
    other = "NV-2,y,kpi,BB,2024-08-05,7"
    await take_in_ground(database, task_file("NV-1,x,kpi,BA,2024-07-10,63", other, columns=columns))
    await take_in(database, task_file("NV-1,x,kpi,BA,2024-07-10,", columns=columns), now=LATER)
    await take_in(database, task_file("NV-1,x,kpi,BA,2024-07-10,34", columns=columns), now=LATER)
    await take_in(database, task_file("NV-1,x,kpi,BA,2024-07-10,35", columns=columns), now=LATER)
    own = history.where(kpi_targets.c.task_id.in_(sa.select(tasks.c.id).where(tasks.c.code == "NV-1")))
    assert await fetch(database, own) == [(63.0, date(2024, 7, 10)), (35.0, date(2024, 8, 5))]
    assert await count(database, kpi_targets) == 3


async def test_a_column_that_the_file_does_not_have_says_nothing(database: Database) -> None:
    full = (
        "code,title_vi,kind,lead,due_date,due_precision,notes,coordinating,source_doc,recurrence,kpi_baseline"
    )
    row = "NV-1,x,standing,BA,2024-08-01,month,ghi chú,BB,12/QĐ,FREQ=MONTHLY,4"
    await take_in_ground(database, task_file(row, columns=full))
    result = await take_in(
        database, task_file("NV-1,x,standing,BA", columns="code,title_vi,kind,lead"), now=LATER
    )
    assert (result.problems, result.changes) == ((), ())


async def test_a_blank_cell_of_a_task_clears_what_was_there(database: Database) -> None:
    columns = "code,title_vi,kind,lead,notes,source_doc"
    await take_in_ground(database, task_file("NV-1,x,one_off,BA,ghi chú,12/QĐ", columns=columns))
    await take_in(database, task_file("NV-1,x,one_off,BA,,", columns=columns), now=LATER)
    assert await fetch(database, sa.select(tasks.c.notes, tasks.c.directive_id)) == [("", None)]


async def test_a_row_that_ends_early_has_blank_cells(sqlite_database: Database) -> None:
    columns = "code,title_vi,kind,lead,notes"
    await take_in_ground(sqlite_database, task_file("NV-1,x,one_off,BA,ghi chú", columns=columns))
    await take_in(sqlite_database, task_file("NV-1,x,one_off,BA", columns=columns), now=LATER)
    assert await fetch(sqlite_database, sa.select(tasks.c.notes)) == [("",)]


async def test_a_task_without_a_date_keeps_the_day_of_its_first_import(database: Database) -> None:
    first = task_file("NV-1,x,one_off,@BO,each,,")
    await take_in_ground(database, first)
    born_later = csv_file("code,name_vi,level,valid_from\nBX,Bộ X,ministry,2024-08-01\n")
    result = await take_in(database, born_later, first, now=LATER)
    assert [change.key for change in result.changes] == ["BX"]
    assert await list_leads(database, "NV-1") == ["BA", "BB"]


async def test_two_imports_at_once_make_one_list(database: Database) -> None:
    files = (agency_file(), group_file(), FIRST)
    other = Database(database.url)
    results = await asyncio.gather(take_in(database, *files), take_in(other, *files))
    await other.dispose()
    assert sorted(len(result.changes) for result in results) == [0, 10]
    assert (await count(database, tasks), await count(database, assignments)) == (1, 3)
