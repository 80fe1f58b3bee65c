"""Whose desk a request lies on, now and after each silence; and the letter that tells them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.people import Absence, Actor, Role, Seat, seats_in_turn
from bot.domain.requests import Extension, Obstacle, Turn, laid_on, list_answerers, list_deciders, turn_after
from bot.domain.rules import Rules
from bot.domain.rungs import FromSubmission, Recipient
from bot.domain.task import Assignment
from bot.services import UnitOfWork
from bot.storage import extensions, obstacles, people
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

    def _seats(self, role: Role, path: str) -> list[Seat]:
        """Of those who are away as well."""
        return seats_in_turn(self.seats, role, path, on=self.rules.today(self.now))

    def _is_present(self, seat: Seat) -> bool:
        today = self.rules.today(self.now)
        person_id = seat.appointment.person_id
        return not any(each.person_id == person_id and each.covers(today) for each in self.absences)

    def decider_of(self, extension: Extension, path: str) -> Turn | None:
        """None: nobody can be reached now."""
        found = list_deciders(lambda role: self._seats(role, path), extension)
        return turn_after(found, extension.climbs, self._is_present)

    def answerer_of(self, obstacle: Obstacle, path: str) -> Turn | None:
        found = list_answerers(
            lambda role: self._seats(role, path),
            lambda role: self._seats(role, obstacle.holder_path),
            obstacle,
        )
        return turn_after(found, obstacle.climbs, self._is_present)

    def reviewer_of(self, path: str, reporter_id: int | None) -> Seat | None:
        """Whose turn a result is: an officer's, a leader's while none is there; never the reporter's own."""
        in_turn = (seat for role in (Role.OFFICER, Role.LEADER) for seat in self.in_turn(role, path))
        return next((seat for seat in in_turn if seat.appointment.person_id != reporter_id), None)

    def can_review(self, actor: Actor, assignment: Assignment, reporter_id: int | None) -> bool:
        """An officer's results are all inside the scope; a leader's those that no officer is there for, or whose clock
        came to the leader. Nobody's are the own ones.
        """
        path = assignment.agency_path
        if actor.person.id == reporter_id:
            return False
        if actor.scope(Role.OFFICER).contains(path):
            return True
        if not actor.scope(Role.LEADER).contains(path):
            return False
        reviewer = self.reviewer_of(path, reporter_id)
        is_officers = reviewer is not None and reviewer.appointment.role is Role.OFFICER
        return not is_officers or self._came_to_leader(assignment)

    def _came_to_leader(self, assignment: Assignment) -> bool:
        since = self.rules.today(assignment.submitted_at or self.now)
        days = [
            rung.when.days
            for rung in self.rules.policy.review
            if isinstance(rung.when, FromSubmission)
            and any(step.recipient is Recipient.LEADER for step in rung.to)
        ]
        if not days:
            return False
        return self.rules.calendar.add_working_days(since, min(days)) <= self.rules.today(self.now)


async def open_office(uow: UnitOfWork, *, now: datetime, rules: Rules) -> Office:
    seats = await people.list_seats(uow)
    absences = await people.list_absences(uow, on=rules.today(now))
    return Office(tuple(seats), tuple(absences), rules, now)


async def send_extension(uow: UnitOfWork, office: Office, extension: Extension, path: str) -> Extension:
    """Lays it on the desk of the decider in turn; with nobody there it waits for whoever comes (``forwarding``)."""
    turn = office.decider_of(extension, path)
    laid = replace(extension, climbs=laid_on(extension.climbs, turn))
    if laid != extension:
        await extensions.climb_extension(uow, extension, climbs=laid.climbs, clock_at=extension.clock_at)
    data = {"extension_id": laid.id, "climbs": laid.climbs}
    await _send(uow, office, MailKind.EXTENSION, data, f"extension:{laid.id}:{laid.climbs}", turn)
    return laid


async def send_obstacle(
    uow: UnitOfWork, office: Office, obstacle: Obstacle, path: str, step: int
) -> Obstacle:
    """To whoever holds it; ``step`` (the event that brought it there) makes each hand-over a letter of its own."""
    turn = office.answerer_of(obstacle, path)
    laid = replace(obstacle, climbs=laid_on(obstacle.climbs, turn))
    if laid != obstacle:
        await obstacles.move_obstacle(uow, obstacle, obstacle.status, climbs=laid.climbs)
    data = {"obstacle_id": laid.id, "climbs": laid.climbs}
    await _send(uow, office, MailKind.OBSTACLE, data, f"obstacle:{laid.id}:{step}:{laid.climbs}", turn)
    return laid


async def _send(
    uow: UnitOfWork, office: Office, kind: MailKind, data: Mapping[str, object], key: str, turn: Turn | None
) -> None:
    mail = NewMail(
        kind,
        data,
        Priority.DECISION,
        person_id=turn.seat.appointment.person_id if turn else None,
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
