"""The office's own days off and working Saturdays."""

import sqlalchemy as sa

from bot.domain.calendar import Override
from bot.storage.database import UnitOfWork
from bot.storage.tables import calendar_overrides


async def list_overrides(uow: UnitOfWork) -> list[Override]:
    columns = (
        calendar_overrides.c.day_on,
        calendar_overrides.c.works,
        calendar_overrides.c.note,
        calendar_overrides.c.document,
    )
    rows = (await uow.execute(sa.select(*columns).order_by(calendar_overrides.c.day_on))).all()
    return [Override(row[0], works=row[1], note=row[2], document=row[3]) for row in rows]
