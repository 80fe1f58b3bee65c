"""Reports and their review: what a focal point says, and what an officer decides about a result."""

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
from bot.domain.report import WISHES, Draft, ReportKind, StoredProof
from bot.domain.rules import Rules
from bot.domain.rungs import Recipient
from bot.domain.task import REPORTER_OWES, Assignment, Status, can_move
from bot.services import UnitOfWork
from bot.services.notices import choose_seats, facts_of, next_owed_at
from bot.services.tasks import get_visible
from bot.storage import assignments, people, reports
from bot.storage.events import EventKind, NewEvent, add_event, find_last_event
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


async def record(uow: UnitOfWork, actor: Actor, draft: Draft, *, now: datetime, rules: Rules) -> Assignment:
    """Stores a confirmed draft as a report and moves the assignment; returns it as it is now.

    Raises:
        What ``get_reportable`` and ``Draft.checked`` raise.
    """
    draft.checked()
    assignment = await get_reportable(uow, actor, draft.assignment_id, now=now, rules=rules, lock=True)
    report_id = await reports.add_report(uow, draft, actor.person.id, now=now)
    event = NewEvent(
        _EVENT_OF[draft.kind],
        actor_id=actor.person.id,
        assignment_id=assignment.id,
        data={"report_id": report_id, "percent": draft.percent, "value": draft.value},
    )
    await add_event(uow, event, now=now)
    changed = await _move_on(uow, assignment, draft, rules=rules, now=now)
    if draft.kind is ReportKind.DONE:
        await _queue_for_officer(uow, changed, MailKind.REVIEW, report_id, rules=rules, now=now)
    elif draft.kind in WISHES:
        await _queue_for_officer(uow, changed, MailKind.WISH, report_id, rules=rules, now=now)
    return changed


async def _move_on(
    uow: UnitOfWork, assignment: Assignment, draft: Draft, *, rules: Rules, now: datetime
) -> Assignment:
    values: dict[str, object] = {"last_report_at": now}
    if draft.percent is not None:
        values["percent"] = draft.percent
    if draft.value is not None:
        values["value"] = draft.value
    if draft.kind is ReportKind.DONE:
        values |= {"status": Status.SUBMITTED, "submitted_at": now}
    elif draft.kind is ReportKind.PROGRESS or assignment.status is Status.NOT_STARTED:
        values |= {"status": Status.IN_PROGRESS, "submitted_at": None}
    return await _change(uow, assignment, values, rules=rules, now=now)


async def _change(
    uow: UnitOfWork, assignment: Assignment, values: dict[str, object], *, rules: Rules, now: datetime
) -> Assignment:
    """Writes and plans afresh in one go: the ladder follows the status in the same transaction.

    While the same ladder goes on nothing is planned: what came due a moment ago is still to be told.
    """
    if not await assignments.update_assignment(uow, assignment.id, rev=assignment.rev, **values):
        raise Outdated
    changed = await assignments.find_assignment(uow, assignment.id)
    if changed is None:
        raise NotFound
    goes_on = {assignment.status, changed.status} <= REPORTER_OWES or changed.status is assignment.status
    if not goes_on or changed.due_on != assignment.due_on:
        after = next_owed_at(facts_of(changed), rules, after=now)
        await assignments.set_plan(uow, [(changed.id, now, after)])
    return changed


async def _queue_for_officer(
    uow: UnitOfWork,
    assignment: Assignment,
    kind: MailKind,
    report_id: int,
    *,
    rules: Rules,
    now: datetime,
) -> None:
    """To the officer whose turn it is; with nobody in turn it waits for whoever comes (``forwarding``)."""
    seats = await people.list_seats(uow)
    absences = await people.list_absences(uow, on=rules.today(now))
    chosen = choose_seats(Recipient.OFFICER, assignment.agency_path, seats, absences, rules, now)
    mail = NewMail(
        kind,
        {"report_id": report_id},
        Priority.DECISION,
        person_id=chosen[0].appointment.person_id if chosen else None,
        dedupe_key=f"{kind}:{report_id}",
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
    changed = await _change(uow, assignment, values, rules=rules, now=now)
    event = NewEvent(kind, actor_id=actor.person.id, assignment_id=assignment.id, data={"reason": reason})
    event_id = await add_event(uow, event, now=now)
    if submitted is not None:
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
            person_id=submitted.person_id,
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
