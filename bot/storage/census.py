"""The figures of the present as the database counts them: one statement for all agencies of a scope.

It mirrors ``domain.task.cell_of`` and ``domain.counting``; a test holds both against each other. Counts and lists come
from one statement, because two of them would see different moments on PostgreSQL.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from bot.domain.agencies import Level, Scope
from bot.domain.census import CountedAgency, Owing, Reach
from bot.domain.figures import Cells, TaskName
from bot.domain.indicators import Aim
from bot.domain.requests import ExtensionStatus
from bot.domain.task import REPORTER_OWES, Status
from bot.storage.assignments import in_scope
from bot.storage.bulk import in_chunks
from bot.storage.database import UnitOfWork
from bot.storage.indicators import list_aims
from bot.storage.request_tables import extensions, obstacles
from bot.storage.tables import agencies, assignments, tasks

_LEVELS = {level.value: level for level in Level}
_STATUSES = {status.value: status for status in Status}
_own = assignments.c
_AGENCY = _own.agency_id + sa.literal_column("0")
"""SQLite would take the rows in the order of an index on the agency, one look at the table each: twice as slow."""
_COUNTS = _own.status.not_in([Status.CANCELLED, Status.TRANSFERRED])
_IS_DONE = sa.and_(_own.status == Status.DONE, _own.completed_on.is_not(None))
_LISTED = (
    _own.id,
    _own.task_id,
    _own.period,
    _own.status,
    _own.assigned_on,
    _own.due_on,
    _own.original_due_on,
    _own.percent,
    _own.last_report_at,
    _own.value,
)
_WAITS = (obstacles.c.answered_at.is_(None), obstacles.c.closed_at.is_(None))
_IS_GRANTED = extensions.c.status == ExtensionStatus.GRANTED


@dataclass(frozen=True, slots=True)
class Within:
    """What is counted: as of a day, at some agencies or (``is_everything``) at all there are."""

    scope: Scope
    as_of: date
    is_everything: bool

    @property
    def conditions(self) -> tuple[sa.ColumnElement[bool], ...]:
        visible = (_own.assigned_on <= self.as_of, _COUNTS)
        if self.is_everything:
            return visible
        return (*visible, _own.agency_id.in_(sa.select(agencies.c.id).where(in_scope(self.scope))))


async def count_agencies(
    uow: UnitOfWork, scope: Scope, *, as_of: date, reach: Reach | None
) -> tuple[list[CountedAgency], list[Owing]]:
    """Every agency of the scope, and what is late or within ``reach`` there (None: nothing is listed)."""
    places, total = await _list_places(uow, scope)
    within = Within(scope, as_of, len(places) == total)
    waiting = await _list_waiting(uow, within)
    granted = await _list_granted(uow, within) if reach else {}
    aims = await list_aims(uow, on=as_of) if reach else {}
    unanswered: dict[int, int] = {}
    for agency_id, _, count in waiting.values():
        unanswered[agency_id] = unanswered.get(agency_id, 0) + count
    counted = {row[0]: row for row in (await uow.execute(_select(uow, within, reach))).all()}
    found = [_agency_of(place, counted.get(place[0]), unanswered.get(place[0], 0)) for place in places]
    listed = ((row[0], one) for row in counted.values() if reach for one in row[8] or ())
    return found, [_owing_of(agency_id, one, as_of, waiting, granted, aims) for agency_id, one in listed]


async def _list_places(uow: UnitOfWork, scope: Scope) -> tuple[Sequence[Sequence[Any]], int]:
    """The agencies of the scope, and how many there are in all."""
    own = agencies.c
    total = sa.select(sa.func.count()).select_from(agencies).scalar_subquery()
    columns = (own.id, own.short_vi, own.name_en, own.level, own.path, own.inherits)
    rows = (await uow.execute(sa.select(*columns, total).where(in_scope(scope)))).all()
    return rows, rows[0][6] if rows else 0


def _select(uow: UnitOfWork, within: Within, reach: Reach | None) -> sa.Select[Any]:
    is_open, due_on = sa.not_(_IS_DONE), _own.due_on
    cells = (
        sa.and_(_IS_DONE, _own.completed_on <= due_on),
        sa.and_(_IS_DONE, _own.completed_on > due_on),
        sa.and_(is_open, due_on >= within.as_of),
        sa.and_(is_open, due_on < within.as_of),
        due_on.is_(None),
    )
    others = (due_on > _own.original_due_on, _own.status == Status.SUBMITTED)
    counts = [sa.func.count().filter(condition) for condition in (*cells, *others)]
    columns: list[sa.ColumnElement[Any]] = [_AGENCY, *counts]
    if reach is not None:
        columns.append(_gather(uow).filter(sa.and_(is_open, _is_listed(within.as_of, reach))))
    return sa.select(*columns).where(*within.conditions).group_by(_AGENCY)


def _gather(uow: UnitOfWork) -> sa.FunctionElement[Any]:
    """The rows of a group as one JSON list: ten times cheaper than as rows of the result."""
    if uow.is_sqlite:
        return sa.func.json_group_array(sa.func.json_array(*_LISTED), type_=sa.JSON())
    return sa.func.json_agg(sa.func.json_build_array(*_LISTED), type_=sa.JSON())


def _is_listed(as_of: date, reach: Reach) -> sa.ColumnElement[bool]:
    """Late, or possibly at risk: ``domain.risk`` decides."""
    due_on, heard_at = _own.due_on, _own.last_report_at
    rules: list[sa.ColumnElement[bool]] = []
    if reach.close_until is not None:
        rules.append(due_on <= reach.close_until)
    if reach.silent_until is not None:
        was_heard = sa.or_(heard_at.is_(None), heard_at < reach.silent_before)
        rules.append(sa.and_(due_on <= reach.silent_until, _own.assigned_on <= reach.silent_on, was_heard))
    if reach.sees_obstacles:
        rules.append(_own.id.in_(sa.select(obstacles.c.assignment_id).where(*_WAITS)))
    if reach.extended_times is not None:
        own = extensions.c.assignment_id
        often = sa.select(own).where(_IS_GRANTED).group_by(own)
        rules.append(_own.id.in_(often.having(sa.func.count() >= reach.extended_times)))
    owes = _own.status.in_(sorted(REPORTER_OWES))
    return sa.or_(due_on < as_of, sa.and_(due_on >= as_of, owes, sa.or_(sa.false(), *rules)))


async def _list_waiting(uow: UnitOfWork, within: Within) -> dict[int, tuple[int, datetime, int]]:
    """Assignment → its agency, since when its oldest obstacle waits for an answer, and how many do."""
    own = obstacles.c
    statement = (
        sa.select(own.assignment_id, _own.agency_id, sa.func.min(own.raised_at), sa.func.count())
        .join_from(obstacles, assignments, _own.id == own.assignment_id)
        .where(*_WAITS, *within.conditions)
        .group_by(own.assignment_id, _own.agency_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in (await uow.execute(statement)).all()}


async def _list_granted(uow: UnitOfWork, within: Within) -> dict[int, int]:
    own = extensions.c
    statement = (
        sa.select(own.assignment_id, sa.func.count())
        .join_from(extensions, assignments, _own.id == own.assignment_id)
        .where(_IS_GRANTED, _own.due_on >= within.as_of, *within.conditions)
        .group_by(own.assignment_id)
    )
    return {row[0]: row[1] for row in (await uow.execute(statement)).all()}


def _agency_of(place: Sequence[Any], counted: Sequence[Any] | None, unanswered: int) -> CountedAgency:
    agency_id, name_vi, name_en, level, path, inherits, _ = place
    cells, extended, submitted = (Cells(*counted[1:6]), *counted[6:8]) if counted else (Cells(), 0, 0)
    return CountedAgency(
        agency_id,
        name_vi,
        name_en,
        _LEVELS[level],
        path,
        tuple(inherits or ()),
        cells,
        extended,
        submitted,
        unanswered,
    )


def _owing_of(
    agency_id: int,
    row: Sequence[Any],
    as_of: date,
    waiting: Mapping[int, tuple[int, datetime, int]],
    granted: Mapping[int, int],
    aims: Mapping[int, Aim],
) -> Owing:
    own_id, task_id, period, status, assigned_on, due_text, original_text, percent, heard_at, value = row
    due_on = _day(due_text)
    # Of what is late already nobody asks when it was last heard of.
    last_report_at = _moment(heard_at) if heard_at and due_on >= as_of else None
    return Owing(
        own_id,
        task_id,
        agency_id,
        period,
        _STATUSES[status],
        _day(assigned_on),
        due_on,
        _day(original_text) if original_text else None,
        percent,
        last_report_at,
        waiting[own_id][1] if own_id in waiting else None,
        granted.get(own_id, 0),
        value,
        aims.get(task_id),
    )


_day = lru_cache(maxsize=4096)(date.fromisoformat)
"""A year has few days, and a hundred thousand rows name them again and again."""


def _moment(text: str) -> datetime:
    """SQLite keeps UTC without saying so; PostgreSQL says its offset."""
    at = datetime.fromisoformat(text)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


async def list_task_names(uow: UnitOfWork, task_ids: Iterable[int]) -> dict[int, TaskName]:
    own, found = tasks.c, dict[int, TaskName]()
    for chunk in in_chunks(sorted(set(task_ids))):
        statement = sa.select(own.id, own.code, own.title_vi, own.title_en).where(own.id.in_(chunk))
        found |= {row[0]: TaskName(*row) for row in (await uow.execute(statement)).all()}
    return found
