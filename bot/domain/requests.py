"""What a focal point asks for: more time, or help with what is in the way.

An extension is decided by a person, never by silence; an obstacle is answered by whom it was asked of and closed by
who raised it. Both keep every step.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.calendar import WorkingCalendar
from bot.domain.errors import DateRefused
from bot.domain.rungs import Recipient

MOST_BY_OFFICER = 20
"""Working days in all that an officer may grant; more, or a second extension, is a leader's (product §2)."""
FURTHEST = timedelta(days=5 * 366)
"""A date beyond this is a slip of the thumb."""


class ExtensionStatus(StrEnum):
    PENDING = "pending"
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
    granted_on: date | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    remark: str = ""


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
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something in the way, asked of an agency (None: the standing agency's officer)."""

    id: int
    assignment_id: int
    person_id: int
    person_name: str
    raised_at: datetime
    category: ObstacleCategory
    text: str
    status: ObstacleStatus
    asked_of: str = ""
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""


def check_wanted_date(wanted_on: date, *, due_on: date | None, today: date) -> date:
    """The date itself, if a request for it makes sense.

    Raises:
        DateRefused: no due date to move, in the past, not later than the present due date, or absurdly far.
    """
    if due_on is None:
        raise DateRefused(reason="no_date")
    if wanted_on < today:
        raise DateRefused(reason="past")
    if wanted_on <= due_on:
        raise DateRefused(reason="not_later")
    if wanted_on - today > FURTHEST:
        raise DateRefused(reason="too_far")
    return wanted_on


def choose_decider(
    *, original_due_on: date, wanted_on: date, granted_before: int, calendar: WorkingCalendar
) -> Recipient:
    """Who decides: the officer, or a leader for a second extension or one of more than 20 working days in all."""
    in_all = calendar.working_days_between(original_due_on, wanted_on)
    if granted_before or in_all > MOST_BY_OFFICER:
        return Recipient.LEADER
    return Recipient.OFFICER
