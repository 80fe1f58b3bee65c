"""Dates in Vietnamese and English texts, by our own rules on folded text.

Conventions: a period word means the END of the period (tuần → Friday, tháng/quý/năm → last day); "trước 30/9" is
30/9; a day without a year is the next one. Impossible and past dates are told as such. Nothing here raises on any
text, and nothing reads a clock: the moment of speaking is an argument.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime

from bot.language.abbreviations import fold_spelled_out
from bot.language.calendar_words import NUMBER, add_working_days, parse_number, spellings
from bot.language.date_types import (
    DateMatch,
    DateProblem,
    Delta,
    DueDate,
    Reading,
    Saying,
    is_weekday,
    spoken_at,
)
from bot.language.english_dates import (
    ENGLISH_NAMED_RULES,
    ENGLISH_RULES,
    NUMBER_EN,
    parse_english_number,
)
from bot.language.feasts import FEAST_RULES
from bot.language.folding import Folded
from bot.language.joined_days import join_days
from bot.language.named_days import NAMED_DAY_RULES
from bot.language.near_days import CLOCK_RULE, NEAR_DAY_RULES
from bot.language.periods import PERIOD_RULES
from bot.language.placed_days import PLACED_DAY_RULES

MAX_CHARS = 4096  # a Telegram message; what follows is not read
_RULES = (
    *((pattern, read, True) for pattern, read in (*NAMED_DAY_RULES, *ENGLISH_NAMED_RULES)),
    *(
        (pattern, read, False)
        for pattern, read in (*NEAR_DAY_RULES, *PERIOD_RULES, *PLACED_DAY_RULES, *FEAST_RULES, *ENGLISH_RULES)
    ),
)
_HINT = re.compile(
    r"\d|\b(?:ngay|hom|mai|tuan|thang|quy|nam|thu|cn|chu nhat|nay|mot|kia|qua|tet|ram|quoc khanh|lao dong|"
    r"cuoi gio|het gio|"
    r"today|tomorrow|yesterday|weeks?|months?|years?|quarter|days?|hours?|eod|cob|q)\b|day\b|(?:jan|feb|"
    r"mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
_JOIN = re.compile(r"^[ ,]{0,2}(?:sang|trua|chieu|toi|dem)? ?(?:ngay|vao|luc|cua|on|at)?[ ,]{0,2}$")
_UNIT_DAYS = {
    "ngay": 1,
    "hom": 1,
    "tuan": 7,
    "thang": 30,
    "quy": 90,
    "nam": 365,
    "day": 1,
    "week": 7,
    "month": 30,
    "year": 365,
}


def find_dates(
    text: str, *, at: datetime, is_working: Callable[[date], bool] = is_weekday
) -> tuple[DateMatch, ...]:
    """Every date said in `text`, in order, past and impossible ones included (see `DateMatch.problem`)."""
    return dates_in(fold_spelled_out(text[:MAX_CHARS]), spoken_at(at, is_working))


def resolve_date(
    text: str, *, at: datetime, is_working: Callable[[date], bool] = is_weekday
) -> DateMatch | None:
    """The date that a short text is about: the last one of "từ … đến …", else the first strong one."""
    return main_date(find_dates(text, at=at, is_working=is_working))


def parse_due(text: str, *, at: datetime, is_working: Callable[[date], bool] = is_weekday) -> DueDate | None:
    """The deadline a text names; None if it names no date. A past or impossible one has a problem and no date."""
    match = resolve_date(text, at=at, is_working=is_working)
    if match is None:
        return None
    on = match.due_on
    problem = match.problem or (None if on else DateProblem.vague)
    return DueDate(on=on, problem=problem, text=match.text, clock=match.reading.clock)


def main_date(matches: Iterable[DateMatch]) -> DateMatch | None:
    found = [match for match in matches if not match.reading.weak] or list(matches)
    if not found:
        return None
    is_range = len(found) > 1 and found[-1].on is not None and found[0].on is not None
    return found[-1] if is_range else found[0]


def dates_in(folded: Folded, saying: Saying) -> tuple[DateMatch, ...]:
    """The same on text that is already folded and spelled out."""
    if _HINT.search(folded.text) is None:
        return ()
    found: list[tuple[int, int, Reading]] = []
    for pattern, read, names_day in _RULES:
        for match in pattern.finditer(folded.text):
            reading = _guarded(read, match, folded, saying)
            if reading is not None:
                reading = replace(reading, names_day=names_day) if names_day else reading
                found.append((match.start() + reading.skip, match.end(), reading))
    clocks = _clocks(folded, saying)
    chosen = _with_clocks(join_days(_without_overlaps(found), folded), clocks, folded)
    return tuple(_matched(start, end, reading, folded, saying) for start, end, reading in chosen)


def _guarded(
    read: Callable[[re.Match[str], Folded, Saying], Reading | None],
    match: re.Match[str],
    folded: Folded,
    saying: Saying,
) -> Reading | None:
    """A date beyond year 9999 or before year 1 is no date."""
    try:
        return read(match, folded, saying)
    except (OverflowError, ValueError):
        return None


def _clocks(folded: Folded, saying: Saying) -> list[tuple[int, int, Reading]]:
    pattern, read = CLOCK_RULE
    found = []
    for match in pattern.finditer(folded.text):
        reading = read(match, folded, saying)
        if reading is not None:
            found.append((match.start(), match.end(), reading))
    return found


def _without_overlaps(found: list[tuple[int, int, Reading]]) -> list[tuple[int, int, Reading]]:
    """The longest match wins: "thứ tư tuần tới" over "tư tuần tới", "20 tháng 7 năm 2024" over "năm 2024"."""
    kept: list[tuple[int, int, Reading]] = []
    for start, end, reading in sorted(found, key=lambda item: item[0] - item[1]):
        if all(end <= other_start or start >= other_end for other_start, other_end, _ in kept):
            kept.append((start, end, reading))
    return sorted(kept, key=lambda item: item[0])


def _with_clocks(
    days: list[tuple[int, int, Reading]], clocks: list[tuple[int, int, Reading]], folded: Folded
) -> list[tuple[int, int, Reading]]:
    """ "17h ngày 20/7" is one date with a time; a time alone is today's."""
    joined = list(days)
    for start, end, clock in clocks:
        if any(start < day_end and end > day_start for day_start, day_end, _ in joined):
            continue
        beside = next((item for item in joined if _is_beside(item, start, end, folded)), None)
        if beside is None:
            joined.append((start, end, clock))
            continue
        joined.remove(beside)
        reading = replace(beside[2], clock=clock.clock)
        joined.append((min(start, beside[0]), max(end, beside[1]), reading))
    return sorted(joined, key=lambda item: item[0])


def _is_beside(item: tuple[int, int, Reading], start: int, end: int, folded: Folded) -> bool:
    gap = folded.text[end : item[0]] if end <= item[0] else folded.text[item[1] : start]
    return _JOIN.match(gap) is not None


def _matched(start: int, end: int, reading: Reading, folded: Folded, saying: Saying) -> DateMatch:
    if reading.on is not None and reading.on < saying.today and reading.problem is None:
        reading = replace(reading, problem=DateProblem.past)
    first, last = folded.span(start, end)
    return DateMatch(first, last, folded.original[first:last], reading, start, end)


_DELTA_VI = re.compile(
    rf"(?P<more>\bthem (?:khoang |toi da |chung )?)?\b(?P<count>{NUMBER}|nua|may) (?P<unit>ngay|hom|tuan|"
    r"thang|quy|nam)\b(?P<half> ruoi)?(?P<working> (?:lam viec|hanh chinh))?(?P<nua> nua)?(?! ?\d)"
)
_DELTA_EN = re.compile(
    rf"\b(?:(?:another|an extra|an additional|extra) )?(?P<count>{NUMBER_EN})(?: more| extra| additional|"
    r"-)? ?(?P<working>(?:working|business) )?(?P<unit>day|week|month|year)s?\b(?: more| extra| longer)?|"
    r"\banother (?P<one>day|week|month)\b"
)


def find_deltas(text: str) -> tuple[Delta, ...]:
    """Lengths of time in `text`; whether they are wanted as an extension is for the caller to know."""
    return deltas_in(fold_spelled_out(text[:MAX_CHARS]))


def deltas_in(folded: Folded) -> tuple[Delta, ...]:
    found = [delta for match in _DELTA_VI.finditer(folded.text) if (delta := _delta_vi(match, folded))]
    found += [delta for match in _DELTA_EN.finditer(folded.text) if (delta := _delta_en(match, folded))]
    return tuple(found)


def _delta_vi(match: re.Match[str], folded: Folded) -> Delta | None:
    unit, words = match["unit"], match["count"]
    if words == "may":
        return None
    if words == "nua":
        days = {"thang": 15, "nam": 182}.get(unit, 0)
    elif words.isdigit() or folded.is_spelled(*match.span("count"), *_spelled(words)):
        days = parse_number(words) * _UNIT_DAYS[unit] + (_UNIT_DAYS[unit] // 2 if match["half"] else 0)
    else:
        return None
    return _delta(match, folded, days, working=bool(match["working"])) if days else None


def _spelled(words: str) -> tuple[str, ...]:
    options = [""]
    for word in words.split(" "):
        options = [f"{head} {form}".strip() for head in options for form in spellings(word)]
    return tuple(options)


def _delta_en(match: re.Match[str], folded: Folded) -> Delta | None:
    count = 1 if match["one"] else parse_english_number(match["count"])
    days = count * _UNIT_DAYS[match["one"] or match["unit"]]
    return _delta(match, folded, days, working=bool(match["working"])) if days else None


def _delta(match: re.Match[str], folded: Folded, days: int, *, working: bool) -> Delta:
    start, end = match.span()
    first, last = folded.span(start, end)
    return Delta(days, working, first, last, folded.original[first:last], start, end)


__all__ = [
    "MAX_CHARS", "DateMatch", "DateProblem", "Delta", "DueDate", "Saying", "add_working_days", "dates_in", "deltas_in",
    "find_dates", "find_deltas", "is_weekday", "main_date", "parse_due", "resolve_date", "spoken_at",
]  # fmt: skip
