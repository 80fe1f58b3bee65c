"""Agencies, groups, successions, days off and people: what a row means, and what a second list does to it."""

from datetime import date

import pytest
import sqlalchemy as sa

from bot.domain.agencies import Level
from bot.services.exchange import Action, FieldChange, ProblemKey
from bot.services.exchange.groups import Membership
from bot.storage.database import Database
from bot.storage.register_rows import AgencyRow, GroupRow
from bot.storage.tables import (
    agencies,
    agency_aliases,
    agency_groups,
    agency_successions,
    appointments,
    calendar_overrides,
    events,
)
from tests.services.exchange_setting import (
    NOW,
    agency_file,
    count,
    csv_file,
    faults,
    fetch,
    group_file,
    list_amendments,
    people_file,
    take_in,
    take_in_ground,
)

# --- agencies ---------------------------------------------------------------------------------------------


async def test_a_changed_agency_is_shown_and_recorded(database: Database) -> None:
    await take_in_ground(database)
    result = await take_in(database, agency_file("code,name_vi,level\nBA,Bộ A và C,ministry\n"))
    change = FieldChange("name_vi", "Bộ A", "Bộ A và C")
    assert [(c.key, c.action, c.fields) for c in result.changes] == [("BA", Action.AMENDED, (change,))]
    assert await list_amendments(database) == [
        {"kind": "agencies", "key": "BA", "fields": {"name_vi": ["Bộ A", "Bộ A và C"]}}
    ]
    recorded = await fetch(
        database,
        sa.select(agencies.c.code, events.c.at)
        .join_from(events, agencies, agencies.c.id == events.c.agency_id)
        .where(events.c.kind == "amended"),
    )
    assert recorded == [("BA", NOW)]


async def test_a_blank_cell_keeps_what_is_known(database: Database) -> None:
    header = "code,name_vi,level,valid_from,aliases,notes,successor\n"
    await take_in(database, agency_file(f"{header}BA,Bộ A,ministry,2020-01-01,A|Bộ A,ghi chú,\n"))
    result = await take_in(database, agency_file(f"{header}BA,Bộ A,ministry,,,,BB\n"))
    assert (result.problems, result.changes) == ((), ())
    assert await count(database, agency_aliases) == 2


async def test_aliases_are_replaced_by_a_new_list(database: Database) -> None:
    header = "code,name_vi,level,aliases\n"
    await take_in(database, agency_file(f"{header}BA,Bộ A,ministry,A|Bo A|A\nBB,Bộ B,ministry,B\n"))
    await take_in(database, agency_file(f"{header}BA,Bộ A,ministry,Bo A|Bộ Cũ\n"))
    statement = sa.select(agency_aliases.c.alias).order_by(agency_aliases.c.alias)
    assert await fetch(database, statement) == [("B",), ("Bo A",), ("Bộ Cũ",)]


async def test_whoever_is_below_moves_with_an_agency(database: Database) -> None:
    await take_in_ground(database, people_file("Ông An,UB,officer,,,,T1|BA"))
    text = "code,name_vi,level,parent\nV1,Vùng Một,department,CP\nT1,Tỉnh Một,province,V1\n"
    result = await take_in(database, agency_file(text))
    assert [(c.key, c.fields) for c in result.amendments] == [("T1", (FieldChange("parent", "CP", "V1"),))]
    paths = dict(await fetch(database, sa.select(agencies.c.code, agencies.c.path)))
    assert (paths["T1"], paths["S1"]) == ("/CP/V1/T1/", "/CP/V1/T1/S1/")
    assert await fetch(database, sa.select(appointments.c.portfolio)) == [(["/CP/V1/T1/", "/CP/BA/"],)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("X,Ơ,ministry,ZZ\n", [(2, "parent", ProblemKey.UNKNOWN_AGENCY)]),
        ("X,Ơ,ministry,X\n", [(2, "parent", ProblemKey.OWN_PARENT)]),
        (
            "X,Ơ,ministry,Y\nY,Ư,ministry,X\n",
            [(2, "parent", ProblemKey.CIRCLE), (3, "parent", ProblemKey.CIRCLE)],
        ),
        ("X,Ơ,ministry,Y\nY,Ư,bộ,\n", [(3, "level", ProblemKey.NOT_A_CHOICE)]),
        ("X/1,Ơ,ministry,\n", [(2, "code", ProblemKey.NOT_A_CODE)]),
        ("BỘ,Ơ,ministry,\n", [(2, "code", ProblemKey.NOT_A_CODE)]),
        ("@X,Ơ,ministry,\n", [(2, "code", ProblemKey.NOT_A_CODE)]),
        (",Ơ,ministry,\n,Ư,ministry,\n", [(2, "code", ProblemKey.BLANK), (3, "code", ProblemKey.BLANK)]),
    ],
)
async def test_a_tree_that_does_not_stand_is_refused(
    sqlite_database: Database, rows: str, expected: list[tuple[int, str, ProblemKey]]
) -> None:
    result = await take_in(sqlite_database, agency_file(f"code,name_vi,level,parent\n{rows}"))
    assert faults(result) == expected


async def test_a_stored_tree_cannot_be_bent_into_a_circle(database: Database) -> None:
    await take_in_ground(database)
    result = await take_in(database, agency_file("code,name_vi,level,parent\nT1,Tỉnh Một,province,S1\n"))
    assert faults(result) == [(2, "parent", ProblemKey.CIRCLE)]


async def test_an_agency_cannot_end_before_it_begins(sqlite_database: Database) -> None:
    text = "code,name_vi,level,valid_from,valid_to\nBA,Bộ A,ministry,2025-03-01,2025-02-28\n"
    assert faults(await take_in(sqlite_database, agency_file(text))) == [
        (2, "valid_to", ProblemKey.DATES_REVERSED)
    ]


# --- groups -----------------------------------------------------------------------------------------------


def agency_row(code: str, level: Level, **dates: date) -> AgencyRow:
    return AgencyRow(code, code, level, short_vi=code, **dates)  # type: ignore[arg-type] # only dates are given


async def test_a_changed_group_is_recorded(database: Database) -> None:
    await take_in_ground(database)
    await take_in(database, group_file("code,name_vi,levels,members\n@CHON,Nhóm chọn,,T1|T2\n"))
    assert await list_amendments(database) == [
        {"kind": "groups", "key": "@CHON", "fields": {"members": ["T1|BA", "T1|T2"]}}
    ]
    stored = await fetch(database, sa.select(agency_groups.c.members).where(agency_groups.c.code == "@CHON"))
    assert stored == [(["T1", "T2"],)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("BO,Các bộ,ministry,", [(2, "code", ProblemKey.NOT_A_CODE)]),
        ("@BO,Các bộ,bộ,", [(2, "levels", ProblemKey.NOT_A_CHOICE)]),
        ("@BO,Các bộ,,ZZ", [(2, "members", ProblemKey.UNKNOWN_AGENCY)]),
        ("@BO,Các bộ,,", [(2, "members", ProblemKey.BLANK)]),
    ],
)
async def test_a_group_names_levels_or_known_agencies(
    sqlite_database: Database, row: str, expected: list[tuple[int, str, ProblemKey]]
) -> None:
    result = await take_in(
        sqlite_database, agency_file(), group_file(f"code,name_vi,levels,members\n{row}\n")
    )
    assert faults(result) == expected


def test_a_group_means_those_that_exist_on_the_day() -> None:
    rows = [
        agency_row("OLD", Level.MINISTRY, valid_to=date(2025, 2, 28)),
        agency_row("NEW", Level.MINISTRY, valid_from=date(2025, 3, 1)),
        agency_row("UB", Level.COMMITTEE),
    ]
    group = GroupRow("@BO", "Các bộ", levels=(Level.MINISTRY,), members=("UB", "NEW"))
    membership = Membership({row.code: row for row in rows}, {"@BO": group})
    assert membership.resolve(["@BO"], date(2025, 2, 28)) == ("OLD", "UB")
    assert membership.resolve(["@BO"], date(2025, 3, 1)) == ("NEW", "UB")
    assert membership.resolve(["OLD", "@BO", "UB"], date(2025, 3, 1)) == ("OLD", "NEW", "UB")


# --- successions ------------------------------------------------------------------------------------------

SUCCESSION = "predecessor,successor,event,effective_date,legal_basis,share,note\n"


async def test_a_succession_is_stored_once_and_its_note_can_change(database: Database) -> None:
    await take_in_ground(database, csv_file(f"{SUCCESSION}BA,BB,merge_into,2025-03-01,NQ 176,,\n"))
    result = await take_in(
        database, csv_file(f"{SUCCESSION}BA,BB,merge_into,2025-03-01,NQ 176,,đã rà soát\n")
    )
    assert [change.key for change in result.amendments] == ["BA > BB (merge_into, 2025-03-01)"]
    stored = sa.select(agency_successions.c.share, agency_successions.c.note)
    assert await fetch(database, stored) == [("main", "đã rà soát")]


async def test_an_agency_can_end_without_a_successor_once(database: Database) -> None:
    dissolved = csv_file(f"{SUCCESSION}S1,,dissolve,2025-03-01,NQ 176,,\n")
    await take_in_ground(database, dissolved)
    assert (await take_in(database, dissolved)).changes == ()
    assert await count(database, agency_successions) == 1


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("ZZ,BB,merge_into,2025-03-01,,,", [(2, "predecessor", ProblemKey.UNKNOWN_AGENCY)]),
        ("BA,,merge_into,2025-03-01,,,", [(2, "successor", ProblemKey.NOBODY_FOLLOWS)]),
        ("BA,BB,sát nhập,2025-03-01,,,", [(2, "event", ProblemKey.NOT_A_CHOICE)]),
        ("BA,BB,merge_into,,,,", [(2, "effective_date", ProblemKey.BLANK)]),
        ("BA,BB,merge_into,2025-03-01,,half,", [(2, "share", ProblemKey.NOT_A_CHOICE)]),
    ],
)
async def test_a_succession_names_both_sides_an_event_and_a_day(
    sqlite_database: Database, row: str, expected: list[tuple[int, str, ProblemKey]]
) -> None:
    result = await take_in(sqlite_database, agency_file(), csv_file(SUCCESSION + row))
    assert faults(result) == expected


# --- days off ---------------------------------------------------------------------------------------------


async def test_days_off_are_taken_in_and_corrected(database: Database) -> None:
    header = "date,works,note,document\n"
    await take_in(database, csv_file(f"{header}2026-01-02,false,Hoán đổi,12729/VPCP\n2026-01-10,yes,,\n"))
    result = await take_in(database, csv_file(f"{header}2026-01-02,0,Nghỉ bù,\n"))
    assert [change.key for change in result.amendments] == ["2026-01-02"]
    columns = (calendar_overrides.c.day_on, calendar_overrides.c.works, calendar_overrides.c.note)
    assert await fetch(database, sa.select(*columns).order_by(calendar_overrides.c.day_on)) == [
        (date(2026, 1, 2), False, "Nghỉ bù"),
        (date(2026, 1, 10), True, ""),
    ]


async def test_a_day_off_needs_a_day_and_a_yes_or_no(sqlite_database: Database) -> None:
    result = await take_in(sqlite_database, csv_file("date,works\n,true\n2026-01-02,nghỉ\n2026-01-03,\n"))
    assert faults(result) == [
        (2, "date", ProblemKey.BLANK),
        (3, "works", ProblemKey.NOT_A_CHOICE),
        (4, "works", ProblemKey.BLANK),
    ]
