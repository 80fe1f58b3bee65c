"""Times of day: when reminders go out, when the office is open, and where midnight is.

The only place where a local date meets an instant. Knows nothing of tasks or rungs.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.calendar import WorkingCalendar


class Slot(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class Slots:
    """``office_hours`` are [opens, closes). Raises ValueError if a slot lies outside them or out of order."""

    remind_at: time
    remind_again_at: time
    office_hours: tuple[time, time]
    zone: ZoneInfo

    def __post_init__(self) -> None:
        opens, closes = self.office_hours
        if not opens <= self.remind_at < self.remind_again_at < closes:
            msg = "needed: office opens <= remind_at < remind_again_at < office closes"
            raise ValueError(msg)

    def slot_at(self, day: date, slot: Slot) -> datetime:
        return self._instant(day, self.remind_at if slot is Slot.MORNING else self.remind_again_at)

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def in_office_hours(self, now: datetime, calendar: WorkingCalendar) -> bool:
        local = now.astimezone(self.zone)
        opens, closes = self.office_hours
        return opens <= local.time() < closes and calendar.is_working_day(local.date())

    def next_office_moment(self, now: datetime, calendar: WorkingCalendar) -> datetime:
        """``now`` inside office hours, else the next opening; nights, weekends and holidays hold."""
        if self.in_office_hours(now, calendar):
            return now.astimezone(UTC)
        local = now.astimezone(self.zone)
        today, opens = local.date(), self.office_hours[0]
        if calendar.is_working_day(today) and local.time() < opens:
            return self._instant(today, opens)
        return self._instant(calendar.add_working_days(today, 1), opens)

    @property
    def fingerprint(self) -> str:
        times = (self.remind_at, self.remind_again_at, *self.office_hours)
        return "/".join([*(t.isoformat() for t in times), self.zone.key])

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)
