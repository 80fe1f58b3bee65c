"""People, their appointments, and who is next in turn.

Rights follow from appointments alone, never from a name, a username or a phone number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.agencies import STEERING_LEVELS, Agency, Scope, merge_scopes, parent_path


class Role(StrEnum):
    FOCAL_POINT = "focal_point"
    HEAD = "head"
    OFFICER = "officer"
    LEADER = "leader"
    ADMIN = "admin"


class Language(StrEnum):
    VI = "vi"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Appointment:
    """A person's seat at an agency. ``order`` is the turn among people of the same role there, 1 first."""

    id: int
    person_id: int
    agency: Agency
    role: Role
    order: int = 1
    portfolio: tuple[str, ...] = ()
    """Agency paths an officer is limited to; empty means the whole scope."""

    @property
    def scope(self) -> Scope:
        if self.role is Role.ADMIN:
            return Scope()
        if self.portfolio:
            return Scope(tuple(sorted(self.portfolio)))
        if self.role in {Role.OFFICER, Role.LEADER} and self.agency.level in STEERING_LEVELS:
            return Scope((parent_path(self.agency.path),))
        return merge_scopes(Scope((self.agency.path, *self.agency.inherits)))


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str
    language: Language = Language.VI
    telegram_id: int | None = None
    email: str = ""
    unreachable_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    person_id: int
    from_on: date
    to_on: date

    def covers(self, on: date) -> bool:
        return self.from_on <= on <= self.to_on


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is speaking, with everything that decides what they may do."""

    person: Person
    appointments: tuple[Appointment, ...] = field(default=())

    def has_role(self, *roles: Role) -> bool:
        return any(a.role in roles for a in self.appointments)

    def scope(self, *roles: Role) -> Scope:
        """The union of scopes of the appointments in ``roles`` (all of them when none is named)."""
        return merge_scopes(*(a.scope for a in self.appointments if not roles or a.role in roles))

    @property
    def watches_many(self) -> bool:
        """Whether lists should be rolled up by task: an officer or leader of more than one agency."""
        return self.has_role(Role.OFFICER, Role.LEADER)

    def can_see(self, path: str) -> bool:
        return self.scope().contains(path)

    def scope_to_report(self) -> Scope:
        return self.scope(Role.FOCAL_POINT)

    def can_report(self, path: str) -> bool:
        return self.scope_to_report().contains(path)

    def can_amend(self, path: str) -> bool:
        return self.scope(Role.OFFICER).contains(path)


@dataclass(frozen=True, slots=True)
class Seat:
    """One appointment with what decides whether its holder can be given a turn now."""

    appointment: Appointment
    is_bound: bool
    is_unreachable: bool = False
    name: str = field(default="", repr=False)


def seats_in_turn(
    seats: Iterable[Seat], role: Role, path: str, *, absences: Sequence[Absence] = (), on: date
) -> list[Seat]:
    """Seats of ``role`` that answer for the agency at ``path``, the one whose turn it is first.

    focal_point, head: seats at the agency itself. officer, leader: the smallest scope that contains the
    agency (longest prefix), there by ``order``; wider scopes follow, so that silence can climb (product §1).
    People who are absent on ``on``, not bound or unreachable are passed over.
    """
    away = {a.person_id for a in absences if a.covers(on)}
    able = [
        seat
        for seat in seats
        if seat.appointment.role is role
        and seat.is_bound
        and not seat.is_unreachable
        and seat.appointment.person_id not in away
    ]
    if role in {Role.FOCAL_POINT, Role.HEAD}:
        own = [seat for seat in able if seat.appointment.agency.path == path]
        return sorted(own, key=lambda seat: (seat.appointment.order, seat.appointment.id))
    containing = [seat for seat in able if seat.appointment.scope.contains(path)]
    return sorted(containing, key=lambda seat: _nearness(seat.appointment, path))


def _nearness(appointment: Appointment, path: str) -> tuple[int, int, int]:
    covering = [prefix for prefix in appointment.scope.prefixes if path.startswith(prefix)]
    return (-max(map(len, covering)), appointment.order, appointment.id)
