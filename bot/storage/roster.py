"""The roster as the people desk reads it: seats with their holders, agencies without a focal point, names to find them.

Every function takes the scope it may look into; who has that scope is decided by the service.
"""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from bot.domain.agencies import Agency, Scope
from bot.domain.people import Role
from bot.domain.people_views import PersonEvent, PersonLine
from bot.domain.task import OPEN_STATUSES
from bot.storage.assignments import in_scope
from bot.storage.database import UnitOfWork
from bot.storage.events import EventKind
from bot.storage.people import AGENCY_COLUMNS, agency_of
from bot.storage.tables import agencies, agency_aliases, appointments, assignments, events, people

_IS_LIVE = appointments.c.revoked_at.is_(None)
_ON_THE_CARD = (
    EventKind.INVITED,
    EventKind.LINKED,
    EventKind.REVOKED,
    EventKind.HANDED_OVER,
    EventKind.APPOINTED,
    EventKind.ABSENT,
    EventKind.BACK,
    EventKind.ERASED,
)


async def list_seats_in(uow: UnitOfWork, scope: Scope) -> list[PersonLine]:
    """Live seats inside the scope, by agency, role and turn."""
    statement = (
        sa.select(
            people.c.id,
            people.c.name,
            appointments.c.id,
            appointments.c.role,
            appointments.c.turn,
            people.c.telegram_id,
            people.c.unreachable_at,
            *AGENCY_COLUMNS,
        )
        .join_from(appointments, people, people.c.id == appointments.c.person_id)
        .join(agencies, agencies.c.id == appointments.c.agency_id)
        .where(_IS_LIVE, in_scope(scope))
        .order_by(agencies.c.path, appointments.c.role, appointments.c.turn, appointments.c.id)
    )
    return [
        PersonLine(
            person_id=row[0],
            name=row[1],
            appointment_id=row[2],
            agency=agency_of(row[7:]),
            role=Role(row[3]),
            order=row[4],
            is_bound=row[5] is not None,
            is_unreachable=row[6] is not None,
        )
        for row in (await uow.execute(statement)).all()
    ]


async def list_without_focal(uow: UnitOfWork, scope: Scope, *, as_of: date) -> list[Agency]:
    """Agencies that lead something open and have no focal point whose account is linked."""
    has_tasks = sa.exists().where(
        assignments.c.agency_id == agencies.c.id,
        assignments.c.status.in_(sorted(OPEN_STATUSES)),
        assignments.c.assigned_on <= as_of,
    )
    has_focal = sa.exists().where(
        appointments.c.agency_id == agencies.c.id,
        appointments.c.role == Role.FOCAL_POINT,
        _IS_LIVE,
        people.c.id == appointments.c.person_id,
        people.c.telegram_id.is_not(None),
    )
    statement = sa.select(*AGENCY_COLUMNS).where(in_scope(scope), has_tasks, ~has_focal)
    rows = (await uow.execute(statement.order_by(agencies.c.path))).all()
    return [agency_of(row) for row in rows]


async def has_bound_focal(uow: UnitOfWork, agency_id: int) -> bool:
    statement = (
        sa.select(appointments.c.id)
        .join_from(appointments, people, people.c.id == appointments.c.person_id)
        .where(
            appointments.c.agency_id == agency_id,
            appointments.c.role == Role.FOCAL_POINT,
            _IS_LIVE,
            people.c.telegram_id.is_not(None),
        )
        .limit(1)
    )
    return (await uow.execute(statement)).first() is not None


async def list_agencies_in(uow: UnitOfWork, scope: Scope, *, on: date) -> list[Agency]:
    """The agencies of the scope that exist on that day."""
    statement = sa.select(*AGENCY_COLUMNS).where(in_scope(scope)).order_by(agencies.c.path)
    found = [agency_of(row) for row in (await uow.execute(statement)).all()]
    return [agency for agency in found if agency.is_valid(on)]


async def find_agency_by_id(uow: UnitOfWork, agency_id: int) -> Agency | None:
    statement = sa.select(*AGENCY_COLUMNS).where(agencies.c.id == agency_id)
    row = (await uow.execute(statement)).first()
    return agency_of(row) if row else None


async def list_aliases(uow: UnitOfWork) -> dict[int, list[str]]:
    """Agency id → its other names."""
    found: dict[int, list[str]] = {}
    statement = sa.select(agency_aliases.c.agency_id, agency_aliases.c.alias).order_by(agency_aliases.c.id)
    for agency_id, alias in (await uow.execute(statement)).all():
        found.setdefault(agency_id, []).append(alias)
    return found


async def set_turns(uow: UnitOfWork, turns: Mapping[int, int]) -> None:
    """Appointment id → its turn."""
    # In one order, so that two who set the same turns at once wait for each other and do not mix.
    for appointment_id, turn in sorted(turns.items()):
        await uow.execute(
            sa.update(appointments).where(appointments.c.id == appointment_id).values(turn=turn)
        )


async def seat_again(uow: UnitOfWork, person_id: int, agency_id: int, role: Role, *, order: int) -> bool:
    """A seat that was taken from the person before is theirs again; False when there never was one."""
    result = await uow.execute(
        sa.update(appointments)
        .where(
            appointments.c.person_id == person_id,
            appointments.c.agency_id == agency_id,
            appointments.c.role == role,
            appointments.c.revoked_at.is_not(None),
        )
        .values(revoked_at=None, turn=order)
    )
    return result.rowcount > 0


async def list_person_events(uow: UnitOfWork, person_id: int, *, limit: int) -> list[PersonEvent]:
    """What happened to the person's seats, the newest first."""
    doer = people.alias()
    statement = (
        sa.select(
            events.c.at,
            events.c.kind,
            sa.func.coalesce(doer.c.name, ""),
            sa.func.coalesce(agencies.c.short_vi, ""),
            sa.func.coalesce(agencies.c.name_en, ""),
            events.c.data,
        )
        .outerjoin_from(events, doer, doer.c.id == events.c.actor_id)
        .outerjoin(agencies, agencies.c.id == events.c.agency_id)
        .where(events.c.person_id == person_id, events.c.kind.in_(_ON_THE_CARD))
        .order_by(events.c.id.desc())
        .limit(limit)
    )
    rows = (await uow.execute(statement)).all()
    return [
        PersonEvent(
            at=row[0],
            kind=row[1],
            who=row[2],
            agency_vi=row[3],
            agency_en=row[4],
            reason=str(row[5].get("reason", "")),
        )
        for row in rows
    ]
