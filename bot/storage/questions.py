"""What questions are answered from: titles to recognise, tallies by agency and task, the list a chat was shown last.

Everything that names a task is inside a scope.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.domain.agencies import Agency, Level, Scope
from bot.domain.asking import AgencyTally, Period, TaskTally
from bot.domain.task import OPEN_STATUSES, Assignment, Status
from bot.storage.assignments import assignment_of, in_scope, select_assignments
from bot.storage.database import UnitOfWork
from bot.storage.outbox import MailKind, MailStatus
from bot.storage.people import list_agencies
from bot.storage.queues import notice_items, outbox
from bot.storage.tables import agencies, assignments, tasks

_HIDDEN = (Status.CANCELLED, Status.TRANSFERRED)
_MAILS_LOOKED_AT = 12
"""Replies looked through for the list shown last; further back nobody means it."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which assignments; every field narrows. ``agency_paths`` are themselves inside the scope."""

    scope: Scope
    as_of: date
    statuses: frozenset[Status] = OPEN_STATUSES
    period: Period | None = None
    due_before: date | None = None
    levels: frozenset[Level] = frozenset()
    task_id: int | None = None
    is_silent: bool = False
    """Never reported on."""


def _where(wanted: Narrowed) -> list[sa.ColumnElement[bool]]:
    conditions = [
        in_scope(wanted.scope),
        assignments.c.assigned_on <= wanted.as_of,
        assignments.c.status.in_(sorted(wanted.statuses)),
    ]
    if wanted.period is not None:
        conditions.append(assignments.c.due_on.between(wanted.period.from_on, wanted.period.to_on))
    if wanted.due_before is not None:
        conditions.append(assignments.c.due_on < wanted.due_before)
    if wanted.levels:
        conditions.append(agencies.c.level.in_(sorted(wanted.levels)))
    if wanted.task_id is not None:
        conditions.append(assignments.c.task_id == wanted.task_id)
    if wanted.is_silent:
        conditions.append(assignments.c.last_report_at.is_(None))
    return conditions


async def list_narrowed(
    uow: UnitOfWork, wanted: Narrowed, *, offset: int = 0, limit: int | None = None
) -> list[Assignment]:
    """By due date, undated ones last."""
    order = (assignments.c.due_on.is_(None), assignments.c.due_on, tasks.c.code, agencies.c.code)
    statement = select_assignments().where(*_where(wanted)).order_by(*order, assignments.c.id)
    return [assignment_of(row) for row in (await uow.execute(statement.offset(offset).limit(limit))).all()]


async def count_narrowed(uow: UnitOfWork, wanted: Narrowed) -> tuple[int, int]:
    """How many assignments, and of how many agencies."""
    statement = (
        sa.select(sa.func.count(), sa.func.count(assignments.c.agency_id.distinct()))
        .join_from(assignments, agencies, agencies.c.id == assignments.c.agency_id)
        .where(*_where(wanted))
    )
    counted, among = (await uow.execute(statement)).one()
    return counted, among


async def tally_agencies(uow: UnitOfWork, wanted: Narrowed, *, offset: int, limit: int) -> list[AgencyTally]:
    """The agencies with such assignments: most of them first, then the longest overdue, then by code."""
    count, oldest = sa.func.count(), sa.func.min(assignments.c.due_on)
    statement = (
        sa.select(
            agencies.c.id,
            agencies.c.short_vi,
            agencies.c.name_en,
            count,
            oldest,
            sa.case((count == 1, sa.func.min(assignments.c.id)), else_=0),
        )
        .join_from(assignments, agencies, agencies.c.id == assignments.c.agency_id)
        .where(*_where(wanted))
        .group_by(agencies.c.id, agencies.c.short_vi, agencies.c.name_en, agencies.c.code)
        .order_by(count.desc(), oldest.is_(None), oldest, agencies.c.code)
        .offset(offset)
        .limit(limit)
    )
    return [AgencyTally(*row) for row in (await uow.execute(statement)).all()]


async def tally_tasks(
    uow: UnitOfWork, wanted: Narrowed, *, limit: int | None = None
) -> tuple[list[TaskTally], int]:
    """The tasks with such assignments, the nearest due date first; and how many tasks there are."""
    first = sa.func.min(assignments.c.due_on)
    grouped = (
        sa.select(
            tasks.c.id,
            tasks.c.code,
            tasks.c.title_vi,
            tasks.c.title_en,
            sa.func.count(),
            sa.func.count(assignments.c.agency_id.distinct()),
            first,
        )
        .join_from(assignments, tasks, tasks.c.id == assignments.c.task_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .where(*_where(wanted))
        .group_by(tasks.c.id, tasks.c.code, tasks.c.title_vi, tasks.c.title_en)
        .order_by(first, tasks.c.code)
    )
    found = [TaskTally(*row) for row in (await uow.execute(grouped)).all()]
    return found[:limit], len(found)


async def list_titles(
    uow: UnitOfWork, scope: Scope, *, as_of: date, statuses: frozenset[Status]
) -> list[tuple[str, str, str]]:
    """Code and titles of every task with such an assignment inside the scope, by code."""
    inside = (
        sa.select(assignments.c.task_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .where(
            in_scope(scope), assignments.c.assigned_on <= as_of, assignments.c.status.in_(sorted(statuses))
        )
    )
    statement = (
        sa.select(tasks.c.code, tasks.c.title_vi, tasks.c.title_en)
        .where(tasks.c.id.in_(inside))
        .order_by(tasks.c.code)
    )
    return [(row[0], row[1], row[2]) for row in (await uow.execute(statement)).all()]


async def find_agency_by_id(uow: UnitOfWork, agency_id: int) -> Agency | None:
    return next((each for each in await list_agencies(uow) if each.id == agency_id), None)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of ours: ``data`` is the rendered one of a reply, empty for a notice."""

    mail_id: int
    is_notice: bool
    data: dict[str, Any]


async def list_shown(uow: UnitOfWork, *, chat_id: int, message_id: int | None = None) -> list[Shown]:
    """Our newest messages in a chat, the newest first; with ``message_id`` only what that one says now."""
    where = [
        outbox.c.chat_id == chat_id,
        outbox.c.kind.in_([MailKind.REPLY, MailKind.NOTICE]),
        outbox.c.status.not_in([MailStatus.DROPPED, MailStatus.FAILED]),
    ]
    if message_id is not None:
        where.append(sa.or_(outbox.c.message_id == message_id, outbox.c.target_message_id == message_id))
    statement = (
        sa.select(outbox.c.id, outbox.c.kind, outbox.c.data)
        .where(*where)
        .order_by(outbox.c.id.desc())
        .limit(_MAILS_LOOKED_AT)
    )
    rows = (await uow.execute(statement)).all()
    return [Shown(row[0], row[1] == MailKind.NOTICE, row[2]) for row in rows]


async def list_noticed(uow: UnitOfWork, mail_id: int, *, person_id: int) -> list[int]:
    """The assignments a notice named, in the order in which it lists them: by due date."""
    statement = (
        sa.select(notice_items.c.assignment_id)
        .join(assignments, assignments.c.id == notice_items.c.assignment_id)
        .join(tasks, tasks.c.id == assignments.c.task_id)
        .where(notice_items.c.outbox_id == mail_id, notice_items.c.person_id == person_id)
        .group_by(notice_items.c.assignment_id, assignments.c.due_on, tasks.c.code)
        .order_by(assignments.c.due_on.is_(None), assignments.c.due_on, tasks.c.code)
    )
    return list((await uow.execute(statement)).scalars())
