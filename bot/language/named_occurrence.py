"""Which time of a recurring task a message means: "NV-007 tháng 8 xong", "kỳ 07/2024", "NV-007 for August done".

Only for tasks that come round: of any other "tháng 8" is a date like all dates. The words are taken out of the text, so
that the rest reads as it would without them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from bot.language.calendar_words import month_end, week_day

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = (
    r"january|february|march|april|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|may(?=\s+20\d\d)"
)
_YEAR = r"(?:\s?[/-]\s?|\s+n[aă]m\s+|\s+)(?P<{name}>20\d\d)\b"
_WORDED = "|".join(
    (
        rf"(?:th[aá]ng|thg\.?|t)\s?(?P<month>1[0-2]|0?[1-9])\b(?:{_YEAR.format(name='month_year')})?",
        r"th[aá]ng\s+(?P<shifted_month>n[aà]y|tr[uư][oớ]c)\b",
        rf"(?:qu[yý]|q)\s?(?P<quarter>[1-4]|iv|iii|ii|i)\b(?:{_YEAR.format(name='quarter_year')})?",
        r"tu[aầ]n\s+(?P<shifted_week>n[aà]y|tr[uư][oớ]c)\b",
        rf"(?P<english>{_ENGLISH})\b(?:\s+(?P<english_year>20\d\d)\b)?",
        r"(?P<plain_month>1[0-2]|0?[1-9])/(?P<plain_year>20\d\d)\b",
    )
)
_DAY = (
    r"(?P<day>3[01]|[12]\d|0?[1-9])/(?P<day_month>1[0-2]|0?[1-9])(?:/(?P<day_year>20\d\d))?\b"
    r"|(?P<bare_month>1[0-2]|0?[1-9])\b(?!\s*[%/.,]?\d|\s*%)"
)
_NAME = r"(?:k[yỳì]|period)\s+(?:h[oọ]p\s+|b[aá]o\s+c[aá]o\s+)?"
_DONE = r"(?:[dđ][aã]\s+)?(?:xong|ho[aà]n\s+th[aà]nh|l[aà]m\s+xong)|(?:is\s+)?(?:done|completed|finished)"
_REPORTED = rf"(?:{_DONE}|\d{{1,3}}\s?%)"
"""What is said of it may come first: "NV-007 xong tháng 8". With "trong" or "vào" the month is a date."""
_LATER = r"(?!\s*(?:s[eẽ]|m[oớ]i|th[iì]|will)\b)"
"""After it the words are a forecast."""


@dataclass(frozen=True, slots=True)
class NamedOccurrence:
    """``text`` without the words that name the days ``from_on`` to ``to_on``, both included."""

    text: str
    from_on: date
    to_on: date


def find_occurrence_words(text: str, code: str, today: date) -> NamedOccurrence | None:
    """The period named beside the code or after "kỳ"; None if there is none or it is no calendar period."""
    plain = unicodedata.normalize("NFC", text)
    for pattern in _patterns(code):
        match = pattern.search(plain)
        if match is None:
            continue
        days = _days_of({name: value.casefold() for name, value in match.groupdict().items() if value}, today)
        if days is not None:
            head, tail = plain[: match.start("said")].rstrip(" "), plain[match.end("said") :].lstrip(" ")
            return NamedOccurrence(f"{head} {tail}".strip(), *days)
    return None


def _patterns(code: str) -> tuple[re.Pattern[str], ...]:
    """With a word for "period" anywhere; else only right after or right before the code."""
    pieces = re.findall(r"[^\W\d_]+|\d+", code)
    named = r"[\s._-]*".join(f"0*{int(piece)}" if piece.isdecimal() else re.escape(piece) for piece in pieces)
    after = rf"\b{named}\b\s*(?P<said>[,:(]?\s*(?:(?:c[uủ]a|cho|for|of)\s+)?(?:{_WORDED})\)?){_LATER}"
    behind = (
        rf"\b{named}\b\s*[,:]?\s*{_REPORTED}\s+(?P<said>(?:(?:c[uủ]a|cho|for|of)\s+)?(?:{_WORDED})){_LATER}"
    )
    before = rf"(?P<said>\b(?:{_WORDED}))(?:\s+c[uủ]a)?\s+\b{named}\b"
    anywhere = rf"(?P<said>\b{_NAME}(?:{_WORDED}|{_DAY}))"
    return tuple(re.compile(each, re.IGNORECASE) for each in (anywhere, after, behind, before))


def _days_of(said: dict[str, str], today: date) -> tuple[date, date] | None:
    try:
        return _read(said, today)
    except ValueError:
        return None


def _read(said: dict[str, str], today: date) -> tuple[date, date] | None:
    if "day" in said:
        return _read_day(said, today)
    if "shifted_week" in said:
        shift = 0 if said["shifted_week"].startswith("n") else -1
        return week_day(today, 0, shift), week_day(today, 6, shift)
    if "shifted_month" in said:
        back = 0 if said["shifted_month"].startswith("n") else 1
        number = today.year * 12 + today.month - 1 - back
        return _months(number // 12, number % 12 + 1, 1)
    if "quarter" in said:
        quarter = _ROMAN.get(said["quarter"]) or int(said["quarter"])
        year = int(said.get("quarter_year") or _nearest_year(quarter * 3 - 1, today))
        return _months(year, quarter * 3 - 2, 3)
    month, year_said = _month_of(said)
    return _months(int(year_said or _nearest_year(month, today)), month, 1)


def _read_day(said: dict[str, str], today: date) -> tuple[date, date]:
    month = int(said["day_month"])
    on = date(int(said.get("day_year") or _nearest_year(month, today)), month, int(said["day"]))
    return on, on


def _month_of(said: dict[str, str]) -> tuple[int, str | None]:
    if "english" in said:
        return _MONTHS.index(said["english"][:3]) + 1, said.get("english_year")
    if "plain_month" in said:
        return int(said["plain_month"]), said["plain_year"]
    return int(said.get("month") or said["bare_month"]), said.get("month_year")


def _nearest_year(month: int, today: date) -> int:
    """In January "tháng 12" is last year's, in December "tháng 1" next year's."""
    here = today.year * 12 + today.month
    return min((today.year - 1, today.year, today.year + 1), key=lambda year: abs(year * 12 + month - here))


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    return date(year, first, 1), month_end(year, first + count - 1)
