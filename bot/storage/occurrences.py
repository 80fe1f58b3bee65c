"""Recurring tasks and their occurrences: what the duty reads, how it takes its turn, what it writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from bot.domain.task import Precision, Status, TaskKind
from bot.storage.bulk import insert_rows
from bot.storage.database import UnitOfWork
from bot.storage.events import EventKind
from bot.storage.locks import AdvisoryLock
from bot.storage.meta import find_fact, save_fact
from bot.storage.tables import agencies, assignments, events, tasks

_SEEN_FACT = "occurrences_seen"
_WINDOW = timedelta(days=92)
"""Of what is past, so much is looked at beside the newest: a name within it is not given twice."""


@dataclass(frozen=True, slots=True)
class RecurringTask:
    """``issued_on`` None: it counts from the day of ``created_at``."""

    id: int
    recurrence: str
    issued_on: date | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OccurrenceRow:
    id: int
    agency_id: int
    agency_path: str
    agency_ends_on: date | None
    period: str
    status: Status
    due_on: date
    original_due_on: date
    last_report_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewOccurrence:
    """``planned_at``: up to where its ladder counts as told."""

    agency_id: int
    period: str
    assigned_on: date
    assigned_at: datetime
    due_on: date
    planned_at: datetime | None
    next_at: datetime | None


async def find_seen(uow: UnitOfWork) -> str:
    """How far the last look has come; empty when everything is to be looked at."""
    return await find_fact(uow, _SEEN_FACT) or ""


async def save_seen(uow: UnitOfWork, seen: str) -> None:
    await save_fact(uow, _SEEN_FACT, seen)


async def look_again(uow: UnitOfWork) -> None:
    """Tasks were added or amended. For holders of the register's lock: no look is under way meanwhile."""
    await save_fact(uow, _SEEN_FACT, "")


async def claim_turn(uow: UnitOfWork) -> bool:
    """To the end of the transaction neither an import nor a second planner works on the register."""
    if uow.is_sqlite:
        return True
    statement = sa.select(sa.func.pg_try_advisory_xact_lock(AdvisoryLock.REGISTER))
    return bool((await uow.execute(statement)).scalar_one())


async def is_recurring(uow: UnitOfWork, code: str) -> bool:
    statement = sa.select(sa.exists().where(tasks.c.code == code, tasks.c.kind == TaskKind.RECURRING))
    return bool((await uow.execute(statement)).scalar_one())


async def list_recurring(uow: UnitOfWork, *, after_id: int, limit: int) -> list[RecurringTask]:
    statement = (
        sa.select(tasks.c.id, tasks.c.recurrence, tasks.c.issued_on, tasks.c.created_at)
        .where(tasks.c.kind == TaskKind.RECURRING, tasks.c.recurrence != "", tasks.c.id > after_id)
        .order_by(tasks.c.id)
        .limit(limit)
    )
    return [RecurringTask(*row) for row in (await uow.execute(statement)).all()]


async def list_series(uow: UnitOfWork, task_id: int, *, today: date) -> list[OccurrenceRow]:
    """Of each agency what is to come, the last months, and the newest whatever its age."""
    own = assignments.c
    place = sa.func.row_number().over(
        partition_by=own.agency_id, order_by=(own.original_due_on.desc(), own.id.desc())
    )
    numbered = (
        sa.select(
            own.id,
            own.agency_id,
            own.period,
            own.status,
            own.due_on,
            own.original_due_on,
            own.last_report_at,
            place.label("place"),
        )
        .where(
            own.task_id == task_id,
            own.period != "",
            own.due_on.is_not(None),
            own.original_due_on.is_not(None),
        )
        .subquery()
    )
    has = numbered.c
    statement = (
        sa.select(*list(has)[:-1], agencies.c.path, agencies.c.valid_to)
        .join_from(numbered, agencies, agencies.c.id == has.agency_id)
        .where(sa.or_(has.original_due_on >= today - _WINDOW, has.place == 1))
        .order_by(has.agency_id, has.original_due_on)
    )
    return [
        OccurrenceRow(
            id=row.id,
            agency_id=row.agency_id,
            agency_path=row.path,
            agency_ends_on=row.valid_to,
            period=row.period,
            status=Status(row.status),
            due_on=row.due_on,
            original_due_on=row.original_due_on,
            last_report_at=row.last_report_at,
        )
        for row in (await uow.execute(statement)).all()
    ]


async def list_unscheduled(uow: UnitOfWork, ids: Sequence[int]) -> set[int]:
    """Which of these were ended by a changed rule."""
    if not ids:
        return set()
    ends = [EventKind.UNSCHEDULED, EventKind.RESCHEDULED]
    statement = (
        sa.select(events.c.assignment_id, events.c.kind)
        .where(events.c.assignment_id.in_(sorted(ids)), events.c.kind.in_(ends))
        .order_by(events.c.id)
    )
    last = {row[0]: row[1] for row in (await uow.execute(statement)).all()}
    return {assignment_id for assignment_id, kind in last.items() if kind == EventKind.UNSCHEDULED}


async def list_set_by_hand(uow: UnitOfWork, ids: Sequence[int]) -> set[int]:
    """Which of these had their dates amended by a person."""
    if not ids:
        return set()
    statement = sa.select(events.c.assignment_id).where(
        events.c.assignment_id.in_(sorted(ids)),
        events.c.kind == EventKind.AMENDED,
        events.c.actor_id.is_not(None),
    )
    return set((await uow.execute(statement)).scalars())


async def add_occurrences(
    uow: UnitOfWork, task_id: int, new: Sequence[NewOccurrence], *, now: datetime
) -> int:
    """Returns how many there were; a period that the agency has already is left out."""
    taken = {key[1:] for key in await _find_keys(uow, task_id, new)}
    fresh = [one for one in new if (one.agency_id, one.period) not in taken]
    await insert_rows(uow, assignments, [_values_of(one, task_id) for one in fresh])
    wanted = {(one.agency_id, one.period) for one in fresh}
    made = [key for key in await _find_keys(uow, task_id, fresh) if key[1:] in wanted]
    record = [
        {
            "at": now,
            "kind": EventKind.ASSIGNED.value,
            "assignment_id": assignment_id,
            "task_id": task_id,
            "agency_id": agency_id,
            "data": {"period": period},
        }
        for assignment_id, agency_id, period in made
    ]
    await insert_rows(uow, events, record)
    return len(fresh)


async def _find_keys(
    uow: UnitOfWork, task_id: int, of: Sequence[NewOccurrence]
) -> list[tuple[int, int, str]]:
    own = assignments.c
    statement = sa.select(own.id, own.agency_id, own.period).where(
        own.task_id == task_id, own.period.in_(sorted({one.period for one in of}))
    )
    return [(row[0], row[1], row[2]) for row in (await uow.execute(statement.order_by(own.id))).all()]


def _values_of(one: NewOccurrence, task_id: int) -> dict[str, object]:
    return {
        "task_id": task_id,
        "agency_id": one.agency_id,
        "period": one.period,
        "status": Status.NOT_STARTED.value,
        "assigned_on": one.assigned_on,
        "assigned_at": one.assigned_at,
        "due_on": one.due_on,
        "original_due_on": one.due_on,
        "precision": Precision.DAY.value,
        "rev": 0,
        "planned_at": one.planned_at,
        "next_at": one.next_at,
    }
