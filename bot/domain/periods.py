"""The periods that are reviewed: a week, month, quarter, half year or year, by their first and last day."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class PeriodKind(StrEnum):
    """In growing order."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days, both ends included; ``number`` counts it inside its year (1 of the only year)."""

    kind: PeriodKind
    from_on: date
    to_on: date

    @property
    def number(self) -> int:
        if self.kind is PeriodKind.WEEK:
            return self.from_on.isocalendar().week
        return (self.from_on.month - 1) // _MONTHS[self.kind] + 1

    @property
    def year(self) -> int:
        return self.from_on.isocalendar().year if self.kind is PeriodKind.WEEK else self.from_on.year

    @property
    def before(self) -> "Span":
        return span_of(self.kind, self.from_on - timedelta(days=1))

    @property
    def after(self) -> "Span":
        return span_of(self.kind, self.to_on + timedelta(days=1))

    def contains(self, day: date | None) -> bool:
        return day is not None and self.from_on <= day <= self.to_on

    @property
    def argument(self) -> str:
        return f"{self.kind}.{self.from_on:%Y%m%d}"


def span_of(kind: PeriodKind, day: date) -> Span:
    """The one that contains ``day``; weeks begin on Monday."""
    if kind is PeriodKind.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Span(kind, monday, monday + timedelta(days=6))
    months = _MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    year, month = divmod(first.month - 1 + months, 12)
    following = date(first.year + year, month + 1, 1)
    return Span(kind, first, following - timedelta(days=1))


def find_span(from_on: date, to_on: date) -> Span | None:
    """The period of exactly these days, if there is one."""
    found = (span_of(kind, from_on) for kind in PeriodKind)
    return next((span for span in found if (span.from_on, span.to_on) == (from_on, to_on)), None)


def parse_span(argument: str) -> Span | None:
    """The inverse of ``Span.argument``; None for anything else."""
    kind, _, digits = argument.partition(".")
    if kind not in set(PeriodKind) or len(digits) != 8 or not digits.isdecimal():
        return None
    try:
        first = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    if not date(2000, 1, 1) <= first <= date(2100, 1, 1):
        return None
    span = span_of(PeriodKind(kind), first)
    return span if span.from_on == first else None
