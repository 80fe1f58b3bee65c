"""Assignments by the code of their task: what people write most, so its statement is made once."""

from datetime import date
from functools import cache

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.task import Assignment, Status
from bot.storage.assignments import assignment_of, bounds_of, select_assignments
from bot.storage.database import UnitOfWork
from bot.storage.tables import agencies, assignments, tasks


@cache
def _select_by_code(prefixes: int) -> sa.Executable:
    """Made once for scopes of so many prefixes: ``from_0`` and ``to_0`` bound the first."""
    path = agencies.c.path
    ranges = [
        sa.and_(path >= sa.bindparam(f"from_{n}"), path < sa.bindparam(f"to_{n}")) for n in range(prefixes)
    ]
    return (
        select_assignments()
        .where(
            tasks.c.code == sa.bindparam("code"),
            sa.or_(sa.false(), *ranges),
            assignments.c.assigned_on <= sa.bindparam("as_of"),
            *(assignments.c.status != status for status in (Status.CANCELLED, Status.TRANSFERRED)),
        )
        .order_by(agencies.c.code, assignments.c.period)
    )


async def find_by_code(uow: UnitOfWork, code: str, scope: Scope, *, as_of: date) -> list[Assignment]:
    """The visible assignments of a task code inside the scope, whatever their status but cancelled ones."""
    bounds: dict[str, object] = {}
    for number, (low, high) in enumerate(map(bounds_of, scope.prefixes)):
        bounds |= {f"from_{number}": low, f"to_{number}": high}
    rows = await uow.execute(_select_by_code(len(scope.prefixes)), {"code": code, "as_of": as_of, **bounds})
    return [assignment_of(row) for row in rows.all()]
