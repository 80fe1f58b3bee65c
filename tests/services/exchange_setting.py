"""A small register as files, the sample data, and the one way in that these tests share."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from openpyxl import Workbook

from bot.services.exchange import ImportResult, NamedFile, ProblemKey, import_files
from bot.storage.database import Database
from bot.storage.tables import agencies, assignments, events, tasks

NOW = datetime(2024, 7, 16, 2, 0, tzinfo=UTC)
"""Tuesday 16/07/2024, nine in the morning in Hanoi."""

_SAMPLE = Path(__file__).parents[2] / "bot" / "demo" / "data"

AGENCIES = """code,name_vi,level,parent
CP,Chính phủ,government,
UB,Ủy ban,committee,CP
BA,Bộ A,ministry,CP
BB,Bộ B,ministry,CP
T1,Tỉnh Một,province,CP
T2,Tỉnh Hai,province,CP
S1,Sở của tỉnh Một,department,T1
"""
GROUPS = """code,name_vi,levels,members
@BO,Các bộ,ministry,
@CHON,Nhóm chọn,,T1|BA
"""


def csv_file(text: str, name: str = "file.csv") -> NamedFile:
    return NamedFile(name, text.encode())


def xlsx_file(rows: Sequence[Sequence[object]], name: str = "file.xlsx") -> NamedFile:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    workbook.save(content)
    return NamedFile(name, content.getvalue())


def sample(*names: str) -> list[NamedFile]:
    return [NamedFile(name, (_SAMPLE / name).read_bytes()) for name in names]


def agency_file(text: str = AGENCIES) -> NamedFile:
    return csv_file(text, "agencies.csv")


def group_file(text: str = GROUPS) -> NamedFile:
    return csv_file(text, "groups.csv")


def task_file(
    *rows: str, columns: str = "code,title_vi,kind,lead,lead_mode,issued_date,due_date"
) -> NamedFile:
    return csv_file("\n".join([columns, *rows]), "tasks.csv")


def people_file(*rows: str, columns: str = "name,agency,role,order,language,email,portfolio") -> NamedFile:
    return csv_file("\n".join([columns, *rows]), "people.csv")


async def take_in(
    database: Database, *files: NamedFile, now: datetime = NOW, dry_run: bool = False
) -> ImportResult:
    """Imports and commits, as the command line does."""
    async with database.begin() as uow:
        result = await import_files(uow, files, now=now, actor_id=None, dry_run=dry_run)
        await uow.commit()
        return result


async def take_in_ground(database: Database, *files: NamedFile, now: datetime = NOW) -> ImportResult:
    """The small register and ``files``; everything must be in order."""
    result = await take_in(database, agency_file(), group_file(), *files, now=now)
    assert result.problems == ()
    return result


def faults(result: ImportResult) -> list[tuple[int | None, str, ProblemKey]]:
    """Row, column and key of each problem."""
    return [(problem.row, problem.column, problem.key) for problem in result.problems]


async def fetch(database: Database, statement: sa.Select[*tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    async with database.begin() as uow:
        return [tuple(row) for row in (await uow.execute(statement)).all()]


async def count(database: Database, table: sa.Table) -> int:
    found = await fetch(database, sa.select(sa.func.count()).select_from(table))
    number: int = found[0][0]
    return number


async def list_leads(database: Database, task: str) -> list[str]:
    """The codes of the agencies that have an assignment of the task, in alphabetical order."""
    statement = (
        sa.select(agencies.c.code)
        .join_from(assignments, agencies, agencies.c.id == assignments.c.agency_id)
        .join(tasks, tasks.c.id == assignments.c.task_id)
        .where(tasks.c.code == task)
        .order_by(agencies.c.code)
    )
    return [row[0] for row in await fetch(database, statement)]


async def list_due_dates(database: Database, task: str) -> dict[str, date | None]:
    statement = (
        sa.select(agencies.c.code, assignments.c.due_on)
        .join_from(assignments, agencies, agencies.c.id == assignments.c.agency_id)
        .join(tasks, tasks.c.id == assignments.c.task_id)
        .where(tasks.c.code == task)
    )
    return {row[0]: row[1] for row in await fetch(database, statement)}


async def list_amendments(database: Database) -> list[dict[str, Any]]:
    """The data of every recorded amendment, the oldest first."""
    statement = sa.select(events.c.data).where(events.c.kind == "amended").order_by(events.c.id)
    return [row[0] for row in await fetch(database, statement)]


async def update_assignments(database: Database, task: str, agency: str, **values: object) -> None:
    """What happens to an assignment between two imports."""
    task_id = sa.select(tasks.c.id).where(tasks.c.code == task).scalar_subquery()
    agency_id = sa.select(agencies.c.id).where(agencies.c.code == agency).scalar_subquery()
    async with database.begin() as uow:
        await uow.execute(
            sa.update(assignments)
            .where(assignments.c.task_id == task_id, assignments.c.agency_id == agency_id)
            .values(**values)
        )
        await uow.commit()
