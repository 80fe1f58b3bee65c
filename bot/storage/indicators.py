"""The history of targets and of reported values."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.indicators import Aim, Target
from bot.domain.task import Status
from bot.storage.assignments import in_scope
from bot.storage.database import UnitOfWork
from bot.storage.tables import agencies, assignments, kpi_targets, reports, tasks

_HIDDEN = (Status.CANCELLED, Status.TRANSFERRED)


class ValueRow(NamedTuple):
    at: datetime
    value: float


async def list_targets(uow: UnitOfWork, task_id: int) -> list[Target]:
    """The oldest first."""
    own = kpi_targets.c
    statement = (
        sa.select(own.target, own.unit, own.valid_from, own.source)
        .where(own.task_id == task_id)
        .order_by(own.valid_from)
    )
    return [Target(*row) for row in (await uow.execute(statement)).all()]


async def list_aims(uow: UnitOfWork, *, on: date) -> dict[int, Aim]:
    """Task → what its values are measured against on that day; only of tasks that have a target by then."""
    own = kpi_targets.c
    statement = (
        sa.select(own.task_id, own.target, tasks.c.kpi_baseline)
        .join_from(kpi_targets, tasks, tasks.c.id == own.task_id)
        .where(own.valid_from <= on)
        .order_by(own.valid_from)
    )
    # The newest comes last and stays.
    return {row[0]: Aim(row[1], row[2]) for row in (await uow.execute(statement)).all()}


async def count_values(uow: UnitOfWork, assignment_id: int) -> int:
    count: int = (await uow.execute(sa.select(sa.func.count()).where(*_valid(assignment_id)))).scalar_one()
    return count


async def list_values(uow: UnitOfWork, assignment_id: int, *, offset: int, limit: int) -> Sequence[ValueRow]:
    """The newest first, without what was taken back."""
    statement = (
        sa.select(reports.c.at, reports.c.value)
        .where(*_valid(assignment_id))
        .order_by(reports.c.at.desc(), reports.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [ValueRow(*row) for row in (await uow.execute(statement)).all()]


def _valid(assignment_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        reports.c.assignment_id == assignment_id,
        reports.c.value.is_not(None),
        reports.c.withdrawn_at.is_(None),
    )


async def find_value_then(uow: UnitOfWork, assignment_id: int, at: datetime) -> float | None:
    """What was reported last by that moment and not taken back by then."""
    own = reports.c
    stands = sa.or_(own.withdrawn_at.is_(None), own.withdrawn_at > at)
    statement = sa.select(own.value).where(
        own.assignment_id == assignment_id, own.value.is_not(None), own.at <= at, stands
    )
    found: float | None = (await uow.execute(statement.order_by(own.id.desc()).limit(1))).scalar()
    return found


async def list_latest_values(
    uow: UnitOfWork, task_id: int, scope: Scope, *, period: str
) -> list[float | None]:
    """What each agency of the scope has reached, None where nothing was reported."""
    statement = (
        sa.select(assignments.c.value)
        .join_from(assignments, agencies, agencies.c.id == assignments.c.agency_id)
        .where(
            assignments.c.task_id == task_id,
            assignments.c.period == period,
            assignments.c.status.not_in(_HIDDEN),
            in_scope(scope),
        )
    )
    return list((await uow.execute(statement)).scalars())
