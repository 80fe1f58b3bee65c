"""Everything a decision about time needs, in one argument: calendar, ladder, slots, and the body's name."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.domain.calendar import WorkingCalendar
from bot.domain.policy import Policy
from bot.domain.slots import Slots


@dataclass(frozen=True, slots=True)
class Rules:
    calendar: WorkingCalendar
    policy: Policy
    slots: Slots
    body_name: str

    @property
    def zone(self) -> ZoneInfo:
        return self.slots.zone

    def runs_out_at(self, since: datetime, working_days: int) -> datetime:
        """When a clock of so many working days is over: the same time of day; nights and days off do not count."""
        start = self.slots.next_office_moment(since, self.calendar).astimezone(self.zone)
        day = self.calendar.add_working_days(start.date(), working_days)
        return datetime.combine(day, start.time(), tzinfo=self.zone).astimezone(UTC)

    def today(self, now: datetime) -> date:
        """The local calendar day; UTC's "today" is yesterday until seven in the morning."""
        return self.slots.local_day(now)
