"""What amending an assignment, and giving a task in chat, touch beside the rows themselves."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from bot.domain.requests import Extension, ExtensionStatus, Obstacle, ObstacleStatus
from bot.domain.task import Assignment, Status
from bot.storage.assignments import find_assignment
from bot.storage.database import UnitOfWork
from bot.storage.extensions import decide_extension, load_open
from bot.storage.obstacles import list_unclosed
from bot.storage.request_tables import obstacles, urges
from bot.storage.tables import assignments, tasks


async def list_task_codes(uow: UnitOfWork) -> list[str]:
    """Codes that chat and imports give out; hold the register's lock until the new one is written."""
    return list((await uow.execute(sa.select(tasks.c.code).where(tasks.c.code.like("NV-%")))).scalars())


@dataclass(frozen=True, slots=True)
class Held:
    """An agency's own row of a task and period."""

    id: int
    status: Status
    rev: int
    was_reported: bool


async def find_held(uow: UnitOfWork, of: Assignment, agency_id: int) -> Held | None:
    """The row of the same task and period at another agency, locked."""
    statement = (
        sa.select(
            assignments.c.id,
            assignments.c.status,
            assignments.c.rev,
            assignments.c.last_report_at.is_not(None),
        )
        .where(
            assignments.c.task_id == of.task.id,
            assignments.c.agency_id == agency_id,
            assignments.c.period == of.period,
        )
        .with_for_update()
    )
    row = (await uow.execute(statement)).first()
    return Held(row[0], Status(row[1]), row[2], bool(row[3])) if row else None


async def add_heir(uow: UnitOfWork, of: Assignment, agency_id: int, *, today: date, now: datetime) -> int:
    """The assignment at the agency that takes over, with the same dates; announced by the next tick."""
    values = {
        "task_id": of.task.id,
        "agency_id": agency_id,
        "period": of.period,
        "status": Status.NOT_STARTED.value,
        "rev": 0,
        **_taken_over(of, today=today, now=now),
    }
    statement = sa.insert(assignments).values(**values).returning(assignments.c.id)
    heir_id: int = (await uow.execute(statement)).scalar_one()
    return heir_id


async def revive(uow: UnitOfWork, held: Held, of: Assignment, *, today: date, now: datetime) -> None:
    """It comes back to an agency that had it before: its own row goes on, with its own reports."""
    status = Status.IN_PROGRESS if held.was_reported else Status.NOT_STARTED
    values = {"status": status.value, "rev": held.rev + 1, "submitted_at": None, "completed_on": None}
    await uow.execute(
        sa.update(assignments)
        .where(assignments.c.id == held.id)
        .values(**values, planned_at=None, **_taken_over(of, today=today, now=now))
    )


def _taken_over(of: Assignment, *, today: date, now: datetime) -> dict[str, object]:
    return {
        "assigned_on": today,
        "assigned_at": now,
        "due_on": of.due_on,
        "original_due_on": of.original_due_on,
        "precision": of.precision.value,
        "transferred_from_id": of.id,
        "next_at": now,
    }


async def find_heir(uow: UnitOfWork, assignment_id: int) -> Assignment | None:
    """Where an assignment was handed to last, step by step; None when it went nowhere."""
    seen, found = {assignment_id}, None
    step = assignment_id
    while True:
        statement = sa.select(assignments.c.id).where(assignments.c.transferred_from_id == step)
        following = [row for row in (await uow.execute(statement)).scalars() if row not in seen]
        if not following:
            return found
        step = max(following)
        seen.add(step)
        found = await find_assignment(uow, step)


async def list_predecessors(uow: UnitOfWork, assignment_id: int) -> list[int]:
    """The assignments from which this one was taken over, one after the other; it may have come back meanwhile."""
    start = sa.select(assignments.c.id, assignments.c.transferred_from_id).where(
        assignments.c.id == assignment_id
    )
    chain = start.cte("chain", recursive=True)
    earlier = sa.select(assignments.c.id, assignments.c.transferred_from_id).join(
        chain, assignments.c.id == chain.c.transferred_from_id
    )
    chain = chain.union(earlier)
    return list((await uow.execute(sa.select(chain.c.id).where(chain.c.id != assignment_id))).scalars())


async def overtake_extension(
    uow: UnitOfWork, assignment_id: int, *, actor_id: int, reason: str, now: datetime
) -> Extension | None:
    """Closes the open request of an assignment; returns it as it was."""
    extension = (await load_open(uow, [assignment_id])).get(assignment_id)
    if extension is None:
        return None
    values = {"decided_at": now, "decided_by": actor_id, "remark": reason}
    await decide_extension(uow, extension, ExtensionStatus.WITHDRAWN, **values)
    return extension


async def close_obstacles(
    uow: UnitOfWork, assignment_id: int, *, actor_id: int, now: datetime
) -> list[Obstacle]:
    """Closes what is still open in the way of an assignment that is over; returns what was open."""
    unclosed = await list_unclosed(uow, assignment_id)
    is_unclosed = sa.and_(
        obstacles.c.assignment_id == assignment_id, obstacles.c.status != ObstacleStatus.CLOSED
    )
    await uow.execute(
        sa.update(obstacles)
        .where(is_unclosed)
        .values(
            status=ObstacleStatus.CLOSED,
            closed_at=now,
            clock_at=None,
            answered_at=sa.func.coalesce(obstacles.c.answered_at, now),
            answered_by=sa.func.coalesce(obstacles.c.answered_by, actor_id),
        )
    )
    return unclosed


async def stop_urging(uow: UnitOfWork, assignment_id: int) -> None:
    """Nobody owes an answer about an assignment that is over."""
    await uow.execute(
        sa.update(urges)
        .where(urges.c.assignment_id == assignment_id, urges.c.clock_at.is_not(None))
        .values(clock_at=None)
    )
