"""Frozen digests, and since when their readers read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.agencies import Scope
from bot.domain.figures import Cells, Figures, Previous
from bot.domain.figures_json import from_json, to_json
from bot.domain.people import Role
from bot.storage.database import UnitOfWork
from bot.storage.queues import snapshots
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
    made = statement.on_conflict_do_nothing(index_elements=["reporting_on", "scope_key"])
    found: int | None = (await uow.execute(made.returning(snapshots.c.id))).scalar_one_or_none()
    if found is not None:
        return found
    return (await list_snapshot_ids(uow, reporting_on, [scope]))[scope]


async def find_snapshot(uow: UnitOfWork, snapshot_id: int) -> Snapshot | None:
    """Whoever asks: the caller checks the right."""
    row = (await uow.execute(sa.select(*_COLUMNS).where(snapshots.c.id == snapshot_id))).first()
    return _snapshot_of(row) if row else None


@dataclass(frozen=True, slots=True)
class Last:
    """As much of a frozen digest as the next one is compared with."""

    previous: Previous
    taken_at: datetime
    late: Mapping[int, int]
    """How many were overdue, by agency."""


async def list_last(uow: UnitOfWork, scopes: Collection[Scope], *, before: date) -> dict[Scope, Last]:
    """Of each scope its newest one with a reporting date before ``before``."""
    own, newest = snapshots.c, snapshots.alias("newest")
    by_key = {scope.key: scope for scope in scopes}
    last_on = (
        sa.select(sa.func.max(newest.c.reporting_on))
        .where(newest.c.scope_key == own.scope_key, newest.c.reporting_on < before)
        .scalar_subquery()
    )
    statement = sa.select(
        own.scope_key,
        own.reporting_on,
        own.figures["totals"],
        own.id,
        own.taken_at,
        own.figures["agencies"],
    ).where(own.scope_key.in_(sorted(by_key)), own.reporting_on == last_on)
    return {by_key[row[0]]: _last_of(row[1:]) for row in (await uow.execute(statement)).all()}


def _last_of(row: Sequence[Any]) -> Last:
    reporting_on, totals, snapshot_id, taken_at, lines = row
    late = {line["id"]: line["cells"]["open_late"] for line in lines}
    return Last(Previous(reporting_on, Cells(**totals), snapshot_id), taken_at, late)


async def list_snapshot_ids(
    uow: UnitOfWork, reporting_on: date, scopes: Collection[Scope]
) -> dict[Scope, int]:
    by_key = {scope.key: scope for scope in scopes}
    statement = sa.select(snapshots.c.scope_key, snapshots.c.id).where(
        snapshots.c.reporting_on == reporting_on, snapshots.c.scope_key.in_(sorted(by_key))
    )
    return {by_key[row[0]]: row[1] for row in (await uow.execute(statement)).all()}


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
