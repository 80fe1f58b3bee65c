"""Recurrence rules (RFC 5545 without a start, by days and longer) and the days on which a task comes round.

An occurrence is named by the longest calendar period that has only one of it: "2024" of a yearly rule, "2024-08" of a
monthly one, "2024-08-16" of anything shorter. The name stays when the day within the period changes.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import product

from dateutil.rrule import rrule, rrulestr

from bot.domain.calendar import WorkingCalendar

_NUMBERS = r"[+-]?[1-9]\d{0,2}(?:,[+-]?[1-9]\d{0,2})*"
_DAYS = r"(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)"
#: dateutil takes more than this, and some of it (an interval of 0) keeps it busy for ever.
_PARTS = {
    "FREQ": re.compile(r"DAILY|WEEKLY|MONTHLY|YEARLY"),
    "INTERVAL": re.compile(r"[1-9]\d?"),
    "COUNT": re.compile(r"[1-9]\d{0,2}"),
    "UNTIL": re.compile(r"\d{8}"),
    "BYMONTH": re.compile(r"(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*"),
    "BYMONTHDAY": re.compile(_NUMBERS),
    "BYDAY": re.compile(rf"{_DAYS}(?:,{_DAYS})*"),
    "BYSETPOS": re.compile(_NUMBERS),
    "WKST": re.compile(r"MO|SU"),
}
_LONGEST_MONTHS = dict(enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1))
_HORIZON = timedelta(days=3653)
_DAY = timedelta(days=1)
_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_ORDINAL_DAY = re.compile(r"[+-]?[1-5](?:MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a task comes round. ``due_on``: its day, or the last working day before a day off."""

    period: str
    due_on: date


def normalise_rule(text: str) -> str:
    """The bare rule in capitals, its last day without a time.

    Raises:
        ValueError: not a rule, or one that says more than days.
    """
    bare = text.strip().upper().removeprefix("RRULE:").rstrip(";")
    rule = re.sub(r"(UNTIL=\d{8})T\d{6}Z?", r"\1", bare)
    parts = [part.partition("=")[::2] for part in rule.split(";")]
    names = [name for name, _ in parts]
    is_known = all(name in _PARTS and _PARTS[name].fullmatch(value) for name, value in parts)
    if not is_known or "FREQ" not in names or len(set(names)) < len(names):
        raise ValueError(f"not a recurrence rule by days: {text!r}")
    _parse(rule, date(2024, 1, 1))
    return rule


@lru_cache(maxsize=1024)
def next_occurrence(rule: str, start_on: date, on_or_after: date) -> date | None:
    """The first day of the rule; ``start_on`` anchors its intervals. None: not within ten years from there."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    if not _has_any_day(parts):
        return None
    first = max(start_on, on_or_after)
    limit = datetime.combine(first + _HORIZON, time())
    parsed = _parse(rule, start_on)
    if not {"UNTIL", "COUNT"} & parts.keys():
        parsed = parsed.replace(until=limit)
    found = parsed.after(datetime.combine(first, time()), inc=True)
    return found.date() if found and found <= limit else None


def list_occurrences(
    rule: str, start_on: date, calendar: WorkingCalendar, *, due_from: date
) -> Iterator[Occurrence]:
    """Those that are due on ``due_from`` or later, in order; several due on one day (Friday, Saturday) are one."""
    first = max(start_on, due_from)
    day = next_occurrence(rule, start_on, first)
    last: Occurrence | None = None
    while day is not None:
        found = Occurrence(name_period(rule, day), calendar.last_working_day(day))
        is_new = last is None or (found.due_on > last.due_on and found.period != last.period)
        if found.due_on >= first and is_new:
            yield found
            last = found
        day = next_occurrence(rule, start_on, day + _DAY)


def find_occurrence(
    rule: str, start_on: date, calendar: WorkingCalendar, *, period: str
) -> Occurrence | None:
    """The occurrence that the rule has in this period, if any; None for names that no rule gives."""
    days = days_of_period(period)
    day = days and next_occurrence(rule, start_on, days[0])
    if days is None or day is None or day > days[1] or len(name_period(rule, day)) > len(period):
        return None
    return Occurrence(period, calendar.last_working_day(day))


def name_period(rule: str, day: date) -> str:
    """The period of the occurrence on ``day``; sorts by time as long as the rule stays."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    return day.isoformat()[: _name_length(parts)]


def short_period(period: str) -> str:
    """As people write it: "08/2024", "16/08/2024", "2024"."""
    return "/".join(reversed(period.split("-")))


def days_of_period(period: str) -> tuple[date, date] | None:
    """First and last day of a year, month or day in ISO form."""
    match = _PERIOD.fullmatch(period)
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    after = date(year + 1, 1, 1) if month in {0, 12} else date(year, month + 1, 1)
    return first, after - _DAY


def _name_length(parts: Mapping[str, str]) -> int:
    """Characters of an ISO date that tell the rule's occurrences apart."""
    year, month, day = 4, 7, 10
    if parts["FREQ"] not in {"YEARLY", "MONTHLY"} or _has_several_days(parts):
        return day
    if parts["FREQ"] == "MONTHLY":
        return month
    months = parts.get("BYMONTH", "")
    by_day_of_month = "BYMONTHDAY" in parts and not months
    return month if "," in months or by_day_of_month else year


def _has_several_days(parts: Mapping[str, str]) -> bool:
    """More than one day in a month that has any at all (in a year, for a yearly rule without months)."""
    if "BYSETPOS" in parts:
        return "," in parts["BYSETPOS"]
    days, weekdays = parts.get("BYMONTHDAY", ""), parts.get("BYDAY", "")
    if "," in days or "," in weekdays:
        return True
    return bool(weekdays) and not days and _ORDINAL_DAY.fullmatch(weekdays) is None


def _has_any_day(parts: Mapping[str, str]) -> bool:
    """31 February would be looked for until the year 9999."""
    months = [int(month) for month in parts.get("BYMONTH", "").split(",") if month] or range(1, 13)
    days = [int(day) for day in parts.get("BYMONTHDAY", "1").split(",")]
    return any(abs(day) <= _LONGEST_MONTHS[month] for month, day in product(months, days))


def _parse(rule: str, start_on: date) -> rrule:
    try:
        parsed = rrulestr(rule, dtstart=datetime.combine(start_on, time()))
    except ValueError as error:
        raise ValueError(f"not a recurrence rule by days: {rule!r}") from error
    if not isinstance(parsed, rrule):
        raise ValueError(f"not a recurrence rule by days: {rule!r}")  # noqa: TRY004 the text is wrong, not its type
    return parsed
