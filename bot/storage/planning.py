"""What the planner looks at: assignments for which something is owed by now, and all of them when the rules change."""

from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa

from bot.domain.task import OPEN_STATUSES
from bot.storage.assignments import ANNOUNCE_AGAIN
from bot.storage.database import UnitOfWork
from bot.storage.tables import agencies, assignments


class Due(NamedTuple):
    """What the planner asks of an assignment, and nothing else of it. ``planned_at``: up to when it was planned."""

    assignment_id: int
    agency_path: str
    planned_at: datetime | None
    is_to_announce: bool
    status: str
    assigned_at: datetime
    due_on: date | None
    submitted_at: datetime | None
    last_report_at: datetime | None


async def claim_due(uow: UnitOfWork, *, now: datetime, limit: int) -> list[Due]:
    """Assignments for which something is owed by ``now``."""
    statement = (
        sa.select(
            assignments.c.id,
            agencies.c.path,
            assignments.c.planned_at,
            assignments.c.next_at == ANNOUNCE_AGAIN,
            assignments.c.status,
            assignments.c.assigned_at,
            assignments.c.due_on,
            assignments.c.submitted_at,
            assignments.c.last_report_at,
        )
        .join_from(assignments, agencies, agencies.c.id == assignments.c.agency_id)
        .where(assignments.c.next_at <= now)
        .order_by(assignments.c.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=assignments)
    )
    return [Due._make(row) for row in (await uow.execute(statement)).all()]


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
