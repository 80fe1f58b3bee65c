"""People and their ways in and out: invitations, linking, language, revoking, reachability."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import AlreadyLinked, InvitationInvalid, NotFound
from bot.domain.people import Actor, Language, Role
from bot.services import UnitOfWork
from bot.services.mail import queue_menu
from bot.storage import invitations, people
from bot.storage.assignments import announce_again
from bot.storage.events import EventKind, NewEvent, add_event
from bot.storage.notice_items import revive_items
from bot.storage.seen import mark_seen
from bot.storage.speakers import find_speaker
from bot.storage.undelivered import release_items
from bot.storage.waiting_mail import revive_digests

INVITATION_LIFE = timedelta(days=7)
DIGEST_LIFE = timedelta(days=7)
"""Until the next one comes, a digest that found nobody is still worth sending."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """The code in clear: it is shown once and stored only as a hash."""

    code: str
    person_id: int
    expires_at: datetime


def hash_code(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def invite(
    uow: UnitOfWork,
    *,
    agency_code: str,
    role: Role,
    name: str,
    now: datetime,
    invited_by: int | None = None,
) -> Invitation:
    """Registers the person in that seat unless they are there, and makes a single-use code of seven days.

    A new code replaces those that were not used yet.

    Raises:
        NotFound: no agency of that code.
    """
    agency = await people.find_agency(uow, agency_code)
    if agency is None:
        raise NotFound(what=agency_code)
    person_id = await people.find_appointed(uow, name=name, agency_id=agency.id, role=role)
    if person_id is None:
        person_id = await people.add_person(uow, name=name, now=now)
        order = 1 + await people.count_seats(uow, agency.id, role)
        await people.add_appointment(uow, person_id, agency.id, role, order=order, now=now)
    await invitations.revoke_invitations(uow, person_id, now=now)
    code = secrets.token_urlsafe(24)
    expires_at = now + INVITATION_LIFE
    await invitations.add_invitation(
        uow,
        code_hash=hash_code(code),
        person_id=person_id,
        created_by=invited_by,
        now=now,
        expires_at=expires_at,
    )
    event = NewEvent(
        EventKind.INVITED,
        actor_id=invited_by,
        agency_id=agency.id,
        person_id=person_id,
        data={"role": role.value},
    )
    await add_event(uow, event, now=now)
    return Invitation(code, person_id, expires_at)


async def link(
    uow: UnitOfWork, *, code: str, telegram_id: int, language: Language, actor: Actor | None, now: datetime
) -> Actor:
    """Binds a Telegram account to the person whom the code invites.

    Raises:
        InvitationInvalid: unknown, used, revoked or expired.
        AlreadyLinked: the account belongs to somebody else of the register.
    """
    person_id = await invitations.claim_invitation(uow, hash_code(code), now=now)
    if person_id is None:
        raise InvitationInvalid
    if actor is not None and actor.person.id != person_id:
        raise AlreadyLinked
    invited = await people.find_actor_by_id(uow, person_id)
    if invited is None or not invited.appointments:
        raise InvitationInvalid
    await people.bind_account(uow, person_id, telegram_id=telegram_id, language=language, now=now)
    await add_event(uow, NewEvent(EventKind.LINKED, actor_id=person_id, person_id=person_id), now=now)
    linked = await people.find_actor_by_id(uow, person_id)
    if linked is None:
        raise InvitationInvalid
    await queue_menu(uow, linked, now=now)
    await _announce_to(uow, linked, now=now)
    return linked


async def _announce_to(uow: UnitOfWork, actor: Actor, *, now: datetime) -> None:
    """Whoever answers for an agency from now on hears of its open tasks; what they were told stays told."""
    for seat in actor.appointments:
        if seat.role in {Role.FOCAL_POINT, Role.HEAD}:
            await announce_again(uow, seat.agency.id, now=now)


async def set_language(uow: UnitOfWork, actor: Actor, language: Language, *, now: datetime) -> Actor:
    await people.update_person(uow, actor.person.id, language=language)
    changed = await people.find_actor_by_id(uow, actor.person.id)
    if changed is None:
        raise NotFound
    await queue_menu(uow, changed, now=now)
    return changed


async def revoke(
    uow: UnitOfWork, person_id: int, *, now: datetime, revoked_by: int | None = None, reason: str = ""
) -> None:
    """Ends every appointment at once: the next press or word of that person finds nothing.

    What was still owed to them goes to whoever is next in turn.
    """
    actor = await people.find_actor_by_id(uow, person_id)
    if actor is not None:
        await _announce_to(uow, actor, now=now)
    await release_items(uow, person_id)
    await people.revoke_appointments(uow, person_id, now=now)
    await invitations.revoke_invitations(uow, person_id, now=now)
    data = {"reason": reason} if reason else {}
    event = NewEvent(EventKind.REVOKED, actor_id=revoked_by, person_id=person_id, data=data)
    await add_event(uow, event, now=now)


async def meet(uow: UnitOfWork, telegram_id: int, *, now: datetime) -> Actor | None:
    """Who is speaking, if they hold an office; that they spoke means they saw what we sent.

    Somebody who could not be reached is told now what was missed.
    """
    speaker = await find_speaker(uow, telegram_id)
    if speaker is None or not speaker.actor.appointments:
        return None
    actor = speaker.actor
    if speaker.has_unseen:
        await mark_seen(uow, actor.person.id, now=now)
    if actor.person.unreachable_at is not None:
        await people.update_person(uow, actor.person.id, unreachable_at=None)
        await revive_items(uow, actor.person.id)
        await revive_digests(uow, actor.person.id, since=now - DIGEST_LIFE)
        await _announce_to(uow, actor, now=now)
    return actor


async def lose(uow: UnitOfWork, telegram_id: int, *, now: datetime) -> None:
    """The person blocked us or left Telegram: the next in turn gets what is owed from now on."""
    actor = await people.find_actor(uow, telegram_id)
    if actor is not None:
        await people.update_person(uow, actor.person.id, unreachable_at=now)
