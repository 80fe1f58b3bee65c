"""The figures of one scope on one day: the four cells, who is late, what is at risk, each with its names inside.

``Figures`` is complete in itself, so that a frozen one reads the same a year later, whatever agencies are called
then. Knows no storage and no words.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from bot.domain.agencies import Level
from bot.domain.held_up import HeldUp
from bot.domain.indicators import Aim
from bot.domain.risk import Risk
from bot.domain.task import Cell, Status

_STROKED_D = {0x111: "d"}  # the one letter whose mark Unicode does not take apart


class AssignmentFacts(NamedTuple):
    """One assignment as storage reads it; a plain tuple, because there may be a hundred thousand."""

    id: int
    task_id: int
    task_code: str
    title_vi: str
    title_en: str
    agency_id: int
    agency_vi: str
    agency_en: str
    level: Level
    period: str
    status: Status
    assigned_on: date
    due_on: date | None
    original_due_on: date | None
    completed_on: date | None
    percent: float | None
    last_report_at: datetime | None
    obstacle_at: datetime | None = None
    """Since when the oldest obstacle waits for its answer."""
    obstacles: int = 0
    """How many wait for their answer."""
    extensions: int = 0
    """How many requests for a later date were granted."""
    value: float | None = None
    aim: Aim | None = None
    """Of an indicator: what was reported, and the target valid on the day of the figures."""


class Group(StrEnum):
    MINISTRIES = "ministries"
    GOV_AGENCIES = "gov_agencies"
    PROVINCES = "provinces"
    OTHER = "others"


_GROUPS = {
    Level.MINISTRY: Group.MINISTRIES,
    Level.MINISTERIAL_LEVEL: Group.MINISTRIES,
    Level.GOV_AGENCY: Group.GOV_AGENCIES,
    Level.PROVINCE: Group.PROVINCES,
}


@dataclass(frozen=True, slots=True)
class Cells:
    """Counts of assignments, one field for each ``Cell``; differences of two may be negative."""

    done_on_time: int = 0
    done_late: int = 0
    open_in_time: int = 0
    open_late: int = 0
    no_date: int = 0

    def count(self, cell: Cell) -> int:
        return int(getattr(self, cell))

    @property
    def total(self) -> int:
        return sum(self.count(cell) for cell in Cell)

    def __add__(self, other: "Cells") -> "Cells":
        return Cells(*(self.count(cell) + other.count(cell) for cell in Cell))

    def __sub__(self, other: "Cells") -> "Cells":
        return Cells(*(self.count(cell) - other.count(cell) for cell in Cell))


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """What is counted for one agency itself, without the agencies below it."""

    id: int
    name_vi: str
    name_en: str
    level: Level
    cells: Cells
    extended: int = 0
    submitted: int = 0
    at_risk: int = 0
    unanswered: int = 0
    """Obstacles that wait for their answer: the office's debt, beside the agency's own."""

    @property
    def group(self) -> Group:
        return _GROUPS.get(self.level, Group.OTHER)


@dataclass(frozen=True, slots=True)
class TaskName:
    id: int
    code: str
    title_vi: str
    title_en: str


@dataclass(frozen=True, slots=True)
class RiskReason:
    """Why something is at risk. Numbers: ``close`` has days_left (working days), elapsed and, if ever said, percent;
    ``silent`` and ``obstacle`` have days (working days); ``extended`` has times."""

    kind: Risk
    numbers: Mapping[str, float]


class OpenItem(NamedTuple):
    """An open assignment that is late or at risk. ``days_late`` are calendar days; at risk it is 0.

    A plain tuple, because a frozen digest of the whole country has ten thousand and every press reads them.
    """

    assignment_id: int
    task_id: int
    agency_id: int
    period: str
    due_on: date
    status: Status
    days_late: int = 0
    reasons: tuple[RiskReason, ...] = ()
    percent: float | None = None
    extended_from: date | None = None
    """The original date, if a later one was granted."""


@dataclass(frozen=True, slots=True)
class ScopeName:
    """The agency at the top of a subtree that the figures cover."""

    name_vi: str
    name_en: str
    level: Level


@dataclass(frozen=True, slots=True)
class Previous:
    """The frozen figures of the same scope that these are compared with."""

    reporting_on: date
    totals: Cells
    snapshot_id: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """``as_of`` is the day they were counted; ``reporting_on`` the reporting date if they are frozen."""

    as_of: date
    agencies: Mapping[int, AgencyLine] = field(default_factory=dict)
    tasks: Mapping[int, TaskName] = field(default_factory=dict)
    """The tasks named in the two lists below."""
    late: tuple[OpenItem, ...] = ()
    """The longest overdue first."""
    at_risk: tuple[OpenItem, ...] = ()
    """The nearest due date first."""
    scope: tuple[ScopeName, ...] = ()
    reporting_on: date | None = None
    previous: Previous | None = None
    totals: Cells = Cells()
    extended: int = 0
    """How many of them have a granted date later than the original one ("trong đó gia hạn")."""
    submitted: int = 0
    """How many of them wait for an officer's approval; they count as open."""
    held_up: HeldUp = field(default_factory=HeldUp)

    @property
    def change(self) -> Cells | None:
        """Now minus then."""
        return self.totals - self.previous.totals if self.previous else None


@dataclass(frozen=True, slots=True)
class GroupLine:
    group: Group
    agencies: int
    cells: Cells


def list_groups(figures: Figures) -> list[GroupLine]:
    """The groups that have anything to count, in official order."""
    lines = []
    for group in Group:
        members = [line for line in figures.agencies.values() if line.group is group]
        if members:
            lines.append(GroupLine(group, len(members), sum((m.cells for m in members), Cells())))
    return lines


def rank_agencies(figures: Figures) -> list[AgencyLine]:
    """Most late first, then most at risk; the order of the page and of its page numbers."""
    return sorted(
        figures.agencies.values(),
        key=lambda line: (-line.cells.open_late, -line.at_risk, order_of_name(line.name_vi), line.id),
    )


def order_of_name(name: str) -> str:
    """Sorts as a Vietnamese reader looks a name up: accents count less than letters, Đ comes with D."""
    letters = unicodedata.normalize("NFD", name.casefold().translate(_STROKED_D))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def roll_up(items: Iterable[OpenItem]) -> list[tuple[OpenItem, ...]]:
    """Items of the same task together, the earliest due date first, then the largest group."""
    by_task: dict[int, list[OpenItem]] = {}
    for item in items:
        by_task.setdefault(item.task_id, []).append(item)
    groups = [tuple(group) for group in by_task.values()]
    return sorted(groups, key=lambda group: (_earliest(group), -len(group)))


def _earliest(items: Sequence[OpenItem]) -> date:
    return min(item.due_on for item in items)
