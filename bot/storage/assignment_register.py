"""Assignments in bulk, as an import makes and moves them, by the codes of task and agency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.task import Precision, Status
from bot.storage.assignments import ANNOUNCE_AGAIN
from bot.storage.bulk import in_chunks, insert_rows, update_rows
from bot.storage.database import UnitOfWork
from bot.storage.events import EventKind
from bot.storage.moves import load_former_holders
from bot.storage.register_rows import StoredAssignment
from bot.storage.tables import agencies, assignments, events, tasks


@dataclass(frozen=True, slots=True)
class NewAssignment:
    task: str
    agency: str
    period: str
    assigned_on: date
    assigned_at: datetime
    due_on: date | None
    precision: Precision
    next_at: datetime


@dataclass(frozen=True, slots=True)
class MovedDate:
    """New dates of an assignment that follows its task; the planner's cursor starts again at ``next_at``."""

    id: int
    assigned_on: date
    assigned_at: datetime
    due_on: date | None
    original_due_on: date | None
    precision: Precision
    rev: int
    next_at: datetime


async def load_assignments(uow: UnitOfWork, task_ids: Mapping[str, int]) -> dict[str, list[StoredAssignment]]:
    """The assignments of these tasks (code → id), by task code; ours until the import ends."""
    found: dict[str, list[StoredAssignment]] = {code: [] for code in task_ids}
    for chunk in in_chunks(list(task_ids.values())):
        for row in (
            await uow.execute(
                _ASSIGNMENTS.where(assignments.c.task_id.in_(chunk)).with_for_update(of=assignments)
            )
        ).all():
            found[row.task].append(_assignment_of(row))
    return await _with_former_holders(uow, found, task_ids)


async def _with_former_holders(
    uow: UnitOfWork, found: Mapping[str, list[StoredAssignment]], task_ids: Mapping[str, int]
) -> dict[str, list[StoredAssignment]]:
    former = await load_former_holders(uow, list(task_ids.values()))
    if not former:
        return dict(found)
    named = (await uow.execute(sa.select(agencies.c.id, agencies.c.code))).all()
    codes: dict[int, str] = {row[0]: row[1] for row in named}
    return {
        code: [
            replace(
                each,
                has_moved_here=each.has_moved_here or each.id in former,
                held_before=tuple(sorted(codes[holder] for holder in former.get(each.id, ()))),
            )
            for each in group
        ]
        for code, group in found.items()
    }


def _assignment_of(row: sa.Row[*tuple[Any, ...]]) -> StoredAssignment:
    return StoredAssignment(
        id=row.id,
        task=row.task,
        agency=row.agency,
        period=row.period,
        status=Status(row.status),
        assigned_on=row.assigned_on,
        due_on=row.due_on,
        original_due_on=row.original_due_on,
        precision=Precision(row.precision),
        rev=row.rev,
        has_moved_here=row.transferred_from_id is not None,
    )


_ASSIGNMENTS = (
    sa.select(
        assignments.c.id,
        tasks.c.code.label("task"),
        agencies.c.code.label("agency"),
        assignments.c.period,
        assignments.c.status,
        assignments.c.assigned_on,
        assignments.c.due_on,
        assignments.c.original_due_on,
        assignments.c.precision,
        assignments.c.rev,
        assignments.c.transferred_from_id,
    )
    .join_from(assignments, tasks, tasks.c.id == assignments.c.task_id)
    .join(agencies, agencies.c.id == assignments.c.agency_id)
    .order_by(assignments.c.id)
)


async def add_assignments(
    uow: UnitOfWork,
    rows: Sequence[NewAssignment],
    *,
    task_ids: Mapping[str, int],
    agency_ids: Mapping[str, int],
    actor_id: int | None,
    now: datetime,
) -> None:
    """Nothing was reported or planned yet; the history of each begins with who assigned it when."""
    values = [
        {
            "task_id": task_ids[row.task],
            "agency_id": agency_ids[row.agency],
            "period": row.period,
            "status": Status.NOT_STARTED.value,
            "assigned_on": row.assigned_on,
            "assigned_at": row.assigned_at,
            "due_on": row.due_on,
            "original_due_on": row.due_on,
            "precision": row.precision.value,
            "rev": 0,
            "next_at": row.next_at,
        }
        for row in rows
    ]
    # Asking SQLite for the new ids makes it take the rows one by one, thirty times slower; they are looked up.
    await insert_rows(uow, assignments, values)
    made = {(task_ids[row.task], agency_ids[row.agency], row.period) for row in rows}
    for chunk in in_chunks(sorted({task_ids[row.task] for row in rows})):
        new = [key for key in await _find_keys(uow, chunk) if key[1:] in made]
        await insert_rows(uow, events, [_assigned_event(*key[:3], actor_id, now) for key in new])


async def _find_keys(uow: UnitOfWork, task_ids: Sequence[int]) -> list[tuple[int, int, int, str]]:
    table = assignments.c
    statement = sa.select(table.id, table.task_id, table.agency_id, table.period).where(
        table.task_id.in_(task_ids)
    )
    return [
        (row[0], row[1], row[2], row[3]) for row in (await uow.execute(statement.order_by(table.id))).all()
    ]


def _assigned_event(
    assignment_id: int, task_id: int, agency_id: int, actor_id: int | None, now: datetime
) -> dict[str, object]:
    return {
        "at": now,
        "kind": EventKind.ASSIGNED.value,
        "actor_id": actor_id,
        "assignment_id": assignment_id,
        "task_id": task_id,
        "agency_id": agency_id,
        "data": {},
    }


async def move_dates(uow: UnitOfWork, rows: Sequence[MovedDate]) -> None:
    announced = await _find_to_announce(uow, [row.id for row in rows])
    values = [
        {
            "id": row.id,
            "assigned_on": row.assigned_on,
            "assigned_at": row.assigned_at,
            "due_on": row.due_on,
            "original_due_on": row.original_due_on,
            "precision": row.precision.value,
            "rev": row.rev,
            "next_at": ANNOUNCE_AGAIN if row.id in announced else row.next_at,
        }
        for row in rows
    ]
    await update_rows(uow, assignments, values)


async def _find_to_announce(uow: UnitOfWork, ids: Sequence[int]) -> set[int]:
    """Which of them somebody new is to hear of: that stays owed whatever the dates."""
    found: set[int] = set()
    for chunk in in_chunks(list(ids)):
        marked = sa.select(assignments.c.id).where(
            assignments.c.id.in_(chunk), assignments.c.next_at == ANNOUNCE_AGAIN
        )
        found |= set((await uow.execute(marked)).scalars())
    return found
