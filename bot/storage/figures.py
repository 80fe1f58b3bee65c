"""What figures are counted from: every assignment of a scope in one statement, without the ORM."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.agencies import Level, Scope
from bot.domain.figures import AssignmentFacts, ScopeName
from bot.domain.indicators import Aim
from bot.domain.requests import ExtensionStatus
from bot.domain.task import Status
from bot.storage.assignments import in_scope
from bot.storage.bulk import in_chunks
from bot.storage.database import UnitOfWork
from bot.storage.events import EventKind
from bot.storage.indicators import list_aims
from bot.storage.moves import load_holders
from bot.storage.obstacle_moves import list_places_then
from bot.storage.request_tables import extensions, obstacles
from bot.storage.tables import agencies, assignments, events, tasks

_LEVELS = {level.value: level for level in Level}
_STATUSES = {status.value: status for status in Status}
_COLUMNS = (
    assignments.c.id,
    tasks.c.id,
    tasks.c.code,
    tasks.c.title_vi,
    tasks.c.title_en,
    agencies.c.id,
    agencies.c.short_vi,
    agencies.c.name_en,
    agencies.c.level,
    assignments.c.period,
    assignments.c.status,
    assignments.c.assigned_on,
    assignments.c.due_on,
    assignments.c.original_due_on,
    assignments.c.completed_on,
    assignments.c.percent,
    assignments.c.last_report_at,
    assignments.c.value,
)


async def list_facts(
    uow: UnitOfWork, scope: Scope, *, as_of: date, at: datetime | None = None, aims_on: date | None = None
) -> list[AssignmentFacts]:
    """Every assignment visible on ``as_of`` inside the scope, cancelled ones too, in no particular order.

    ``at``: what was asked for by then counts (obstacles, extensions); everything up to now without it.
    ``aims_on``: the day whose targets are valid, if not ``as_of``.
    """
    statement = (
        sa.select(*_COLUMNS)
        .join_from(assignments, tasks, tasks.c.id == assignments.c.task_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .where(assignments.c.assigned_on <= as_of)
    )
    rows = await _held_in(uow, statement, scope, at)
    waiting, granted = await _list_waiting(uow, at), await _list_granted(uow, at)
    aims = await list_aims(uow, on=aims_on or as_of)
    return [_facts_of(row, waiting, granted, aims) for row in rows]


async def _held_in(
    uow: UnitOfWork, statement: sa.Select[*tuple[Any, ...]], scope: Scope, at: datetime | None
) -> list[Sequence[Any]]:
    """The rows that an agency of the scope holds, or held ``at`` that moment before it was reorganised."""
    then = await load_holders(uow, at) if at is not None else {}
    rows = (await uow.execute(statement.where(in_scope(scope)))).all()
    here: list[Sequence[Any]] = [row for row in rows if row[0] not in then]
    inside = [assignment_id for assignment_id, holder in then.items() if scope.contains(holder[4])]
    for chunk in in_chunks(inside):
        moved = (await uow.execute(statement.where(assignments.c.id.in_(chunk)))).all()
        here += [(*row[:5], *then[row[0]][:4], *row[9:]) for row in moved]
    return here


def _facts_of(
    row: Sequence[Any],
    waiting: Mapping[int, tuple[datetime, int]],
    granted: Mapping[int, int],
    aims: Mapping[int, Aim],
) -> AssignmentFacts:
    since, count = waiting.get(row[0], (None, 0))
    others = (since, count, granted.get(row[0], 0), row[17], aims.get(row[1]))
    return AssignmentFacts._make(
        [*row[:8], _LEVELS[row[8]], row[9], _STATUSES[row[10]], *row[11:17], *others]
    )


async def _list_waiting(uow: UnitOfWork, at: datetime | None) -> dict[int, tuple[datetime, int]]:
    """Assignment → since when its oldest obstacle waits for an answer, and how many do."""
    own = obstacles.c
    waits: list[sa.ColumnElement[bool]] = [own.answered_at.is_(None), own.closed_at.is_(None)]
    if at is not None:
        waits = [sa.or_(moment.is_(None), moment > at) for moment in (own.answered_at, own.closed_at)]
        waits.append(own.raised_at <= at)
    statement = sa.select(own.id, own.assignment_id, own.raised_at).where(*waits)
    places = await list_places_then(uow, at) if at is not None else {}
    found: dict[int, tuple[datetime, int]] = {}
    for obstacle_id, assignment_id, raised_at in (await uow.execute(statement)).all():
        place = places.get(obstacle_id, assignment_id)
        since, count = found.get(place, (raised_at, 0))
        found[place] = min(since, raised_at), count + 1
    return found


async def _list_granted(uow: UnitOfWork, at: datetime | None) -> dict[int, int]:
    """Assignment → how often a later date was granted. Then: an offered date counts from when it was taken."""
    if at is None:
        own = extensions.c.assignment_id
        statement = sa.select(own, sa.func.count()).where(extensions.c.status == ExtensionStatus.GRANTED)
    else:
        own = events.c.assignment_id
        was_granted = (events.c.kind == EventKind.EXTENDED, events.c.at <= at)
        statement = sa.select(own, sa.func.count()).where(*was_granted)
    return {row[0]: row[1] for row in (await uow.execute(statement.group_by(own))).all()}


async def list_scope_names(uow: UnitOfWork, scope: Scope) -> tuple[ScopeName, ...]:
    """The agencies at the top of the scope, in the order of its prefixes."""
    statement = (
        sa.select(
            agencies.c.short_vi, agencies.c.name_en, agencies.c.level, agencies.c.path, agencies.c.inherits
        )
        .where(agencies.c.path.in_(scope.prefixes))
        .order_by(agencies.c.path)
    )
    rows = (await uow.execute(statement)).all()
    # What an agency took over goes by its own name.
    inherited = {path for row in rows for path in row[4] or ()}
    return tuple(ScopeName(row[0], row[1], _LEVELS[row[2]]) for row in rows if row[3] not in inherited)


async def list_assigned_paths(uow: UnitOfWork, *, as_of: date) -> list[str]:
    """The paths of agencies that have ever been given anything by ``as_of``."""
    is_assigned = sa.exists().where(
        assignments.c.agency_id == agencies.c.id, assignments.c.assigned_on <= as_of
    )
    return list((await uow.execute(sa.select(agencies.c.path).where(is_assigned))).scalars())
