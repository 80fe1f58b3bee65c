"""Taking back what was just stored: within ten minutes, and only while nobody has acted on it."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.domain.errors import TooLate
from bot.domain.people import Actor
from bot.domain.report import ReportKind
from bot.domain.requests import ExtensionStatus, ObstacleStatus
from bot.domain.rules import Rules
from bot.domain.task import Assignment, Status
from bot.domain.views import Withdrawable
from bot.services import UnitOfWork, spent
from bot.services.progress import change
from bot.services.tasks import get_visible
from bot.storage import assignments, extensions, obstacles, reports
from bot.storage.events import EventKind, NewEvent, add_event
from bot.storage.reports import Undoable

WITHIN = timedelta(minutes=10)


async def find_last(
    uow: UnitOfWork, actor: Actor, *, kind: ReportKind | None, codes: Collection[str], now: datetime
) -> Withdrawable | None:
    """The newest report of the actor's that the minutes still allow to take back, of ``kind`` and about ``codes`` if
    there are any.
    """
    recent = await reports.list_recent_of_person(uow, actor.person.id, since=now - WITHIN)
    about = await assignments.load_assignments(uow, [each.assignment_id for each in recent])
    for each in recent:
        if (kind and each.kind is not kind) or (codes and about[each.assignment_id].task.code not in codes):
            continue
        together = dict.fromkeys(other.assignment_id for other in recent if other.at == each.at)
        return Withdrawable(each.report_id, each.at, tuple(about[id_] for id_ in together))
    return None


async def withdraw(
    uow: UnitOfWork, actor: Actor, report_id: int, *, now: datetime, rules: Rules
) -> list[Assignment]:
    """Takes back everything that was stored with the same tap; returns the assignments as they are again.

    Raises:
        TooLate: the minutes are over, it was taken back before, or somebody reported or decided since.
    """
    batch = await reports.list_batch(uow, report_id, actor.person.id, since=now - WITHIN)
    if not batch:
        raise TooLate
    restored: dict[int, Assignment] = {}
    revs: dict[int, int] = {}
    for each in batch:
        assignment = restored.get(each.assignment_id)
        if assignment is None:
            assignment = await get_visible(uow, actor, each.assignment_id, now=now, rules=rules, lock=True)
            revs[assignment.id] = assignment.rev
        # One after the other, with nothing of anybody's in between.
        if revs[assignment.id] != each.undo.get("rev"):
            raise TooLate
        revs[assignment.id] -= 1
        await _take_back_request(uow, each, actor, assignment, now=now, rules=rules)
        restored[each.assignment_id] = await change(
            uow, assignment, _values_of(each.undo), rules=rules, now=now
        )
        await spent.retire_reviews(uow, actor, assignment, "taken_back", now=now, rules=rules)
        event = NewEvent(EventKind.WITHDRAWN, actor_id=actor.person.id, assignment_id=assignment.id)
        await add_event(uow, event, now=now)
    await reports.mark_withdrawn(uow, [each.report_id for each in batch], now=now)
    return list(restored.values())


async def _take_back_request(
    uow: UnitOfWork, report: Undoable, actor: Actor, assignment: Assignment, *, now: datetime, rules: Rules
) -> None:
    """Raises TooLate when the request of this report was decided or answered already."""
    extension = await extensions.find_extension_of_report(uow, report.report_id)
    if extension is not None:
        values = {"decided_at": now, "decided_by": actor.person.id}
        is_pending = extension.status is ExtensionStatus.PENDING
        if not is_pending or not await extensions.decide_extension(
            uow, extension, ExtensionStatus.WITHDRAWN, **values
        ):
            raise TooLate
        await spent.retire_extension(uow, actor, extension, assignment, "withdrawn", now=now, rules=rules)
        if report.undo.get("replaced"):
            await extensions.put_back(uow, report.undo["replaced"])
    obstacle = await obstacles.find_obstacle_of_report(uow, report.report_id)
    if obstacle is not None:
        closed = {"closed_at": now, "clock_at": None}
        is_open = obstacle.status is ObstacleStatus.OPEN
        if not is_open or not await obstacles.move_obstacle(uow, obstacle, ObstacleStatus.CLOSED, **closed):
            raise TooLate
        await spent.retire_obstacle(uow, actor, obstacle, assignment, "closed", now=now, rules=rules)


def _values_of(undo: Mapping[str, Any]) -> dict[str, object]:
    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(undo[name]) if undo[name] else None

    return {
        "status": Status(undo["status"]),
        "percent": undo["percent"],
        "value": undo["value"],
        "last_report_at": moment("last_report_at"),
        "submitted_at": moment("submitted_at"),
    }
