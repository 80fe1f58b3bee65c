"""Numbers, weekdays and period arithmetic behind the date rules (folded words)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.language.folding import Folded

_DIGITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9,
}  # fmt: skip
_ONES = "mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin"
_TENS = "hai|ba|bon|tu|nam|sau|bay|tam|chin"
WORD_NUMBER = (
    rf"(?:(?:{_TENS}) (?:muoi|chuc)(?: (?:{_ONES}|nham))?|ham (?:{_ONES}|nham)|(?:hai|ba) (?:mot|lam|nham)|"
    rf"muoi(?: (?:{_ONES}|nham))?|{_ONES})"
)
DAY_NUMBER = rf"(?:\d{{1,3}}|(?:hai|ba) (?:{_ONES})|{WORD_NUMBER})"  # "hai tư tháng bảy": only before a month
NUMBER = rf"(?:\d{{1,3}}|{WORD_NUMBER})"
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
WEEKDAYS = {
    "2": 0, "hai": 0, "3": 1, "ba": 1, "4": 2, "tu": 2, "5": 3, "nam": 3, "6": 4, "sau": 4, "7": 5, "bay": 5,
}  # fmt: skip
SUNDAY = 6
_SPELLINGS = {
    "hai": ("hai",), "ba": ("ba",), "tu": ("tư",), "nam": ("năm",), "sau": ("sáu",), "bay": ("bảy", "bẩy"),
    "tam": ("tám",), "chin": ("chín",), "muoi": ("mười", "mươi"), "mot": ("một", "mốt"), "bon": ("bốn",),
    "lam": ("lăm",), "nham": ("nhăm",), "ham": ("hăm",),
}  # fmt: skip


def parse_number(words: str) -> int:
    """ "12", "mười hai", "hai mươi mốt" (folded) as a number."""
    if words.isdigit():
        return int(words)
    value, is_short = 0, "muoi" not in words and "chuc" not in words
    for word in words.split(" "):
        if word in {"muoi", "chuc"}:
            value = (value or 1) * 10
        elif word == "ham":
            value = 20
        elif is_short and value < 10:
            value = value * 10 + _DIGITS[word]  # "hai mốt" is 21
        else:
            value += _DIGITS[word]
    return value


def spellings(word: str) -> tuple[str, ...]:
    """How a folded number word is written with accents: "sau" as a number is only *sáu*."""
    return _SPELLINGS.get(word, (word,))


def day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> date:
    """The last day of a month; months beyond 12 run into the following years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    end = month_end(day.year, day.month + months)
    return end.replace(day=min(day.day, end.day))


def quarter_end(year: int, quarter: int) -> date:
    return month_end(year, quarter * 3)


def week_day(day: date, weekday: int, weeks: int = 0) -> date:
    """A weekday (Monday 0) of the week of `day` or `weeks` later; weeks run from Monday to Sunday."""
    return day - timedelta(days=day.weekday()) + timedelta(days=weekday, weeks=weeks)


def add_working_days(day: date, count: int, is_working: Callable[[date], bool]) -> date:
    """`count` working days after `day`; a calendar that knows no working day stops after ten years."""
    step = timedelta(days=1 if count >= 0 else -1)
    for _ in range(3660):
        if count == 0:
            break
        day += step
        if is_working(day):
            count -= step.days
    return day


def full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def week_label(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def month_label(day: date) -> str:
    return f"{day.year}-{day.month:02d}"


def quarter_label(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def is_number(match: re.Match[str], group: str, folded: Folded) -> bool:
    """With accents written, a number word must be the number: *sau* (after) is not *sáu*."""
    at = match.start(group)
    for word in match[group].split(" "):
        if not word.isdigit() and not folded.is_spelled(at, at + len(word), *spellings(word)):
            return False
        at += len(word) + 1
    return True
