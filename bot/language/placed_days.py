"""Days said by their place in a period: "ngày làm việc cuối cùng của tháng", "thứ hai đầu tháng 8"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.language.calendar_words import SUNDAY, WEEKDAYS, add_working_days, month_end, spellings, week_day
from bot.language.date_types import Reading, Rule, Saying
from bot.language.folding import Folded
from bot.language.periods import SHIFT, WHICH

_MONTH_WHICH = rf"{WHICH}|1[0-2]|0?[1-9]"


def _last_day(match: re.Match[str], _: Folded, saying: Saying) -> Reading:
    today, which = saying.today, match["which"] or ""
    number = int(which) if which.isdigit() else None
    for ahead in (0, 1):
        on = _end_of(match["unit"], number, today, SHIFT.get(which, 0) + ahead)
        if match["working"]:
            on = add_working_days(on + timedelta(days=1), -1, saying.is_working)
        if on >= today or which in SHIFT:
            break
    return Reading(on=on)


def _end_of(unit: str, number: int | None, today: date, shift: int) -> date:
    """Of the numbered period in the year so many ahead, or of the running period so many ahead."""
    match unit:
        case "tuan":
            return week_day(today, 4, shift)
        case "thang":
            return (
                month_end(today.year + shift, number)
                if number
                else month_end(today.year, today.month + shift)
            )
        case "quy":
            return (
                month_end(today.year + shift, 3 * number)
                if number
                else month_end(today.year, 3 * ((today.month + 2) // 3 + shift))
            )
        case _:
            return date(number or today.year + shift, 12, 31)


def _weekday_of_month(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    name = match["name"]
    if name and not name.isdigit() and not folded.is_spelled(*match.span("name"), *spellings(name)):
        return None
    weekday = WEEKDAYS[name] if name else SUNDAY
    today, which = saying.today, match["which"] or ""
    number = int(which) if which.isdigit() else None
    for ahead in (0, 1):
        end = _end_of("thang", number, today, SHIFT.get(which, 0) + ahead)
        on = _first(end.replace(day=1), weekday)
        if match["place"].startswith("cuoi"):
            on = _first(end - timedelta(days=6), weekday)
        if on >= today or which in SHIFT:
            break
    return Reading(on=on)


def _first(start: date, weekday: int) -> date:
    return start + timedelta(days=(weekday - start.weekday()) % 7)


PLACED_DAY_RULES: tuple[Rule, ...] = (
    (
        re.compile(
            r"\bngay (?P<working>lam viec )?cuoi(?: cung)? (?:(?:cua|trong) )?(?P<unit>tuan|thang|quy|nam)\b"
            rf"(?: (?P<which>{WHICH}|(?<=thang )(?:1[0-2]|0?[1-9])|(?<=quy )[1-4]|20\d\d)\b(?!/))?"
        ),
        _last_day,
    ),
    (
        re.compile(
            r"\b(?:(?:thu|t) ?(?P<name>[2-7]|hai|ba|tu|nam|sau|bay)|cn|chu nhat)(?: tuan)? "
            r"(?P<place>dau tien|dau|cuoi cung|cuoi) (?:(?:cua|trong) )?thang\b"
            rf"(?: (?P<which>{_MONTH_WHICH})\b(?!/))?"
        ),
        _weekday_of_month,
    ),
)
