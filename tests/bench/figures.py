"""Figures of the whole country: 100 agencies, 100,000 assignments, beside one bare ``GROUP BY`` of the same run.

``BENCH_SCALE`` makes it smaller. SQLite in a file; medians of some rounds.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.counting import count_figures
from bot.domain.figures import Figures
from bot.domain.figures_json import from_json, to_json
from bot.domain.people import Language
from bot.services import UnitOfWork
from bot.storage import figures as counted
from bot.storage.bulk import insert_rows
from bot.storage.database import Database, parse_database_url
from bot.storage.migrate import migrate
from bot.storage.tables import agencies, assignments, tasks
from bot.texts.digest import parse_view, render_digest
from tests.domain.figures_setting import RULES

ROUNDS = 3
AGENCIES, ASSIGNMENTS = 100, 100_000
AS_OF = date(2024, 7, 16)
NOW = datetime(2024, 7, 16, 2, tzinfo=UTC)
COUNTRY = Scope(("/CP/",))
_STATUSES = ("not_started", "in_progress", "in_progress", "submitted", "done", "done", "returned")


def run() -> dict[str, float]:
    """Milliseconds, and figures as a multiple of the bare ``GROUP BY``."""
    scale = float(os.environ.get("BENCH_SCALE", "1"))
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_run(Path(folder) / "bench.db", max(AGENCIES, int(ASSIGNMENTS * scale))))


async def _run(path: Path, count: int) -> dict[str, float]:
    database = Database(parse_database_url(f"sqlite:///{path}"))
    try:
        await migrate(database)
        async with database.begin() as uow:
            await _fill(uow, count)
            await uow.commit()
        async with database.begin() as uow:
            bare = await _median(lambda: _group_by(uow))
            whole = await _median(lambda: _count(uow))
            figures = await _count(uow)
    finally:
        await database.dispose()
    return {
        "bare_group_by_ms": bare,
        "figures_ms": whole,
        "figures_times_group_by": round(whole / bare, 1),
        "drill_down_ms": _drill_down(figures),
    }


async def _fill(uow: UnitOfWork, count: int) -> None:
    names = [f"A{n:03d}" for n in range(AGENCIES)]
    await insert_rows(uow, agencies, [_agency("CP", "government"), *(_agency(n, "province") for n in names)])
    task_count = max(1, count // AGENCIES)
    await insert_rows(uow, tasks, [_task(n) for n in range(task_count)])
    await insert_rows(uow, assignments, [_assignment(n) for n in range(task_count * AGENCIES)])


def _agency(code: str, level: str) -> dict[str, object]:
    path = "/CP/" if code == "CP" else f"/CP/{code}/"
    return {"code": code, "name_vi": code, "short_vi": code, "level": level, "path": path}


def _task(number: int) -> dict[str, object]:
    return {
        "code": f"NV-{number:04d}",
        "title_vi": f"Nhiệm vụ {number}",
        "kind": "one_off",
        "lead": "@ALL",
        "lead_mode": "each",
        "due_precision": "day",
        "created_at": NOW,
    }


def _assignment(number: int) -> dict[str, object]:
    status = _STATUSES[number % 7]
    due_on = AS_OF + timedelta(days=number * 7919 % 365 - 60)
    return {
        "task_id": number // AGENCIES + 1,
        "agency_id": number % AGENCIES + 2,
        "status": status,
        "assigned_on": date(2024, 1, 2),
        "assigned_at": NOW,
        "due_on": due_on,
        "original_due_on": due_on,
        "precision": "day",
        "percent": number % 5 * 25,
        "last_report_at": NOW - timedelta(days=number % 10 * 4),
        "completed_on": due_on - timedelta(days=number % 5 - 2) if status == "done" else None,
    }


async def _group_by(uow: UnitOfWork) -> object:
    """The least that any count by agency and cell does in the database itself."""
    own = assignments.c
    done = sa.func.sum(sa.case((own.status == "done", 1), else_=0))
    late = sa.func.sum(sa.case((sa.and_(own.status != "done", own.due_on < AS_OF), 1), else_=0))
    statement = sa.select(own.agency_id, sa.func.count(), done, late).group_by(own.agency_id)
    return (await uow.execute(statement)).all()


async def _count(uow: UnitOfWork) -> Figures:
    """As ``/tonghop`` counts for a leader who sees everything."""
    facts = await counted.list_facts(uow, COUNTRY, as_of=AS_OF)
    names = await counted.list_scope_names(uow, COUNTRY)
    return count_figures(facts, as_of=AS_OF, rules=RULES, scope=names)


def _drill_down(figures: Figures) -> float:
    """Our own time of one press in a frozen digest: the snapshot read and one agency's page worded."""
    stored = to_json(figures)
    view = parse_view(f"a.{next(iter(figures.agencies))}")
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        render_digest(from_json(stored), Language.VI, snapshot_id=1, view=view)
        rounds.append(_milliseconds(start))
    return round(statistics.median(rounds), 1)


async def _median(work: Callable[[], Awaitable[object]]) -> float:
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        await work()
        rounds.append(_milliseconds(start))
    return round(statistics.median(rounds), 1)


def _milliseconds(start: float) -> float:
    return 1000 * (time.perf_counter() - start)
