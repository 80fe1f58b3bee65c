"""The demonstration's clock and where its steps lead. Pure arithmetic; knows neither the bot nor its storage."""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.domain.calendar import WorkingCalendar
from bot.domain.reporting import WeeklyMoment
from bot.domain.slots import Slot, Slots

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
#: The day of the ninth meeting of the committee, before the office gets going.
START_AT = datetime(2024, 7, 10, 7, 50, tzinfo=HANOI)
_HOUR = timedelta(hours=1)
_WEEK = timedelta(weeks=1)


class DemoClock:
    """Runs on in real time from where it was put, and never backwards."""

    def __init__(
        self, start: datetime = START_AT, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._monotonic = monotonic
        self._base = start.astimezone(UTC)
        self._since = monotonic()

    def __call__(self) -> datetime:
        """Now, aware UTC."""
        return self._base + timedelta(seconds=self._monotonic() - self._since)

    def move_to(self, at: datetime) -> None:
        """Puts the clock forward to ``at``; a moment that has passed already changes nothing."""
        if at > self():
            self._base, self._since = at.astimezone(UTC), self._monotonic()


class Step(StrEnum):
    """The four buttons of the clock."""

    HOUR = "hour"
    MORNING = "morning"
    MONDAY = "monday"
    DUE = "due"


def find_target(
    step: Step,
    now: datetime,
    calendar: WorkingCalendar,
    slots: Slots,
    *,
    digest_at: WeeklyMoment,
    due_days: Iterable[date],
) -> datetime | None:
    """Where a step leads; None when no due day is left.

    MORNING: the first reminders of the next working day. MONDAY: the next weekly digest. DUE: the morning of the
    next due day, or of the last working day before it (product §2).
    """
    today = slots.local_day(now)
    match step:
        case Step.HOUR:
            return now + _HOUR
        case Step.MORNING:
            return slots.slot_at(calendar.add_working_days(today, 1), Slot.MORNING)
        case Step.MONDAY:
            return _next_digest(now, calendar, slots, digest_at)
        case Step.DUE:
            mornings = (slots.slot_at(calendar.last_working_day(day), Slot.MORNING) for day in due_days)
            return min((morning for morning in mornings if morning > now), default=None)
    assert_never(step)


def _next_digest(now: datetime, calendar: WorkingCalendar, slots: Slots, digest_at: WeeklyMoment) -> datetime:
    today = slots.local_day(now)
    on = today - timedelta(days=(today.weekday() - digest_at.weekday) % 7)
    while True:
        day = calendar.next_working_day(on)
        at = datetime.combine(day, digest_at.at, tzinfo=slots.zone).astimezone(UTC)
        if at > now:
            return at
        on += _WEEK


def stops_between(
    start: datetime,
    target: datetime,
    calendar: WorkingCalendar,
    slots: Slots,
    *,
    digest_at: WeeklyMoment,
) -> list[datetime]:
    """Where the clock halts on its way: what would go out on its own at each working day's fixed times, then the
    target. Without the halts, days of reminders would fall into the one message that follows an outage."""
    times = sorted({digest_at.at, slots.remind_at, slots.remind_again_at})
    first, last = slots.local_day(start), slots.local_day(target)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    moments = [
        datetime.combine(day, at, tzinfo=slots.zone).astimezone(UTC)
        for day in days
        if calendar.is_working_day(day)
        for at in times
    ]
    return [*_strictly_between(moments, start, target), target]


def _strictly_between(moments: Sequence[datetime], start: datetime, target: datetime) -> list[datetime]:
    return [moment for moment in moments if start < moment < target]
