"""Requests for a later due date: asked, decided once, never rewritten afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.requests import Extension, ExtensionStatus
from bot.domain.rungs import Recipient
from bot.storage.assignments import in_scope
from bot.storage.bulk import as_ids, is_among
from bot.storage.database import UnitOfWork
from bot.storage.request_tables import extensions
from bot.storage.tables import agencies, assignments, people

_decider = people.alias("decider")
_COLUMNS = (
    extensions.c.id,
    extensions.c.assignment_id,
    extensions.c.person_id,
    people.c.name,
    extensions.c.asked_at,
    extensions.c.old_due_on,
    extensions.c.wanted_on,
    extensions.c.reason,
    extensions.c.status,
    extensions.c.decider,
    extensions.c.clock_at,
    extensions.c.climbs,
    extensions.c.proposed_on,
    extensions.c.granted_on,
    extensions.c.decided_at,
    sa.func.coalesce(_decider.c.name, ""),
    extensions.c.remark,
)
_OPEN = (ExtensionStatus.PENDING, ExtensionStatus.PROPOSED)
_REPLACED = (extensions.c.clock_at, extensions.c.decided_at, extensions.c.decided_by)


@dataclass(frozen=True, slots=True)
class NewExtension:
    assignment_id: int
    person_id: int
    report_id: int
    old_due_on: date
    wanted_on: date
    reason: str
    decider: Recipient
    clock_at: datetime


def _select() -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(*_COLUMNS)
        .join_from(extensions, people, people.c.id == extensions.c.person_id)
        .outerjoin(_decider, _decider.c.id == extensions.c.decided_by)
    )


def _extension_of(row: Sequence[object]) -> Extension:
    values = list(row)
    values[8], values[9] = ExtensionStatus(str(values[8])), Recipient(str(values[9]))
    return Extension(*values)  # type: ignore[arg-type] # columns in the order of the fields


async def add_extension(uow: UnitOfWork, new: NewExtension, *, now: datetime) -> int:
    """Opens a request; the one that was open for this assignment is withdrawn by it."""
    await uow.execute(
        sa.update(extensions)
        .where(extensions.c.assignment_id == new.assignment_id, extensions.c.status.in_(_OPEN))
        .values(status=ExtensionStatus.WITHDRAWN, decided_at=now, decided_by=new.person_id, clock_at=None)
    )
    values = {name: getattr(new, name) for name in NewExtension.__slots__}
    statement = (
        sa.insert(extensions)
        .values(**values, asked_at=now, status=ExtensionStatus.PENDING)
        .returning(extensions.c.id)
    )
    extension_id: int = (await uow.execute(statement)).scalar_one()
    return extension_id


async def find_replaced(uow: UnitOfWork, assignment_id: int) -> dict[str, Any] | None:
    """What ``add_extension`` is about to withdraw, as JSON, so that ``put_back`` can undo that."""
    columns = (extensions.c.id, extensions.c.status, *_REPLACED)
    is_open = (extensions.c.assignment_id == assignment_id, extensions.c.status.in_(_OPEN))
    row = (await uow.execute(sa.select(*columns).where(*is_open))).first()
    if row is None:
        return None
    moments = [at.isoformat() if at else None for at in row[2:4]]
    return {
        "id": row[0],
        "status": row[1],
        "clock_at": moments[0],
        "decided_at": moments[1],
        "decided_by": row[4],
    }


async def put_back(uow: UnitOfWork, replaced: Mapping[str, Any]) -> None:
    """The request as it was before another one replaced it; nothing else may be open."""
    moments = {
        name: datetime.fromisoformat(replaced[name]) if replaced[name] else None
        for name in ("clock_at", "decided_at")
    }
    await uow.execute(
        sa.update(extensions)
        .where(extensions.c.id == replaced["id"])
        .values(status=replaced["status"], decided_by=replaced["decided_by"], **moments)
    )


async def find_extension(uow: UnitOfWork, extension_id: int) -> Extension | None:
    row = (await uow.execute(_select().where(extensions.c.id == extension_id))).first()
    return _extension_of(row) if row else None


async def find_decider_id(uow: UnitOfWork, extension_id: int) -> int | None:
    """Who decided it, or offered another date."""
    statement = sa.select(extensions.c.decided_by).where(extensions.c.id == extension_id)
    found: int | None = (await uow.execute(statement)).scalar_one_or_none()
    return found


async def find_extension_of_report(uow: UnitOfWork, report_id: int) -> Extension | None:
    row = (await uow.execute(_select().where(extensions.c.report_id == report_id))).first()
    return _extension_of(row) if row else None


async def list_extensions(uow: UnitOfWork, assignment_id: int) -> list[Extension]:
    """All requests of an assignment, the oldest first."""
    statement = _select().where(extensions.c.assignment_id == assignment_id).order_by(extensions.c.id)
    return [_extension_of(row) for row in (await uow.execute(statement)).all()]


async def load_open(uow: UnitOfWork, assignment_ids: Sequence[int]) -> dict[int, Extension]:
    """The open request of each assignment that has one."""
    given = {"ids": as_ids(uow, assignment_ids)}
    rows = await uow.execute(_open_statement(is_sqlite=uow.is_sqlite), given)
    found = [_extension_of(row) for row in rows.all()]
    return {extension.assignment_id: extension for extension in found}


@cache
def _open_statement(*, is_sqlite: bool) -> sa.Executable:
    is_theirs = is_among(extensions.c.assignment_id, is_sqlite=is_sqlite)
    return _select().where(is_theirs, extensions.c.status.in_(_OPEN))


async def list_pending(
    uow: UnitOfWork, scope: Scope, statuses: Sequence[ExtensionStatus] = (ExtensionStatus.PENDING,)
) -> list[Extension]:
    """Requests inside the scope that wait for a decision, the oldest first."""
    statement = (
        _select()
        .join(assignments, assignments.c.id == extensions.c.assignment_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .where(extensions.c.status.in_(statuses), in_scope(scope))
        .order_by(extensions.c.asked_at, extensions.c.id)
    )
    return [_extension_of(row) for row in (await uow.execute(statement)).all()]


async def list_due(uow: UnitOfWork, *, now: datetime, limit: int) -> list[Extension]:
    """Requests whose clock has run out, locked with their assignment: whoever decides holds that one first."""
    statement = (
        _select()
        .join(assignments, assignments.c.id == extensions.c.assignment_id)
        .where(extensions.c.clock_at <= now, extensions.c.status.in_(_OPEN))
        .order_by(extensions.c.clock_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=[extensions, assignments])
    )
    return [_extension_of(row) for row in (await uow.execute(statement)).all()]


async def climb_extension(
    uow: UnitOfWork, extension: Extension, *, climbs: int, clock_at: datetime | None
) -> None:
    await uow.execute(
        sa.update(extensions).where(extensions.c.id == extension.id).values(climbs=climbs, clock_at=clock_at)
    )


async def decide_extension(
    uow: UnitOfWork, extension: Extension, status: ExtensionStatus, **values: object
) -> bool:
    """Moves an open request on, once; False when somebody was faster. Its clock stops, unless ``clock_at`` is given."""
    result = await uow.execute(
        sa.update(extensions)
        .where(extensions.c.id == extension.id, extensions.c.status == extension.status)
        .values({"status": status, "clock_at": None, **values})
    )
    return result.rowcount == 1


async def stop_clock(uow: UnitOfWork, extension: Extension) -> None:
    """Nobody is waiting any more: the assignment is over."""
    await uow.execute(sa.update(extensions).where(extensions.c.id == extension.id).values(clock_at=None))
