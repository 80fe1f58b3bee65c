"""Seats that go on at another agency because theirs ended, until somebody confirms them. Decides nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.storage.database import UnitOfWork
from bot.storage.tables import appointments


@dataclass(frozen=True, slots=True)
class OpenSeat:
    """A live seat at an agency that ends."""

    id: int
    person_id: int
    role: str
    turn: int
    portfolio: list[str]


async def list_seats_at(uow: UnitOfWork, agency_id: int) -> list[OpenSeat]:
    """In turn."""
    table = appointments.c
    statement = (
        sa.select(table.id, table.person_id, table.role, table.turn, table.portfolio)
        .where(table.agency_id == agency_id, table.revoked_at.is_(None))
        .order_by(table.role, table.turn, table.id)
    )
    return [OpenSeat(*row) for row in (await uow.execute(statement)).all()]


async def find_last_turns(uow: UnitOfWork, agency_id: int) -> dict[str, int]:
    """Role → the last turn among live seats."""
    statement = (
        sa.select(appointments.c.role, sa.func.max(appointments.c.turn))
        .where(appointments.c.agency_id == agency_id, appointments.c.revoked_at.is_(None))
        .group_by(appointments.c.role)
    )
    return {row[0]: row[1] for row in (await uow.execute(statement)).all()}


async def carry_seat(
    uow: UnitOfWork, seat: OpenSeat, *, from_id: int, to_id: int, turn: int, now: datetime
) -> bool:
    """The seat goes on at the heir, to be confirmed; False when the person sits there already."""
    table = appointments.c
    await uow.execute(sa.update(appointments).where(table.id == seat.id).values(revoked_at=now))
    same = sa.and_(table.person_id == seat.person_id, table.agency_id == to_id, table.role == seat.role)
    known = (await uow.execute(sa.select(table.id, table.revoked_at).where(same))).first()
    if known is not None and known.revoked_at is None:
        return False
    values: dict[str, object] = {
        "turn": turn,
        "portfolio": seat.portfolio,
        "carried_from_id": from_id,
        "to_confirm_since": now,
    }
    if known is not None:
        again = sa.update(appointments).where(table.id == known.id)
        await uow.execute(again.values(revoked_at=None, **values))
        return True
    new = {"person_id": seat.person_id, "agency_id": to_id, "role": seat.role, "created_at": now}
    await uow.execute(sa.insert(appointments).values(**new, **values))
    return True


async def list_seated(uow: UnitOfWork, agency_ids: Collection[int]) -> list[int]:
    """Which of these agencies still have somebody in a live seat."""
    table = appointments.c
    where = (table.agency_id.in_(sorted(agency_ids)), table.revoked_at.is_(None))
    statement = sa.select(table.agency_id).where(*where).distinct().order_by(table.agency_id)
    return list((await uow.execute(statement)).scalars())


async def list_to_confirm(uow: UnitOfWork) -> dict[int, int]:
    """Live seats that are to be confirmed: appointment → the agency they came from."""
    table = appointments.c
    statement = sa.select(table.id, table.carried_from_id).where(
        table.to_confirm_since.is_not(None), table.revoked_at.is_(None)
    )
    return {row[0]: row[1] or 0 for row in (await uow.execute(statement)).all()}


async def confirm_seat(uow: UnitOfWork, appointment_id: int) -> bool:
    """False when somebody was faster."""
    table = appointments.c
    statement = sa.update(appointments).where(
        table.id == appointment_id, table.to_confirm_since.is_not(None), table.revoked_at.is_(None)
    )
    return (await uow.execute(statement.values(to_confirm_since=None))).rowcount == 1
