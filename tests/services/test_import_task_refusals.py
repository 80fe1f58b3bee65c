"""tasks.csv: rows that cannot be are refused with their column and reason."""

import pytest

from bot.services.exchange import ProblemKey
from bot.storage.database import Database
from bot.storage.tables import (
    tasks,
)
from tests.services.exchange_setting import (
    agency_file,
    count,
    faults,
    group_file,
    take_in,
    task_file,
)

# --- what is refused --------------------------------------------------------------------------------------

REFUSED = [
    ("code,title_vi,kind,lead", ",x,one_off,BA", "code", ProblemKey.BLANK),
    ("code,title_vi,kind,lead", "NV 1,x,one_off,BA", "code", ProblemKey.NOT_A_CODE),
    ("code,title_vi,kind,lead", "NV-1,,one_off,BA", "title_vi", ProblemKey.BLANK),
    ("code,title_vi,kind,lead", "NV-1,x,việc,BA", "kind", ProblemKey.NOT_A_CHOICE),
    ("code,title_vi,kind,lead", "NV-1,x,one_off,", "lead", ProblemKey.BLANK),
    ("code,title_vi,kind,lead", "NV-1,x,one_off,ZZ", "lead", ProblemKey.UNKNOWN_AGENCY),
    ("code,title_vi,kind,lead", "NV-1,x,one_off,@ZZ", "lead", ProblemKey.UNKNOWN_GROUP),
    ("code,title_vi,kind,lead", "NV-1,x,one_off,BA|BB", "lead", ProblemKey.SEVERAL_LEADS),
    ("code,title_vi,kind,lead", "NV-1,x,one_off,@BO", "lead", ProblemKey.SEVERAL_LEADS),
    ("code,title_vi,kind,lead,lead_mode", "NV-1,x,one_off,BA,all", "lead_mode", ProblemKey.NOT_A_CHOICE),
    (
        "code,title_vi,kind,lead,coordinating",
        "NV-1,x,one_off,BA,@ZZ",
        "coordinating",
        ProblemKey.UNKNOWN_GROUP,
    ),
    ("code,title_vi,kind,lead,parent_code", "NV-1,x,one_off,BA,NV-9", "parent_code", ProblemKey.UNKNOWN_TASK),
    ("code,title_vi,kind,lead,parent_code", "NV-1,x,one_off,BA,nv-1", "parent_code", ProblemKey.OWN_PARENT),
    (
        "code,title_vi,kind,lead,due_precision",
        "NV-1,x,one_off,BA,day",
        "due_date",
        ProblemKey.PRECISION_WITHOUT_DATE,
    ),
    (
        "code,title_vi,kind,lead,due_date,due_precision",
        "NV-1,x,one_off,BA,2024-07-20,none",
        "due_precision",
        ProblemKey.DATE_WITHOUT_PRECISION,
    ),
    (
        "code,title_vi,kind,lead,issued_date,due_date",
        "NV-1,x,one_off,BA,2024-07-20,2024-07-19",
        "due_date",
        ProblemKey.DUE_BEFORE_ISSUED,
    ),
    ("code,title_vi,kind,lead,due_date", "NV-1,x,one_off,BA,20/7", "due_date", ProblemKey.NOT_A_DATE),
    ("code,title_vi,kind,lead,recurrence", "NV-1,x,recurring,BA,", "recurrence", ProblemKey.NO_RECURRENCE),
    (
        "code,title_vi,kind,lead,recurrence",
        "NV-1,x,one_off,BA,FREQ=DAILY",
        "recurrence",
        ProblemKey.NOT_RECURRING,
    ),
    (
        "code,title_vi,kind,lead,recurrence",
        "NV-1,x,recurring,BA,hằng tháng",
        "recurrence",
        ProblemKey.BAD_RECURRENCE,
    ),
    (
        "code,title_vi,kind,lead,recurrence",
        "NV-1,x,recurring,BA,FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "recurrence",
        ProblemKey.NEVER_RECURS,
    ),
    ("code,title_vi,kind,lead,kpi_baseline", "NV-1,x,kpi,BA,một", "kpi_baseline", ProblemKey.NOT_A_NUMBER),
]


@pytest.mark.parametrize(("columns", "row", "column", "key"), REFUSED)
async def test_a_task_that_cannot_be_is_refused(
    sqlite_database: Database, columns: str, row: str, column: str, key: ProblemKey
) -> None:
    result = await take_in(sqlite_database, agency_file(), group_file(), task_file(row, columns=columns))
    assert faults(result) == [(2, column, key)]
    assert await count(sqlite_database, tasks) == 0


async def test_a_group_that_nobody_was_in_yet_is_refused(sqlite_database: Database) -> None:
    born = "code,name_vi,level,valid_from\nBA,Bộ A,ministry,2024-01-01\n"
    row = "NV-1,x,one_off,@BO,each,2023-12-28,"
    result = await take_in(
        sqlite_database,
        agency_file(born),
        group_file("code,name_vi,levels\n@BO,x,ministry\n"),
        task_file(row),
    )
    assert faults(result) == [(2, "lead", ProblemKey.GROUP_IS_EMPTY)]


async def test_tasks_above_each_other_are_refused(sqlite_database: Database) -> None:
    rows = ("NV-1,x,one_off,BA,NV-2", "NV-2,x,one_off,BA,NV-1")
    result = await take_in(
        sqlite_database, agency_file(), task_file(*rows, columns="code,title_vi,kind,lead,parent_code")
    )
    assert faults(result) == [(2, "parent_code", ProblemKey.CIRCLE), (3, "parent_code", ProblemKey.CIRCLE)]
