"""The people desk of officers and administrators: who holds which seat, who is missing, who goes.

Rights come from ``bot.domain.granting`` and are asked again on every call. Invitations are in ``inviting``.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.agencies import Agency
from bot.domain.errors import NotAllowed, NotFound, Outdated
from bot.domain.granting import can_grant, can_manage, desk_scope, list_grantable
from bot.domain.people import Actor, Role
from bot.domain.people_views import (
    AgencyCount,
    AgencyPeople,
    DeskList,
    DeskPage,
    DeskView,
    HandedOver,
    PersonLine,
    PersonView,
    Revoked,
)
from bot.domain.rules import Rules
from bot.services import UnitOfWork, allocating, directory
from bot.services.mail import queue_info
from bot.services.office_list import find_officer
from bot.storage import absences, people, roster
from bot.storage.assignments import announce_again
from bot.storage.events import EventKind, NewEvent, add_event

PAGE_SIZE = 8
EVENTS_SHOWN = 5


async def open_desk(uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules) -> DeskView:
    """Raises:
    NotAllowed: neither officer nor administrator.
    """
    lines = await _list_lines(uow, actor)
    holders = {line.person_id: line for line in lines}
    without = await roster.list_without_focal(uow, desk_scope(actor), as_of=rules.today(now))
    return DeskView(
        people=len(holders),
        linked=sum(line.is_bound for line in holders.values()),
        without=len(without),
        gone=sum(line.is_unreachable for line in holders.values()),
        pending=await allocating.count_pending(uow, actor, now=now, rules=rules),
    )


async def _list_lines(uow: UnitOfWork, actor: Actor) -> list[PersonLine]:
    scope = desk_scope(actor)
    if not scope:
        raise NotAllowed
    return await roster.list_seats_in(uow, scope)


async def open_list(
    uow: UnitOfWork, actor: Actor, which: DeskList, *, page: int, now: datetime, rules: Rules
) -> DeskPage:
    lines = await _list_lines(uow, actor)
    match which:
        case DeskList.AGENCIES:
            return _page_agencies(which, _count_by_agency(lines), page)
        case DeskList.WITHOUT:
            missing = await roster.list_without_focal(uow, desk_scope(actor), as_of=rules.today(now))
            counts = {count.agency.id: count for count in _count_by_agency(lines)}
            found = [counts.get(agency.id, AgencyCount(agency, 0, 0)) for agency in missing]
            return _page_agencies(which, found, page)
        case DeskList.GONE:
            gone = {line.person_id: line for line in reversed(lines) if line.is_unreachable}
            ordered = sorted(gone.values(), key=lambda line: (line.agency.path, line.name))
            number = _clamp(page, len(ordered))
            shown = tuple(ordered[number * PAGE_SIZE : (number + 1) * PAGE_SIZE])
            return DeskPage(which, (), shown, number, len(ordered), PAGE_SIZE)


def _count_by_agency(lines: Sequence[PersonLine]) -> list[AgencyCount]:
    held: dict[int, list[PersonLine]] = {}
    for line in lines:
        held.setdefault(line.agency.id, []).append(line)
    return [
        AgencyCount(group[0].agency, len(group), sum(line.is_bound for line in group))
        for group in held.values()
    ]


def _page_agencies(which: DeskList, found: Sequence[AgencyCount], page: int) -> DeskPage:
    number = _clamp(page, len(found))
    shown = tuple(found[number * PAGE_SIZE : (number + 1) * PAGE_SIZE])
    return DeskPage(which, shown, (), number, len(found), PAGE_SIZE)


def _clamp(page: int, total: int) -> int:
    return min(page, max(0, (total - 1) // PAGE_SIZE))


async def open_agency(uow: UnitOfWork, actor: Actor, agency_id: int) -> AgencyPeople:
    """Raises:
    NotFound: no such agency inside the desk's scope.
    """
    agency = await get_agency(uow, actor, agency_id)
    lines = [line for line in await _list_lines(uow, actor) if line.agency.id == agency.id]
    can_invite = any(can_grant(actor, role, agency.path) for role in list_grantable(actor))
    return AgencyPeople(agency, tuple(lines), can_invite)


async def get_agency(uow: UnitOfWork, actor: Actor, agency_id: int) -> Agency:
    agency = await roster.find_agency_by_id(uow, agency_id)
    if agency is None or not desk_scope(actor).contains(agency.path):
        raise NotFound
    return agency


async def open_person(
    uow: UnitOfWork, actor: Actor, person_id: int, *, now: datetime, rules: Rules
) -> PersonView:
    target = await get_person(uow, actor, person_id)
    lines = await _list_lines(uow, actor)
    behind = [
        seat.id
        for seat in target.appointments
        if seat.role is Role.FOCAL_POINT
        and can_grant(actor, seat.role, seat.agency.path)
        and _order_at(lines, seat.agency.id)[:1] != [seat.id]
    ]
    return PersonView(
        actor=target,
        absences=tuple(await absences.list_absences_of(uow, person_id, on=rules.today(now))),
        events=tuple(await roster.list_person_events(uow, person_id, limit=EVENTS_SHOWN)),
        can_manage=can_manage(actor, target),
        to_make_first=tuple(behind),
    )


def _order_at(lines: Sequence[PersonLine], agency_id: int) -> list[int]:
    """The focal points' appointments of an agency in turn."""
    own = [line for line in lines if line.agency.id == agency_id and line.role is Role.FOCAL_POINT]
    return [line.appointment_id for line in sorted(own, key=lambda line: (line.order, line.appointment_id))]


async def get_person(uow: UnitOfWork, actor: Actor, person_id: int) -> Actor:
    """Somebody with a seat inside the desk's scope.

    Raises:
        NotFound: nobody of that id there; the same answer whether the person exists or not.
    """
    target = await people.find_actor_by_id(uow, person_id)
    scope = desk_scope(actor)
    if target is None or not any(scope.contains(seat.agency.path) for seat in target.appointments):
        raise NotFound
    return target


async def get_manageable(uow: UnitOfWork, actor: Actor, person_id: int) -> Actor:
    """Raises:
    NotFound: nobody there. NotAllowed: oneself, or somebody with a seat that is not the actor's to give.
    """
    target = await get_person(uow, actor, person_id)
    if not can_manage(actor, target):
        raise NotAllowed
    return target


async def make_first(uow: UnitOfWork, actor: Actor, appointment_id: int, *, now: datetime) -> HandedOver:
    """This focal point is asked first from now on; who was first hears of it, and both orders are kept.

    Raises:
        NotFound: no such seat inside the scope. NotAllowed: not the actor's to give. Outdated: first already.
    """
    lines = await _list_lines(uow, actor)
    chosen = next((line for line in lines if line.appointment_id == appointment_id), None)
    if chosen is None or chosen.role is not Role.FOCAL_POINT:
        raise NotFound
    if not can_grant(actor, chosen.role, chosen.agency.path):
        raise NotAllowed
    order = _order_at(lines, chosen.agency.id)
    if order[0] == appointment_id:
        raise Outdated
    turns = [appointment_id, *(other for other in order if other != appointment_id)]
    await roster.set_turns(uow, {seat: turn for turn, seat in enumerate(turns, start=1)})
    before = next(line for line in lines if line.appointment_id == order[0])
    await _note_hand_over(uow, actor, chosen, before, now=now)
    await announce_again(uow, chosen.agency.id, now=now)
    return HandedOver(chosen.name, chosen.agency)


async def _note_hand_over(
    uow: UnitOfWork, actor: Actor, chosen: PersonLine, before: PersonLine, *, now: datetime
) -> None:
    event = NewEvent(
        EventKind.HANDED_OVER,
        actor_id=actor.person.id,
        agency_id=chosen.agency.id,
        person_id=chosen.person_id,
        data={"before": before.person_id},
    )
    await add_event(uow, event, now=now)
    facts = {"agency": name_agency(chosen.agency), "name": chosen.name}
    await queue_info(uow, chosen.person_id, "people.first", facts, now=now)
    if before.person_id != chosen.person_id:
        await queue_info(uow, before.person_id, "people.no_longer_first", facts, now=now)


def name_agency(agency: Agency) -> dict[str, str]:
    """The agency as a fact of a letter, in both languages."""
    return {"vi": agency.short_vi, "en": agency.name_en or agency.short_vi}


async def revoke(
    uow: UnitOfWork, actor: Actor, person_id: int, reason: str, *, now: datetime, rules: Rules
) -> Revoked:
    """Ends every seat of the person at once; officers hear which agencies are left without a focal point."""
    target = await get_manageable(uow, actor, person_id)
    await directory.revoke(uow, person_id, now=now, revoked_by=actor.person.id, reason=reason)
    left = await tell_who_is_missing(uow, target, now=now, rules=rules, knows=actor.person.id)
    return Revoked(target.person.name, left)


async def tell_who_is_missing(
    uow: UnitOfWork, gone: Actor, *, now: datetime, rules: Rules, knows: int = 0
) -> tuple[Agency, ...]:
    """The agencies that ``gone`` leaves without a focal point; their officers are told, but for ``knows``."""
    left = []
    for seat in gone.appointments:
        if seat.role is Role.FOCAL_POINT and not await roster.has_bound_focal(uow, seat.agency.id):
            left.append(seat.agency)
            officer = await find_officer(uow, seat.agency.path, now=now, rules=rules)
            if officer not in {None, knows, gone.person.id}:
                facts = {"agency": name_agency(seat.agency)}
                await queue_info(uow, officer or 0, "people.no_focal", facts, now=now)
    return tuple(left)
