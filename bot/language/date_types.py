"""What a date in a text is: the value handed out and the reading a rule returns. No rule lives here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from bot.language.folding import Folded

VIETNAM = timezone(timedelta(hours=7))  # no daylight saving since 1975


class DateProblem(StrEnum):
    impossible = "impossible"  # 31/6
    past = "past"  # lies before the day it was said: no use as a deadline
    lunar = "lunar"  # a lunar date we do not convert
    vague = "vague"  # "sau ngày 20/7": a lower bound, not a date


def is_weekday(day: date) -> bool:
    return day.weekday() < 5


@dataclass(frozen=True, slots=True)
class Saying:
    """The moment of speaking and the calendar that counts working days."""

    at: datetime
    is_working: Callable[[date], bool] = is_weekday

    @property
    def today(self) -> date:
        return self.at.date()


def spoken_at(at: datetime, is_working: Callable[[date], bool] = is_weekday) -> Saying:
    """Aware moments are moved to Vietnamese time, naive ones are taken as Vietnamese."""
    return Saying(at if at.tzinfo is None else at.astimezone(VIETNAM).replace(tzinfo=None), is_working)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one rule makes of one match, read as a deadline; `past_on` is the same words about something that was."""

    on: date | None = None
    problem: DateProblem | None = None
    past_on: date | None = None
    period: str | None = None
    past_period: str | None = None
    clock: time | None = None
    weak: bool = (
        False  # a bare "tháng 7", "năm 2025": often part of a title, a date only after "đến", "hết", …
    )
    recurring: bool = False
    names_day: bool = False  # by its number in the calendar: 30/9, ngày 20 tháng 7
    names_weekday: bool = False
    weekday_differs: bool = False  # "thứ ba 26/7" of a Friday: the number is kept, the doubt is told
    skip: int = 0  # characters at the start of the match that are not part of the date text


Rule = tuple[re.Pattern[str], Callable[[re.Match[str], Folded, Saying], Reading | None]]


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date said in a text. `start`, `end`, `text` belong to the original; `on` may be past (see `problem`)."""

    start: int
    end: int
    text: str
    reading: Reading
    folded_start: int
    folded_end: int

    @property
    def on(self) -> date | None:
        return self.reading.on

    @property
    def past_on(self) -> date | None:
        return self.reading.past_on or self.reading.on

    @property
    def problem(self) -> DateProblem | None:
        return self.reading.problem

    @property
    def due_on(self) -> date | None:
        """The date if it can be a deadline: real and not past."""
        return self.on if self.problem is None else None


@dataclass(frozen=True, slots=True)
class DueDate:
    """The answer to "until when": a date, or the reason why there is none. `on` and `problem` exclude each other."""

    on: date | None
    problem: DateProblem | None
    text: str
    clock: time | None = None


@dataclass(frozen=True, slots=True)
class Delta:
    """A length of time asked for ("thêm 10 ngày làm việc"): counted from the due date, not from today."""

    days: int
    working: bool
    start: int
    end: int
    text: str
    folded_start: int
    folded_end: int
