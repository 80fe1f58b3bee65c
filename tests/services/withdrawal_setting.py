"""One draft of every kind, and what a withdrawal has to bring back."""

from bot.domain.report import Draft, ReportKind
from tests.services.reporting_setting import DOCUMENT
from tests.services.request_setting import Requests

STATE = ("status", "percent", "value", "submitted_at", "last_report_at", "due_on", "completed_on")


async def state(office: Requests) -> dict[str, object]:
    row = await office.desk.row(office.task)
    return {name: row[name] for name in STATE}


def every_draft(office: Requests) -> dict[ReportKind, Draft]:
    return {
        ReportKind.PROGRESS: Draft(office.task, ReportKind.PROGRESS, percent=60, value=41),
        ReportKind.DONE: Draft(office.task, ReportKind.DONE, percent=100, proofs=(DOCUMENT,)),
        ReportKind.NOTE: Draft(office.task, ReportKind.NOTE, note="x"),
        ReportKind.EXTENSION: office.asking(),
        ReportKind.OBSTACLE: office.stuck(),
    }
