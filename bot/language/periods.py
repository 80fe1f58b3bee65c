"""Weeks, months, quarters, half-years and years as deadlines: the END of the period.

tuần → Friday; tháng, quý, năm → the last day; "đầu" and "giữa" → the first day and the middle.
"""

from __future__ import annotations

import re
from datetime import date

from bot.language.calendar_words import (
    ROMAN,
    WORD_NUMBER,
    add_months,
    full_year,
    is_number,
    month_end,
    month_label,
    parse_number,
    quarter_label,
    week_day,
    week_label,
)
from bot.language.date_types import Reading, Rule, Saying
from bot.language.folding import Folded, is_preceded
from bot.language.named_days import COUNTED

_POSITION = r"dau|giua|cuoi|het|trong|noi trong|nua dau|nua cuoi|thuong tuan|trung tuan|ha tuan"
SHIFT = {"nay": 0, "sau": 1, "toi": 1, "tiep theo": 1, "ke tiep": 1, "toi day": 1, "sang": 1, "truoc": -1, "qua": -1,
         "roi": -1, "vua roi": -1, "vua qua": -1, "ngoai": -1, "sau nua": 2, "toi nua": 2}  # fmt: skip
WHICH = r"nay|sau nua|toi nua|sau|toi day|toi|tiep theo|ke tiep|truoc|qua|vua roi|vua qua|roi|ngoai"
_SPAN_BEFORE = re.compile(r"(?:\d|\bmot|\bhai|\bba|\bbon|\bmay|\bnhieu|\bvai|\bsuot|\bgan) $")
_WANTS_MONTH = re.compile(
    r"\b(?:den|toi|tu|thang|ky|ngay|het|cuoi|dau|giua|truoc|vao|trong|sang|qua|by|in|until|since|"
    r"to)(?: thang)? ?$"
)
_LEADS_TO = re.compile(
    r"\b(?:den|toi|sang|qua|truoc|trong|vao|het|den het|cuoi|muon nhat|cham nhat)(?: la)? ?$"
)


def _week(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    position, which = match["position"] or "", match["which"] or ""
    if not position and (not which or is_preceded(_SPAN_BEFORE, match.string, match.start())):
        return None  # "ách tắc 3 tuần nay" is how long, not when
    today, shift = saying.today, SHIFT.get(which, 0)
    weekday = {"dau": 0, "nua dau": 2, "giua": 2}.get(position, 4)
    on = week_day(today, weekday, shift)
    if on < today and not which:
        on = week_day(today, weekday, 1)
    if on < today and shift == 0 and weekday == 4:
        on = week_day(today, 6)  # "tuần này" said on a weekend
    return Reading(
        on=on, past_on=week_day(today, weekday, shift), period=week_label(week_day(today, 0, shift))
    )


def _in_month(first: date, position: str) -> date:
    match position:
        case "dau":
            return first
        case "giua" | "nua dau":
            return first.replace(day=15)
        case "thuong tuan":
            return first.replace(day=10)
        case "trung tuan":
            return first.replace(day=20)
        case _:
            return month_end(first.year, first.month)


def _next_of(first: date, position: str, today: date, months: int) -> date:
    """The period itself if its day is still to come, else the one `months` later."""
    return first if _in_month(first, position) >= today else add_months(first, months)


def _named_month(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    month, year, position = _month_number(match, folded), match["year"], match["position"] or ""
    if month is None:
        return None
    today = saying.today
    first = date(_year_of(year, today), month, 1)
    past = first if first <= today else add_months(first, -12)
    if not year:
        first = _next_of(first, position, today, 12)
    return Reading(
        on=_in_month(first, position),
        past_on=_in_month(first if year else past, position),
        period=month_label(first),
        past_period=month_label(first if year else past),
        weak=not position and not is_preceded(_LEADS_TO, match.string, match.start()),
    )


def _month_number(match: re.Match[str], folded: Folded) -> int | None:
    if not is_number(match, "month", folded):
        return None
    if match["month"] == "sau" and folded.fragment(*match.span("month")).lower() == "sau":
        return None  # unaccented "thang sau" is next month; only *tháng sáu* is June
    number = parse_number(match["month"])
    return number if 1 <= number <= 12 else None


def _year_of(year: str | None, today: date) -> int:
    if not year:
        return today.year
    return full_year(year) if year.isdigit() else today.year + SHIFT[year]


def _numbered_month(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    """ "6/2024" is June; with a noun after it a count, unless a word before it wants a time."""
    is_wanted = is_preceded(_WANTS_MONTH, match.string, match.start("month"))
    return _named_month(match, folded, saying) if is_wanted or match["noun"] is None else None


def _this_month(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    position, which = match["position"] or "", match["which"] or ""
    if not position and (not which or is_preceded(_SPAN_BEFORE, match.string, match.start())):
        return None
    if which == "sau" and not folded.is_spelled(*match.span("which"), "sau"):
        return None
    first = add_months(saying.today.replace(day=1), SHIFT.get(which, 0))
    past = first
    if not which:
        first = _next_of(first, position, saying.today, 1)
    return Reading(on=_in_month(first, position), past_on=_in_month(past, position), period=month_label(past))


def _in_quarter(first: date, position: str) -> date:
    if position == "dau":
        return first
    if position in {"giua", "nua dau"}:
        return add_months(first, 1).replace(day=15)
    return month_end(first.year, first.month + 2)


def _named_quarter(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    name, year, position = match["quarter"], match["year"], match["position"] or ""
    if match["word"] == "quy" and not folded.is_spelled(*match.span("word"), "quý", "qúy"):
        return None
    number = ROMAN.get(name) or {"dau": 1, "cuoi": 4}.get(name) or parse_number(name)
    if not 1 <= number <= 4:
        return None
    today = saying.today
    first = date(_year_of(year, today), number * 3 - 2, 1)
    past = first if first <= today else add_months(first, -12)
    if not year and _in_quarter(first, position) < today:
        first = add_months(first, 12)
    return Reading(
        on=_in_quarter(first, position),
        past_on=_in_quarter(first if year else past, position),
        period=quarter_label(first),
        past_period=quarter_label(first if year else past),
        weak=not position and not is_preceded(_LEADS_TO, match.string, match.start()),
    )


def _this_quarter(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    position, which = match["position"] or "", match["which"] or ""
    if not (position or which) or not folded.is_spelled(*match.span("word"), "quý", "qúy"):
        return None
    today = saying.today
    first = add_months(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * SHIFT.get(which, 0))
    if not which and _in_quarter(first, position) < today:
        first = add_months(first, 3)
    return Reading(on=_in_quarter(first, position), period=quarter_label(first))


def _half_year(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    year = _year_of(match["year"], saying.today)
    months = parse_number(match["months"]) if match["months"] else 6
    if months not in {3, 6, 9}:
        return None
    if match["which"] == "cuoi":
        return Reading(on=date(year, 12, 31), period=f"{year}-H2" if months == 6 else None, weak=True)
    on = month_end(year, months)
    return Reading(on=on, past_on=on, period=f"{year}-H1" if months == 6 else None, weak=True)


def _year(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    position, which = match["position"] or "", match["which"]
    if not (position or which) or not folded.is_spelled(*match.span("word"), "năm"):
        return None
    if not position and is_preceded(_SPAN_BEFORE, match.string, match.start()):
        return None
    year = _year_of(which, saying.today)
    on = {"dau": date(year, 1, 1), "giua": date(year, 6, 30), "nua dau": date(year, 6, 30)}.get(position)
    if on and on < saying.today and not which:
        on = on.replace(year=year + 1)
    is_weak = not position and not is_preceded(_LEADS_TO, match.string, match.start())
    return Reading(on=on or date(year, 12, 31), period=str(year), weak=is_weak)


def _bare_year(match: re.Match[str], _: Folded, __: Saying) -> Reading:
    year = int(match["which"])
    starts = {"dau": date(year, 1, 1), "giua": date(year, 6, 30)}
    return Reading(on=starts.get(match["position"], date(year, 12, 31)), period=str(year))


_MONTH = rf"(?P<month>\d{{1,2}}|{WORD_NUMBER})"


PERIOD_RULES: tuple[Rule, ...] = (
    (re.compile(rf"\b(?:(?P<position>{_POSITION}) )?tuan(?: (?P<which>{WHICH}))?\b(?! thang)"), _week),
    (
        re.compile(
            rf"\b(?:(?P<position>{_POSITION}) )?(?:thang ?|t(?=\d{{1,2}}/20)|t(?=8|9|"
            rf"1[0-2]))(?!\d+ (?:nam nua)){_MONTH}\b(?! ?%)(?:(?:/| nam |-| ?, ?nam | )(?P<year>20\d\d|"
            r"(?<=/)\d\d|(?<=nam )(?:nay|sau|toi|truoc|ngoai)))?"
        ),
        _named_month,
    ),
    (
        re.compile(
            rf"(?:\b(?P<position>{_POSITION}) )?(?<![\d/.,-])(?P<month>0?[1-9]|1[0-2]) ?/ ?(?P<year>(?:19|"
            rf"20)\d\d)\b"
            rf"(?! ?[%/]|[.,-]\d)(?P<noun>(?={COUNTED}))?"
        ),
        _numbered_month,
    ),
    (
        re.compile(rf"\b(?:(?P<position>{_POSITION}) )?thang(?: (?P<which>{WHICH})\b|\b(?! (?:\d|nua)))"),
        _this_month,
    ),
    (
        re.compile(
            rf"\b(?:(?P<position>{_POSITION}) )?(?P<word>quy|q) ?(?P<quarter>iv|iii|ii|i|[1-4]|mot|hai|ba|"
            r"tu|bon|dau|cuoi)\b(?:(?:/| nam |-| )(?P<year>20\d\d|(?<=/)\d\d|(?<=nam )(?:nay|sau|toi|"
            r"truoc|ngoai)))?"
        ),
        _named_quarter,
    ),
    (
        re.compile(rf"\b(?:(?P<position>{_POSITION}) )?(?P<word>quy)\b(?: (?P<which>{WHICH})\b)?"),
        _this_quarter,
    ),
    (
        re.compile(
            r"\b(?:(?P<months>3|6|9|ba|sau|chin) thang|nua) (?P<which>dau|cuoi) nam\b(?: (?P<year>20\d\d|"
            r"nay|sau|toi|truoc))?"
        ),
        _half_year,
    ),
    (
        re.compile(rf"\b(?:(?P<position>{_POSITION}) )?(?P<word>nam)\b(?: (?P<which>20\d\d|{WHICH})\b)?"),
        _year,
    ),
    (re.compile(r"\b(?P<position>)(?P<which>sang) (?P<word>nam)\b(?! (?:20|nay))"), _year),
    (re.compile(r"\b(?P<position>het|cuoi|dau|giua|trong) (?P<which>20\d\d)\b"), _bare_year),
)
