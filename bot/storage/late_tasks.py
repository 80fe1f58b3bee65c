"""Late assignments inside a scope, rolled up by task: one line a directive instead of one a province."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.storage.assignments import Filter, conditions_of, values_of
from bot.storage.database import UnitOfWork
from bot.storage.tables import agencies, assignments, tasks


@dataclass(frozen=True, slots=True)
class LateTask:
    """One task with late assignments inside a scope."""

    task_id: int
    code: str
    title_vi: str
    title_en: str
    count: int
    agencies: int
    oldest_due_on: date


async def list_late_tasks(uow: UnitOfWork, scope: Scope, *, as_of: date) -> list[LateTask]:
    """Late assignments rolled up by task, the longest overdue first."""
    late = Filter(scope, as_of, due_before=as_of)
    statement = (
        sa.select(
            tasks.c.id,
            tasks.c.code,
            tasks.c.title_vi,
            tasks.c.title_en,
            sa.func.count(),
            sa.func.count(assignments.c.agency_id.distinct()),
            sa.func.min(assignments.c.due_on),
        )
        .join_from(assignments, tasks, tasks.c.id == assignments.c.task_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .where(*conditions_of(late))
        .group_by(tasks.c.id, tasks.c.code, tasks.c.title_vi, tasks.c.title_en)
        .order_by(sa.func.min(assignments.c.due_on), tasks.c.code)
    )
    return [LateTask(*row) for row in (await uow.execute(statement, values_of(late))).all()]
