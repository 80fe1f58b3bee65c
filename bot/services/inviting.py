"""Invitations out of the chat: checked, proposed, confirmed; the code leaves here in clear exactly once."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.agencies import Agency
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.granting import can_grant, can_manage, desk_scope, list_grantable
from bot.domain.people import Actor, Role
from bot.domain.people_views import Invited, Proposal
from bot.domain.rules import Rules
from bot.services import UnitOfWork, directory
from bot.services.mail import queue_info, queue_menu
from bot.services.people_desk import get_manageable, name_agency
from bot.storage import people, roster
from bot.storage.assignments import announce_again
from bot.storage.events import EventKind, NewEvent, add_event
from bot.storage.meta import find_fact

UNKNOWN_BOT = "YOUR_BOT"


async def list_known_agencies(
    uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules
) -> list[tuple[Agency, tuple[str, ...]]]:
    """The agencies that the actor may seat people at today, each with the names it goes by.

    Raises:
        NotAllowed: the actor invites nobody.
    """
    if not list_grantable(actor):
        raise NotAllowed
    found = await roster.list_agencies_in(uow, desk_scope(actor), on=rules.today(now))
    aliases = await roster.list_aliases(uow)
    return [
        (agency, (agency.short_vi, agency.name_vi, agency.name_en, *aliases.get(agency.id, ())))
        for agency in found
    ]


async def propose(
    uow: UnitOfWork, actor: Actor, name: str, role: Role, agency_id: int, *, now: datetime, rules: Rules
) -> Proposal:
    """What an invitation would do; writes nothing.

    Raises:
        NotFound: no such agency in the scope today. NotAllowed: not the actor's to give, or the name belongs to
        somebody whose other seats are not.
    """
    agency = await roster.find_agency_by_id(uow, agency_id)
    if agency is None or not desk_scope(actor).contains(agency.path) or not agency.is_valid(rules.today(now)):
        raise NotFound
    if not can_grant(actor, role, agency.path):
        raise NotAllowed
    known = await people.find_appointed(uow, name=name, agency_id=agency.id, role=role)
    if known is not None:
        target = await people.find_actor_by_id(uow, known)
        if target is None or not can_manage(actor, target):
            raise NotAllowed
    return Proposal(name, role, agency, is_known=known is not None)


async def invite(
    uow: UnitOfWork, actor: Actor, name: str, role: Role, agency_id: int, *, now: datetime, rules: Rules
) -> Invited:
    """Makes the seat and its link, after everything was checked once more."""
    proposal = await propose(uow, actor, name, role, agency_id, now=now, rules=rules)
    made = await directory.invite(
        uow,
        agency_code=proposal.agency.code,
        role=role,
        name=name,
        now=now,
        invited_by=actor.person.id,
    )
    username = await find_fact(uow, "bot_username") or UNKNOWN_BOT
    return Invited(proposal, f"https://t.me/{username}?start={made.code}", made.expires_at)


async def invite_again(
    uow: UnitOfWork, actor: Actor, person_id: int, *, now: datetime, rules: Rules
) -> Invited:
    """A new link for somebody who is on the list: another phone, or the first link was lost."""
    target = await get_manageable(uow, actor, person_id)
    seat = target.appointments[0]
    return await invite(uow, actor, target.person.name, seat.role, seat.agency.id, now=now, rules=rules)


async def invite_many(
    uow: UnitOfWork, actor: Actor, rows: Sequence[tuple[str, Role, int]], *, now: datetime, rules: Rules
) -> list[Invited]:
    """``(name, role, agency id)`` each; all of them or none."""
    return [
        await invite(uow, actor, name, role, agency_id, now=now, rules=rules)
        for name, role, agency_id in rows
    ]


async def check_appointment(
    uow: UnitOfWork, actor: Actor, person_id: int, role: Role, agency_id: int, *, now: datetime, rules: Rules
) -> Proposal:
    """One more seat for somebody on the list; writes nothing. Raises as ``propose`` does."""
    target = await get_manageable(uow, actor, person_id)
    agency = await roster.find_agency_by_id(uow, agency_id)
    if agency is None or not agency.is_valid(rules.today(now)):
        raise NotFound
    if not can_grant(actor, role, agency.path):
        raise NotAllowed
    held = any(seat.role is role and seat.agency.id == agency_id for seat in target.appointments)
    return Proposal(target.person.name, role, agency, is_known=held)


async def appoint(
    uow: UnitOfWork, actor: Actor, person_id: int, role: Role, agency_id: int, *, now: datetime, rules: Rules
) -> Proposal:
    """Seats the person there too; no link is needed, the account is bound already or will be by the first link."""
    proposal = await check_appointment(uow, actor, person_id, role, agency_id, now=now, rules=rules)
    if proposal.is_known:
        return proposal
    order = 1 + await people.count_seats(uow, agency_id, role)
    if not await roster.seat_again(uow, person_id, agency_id, role, order=order):
        await people.add_appointment(uow, person_id, agency_id, role, order=order, now=now)
    event = NewEvent(
        EventKind.APPOINTED,
        actor_id=actor.person.id,
        agency_id=agency_id,
        person_id=person_id,
        data={"role": role.value},
    )
    await add_event(uow, event, now=now)
    await _welcome(uow, person_id, proposal, now=now)
    return proposal


async def _welcome(uow: UnitOfWork, person_id: int, proposal: Proposal, *, now: datetime) -> None:
    """The new seat changes the menu, and whoever answers for an agency hears of its open tasks."""
    holder = await people.find_actor_by_id(uow, person_id)
    if holder is None or holder.person.telegram_id is None:
        return
    await queue_menu(uow, holder, now=now)
    key = f"people.appointed_{proposal.role}"
    await queue_info(uow, person_id, key, {"agency": name_agency(proposal.agency)}, now=now)
    if proposal.role in {Role.FOCAL_POINT, Role.HEAD}:
        await announce_again(uow, proposal.agency.id, now=now)
