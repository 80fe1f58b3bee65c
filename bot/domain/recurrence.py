"""Recurrence rules (RFC 5545 without a start, by days and longer) and the days on which a task comes round.

An occurrence is named by its day: the period of its assignments is that day in ISO form.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import product

from dateutil.rrule import rrule, rrulestr

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
