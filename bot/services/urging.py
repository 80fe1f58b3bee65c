"""Đôn đốc: to focal point and head at once in office hours; a report answers it; silence climbs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.asking import Renamed
from bot.domain.errors import NotAllowed, NotFound, ValueRefused
from bot.domain.people import Actor, Role
from bot.domain.rules import Rules
from bot.domain.succession import list_certain_heirs
from bot.domain.task import OPEN_STATUSES, Assignment
from bot.domain.urging import (
    Recipients,
    Target,
    TargetKind,
    Urge,
    UrgeKind,
    UrgePlan,
    can_urge,
    list_readers,
)
from bot.domain.views import UrgedLine
from bot.services import UnitOfWork, desks
from bot.services.desks import Office
from bot.services.mail import queue_info
from bot.services.tasks import get_visible
from bot.storage import assignments, successions, urges
from bot.storage.events import EventKind, NewEvent, add_event, add_events
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail
from bot.storage.urges import NewUrge

MOST = 100
"""Assignments one tap may urge: every province and ministry."""
_RECENT = 10
_LONGEST = 1000
CLIMB_BATCH = 100


async def plan_urging(
    uow: UnitOfWork, actor: Actor, target: Target, kind: UrgeKind, *, now: datetime, rules: Rules
) -> UrgePlan:
    """What a tap would send, and whom it would reach.

    Raises:
        NotFound: nothing to urge in the actor's scope. NotAllowed: the actor may only look.
    """
    place, followed = await _follow(uow, target, now=now, rules=rules)
    found = await _find(uow, actor, place, now=now, rules=rules)
    plan = await _plan(uow, actor, found, kind, now=now, rules=rules)
    return replace(plan, followed=followed)


async def _follow(
    uow: UnitOfWork, target: Target, *, now: datetime, rules: Rules
) -> tuple[Target, Renamed | None]:
    """A digest of before the reorganisation names an agency whose tasks are its heir's today."""
    if target.kind is not TargetKind.AGENCY:
        return target, None
    heir_id = list_certain_heirs(await successions.list_applied(uow), rules.today(now)).get(target.id)
    if heir_id is None:
        return target, None
    known = await successions.list_agencies(uow, {target.id, heir_id})
    return Target(target.kind, heir_id), Renamed(known[target.id], (known[heir_id],))


async def plan_again(
    uow: UnitOfWork, actor: Actor, ids: Sequence[int], kind: UrgeKind, *, now: datetime, rules: Rules
) -> UrgePlan:
    """The same for assignments that were chosen before. Raises like ``plan_urging``."""
    found = [await get_visible(uow, actor, each, now=now, rules=rules) for each in ids[:MOST]]
    return await _plan(uow, actor, found, kind, now=now, rules=rules)


async def _plan(
    uow: UnitOfWork,
    actor: Actor,
    found: Sequence[Assignment],
    kind: UrgeKind,
    *,
    now: datetime,
    rules: Rules,
) -> UrgePlan:
    if not found:
        raise NotFound
    if not all(can_urge(actor, assignment.agency_path) for assignment in found):
        raise NotAllowed
    office = await desks.open_office(uow, now=now, rules=rules)
    by_agency = {assignment.agency_id: assignment for assignment in found}
    arrives_at = rules.slots.next_office_moment(now, rules.calendar)
    return UrgePlan(
        kind,
        tuple(found),
        tuple(_recipients(office, assignment) for assignment in by_agency.values()),
        arrives_at if arrives_at > now else None,
    )


async def _find(
    uow: UnitOfWork, actor: Actor, target: Target, *, now: datetime, rules: Rules
) -> list[Assignment]:
    if target.kind is TargetKind.ASSIGNMENT:
        return [await get_visible(uow, actor, target.id, now=now, rules=rules)]
    wanted = assignments.Filter(
        actor.scope(Role.OFFICER, Role.LEADER),
        rules.today(now),
        task_id=target.id if target.kind is TargetKind.TASK else None,
        agency_id=target.id if target.kind is TargetKind.AGENCY else None,
    )
    found = await assignments.list_assignments(uow, wanted, limit=MOST)
    late = [a for a in found if a.due_on is not None and a.due_on < rules.today(now)]
    return late or found


def _recipients(office: Office, assignment: Assignment) -> Recipients:
    def name(role: Role) -> str:
        seats = office.in_turn(role, assignment.agency_path)
        return seats[0].name if seats else ""

    return Recipients(assignment.agency_vi, assignment.agency_en, name(Role.FOCAL_POINT), name(Role.HEAD))


async def send(
    uow: UnitOfWork,
    actor: Actor,
    ids: Sequence[int],
    kind: UrgeKind,
    remark: str,
    *,
    is_express: bool,
    now: datetime,
    rules: Rules,
) -> UrgePlan:
    """Writes it down and sends it: one message a reader, however many tasks. Raises like ``plan_urging``."""
    words = remark.strip()[:_LONGEST]
    if not words:
        raise ValueRefused
    plan = await plan_again(uow, actor, ids, kind, now=now, rules=rules)
    starts_at = now if is_express else plan.arrives_at or now
    batch = [
        NewUrge(
            assignment_id=assignment.id,
            person_id=actor.person.id,
            kind=kind,
            remark=words,
            is_express=is_express,
            clock_at=_clock(assignment, kind, starts_at, rules),
        )
        for assignment in plan.assignments
    ]
    urge_ids = await urges.add_urges(uow, batch, now=now)
    event = EventKind.PRAISED if kind is UrgeKind.PRAISE else EventKind.URGED
    made = [
        NewEvent(event, actor_id=actor.person.id, assignment_id=a.id, data={"reason": words})
        for a in plan.assignments
    ]
    await add_events(uow, made, now=now)
    await _send_letters(uow, plan, urge_ids, not_before=starts_at, now=now, rules=rules)
    return plan


def _clock(assignment: Assignment, kind: UrgeKind, starts_at: datetime, rules: Rules) -> datetime | None:
    if kind is UrgeKind.PRAISE or assignment.status not in OPEN_STATUSES:
        return None
    return rules.runs_out_at(starts_at, rules.policy.clocks.urge_days)


async def _send_letters(
    uow: UnitOfWork,
    plan: UrgePlan,
    urge_ids: Sequence[int],
    *,
    not_before: datetime,
    now: datetime,
    rules: Rules,
) -> None:
    office = await desks.open_office(uow, now=now, rules=rules)
    of_person: dict[int, list[int]] = {}
    for assignment, urge_id in zip(plan.assignments, urge_ids, strict=True):
        path = assignment.agency_path
        readers = list_readers(office.in_turn(Role.FOCAL_POINT, path), office.in_turn(Role.HEAD, path))
        for seat in readers:
            of_person.setdefault(seat.appointment.person_id, []).append(urge_id)
    for person_id, mine in of_person.items():
        mail = NewMail(
            MailKind.URGE,
            {"urge_ids": mine},
            Priority.DECISION,
            person_id=person_id,
            dedupe_key=f"urge:{mine[0]}:{person_id}",
            not_before=not_before,
        )
        await add_mail(uow, mail, now=now)


async def acknowledge(uow: UnitOfWork, actor: Actor, urge_id: int, *, now: datetime, rules: Rules) -> None:
    """*Đã xem* under a word of urging: everything said with the same tap to this agency is seen.

    Raises:
        NotFound: not the actor's to read.
    """
    found = await urges.load_urges(uow, [urge_id])
    if not found:
        raise NotFound
    assignment = await get_visible(uow, actor, found[0].assignment_id, now=now, rules=rules)
    seats = [seat for seat in actor.appointments if seat.role in {Role.FOCAL_POINT, Role.HEAD}]
    if not any(seat.scope.contains(assignment.agency_path) for seat in seats):
        raise NotFound
    together = await urges.list_together(uow, found[0])
    await urges.mark_seen(uow, [urge.id for urge in together], now=now)
    seen = [
        NewEvent(EventKind.SEEN, actor_id=actor.person.id, assignment_id=urge.assignment_id)
        for urge in together
        if urge.seen_at is None
    ]
    await add_events(uow, seen, now=now)


async def note_answer(
    uow: UnitOfWork, actor: Actor, assignment: Assignment, report_id: int, note: str, *, now: datetime
) -> None:
    """Any report after the urging answers it; whoever urged hears what was said."""
    waiting = await urges.list_unanswered(uow, assignment.id)
    await urges.mark_answered(uow, [urge.id for urge in waiting], report_id, now=now)
    facts = {
        "code": assignment.task.code,
        "agency": {"vi": assignment.agency_vi, "en": assignment.agency_en or assignment.agency_vi},
        "who": actor.person.name,
        "note": note or "…",
    }
    for person_id in {urge.person_id for urge in waiting}:
        await queue_info(uow, person_id, "urges.answered", facts, now=now, assignment_id=assignment.id)


async def list_recent(uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules) -> list[UrgedLine]:
    """What the actor urged lately: seen, answered, or still silent."""
    found = await urges.list_by_person(uow, actor.person.id, limit=_RECENT)
    about = await assignments.load_assignments(uow, [urge.assignment_id for urge in found])
    del now, rules
    return [
        UrgedLine(urge, about[urge.assignment_id])
        for urge in found
        if urge.assignment_id in about and actor.can_see(about[urge.assignment_id].agency_path)
    ]


async def climb(uow: UnitOfWork, *, now: datetime, rules: Rules) -> int:
    """Urging that nobody answered in time: whoever urged hears it, and the next above them; returns how many."""
    due = await urges.list_due(uow, now=now, limit=CLIMB_BATCH)
    if not due:
        return 0
    office = await desks.open_office(uow, now=now, rules=rules)
    about = await assignments.load_assignments(uow, [urge.assignment_id for urge in due])
    for urge in due:
        await urges.move_clock(uow, urge, climbs=urge.climbs + 1, clock_at=None)
        assignment = about[urge.assignment_id]
        if assignment.status in OPEN_STATUSES:
            await _tell_of_silence(uow, office, urge, assignment)
    return len(due)


async def _tell_of_silence(uow: UnitOfWork, office: Office, urge: Urge, assignment: Assignment) -> None:
    leaders = office.in_turn(Role.LEADER, assignment.agency_path)
    above = next((seat for seat in leaders if seat.appointment.person_id != urge.person_id), None)
    data = {"recipient": Role.LEADER.value} if above else {}
    event = NewEvent(
        EventKind.CLIMBED,
        assignment_id=assignment.id,
        person_id=above.appointment.person_id if above else None,
        data=data,
    )
    step = await add_event(uow, event, now=office.now)
    facts = {
        "code": assignment.task.code,
        "agency": {"vi": assignment.agency_vi, "en": assignment.agency_en or assignment.agency_vi},
        "who": urge.person_name,
        "remark": urge.remark,
    }
    told = [(urge.person_id, "urges.silent")]
    if above is not None:
        told.append((above.appointment.person_id, "urges.silent_above"))
    for person_id, key in told:
        await queue_info(
            uow,
            person_id,
            key,
            facts,
            now=office.now,
            assignment_id=assignment.id,
            not_before=office.rules.slots.next_office_moment(office.now, office.rules.calendar),
            dedupe_key=f"urge_silent:{step}:{person_id}",
        )
