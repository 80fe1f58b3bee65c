"""People, appointments, absences."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.domain.agencies import Agency, Level
from bot.domain.people import Absence, Actor, Appointment, Language, Person, Role, Seat
from bot.storage.bulk import as_ids, is_among
from bot.storage.database import UnitOfWork
from bot.storage.tables import absences, agencies, appointments, people

AGENCY_COLUMNS = (
    agencies.c.id,
    agencies.c.code,
    agencies.c.name_vi,
    agencies.c.name_en,
    agencies.c.short_vi,
    agencies.c.level,
    agencies.c.path,
    agencies.c.parent_id,
    agencies.c.valid_from,
    agencies.c.valid_to,
    agencies.c.inherits,
)
_PERSON_COLUMNS = (
    people.c.id,
    people.c.name,
    people.c.language,
    people.c.telegram_id,
    people.c.email,
    people.c.unreachable_at,
)
_SEAT_COLUMNS = (
    appointments.c.id,
    appointments.c.person_id,
    appointments.c.role,
    appointments.c.turn,
    appointments.c.portfolio,
)

ACTOR_COLUMNS = (*_PERSON_COLUMNS, *_SEAT_COLUMNS, *AGENCY_COLUMNS)


def agency_of(row: Sequence[object]) -> Agency:
    """An agency from ``AGENCY_COLUMNS``."""
    values = list(row)
    values[5] = Level(str(values[5]))
    values[10] = tuple(values[10] or ())  # type: ignore[arg-type] # a JSON list
    return Agency(*values)  # type: ignore[arg-type] # columns in the order of the fields


def _person_of(row: Sequence[object]) -> Person:
    values = list(row)
    values[2] = Language(str(values[2] or Language.VI))
    return Person(*values)  # type: ignore[arg-type] # columns in the order of the fields


def _appointment_of(row: Sequence[object], agency: Agency) -> Appointment:
    appointment_id, person_id, role, turn, portfolio = row
    return Appointment(
        id=int(str(appointment_id)),
        person_id=int(str(person_id)),
        agency=agency,
        role=Role(str(role)),
        order=int(str(turn)),
        portfolio=tuple(portfolio),  # type: ignore[arg-type] # a JSON list
    )


def join_actors() -> sa.Join:
    """People with their live appointments; without any they are there once."""
    is_live = sa.and_(appointments.c.person_id == people.c.id, appointments.c.revoked_at.is_(None))
    return people.outerjoin(appointments, is_live).outerjoin(
        agencies, agencies.c.id == appointments.c.agency_id
    )


def _select_actors() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(*ACTOR_COLUMNS).select_from(join_actors()).order_by(people.c.id, appointments.c.id)


@cache
def _actors_by_id(*, is_sqlite: bool) -> sa.Executable:
    return _select_actors().where(is_among(people.c.id, is_sqlite=is_sqlite))


async def find_actor(uow: UnitOfWork, telegram_id: int) -> Actor | None:
    """The person behind a Telegram account with every live appointment; None for strangers."""
    rows = await uow.execute(_select_actors().where(people.c.telegram_id == telegram_id))
    return next(iter(actors_of(rows.all()).values()), None)


async def find_actor_by_id(uow: UnitOfWork, person_id: int) -> Actor | None:
    return (await find_actors(uow, {person_id})).get(person_id)


async def find_actors(uow: UnitOfWork, person_ids: Collection[int]) -> dict[int, Actor]:
    """By person id, with every live appointment."""
    if not person_ids:
        return {}
    rows = await uow.execute(_actors_by_id(is_sqlite=uow.is_sqlite), {"ids": as_ids(uow, person_ids)})
    return actors_of(rows.all())


def actors_of(rows: Iterable[Sequence[Any]]) -> dict[int, Actor]:
    """By person id, from rows that begin with ``ACTOR_COLUMNS``."""
    actors: dict[int, Actor] = {}
    for row in rows:
        person = _person_of(row[:6])
        held = actors[person.id].appointments if person.id in actors else ()
        if row[6] is not None:
            held = (*held, _appointment_of(row[6:11], agency_of(row[11:22])))
        actors[person.id] = Actor(person, held)
    return actors


async def list_seats(uow: UnitOfWork) -> list[Seat]:
    """Every live appointment with whether its holder can be given a turn; a few hundred rows."""
    statement = (
        sa.select(
            people.c.telegram_id, people.c.unreachable_at, people.c.name, *_SEAT_COLUMNS, *AGENCY_COLUMNS
        )
        .join_from(appointments, people, people.c.id == appointments.c.person_id)
        .join(agencies, agencies.c.id == appointments.c.agency_id)
        .where(appointments.c.revoked_at.is_(None))
    )
    return [
        Seat(
            _appointment_of(row[3:8], agency_of(row[8:])),
            is_bound=row[0] is not None,
            is_unreachable=row[1] is not None,
            name=row[2],
        )
        for row in (await uow.execute(statement)).all()
    ]


async def list_absences(uow: UnitOfWork, *, on: date) -> list[Absence]:
    statement = sa.select(absences.c.person_id, absences.c.from_on, absences.c.to_on).where(
        absences.c.from_on <= on, absences.c.to_on >= on
    )
    return [Absence(*row) for row in (await uow.execute(statement)).all()]


async def find_agency(uow: UnitOfWork, code: str) -> Agency | None:
    row = (await uow.execute(sa.select(*AGENCY_COLUMNS).where(agencies.c.code == code))).first()
    return agency_of(row) if row else None


async def list_agencies(uow: UnitOfWork) -> list[Agency]:
    rows = (await uow.execute(sa.select(*AGENCY_COLUMNS).order_by(agencies.c.id))).all()
    return [agency_of(row) for row in rows]


async def add_person(uow: UnitOfWork, *, name: str, now: datetime, email: str = "") -> int:
    statement = sa.insert(people).values(name=name, email=email, created_at=now).returning(people.c.id)
    person_id: int = (await uow.execute(statement)).scalar_one()
    return person_id


async def add_appointment(
    uow: UnitOfWork, person_id: int, agency_id: int, role: Role, *, order: int, now: datetime
) -> int:
    statement = (
        sa.insert(appointments)
        .values(person_id=person_id, agency_id=agency_id, role=role, turn=order, portfolio=[], created_at=now)
        .returning(appointments.c.id)
    )
    appointment_id: int = (await uow.execute(statement)).scalar_one()
    return appointment_id


async def find_appointed(uow: UnitOfWork, *, name: str, agency_id: int, role: Role) -> int | None:
    """The id of the person of that name who holds that seat."""
    statement = (
        sa.select(people.c.id)
        .join_from(appointments, people, people.c.id == appointments.c.person_id)
        .where(
            people.c.name == name,
            appointments.c.agency_id == agency_id,
            appointments.c.role == role,
            appointments.c.revoked_at.is_(None),
        )
    )
    found: int | None = (await uow.execute(statement)).scalars().first()
    return found


async def count_seats(uow: UnitOfWork, agency_id: int, role: Role) -> int:
    statement = (
        sa.select(sa.func.count())
        .select_from(appointments)
        .where(
            appointments.c.agency_id == agency_id,
            appointments.c.role == role,
            appointments.c.revoked_at.is_(None),
        )
    )
    count: int = (await uow.execute(statement)).scalar_one()
    return count


async def update_person(uow: UnitOfWork, person_id: int, **values: object) -> None:
    await uow.execute(sa.update(people).where(people.c.id == person_id).values(**values))


async def bind_account(
    uow: UnitOfWork, person_id: int, *, telegram_id: int, language: Language, now: datetime
) -> None:
    """The account is this person's from now on, whoever held it before; a language chosen earlier stays."""
    earlier = sa.update(people).where(people.c.telegram_id == telegram_id, people.c.id != person_id)
    await uow.execute(earlier.values(telegram_id=None))
    await update_person(
        uow,
        person_id,
        telegram_id=telegram_id,
        language=sa.func.coalesce(people.c.language, language),
        linked_at=now,
        unreachable_at=None,
    )


async def revoke_appointments(uow: UnitOfWork, person_id: int, *, now: datetime) -> None:
    await uow.execute(
        sa.update(appointments)
        .where(appointments.c.person_id == person_id, appointments.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
