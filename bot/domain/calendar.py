"""Working days of the Vietnamese public sector: weekends, public holidays, swapped days, late decisions.

Owns the arithmetic of working days and period ends. Knows no time of day, no storage and no words for people:
the names of holidays come from the ``holidays`` package, everything else is worded by the catalogue.
"""

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from types import MappingProxyType

from bot.domain.people import Language
from bot.domain.public_holidays import list_public_holidays
from bot.domain.task import Precision

#: The last year whose official decision on days off is in the package or in DEFAULT_OVERRIDES. Later years
#: follow the pattern of earlier ones and may still change.
LAST_DECIDED_YEAR = 2026
#: The years the fingerprint looks at: all dates a living task can have.
FINGERPRINT_YEARS = range(2020, 2041)

_FIRST_PACKAGE_YEAR, _LAST_PACKAGE_YEAR = 1901, 2100
_PACKAGE_LANGUAGE = {Language.VI: "vi", Language.EN: "en_US"}
_MONTH_FIRST = re.compile(r"\b(\d\d)/(\d\d)/(\d{4})\b")


@dataclass(frozen=True, slots=True)
class Override:
    """A decision that the package does not know: ``on`` works or is off. ``note`` is shown as it stands."""

    on: date
    works: bool
    note: str = ""
    document: str = ""


def index_overrides(overrides: Iterable[Override]) -> Mapping[date, Override]:
    return MappingProxyType({override.on: override for override in overrides})


#: 12729/VPCP-KGVX of 25/12/2025, announced one week before the day; too late for any release of the package.
DEFAULT_OVERRIDES: Mapping[date, Override] = index_overrides(
    [
        Override(
            date(2026, 1, 2), works=False, note="Hoán đổi với thứ Bảy 10/01/2026", document="12729/VPCP-KGVX"
        ),
        Override(
            date(2026, 1, 10), works=True, note="Làm bù ngày thứ Sáu 02/01/2026", document="12729/VPCP-KGVX"
        ),
    ]
)


class DayOffKind(StrEnum):
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class DayOff:
    """Why a day is off. ``name`` is the holiday's name or the decision's note; a plain weekend has none."""

    kind: DayOffKind
    name: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class _PackageYear:
    names: Mapping[date, str]
    working_weekends: frozenset[date]


@lru_cache(maxsize=512)
def _package_year(year: int, language: Language) -> _PackageYear:
    if not _FIRST_PACKAGE_YEAR < year < _LAST_PACKAGE_YEAR:
        return _PackageYear({}, frozenset())
    known = list_public_holidays(year, _PACKAGE_LANGUAGE[language])
    names = {day: _day_first(name, language) for day, name in known.items()}
    return _PackageYear(names, frozenset(known.weekend_workdays))


def _day_first(name: str, language: Language) -> str:
    """The package writes swapped dates month first in English; readers here would take 05/04 for April."""
    return _MONTH_FIRST.sub(r"\2/\1/\3", name) if language is Language.EN else name


@lru_cache(maxsize=512)
def _package_working_days(year: int) -> tuple[date, ...]:
    package = _package_year(year, Language.VI)
    return tuple(
        day
        for day in _days_of(year)
        if day in package.working_weekends or (day.weekday() < 5 and day not in package.names)
    )


def _days_of(year: int) -> Iterable[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1))


@dataclass(frozen=True, eq=False)
class WorkingCalendar:
    """Working days with ``overrides`` on top of the package. Years are worked out once and kept.

    Dates must stay clear of the ends of ``date`` (years 1 and 9999): counting beyond them raises ValueError.
    """

    overrides: Mapping[date, Override] = field(default_factory=dict)
    _years: dict[int, tuple[date, ...]] = field(default_factory=dict, init=False, repr=False)

    def is_working_day(self, day: date) -> bool:
        days = self._working_days(day.year)
        at = bisect_left(days, day)
        return at < len(days) and days[at] == day

    def last_working_day(self, on_or_before: date) -> date:
        return on_or_before if self.is_working_day(on_or_before) else self.add_working_days(on_or_before, -1)

    def next_working_day(self, on_or_after: date) -> date:
        return on_or_after if self.is_working_day(on_or_after) else self.add_working_days(on_or_after, 1)

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``, before it if negative; 0 is ``day`` itself."""
        if count == 0:
            return day
        year = day.year
        if count > 0:
            at = bisect_right(self._working_days(year), day) + count - 1
            while at >= len(self._working_days(year)):
                at -= len(self._working_days(year))
                year += 1
            return self._working_days(year)[at]
        at = bisect_left(self._working_days(year), day) + count
        while at < 0:
            year -= 1
            at += len(self._working_days(year))
        return self._working_days(year)[at]

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days are in (start, end]; negative when ``end`` is before ``start``."""
        if end < start:
            return -self.working_days_between(end, start)
        whole_years = sum(len(self._working_days(year)) for year in range(start.year, end.year))
        passed = bisect_right(self._working_days(start.year), start)
        return whole_years + bisect_right(self._working_days(end.year), end) - passed

    def day_off_reason(self, day: date, language: Language) -> DayOff | None:
        """None on a working day."""
        if self.is_working_day(day):
            return None
        if override := self.overrides.get(day):
            return DayOff(DayOffKind.DECISION, override.note, override.document)
        name = _package_year(day.year, language).names.get(day)
        return DayOff(DayOffKind.HOLIDAY, name) if name else DayOff(DayOffKind.WEEKEND)

    def is_estimated(self, year: int) -> bool:
        """Whether the days off of ``year`` are a guess from earlier years, not a published decision."""
        return year > LAST_DECIDED_YEAR

    @cached_property
    def fingerprint(self) -> str:
        """Changes when a working day of FINGERPRINT_YEARS does, by an override or by a new package."""
        years = {*FINGERPRINT_YEARS, *(day.year for day in self.overrides)}
        digest = hashlib.sha256()
        for year in sorted(years):
            digest.update(",".join(day.isoformat() for day in self._working_days(year)).encode())
        return digest.hexdigest()[:16]

    def _working_days(self, year: int) -> tuple[date, ...]:
        if year not in self._years:
            self._years[year] = self._decided_working_days(year)
        return self._years[year]

    def _decided_working_days(self, year: int) -> tuple[date, ...]:
        decided = {day: override.works for day, override in self.overrides.items() if day.year == year}
        days = _package_working_days(year)
        if not decided:
            return days
        kept = {day for day in days if decided.get(day, True)}
        return tuple(sorted(kept | {day for day, works in decided.items() if works}))


def due_date(precision: Precision, given: date, calendar: WorkingCalendar) -> date | None:
    """The calendar date a task is due when only a day, month, quarter or year was named.

    Longer periods mean their last working day; ``given`` is any date inside the period.
    """
    match precision:
        case Precision.NONE:
            return None
        case Precision.DAY:
            return given
        case Precision.MONTH:
            last_month = given.month
        case Precision.QUARTER:
            last_month = (given.month + 2) // 3 * 3
        case Precision.YEAR:
            last_month = 12
    return calendar.last_working_day(_end_of_month(given.year, last_month))


def _end_of_month(year: int, month: int) -> date:
    if month == 12:
        return date(year, 12, 31)
    return date(year, month + 1, 1) - timedelta(days=1)
