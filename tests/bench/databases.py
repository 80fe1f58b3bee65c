"""The databases of the bench: both kinds on a real disk with real commits, filled to any size by single statements.

Agencies have twenty assignments each, whatever the size: a larger register is more agencies, not busier people.
"""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from sqlalchemy.engine import URL

from bot.clock import Clock, system_clock
from bot.storage.database import Database, parse_database_url
from bot.storage.migrate import migrate
from bot.storage.schema import metadata
from tests import postgres
from tests.bench.telegram import FIRST_CHAT

MORNING = datetime(2024, 7, 10, 2, tzinfo=UTC)
"""Nine o'clock in Hà Nội on a Wednesday."""
PER_AGENCY = 20
_ROUND = 50
"""Agencies after which the same tasks come again."""


def morning_clock() -> Clock:
    """It is nine o'clock when this is called, and goes on from there."""
    offset = MORNING - system_clock()
    return lambda: system_clock() + offset


@contextmanager
def database_urls() -> Iterator[dict[str, URL]]:
    """An address by kind; of PostgreSQL only where its server is. Nothing is migrated yet."""
    with many_database_urls(1) as urls:
        yield {kind: several[0] for kind, several in urls.items()}


@contextmanager
def many_database_urls(count: int) -> Iterator[dict[str, list[URL]]]:
    """``count`` databases of each kind."""
    with TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder, ExitStack() as stack:
        files = [Path(folder) / f"bench{number}.sqlite" for number in range(count)]
        urls = {"sqlite": [parse_database_url(f"sqlite:///{file}") for file in files]}
        if postgres.is_available():
            server = stack.enter_context(postgres.running_server(is_durable=True))
            databases = [stack.enter_context(server.fresh_database()) for _ in range(count)]
            urls["postgresql"] = databases
        yield urls


@asynccontextmanager
async def open_database(url: URL) -> AsyncIterator[Database]:
    """Migrated, and emptied of whatever an earlier measurement left."""
    database = Database(url)
    try:
        await migrate(database)
        await clear(database)
        yield database
    finally:
        await database.dispose()


async def clear(database: Database) -> None:
    """Everything but ``meta``, which says who the sender is."""
    tables = [table for table in metadata.sorted_tables if table.name != "meta"]
    async with database.begin() as uow:
        if database.is_sqlite:
            for table in reversed(tables):
                await uow.execute(sa.delete(table))
        else:
            names = ", ".join(table.name for table in tables)
            await uow.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        await uow.commit()


_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count}) "
_AGENCIES = """INSERT INTO agencies (id, code, name_vi, name_en, short_vi, level, parent_id, path, doc_symbol, gso_code,
 notes) {numbers} SELECT i + 2, 'A' || i, 'Ủy ban nhân dân tỉnh ' || i, 'Province ' || i, 'Tỉnh ' || i, 'province', 1,
 '/CP/A' || i || '/', '', '', '' FROM n"""
_PEOPLE = """INSERT INTO people (id, name, language, email, telegram_id, linked_at, created_at) {numbers}
 SELECT i + 1, 'Đầu mối ' || i, 'vi', '', {first_chat} + i, {now}, {now} FROM n"""
_SEATS = """INSERT INTO appointments (id, person_id, agency_id, role, turn, portfolio, created_at) {numbers}
 SELECT i + 1, i + 1, i + 2, 'focal_point', 1, '[]', {now} FROM n"""
_TASKS = """INSERT INTO tasks (id, code, title_vi, title_en, kind, lead, lead_mode, lead_basis, coordinating,
 due_precision, recurrence, kpi_name, kpi_unit, evidence_expected, pillar, notes, created_at) {numbers}
 SELECT i + 1, 'NV-' || (1000 + i), 'Ban hành kế hoạch chuyển đổi số năm 2024, nhiệm vụ số ' || i, 'Task ' || i,
 'one_off', '', 'each', '', '', 'day', '', '', '', '', '', '', {now} FROM n"""
_ASSIGNMENTS = """INSERT INTO assignments (id, task_id, agency_id, period, status, assigned_on, assigned_at, due_on,
 original_due_on, precision, rev, planned_at, next_at) {numbers}
 SELECT i + 1, 1 + i % {per} + {per} * ((i / {per}) % {round}), 2 + i / {per}, '', 'in_progress', {day}, {now}, {due},
 {due}, 'day', 0, {planned}, {next} FROM n"""


async def fill(
    database: Database,
    *,
    assignments: int,
    people: int,
    due_after: timedelta = timedelta(days=90),
    is_owed: bool = False,
    per_agency: int = PER_AGENCY,
) -> None:
    """A register of that size, its first ``people`` agencies with a linked focal point.

    ``is_owed``: something is owed for every assignment now; otherwise for none of them before its due date.
    """
    agencies = max(people, -(-assignments // per_agency))
    assigned_at = MORNING - timedelta(days=60)
    due_on = (MORNING + due_after).date()
    next_at = MORNING - timedelta(minutes=30) if is_owed else MORNING + due_after
    literal = _literals(database)
    values = {
        "first_chat": FIRST_CHAT,
        "now": literal(assigned_at),
        "day": f"DATE '{assigned_at.date()}'" if not database.is_sqlite else f"'{assigned_at.date()}'",
        "due": f"DATE '{due_on}'" if not database.is_sqlite else f"'{due_on}'",
        "planned": literal(MORNING - timedelta(days=1)),
        "next": literal(next_at),
        "per": per_agency,
        "round": _ROUND,
    }
    steps = (
        (_AGENCIES, agencies),
        (_PEOPLE, people),
        (_SEATS, people),
        (_TASKS, per_agency * _ROUND),
        (_ASSIGNMENTS, assignments),
    )
    async with database.begin() as uow:
        await uow.execute(
            sa.text(
                "INSERT INTO agencies (id, code, name_vi, name_en, short_vi, level, path, doc_symbol, gso_code, notes)"
                " VALUES (1, 'CP', 'Chính phủ', 'Government', 'Chính phủ', 'government', '/CP/', '', '', '')"
            )
        )
        for template, count in steps:
            numbers = _NUMBERS.format(count=count)
            await uow.connection.exec_driver_sql(template.format(numbers=numbers, **values))
        await uow.commit()
    async with database.begin() as uow:
        await uow.execute(sa.text("ANALYZE"))
        await uow.commit()


def _literals(database: Database) -> Callable[[datetime], str]:
    def literal(at: datetime) -> str:
        if database.is_sqlite:
            return f"'{at:%Y-%m-%d %H:%M:%S}.000000'"
        return f"TIMESTAMPTZ '{at.isoformat()}'"

    return literal
