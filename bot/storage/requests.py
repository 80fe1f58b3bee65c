"""Extensions and obstacles: asked, decided once, never rewritten afterwards."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.requests import Extension, ExtensionStatus, Obstacle, ObstacleCategory, ObstacleStatus
from bot.domain.rungs import Recipient
from bot.storage.assignments import in_scope
from bot.storage.database import UnitOfWork
from bot.storage.request_tables import extensions, obstacles
from bot.storage.tables import agencies, assignments, people

_decider = people.alias("decider")
_EXTENSION_COLUMNS = (
    extensions.c.id,
    extensions.c.assignment_id,
    extensions.c.person_id,
    people.c.name,
    extensions.c.asked_at,
    extensions.c.old_due_on,
    extensions.c.wanted_on,
    extensions.c.reason,
    extensions.c.status,
    extensions.c.decider,
    extensions.c.granted_on,
    extensions.c.decided_at,
    sa.func.coalesce(_decider.c.name, ""),
    extensions.c.remark,
)
_OBSTACLE_COLUMNS = (
    obstacles.c.id,
    obstacles.c.assignment_id,
    obstacles.c.person_id,
    people.c.name,
    obstacles.c.raised_at,
    obstacles.c.category,
    obstacles.c.text,
    obstacles.c.status,
    sa.func.coalesce(agencies.c.code, ""),
    obstacles.c.answer,
    obstacles.c.answered_at,
    sa.func.coalesce(_decider.c.name, ""),
)


def _select_extensions() -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(*_EXTENSION_COLUMNS)
        .join_from(extensions, people, people.c.id == extensions.c.person_id)
        .outerjoin(_decider, _decider.c.id == extensions.c.decided_by)
    )


def _extension_of(row: Sequence[object]) -> Extension:
    values = list(row)
    values[8], values[9] = ExtensionStatus(str(values[8])), Recipient(str(values[9]))
    return Extension(*values)  # type: ignore[arg-type] # columns in the order of the fields


def _select_obstacles() -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(*_OBSTACLE_COLUMNS)
        .join_from(obstacles, people, people.c.id == obstacles.c.person_id)
        .outerjoin(agencies, agencies.c.id == obstacles.c.asked_of_id)
        .outerjoin(_decider, _decider.c.id == obstacles.c.answered_by)
    )


def _obstacle_of(row: Sequence[object]) -> Obstacle:
    values = list(row)
    values[5], values[7] = ObstacleCategory(str(values[5])), ObstacleStatus(str(values[7]))
    return Obstacle(*values)  # type: ignore[arg-type] # columns in the order of the fields


async def add_extension(
    uow: UnitOfWork,
    *,
    assignment_id: int,
    person_id: int,
    report_id: int,
    old_due_on: date,
    wanted_on: date,
    reason: str,
    decider: Recipient,
    now: datetime,
) -> int:
    """Opens a request; the one that was open for this assignment is withdrawn by it."""
    await uow.execute(
        sa.update(extensions)
        .where(extensions.c.assignment_id == assignment_id, extensions.c.status == ExtensionStatus.PENDING)
        .values(status=ExtensionStatus.WITHDRAWN, decided_at=now)
    )
    statement = (
        sa.insert(extensions)
        .values(
            assignment_id=assignment_id,
            person_id=person_id,
            report_id=report_id,
            asked_at=now,
            old_due_on=old_due_on,
            wanted_on=wanted_on,
            reason=reason,
            status=ExtensionStatus.PENDING,
            decider=decider,
        )
        .returning(extensions.c.id)
    )
    extension_id: int = (await uow.execute(statement)).scalar_one()
    return extension_id


async def find_extension(uow: UnitOfWork, extension_id: int) -> Extension | None:
    row = (await uow.execute(_select_extensions().where(extensions.c.id == extension_id))).first()
    return _extension_of(row) if row else None


async def list_extensions(uow: UnitOfWork, assignment_id: int) -> list[Extension]:
    """All requests of an assignment, the oldest first."""
    statement = (
        _select_extensions().where(extensions.c.assignment_id == assignment_id).order_by(extensions.c.id)
    )
    return [_extension_of(row) for row in (await uow.execute(statement)).all()]


async def load_pending(uow: UnitOfWork, assignment_ids: Sequence[int]) -> dict[int, Extension]:
    """The open request of each assignment that has one."""
    statement = _select_extensions().where(
        extensions.c.assignment_id.in_(assignment_ids), extensions.c.status == ExtensionStatus.PENDING
    )
    found = [_extension_of(row) for row in (await uow.execute(statement)).all()]
    return {extension.assignment_id: extension for extension in found}


async def list_pending(uow: UnitOfWork, scope: Scope) -> list[Extension]:
    """Open requests inside the scope, the oldest first."""
    statement = (
        _select_extensions()
        .join(assignments, assignments.c.id == extensions.c.assignment_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .where(extensions.c.status == ExtensionStatus.PENDING, in_scope(scope))
        .order_by(extensions.c.asked_at, extensions.c.id)
    )
    return [_extension_of(row) for row in (await uow.execute(statement)).all()]


async def decide_extension(
    uow: UnitOfWork,
    extension_id: int,
    *,
    status: ExtensionStatus,
    decided_by: int | None,
    granted_on: date | None,
    remark: str,
    now: datetime,
) -> bool:
    """Decides an open request, once; False when somebody was faster."""
    result = await uow.execute(
        sa.update(extensions)
        .where(extensions.c.id == extension_id, extensions.c.status == ExtensionStatus.PENDING)
        .values(status=status, decided_by=decided_by, decided_at=now, granted_on=granted_on, remark=remark)
    )
    return result.rowcount == 1


async def add_obstacle(
    uow: UnitOfWork,
    *,
    assignment_id: int,
    person_id: int,
    report_id: int,
    category: ObstacleCategory,
    text: str,
    asked_of_id: int | None,
    now: datetime,
) -> int:
    statement = (
        sa.insert(obstacles)
        .values(
            assignment_id=assignment_id,
            person_id=person_id,
            report_id=report_id,
            raised_at=now,
            category=category,
            text=text,
            asked_of_id=asked_of_id,
            status=ObstacleStatus.OPEN,
        )
        .returning(obstacles.c.id)
    )
    obstacle_id: int = (await uow.execute(statement)).scalar_one()
    return obstacle_id


async def find_obstacle(uow: UnitOfWork, obstacle_id: int) -> Obstacle | None:
    row = (await uow.execute(_select_obstacles().where(obstacles.c.id == obstacle_id))).first()
    return _obstacle_of(row) if row else None


async def list_open_obstacles(uow: UnitOfWork, assignment_id: int) -> list[Obstacle]:
    statement = (
        _select_obstacles()
        .where(obstacles.c.assignment_id == assignment_id, obstacles.c.status != ObstacleStatus.CLOSED)
        .order_by(obstacles.c.id)
    )
    return [_obstacle_of(row) for row in (await uow.execute(statement)).all()]


async def list_unanswered(uow: UnitOfWork, scope: Scope) -> list[Obstacle]:
    """Obstacles of assignments inside the scope that nobody answered, the oldest first."""
    place = agencies.alias("place")
    covers = sa.or_(
        sa.false(), *(place.c.path.startswith(prefix, autoescape=True) for prefix in scope.prefixes)
    )
    statement = (
        _select_obstacles()
        .join(assignments, assignments.c.id == obstacles.c.assignment_id)
        .join(place, place.c.id == assignments.c.agency_id)
        .where(obstacles.c.status == ObstacleStatus.OPEN, covers)
        .order_by(obstacles.c.raised_at, obstacles.c.id)
    )
    return [_obstacle_of(row) for row in (await uow.execute(statement)).all()]


async def answer_obstacle(
    uow: UnitOfWork, obstacle_id: int, *, answer: str, answered_by: int, now: datetime
) -> bool:
    """Answers an open obstacle, once; False when somebody was faster."""
    result = await uow.execute(
        sa.update(obstacles)
        .where(obstacles.c.id == obstacle_id, obstacles.c.status == ObstacleStatus.OPEN)
        .values(status=ObstacleStatus.ANSWERED, answer=answer, answered_by=answered_by, answered_at=now)
    )
    return result.rowcount == 1


async def close_obstacle(uow: UnitOfWork, obstacle_id: int, *, now: datetime) -> bool:
    result = await uow.execute(
        sa.update(obstacles)
        .where(obstacles.c.id == obstacle_id, obstacles.c.status != ObstacleStatus.CLOSED)
        .values(status=ObstacleStatus.CLOSED, closed_at=now)
    )
    return result.rowcount == 1
