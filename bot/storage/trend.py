"""The totals of the frozen weeks before a date: what a trend is drawn from. Reads no more of a snapshot than that."""

from datetime import date

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.figures import Cells
from bot.domain.picture import TrendPoint
from bot.storage.database import UnitOfWork
from bot.storage.queues import snapshots


async def list_weeks(uow: UnitOfWork, scope: Scope, *, before: date, limit: int) -> list[TrendPoint]:
    """The newest ``limit`` of the same scope with a reporting date before ``before``, oldest first."""
    statement = (
        sa.select(snapshots.c.reporting_on, snapshots.c.figures["totals"])
        .where(snapshots.c.scope_key == scope.key, snapshots.c.reporting_on < before)
        .order_by(snapshots.c.reporting_on.desc())
        .limit(limit)
    )
    rows = (await uow.execute(statement)).all()
    return [TrendPoint(row[0], Cells(**row[1])) for row in reversed(rows)]
