"""Reports: what a focal point says of an assignment, stored and passed to whoever is in turn."""

from dataclasses import replace
from datetime import datetime

from bot.domain.errors import (
    NotReporter,
    TransitionRefused,
)
from bot.domain.people import Actor
from bot.domain.report import WISHES, Draft, ReportKind
from bot.domain.rules import Rules
from bot.domain.task import Assignment, Status, can_move
from bot.services import UnitOfWork, desks, extensions, obstacles, spent, urging
from bot.services.progress import change
from bot.services.tasks import get_visible
from bot.storage import reports
from bot.storage.events import EventKind, NewEvent, add_event
from bot.storage.extensions import find_replaced
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail

_EVENT_OF = {
    ReportKind.PROGRESS: EventKind.REPORTED,
    ReportKind.NOTE: EventKind.REPORTED,
    ReportKind.DONE: EventKind.SUBMITTED,
    ReportKind.EXTENSION: EventKind.ASKED_EXTENSION,
    ReportKind.OBSTACLE: EventKind.ASKED_HELP,
}


_REPLACES_RESULT = {ReportKind.PROGRESS: "taken_back", ReportKind.DONE: "newer"}
"""What becomes of the cards of a result under review."""


async def get_reportable(
    uow: UnitOfWork, actor: Actor, assignment_id: int, *, now: datetime, rules: Rules, lock: bool = False
) -> Assignment:
    """An assignment that this actor may report on now.

    Raises:
        NotFound: outside the scope. NotReporter: visible, but not the actor's to report.
        TransitionRefused: done or stopped already.
    """
    assignment = await get_visible(uow, actor, assignment_id, now=now, rules=rules, lock=lock)
    return require_reportable(actor, assignment)


def require_reportable(actor: Actor, assignment: Assignment) -> Assignment:
    """The same for one that was just found inside the actor's scope; raises likewise."""
    if not actor.can_report(assignment.agency_path):
        raise NotReporter
    if not can_move(assignment.status, Status.IN_PROGRESS):
        raise TransitionRefused(status=assignment.status)
    return assignment


async def record(
    uow: UnitOfWork,
    actor: Actor,
    draft: Draft,
    *,
    now: datetime,
    rules: Rules,
    locked: Assignment | None = None,
) -> tuple[int, Assignment]:
    """Stores a confirmed draft as a report and moves the assignment; the report's id, and the assignment as it is now.

    ``locked``: what ``get_reportable`` gave with a lock, in this transaction, and nothing was written since.

    Raises:
        What ``get_reportable`` and ``Draft.checked`` raise.
    """
    draft.checked()
    assignment = locked or await get_reportable(
        uow, actor, draft.assignment_id, now=now, rules=rules, lock=True
    )
    # The draft may name a row that has become part of this one since.
    draft = replace(draft, assignment_id=assignment.id, note=draft.note.strip())
    changed = await _move_on(uow, assignment, draft, rules=rules, now=now)
    undo = _undo_of(assignment, changed)
    if draft.kind is ReportKind.EXTENSION:
        undo["replaced"] = await find_replaced(uow, assignment.id)
    if assignment.status is Status.SUBMITTED and draft.kind in _REPLACES_RESULT:
        outcome = _REPLACES_RESULT[draft.kind]
        await spent.retire_reviews(uow, actor, assignment, outcome, now=now, rules=rules)
    stored = await reports.add_report(uow, draft, actor.person.id, undo, now=now)
    report_id = stored.report_id
    event = NewEvent(
        _EVENT_OF[draft.kind],
        actor_id=actor.person.id,
        assignment_id=assignment.id,
        data={"report_id": report_id, "percent": draft.percent, "value": draft.value}
        | ({"is_not_started": True} if draft.is_not_started else {}),
    )
    await add_event(uow, event, now=now)
    if stored.is_awaited:
        await urging.note_answer(uow, actor, changed, report_id, _gist(draft), now=now)
    match draft.kind:
        case ReportKind.DONE:
            await _queue_for_review(uow, changed, report_id, actor.person.id, rules=rules, now=now)
        case ReportKind.EXTENSION:
            await extensions.ask(uow, actor, changed, draft, report_id, now=now, rules=rules)
        case ReportKind.OBSTACLE:
            await obstacles.raise_(uow, actor, changed, draft, report_id, now=now, rules=rules)
        case ReportKind.PROGRESS | ReportKind.NOTE:
            pass
    return report_id, changed


def _gist(draft: Draft) -> str:
    """What a report says in a few words that need no catalogue; the card behind it says the rest."""
    figure = "" if draft.percent is None else f"{draft.percent:g}%"
    return " · ".join(part for part in (figure, draft.note) if part)


def _undo_of(before: Assignment, after: Assignment) -> dict[str, object]:
    """What takes this report back, as long as nothing else has happened since (``rev``)."""
    return {
        "rev": after.rev,
        "status": before.status.value,
        "percent": before.percent,
        "value": before.value,
        "last_report_at": before.last_report_at.isoformat() if before.last_report_at else None,
        "submitted_at": before.submitted_at.isoformat() if before.submitted_at else None,
    }


async def _move_on(
    uow: UnitOfWork, assignment: Assignment, draft: Draft, *, rules: Rules, now: datetime
) -> Assignment:
    """A wish is no report on progress: alone it neither starts the task nor keeps the ladder quiet."""
    is_wish = draft.kind in WISHES and draft.percent is None and draft.value is None
    values: dict[str, object] = {} if is_wish else {"last_report_at": now}
    if draft.percent is not None:
        values["percent"] = draft.percent
    if draft.value is not None:
        values["value"] = draft.value
    if draft.kind is ReportKind.DONE:
        # More proof for what is under review already: it stays submitted as of the first day.
        since = assignment.submitted_at if assignment.status is Status.SUBMITTED else now
        values |= {"status": Status.SUBMITTED, "submitted_at": since}
    elif _moves(draft, assignment.status, is_wish=is_wish):
        values |= {"status": Status.IN_PROGRESS, "submitted_at": None}
    return await change(uow, assignment, values, rules=rules, now=now)


def _moves(draft: Draft, status: Status, *, is_wish: bool) -> bool:
    """Whether it makes the assignment one that is being worked on."""
    if status is Status.NOT_STARTED:
        return not is_wish and not draft.is_not_started
    return draft.kind is ReportKind.PROGRESS


async def _queue_for_review(
    uow: UnitOfWork, assignment: Assignment, report_id: int, reporter_id: int, *, rules: Rules, now: datetime
) -> None:
    """To the desk whose turn it is; with nobody in turn it waits for whoever comes (``forwarding``)."""
    office = await desks.open_office(uow, now=now, rules=rules)
    reviewer = office.reviewer_of(assignment.agency_path, reporter_id)
    mail = NewMail(
        MailKind.REVIEW,
        {"report_id": report_id},
        Priority.DECISION,
        person_id=reviewer.appointment.person_id if reviewer else None,
        dedupe_key=f"{MailKind.REVIEW}:{report_id}",
        not_before=rules.slots.next_office_moment(now, rules.calendar),
    )
    await add_mail(uow, mail, now=now)
