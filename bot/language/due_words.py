"""A due date as it is given with a task: a day, or a month, quarter or year that is meant to its end."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.task import Precision
from bot.language.calendar_words import month_end
from bot.language.date_types import DateProblem
from bot.language.dates import MAX_CHARS, find_dates, find_deltas, main_date
from bot.language.folding import fold_text

_NO_DATE = re.compile(
    r"(?:khong|chua|ko|k)(?: (?:co|ro|can|dat))? (?:thoi han|han|ngay)(?: cu the)?|khong|chua co|"
    r"no (?:date|deadline)|none"
)
_AROUND = re.compile(
    r"(?:truoc|den|toi|han|hoan|thanh|cham|nhat|la|ngay|het|trong|xong|vao|muon|cuoi|thoi|phai|nop|bao|cao|"
    r"gui|vong|ke|"
    r"tu|by|before|due|until|no|later|than|on|the|end|of|deadline|within|\W)*"
)
_FORMS = (
    (re.compile(r"\d{4}-\d{2}"), Precision.MONTH),
    (re.compile(r"\d{4}-Q[1-4]"), Precision.QUARTER),
    (re.compile(r"\d{4}"), Precision.YEAR),
)


@dataclass(frozen=True, slots=True)
class GivenDue:
    """``on`` is None for a task without a date, or when there is a ``problem``. ``is_whole``: nothing else was said."""

    on: date | None
    precision: Precision
    text: str = ""
    problem: DateProblem | None = None
    is_whole: bool = True


def parse_given_due(text: str, *, at: datetime) -> GivenDue | None:
    """None when no date is named. ``at`` is the moment of speaking."""
    if _NO_DATE.fullmatch(" ".join(fold_text(text).strip(" .!").split())):
        return GivenDue(None, Precision.NONE, text)
    match = main_date(find_dates(text[:MAX_CHARS], at=at))
    if match is None:
        return _after_days(text, at)
    around = fold_text(f"{text[: match.start]} {text[match.end :]}")
    is_whole = _AROUND.fullmatch(around) is not None
    if match.problem is not None or match.on is None:
        return GivenDue(None, Precision.DAY, match.text, match.problem or DateProblem.vague, is_whole)
    return GivenDue(match.on, _precision(match.on, match.reading.period or ""), match.text, None, is_whole)


def _after_days(text: str, at: datetime) -> GivenDue | None:
    """ "trong 15 ngày": counted from today."""
    deltas = find_deltas(text)
    if len(deltas) != 1 or deltas[0].working:
        return None
    delta = deltas[0]
    around = fold_text(f"{text[: delta.start]} {text[delta.end :]}")
    is_whole = _AROUND.fullmatch(around) is not None
    return GivenDue(at.date() + timedelta(days=delta.days), Precision.DAY, delta.text, None, is_whole)


def _precision(on: date, period: str) -> Precision:
    """A period to its end; "đầu tháng 9", "giữa quý" and weeks are days."""
    if on != month_end(on.year, on.month):
        return Precision.DAY
    found = next((precision for form, precision in _FORMS if form.fullmatch(period)), Precision.DAY)
    ends = {Precision.QUARTER: on.month % 3 == 0, Precision.YEAR: on.month == 12}
    return found if ends.get(found, True) else Precision.DAY
