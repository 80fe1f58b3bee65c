"""What is stored about a person: told, handed out, and taken away at the person's own wish. Only ever one's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.people import Actor, Role
from bot.domain.rules import Rules
from bot.services import UnitOfWork, directory
from bot.services.mail import queue_info
from bot.services.office_list import find_officer
from bot.services.people_desk import name_agency, tell_who_is_missing
from bot.storage import absences, people, personal
from bot.storage.events import EventKind, NewEvent, add_event


@dataclass(frozen=True, slots=True)
class Stored:
    """The short answer: who, and how much."""

    person: Mapping[str, Any]
    counts: Mapping[str, int]


async def describe(uow: UnitOfWork, actor: Actor) -> Stored:
    person_id = actor.person.id
    return Stored(await personal.load_person(uow, person_id), await personal.count_stored(uow, person_id))


async def export(uow: UnitOfWork, actor: Actor) -> dict[str, Any]:
    """Everything, by sort; lists with the newest entry first."""
    person_id = actor.person.id
    return {
        "person": await personal.load_person(uow, person_id),
        "seats": await personal.list_seats_of(uow, person_id),
        "absences": await personal.list_absences_of(uow, person_id),
        "reports": await personal.list_reports_of(uow, person_id),
        "evidence": await personal.list_evidence_of(uow, person_id),
        "uploads": await personal.list_uploads_of(uow, person_id),
        "actions": await personal.list_actions_of(uow, person_id),
    }


async def erase(uow: UnitOfWork, actor: Actor, pseudonym: str, *, now: datetime, rules: Rules) -> None:
    """Seats and invitations end, personal data go, the record stays under ``pseudonym``.

    The officer in turn for each seat and the administrators are told, without the name.
    """
    person = actor.person
    await directory.revoke(uow, person.id, now=now, revoked_by=person.id)
    await absences.delete_absences_of(uow, person.id)
    await personal.forget_correspondence(uow, person.id, person.telegram_id, now=now)
    await personal.pseudonymise(uow, person.id, pseudonym=pseudonym)
    await add_event(uow, NewEvent(EventKind.ERASED, actor_id=person.id, person_id=person.id), now=now)
    await tell_who_is_missing(uow, actor, now=now, rules=rules)
    for reader in await _list_concerned(uow, actor, now=now, rules=rules):
        facts = {"who": pseudonym, "agency": name_agency(actor.appointments[0].agency)}
        await queue_info(uow, reader, "people.erased", facts, now=now)


async def _list_concerned(uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules) -> list[int]:
    officers = [
        await find_officer(uow, seat.agency.path, now=now, rules=rules) for seat in actor.appointments
    ]
    seats = await people.list_seats(uow)
    admins = [s.appointment.person_id for s in seats if s.appointment.role is Role.ADMIN and s.is_bound]
    concerned = {person_id for person_id in (*officers, *admins) if person_id is not None}
    return sorted(concerned - {actor.person.id})
