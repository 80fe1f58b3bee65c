"""Everything the office's task list shows, in four statements however long it is."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.export import AgencyName
from bot.domain.task import Assignment, Status
from bot.storage.assignments import assignment_of, in_scope, select_assignments
from bot.storage.bulk import in_chunks
from bot.storage.database import UnitOfWork
from bot.storage.tables import agencies, assignments, evidence, reports, task_coordinators, tasks


async def list_for_export(uow: UnitOfWork, scope: Scope, *, as_of: date) -> list[Assignment]:
    """Assigned by ``as_of``, task by task. What was transferred stands on the line of its new agency."""
    statement = (
        select_assignments()
        .where(
            in_scope(scope),
            assignments.c.assigned_on <= as_of,
            assignments.c.status != Status.TRANSFERRED.value,
        )
        .order_by(tasks.c.code, agencies.c.id, assignments.c.period)
    )
    return [assignment_of(row) for row in (await uow.execute(statement)).all()]


async def load_coordinators(
    uow: UnitOfWork, task_ids: Sequence[int]
) -> dict[int, list[tuple[int, AgencyName]]]:
    """By task: the agencies' ids and names."""
    found: dict[int, list[tuple[int, AgencyName]]] = {}
    columns = (task_coordinators.c.task_id, agencies.c.id, agencies.c.short_vi, agencies.c.name_en)
    for chunk in in_chunks(task_ids):
        statement = (
            sa.select(*columns)
            .join_from(task_coordinators, agencies, agencies.c.id == task_coordinators.c.agency_id)
            .where(task_coordinators.c.task_id.in_(chunk))
            .order_by(agencies.c.id)
        )
        for task_id, agency_id, vi, en in (await uow.execute(statement)).all():
            found.setdefault(task_id, []).append((agency_id, AgencyName(vi, en or vi)))
    return found


async def load_newest_notes(uow: UnitOfWork, scope: Scope, *, before: datetime) -> dict[int, str]:
    """By assignment; reports without words are passed over."""
    newest = (
        sa.select(sa.func.max(reports.c.id))
        .join_from(reports, assignments, assignments.c.id == reports.c.assignment_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .where(in_scope(scope), reports.c.note != "", reports.c.withdrawn_at.is_(None), reports.c.at < before)
        .group_by(reports.c.assignment_id)
    )
    statement = sa.select(reports.c.assignment_id, reports.c.note).where(reports.c.id.in_(newest))
    return {row.assignment_id: row.note for row in (await uow.execute(statement)).all()}


async def load_result_numbers(uow: UnitOfWork, scope: Scope, *, before: datetime) -> dict[int, list[str]]:
    """By assignment, the oldest first, each number once."""
    statement = (
        sa.select(reports.c.assignment_id, evidence.c.number)
        .join_from(evidence, reports, reports.c.id == evidence.c.report_id)
        .join(assignments, assignments.c.id == reports.c.assignment_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .where(
            in_scope(scope), evidence.c.number != "", reports.c.withdrawn_at.is_(None), reports.c.at < before
        )
        .order_by(evidence.c.id)
    )
    found: dict[int, dict[str, None]] = {}
    for assignment_id, number in (await uow.execute(statement)).all():
        found.setdefault(assignment_id, {})[number] = None
    return {assignment_id: list(numbers) for assignment_id, numbers in found.items()}
