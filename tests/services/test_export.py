"""The task list as rows: which, in what order, judged on which day."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.export import AgencyName, ExportRow
from bot.domain.task import Cell, Status
from bot.services.exchange import list_export_rows
from bot.storage.database import Database
from bot.storage.tables import assignments, evidence, people, reports, tasks
from tests.services.exchange_setting import (
    NOW,
    fetch,
    sample,
    take_in,
    take_in_ground,
    task_file,
    update_assignments,
)

TODAY = date(2024, 7, 16)
EVERYTHING = Scope(("/CP/",))
COLUMNS = "code,title_vi,kind,lead,lead_mode,coordinating,issued_date,due_date"


async def export(database: Database, *, scope: Scope = EVERYTHING, as_of: date = TODAY) -> list[ExportRow]:
    async with database.begin() as uow:
        return await list_export_rows(uow, scope=scope, as_of=as_of)


def names(rows: list[ExportRow]) -> list[tuple[str, str]]:
    return [(row.assignment.task.code, row.assignment.agency_code) for row in rows]


async def add_report(
    database: Database, task: str, *, note: str = "", number: str = "", at: datetime = NOW
) -> None:
    """A report on every assignment of the task, with a document as proof if ``number`` is given."""
    found = await fetch(
        database,
        sa.select(assignments.c.id)
        .join(tasks, tasks.c.id == assignments.c.task_id)
        .where(tasks.c.code == task),
    )
    async with database.begin() as uow:
        person = sa.insert(people).values(name="An", created_at=at).returning(people.c.id)
        person_id = (await uow.execute(person)).scalar_one()
        for (assignment_id,) in found:
            report = {"assignment_id": assignment_id, "person_id": person_id, "at": at, "kind": "progress"}
            insert = sa.insert(reports).values(**report, note=note).returning(reports.c.id)
            report_id = (await uow.execute(insert)).scalar_one()
            if number:
                proof = {"report_id": report_id, "kind": "document", "number": number}
                await uow.execute(sa.insert(evidence).values(**proof))
        await uow.commit()


async def test_each_assignment_is_a_row_task_by_task(database: Database) -> None:
    await take_in_ground(
        database, task_file("NV-2,x,one_off,BA,,,,", "NV-1,x,one_off,T1|@BO,each,,,", columns=COLUMNS)
    )
    expected = [("NV-1", "BA"), ("NV-1", "BB"), ("NV-1", "T1"), ("NV-2", "BA")]
    assert names(await export(database)) == expected


async def test_nobody_sees_beyond_their_scope(database: Database) -> None:
    await take_in_ground(database, task_file("NV-1,x,one_off,S1|T1|T2,each,,,", columns=COLUMNS))
    await add_report(database, "NV-1", note="tiến độ", number="1/KH")
    rows = await export(database, scope=Scope(("/CP/T1/",)))
    assert names(rows) == [("NV-1", "T1"), ("NV-1", "S1")]
    assert await export(database, scope=Scope()) == []


async def test_the_coordinating_agencies_stand_beside_the_lead(database: Database) -> None:
    await take_in_ground(database, task_file("NV-1,x,one_off,BA|T1,each,BA|BB,,", columns=COLUMNS))
    rows = await export(database)
    assert [row.coordinating for row in rows] == [
        (AgencyName("Bộ B", "Bộ B"),),
        (AgencyName("Bộ A", "Bộ A"), AgencyName("Bộ B", "Bộ B")),
    ]


async def test_what_is_not_assigned_yet_is_not_listed(database: Database) -> None:
    await take_in_ground(database, task_file("NV-1,x,one_off,BA,,,2024-07-17,", columns=COLUMNS))
    assert await export(database) == []
    assert names(await export(database, as_of=date(2024, 7, 17))) == [("NV-1", "BA")]


async def test_what_was_transferred_stands_with_its_new_agency_only(database: Database) -> None:
    await take_in_ground(database, task_file("NV-1,x,one_off,BA|BB|T1,each,,,", columns=COLUMNS))
    await update_assignments(database, "NV-1", "BA", status=Status.TRANSFERRED.value)
    await update_assignments(database, "NV-1", "BB", status=Status.CANCELLED.value)
    assert [(row.assignment.agency_code, row.cell) for row in await export(database)] == [
        ("BB", None),
        ("T1", Cell.NO_DATE),
    ]


async def test_the_four_cells_are_those_of_the_day(database: Database) -> None:
    row = "NV-1,x,one_off,BA|BB|T1,each,,2024-07-10,2024-07-20"
    await take_in_ground(database, task_file(row, columns=COLUMNS))
    await update_assignments(database, "NV-1", "BA", status=Status.DONE.value, completed_on=date(2024, 7, 20))
    await update_assignments(database, "NV-1", "BB", status=Status.DONE.value, completed_on=date(2024, 7, 22))
    on_time = [row.cell for row in await export(database, as_of=date(2024, 7, 20))]
    assert on_time == [Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.OPEN_IN_TIME]
    late = [row.cell for row in await export(database, as_of=date(2024, 7, 21))]
    assert late == [Cell.DONE_ON_TIME, Cell.DONE_LATE, Cell.OPEN_LATE]


async def test_the_newest_note_of_the_day_is_shown(database: Database) -> None:
    await take_in_ground(database, task_file("NV-1,x,one_off,BA,,,,", columns=COLUMNS))
    await add_report(database, "NV-1", note="đầu tiên")
    await add_report(database, "NV-1", note="đang làm", at=NOW + timedelta(hours=1))
    await add_report(database, "NV-1", at=NOW + timedelta(hours=2))
    midnight = datetime(2024, 7, 16, 17, 0, tzinfo=UTC)
    await add_report(database, "NV-1", note="ngày mai", number="9/KH", at=midnight)
    [today] = await export(database)
    assert (today.note, today.results) == ("đang làm", ())
    [tomorrow] = await export(database, as_of=date(2024, 7, 17))
    assert (tomorrow.note, tomorrow.results) == ("ngày mai", ("9/KH",))


async def test_result_documents_are_listed_once_each(database: Database) -> None:
    await take_in_ground(database, task_file("NV-1,x,one_off,BA,,,,", columns=COLUMNS))
    for number in ("58/KH-UBND", "12/QĐ", "58/KH-UBND", ""):
        await add_report(database, "NV-1", number=number)
    assert [row.results for row in await export(database)] == [("58/KH-UBND", "12/QĐ")]


async def test_the_whole_sample_comes_out_again(database: Database) -> None:
    await take_in(database, *sample("agencies.csv", "groups.csv", "tasks.csv"))
    rows = await export(database)
    assert len({row.assignment.task.code for row in rows if row.assignment.assigned_on <= TODAY}) == 31
    assert sum(row.assignment.task.code == "NV-001" for row in rows) == 32
