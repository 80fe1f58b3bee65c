"""Seats that came with their holders from an agency that ended: whoever could give the seat confirms it again."""

from datetime import datetime

from bot.domain.errors import NotAllowed, NotFound, Outdated
from bot.domain.granting import can_grant, desk_scope
from bot.domain.paging import Page
from bot.domain.people import Actor
from bot.domain.people_views import PersonLine
from bot.domain.reorganising_views import CarriedSeat
from bot.services import UnitOfWork
from bot.services.mail import queue_info
from bot.services.moving import names_of
from bot.storage import carried_seats, roster, successions
from bot.storage.events import EventKind, NewEvent, add_event

PAGE_SIZE = 8


async def list_seats(uow: UnitOfWork, actor: Actor, *, page: int = 0) -> Page[CarriedSeat]:
    """Those that the actor may confirm, by agency and turn; one's own is somebody else's to confirm.

    Raises:
        NotAllowed: neither officer nor administrator.
    """
    scope = desk_scope(actor)
    if not scope:
        raise NotAllowed
    waiting = await carried_seats.list_to_confirm(uow)
    lines = await roster.list_seats_in(uow, scope) if waiting else []
    mine = [line for line in lines if line.appointment_id in waiting and _may_confirm(actor, line)]
    number = min(page, max(0, (len(mine) - 1) // PAGE_SIZE))
    shown = mine[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
    known = await successions.list_agencies(uow, {waiting[line.appointment_id] for line in shown})
    items = [
        CarriedSeat(
            line.appointment_id,
            line.person_id,
            line.name,
            line.role,
            known.get(waiting[line.appointment_id], line.agency),
            line.agency,
        )
        for line in shown
    ]
    return Page(tuple(items), number, len(mine), PAGE_SIZE)


def _may_confirm(actor: Actor, line: PersonLine) -> bool:
    return line.person_id != actor.person.id and can_grant(actor, line.role, line.agency.path)


async def confirm(uow: UnitOfWork, actor: Actor, appointment_id: int, *, now: datetime) -> CarriedSeat:
    """Raises:
    NotFound: no such seat inside the scope. NotAllowed: not the actor's to give. Outdated: confirmed already.
    """
    lines = await roster.list_seats_in(uow, desk_scope(actor))
    line = next((each for each in lines if each.appointment_id == appointment_id), None)
    if line is None:
        raise NotFound
    if not _may_confirm(actor, line):
        raise NotAllowed
    from_id = (await carried_seats.list_to_confirm(uow)).get(appointment_id)
    if from_id is None or not await carried_seats.confirm_seat(uow, appointment_id):
        raise Outdated
    data = {"role": line.role.value, "confirmed": True}
    event = NewEvent(
        EventKind.APPOINTED, actor.person.id, agency_id=line.agency.id, person_id=line.person_id, data=data
    )
    await add_event(uow, event, now=now)
    facts = {"agency": names_of(line.agency)}
    await queue_info(uow, line.person_id, "reorganised.confirmed", facts, now=now)
    old = (await successions.list_agencies(uow, {from_id})).get(from_id, line.agency)
    return CarriedSeat(appointment_id, line.person_id, line.name, line.role, old, line.agency)
