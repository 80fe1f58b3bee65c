"""Frozen digests, and who has been given one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.agencies import Scope
from bot.domain.figures import Figures
from bot.domain.figures_json import from_json, to_json
from bot.domain.people import Role
from bot.storage.database import UnitOfWork
from bot.storage.outbox import MailKind, MailStatus
from bot.storage.queues import outbox, snapshots
from bot.storage.tables import appointments, people, tasks


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Figures as they were sent, and to which scope they belong."""

    id: int
    reporting_on: date
    scope: Scope
    figures: Figures
    taken_at: datetime


_COLUMNS = (
    snapshots.c.id,
    snapshots.c.reporting_on,
    snapshots.c.scope_key,
    snapshots.c.figures,
    snapshots.c.taken_at,
)


def _snapshot_of(row: Sequence[object]) -> Snapshot:
    snapshot_id, reporting_on, scope_key, figures, taken_at = row
    scope = Scope(tuple(str(scope_key).split("|")))
    return Snapshot(snapshot_id, reporting_on, scope, from_json(figures), taken_at)  # type: ignore[arg-type] # columns in the order of the fields


async def save_snapshot(
    uow: UnitOfWork, reporting_on: date, scope: Scope, figures: Figures, *, now: datetime
) -> int:
    """The id of the stored one: ours, or the one that was there before and stays as it is."""
    insert = (sqlite.insert if uow.is_sqlite else postgresql.insert)(snapshots)
    statement = insert.values(
        reporting_on=reporting_on, scope_key=scope.key, figures=to_json(figures), taken_at=now
    )
    await uow.execute(statement.on_conflict_do_nothing(index_elements=["reporting_on", "scope_key"]))
    found = await find_snapshot_id(uow, reporting_on, scope)
    if found is None:
        raise LookupError("a snapshot that was just stored is gone")
    return found


async def find_snapshot_id(uow: UnitOfWork, reporting_on: date, scope: Scope) -> int | None:
    statement = sa.select(snapshots.c.id).where(
        snapshots.c.reporting_on == reporting_on, snapshots.c.scope_key == scope.key
    )
    found: int | None = (await uow.execute(statement)).scalar_one_or_none()
    return found


async def find_snapshot(uow: UnitOfWork, snapshot_id: int) -> Snapshot | None:
    """Whoever asks: the caller checks the right."""
    row = (await uow.execute(sa.select(*_COLUMNS).where(snapshots.c.id == snapshot_id))).first()
    return _snapshot_of(row) if row else None


async def find_previous(uow: UnitOfWork, scope: Scope, *, before: date) -> Snapshot | None:
    """The newest one of the same scope with a reporting date before ``before``."""
    statement = (
        sa.select(*_COLUMNS)
        .where(snapshots.c.scope_key == scope.key, snapshots.c.reporting_on < before)
        .order_by(snapshots.c.reporting_on.desc())
        .limit(1)
    )
    row = (await uow.execute(statement)).first()
    return _snapshot_of(row) if row else None


async def find_first_data_at(uow: UnitOfWork) -> datetime | None:
    """When this installation got its first task."""
    found: datetime | None = (await uow.execute(sa.select(sa.func.min(tasks.c.created_at)))).scalar_one()
    return found


async def list_readers_since(uow: UnitOfWork, roles: Sequence[Role]) -> dict[int, datetime]:
    """Appointment id → since when its holder reads here: the later of linking and appointment."""
    statement = (
        sa.select(appointments.c.id, appointments.c.created_at, people.c.linked_at)
        .join_from(appointments, people, people.c.id == appointments.c.person_id)
        .where(
            appointments.c.role.in_([role.value for role in roles]),
            appointments.c.revoked_at.is_(None),
            people.c.telegram_id.is_not(None),
        )
    )
    rows = (await uow.execute(statement)).all()
    return {row[0]: max(row[1], row[2] or row[1]) for row in rows}


def dedupe_key(reporting_on: date, person_id: int) -> str:
    return f"digest:{reporting_on}:{person_id}"


async def list_planned(uow: UnitOfWork, reporting_on: date, person_ids: Sequence[int]) -> set[int]:
    """Those of ``person_ids`` for whom this digest is in the outbox already, whatever became of it."""
    keys = {dedupe_key(reporting_on, person_id): person_id for person_id in person_ids}
    statement = sa.select(outbox.c.dedupe_key).where(outbox.c.dedupe_key.in_(list(keys)))
    return {keys[key] for key in (await uow.execute(statement)).scalars()}


async def drop_waiting_digests(uow: UnitOfWork, person_ids: Sequence[int]) -> None:
    """Last week's digest that still waits gives way: after an outage each reader gets one."""
    await uow.execute(
        sa.update(outbox)
        .where(
            outbox.c.kind.in_([MailKind.DIGEST, MailKind.PICTURE]),
            outbox.c.status == MailStatus.QUEUED,
            outbox.c.person_id.in_(person_ids),
        )
        .values(status=MailStatus.DROPPED, error="superseded")
    )
