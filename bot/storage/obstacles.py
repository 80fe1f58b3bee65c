"""Obstacles: raised with a report, passed from desk to desk, answered, closed by the reporter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.requests import Obstacle, ObstacleCategory, ObstacleStatus
from bot.storage.assignments import in_scope
from bot.storage.database import UnitOfWork
from bot.storage.request_tables import obstacles
from bot.storage.tables import agencies, assignments, people

_decider = people.alias("decider")
_holder = agencies.alias("holder")
_COLUMNS = (
    obstacles.c.id,
    obstacles.c.assignment_id,
    obstacles.c.person_id,
    people.c.name,
    obstacles.c.raised_at,
    obstacles.c.category,
    obstacles.c.text,
    obstacles.c.status,
    sa.func.coalesce(_holder.c.path, ""),
    sa.func.coalesce(_holder.c.short_vi, ""),
    sa.func.coalesce(_holder.c.name_en, ""),
    obstacles.c.clock_at,
    obstacles.c.climbs,
    obstacles.c.answer,
    obstacles.c.answered_at,
    sa.func.coalesce(_decider.c.name, ""),
)
_AWAITED = (ObstacleStatus.OPEN, ObstacleStatus.ASKED_BACK)


@dataclass(frozen=True, slots=True)
class NewObstacle:
    assignment_id: int
    person_id: int
    report_id: int
    category: ObstacleCategory
    text: str
    holder_id: int | None
    clock_at: datetime


def _select() -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(*_COLUMNS)
        .join_from(obstacles, people, people.c.id == obstacles.c.person_id)
        .outerjoin(_holder, _holder.c.id == obstacles.c.holder_id)
        .outerjoin(_decider, _decider.c.id == obstacles.c.answered_by)
    )


def _obstacle_of(row: Sequence[object]) -> Obstacle:
    values = list(row)
    values[5], values[7] = ObstacleCategory(str(values[5])), ObstacleStatus(str(values[7]))
    return Obstacle(*values)  # type: ignore[arg-type] # columns in the order of the fields


async def add_obstacle(uow: UnitOfWork, new: NewObstacle, *, now: datetime) -> int:
    values = {name: getattr(new, name) for name in NewObstacle.__slots__}
    statement = (
        sa.insert(obstacles)
        .values(**values, raised_at=now, status=ObstacleStatus.OPEN)
        .returning(obstacles.c.id)
    )
    obstacle_id: int = (await uow.execute(statement)).scalar_one()
    return obstacle_id


async def find_obstacle(uow: UnitOfWork, obstacle_id: int) -> Obstacle | None:
    row = (await uow.execute(_select().where(obstacles.c.id == obstacle_id))).first()
    return _obstacle_of(row) if row else None


async def find_obstacle_of_report(uow: UnitOfWork, report_id: int) -> Obstacle | None:
    row = (await uow.execute(_select().where(obstacles.c.report_id == report_id))).first()
    return _obstacle_of(row) if row else None


async def list_unclosed(uow: UnitOfWork, assignment_id: int) -> list[Obstacle]:
    """Of one assignment, the oldest first."""
    statement = (
        _select()
        .where(obstacles.c.assignment_id == assignment_id, obstacles.c.status != ObstacleStatus.CLOSED)
        .order_by(obstacles.c.id)
    )
    return [_obstacle_of(row) for row in (await uow.execute(statement)).all()]


async def count_unclosed(uow: UnitOfWork, assignment_ids: Sequence[int]) -> int:
    """Of all these assignments together."""
    statement = sa.select(sa.func.count()).where(
        obstacles.c.assignment_id.in_(sorted(set(assignment_ids))),
        obstacles.c.status != ObstacleStatus.CLOSED,
    )
    count: int = (await uow.execute(statement)).scalar_one()
    return count


async def list_of_reporter(
    uow: UnitOfWork, scope: Scope, statuses: Sequence[ObstacleStatus]
) -> list[Obstacle]:
    """Of the agencies that somebody reports for, the oldest first."""
    statement = (
        _select()
        .join(assignments, assignments.c.id == obstacles.c.assignment_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .where(obstacles.c.status.in_(statuses), in_scope(scope))
        .order_by(obstacles.c.id)
    )
    return [_obstacle_of(row) for row in (await uow.execute(statement)).all()]


async def list_awaiting(
    uow: UnitOfWork, scope: Scope, *, holders: Sequence[str] = (), with_held: bool = False
) -> list[Obstacle]:
    """Open obstacles, the oldest first: of assignments in ``scope`` that the standing agency holds (with
    ``with_held`` those passed on, too), and those held by one of the agencies at the paths ``holders``.
    """
    inside = in_scope(scope)
    if not with_held:
        inside = sa.and_(inside, obstacles.c.holder_id.is_(None))
    statement = (
        _select()
        .join(assignments, assignments.c.id == obstacles.c.assignment_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .where(
            obstacles.c.status == ObstacleStatus.OPEN,
            sa.or_(inside, _holder.c.path.in_(sorted(holders))),
        )
        .order_by(obstacles.c.raised_at, obstacles.c.id)
    )
    return [_obstacle_of(row) for row in (await uow.execute(statement)).all()]


async def list_standing(uow: UnitOfWork, scope: Scope) -> list[Obstacle]:
    """In the way of assignments in ``scope`` and not answered by anybody, the oldest first."""
    statement = (
        _select()
        .join(assignments, assignments.c.id == obstacles.c.assignment_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .where(in_scope(scope), obstacles.c.answered_at.is_(None), obstacles.c.closed_at.is_(None))
        .order_by(obstacles.c.raised_at, obstacles.c.id)
    )
    return [_obstacle_of(row) for row in (await uow.execute(statement)).all()]


async def list_due(uow: UnitOfWork, *, now: datetime, limit: int) -> list[Obstacle]:
    """Obstacles whose clock has run out, locked with their assignment: whoever answers holds that one first."""
    statement = (
        _select()
        .join(assignments, assignments.c.id == obstacles.c.assignment_id)
        .where(obstacles.c.clock_at <= now, obstacles.c.status.in_(_AWAITED))
        .order_by(obstacles.c.clock_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=[obstacles, assignments])
    )
    return [_obstacle_of(row) for row in (await uow.execute(statement)).all()]


async def move_obstacle(
    uow: UnitOfWork, obstacle: Obstacle, status: ObstacleStatus, **values: object
) -> bool:
    """One step on; False when it is no longer where ``obstacle`` was read."""
    result = await uow.execute(
        sa.update(obstacles)
        .where(
            obstacles.c.id == obstacle.id,
            obstacles.c.status == obstacle.status,
            obstacles.c.climbs == obstacle.climbs,
        )
        .values(status=status, **values)
    )
    return result.rowcount == 1
