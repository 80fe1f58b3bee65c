"""Results under review: what waits for whom, approved or returned once, with the evidence behind it."""

from datetime import datetime

from bot.domain.errors import AlreadyDecided, NotAllowed, NotFound, Outdated, OwnTask, ValueRefused
from bot.domain.people import Actor, Role
from bot.domain.report import ReportKind, StoredProof
from bot.domain.rules import Rules
from bot.domain.task import Assignment, Status, can_move
from bot.services import UnitOfWork, desks, spent
from bot.services.progress import change
from bot.services.tasks import get_visible
from bot.storage import assignments, people, reports
from bot.storage.events import EventKind, NewEvent, add_event, find_last_event
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail


async def list_submitted(uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules) -> list[Assignment]:
    """Results that wait for a decision of this actor, oldest first.

    An officer's are all inside the scope; a leader's those that no officer is there for, or whose clock came to the
    leader. Nobody's are the own ones.
    """
    scope = actor.scope(Role.OFFICER, Role.LEADER)
    wanted = assignments.Filter(scope, rules.today(now), statuses=frozenset({Status.SUBMITTED}))
    waiting = await assignments.list_assignments(uow, wanted)
    if not waiting:
        return []
    reporters = await reports.load_reporters(uow, [a.id for a in waiting])
    office = await desks.open_office(uow, now=now, rules=rules)
    mine = [a for a in waiting if office.can_review(actor, a, reporters.get(a.id))]
    return sorted(mine, key=lambda a: (a.submitted_at is None, a.submitted_at, a.id))


async def _get_reviewable(
    uow: UnitOfWork, actor: Actor, assignment_id: int, rev: int, *, now: datetime, rules: Rules
) -> Assignment:
    assignment = await get_visible(uow, actor, assignment_id, now=now, rules=rules, lock=True)
    reporter_id = (await reports.load_reporters(uow, [assignment.id])).get(assignment.id)
    office = await desks.open_office(uow, now=now, rules=rules)
    if not office.can_review(actor, assignment, reporter_id):
        is_own = actor.person.id == reporter_id and office.can_review(actor, assignment, None)
        raise OwnTask if is_own else NotAllowed
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
        NotFound, NotAllowed: not the actor's. OwnTask: the actor's own result. AlreadyDecided: somebody was faster.
        Outdated: submitted anew since.
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
    outcome = "approved" if kind is EventKind.APPROVED else "returned"
    await spent.retire_reviews(uow, actor, assignment, outcome, now=now, rules=rules)
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
