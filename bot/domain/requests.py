"""What a focal point asks for: more time, or help with what is in the way.

An extension is decided by a person, never by silence; an obstacle is answered by whoever holds it and closed by whoever
raised it. Both run on clocks of their own (``policy.Clocks``), and silence climbs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.agencies import Scope
from bot.domain.calendar import WorkingCalendar
from bot.domain.errors import DateInPast, DateNotLater, DateTooFar, NoDueDate
from bot.domain.people import Actor, Role, Seat
from bot.domain.rungs import Recipient
from bot.domain.task import Assignment

FURTHEST = timedelta(days=5 * 366)
"""A date beyond this is a slip of the thumb."""


class ExtensionStatus(StrEnum):
    PENDING = "pending"
    PROPOSED = "proposed"
    """The decider offers another date; the asker takes it or keeps the old one."""
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Extension:
    """A request for a later due date. ``old_due_on`` is the lawful date at asking."""

    id: int
    assignment_id: int
    person_id: int
    person_name: str
    asked_at: datetime
    old_due_on: date
    wanted_on: date
    reason: str
    status: ExtensionStatus
    decider: Recipient
    clock_at: datetime | None = None
    climbs: int = 0
    proposed_on: date | None = None
    granted_on: date | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    remark: str = ""

    @property
    def is_open(self) -> bool:
        return self.status in {ExtensionStatus.PENDING, ExtensionStatus.PROPOSED}


class ObstacleCategory(StrEnum):
    INSTITUTIONS = "institutions"
    FUNDING = "funding"
    DATA = "data"
    INFRASTRUCTURE = "infrastructure"
    HR = "hr"
    SECURITY = "security"
    COORDINATION = "coordination"
    OTHER = "other"


class ObstacleStatus(StrEnum):
    OPEN = "open"
    ASKED_BACK = "asked_back"
    """Whoever holds it needs to know more: the reporter's turn."""
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something in the way. ``holder_path`` is the agency whose answer is awaited; empty: the standing agency."""

    id: int
    assignment_id: int
    person_id: int
    person_name: str
    raised_at: datetime
    category: ObstacleCategory
    text: str
    status: ObstacleStatus
    holder_path: str = ""
    holder_vi: str = ""
    holder_en: str = ""
    clock_at: datetime | None = None
    climbs: int = 0
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """An obstacle with the task that it stands in the way of."""

    obstacle: Obstacle
    assignment: Assignment


def settle_date(
    *, due_on: date | None, days: int, is_working: bool, today: date, calendar: WorkingCalendar
) -> date:
    """``+n days`` as a date: counted from the due date, or from today once that is past.

    Raises:
        NoDueDate: there is no date to move. DateTooFar: beyond any plan.
    """
    if due_on is None:
        raise NoDueDate
    if not 0 < days <= FURTHEST.days:
        raise DateTooFar(last=today + FURTHEST)
    start = max(due_on, today)
    return calendar.add_working_days(start, days) if is_working else start + timedelta(days=days)


def check_wanted_date(wanted_on: date, *, due_on: date | None, today: date) -> date:
    """The date itself, if a request for it makes sense.

    Raises:
        NoDueDate, DateInPast, DateNotLater, DateTooFar: it does not.
    """
    if due_on is None:
        raise NoDueDate
    if wanted_on < today:
        raise DateInPast(date=wanted_on)
    if wanted_on <= due_on:
        raise DateNotLater(date=wanted_on, due=due_on)
    if wanted_on - today > FURTHEST:
        raise DateTooFar(last=today + FURTHEST)
    return wanted_on


def choose_decider(
    *,
    original_due_on: date,
    wanted_on: date,
    granted_before: int,
    calendar: WorkingCalendar,
    officer_days: int,
) -> Recipient:
    """Who decides: the officer, or a leader for a second extension or one of more than ``officer_days`` in all."""
    in_all = calendar.working_days_between(original_due_on, wanted_on)
    return Recipient.LEADER if granted_before or in_all > officer_days else Recipient.OFFICER


def can_decide(actor: Actor, extension: Extension, path: str) -> bool:
    """An officer of the agency what is an officer's, a leader everything; nobody the own request."""
    if actor.person.id == extension.person_id:
        return False
    if actor.scope(Role.LEADER).contains(path):
        return True
    return extension.decider is Recipient.OFFICER and actor.scope(Role.OFFICER).contains(path)


def can_answer(actor: Actor, obstacle: Obstacle, path: str) -> bool:
    """The office above the task, and the people of the agency that holds the obstacle; nobody the own one."""
    if actor.person.id == obstacle.person_id:
        return False
    if actor.scope(Role.OFFICER, Role.LEADER).contains(path):
        return True
    return bool(obstacle.holder_path) and any(
        seat.agency.path == obstacle.holder_path and seat.role in {Role.FOCAL_POINT, Role.HEAD}
        for seat in actor.appointments
    )


@dataclass(frozen=True, slots=True)
class Turn:
    """On whose desk a request lies, and the how-manieth of its desks that is."""

    level: int
    seat: Seat


Desk = tuple[Seat, ...]
"""The seats of one role and scope, in order, present or not: who is away for a day moves no desk."""


def list_deciders(seats_of: Callable[[Role], Sequence[Seat]], extension: Extension) -> list[Desk]:
    """Desks that a request climbs over, the first one first: the officer (unless it is a leader's), then leaders from
    the smallest scope up. ``seats_of`` gives the seats of a role that answer for the agency, in order.
    """
    officers = _desks(seats_of(Role.OFFICER), extension.person_id)[:1]
    leaders = _desks(seats_of(Role.LEADER), extension.person_id)
    return leaders if extension.decider is Recipient.LEADER else [*officers, *leaders]


def list_answerers(
    seats_of: Callable[[Role], Sequence[Seat]],
    at_holder: Callable[[Role], Sequence[Seat]],
    obstacle: Obstacle,
) -> list[Desk]:
    """Desks that an obstacle climbs over: the agency that holds it and its head, then the officer and leaders."""
    own = [
        desk
        for role in (Role.FOCAL_POINT, Role.HEAD)
        if obstacle.holder_path
        for desk in _desks(at_holder(role), obstacle.person_id)[:1]
    ]
    officers = _desks(seats_of(Role.OFFICER), obstacle.person_id)[:1]
    return [*own, *officers, *_desks(seats_of(Role.LEADER), obstacle.person_id)]


def _desks(seats: Sequence[Seat], excluding: int) -> list[Desk]:
    """By scope, in order; the asker decides nothing of the own."""
    found: dict[Scope, Desk] = {}
    for seat in seats:
        if seat.appointment.person_id != excluding:
            scope = seat.appointment.scope
            found[scope] = (*found.get(scope, ()), seat)
    return list(found.values())


def turn_after(desks: Sequence[Desk], climbs: int, is_present: Callable[[Seat], bool]) -> Turn | None:
    """Where a request lies after so many climbs: that desk, or the next one up where somebody is present; else the
    nearest below. The last desk keeps it. None: nobody is there at all.
    """
    start = max(0, min(climbs, len(desks) - 1))
    for level in (*range(start, len(desks)), *reversed(range(start))):
        for seat in desks[level]:
            if is_present(seat):
                return Turn(level, seat)
    return None


def laid_on(climbs: int, turn: Turn | None) -> int:
    """What to keep as climbs once the letter goes out: the next silence climbs from the desk that was told."""
    return max(climbs, turn.level if turn else 0)
