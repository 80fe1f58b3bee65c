"""A question about a list of tasks or agencies, small enough for a button: what, of which days, level, agency, task.

Knows how it is written into button data and nothing of how it is answered.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.agencies import Agency, Level


class AskKind(StrEnum):
    DUE = "d"
    """Open tasks whose due date is in the period."""
    LATE = "o"
    UNDONE = "n"
    """Agencies that have not finished a task."""
    SILENT = "r"
    """Agencies that never reported on a task, or on anything when none is named."""
    STATE = "s"
    """How one agency stands."""


class AskLevel(StrEnum):
    PROVINCE = "p"
    MINISTRY = "m"


LEVELS = {
    AskLevel.PROVINCE: frozenset({Level.PROVINCE}),
    AskLevel.MINISTRY: frozenset({Level.MINISTRY, Level.MINISTERIAL_LEVEL}),
}
_FORM = re.compile(r"([donrs])(?:(\d{8})-(\d{8}))?([pm])?(?:a(\d{1,9}))?(?:t(\d{1,9}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both ends included."""

    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class Query:
    kind: AskKind
    period: Period | None = None
    level: AskLevel | None = None
    agency_id: int = 0
    task_id: int = 0

    @property
    def levels(self) -> frozenset[Level]:
        """Empty means every level."""
        return LEVELS[self.level] if self.level else frozenset()

    @property
    def argument(self) -> str:
        days = f"{self.period.from_on:%Y%m%d}-{self.period.to_on:%Y%m%d}" if self.period else ""
        agency = f"a{self.agency_id}" if self.agency_id else ""
        task = f"t{self.task_id}" if self.task_id else ""
        return f"{self.kind}{days}{self.level or ''}{agency}{task}"


def parse_query(argument: str) -> Query | None:
    """The inverse of ``Query.argument``; None for anything else."""
    match = _FORM.fullmatch(argument)
    if match is None:
        return None
    try:
        period = Period(_day(match[2]), _day(match[3])) if match[2] else None
    except ValueError:
        return None
    level = AskLevel(match[4]) if match[4] else None
    return Query(AskKind(match[1]), period, level, int(match[5] or 0), int(match[6] or 0))


def _day(digits: str) -> date:
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


@dataclass(frozen=True, slots=True)
class NamedAgency:
    """An agency with every name it goes by."""

    agency: Agency
    names: tuple[str, ...]
    heirs: tuple[int, ...] = ()
    """Who follows it, once it has ended."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """An agency that has ended was named: who is meant today. Several after a split, none if nobody follows."""

    old: Agency
    heirs: tuple[Agency, ...]


@dataclass(frozen=True, slots=True)
class AgencyTally:
    """An agency in an answer. ``assignment_id`` is set when exactly one assignment is meant."""

    agency_id: int
    name_vi: str
    name_en: str
    count: int
    oldest_due_on: date | None
    assignment_id: int


@dataclass(frozen=True, slots=True)
class TaskTally:
    """A task in an answer for those who watch many agencies."""

    task_id: int
    code: str
    title_vi: str
    title_en: str
    count: int
    agencies: int
    first_due_on: date


@dataclass(frozen=True, slots=True)
class AgencyAnswer:
    """One page of agencies: ``total`` of ``among``; ``number`` counts pages from 0."""

    items: tuple[AgencyTally, ...]
    number: int
    size: int
    total: int
    among: int
    code: str = ""
    """The task asked about, if one was."""
    title_vi: str = ""
    title_en: str = ""

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class TaskAnswer:
    items: tuple[TaskTally, ...]
    total: int
