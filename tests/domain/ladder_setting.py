"""The setting shared by the ladder tests: default policy, seeded calendar, Vietnamese office hours."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import bot
from bot.domain.calendar import DEFAULT_OVERRIDES, WorkingCalendar
from bot.domain.ladder import LadderFacts
from bot.domain.policy import load_policy
from bot.domain.slots import Slots
from bot.domain.task import Status

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SLOTS = Slots(time(8, 30), time(14), (time(7), time(18)), ZONE)
CALENDAR = WorkingCalendar(DEFAULT_OVERRIDES)
POLICY_TEXT = (Path(bot.__file__).parent / "policy.toml").read_text(encoding="utf-8")
POLICY = load_policy(POLICY_TEXT)


def local(year: int, month: int, day: int, hour: int = 8, minute: int = 30) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


ASSIGNED_AT = local(2024, 7, 10, 9, 0)


def nv_001(
    *,
    assigned_at: datetime = ASSIGNED_AT,
    due_on: date | None = date(2024, 7, 20),
    status: Status = Status.NOT_STARTED,
    submitted_at: datetime | None = None,
    last_report_at: datetime | None = None,
) -> LadderFacts:
    """Assigned on Wed 10/07/2024, due on Sat 20/07/2024."""
    return LadderFacts(assigned_at, due_on, status, submitted_at, last_report_at)
