"""tasks.csv: what a row means, who gets the task, and from when."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from bot.storage.database import Database
from bot.storage.tables import (
    agencies,
    assignments,
    directives,
    events,
    kpi_targets,
    task_coordinators,
    tasks,
)
from tests.services.exchange_setting import (
    NOW,
    count,
    csv_file,
    fetch,
    list_due_dates,
    list_leads,
    take_in,
    take_in_ground,
    task_file,
    xlsx_file,
)

FULL = (
    "code,parent_code,title_vi,title_en,kind,lead,lead_mode,coordinating,issued_date,due_date,due_precision,"
    "recurrence,kpi_name_vi,kpi_target,kpi_unit,kpi_baseline,evidence_expected_vi,pillar,source_meeting,"
    "source_doc,source_article,lead_basis,notes"
)


async def test_every_column_finds_its_place(database: Database) -> None:
    row = (
        "nv-1,,Phủ sóng,Coverage,kpi,BA,single,T1|@BO,2023-12-28,2024-12-31,year,,Số điểm,2853,điểm,2233,"
        "Danh sách,ha_tang,Phiên họp 7,12/QĐ-TTg,003,inferred,ghi chú"
    )
    await take_in_ground(database, task_file(row, columns=FULL))
    names = (
        "code title_vi title_en kind lead lead_mode lead_basis coordinating issued_on due_on due_precision"
    )
    names += " kpi_name kpi_unit kpi_baseline evidence_expected pillar notes"
    found = await fetch(database, sa.select(*(tasks.c[name] for name in names.split())))
    assert dict(zip(names.split(), found[0], strict=True)) == {
        "code": "NV-1",
        "title_vi": "Phủ sóng",
        "title_en": "Coverage",
        "kind": "kpi",
        "lead": "BA",
        "lead_mode": "single",
        "lead_basis": "inferred",
        "coordinating": "T1|@BO",
        "issued_on": date(2023, 12, 28),
        "due_on": date(2024, 12, 31),
        "due_precision": "year",
        "kpi_name": "Số điểm",
        "kpi_unit": "điểm",
        "kpi_baseline": 2233.0,
        "evidence_expected": "Danh sách",
        "pillar": "ha_tang",
        "notes": "ghi chú",
    }
    source = sa.select(directives.c.document, directives.c.meeting, directives.c.article)
    assert await fetch(database, source) == [("12/QĐ-TTg", "Phiên họp 7", "003")]
    target = sa.select(kpi_targets.c.target, kpi_targets.c.valid_from, kpi_targets.c.source)
    assert await fetch(database, target) == [(2853.0, date(2023, 12, 28), "12/QĐ-TTg")]


async def test_tasks_of_one_document_share_it(database: Database) -> None:
    rows = ("NV-1,x,one_off,BA,12/QĐ", "NV-2,x,one_off,BA,12/QĐ", "NV-3,x,one_off,BA,")
    await take_in_ground(database, task_file(*rows, columns="code,title_vi,kind,lead,source_doc"))
    assert await count(database, directives) == 1
    assert len(await fetch(database, sa.select(tasks.c.id).where(tasks.c.directive_id.is_(None)))) == 1


async def test_a_parent_may_stand_later_in_the_file(database: Database) -> None:
    rows = ("NV-2,x,one_off,BA,NV-1", "NV-1,x,one_off,BA,")
    await take_in_ground(database, task_file(*rows, columns="code,title_vi,kind,lead,parent_code"))
    parent = tasks.alias()
    pairs = sa.select(tasks.c.code, parent.c.code).join_from(tasks, parent, parent.c.id == tasks.c.parent_id)
    assert await fetch(database, pairs) == [("NV-2", "NV-1")]


async def test_dates_may_be_the_cells_of_a_workbook(database: Database) -> None:
    header = ["code", "title_vi", "kind", "lead", "issued_date", "due_date"]
    row = ["NV-1", "x", "one_off", "BA", date(2024, 7, 1), date(2024, 7, 20)]
    await take_in_ground(database, xlsx_file([header, row]))
    assert await list_due_dates(database, "NV-1") == {"BA": date(2024, 7, 20)}


# --- who gets it ------------------------------------------------------------------------------------------


async def test_each_lead_gets_an_assignment_of_its_own(database: Database) -> None:
    await take_in_ground(database, task_file("NV-1,x,one_off,T1|@BO|BA,each,,"))
    assert await list_leads(database, "NV-1") == ["BA", "BB", "T1"]


async def test_a_joint_task_has_one_assignment_a_lead(database: Database) -> None:
    await take_in_ground(database, task_file("NV-1,x,one_off,BA|BB,joint,,"))
    assert await list_leads(database, "NV-1") == ["BA", "BB"]


async def test_an_assignment_begins_blank_and_unplanned(database: Database) -> None:
    await take_in_ground(database, task_file("NV-1,x,one_off,BA,,2024-07-10,2024-07-20"))
    names = "status period assigned_on assigned_at due_on original_due_on precision percent value rev"
    names += " planned_at next_at"
    found = await fetch(database, sa.select(*(assignments.c[name] for name in names.split())))
    assert dict(zip(names.split(), found[0], strict=True)) == {
        "status": "not_started",
        "period": "",
        "assigned_on": date(2024, 7, 10),
        "assigned_at": datetime(2024, 7, 9, 17, 0, tzinfo=UTC),
        "due_on": date(2024, 7, 20),
        "original_due_on": date(2024, 7, 20),
        "precision": "day",
        "percent": None,
        "value": None,
        "rev": 0,
        "planned_at": None,
        "next_at": NOW,
    }


async def test_its_history_begins_with_the_assignment(database: Database) -> None:
    await take_in_ground(database, task_file("NV-1,x,one_off,@BO,each,,"))
    recorded = (
        sa.select(agencies.c.code, tasks.c.code)
        .join_from(events, agencies, agencies.c.id == events.c.agency_id)
        .join(tasks, tasks.c.id == events.c.task_id)
        .join(assignments, assignments.c.id == events.c.assignment_id)
        .where(events.c.kind == "assigned", assignments.c.agency_id == events.c.agency_id)
        .order_by(agencies.c.code)
    )
    assert await fetch(database, recorded) == [("BA", "NV-1"), ("BB", "NV-1")]


async def test_without_an_issued_date_it_counts_from_the_local_day_of_the_import(database: Database) -> None:
    evening = datetime(2024, 7, 16, 18, 0, tzinfo=UTC)  # one in the morning of the 17th in Hanoi
    await take_in_ground(database, task_file("NV-1,x,one_off,BA,,,"), now=evening)
    columns = (assignments.c.assigned_on, assignments.c.assigned_at, assignments.c.next_at)
    midnight = datetime(2024, 7, 16, 17, 0, tzinfo=UTC)
    assert await fetch(database, sa.select(*columns)) == [(date(2024, 7, 17), midnight, evening)]


async def test_a_document_of_tomorrow_stays_unseen_until_then(database: Database) -> None:
    await take_in_ground(database, task_file("NV-1,x,one_off,BA,,2024-08-01,"))
    midnight = datetime(2024, 7, 31, 17, 0, tzinfo=UTC)
    columns = (assignments.c.assigned_at, assignments.c.next_at)
    assert await fetch(database, sa.select(*columns)) == [(midnight, midnight)]


async def test_a_group_means_its_agencies_on_the_day_of_issue(database: Database) -> None:
    ended = (
        "code,name_vi,level,valid_from,valid_to\nBC,Bộ C,ministry,,2024-06-30\nBD,Bộ D,ministry,2024-07-01,\n"
    )
    rows = ("NV-1,x,one_off,@BO,each,2024-06-30,", "NV-2,x,one_off,@BO,each,2024-07-01,")
    await take_in_ground(database, csv_file(ended), task_file(*rows))
    assert await list_leads(database, "NV-1") == ["BA", "BB", "BC"]
    assert await list_leads(database, "NV-2") == ["BA", "BB", "BD"]


async def test_coordinating_groups_are_resolved_without_a_single_lead(database: Database) -> None:
    rows = ("NV-1,x,one_off,BA,single,@BO|T1", "NV-2,x,one_off,BA|T2,each,@BO")
    await take_in_ground(database, task_file(*rows, columns="code,title_vi,kind,lead,lead_mode,coordinating"))
    pairs = (
        sa.select(tasks.c.code, agencies.c.code)
        .join_from(task_coordinators, tasks, tasks.c.id == task_coordinators.c.task_id)
        .join(agencies, agencies.c.id == task_coordinators.c.agency_id)
        .order_by(tasks.c.code, agencies.c.code)
    )
    expected = [("NV-1", "BB"), ("NV-1", "T1"), ("NV-2", "BA"), ("NV-2", "BB")]
    assert await fetch(database, pairs) == expected


# --- dates and recurrence ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("precision", "given", "due_on"),
    [
        ("", "2024-08-31", date(2024, 8, 31)),
        ("day", "2024-08-31", date(2024, 8, 31)),
        ("month", "2024-08-01", date(2024, 8, 30)),
        ("quarter", "2024-07-01", date(2024, 9, 30)),
        ("year", "2028-05-05", date(2028, 12, 29)),
        ("none", "", None),
    ],
)
async def test_longer_periods_end_on_their_last_working_day(
    sqlite_database: Database, precision: str, given: str, due_on: date | None
) -> None:
    row = f"NV-1,x,one_off,BA,{given},{precision}"
    await take_in_ground(
        sqlite_database, task_file(row, columns="code,title_vi,kind,lead,due_date,due_precision")
    )
    assert await list_due_dates(sqlite_database, "NV-1") == {"BA": due_on}


async def test_a_day_off_in_the_same_import_moves_the_end_of_a_period(sqlite_database: Database) -> None:
    row = task_file(
        "NV-1,x,one_off,BA,2024-08-01,month", columns="code,title_vi,kind,lead,due_date,due_precision"
    )
    await take_in_ground(sqlite_database, row, csv_file("date,works\n2024-08-30,false\n"))
    assert await list_due_dates(sqlite_database, "NV-1") == {"BA": date(2024, 8, 29)}


RECURRING = "code,title_vi,kind,lead,issued_date,recurrence"


async def test_a_recurring_task_starts_with_its_next_occurrence(database: Database) -> None:
    rows = (
        "NV-1,x,recurring,@BO,2024-01-10,FREQ=MONTHLY;BYMONTHDAY=25",
        "NV-2,x,recurring,BA,,freq=monthly;bymonthday=16;",
        "NV-3,x,recurring,BA,2023-01-01,FREQ=WEEKLY;UNTIL=20231231",
    )
    each = task_file(*(f"{row},each" for row in rows), columns=f"{RECURRING},lead_mode")
    await take_in_ground(database, each)
    columns = (
        tasks.c.code,
        agencies.c.code,
        assignments.c.period,
        assignments.c.due_on,
        assignments.c.precision,
    )
    found = await fetch(
        database,
        sa.select(*columns)
        .join_from(assignments, tasks, tasks.c.id == assignments.c.task_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .order_by(tasks.c.code, agencies.c.code),
    )
    assert found == [
        ("NV-1", "BA", "2024-07", date(2024, 7, 25), "day"),
        ("NV-1", "BB", "2024-07", date(2024, 7, 25), "day"),
        ("NV-2", "BA", "2024-07", date(2024, 7, 16), "day"),
    ]


async def test_a_later_import_opens_no_second_occurrence(database: Database) -> None:
    rows = task_file("NV-1,x,recurring,BA,2024-01-10,FREQ=MONTHLY;BYMONTHDAY=25", columns=RECURRING)
    await take_in_ground(database, rows)
    later = await take_in(database, rows, now=datetime(2024, 9, 1, tzinfo=UTC))
    assert (later.changes, later.new_assignments) == ((), 0)
