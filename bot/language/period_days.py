"""The days behind a period's name as the slots write it: 2024-W29, 2024-07, 2024-Q3, 2024-H1, 2024."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.language.calendar_words import month_end

_NAME = re.compile(
    r"(?P<year>\d{4})(?:-(?:W(?P<week>\d\d)|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>\d\d)))?"
)


def days_of_period(name: str) -> tuple[date, date] | None:
    """First and last day, both included; None for names of no calendar period ("week", "2024-13")."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    try:
        return _days(match)
    except ValueError:
        return None


def _days(match: re.Match[str]) -> tuple[date, date]:
    year = int(match["year"])
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        return monday, monday + timedelta(days=6)
    if match["month"]:
        return _months(year, int(match["month"]), 1)
    if match["quarter"]:
        return _months(year, int(match["quarter"]) * 3 - 2, 3)
    if match["half"]:
        return _months(year, int(match["half"]) * 6 - 5, 6)
    return _months(year, 1, 12)


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    return date(year, first, 1), month_end(year, first + count - 1)
