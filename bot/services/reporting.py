"""Reports and their review: what a focal point says, and what an officer decides about a result."""

from dataclasses import replace
from datetime import datetime

from bot.domain.errors import (
    AlreadyDecided,
    NotAllowed,
    NotFound,
    NotReporter,
    Outdated,
    TransitionRefused,
    ValueRefused,
)
from bot.domain.people import Actor, Role
from bot.domain.report import Draft, ReportKind, StoredProof
from bot.domain.rules import Rules
from bot.domain.rungs import Recipient
from bot.domain.task import Assignment, Status, can_move
from bot.services import UnitOfWork, extensions, obstacles, urging
from bot.services.notices import choose_seats
from bot.services.progress import change
from bot.services.tasks import get_visible
from bot.storage import assignments, people, reports
from bot.storage.events import EventKind, NewEvent, add_event, find_last_event
from bot.storage.extensions import find_replaced
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail

_EVENT_OF = {
    ReportKind.PROGRESS: EventKind.REPORTED,
    ReportKind.NOTE: EventKind.REPORTED,
    ReportKind.DONE: EventKind.SUBMITTED,
    ReportKind.EXTENSION: EventKind.ASKED_EXTENSION,
    ReportKind.OBSTACLE: EventKind.ASKED_HELP,
}


async def get_reportable(
    uow: UnitOfWork, actor: Actor, assignment_id: int, *, now: datetime, rules: Rules, lock: bool = False
) -> Assignment:
    """An assignment that this actor may report on now.

    Raises:
        NotFound: outside the scope. NotReporter: visible, but not the actor's to report.
        TransitionRefused: done or stopped already.
    """
    assignment = await get_visible(uow, actor, assignment_id, now=now, rules=rules, lock=lock)
    if not actor.can_report(assignment.agency_path):
        raise NotReporter
    if not can_move(assignment.status, Status.IN_PROGRESS):
        raise TransitionRefused(status=assignment.status)
    return assignment


async def record(
    uow: UnitOfWork, actor: Actor, draft: Draft, *, now: datetime, rules: Rules
) -> tuple[int, Assignment]:
    """Stores a confirmed draft as a report and moves the assignment; the report's id, and the assignment as it is now.

    Raises:
        What ``get_reportable`` and ``Draft.checked`` raise.
    """
    draft.checked()
    assignment = await get_reportable(uow, actor, draft.assignment_id, now=now, rules=rules, lock=True)
    draft = replace(draft, note=draft.note.strip())
    changed = await _move_on(uow, assignment, draft, rules=rules, now=now)
    undo = _undo_of(assignment, changed)
    if draft.kind is ReportKind.EXTENSION:
        undo["replaced"] = await find_replaced(uow, assignment.id)
    report_id = await reports.add_report(uow, draft, actor.person.id, undo, now=now)
    event = NewEvent(
        _EVENT_OF[draft.kind],
        actor_id=actor.person.id,
        assignment_id=assignment.id,
        data={"report_id": report_id, "percent": draft.percent, "value": draft.value},
    )
    await add_event(uow, event, now=now)
    await urging.note_answer(uow, actor, changed, report_id, _gist(draft), now=now)
    match draft.kind:
        case ReportKind.DONE:
            await _queue_for_officer(uow, changed, report_id, rules=rules, now=now)
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
    values: dict[str, object] = {"last_report_at": now}
    if draft.percent is not None:
        values["percent"] = draft.percent
    if draft.value is not None:
        values["value"] = draft.value
    if draft.kind is ReportKind.DONE:
        # More proof for what is under review already: it stays submitted as of the first day.
        since = assignment.submitted_at if assignment.status is Status.SUBMITTED else now
        values |= {"status": Status.SUBMITTED, "submitted_at": since}
    elif draft.kind is ReportKind.PROGRESS or assignment.status is Status.NOT_STARTED:
        values |= {"status": Status.IN_PROGRESS, "submitted_at": None}
    return await change(uow, assignment, values, rules=rules, now=now)


async def _queue_for_officer(
    uow: UnitOfWork, assignment: Assignment, report_id: int, *, rules: Rules, now: datetime
) -> None:
    """To the officer whose turn it is; with nobody in turn it waits for whoever comes (``forwarding``)."""
    seats = await people.list_seats(uow)
    absences = await people.list_absences(uow, on=rules.today(now))
    chosen = choose_seats(Recipient.OFFICER, assignment.agency_path, seats, absences, rules, now)
    mail = NewMail(
        MailKind.REVIEW,
        {"report_id": report_id},
        Priority.DECISION,
        person_id=chosen[0].appointment.person_id if chosen else None,
        dedupe_key=f"{MailKind.REVIEW}:{report_id}",
        not_before=rules.slots.next_office_moment(now, rules.calendar),
    )
    await add_mail(uow, mail, now=now)


async def list_submitted(uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules) -> list[Assignment]:
    """Results that wait for a decision of this actor, oldest first."""
    scope = actor.scope(Role.OFFICER)
    wanted = assignments.Filter(scope, rules.today(now), statuses=frozenset({Status.SUBMITTED}))
    waiting = await assignments.list_assignments(uow, wanted)
    return sorted(waiting, key=lambda a: (a.submitted_at is None, a.submitted_at, a.id))


async def _get_reviewable(
    uow: UnitOfWork, actor: Actor, assignment_id: int, rev: int, *, now: datetime, rules: Rules
) -> Assignment:
    assignment = await get_visible(uow, actor, assignment_id, now=now, rules=rules, lock=True)
    if not actor.can_review(assignment.agency_path):
        raise NotAllowed
    if assignment.status is Status.SUBMITTED and assignment.rev == rev:
        return assignment
    if assignment.status is Status.SUBMITTED or can_move(assignment.status, Status.IN_PROGRESS):
        decided = await find_last_event(uow, assignment.id, EventKind.RETURNED)
    else:
        decided = await find_last_event(uow, assignment.id, EventKind.APPROVED)
    if decided is None or assignment.status is Status.SUBMITTED:
        raise Outdated
    raise AlreadyDecided(by=decided.who, at=decided.at.astimezone(rules.zone).strftime("%H:%M %d/%m"))


async def get_reviewable(
    uow: UnitOfWork, actor: Actor, assignment_id: int, rev: int, *, now: datetime, rules: Rules
) -> Assignment:
    """A submitted result that this actor may decide on.

    Raises:
        NotFound, NotAllowed: not the actor's. AlreadyDecided: somebody was faster. Outdated: submitted anew since.
    """
    return await _get_reviewable(uow, actor, assignment_id, rev, now=now, rules=rules)


async def approve(
    uow: UnitOfWork, actor: Actor, assignment_id: int, rev: int, *, now: datetime, rules: Rules
) -> Assignment:
    """Accepts a result: complete as of the day it was submitted. Raises like ``get_reviewable``."""
    assignment = await _get_reviewable(uow, actor, assignment_id, rev, now=now, rules=rules)
    completed_on = rules.today(assignment.submitted_at or now)
    values: dict[str, object] = {"status": Status.DONE, "completed_on": completed_on}
    return await _decide(uow, actor, assignment, EventKind.APPROVED, values, "", rules=rules, now=now)


async def return_(
    uow: UnitOfWork, actor: Actor, assignment_id: int, rev: int, reason: str, *, now: datetime, rules: Rules
) -> Assignment:
    """Sends a result back with a reason; the reporter's ladder runs again. Raises like ``get_reviewable``."""
    if not reason.strip():
        raise ValueRefused
    assignment = await _get_reviewable(uow, actor, assignment_id, rev, now=now, rules=rules)
    values: dict[str, object] = {"status": Status.RETURNED, "submitted_at": None}
    return await _decide(uow, actor, assignment, EventKind.RETURNED, values, reason, rules=rules, now=now)


async def _decide(
    uow: UnitOfWork,
    actor: Actor,
    assignment: Assignment,
    kind: EventKind,
    values: dict[str, object],
    reason: str,
    *,
    rules: Rules,
    now: datetime,
) -> Assignment:
    submitted = await reports.find_last_report(uow, assignment.id, kind=ReportKind.DONE)
    changed = await change(uow, assignment, values, rules=rules, now=now)
    event = NewEvent(kind, actor_id=actor.person.id, assignment_id=assignment.id, data={"reason": reason})
    event_id = await add_event(uow, event, now=now)
    if submitted is not None:
        away = {absence.person_id for absence in await people.list_absences(uow, on=rules.today(now))}
        mail = NewMail(
            MailKind.DECISION,
            {
                "assignment_id": assignment.id,
                "event_id": event_id,
                "is_approved": kind is EventKind.APPROVED,
                "by": actor.person.name,
                "reason": reason,
            },
            Priority.DECISION,
            # Of somebody who is away it waits for the next in turn (``forwarding``).
            person_id=None if submitted.person_id in away else submitted.person_id,
            dedupe_key=f"decision:{event_id}:{submitted.person_id}",
        )
        await add_mail(uow, mail, now=now)
    return changed


async def open_evidence(
    uow: UnitOfWork, actor: Actor, proof_id: int, *, now: datetime, rules: Rules
) -> tuple[Assignment, StoredProof]:
    """A piece of evidence, for those who may see its assignment."""
    found = await reports.find_proof(uow, proof_id)
    if found is None or not found[1].proof.file_id:
        raise NotFound
    assignment_id, proof = found
    return await get_visible(uow, actor, assignment_id, now=now, rules=rules), proof
