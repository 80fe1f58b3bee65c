"""The planner's tick with 100,000 due rungs: looked at, owed to whoever is in turn, bundled, cursors moved.

Beside it: the same items written by one ``INSERT … SELECT``, the same with the cursors moved by one ``UPDATE``, and a
scheduler's job for each reminder (``SQLAlchemyJobStore``), with how many of its jobs are lost when they come together.
"""

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.engine import URL

from bot.ground import make_rules
from bot.storage.database import Database
from bot.storage.queues import notice_items, outbox
from bot.storage.tables import assignments
from jobs.plan import plan_notices
from tests.bench.bots import make_settings
from tests.bench.databases import MORNING, database_urls, fill, open_database
from tests.bench.rounds import ROUNDS, alternate, scaled, seconds_of

RUNGS = scaled(100_000, least=400)
AGENCIES = scaled(700, least=4)
"""Provinces, ministries and the departments under some of them; each has one focal point."""
JOBS = scaled(2_000, least=50)
_PER_AGENCY = -(-RUNGS // AGENCIES)
_JOBS_LEAD = 10.0
"""Seconds until the jobs are due, enough to add them all."""
_done = 0


def run() -> dict[str, float]:
    """Microseconds a rung, and the planner as a multiple of the single statement."""
    figures: dict[str, float] = {}
    with database_urls() as urls:
        for kind, url in urls.items():
            taken = asyncio.run(_measure(url))
            figures |= {f"{name}_{kind}_us": value for name, value in taken.items()}
            figures[f"times_insert_select_{kind}"] = taken["planner"] / taken["insert_select"]
            figures[f"times_same_writes_{kind}"] = taken["planner"] / taken["same_writes"]
    return figures | asyncio.run(_schedule_jobs())


async def _measure(url: URL) -> dict[str, float]:
    rules = make_rules(make_settings(url, "http://nowhere"))
    async with open_database(url) as database:
        await fill(
            database,
            assignments=RUNGS,
            people=AGENCIES,
            due_after=timedelta(0),
            is_owed=True,
            per_agency=_PER_AGENCY,
        )

        async def planner() -> float:
            await _owe_all(database)
            seconds = await seconds_of(lambda: plan_notices(database.begin, rules=rules, now=MORNING))
            await _check(database)
            return seconds / RUNGS * 1e6

        async def insert_select() -> float:
            await _owe_all(database)
            return await seconds_of(lambda: _insert_select(database)) / RUNGS * 1e6

        async def same_writes() -> float:
            await _owe_all(database)
            return await seconds_of(lambda: _insert_select(database, moves_cursors=True)) / RUNGS * 1e6

        contestants = {"planner": planner, "insert_select": insert_select, "same_writes": same_writes}
        return await alternate(contestants, rounds=ROUNDS, warm_up=False)


async def _owe_all(database: Database) -> None:
    """As before the tick: nothing planned since yesterday."""
    async with database.begin() as uow:
        for table in (notice_items, outbox):
            await uow.execute(sa.delete(table))
        since = {"planned_at": MORNING - timedelta(days=1), "next_at": MORNING - timedelta(minutes=30)}
        await uow.execute(sa.update(assignments).values(**since))
        await uow.commit()


async def _check(database: Database) -> None:
    async with database.begin() as uow:
        items = (await uow.execute(sa.select(sa.func.count()).select_from(notice_items))).scalar_one()
        mails = (await uow.execute(sa.select(sa.func.count()).select_from(outbox))).scalar_one()
    assert (items, mails) == (RUNGS, AGENCIES), (items, mails)


async def _insert_select(database: Database, *, moves_cursors: bool = False) -> None:
    """The items; ``moves_cursors``: also what the planner writes so that no rung is looked at twice."""
    rows = sa.select(
        assignments.c.agency_id - 1,
        assignments.c.id,
        sa.literal("due-morning"),
        sa.literal("focal_point"),
        sa.literal("always"),
        sa.literal("bench"),
        assignments.c.next_at,
        sa.literal(""),
    ).where(assignments.c.next_at <= MORNING)
    columns = [
        "person_id",
        "assignment_id",
        "rung",
        "recipient",
        "condition",
        "round",
        "planned_at",
        "outcome",
    ]
    async with database.begin() as uow:
        await uow.execute(sa.insert(notice_items).from_select(columns, rows))
        if moves_cursors:
            later = {"planned_at": MORNING, "next_at": MORNING + timedelta(hours=5)}
            await uow.execute(sa.update(assignments).where(assignments.c.next_at <= MORNING).values(**later))
        await uow.commit()


# --- a scheduler's job each -------------------------------------------------------------------------------


def remind() -> None:
    """What a job does; kept by its name in the store."""
    global _done  # noqa: PLW0603 the scheduler calls a function by its name
    _done += 1


async def _schedule_jobs() -> dict[str, float]:
    """All due at one moment, ten seconds from now, as a morning's reminders are."""
    global _done  # noqa: PLW0603 see above
    _done = 0
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it writes a line for each one it misses
    with TemporaryDirectory() as folder:
        store = SQLAlchemyJobStore(f"sqlite:///{Path(folder) / 'jobs.sqlite'}")
        scheduler = AsyncIOScheduler(jobstores={"default": store}, timezone=UTC)
        scheduler.start(paused=True)
        begin = time.perf_counter()
        due_at = datetime.now(UTC) + timedelta(
            seconds=_JOBS_LEAD
        )  # the scheduler lives by the machine's clock
        for number in range(JOBS):
            scheduler.add_job(remind, "date", run_date=due_at, id=str(number))
        adding = time.perf_counter() - begin
        await asyncio.sleep(max(0.0, _JOBS_LEAD - adding - 0.1))
        scheduler.resume()
        while scheduler.get_jobs():  # noqa: ASYNC110 it tells nobody when it is done
            await asyncio.sleep(0.2)
        await asyncio.sleep(0.5)
        scheduler.shutdown()
        store.engine.dispose()
    return {"scheduler_add_us": adding / JOBS * 1e6, "scheduler_lost_of_100": 100 * (1 - _done / JOBS)}
