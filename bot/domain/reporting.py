"""When the weekly digest is due, and to whom it is still owed. Pure; knows no storage and no words."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from bot.domain.rules import Rules

#: Whoever joins after the reporting moment still gets that digest for so long; later, the next one comes first.
LATE_JOINERS_AFTER = timedelta(days=2)


class WeeklyMoment(Protocol):
    """A weekday (0 = Monday) and a local time, as the settings have it."""

    @property
    def weekday(self) -> int: ...

    @property
    def at(self) -> time: ...


@dataclass(frozen=True, slots=True)
class Reporting:
    """One week's digest. ``on`` is the weekday of the settings, working day or not, and names the digest for good;
    ``due_at`` is when it goes out, and a late decision about a day off may still move that."""

    on: date
    due_at: datetime


def newest_reporting(weekly: WeeklyMoment, now: datetime, rules: Rules) -> Reporting:
    """The newest digest that is due by ``now``. When Tết swallows a week, only the newest one is left."""
    today = rules.today(now)
    on = today - timedelta(days=(today.weekday() - weekly.weekday) % 7)
    while (due_at := _due_at(on, weekly.at, rules)) > now:
        on -= timedelta(weeks=1)
    return Reporting(on, due_at)


def _due_at(on: date, at: time, rules: Rules) -> datetime:
    day = rules.calendar.next_working_day(on)
    return datetime.combine(day, at, tzinfo=rules.zone).astimezone(UTC)


def is_owed_to(reporting: Reporting, *, reader_since: datetime, now: datetime) -> bool:
    """Readers of before the moment are owed it until the next one, however long the bot was down; whoever was
    linked or appointed later only while it is fresh."""
    if reader_since <= reporting.due_at:
        return True
    return now - reporting.due_at <= LATE_JOINERS_AFTER
