"""The parts of a reminder ladder: a rung says when, whom to tell, and on what condition.

Only shapes; the rules of one body are in ``policy``, the arithmetic in ``ladder``.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.slots import Slot

#: Ids of repeated rungs are ``weekly-1``, ``weekly-2``, …; no rung of the file may look like one.
WEEKLY_PREFIX = "weekly-"


class Recipient(StrEnum):
    """Whom a rung tells: a seat in turn, not a person. ``deputy`` is the focal point next in order."""

    FOCAL_POINT = "focal_point"
    DEPUTY = "deputy"
    HEAD = "head"
    OFFICER = "officer"
    LEADER = "leader"


class Condition(StrEnum):
    """What must be true at sending time for a recipient to be told; the three silences are not the same."""

    ALWAYS = "always"
    NO_FRESH_REPORT = "no_fresh_report"
    """Nobody reported within ``fresh_report_days``."""
    NOT_SEEN = "not_seen"
    """No press, word or fresh report since the last notice."""
    NOT_REPORTED = "not_reported"
    """No report for ``silence_days``, counted from the assignment if there never was one."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """The moment the assignment becomes visible, moved into office hours."""


@dataclass(frozen=True, slots=True)
class FromDue:
    """Working days from the due date; 0 is the last working day on or before it."""

    days: int


@dataclass(frozen=True, slots=True)
class Elapsed:
    """A share of the lead time, 0 < share < 1, counted in working days and rounded down."""

    share: float


@dataclass(frozen=True, slots=True)
class FromSubmission:
    """Working days after a result was submitted."""

    days: int


When = Assigned | FromDue | Elapsed | FromSubmission


@dataclass(frozen=True, slots=True)
class Step:
    recipient: Recipient
    condition: Condition = Condition.ALWAYS


@dataclass(frozen=True, slots=True)
class Rung:
    id: str
    when: When
    slot: Slot
    to: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every seventh day counted from the rung day ``after`` working days past the due date."""

    after: int
    slot: Slot
    to: tuple[Step, ...]
