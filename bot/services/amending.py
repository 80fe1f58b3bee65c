"""The office amends an assignment: another date, another agency, or an end. With a reason, on the record, once.

The ladder follows in the same transaction, what was asked for about it is closed, and the people concerned are told.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from bot.domain.amending import (
    Amendment,
    AmendmentKind,
    AmendmentView,
    check_new_due,
)
from bot.domain.errors import Outdated
from bot.domain.people import Actor, Role
from bot.domain.rules import Rules
from bot.domain.task import Assignment, Status
from bot.services import UnitOfWork, desks, spent
from bot.services.amendable import find_target, get_amendable, list_others
from bot.services.amending_letters import names_of, names_of_agency, shown, tell, welcome_back
from bot.services.desks import Office
from bot.services.progress import change
from bot.storage import amendments, assignments, extensions, obstacles
from bot.storage.events import EventKind, NewEvent, add_event


async def preview(
    uow: UnitOfWork, actor: Actor, amendment: Amendment, *, now: datetime, rules: Rules, lock: bool = False
) -> AmendmentView:
    """What the tap would change; writes nothing. ``lock``: it is about to be done.

    Raises:
        Outdated: something else about the assignment changed since it was asked. Like ``get_amendable``,
        ``find_target``, ``check_new_due``.
    """
    found = await get_amendable(
        uow, actor, amendment.assignment_id, amendment.rev, now=now, rules=rules, lock=lock
    )
    if found.rev != amendment.rev:
        raise Outdated
    target = None
    if amendment.kind is AmendmentKind.DUE and amendment.due_on is not None:
        check_new_due(amendment.due_on, due_on=found.due_on, today=rules.today(now))
    if amendment.kind is AmendmentKind.TRANSFER and amendment.agency:
        target = await find_target(uow, actor, found, amendment.agency, now=now, rules=rules)
    office = await desks.open_office(uow, now=now, rules=rules)
    unclosed = [] if amendment.kind is AmendmentKind.DUE else await obstacles.list_unclosed(uow, found.id)
    return AmendmentView(
        amendment,
        found,
        target,
        has_focal_point=target is None or bool(office.in_turn(Role.FOCAL_POINT, target.path)),
        overtaken=(await extensions.load_open(uow, [found.id])).get(found.id),
        obstacles=len(unclosed),
        others=0 if lock else len(await list_others(uow, actor, found, amendment, now=now, rules=rules)),
    )


async def amend(
    uow: UnitOfWork, actor: Actor, amendment: Amendment, *, now: datetime, rules: Rules
) -> AmendmentView:
    """Carries it out. Raises like ``preview``, and Outdated while something is still to be said."""
    if amendment.missing:
        raise Outdated
    view = await preview(uow, actor, amendment, now=now, rules=rules, lock=True)
    await carry_out(uow, actor, view, await desks.open_office(uow, now=now, rules=rules))
    return view


async def carry_out(uow: UnitOfWork, actor: Actor, view: AmendmentView, office: Office) -> None:
    match view.amendment.kind:
        case AmendmentKind.DUE:
            await _move_due(uow, actor, view, office)
        case AmendmentKind.TRANSFER:
            await _transfer(uow, actor, view, office)
        case AmendmentKind.STOP:
            await _stop(uow, actor, view, office)


async def _move_due(uow: UnitOfWork, actor: Actor, view: AmendmentView, office: Office) -> None:
    """The original date stays; a task that had none gets its first."""
    old, asked = view.assignment, view.amendment
    values: dict[str, object] = {
        "due_on": asked.due_on,
        "precision": asked.precision.value,
        "original_due_on": old.original_due_on or old.due_on or asked.due_on,
    }
    await change(uow, old, values, rules=office.rules, now=office.now)
    await _record(uow, actor, view, office, {"due_on": [_day(old.due_on), _day(asked.due_on)]})
    asking = await _overtake(uow, actor, view, office)
    facts = {"old": shown(old.due_on), "date": shown(asked.due_on)}
    key = "due" if old.due_on else "due_first"
    await tell(uow, actor, view, office, key, facts, roles=(Role.FOCAL_POINT,), asking=asking)


async def _transfer(uow: UnitOfWork, actor: Actor, view: AmendmentView, office: Office) -> None:
    """The old row keeps its reports and says where it went; the new one begins there and is announced."""
    old, target = view.assignment, view.target
    if target is None:
        raise Outdated
    today, now = office.rules.today(office.now), office.now
    await change(uow, old, {"status": Status.TRANSFERRED.value}, rules=office.rules, now=now)
    held = await amendments.find_held(uow, old, target.id)
    before = None if held is None else await assignments.find_assignment(uow, held.id)
    if held is None:
        heir_id = await amendments.add_heir(uow, old, target.id, today=today, now=now)
    else:
        heir_id = held.id
        await amendments.revive(uow, held, old, today=today, now=now)
    fields = {"agency": [old.agency_code, target.code]}
    names = {"from": names_of(old), "to": names_of_agency(target)}
    await _record(uow, actor, view, office, fields, **names)
    taken_up = _taken_up(before, old, today)
    assigned = NewEvent(EventKind.ASSIGNED, actor.person.id, heir_id, old.task.id, data=taken_up)
    await add_event(uow, assigned, now=now)
    asking = await _close_requests(uow, actor, view, office)
    facts = {"agency": names_of(old), "to": names_of_agency(target)}
    await tell(
        uow, actor, view, office, "transfer", facts, roles=(Role.FOCAL_POINT, Role.HEAD), asking=asking
    )
    if held is not None:
        await welcome_back(uow, old, target, heir_id, view.amendment.reason, office)


def _taken_up(before: Assignment | None, of: Assignment, today: date) -> dict[str, object]:
    """The dates that a row had when it comes back, so that figures of before can still be told."""
    if before is None:
        return {}
    fields = {
        "assigned_on": [_day(before.assigned_on), _day(today)],
        "due_on": [_day(before.due_on), _day(of.due_on)],
        "original_due_on": [_day(before.original_due_on), _day(of.original_due_on)],
    }
    return {"fields": fields}


async def _stop(uow: UnitOfWork, actor: Actor, view: AmendmentView, office: Office) -> None:
    old = view.assignment
    await change(uow, old, {"status": Status.CANCELLED.value}, rules=office.rules, now=office.now)
    await _record(uow, actor, view, office, {"status": [old.status.value, Status.CANCELLED.value]})
    asking = await _close_requests(uow, actor, view, office)
    facts = {"agency": names_of(old)}
    await tell(uow, actor, view, office, "stop", facts, roles=(Role.FOCAL_POINT, Role.HEAD), asking=asking)


async def _overtake(uow: UnitOfWork, actor: Actor, view: AmendmentView, office: Office) -> set[int]:
    """The open request is settled by the amendment, and its cards say so; returns who had asked."""
    old, asked = view.assignment, view.amendment
    overtaken = await amendments.overtake_extension(
        uow, old.id, actor_id=actor.person.id, reason=asked.reason, now=office.now
    )
    if overtaken is None:
        return set()
    await spent.retire_extension(
        uow, actor, overtaken, old, f"amended_{asked.kind}", now=office.now, rules=office.rules
    )
    return {overtaken.person_id}


async def _close_requests(uow: UnitOfWork, actor: Actor, view: AmendmentView, office: Office) -> set[int]:
    """Nothing stays open about it, on no desk; returns who had asked."""
    old, now, rules = view.assignment, office.now, office.rules
    outcome = f"amended_{view.amendment.kind}"
    asking = await _overtake(uow, actor, view, office)
    closed = await amendments.close_obstacles(uow, old.id, actor_id=actor.person.id, now=now)
    for obstacle in closed:
        await spent.retire_obstacle(uow, actor, obstacle, old, outcome, now=now, rules=rules)
    if old.status is Status.SUBMITTED:
        await spent.retire_reviews(uow, actor, old, outcome, now=now, rules=rules)
    await amendments.stop_urging(uow, old.id)
    return asking | {obstacle.person_id for obstacle in closed}


async def _record(
    uow: UnitOfWork,
    actor: Actor,
    view: AmendmentView,
    office: Office,
    fields: Mapping[str, Sequence[str | None]],
    **more: object,
) -> None:
    """As an import records it, with the reason, and the revision that was amended: a second press finds it."""
    asked = view.amendment
    data = {"change": asked.kind.value, "fields": dict(fields), "reason": asked.reason, "rev": asked.rev}
    event = NewEvent(
        EventKind.AMENDED,
        actor.person.id,
        assignment_id=view.assignment.id,
        task_id=view.assignment.task.id,
        data={**data, **more},
    )
    await add_event(uow, event, now=office.now)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
