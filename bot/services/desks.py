"""Whose desk a request lies on, now and after each silence; and the letter that tells them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Absence, Role, Seat, seats_in_turn
from bot.domain.requests import Extension, Obstacle, desk_after, list_answerers, list_deciders
from bot.domain.rules import Rules
from bot.services import UnitOfWork
from bot.storage import people
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail


@dataclass(frozen=True, slots=True)
class Office:
    """Everybody's seats and absences, read once."""

    seats: tuple[Seat, ...]
    absences: tuple[Absence, ...]
    rules: Rules
    now: datetime

    def in_turn(self, role: Role, path: str) -> list[Seat]:
        today = self.rules.today(self.now)
        return seats_in_turn(self.seats, role, path, absences=self.absences, on=today)

    def decider_of(self, extension: Extension, path: str) -> Seat | None:
        """None: nobody can be reached now."""
        desks = list_deciders(lambda role: self.in_turn(role, path), extension)
        return desk_after(desks, extension.climbs)

    def answerer_of(self, obstacle: Obstacle, path: str) -> Seat | None:
        desks = list_answerers(
            lambda role: self.in_turn(role, path),
            lambda role: self.in_turn(role, obstacle.holder_path),
            obstacle,
        )
        return desk_after(desks, obstacle.climbs)


async def open_office(uow: UnitOfWork, *, now: datetime, rules: Rules) -> Office:
    seats = await people.list_seats(uow)
    absences = await people.list_absences(uow, on=rules.today(now))
    return Office(tuple(seats), tuple(absences), rules, now)


async def send_extension(uow: UnitOfWork, office: Office, extension: Extension, path: str) -> None:
    """To the decider in turn; with nobody there it waits for whoever comes (``forwarding``)."""
    data = {"extension_id": extension.id, "climbs": extension.climbs}
    key = f"extension:{extension.id}:{extension.climbs}"
    await _send(uow, office, MailKind.EXTENSION, data, key, office.decider_of(extension, path))


async def send_obstacle(uow: UnitOfWork, office: Office, obstacle: Obstacle, path: str, step: int) -> None:
    """To whoever holds it; ``step`` (the event that brought it there) makes each hand-over a letter of its own."""
    data = {"obstacle_id": obstacle.id, "climbs": obstacle.climbs}
    key = f"obstacle:{obstacle.id}:{step}:{obstacle.climbs}"
    await _send(uow, office, MailKind.OBSTACLE, data, key, office.answerer_of(obstacle, path))


async def _send(
    uow: UnitOfWork, office: Office, kind: MailKind, data: Mapping[str, object], key: str, seat: Seat | None
) -> None:
    mail = NewMail(
        kind,
        data,
        Priority.DECISION,
        person_id=seat.appointment.person_id if seat else None,
        dedupe_key=key,
        not_before=office.rules.slots.next_office_moment(office.now, office.rules.calendar),
    )
    await add_mail(uow, mail, now=office.now)


async def tell_asker(
    uow: UnitOfWork, kind: MailKind, data: Mapping[str, object], person_id: int, step: int, *, now: datetime
) -> None:
    """What became of a request, at once: whoever asked is waiting for it."""
    mail = NewMail(kind, data, Priority.DECISION, person_id=person_id, dedupe_key=f"{kind}:{step}")
    await add_mail(uow, mail, now=now)
