"""agency_succession.csv: what it may say, which rows of other files it forbids, and the hint beside it."""

from datetime import UTC, datetime

import pytest

from bot.services.exchange import ImportResult, ProblemKey
from bot.storage.database import Database
from bot.storage.tables import agency_successions
from tests.services.exchange_setting import (
    agency_file,
    count,
    csv_file,
    people_file,
    sample,
    take_in,
    take_in_ground,
    task_file,
)

HEADER = "predecessor,successor,event,effective_date"
AFTER = datetime(2025, 8, 1, tzinfo=UTC)


def problems(result: ImportResult) -> list[tuple[ProblemKey, int | None, str]]:
    return [(problem.key, problem.row, problem.column) for problem in result.problems]


async def take_rows(database: Database, *rows: str, columns: str = HEADER) -> ImportResult:
    return await take_in(database, csv_file("\n".join([columns, *rows]), "agency_succession.csv"))


@pytest.mark.parametrize(
    ("row", "key", "column"),
    [
        ("T1,T1,merge_into,2025-07-01", ProblemKey.FOLLOWS_ITSELF, "successor"),
        ("T1,T2,continue,2025-07-01", ProblemKey.FOLLOWS_ITSELF, "successor"),
        ("T1,,merge_into,2025-07-01", ProblemKey.NOBODY_FOLLOWS, "successor"),
        ("T9,T2,merge_into,2025-07-01", ProblemKey.UNKNOWN_AGENCY, "predecessor"),
        ("T1,T9,merge_into,2025-07-01", ProblemKey.UNKNOWN_AGENCY, "successor"),
        ("T1,T2,swallow,2025-07-01", ProblemKey.NOT_A_CHOICE, "event"),
        ("T1,T2,merge_into,31/06/2025", ProblemKey.NOT_A_DATE, "effective_date"),
        ("T1,,dissolve,", ProblemKey.BLANK, "effective_date"),
    ],
)
async def test_a_wrong_row_is_named_and_nothing_is_written(
    database: Database, row: str, key: ProblemKey, column: str
) -> None:
    await take_in_ground(database)
    result = await take_rows(database, "BA,BB,merge_into,2025-07-01", row)
    assert problems(result) == [(key, 3, column)]
    assert await count(database, agency_successions) == 0


async def test_an_heir_must_exist_on_the_day(database: Database) -> None:
    await take_in_ground(database)
    head = "code,name_vi,level,parent,valid_from,valid_to\n"
    late = f"{head}T3,Tỉnh Ba,province,CP,2025-08-01,\nT4,Tỉnh Bốn,province,CP,,2024-12-31\n"
    await take_in(database, agency_file(late))
    result = await take_rows(database, "T1,T3,merge_new,2025-07-01", "T2,T4,merge_into,2025-07-01")
    assert problems(result) == [(ProblemKey.HEIR_NOT_THERE, row, "successor") for row in (2, 3)]


async def test_nobody_ends_twice_nor_against_the_list_of_agencies(database: Database) -> None:
    await take_in_ground(database)
    twice = await take_rows(database, "T1,BA,merge_into,2025-07-01", "T1,BB,merge_into,2026-01-01")
    assert problems(twice) == [(ProblemKey.ENDS_TWICE, 3, "effective_date")]
    await take_in(
        database, agency_file("code,name_vi,level,parent,valid_to\nT1,Tỉnh Một,province,CP,2024-12-31\n")
    )
    other = await take_rows(database, "T1,T2,merge_into,2025-07-01")
    assert problems(other) == [(ProblemKey.ENDS_OTHERWISE, 2, "effective_date")]


async def test_two_agencies_cannot_follow_each_other(database: Database) -> None:
    await take_in_ground(database)
    result = await take_rows(database, "T1,T2,merge_into,2025-07-01", "T2,T1,merge_into,2025-07-01")
    assert {key for key, *_ in problems(result)} == {ProblemKey.HEIR_NOT_THERE}


async def test_a_task_for_an_agency_that_ended_before_is_an_error_with_the_heir_as_hint(
    database: Database,
) -> None:
    await take_in_ground(database)
    await take_rows(database, "T1,T2,merge_into,2024-07-10")
    result = await take_in(database, task_file("NV-1,Việc,one_off,T1,single,2024-07-12,"))
    assert problems(result) == [(ProblemKey.AGENCY_ENDED, 2, "lead")]
    assert dict(result.problems[0].facts)["successor"] == "T2"
    earlier = await take_in(database, task_file("NV-1,Việc,one_off,T1,single,2024-07-05,"))
    assert earlier.problems == ()


async def test_a_group_means_the_agencies_of_the_day_on_which_the_task_was_given(database: Database) -> None:
    await take_in_ground(database)
    await take_rows(database, "T1,T2,merge_into,2024-07-10")
    tasks = task_file("NV-1,Việc,one_off,@CHON,each,2024-07-12,", "NV-2,Việc,one_off,@CHON,each,2024-07-05,")
    result = await take_in(database, tasks)
    assert (result.problems, result.new_assignments) == ((), 3)


async def test_nobody_is_seated_at_an_agency_that_has_ended(database: Database) -> None:
    await take_in_ground(database)
    await take_rows(database, "T1,,dissolve,2024-07-10")
    result = await take_in(database, people_file("An,T1,focal_point,1,vi,,"))
    assert problems(result) == [(ProblemKey.AGENCY_ENDED_ALONE, 2, "agency")]


async def test_the_reform_of_2025_is_taken_in_as_it_is_and_again_without_a_change(database: Database) -> None:
    files = sample("agencies.csv", "agencies_2025.csv", "agency_succession.csv", "groups.csv", "tasks.csv")
    first = await take_in(database, *files, now=AFTER)
    assert first.problems == ()
    assert await count(database, agency_successions) == 67
    again = await take_in(database, *files, now=AFTER)
    assert (again.problems, again.changes, again.new_assignments) == ((), (), 0)
