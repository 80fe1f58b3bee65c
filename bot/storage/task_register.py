"""Directives, tasks, targets and coordinators in bulk, by code."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from bot.domain.task import LeadMode, Precision, TaskKind
from bot.storage.bulk import in_chunks, insert_rows, insert_rows_for_ids, update_rows
from bot.storage.database import UnitOfWork
from bot.storage.register_rows import DirectiveRow, StoredTasks, TaskRow
from bot.storage.tables import agencies, directives, kpi_targets, task_coordinators, tasks


async def load_tasks(uow: UnitOfWork, zone: ZoneInfo) -> StoredTasks:
    statement = sa.select(tasks, directives.c.document, directives.c.meeting, directives.c.article).outerjoin(
        directives, directives.c.id == tasks.c.directive_id
    )
    found = (await uow.execute(statement.order_by(tasks.c.id))).mappings().all()
    codes = {row["id"]: row["code"] for row in found}
    targets = await _load_newest_targets(uow)
    rows = {
        row["code"]: _task_of(row, codes.get(row["parent_id"], ""), targets.get(row["id"])) for row in found
    }
    return StoredTasks(
        rows,
        ids={code: task_id for task_id, code in codes.items()},
        created_on={row["code"]: row["created_at"].astimezone(zone).date() for row in found},
        coordinators=await _load_coordinators(uow),
    )


def _task_of(values: sa.RowMapping, parent: str, target: float | None) -> TaskRow:
    return TaskRow(
        code=values["code"],
        title_vi=values["title_vi"],
        kind=TaskKind(values["kind"]),
        lead=split_codes(values["lead"]),
        lead_mode=LeadMode(values["lead_mode"]),
        due_precision=Precision(values["due_precision"]),
        parent=parent,
        directive=DirectiveRow(values["document"] or "", values["meeting"] or "", values["article"] or ""),
        coordinating=split_codes(values["coordinating"]),
        kpi_target=target,
        **{name: values[name] for name in _PLAIN},
    )


#: Columns of a task that are the same in the row and in the table.
_PLAIN = (
    "title_en",
    "lead_basis",
    "issued_on",
    "due_on",
    "recurrence",
    "kpi_name",
    "kpi_unit",
    "kpi_baseline",
    "evidence_expected",
    "pillar",
    "notes",
)


def split_codes(text: str) -> tuple[str, ...]:
    """``BTTTT|@TINH`` as its parts."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


async def _load_newest_targets(uow: UnitOfWork) -> dict[int, float]:
    statement = sa.select(kpi_targets.c.task_id, kpi_targets.c.target).order_by(kpi_targets.c.valid_from)
    return {row.task_id: row.target for row in (await uow.execute(statement)).all()}


async def _load_coordinators(uow: UnitOfWork) -> dict[str, frozenset[str]]:
    statement = (
        sa.select(tasks.c.code, agencies.c.code)
        .join_from(task_coordinators, tasks, tasks.c.id == task_coordinators.c.task_id)
        .join(agencies, agencies.c.id == task_coordinators.c.agency_id)
    )
    found: dict[str, set[str]] = {}
    for task, agency in (await uow.execute(statement)).all():
        found.setdefault(task, set()).add(agency)
    return {task: frozenset(codes) for task, codes in found.items()}


async def ensure_directives(uow: UnitOfWork, wanted: Iterable[DirectiveRow]) -> dict[DirectiveRow, int]:
    """The ids of all directives, those of ``wanted`` added where they are new."""
    columns = (directives.c.id, directives.c.document, directives.c.meeting, directives.c.article)
    found = (await uow.execute(sa.select(*columns))).all()
    ids = {DirectiveRow(*row[1:]): row[0] for row in found}
    new = [row for row in dict.fromkeys(wanted) if row and row not in ids]
    values = [{"document": row.document, "meeting": row.meeting, "article": row.article} for row in new]
    return ids | dict(zip(new, await insert_rows_for_ids(uow, directives, values), strict=True))


async def add_tasks(
    uow: UnitOfWork, rows: Sequence[TaskRow], directive_ids: Mapping[DirectiveRow, int], *, now: datetime
) -> dict[str, int]:
    """The new ids by code. Parents are set afterwards (``set_parents``): they may stand later in the file."""
    values = [{**_task_values(row, directive_ids), "created_at": now} for row in rows]
    ids = await insert_rows_for_ids(uow, tasks, values)
    return dict(zip((row.code for row in rows), ids, strict=True))


async def update_tasks(
    uow: UnitOfWork,
    rows: Sequence[TaskRow],
    ids: Mapping[str, int],
    directive_ids: Mapping[DirectiveRow, int],
) -> None:
    await update_rows(uow, tasks, [{"id": ids[row.code], **_task_values(row, directive_ids)} for row in rows])


def _task_values(row: TaskRow, directive_ids: Mapping[DirectiveRow, int]) -> dict[str, object]:
    return {
        "code": row.code,
        "title_vi": row.title_vi,
        "kind": row.kind.value,
        "lead": "|".join(row.lead),
        "lead_mode": row.lead_mode.value,
        "coordinating": "|".join(row.coordinating),
        "due_precision": row.due_precision.value,
        "directive_id": directive_ids[row.directive] if row.directive else None,
        **{name: getattr(row, name) for name in _PLAIN},
    }


async def set_parents(uow: UnitOfWork, rows: Iterable[TaskRow], ids: Mapping[str, int]) -> None:
    values = [{"id": ids[row.code], "parent_id": ids[row.parent] if row.parent else None} for row in rows]
    await update_rows(uow, tasks, values)


async def put_targets(uow: UnitOfWork, rows: Sequence[tuple[int, TaskRow, date]]) -> None:
    """A target for each (task id, row, valid from); one that is valid from the same day is replaced."""
    if not rows:
        return
    replaced = sa.delete(kpi_targets).where(
        kpi_targets.c.task_id == sa.bindparam("task"), kpi_targets.c.valid_from == sa.bindparam("day")
    )
    await uow.execute(replaced, [{"task": task_id, "day": valid_from} for task_id, _, valid_from in rows])
    values = [
        {
            "task_id": task_id,
            "target": row.kpi_target,
            "unit": row.kpi_unit,
            "valid_from": valid_from,
            "source": row.directive.document or row.directive.meeting,
        }
        for task_id, row, valid_from in rows
    ]
    await insert_rows(uow, kpi_targets, values)


async def put_coordinators(uow: UnitOfWork, coordinators: Mapping[int, Sequence[int]]) -> None:
    """Task id → ids of the agencies that coordinate it from now on."""
    for chunk in in_chunks(list(coordinators)):
        await uow.execute(sa.delete(task_coordinators).where(task_coordinators.c.task_id.in_(chunk)))
    values = [
        {"task_id": task_id, "agency_id": agency_id}
        for task_id, agency_ids in coordinators.items()
        for agency_id in agency_ids
    ]
    await insert_rows(uow, task_coordinators, values)
