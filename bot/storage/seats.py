"""People and their appointments in bulk, by name, agency code and role."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.domain.people import Language, Role
from bot.storage.bulk import insert_rows, insert_rows_for_ids, update_rows
from bot.storage.database import UnitOfWork
from bot.storage.register_rows import SeatKey, SeatRow, StoredSeats
from bot.storage.tables import agencies, appointments, people


async def load_seats(uow: UnitOfWork) -> StoredSeats:
    """Revoked ones too: a list imported again must not seat anybody anew behind the administrator's back."""
    statement = (
        sa.select(
            appointments.c.id,
            appointments.c.person_id,
            appointments.c.role,
            appointments.c.turn,
            appointments.c.portfolio,
            people.c.name,
            people.c.language,
            people.c.email,
            people.c.telegram_id,
            agencies.c.code,
        )
        .join_from(appointments, people, people.c.id == appointments.c.person_id)
        .join(agencies, agencies.c.id == appointments.c.agency_id)
        .order_by(appointments.c.revoked_at.is_not(None), appointments.c.id)
    )
    rows: dict[SeatKey, SeatRow] = {}
    appointment_ids: dict[SeatKey, int] = {}
    person_ids: dict[SeatKey, int] = {}
    for row in (await uow.execute(statement)).all():
        key = SeatKey(row.name, row.code, Role(row.role))
        if key in rows:
            continue
        rows[key] = SeatRow(
            key=key,
            order=row.turn,
            language=Language(row.language) if row.language else None,
            email=row.email,
            portfolio=tuple(map(_code_of, row.portfolio)),
            is_linked=row.telegram_id is not None,
        )
        appointment_ids[key], person_ids[key] = row.id, row.person_id
    return StoredSeats(rows, appointment_ids, person_ids)


def _code_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


async def add_people(uow: UnitOfWork, rows: Sequence[SeatRow], *, now: datetime) -> list[int]:
    """The ids of the new people, one for each row; they are not linked to any account."""
    values = [
        {"name": row.key.name, "language": row.language, "email": row.email, "created_at": now}
        for row in rows
    ]
    return await insert_rows_for_ids(uow, people, values)


async def add_appointments(
    uow: UnitOfWork,
    rows: Sequence[tuple[SeatRow, int]],
    agency_ids: Mapping[str, int],
    paths: Mapping[str, str],
    *,
    now: datetime,
) -> None:
    """Each row with the id of its person; ``paths``: agency code → path."""
    values = [
        {
            "person_id": person_id,
            "agency_id": agency_ids[row.key.agency],
            "role": row.key.role.value,
            "turn": row.order,
            "portfolio": [paths[code] for code in row.portfolio],
            "created_at": now,
        }
        for row, person_id in rows
    ]
    await insert_rows(uow, appointments, values)


async def update_seats(
    uow: UnitOfWork, rows: Sequence[SeatRow], stored: StoredSeats, paths: Mapping[str, str]
) -> None:
    seats = [
        {
            "id": stored.appointment_ids[row.key],
            "turn": row.order,
            "portfolio": [paths[code] for code in row.portfolio],
        }
        for row in rows
    ]
    await update_rows(uow, appointments, seats)
    holders = [
        {"id": stored.person_ids[row.key], "language": row.language, "email": row.email} for row in rows
    ]
    await update_rows(uow, people, holders)
