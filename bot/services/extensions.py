"""More time: asked with a report, decided by a person and never by silence; silence climbs."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.domain.errors import (
    AlreadyDecided,
    DateNotLater,
    NotAllowed,
    NotFound,
    NotReporter,
    SecondForLeader,
    TransitionRefused,
    ValueRefused,
)
from bot.domain.people import Actor, Role
from bot.domain.report import Draft
from bot.domain.requests import (
    Extension,
    ExtensionStatus,
    can_decide,
    check_wanted_date,
    choose_decider,
    settle_date,
)
from bot.domain.rules import Rules
from bot.domain.rungs import Recipient
from bot.domain.task import OPEN_STATUSES, Assignment
from bot.domain.views import ExtensionView
from bot.services import UnitOfWork, desks, offers, request_views, spent
from bot.services.progress import change
from bot.services.tasks import get_visible
from bot.storage import extensions
from bot.storage.events import EventKind, NewEvent, add_event
from bot.storage.extensions import NewExtension
from bot.storage.outbox import MailKind

_LONGEST_REMARK = 2000


def wanted_date(draft: Draft, assignment: Assignment, *, today: date, rules: Rules) -> date:
    """The date that a draft asks for, checked.

    Raises:
        DateRefused: it makes no sense.
    """
    wanted_on = draft.wanted_on
    if wanted_on is None:
        wanted_on = settle_date(
            due_on=assignment.due_on,
            days=draft.delta_days or 0,
            is_working=draft.is_delta_working,
            today=today,
            calendar=rules.calendar,
        )
    return check_wanted_date(wanted_on, due_on=assignment.due_on, today=today)


async def who_decides(
    uow: UnitOfWork, assignment: Assignment, wanted_on: date, *, rules: Rules
) -> tuple[Recipient, int, Extension | None]:
    """Who would decide, how many were granted before, and the request that is open already."""
    earlier = await extensions.list_extensions(uow, assignment.id)
    granted = sum(extension.status is ExtensionStatus.GRANTED for extension in earlier)
    decider = choose_decider(
        original_due_on=assignment.original_due_on or assignment.due_on or wanted_on,
        wanted_on=wanted_on,
        granted_before=granted,
        calendar=rules.calendar,
        officer_days=rules.policy.clocks.officer_days,
    )
    return decider, granted, next((e for e in earlier if e.is_open), None)


async def ask(
    uow: UnitOfWork,
    actor: Actor,
    assignment: Assignment,
    draft: Draft,
    report_id: int,
    *,
    now: datetime,
    rules: Rules,
) -> Extension:
    """Opens the request of a confirmed draft; an open one of the same assignment is withdrawn by it.

    Raises:
        DateRefused: the wanted date makes no sense.
    """
    wanted_on = wanted_date(draft, assignment, today=rules.today(now), rules=rules)
    decider, _, _ = await who_decides(uow, assignment, wanted_on, rules=rules)
    new = NewExtension(
        assignment_id=assignment.id,
        person_id=actor.person.id,
        report_id=report_id,
        old_due_on=assignment.due_on or wanted_on,
        wanted_on=wanted_on,
        reason=draft.note,
        decider=decider,
        clock_at=rules.runs_out_at(now, rules.policy.clocks.extension_days),
    )
    if (replaced := await find_open(uow, assignment.id)) is not None:
        await spent.retire_extension(uow, actor, replaced, assignment, "withdrawn", now=now, rules=rules)
    extension = await _get(uow, await extensions.add_extension(uow, new, now=now))
    office = await desks.open_office(uow, now=now, rules=rules)
    return await desks.send_extension(uow, office, extension, assignment.agency_path)


async def find_open(uow: UnitOfWork, assignment_id: int) -> Extension | None:
    """The request of an assignment that is not decided yet."""
    return (await extensions.load_open(uow, [assignment_id])).get(assignment_id)


async def _get(uow: UnitOfWork, extension_id: int) -> Extension:
    found = await extensions.find_extension(uow, extension_id)
    if found is None:
        raise NotFound
    return found


async def open_request(
    uow: UnitOfWork, actor: Actor, extension_id: int, *, now: datetime, rules: Rules
) -> ExtensionView:
    """A request for whoever may decide it. Raises like ``get_decidable``."""
    extension, assignment = await get_decidable(uow, actor, extension_id, now=now, rules=rules)
    return await request_views.load_view(uow, extension, assignment, now=now, rules=rules)


async def get_decidable(
    uow: UnitOfWork, actor: Actor, extension_id: int, *, now: datetime, rules: Rules
) -> tuple[Extension, Assignment]:
    """An open request that this actor may decide.

    Raises:
        NotFound, NotAllowed: not the actor's. AlreadyDecided: somebody was faster, or it was withdrawn.
        TransitionRefused: the task is over.
    """
    found = await _get(uow, extension_id)
    assignment = await get_visible(uow, actor, found.assignment_id, now=now, rules=rules, lock=True)
    extension = await _get(uow, extension_id)  # anew: the lock made us wait for whoever was faster
    if not can_decide(actor, extension, assignment.agency_path):
        raise NotAllowed
    if extension.status is not ExtensionStatus.PENDING:
        raise _too_late(extension, rules)
    if assignment.status not in OPEN_STATUSES:
        raise TransitionRefused(status=assignment.status)
    return extension, assignment


def _too_late(extension: Extension, rules: Rules) -> AlreadyDecided:
    at = (extension.decided_at or extension.asked_at).astimezone(rules.zone)
    return AlreadyDecided(by=extension.decided_by or extension.person_name, at=at.strftime("%H:%M %d/%m"))


async def grant(
    uow: UnitOfWork, actor: Actor, extension_id: int, *, now: datetime, rules: Rules
) -> tuple[Extension, Assignment]:
    """Moves the lawful date to the one asked for; the ladder is planned afresh in the same transaction.

    Raises:
        What ``get_decidable`` raises. DateNotLater: the date was moved beyond it meanwhile.
    """
    extension, assignment = await get_decidable(uow, actor, extension_id, now=now, rules=rules)
    if assignment.due_on is not None and extension.wanted_on <= assignment.due_on:
        raise DateNotLater(date=extension.wanted_on, due=assignment.due_on)
    return await _grant(uow, actor, extension, assignment, extension.wanted_on, now=now, rules=rules)


async def _grant(
    uow: UnitOfWork,
    actor: Actor,
    extension: Extension,
    assignment: Assignment,
    due_on: date,
    *,
    now: datetime,
    rules: Rules,
) -> tuple[Extension, Assignment]:
    is_first = await extensions.decide_extension(
        uow,
        extension,
        ExtensionStatus.GRANTED,
        granted_on=due_on,
        decided_at=extension.decided_at or now,
        # Taking an offered date decides nothing: whoever offered it did.
        **({} if extension.status is ExtensionStatus.PROPOSED else {"decided_by": actor.person.id}),
    )
    if not is_first:
        raise _too_late(await _get(uow, extension.id), rules)
    changed = await change(uow, assignment, {"due_on": due_on}, rules=rules, now=now)
    # The date of this moment: it may have been moved, or merged with another, since it was asked for.
    old = assignment.due_on.isoformat() if assignment.due_on else None
    data = {"old_due_on": old, "due_on": due_on.isoformat()}
    await _record(uow, actor, extension, EventKind.EXTENDED, data, now=now)
    await spent.retire_extension(uow, actor, extension, assignment, "granted", now=now, rules=rules)
    return await _get(uow, extension.id), changed


async def refuse(
    uow: UnitOfWork, actor: Actor, extension_id: int, remark: str, *, now: datetime, rules: Rules
) -> tuple[Extension, Assignment]:
    """Keeps the date, with a reason. Raises like ``get_decidable``."""
    text = remark.strip()[:_LONGEST_REMARK]
    if not text:
        raise ValueRefused
    extension, assignment = await get_decidable(uow, actor, extension_id, now=now, rules=rules)
    values = {"decided_at": now, "decided_by": actor.person.id, "remark": text}
    if not await extensions.decide_extension(uow, extension, ExtensionStatus.REFUSED, **values):
        raise _too_late(await _get(uow, extension.id), rules)
    await _record(uow, actor, extension, EventKind.EXTENSION_REFUSED, {"reason": text}, now=now)
    await spent.retire_extension(uow, actor, extension, assignment, "refused", now=now, rules=rules)
    return await _get(uow, extension.id), assignment


async def propose(
    uow: UnitOfWork, actor: Actor, extension_id: int, offered_on: date, *, now: datetime, rules: Rules
) -> tuple[Extension, Assignment]:
    """Offers another date; it is the asker's turn, on the same clock: taking it or keeping the old one.

    Raises like ``get_decidable``, and DateRefused.
    """
    extension, assignment = await get_decidable(uow, actor, extension_id, now=now, rules=rules)
    check_wanted_date(offered_on, due_on=assignment.due_on, today=rules.today(now))
    decider, granted, _ = await who_decides(uow, assignment, offered_on, rules=rules)
    if decider is Recipient.LEADER and not actor.scope(Role.LEADER).contains(assignment.agency_path):
        # What an officer may not grant is not an officer's to offer.
        raise SecondForLeader if granted else offers.beyond_officer(assignment, rules)
    values = {
        "decided_at": now,
        "decided_by": actor.person.id,
        "proposed_on": offered_on,
        "clock_at": rules.runs_out_at(now, rules.policy.clocks.extension_days),
        "climbs": 0,
    }
    if not await extensions.decide_extension(uow, extension, ExtensionStatus.PROPOSED, **values):
        raise _too_late(await _get(uow, extension.id), rules)
    data = {"old_due_on": extension.old_due_on.isoformat(), "due_on": offered_on.isoformat()}
    await _record(uow, actor, extension, EventKind.EXTENSION_PROPOSED, data, now=now)
    await spent.retire_extension(uow, actor, extension, assignment, "proposed", now=now, rules=rules)
    return await _get(uow, extension.id), assignment


async def take_offer(
    uow: UnitOfWork, actor: Actor, extension_id: int, *, is_taken: bool, now: datetime, rules: Rules
) -> tuple[Extension, Assignment]:
    """The asker's side answers an offered date.

    Raises:
        NotFound, NotReporter: not the actor's. AlreadyDecided: answered before. TransitionRefused: the task is over.
    """
    found = await _get(uow, extension_id)
    assignment = await get_visible(uow, actor, found.assignment_id, now=now, rules=rules, lock=True)
    extension = await _get(uow, extension_id)
    if not actor.can_report(assignment.agency_path):
        raise NotReporter
    if extension.status is not ExtensionStatus.PROPOSED or extension.proposed_on is None:
        raise _too_late(extension, rules)
    if assignment.status not in OPEN_STATUSES:
        raise TransitionRefused(status=assignment.status)
    if is_taken:
        check_wanted_date(extension.proposed_on, due_on=assignment.due_on, today=rules.today(now))
        taken = await _grant(uow, actor, extension, assignment, extension.proposed_on, now=now, rules=rules)
        await offers.tell_offerer(
            uow, actor, extension, assignment, "steps.offer_taken", now=now, rules=rules
        )
        return taken
    await extensions.decide_extension(uow, extension, ExtensionStatus.WITHDRAWN)
    await offers.tell_offerer(uow, actor, extension, assignment, "steps.offer_left", now=now, rules=rules)
    event = NewEvent(EventKind.WITHDRAWN, actor_id=actor.person.id, assignment_id=assignment.id)
    await add_event(uow, event, now=now)
    return await _get(uow, extension.id), assignment


async def _record(
    uow: UnitOfWork,
    actor: Actor,
    extension: Extension,
    kind: EventKind,
    data: Mapping[str, object],
    *,
    now: datetime,
) -> None:
    event = NewEvent(kind, actor_id=actor.person.id, assignment_id=extension.assignment_id, data=data)
    step = await add_event(uow, event, now=now)
    if actor.person.id != extension.person_id:
        told = {"extension_id": extension.id}
        await desks.tell_asker(uow, MailKind.EXTENSION_DECIDED, told, extension.person_id, step, now=now)
