"""What the planner looks at: assignments for which something is owed by now, and all of them when the rules change."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.domain.task import OPEN_STATUSES, Assignment
from bot.storage.assignments import ANNOUNCE_AGAIN, assignment_of, select_assignments
from bot.storage.database import UnitOfWork
from bot.storage.tables import assignments


@dataclass(frozen=True, slots=True)
class Due:
    """``planned_at``: the moment up to which it was planned."""

    assignment: Assignment
    planned_at: datetime | None
    is_to_announce: bool


async def claim_due(uow: UnitOfWork, *, now: datetime, limit: int) -> list[Due]:
    """Assignments for which something is owed by ``now``."""
    statement = (
        select_assignments()
        .add_columns(assignments.c.planned_at, assignments.c.next_at)
        .where(assignments.c.next_at <= now)
        .order_by(assignments.c.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=assignments)
    )
    rows = (await uow.execute(statement)).all()
    return [Due(assignment_of(row[:-2]), row[-2], row[-1] == ANNOUNCE_AGAIN) for row in rows]


async def replan_all(uow: UnitOfWork, *, now: datetime) -> None:
    """Another policy, calendar or slot: every open assignment is looked at again; what was told stays told."""
    await uow.execute(
        sa.update(assignments)
        .where(
            assignments.c.status.in_(sorted(OPEN_STATUSES)),
            assignments.c.planned_at.is_not(None),
            # What is due already is looked at anyway, and may say that somebody is to be told again.
            sa.or_(assignments.c.next_at.is_(None), assignments.c.next_at > now),
        )
        .values(next_at=now)
    )
