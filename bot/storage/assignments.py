"""Assignments with their task and agency, always inside a scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.task import OPEN_STATUSES, Assignment, LeadMode, Precision, Status, Task, TaskKind
from bot.storage.bulk import as_ids, is_among, is_one_of
from bot.storage.database import UnitOfWork
from bot.storage.scopes import bounds_of, is_within
from bot.storage.scopes import in_scope as in_scope
from bot.storage.tables import agencies, assignments, directives, kpi_targets, tasks

_latest_target = (
    sa.select(kpi_targets.c.target)
    .where(kpi_targets.c.task_id == tasks.c.id)
    .order_by(kpi_targets.c.valid_from.desc())
    .limit(1)
    .scalar_subquery()
)
_TASK_COLUMNS = (
    tasks.c.id,
    tasks.c.code,
    tasks.c.title_vi,
    tasks.c.title_en,
    tasks.c.kind,
    tasks.c.lead_mode,
    tasks.c.evidence_expected,
    tasks.c.recurrence,
    tasks.c.kpi_name,
    tasks.c.kpi_unit,
    tasks.c.kpi_baseline,
    _latest_target.label("kpi_target"),
    sa.func.coalesce(sa.func.nullif(directives.c.document, ""), directives.c.meeting, "").label("source"),
)
_OWN_COLUMNS = (
    assignments.c.id,
    assignments.c.agency_id,
    agencies.c.code,
    agencies.c.short_vi,
    agencies.c.name_en,
    agencies.c.path,
    assignments.c.status,
    assignments.c.assigned_on,
    assignments.c.assigned_at,
    assignments.c.due_on,
    assignments.c.original_due_on,
    assignments.c.precision,
    assignments.c.period,
    assignments.c.percent,
    assignments.c.value,
    assignments.c.last_report_at,
    assignments.c.submitted_at,
    assignments.c.completed_on,
    assignments.c.rev,
)


@cache
def select_assignments() -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(*_TASK_COLUMNS, *_OWN_COLUMNS)
        .join_from(assignments, tasks, tasks.c.id == assignments.c.task_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .outerjoin(directives, directives.c.id == tasks.c.directive_id)
    )


def assignment_of(row: Sequence[object]) -> Assignment:
    """An assignment from a row of ``select_assignments``."""
    task_values = list(row[:13])
    task_values[4], task_values[5] = TaskKind(str(task_values[4])), LeadMode(str(task_values[5]))
    task = Task(*task_values)  # type: ignore[arg-type] # columns in the order of the fields
    own = list(row[13:])
    own[6], own[11] = Status(str(own[6])), Precision(str(own[11]))
    return Assignment(own[0], task, *own[1:])  # type: ignore[arg-type] # columns in the order of the fields


@dataclass(frozen=True, slots=True)
class Filter:
    """Which assignments; every field narrows. Cancelled and transferred ones are never listed."""

    scope: Scope
    as_of: date
    statuses: frozenset[Status] = OPEN_STATUSES
    task_id: int | None = None
    due_before: date | None = None
    due_from: date | None = None
    only_undated: bool = False
    agency_id: int | None = None


_NARROWING = {
    "task_id": assignments.c.task_id == sa.bindparam("task_id"),
    "agency_id": assignments.c.agency_id == sa.bindparam("agency_id"),
    "due_before": assignments.c.due_on < sa.bindparam("due_before"),
    "due_from": assignments.c.due_on >= sa.bindparam("due_from"),
}


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the statement of a filter depends on: it is made once for each, and filled with the values every time."""

    prefixes: int
    statuses: frozenset[Status]
    narrowed_by: tuple[str, ...]
    only_undated: bool


def _shape_of(wanted: Filter) -> _Shape:
    narrowed_by = tuple(name for name in _NARROWING if getattr(wanted, name) is not None)
    return _Shape(len(wanted.scope.prefixes), wanted.statuses, narrowed_by, wanted.only_undated)


def _values_of(wanted: Filter) -> dict[str, object]:
    narrowing = {name: value for name in _NARROWING if (value := getattr(wanted, name)) is not None}
    return {"as_of": wanted.as_of, **bounds_of(wanted.scope), **narrowing}


@cache
def _where(shape: _Shape) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        is_within(shape.prefixes),
        assignments.c.assigned_on <= sa.bindparam("as_of"),
        assignments.c.status.in_(sorted(shape.statuses)),
        *(_NARROWING[name] for name in shape.narrowed_by),
        *((assignments.c.due_on.is_(None),) if shape.only_undated else ()),
    )


@cache
def _list_statement(shape: _Shape) -> sa.Select[*tuple[object, ...]]:
    order = (assignments.c.due_on.is_(None), assignments.c.due_on, tasks.c.code, agencies.c.code)
    page = select_assignments().where(*_where(shape)).order_by(*order, assignments.c.id)
    return page.offset(sa.bindparam("skipped", type_=sa.Integer)).limit(
        sa.bindparam("most", type_=sa.Integer)
    )


_ALL = 2**31 - 1


async def list_assignments(
    uow: UnitOfWork, wanted: Filter, *, offset: int = 0, limit: int | None = None
) -> list[Assignment]:
    """By due date, undated ones last."""
    page = {"skipped": offset, "most": _ALL if limit is None else limit}
    rows = await uow.execute(_list_statement(_shape_of(wanted)), _values_of(wanted) | page)
    return [assignment_of(row) for row in rows.all()]


@cache
def _count_statement(shape: _Shape) -> sa.Select[int]:
    joined = assignments.join(agencies, agencies.c.id == assignments.c.agency_id)
    return sa.select(sa.func.count()).select_from(joined).where(*_where(shape))


@cache
def _page_statement(shape: _Shape) -> sa.Executable:
    # By itself, so that it is counted once and not for each row.
    total = _count_statement(shape).correlate(None).scalar_subquery()
    return _list_statement(shape).add_columns(total)


async def list_page(
    uow: UnitOfWork, wanted: Filter, *, offset: int, limit: int
) -> tuple[list[Assignment], int]:
    """Some of them in the same order, and how many there are in all; beyond the end none and 0."""
    values = _values_of(wanted) | {"skipped": offset, "most": limit}
    rows = (await uow.execute(_page_statement(_shape_of(wanted)), values)).all()
    return [assignment_of(row[:-1]) for row in rows], rows[0][-1] if rows else 0


async def count_assignments(uow: UnitOfWork, wanted: Filter) -> int:
    result = await uow.execute(_count_statement(_shape_of(wanted)), _values_of(wanted))
    count: int = result.scalar_one()
    return count


async def count_done(
    uow: UnitOfWork, task_id: int, scope: Scope, *, period: str | None = None
) -> tuple[int, int]:
    """How many of a task's assignments inside the scope are done, and how many count at all ("41/63").

    With ``period`` only that time of a recurring task.
    """
    is_done = sa.case((assignments.c.status == Status.DONE, 1), else_=0)
    statement = (
        sa.select(sa.func.coalesce(sa.func.sum(is_done), 0), sa.func.count())
        .join_from(assignments, agencies, agencies.c.id == assignments.c.agency_id)
        .where(
            assignments.c.task_id == task_id,
            in_scope(scope),
            assignments.c.status.not_in([Status.CANCELLED, Status.TRANSFERRED]),
            sa.true() if period is None else assignments.c.period == period,
        )
    )
    done, total = (await uow.execute(statement)).one()
    return done, total


_FIND = select_assignments().where(assignments.c.id == sa.bindparam("which"))
_FIND_LOCKED = _FIND.with_for_update(of=assignments)


async def find_assignment(uow: UnitOfWork, assignment_id: int, *, lock: bool = False) -> Assignment | None:
    """Whatever its scope: the caller checks the right. ``lock`` keeps it ours until the transaction ends."""
    row = (await uow.execute(_FIND_LOCKED if lock else _FIND, {"which": assignment_id})).first()
    return assignment_of(row) if row else None


async def load_assignments(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, Assignment]:
    """By id, whatever their scope; the caller checks the right."""
    if not ids:
        return {}
    given = {"ids": as_ids(uow, set(ids))}
    rows = await uow.execute(_assignments_by_id(is_sqlite=uow.is_sqlite), given)
    found = [assignment_of(row) for row in rows.all()]
    return {assignment.id: assignment for assignment in found}


@cache
def _assignments_by_id(*, is_sqlite: bool) -> sa.Executable:
    return select_assignments().where(is_among(assignments.c.id, is_sqlite=is_sqlite))


_UPDATE = sa.update(assignments).where(
    assignments.c.id == sa.bindparam("which"), assignments.c.rev == sa.bindparam("read_rev")
)


async def update_assignment(uow: UnitOfWork, assignment_id: int, *, rev: int, **values: object) -> bool:
    """Writes only while the row still has ``rev``; returns whether it did (somebody was faster if not)."""
    given = {"which": assignment_id, "read_rev": rev, "rev": rev + 1, **values}
    return (await uow.execute(_UPDATE, given)).rowcount == 1


async def set_plan(uow: UnitOfWork, plans: Sequence[tuple[int, datetime, datetime | None]]) -> None:
    """Moves the planner's cursor: ``(assignment id, planned_at, next_at)``.

    A statement for each pair of moments; they are few, for reminders go out at set times of the day.
    """
    groups: dict[tuple[datetime, datetime | None], list[int]] = {}
    for which, planned_at, next_at in plans:
        groups.setdefault((planned_at, next_at), []).append(which)
    for (planned_at, next_at), ids in groups.items():
        statement = sa.update(assignments).where(is_one_of(uow, assignments.c.id, ids))
        await uow.execute(statement.values(planned_at=planned_at, next_at=next_at))


ANNOUNCE_AGAIN = datetime(1970, 1, 1, tzinfo=UTC)
"""As ``next_at``: whoever answers for the agency now is to hear of the assignment. The cursor stays, so that no
recipient loses a rung that is still to be planned."""


async def announce_again(uow: UnitOfWork, agency_id: int, *, now: datetime) -> None:
    """Somebody new answers for the agency: the next tick tells them of its open assignments."""
    await uow.execute(
        sa.update(assignments)
        .where(
            assignments.c.agency_id == agency_id,
            assignments.c.status.in_(sorted(OPEN_STATUSES)),
            assignments.c.assigned_at <= now,
        )
        .values(next_at=ANNOUNCE_AGAIN)
    )


async def announce_one(uow: UnitOfWork, assignment_id: int) -> None:
    """The same for one assignment that has a new holder."""
    which = sa.and_(assignments.c.id == assignment_id, assignments.c.status.in_(sorted(OPEN_STATUSES)))
    await uow.execute(sa.update(assignments).where(which).values(next_at=ANNOUNCE_AGAIN))
