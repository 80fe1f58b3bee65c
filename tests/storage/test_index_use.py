"""Cost grows with what is due, not with what is stored: no statement of the daily paths walks over a large table.

The statements are not listed here but overheard while the bot works: an update taken in and handled, notices planned,
letters claimed, sent and noted, housekeeping. Each is then explained on tables with many rows (``INDEX_ROWS``).
"""

import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from bot.storage.claiming import claim_mail
from bot.storage.database import Database
from bot.storage.health import count_queues
from jobs.upkeep import keep_up
from tests.scenarios.cast import CODE, Office, seat_office
from tests.world import World, open_world

FEW = 5_000
MANY = int(os.environ.get("INDEX_ROWS", "100000"))
LARGE = ("inbox", "outbox", "assignments", "notice_items", "reports", "events")
Statement = tuple[str, Any]


@pytest.fixture
async def world(database_url: URL, tmp_path: Path) -> AsyncIterator[World]:
    address = database_url.render_as_string(hide_password=False)
    async with open_world(address, tmp_path / "data") as world:
        yield world


# --- many rows ----------------------------------------------------------------------------------------------

_NUMBERS = {
    True: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) ",
    False: "WITH n AS (SELECT generate_series(1, :count) AS i) ",
}
# A hundred agencies, as in a country: whose scope is one of them reads a hundredth.
_ROWS = (
    (
        "INSERT INTO agencies (code, name_vi, name_en, short_vi, level, path, doc_symbol, gso_code, notes)"
        " {n}SELECT 'Z' || i, 'Z', '', 'Z', 'province', '/CP/Z' || i || '/', '', '', '' FROM n WHERE i <= 100"
    ),
    (
        "INSERT INTO inbox (update_id, chat_key, payload, received_at, status, attempts, error) {n}"
        "SELECT 1000000 + i, i % 500, '', '2024-06-01', 'done', 0, '' FROM n"
    ),
    (
        "INSERT INTO outbox (kind, priority, data, status, not_before, attempts, created_at, sent_at, seen_at, chat_id,"
        " message_id, error) {n}SELECT 'reply', 0, '{{}}', 'sent', '2024-06-01', 0, '2024-06-01', '2024-06-01',"
        " '2024-06-01', -1000 - i, i, '' FROM n"
    ),
    (
        "INSERT INTO tasks (code, title_vi, title_en, kind, lead, lead_mode, lead_basis, coordinating,"
        " due_precision, recurrence, kpi_name, kpi_unit, evidence_expected, pillar, notes, created_at)"
        " {n}SELECT 'X-' || i, 'Việc', '',"
        " 'one_off', 'BYT', 'each', '', '', 'day', '', '', '', '', '', '', '2024-06-01' FROM n"
    ),
    (
        "INSERT INTO assignments (task_id, agency_id, period, status, assigned_on, assigned_at, due_on,"
        " original_due_on, precision, rev, planned_at, next_at)"
        " SELECT t.id, a.id, '', 'in_progress', '2024-06-01', '2024-06-01',"
        " '2025-12-31', '2025-12-31', 'day', 0, '2024-06-01', '2025-12-01' FROM tasks t, agencies a"
        " WHERE t.code LIKE 'X-%' AND a.code = 'Z' || (1 + t.id % 100)"
    ),
    (
        "INSERT INTO notice_items (person_id, assignment_id, rung, recipient, condition, round, planned_at, outbox_id,"
        " outcome) SELECT p.id, s.id, 'd-7', 'focal_point', 'open', '', '2024-06-01', o.id, 'told'"
        " FROM assignments s, (SELECT min(id) AS id FROM people) p, (SELECT min(id) AS id FROM outbox) o"
        " WHERE s.next_at = '2025-12-01'"
    ),
    (
        "INSERT INTO reports (assignment_id, person_id, at, kind, percent, note) SELECT s.id, p.id, '2024-06-01',"
        " 'progress', 10, '' FROM assignments s, (SELECT min(id) AS id FROM people) p WHERE s.next_at = '2025-12-01'"
    ),
    (
        "INSERT INTO events (at, kind, assignment_id, data) SELECT '2024-06-01', 'reported', s.id, '{{}}'"
        " FROM assignments s WHERE s.next_at = '2025-12-01'"
    ),
)


async def fill(database: Database, count: int) -> None:
    for text in _ROWS:
        async with database.begin() as uow:
            given = {"count": count} if "{n}" in text else {}
            statement = text.format(n=_NUMBERS[database.is_sqlite])
            await uow.execute(sa.text(statement.replace("'{}'", "'{}'")), given)
            await uow.commit()
    if not database.is_sqlite:
        async with database.begin() as uow:
            await uow.execute(sa.text("ANALYZE"))
            await uow.commit()


# --- overheard ------------------------------------------------------------------------------------------------


@contextmanager
def overhearing(database: Database) -> Iterator[list[Statement]]:
    heard: dict[str, Any] = {}

    def hear(_c: object, _cursor: object, text: str, given: Any, _context: object, many: bool) -> None:  # noqa: ANN401 as the driver has it
        if re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)\b", text):
            heard.setdefault(text, given[0] if many else given)

    found: list[Statement] = []
    # The sender's claims go through an engine of their own on PostgreSQL.
    engines = {engine.sync_engine for engine in database.engines}
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        for engine in engines:
            sa.event.remove(engine, "before_cursor_execute", hear)
        found += heard.items()


async def work(office: Office) -> None:
    """One of everything that happens every day."""
    await office.an.says(f"{CODE} 40%")
    await office.an.presses("Ghi nhận")
    await office.an.says("/han")
    await office.world.assign("NV-050", due_date="2024-07-15")
    # Before the next Monday: a digest counts everything in its scope, and is no daily statement.
    await office.world.go_to("2024-07-12", "14:01")
    await keep_up(office.world.app.database.begin, now=office.world.clock())
    # What the operator's pages ask again and again.
    async with office.world.app.database.begin() as uow:
        await count_queues(uow)
    office.forget_all()


# --- explained ------------------------------------------------------------------------------------------------


async def list_walks(database: Database, statements: list[Statement]) -> list[str]:
    """The statements that look at every row of a large table."""
    walks = []
    async with database.engine.connect() as connection:
        for text, given in statements:
            head = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
            rows = (await connection.exec_driver_sql(head + text, given)).all()
            plan = "\n".join(str(row[-1]) for row in rows)
            walks += [f"{table}: {text}\n{plan}" for table in LARGE if _walks(plan, table, text)]
        await connection.rollback()
    return walks


def _walks(plan: str, table: str, text: str) -> bool:
    """A partial index holds only what is open, so walking it is the point of it."""
    if re.search(rf"Seq Scan on {table}\b", plan):
        return True
    # SQLite names the alias; an alias of a large table is written as "inbox AS earlier" in the statement.
    aliases = {table, *re.findall(rf"\b{table} AS (\w+)", text)}
    return any(
        re.search(rf"SCAN {alias}\b(?! USING (COVERING )?INDEX ix_\w+)", plan) is not None
        for alias in aliases
    )


async def check(world: World, count: int) -> None:
    office = await seat_office(world)
    await fill(world.app.database, count)
    with overhearing(world.app.database) as heard:
        await work(office)
    assert len(heard) > 30
    walks = await list_walks(world.app.database, heard)
    assert walks == [], "\n\n".join(walks)


async def test_no_daily_statement_walks_over_a_large_table(world: World) -> None:
    await check(world, FEW)


@pytest.mark.slow
async def test_no_daily_statement_walks_over_a_hundred_thousand_rows(world: World) -> None:
    await check(world, MANY)


async def test_a_claim_reads_what_waits_in_the_order_in_which_it_goes(sqlite_database: Database) -> None:
    """Sorting would cost each claim as much as the whole queue is long."""
    with overhearing(sqlite_database) as heard:
        async with sqlite_database.begin() as uow:
            await claim_mail(uow, now=datetime(2024, 7, 16, tzinfo=UTC), limit=100, busy_chats=[1])
    [(text, given)] = [each for each in heard if "ORDER BY" in each[0]]
    async with sqlite_database.engine.connect() as connection:
        plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", given)).all()
        await connection.rollback()
    assert not [row for row in plan if "TEMP B-TREE FOR ORDER" in row[-1]]
    assert [row for row in plan if "outbox USING INDEX ix_outbox_queued" in row[-1]]
