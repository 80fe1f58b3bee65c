"""The days of an absence: "từ 20/7 đến 25/7", "mai nghỉ", "tuần sau", "3 ngày từ thứ hai". Pure; ``at`` is given."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from bot.language.date_types import DateMatch, is_weekday
from bot.language.dates import add_working_days, find_dates, find_deltas
from bot.language.folding import fold_text, is_preceded

_DAYS = r"(\d{1,2})\s*[-–—]\s*(\d{1,2})\s*/\s*(\d{1,2})(/\d{4})?"
_SPAN_OF_DAYS = re.compile(rf"(?<![\d/]){_DAYS}(?![\d/])")
_DASH = re.compile(r"(?<=\d)\s*[-–—]\s*(?=\d{1,2}\s*/)")
_DOTS = re.compile(r"\b(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?\b")
_UNTIL = re.compile(r"\b(?:den|toi|den het|het|until|till|through|to) (?:ngay |het )*$")
_POSITION = re.compile(r"^(?:dau|giua|cuoi|nua dau|nua cuoi)\b")
_LONGEST = 366
_BEGAN = timedelta(days=60)
"""An absence that lasts now began at most so long before its end; else the days are in the wrong order."""


def parse_absence(
    text: str, *, at: datetime, is_working: Callable[[date], bool] = is_weekday
) -> tuple[date, date] | None:
    """The first and the last day that a text names; None when it names none, or one that does not exist.

    "Until Friday" begins today, a named week or month is all of it. Whether the days are over is not judged here.
    """
    plain = _normalise(text)
    found = [match for match in find_dates(plain, at=at, is_working=is_working) if match.on is not None]
    if any(match.on is None for match in find_dates(plain, at=at, is_working=is_working)) or not found:
        return None
    if len(found) > 1:
        return _between(found[0], found[-1])
    return _around(plain, found[0], at=at, is_working=is_working)


def _normalise(text: str) -> str:
    """ "20-25/7" and "20.7" in the form that the rules of dates know."""
    dotted = _DOTS.sub(lambda m: f"{m[1]}/{m[2]}" + (f"/{m[3]}" if m[3] else ""), text)
    spanned = _SPAN_OF_DAYS.sub(lambda m: f"{m[1]}/{m[3]}{m[4] or ''} - {m[2]}/{m[3]}{m[4] or ''}", dotted)
    return _DASH.sub(" - ", spanned)


def _between(first: DateMatch, last: DateMatch) -> tuple[date, date] | None:
    """Said in order; a first day that was read as next year's is this year's when it began already."""
    if first.on is None or last.on is None:
        return None
    from_on = _first_day(first) or first.on
    if from_on > last.on and first.past_on is not None and last.on - _BEGAN <= first.past_on <= last.on:
        from_on = first.past_on
    return from_on, last.on


def _around(
    text: str, match: DateMatch, *, at: datetime, is_working: Callable[[date], bool]
) -> tuple[date, date] | None:
    on = match.on
    if on is None:
        return None
    folded = fold_text(text)
    if is_preceded(_UNTIL, folded, match.folded_start):
        return at.date(), on
    lengths = [delta for delta in find_deltas(text) if delta.end <= match.start or delta.start >= match.end]
    if lengths and lengths[0].days <= _LONGEST:
        length = lengths[0]
        if length.working:
            return on, add_working_days(on, length.days - 1, is_working) if length.days > 1 else on
        return on, on + timedelta(days=length.days - 1)
    first = _first_day(match)
    return (max(first, min(on, at.date())) if first else on), on


def _first_day(match: DateMatch) -> date | None:
    """The first day of a whole week, month or quarter; None for a single day."""
    period, on = match.reading.period, match.on
    if not period or on is None or _POSITION.match(fold_text(match.text)):
        return None
    if "W" in period:
        return on - timedelta(days=on.weekday())
    if re.fullmatch(r"\d{4}-\d{2}", period):
        return on.replace(day=1)
    return None
