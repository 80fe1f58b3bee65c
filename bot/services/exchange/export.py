"""The office's task list as rows; ``texts.sheets`` makes the workbook of them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.agencies import Scope
from bot.domain.export import AgencyName, ExportRow
from bot.domain.task import Assignment, cell_of
from bot.services import UnitOfWork
from bot.services.exchange.importing import HANOI
from bot.storage import task_export


async def list_export_rows(
    uow: UnitOfWork, *, scope: Scope, as_of: date, zone: ZoneInfo = HANOI
) -> list[ExportRow]:
    """Every assignment in the scope that was assigned by ``as_of``, judged on that day.

    Status and progress are those of now; the four cells, notes and results are those of ``as_of``.
    """
    before = datetime.combine(as_of + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)
    found = await task_export.list_for_export(uow, scope, as_of=as_of)
    task_ids = list(dict.fromkeys(assignment.task.id for assignment in found))
    coordinators = await task_export.load_coordinators(uow, task_ids)
    notes = await task_export.load_newest_notes(uow, scope, before=before)
    numbers = await task_export.load_result_numbers(uow, scope, before=before)
    return [
        ExportRow(
            assignment=assignment,
            cell=cell_of(assignment.status, assignment.due_on, assignment.completed_on, as_of=as_of),
            coordinating=_others(assignment, coordinators.get(assignment.task.id, [])),
            results=tuple(numbers.get(assignment.id, ())),
            note=notes.get(assignment.id, ""),
        )
        for assignment in found
    ]


def _others(assignment: Assignment, coordinators: list[tuple[int, AgencyName]]) -> tuple[AgencyName, ...]:
    """One of several leads may coordinate the rest; on its own line it is the lead."""
    return tuple(name for agency_id, name in coordinators if agency_id != assignment.agency_id)
