"""What figures are counted from: every assignment of a scope in one statement, without the ORM."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.domain.agencies import Level, Scope
from bot.domain.figures import AssignmentFacts, ScopeName
from bot.domain.task import Status
from bot.storage.assignments import in_scope
from bot.storage.database import UnitOfWork
from bot.storage.tables import agencies, assignments, tasks

_LEVELS = {level.value: level for level in Level}
_STATUSES = {status.value: status for status in Status}
_COLUMNS = (
    assignments.c.id,
    tasks.c.id,
    tasks.c.code,
    tasks.c.title_vi,
    tasks.c.title_en,
    agencies.c.id,
    agencies.c.short_vi,
    agencies.c.name_en,
    agencies.c.level,
    assignments.c.period,
    assignments.c.status,
    assignments.c.assigned_on,
    assignments.c.due_on,
    assignments.c.original_due_on,
    assignments.c.completed_on,
    assignments.c.percent,
    assignments.c.last_report_at,
)


async def list_facts(uow: UnitOfWork, scope: Scope, *, as_of: date) -> list[AssignmentFacts]:
    """Every assignment visible on ``as_of`` inside the scope, cancelled ones too, in no particular order."""
    statement = (
        sa.select(*_COLUMNS)
        .join_from(assignments, tasks, tasks.c.id == assignments.c.task_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .where(in_scope(scope), assignments.c.assigned_on <= as_of)
    )
    return [_facts_of(row) for row in (await uow.execute(statement)).all()]


def _facts_of(row: Sequence[Any]) -> AssignmentFacts:
    return AssignmentFacts._make([*row[:8], _LEVELS[row[8]], row[9], _STATUSES[row[10]], *row[11:]])


async def list_scope_names(uow: UnitOfWork, scope: Scope) -> tuple[ScopeName, ...]:
    """The agencies at the top of the scope, in the order of its prefixes."""
    statement = (
        sa.select(agencies.c.short_vi, agencies.c.name_en, agencies.c.level)
        .where(agencies.c.path.in_(scope.prefixes))
        .order_by(agencies.c.path)
    )
    rows = (await uow.execute(statement)).all()
    return tuple(ScopeName(row[0], row[1], _LEVELS[row[2]]) for row in rows)


async def list_assigned_paths(uow: UnitOfWork, *, as_of: date) -> list[str]:
    """The paths of agencies that have ever been given anything by ``as_of``."""
    is_assigned = sa.exists().where(
        assignments.c.agency_id == agencies.c.id, assignments.c.assigned_on <= as_of
    )
    return list((await uow.execute(sa.select(agencies.c.path).where(is_assigned))).scalars())
