"""Who is away when, day by day. What was cancelled before it began is deleted; the history keeps that it was there."""

from datetime import date, datetime

import sqlalchemy as sa

from bot.domain.people_views import StoredAbsence
from bot.storage.database import UnitOfWork
from bot.storage.tables import absences

_COLUMNS = (absences.c.id, absences.c.person_id, absences.c.from_on, absences.c.to_on)


async def add_absence(uow: UnitOfWork, person_id: int, from_on: date, to_on: date, *, now: datetime) -> int:
    statement = (
        sa.insert(absences)
        .values(person_id=person_id, from_on=from_on, to_on=to_on, created_at=now)
        .returning(absences.c.id)
    )
    absence_id: int = (await uow.execute(statement)).scalar_one()
    return absence_id


async def find_absence(uow: UnitOfWork, absence_id: int) -> StoredAbsence | None:
    row = (await uow.execute(sa.select(*_COLUMNS).where(absences.c.id == absence_id))).first()
    return StoredAbsence(*row) if row else None


async def list_absences_of(uow: UnitOfWork, person_id: int, *, on: date) -> list[StoredAbsence]:
    """Present and future ones, the first to begin first."""
    statement = (
        sa.select(*_COLUMNS)
        .where(absences.c.person_id == person_id, absences.c.to_on >= on)
        .order_by(absences.c.from_on, absences.c.id)
    )
    return [StoredAbsence(*row) for row in (await uow.execute(statement)).all()]


async def shorten_absence(uow: UnitOfWork, absence_id: int, *, to_on: date) -> None:
    await uow.execute(sa.update(absences).where(absences.c.id == absence_id).values(to_on=to_on))


async def delete_absence(uow: UnitOfWork, absence_id: int) -> None:
    await uow.execute(sa.delete(absences).where(absences.c.id == absence_id))


async def delete_absences_of(uow: UnitOfWork, person_id: int) -> None:
    await uow.execute(sa.delete(absences).where(absences.c.person_id == person_id))
