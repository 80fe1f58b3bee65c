"""What an officer may amend, and who could take a task over."""

from datetime import datetime

from bot.domain.agencies import Agency
from bot.domain.amending import AgencyHoldsTask, Amendment, AmendmentKind
from bot.domain.errors import AlreadyDecided, NotAllowed, NotFound, OwnTask, TransitionRefused
from bot.domain.people import Actor
from bot.domain.rules import Rules
from bot.domain.task import OPEN_STATUSES, Assignment, Status
from bot.services import UnitOfWork
from bot.storage import amendments, assignments, people
from bot.storage.assignments import Filter
from bot.storage.events import EventKind, find_last_event

_GONE = frozenset({Status.CANCELLED, Status.TRANSFERRED})


async def get_amendable(
    uow: UnitOfWork,
    actor: Actor,
    assignment_id: int,
    rev: int,
    *,
    now: datetime,
    rules: Rules,
    lock: bool = False,
) -> Assignment:
    """An open assignment of the officer's scope. ``rev`` is the one that the pressed button was drawn for.

    Raises:
        NotFound, NotAllowed: not the actor's. OwnTask: the actor reports on it. AlreadyDecided: amended since the
        button was drawn. TransitionRefused: it is over.
    """
    found = await assignments.find_assignment(uow, assignment_id, lock=lock)
    if found is None or not actor.can_see(found.agency_path) or found.assigned_on > rules.today(now):
        raise NotFound
    if not actor.can_amend(found.agency_path):
        raise NotAllowed
    if actor.can_report(found.agency_path):
        raise OwnTask
    last = await find_last_event(uow, found.id, EventKind.AMENDED)
    if last is not None and int(last.data.get("rev", -1)) >= rev:
        raise AlreadyDecided(by=last.who, at=last.at.astimezone(rules.zone).strftime("%H:%M %d/%m"))
    if found.status not in OPEN_STATUSES:
        raise TransitionRefused(status=found.status)
    return found


async def find_target(
    uow: UnitOfWork, actor: Actor, of: Assignment, code: str, *, now: datetime, rules: Rules
) -> Agency:
    """The agency that would take over.

    Raises:
        NotFound: none of that code in the officer's scope today. AgencyHoldsTask: it has the task already.
    """
    agency = await people.find_agency(uow, code)
    if agency is None or not agency.is_valid(rules.today(now)) or not actor.can_amend(agency.path):
        raise NotFound
    held = await amendments.find_held(uow, of, agency.id)
    if held is not None and held.status not in _GONE:
        raise AgencyHoldsTask(agency=agency.short_vi)
    return agency


async def list_others(
    uow: UnitOfWork, actor: Actor, of: Assignment, amendment: Amendment, *, now: datetime, rules: Rules
) -> list[Assignment]:
    """What else of the same task and period the officer could amend in the same way. One agency takes over from one
    other, so a transfer has none."""
    if amendment.kind is AmendmentKind.TRANSFER:
        return []
    wanted = Filter(actor.scope(), rules.today(now), task_id=of.task.id)
    listed = await assignments.list_assignments(uow, wanted)
    return [
        each
        for each in listed
        if each.id != of.id and each.period == of.period and is_amended_by(each, actor, amendment)
    ]


def is_amended_by(a: Assignment, actor: Actor, amendment: Amendment) -> bool:
    is_moved = amendment.kind is not AmendmentKind.DUE or a.due_on != amendment.due_on
    return is_moved and actor.can_amend(a.agency_path) and not actor.can_report(a.agency_path)
