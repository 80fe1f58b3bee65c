"""Headers, dates and numbers of a file that could be read: what is refused, and what every fault says."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from bot.services.exchange import ProblemKey, RowProblem, render_problem
from bot.services.exchange.files import MAX_BYTES
from bot.services.exchange.problems import _ENGLISH
from bot.services.exchange.reading import read_files
from bot.storage.database import Database
from bot.storage.tables import agencies
from tests.services.exchange_setting import (
    AGENCIES,
    agency_file,
    count,
    csv_file,
    faults,
    fetch,
    group_file,
    take_in,
    task_file,
    xlsx_file,
)


async def test_an_unknown_column_is_an_error(database: Database) -> None:
    result = await take_in(database, agency_file("code,name_vi,level,sếp\nCP,Chính phủ,government,x\n"))
    assert faults(result) == [(1, "sếp", ProblemKey.UNKNOWN_COLUMN)]
    assert await count(database, agencies) == 0


def test_a_missing_column_is_named() -> None:
    upload = read_files([csv_file("code,name_vi,parent,aliases\nCP,x,y,z\n")])
    assert [(p.column, p.key) for p in upload.problems] == [("level", ProblemKey.MISSING_COLUMN)]


def test_a_column_that_stands_there_twice_is_named() -> None:
    upload = read_files([csv_file("code,name_vi,level,level\nCP,x,government,ministry\n")])
    assert [(p.column, p.key) for p in upload.problems] == [("level", ProblemKey.REPEATED_COLUMN)]


async def test_a_value_without_a_heading_is_an_error(sqlite_database: Database) -> None:
    result = await take_in(sqlite_database, agency_file("code,name_vi,level\nCP,Chính phủ,government,lạc\n"))
    assert faults(result) == [(2, "", ProblemKey.EXTRA_CELL)]


# --- cells ------------------------------------------------------------------------------------------------


async def test_formulas_and_error_values_are_refused(sqlite_database: Database) -> None:
    rows = [["code", "name_vi", "level"], ["CP", "=1+1", "government"], ["BA", "#N/A", "ministry"]]
    result = await take_in(sqlite_database, xlsx_file(rows))
    assert faults(result) == [
        (2, "name_vi", ProblemKey.FORMULA),
        (3, "name_vi", ProblemKey.ERROR_VALUE),
    ]


async def test_a_formula_in_a_text_file_is_refused_too(sqlite_database: Database) -> None:
    result = await take_in(sqlite_database, agency_file("code,name_vi,level\nCP,=cmd|calc,government\n"))
    assert faults(result) == [(2, "name_vi", ProblemKey.FORMULA)]


async def test_an_invisible_control_character_is_refused(sqlite_database: Database) -> None:
    result = await take_in(sqlite_database, agency_file("code,name_vi,level\nCP,Chính\x07phủ,government\n"))
    assert faults(result) == [(2, "name_vi", ProblemKey.CONTROL_CHARACTER)]


@pytest.mark.parametrize(
    "text",
    [
        "7/20/2024",
        "20/07/24",
        "20/7-2024",
        "30/2/2024",
        "7/20/24",
        "2024-02-30",
        "2024-7-1",
        "mai",
        "0024-07-20",
    ],
)
async def test_any_other_way_of_writing_dates_is_refused(sqlite_database: Database, text: str) -> None:
    result = await take_in(
        sqlite_database, agency_file(f"code,name_vi,level,valid_to\nCP,x,government,{text}\n")
    )
    assert faults(result) == [(2, "valid_to", ProblemKey.NOT_A_DATE)]


@pytest.mark.parametrize("text", ["2025-08-05", "05/08/2025", "5/8/2025", "05-08-2025", "5-8-2025"])
async def test_a_date_is_read_year_first_or_day_first(sqlite_database: Database, text: str) -> None:
    await take_in(sqlite_database, agency_file(f"code,name_vi,level,valid_to\nCP,x,government,{text}\n"))
    assert await fetch(sqlite_database, sa.select(agencies.c.valid_to)) == [(date(2025, 8, 5),)]


@pytest.mark.parametrize("text", ["52,4", "1e5", "nan", "2.410.000", "năm"])
async def test_only_plain_numbers_are_understood(sqlite_database: Database, text: str) -> None:
    columns = "code,title_vi,kind,lead,kpi_target"
    tables = task_file(f'NV-1,x,kpi,BA,"{text}"', columns=columns)
    result = await take_in(sqlite_database, agency_file(), tables)
    assert faults(result) == [(2, "kpi_target", ProblemKey.NOT_A_NUMBER)]


async def test_a_moment_in_a_workbook_is_no_date(sqlite_database: Database) -> None:
    moment = datetime(2024, 7, 20, 8, 30)  # noqa: DTZ001 a workbook knows no zones
    rows: list[list[object]] = [
        ["code", "name_vi", "level", "valid_to"],
        ["CP", "x", "government", moment],
    ]
    assert faults(await take_in(sqlite_database, xlsx_file(rows))) == [(2, "valid_to", ProblemKey.NOT_A_DATE)]


# --- all or nothing ---------------------------------------------------------------------------------------


async def test_every_fault_is_listed_with_file_row_and_column(database: Database) -> None:
    agencies_text = "code,name_vi,level,parent\nCP,Chính phủ,government,\nB A,,bộ,XX\n"
    groups_text = "code,name_vi,members\nBO,Các bộ,CP|YY\n"
    result = await take_in(database, group_file(groups_text), agency_file(agencies_text))
    assert [(p.file, p.row, p.column, p.key) for p in result.problems] == [
        ("agencies.csv", 3, "code", ProblemKey.NOT_A_CODE),
        ("agencies.csv", 3, "name_vi", ProblemKey.BLANK),
        ("agencies.csv", 3, "level", ProblemKey.NOT_A_CHOICE),
        ("groups.csv", 2, "code", ProblemKey.NOT_A_CODE),
        ("groups.csv", 2, "members", ProblemKey.UNKNOWN_AGENCY),
    ]
    assert not result.is_applied
    assert await count(database, agencies) == 0


async def test_the_same_row_twice_is_an_error(sqlite_database: Database) -> None:
    result = await take_in(sqlite_database, agency_file(f"{AGENCIES}BA,Bộ A,ministry,CP\n"))
    assert faults(result) == [(9, "", ProblemKey.REPEATED_ROW)]
    assert result.problems[0].facts == {"first": 4, "value": "BA"}


async def test_a_dry_run_shows_the_changes_and_writes_nothing(database: Database) -> None:
    result = await take_in(database, agency_file(), dry_run=True)
    assert len(result.changes) == 7
    assert not result.is_applied
    assert await count(database, agencies) == 0


def test_every_problem_has_its_english() -> None:
    assert set(_ENGLISH) == set(ProblemKey)


def test_a_problem_reads_as_a_sentence() -> None:
    problem = RowProblem("tasks.csv", ProblemKey.UNKNOWN_AGENCY, 12, "lead", {"value": "BTTTTT"})
    assert render_problem(problem) == "tasks.csv, row 12, lead: no agency has the code 'BTTTTT'"
    whole = RowProblem("a.csv", ProblemKey.TOO_BIG, facts={"size": 21_000_000, "limit": MAX_BYTES})
    assert render_problem(whole) == "a.csv: 21000000 bytes, more than the 20971520 that are read"
