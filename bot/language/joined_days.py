"""A day said twice is one day: "thứ sáu, ngày 26/7", "tuần sau, 25/7", "26 July (Friday)".

The number in the calendar decides. A weekday that does not fit it is told (`Reading.weekday_differs`), never followed.
Knows no rule by which a day is read.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.language.date_types import Reading
from bot.language.folding import Folded
from bot.language.period_days import days_of_period

Found = tuple[int, int, Reading]

_BEFORE_DAY = re.compile(r"^[ ,]*(?:\(|- ?|tuc(?: la)? |la |nham )?(?:ngay |on |the )?$")
_AFTER_DAY = re.compile(r"^[ ,]*\(?(?:tuc(?: la)? |la |nham )?$")


def join_days(found: list[Found], folded: Folded) -> list[Found]:
    """`found` is in order and without overlaps; so is the answer."""
    joined: list[Found] = []
    for item in reversed(found):
        one = _joined(item, joined[0], folded.text) if joined else None
        if one is None:
            joined.insert(0, item)
        else:
            joined[0] = one
    return joined


def _joined(left: Found, right: Found, text: str) -> Found | None:
    gap = text[left[1] : right[0]]
    named, other = (left, right) if left[2].names_day else (right, left)
    if not named[2].names_day or other[2].names_day or not _is_joinable(other[2]):
        return None
    is_before = named is right
    if (_BEFORE_DAY if is_before else _AFTER_DAY).match(gap) is None:
        return None
    differs = not _fits(named[2], other[2])
    if differs and not _is_said_of_it(other[2], gap, is_before=is_before):
        return None
    end = right[1] + 1 if "(" in gap and text[right[1] : right[1] + 1] == ")" else right[1]
    return left[0], end, replace(named[2], weekday_differs=differs or named[2].weekday_differs)


def _is_joinable(other: Reading) -> bool:
    return other.on is not None and not (other.weak or other.recurring)


def _fits(named: Reading, other: Reading) -> bool:
    days = [day for day in (named.on, named.past_on) if day is not None]
    if not days:
        return True  # 31/6 is impossible on any weekday
    if other.names_weekday:
        return other.on is not None and other.on.weekday() in {day.weekday() for day in days}
    period = days_of_period(other.period) if other.period else None
    if period is None:
        return other.on in days
    return any(period[0] <= day <= period[1] for day in days)


def _is_said_of_it(other: Reading, gap: str, *, is_before: bool) -> bool:
    """What does not fit is still the same day when it stands right at it: "thứ ba 26/7", "tuần sau, ngày 5/8"."""
    if other.names_weekday:
        return is_before or "," not in gap
    return is_before and other.period is not None
