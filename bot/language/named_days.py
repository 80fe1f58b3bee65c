"""Days said outright: 30/9, 30.9.2024, ngày 20 tháng 7, ngày 5 tháng sau, 2024-09-30.

Each rule is a pattern on folded text and a function from its match to a reading (or None: not a date after all).
"""

from __future__ import annotations

import re
from datetime import timedelta

from bot.language.calendar_words import (
    DAY_NUMBER,
    WORD_NUMBER,
    add_months,
    day_of,
    full_year,
    is_number,
    parse_number,
)
from bot.language.date_types import DateProblem, Reading, Rule, Saying
from bot.language.folding import Folded, is_preceded

IMPOSSIBLE = Reading(problem=DateProblem.impossible)
RECENT = timedelta(
    days=60
)  # a day and month this short ago is a slip or a report of the past, not next year's date
COUNTED = (
    r" ?(?:tinh|thanh pho|dia phuong|bo\b|nganh|so\b|don vi|co quan|dich vu|thu tuc|trang|ho so|van ban|"
    r"xa\b|huyen|phuong\b|quan\b|diem|tram|he thong|can bo|nguoi|nhiem vu|muc tieu|hoi nghi|chi tieu|"
    r"co so|truong|benh vien|doanh nghiep|vi tri|hang muc|tieu chi|buoc|khau|phan\b|goi thau|du an|de an|"
    r"ke hoach|noi dung|viec|bao cao|ban ghi|y kien|thanh vien|mo-dun|modules?|plans?|items?|steps?|lop\b|"
    r"services?|provinces?|units?|ministries|systems?|tasks?|records|documents|communes|districts|"
    r"stations|agencies|pages|nganh|thon|ban\b|cap)"
)
_COUNTS_BEFORE = re.compile(
    r"(?:dat|duoc|xong|lam|ket noi|tich hop|hoan thanh|trien khai|phu|len|co|da|khoang|moi|ban hanh|"
    r"cong bo|nop|gui|so hoa|tong hop|phe duyet|nghiem thu|cap|:|=)[: ]*$"
)
_DAY_WORD = r"(?:(?:ngay|hom|mung|mong) )?"
_YEARS = {"nay": 0, "sau": 1, "toi": 1, "ngoai": -1, "truoc": -1, "tiep theo": 1}
_REST_BEFORE = re.compile(r"\bcon(?: lai| khoang| thieu)* $")  # "còn 1/4"


def deadline_of(day: int, month: int, saying: Saying) -> Reading:
    """A day and month without a year: the next one as a deadline, the last one as a report of the past."""
    today = saying.today
    this = day_of(today.year, month, day)
    if this is None and day_of(2024, month, day) is None:
        return IMPOSSIBLE
    last = this if this is not None and this <= today else day_of(today.year - 1, month, day)
    if this is not None and this >= today - RECENT:
        return Reading(on=this, past_on=last)
    following = day_of(today.year + 1, month, day)
    return Reading(on=following, past_on=last) if following else IMPOSSIBLE


def _iso(match: re.Match[str], _: Folded, __: Saying) -> Reading:
    day = day_of(int(match[1]), int(match[2]), int(match[3]))
    return Reading(on=day) if day else IMPOSSIBLE


def _day_month_year(match: re.Match[str], _: Folded, __: Saying) -> Reading:
    day = day_of(full_year(match["year"]), int(match["month"]), int(match["day"]))
    return Reading(on=day) if day else IMPOSSIBLE


def _slashed(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    """30/9 is a date, 41/63 a count: a count if a noun follows, or without "ngày" if no such month exists."""
    day, month = int(match["day"]), int(match["month"])
    if match["year"] or match["next"]:
        on = day_of(_said_year(match["year"] or "sau", saying), month, day)
        return Reading(on=on) if on else IMPOSSIBLE
    if match["word"]:
        return deadline_of(day, month, saying)
    if month > 12 or day == 0 or (day == month and month > 3) or match["noun"] is not None:
        return None
    is_rest = day < month and is_preceded(_REST_BEFORE, match.string, match.start())
    is_after_verb = is_preceded(_COUNTS_BEFORE, match.string, match.start())
    return None if is_after_verb or is_rest else deadline_of(day, month, saying)


def _said_year(said: str, saying: Saying) -> int:
    return full_year(said) if said.isdigit() else saying.today.year + _YEARS[said]


def _dotted(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    """30-9 and 30.9 only after a word that wants a date: 55-60 % and 52.4 are none."""
    reading = deadline_of(int(match["day"]), int(match["month"]), saying)
    if reading is IMPOSSIBLE and match["word"] not in {"ngay", "hom"}:
        return None
    return Reading(on=reading.on, past_on=reading.past_on, problem=reading.problem, skip=_skip(match))


def _skip(match: re.Match[str]) -> int:
    return 0 if match["word"] in {"ngay", "hom"} else match.start("day") - match.start()


def _spoken(match: re.Match[str], folded: Folded, saying: Saying) -> Reading | None:
    if not is_number(match, "day", folded) or not is_number(match, "month", folded):
        return None
    if match["month"] == "sau" and folded.fragment(*match.span("month")).lower() == "sau":
        return None  # "ngay 5 thang sau" is next month
    day, month = parse_number(match["day"]), parse_number(match["month"])
    if month > 12 and not match["word"]:
        return None
    if match["year"]:
        on = day_of(_said_year(match["year"], saying), month, day)
        return Reading(on=on) if on else IMPOSSIBLE
    return deadline_of(day, month, saying)


def _day_of_month(match: re.Match[str], _: Folded, saying: Saying) -> Reading | None:
    """ "ngày 5": the next fifth; "ngày 5 tháng này", "ngày 5 tháng sau" say which."""
    number, month = parse_number(match["day"]), match["which"]
    if not 1 <= number <= 31:
        return IMPOSSIBLE
    today = saying.today
    first = today.replace(day=1)
    if month in {"sau", "toi", "truoc", "nay"}:
        first = add_months(first, {"sau": 1, "toi": 1, "truoc": -1, "nay": 0}[month])
        on = day_of(first.year, first.month, number)
        return Reading(on=on) if on else IMPOSSIBLE
    months = [add_months(first, ahead) for ahead in (0, 1, 2)]
    days = [day for day in (day_of(month.year, month.month, number) for month in months) if day]
    on = next(day for day in days if day >= today)
    past = day_of(first.year, first.month, number)
    return Reading(on=on, past_on=past if past and past <= today else None, recurring=bool(match["every"]))


NAMED_DAY_RULES: tuple[Rule, ...] = (
    (re.compile(r"\b(20\d\d)[-/](\d{1,2})[-/](\d{1,2})\b"), _iso),
    (
        re.compile(
            _DAY_WORD + r"(?<![\d/.,-])(?P<day>\d{1,2}) ?(?P<s>[/.-]) ?(?P<month>\d{1,2}) ?(?P=s) ?"
            r"(?P<year>20\d\d|19\d\d|\d\d)(?![\d/%])"
        ),
        _day_month_year,
    ),
    (
        re.compile(
            r"(?:(?P<word>ngay|hom|mung|"
            r"mong) )?(?<![\d/.,-])(?P<day>\d{1,2}) ?/ ?(?P<month>\d{1,2})(?![\d/%]|"
            rf"[.,]\d)(?P<noun>(?={COUNTED}))?(?: (?:cua )?(?:sang )?nam (?P<year>20\d\d|nay|sau|toi|ngoai|"
            r"truoc)\b| (?P<next>sang nam)\b)?"
        ),
        _slashed,
    ),
    (
        re.compile(
            r"\b(?P<word>ngay|hom|truoc|den|toi|han|sang|qua|nhat|vao|by|deadline|until|"
            r"nhat la) (?P<day>\d{1,2})[.-](?P<month>\d{1,2})(?![\d%/.-]| ?(?:%|phan tram|ngay|tuan|thang|"
            r"nam|gio|tinh|don vi|dich vu|trieu|ty))"
        ),
        _dotted,
    ),
    (re.compile(r"^(?P<word>)\s*(?P<day>\d{1,2})[.-](?P<month>\d{1,2})\s*$"), _dotted),
    (
        re.compile(
            rf"(?:\b(?P<word>ngay|hom|mung|mong) )?\b(?P<day>{DAY_NUMBER})(?: tay)?(?: |/)?\b(?:thang|thg|"
            rf"t) ?(?P<month>\d{{1,2}}|{WORD_NUMBER})\b(?! ?(?:%|ngay|tuan))(?:(?: nam |/|-|, ?nam |"
            r" )(?P<year>20\d\d|(?<=nam )(?:nay|sau|toi)))?"
        ),
        _spoken,
    ),
    (
        re.compile(
            rf"\b(?:ngay|hom|mung|mong) (?P<day>\d{{1,2}}|(?<=mung ){WORD_NUMBER})\b(?![/.-]\d| ?(?:ngay|"
            r"tuan|thang \d|lan|%|tet))(?: (?:cua )?thang (?P<which>nay|sau|toi|"
            r"truoc))?(?P<every> (?:hang|hằng|moi) thang)?"
        ),
        _day_of_month,
    ),
    (
        re.compile(
            r"(?<![\w/.,-])(?P<day>\d{1,2}) tay\b(?: (?:cua )?thang (?P<which>nay|sau|toi|"
            r"truoc)\b)?(?P<every>(?!))?"
        ),
        _day_of_month,
    ),
    (
        re.compile(
            r"(?<![\w/.,-])(?P<day>1[3-9]|2\d|3[01]) thang (?P<which>nay)\b(?P<every>(?!))?"
        ),  # fewer are months: "3 tháng này"
        _day_of_month,
    ),
)
