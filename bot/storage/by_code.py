"""Assignments by the code of their task: what people write most, so its statement is made once."""

from datetime import date
from functools import cache

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.task import Assignment, Status
from bot.storage.assignments import assignment_of, select_assignments
from bot.storage.database import UnitOfWork
from bot.storage.scopes import bounds_of, is_within
from bot.storage.tables import agencies, assignments, tasks


@cache
def _select_by_code(prefixes: int) -> sa.Executable:
    return (
        select_assignments()
        .where(
            tasks.c.code == sa.bindparam("code"),
            is_within(prefixes),
            assignments.c.assigned_on <= sa.bindparam("as_of"),
            *(assignments.c.status != status for status in (Status.CANCELLED, Status.TRANSFERRED)),
        )
        .order_by(agencies.c.code, assignments.c.period)
    )


async def find_by_code(uow: UnitOfWork, code: str, scope: Scope, *, as_of: date) -> list[Assignment]:
    """The visible assignments of a task code inside the scope, whatever their status but cancelled ones."""
    given = {"code": code, "as_of": as_of, **bounds_of(scope)}
    rows = await uow.execute(_select_by_code(len(scope.prefixes)), given)
    return [assignment_of(row) for row in rows.all()]
