"""Feast days, recurring days and what looks like a date but is none: Tết, "sau lễ 2/9", "hằng tháng", lunar days."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.language.calendar_words import month_end, quarter_end, week_day
from bot.language.date_types import DateProblem, Reading, Rule, Saying
from bot.language.folding import Folded

_TET = {2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3)}


def _tet(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    """Before and after the break: it runs from two days before Tết to the fourth day after (2024-2027 checked)."""
    if match["day"] or not match["side"]:
        return Reading(problem=DateProblem.lunar)
    for year in (saying.today.year, saying.today.year + 1):
        if year in _TET:
            tet = date(year, *_TET[year])
            step = -1 if match["side"] == "truoc" else 1
            edge = tet - timedelta(days=2) if step < 0 else tet + timedelta(days=4)
            on = _working_day_beyond(edge, step, saying)
            if on >= saying.today:
                return Reading(on=on)
    return Reading(problem=DateProblem.lunar)


_FEASTS = {
    (2, 9): (1, 1),
    (30, 4): (0, 1),
    (1, 5): (1, 0),
    (1, 1): (0, 0),
}  # days off before and after the day itself


def _feast(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    day, month = int(match["day"]), int(match["month"])
    return _around_feast(day, month, match["side"], saying) if (day, month) in _FEASTS else None


def _holiday(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    return _around_feast(*_HOLIDAYS[match["name"]], match["side"], saying)


def _around_feast(day: int, month: int, side: str | None, saying: Saying) -> Reading | None:
    """ "sau lễ 2/9": the first working day after; the second day off of 2/9 moves, so both sides are left free."""
    before, after = _FEASTS[day, month]
    step = {"truoc": -1, "sau": 1}.get(side or "", 0)
    for year in (saying.today.year, saying.today.year + 1):
        feast = date(year, month, day)
        edge = feast - timedelta(days=before) if step < 0 else feast + timedelta(days=after)
        on = _working_day_beyond(edge, step, saying) if step else feast
        if on >= saying.today:
            return Reading(on=on)
    return None


_HOLIDAYS = {"quoc khanh": (2, 9), "tet duong lich": (1, 1), "quoc te lao dong": (1, 5)}


def _working_day_beyond(edge: date, step: int, saying: Saying) -> date:
    day = edge + timedelta(days=step)
    for _ in range(31):
        if saying.is_working(day):
            break
        day += timedelta(days=step)
    return day


def _lunar(_: re.Match[str], __: Folded, ___: Saying) -> Reading:
    return Reading(problem=DateProblem.lunar)


def _every(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    """ "hằng tháng", "mỗi quý": the end of the running period, marked as recurring (never a due date by itself)."""
    today = saying.today
    ends = {
        "ngay": today,
        "tuan": week_day(today, 4) if today.weekday() < 5 else week_day(today, 4, 1),
        "thang": month_end(today.year, today.month),
        "quy": quarter_end(today.year, (today.month + 2) // 3),
        "nam": date(today.year, 12, 31),
    }
    return Reading(on=ends[match["unit"]], recurring=True, weak=True)


def _open(match: re.Match[str], folded: Folded, __: Saying) -> Reading | None:
    if match.group().startswith("sau") and not folded.is_spelled(match.start(), match.start() + 3, "sau"):
        return None  # "sáu 26/7" is a Friday
    return Reading(problem=DateProblem.vague)


FEAST_RULES: tuple[Rule, ...] = (
    (
        re.compile(r"\b(?:(?P<side>truoc|sau) )?(?P<day>(?:mung|ngay) \w+ )?tet\b(?: nguyen dan| am lich)?"),
        _tet,
    ),
    (
        re.compile(
            r"\b(?:(?P<side>truoc|sau) )?(?:ky |"
            r"dip )?(?:nghi )?le (?:quoc khanh )?(?P<day>\d{1,2})[/-](?P<month>\d)\b"
        ),
        _feast,
    ),
    (
        re.compile(
            r"\b(?:(?P<side>truoc|sau) )?(?:(?:ky|dip|nghi|ngay|le) )*(?P<name>quoc khanh|tet duong lich|"
            r"quoc te lao dong)\b"
        ),
        _holiday,
    ),
    (
        re.compile(
            r"\b(?:ngay )?(?:ram|mung \w+) thang \w+(?= am)|\bram(?: thang \w+)?\b|\b[\d/]+ am lich\b"
        ),
        _lunar,
    ),
    (re.compile(r"\b(?:hang|moi) (?P<unit>ngay|tuan|thang|quy|nam)\b(?: mot lan| 1 lan)?"), _every),
    (
        re.compile(
            r"\btuan thu (?:\w+|\d)(?: cua)? thang (?:\w+|\d+)|"
            r"(?<!thu )(?<!tuan )(?<!thang )(?<!quy )(?<!nam )\bsau (?:ngay )?\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?\b|"
            r"\bsau (?:thang|quy) (?:\d|i)\S*"
        ),
        _open,
    ),
)
