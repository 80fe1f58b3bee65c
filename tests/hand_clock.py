"""The clock of all scenarios: it stands on the morning of the 9th meeting until a test moves it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2024, 7, 10, 7, 50, tzinfo=ZONE).astimezone(UTC)
"""The morning of the 9th meeting."""


@dataclass(slots=True)
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def tick(self, **spans: float) -> None:
        """Moves on by ``timedelta(**spans)``."""
        self.now += timedelta(**spans)

    def set(self, day: date | str, at: str = "08:30") -> None:
        on = date.fromisoformat(day) if isinstance(day, str) else day
        self.now = datetime.combine(on, time.fromisoformat(at), ZONE).astimezone(UTC)
