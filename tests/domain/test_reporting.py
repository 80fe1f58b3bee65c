from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest

from bot.domain.reporting import LATE_JOINERS_AFTER, Reporting, is_owed_to, newest_reporting
from tests.domain.figures_setting import MONDAY, RULES
from tests.domain.ladder_setting import local


@dataclass(frozen=True)
class Weekly:
    weekday: int = 0
    at: time = time(7, 30)


def newest(now: datetime) -> tuple[date, datetime]:
    reporting = newest_reporting(Weekly(), now, RULES)
    return reporting.on, reporting.due_at


def test_it_is_due_on_monday_at_half_past_seven() -> None:
    assert newest(local(2024, 7, 15, 7, 30)) == (MONDAY, local(2024, 7, 15, 7, 30))


def test_a_minute_earlier_last_week_is_still_the_newest() -> None:
    assert newest(local(2024, 7, 15, 7, 29)) == (date(2024, 7, 8), local(2024, 7, 8, 7, 30))


def test_it_stays_the_newest_until_the_next_monday() -> None:
    assert newest(local(2024, 7, 21, 23, 59))[0] == MONDAY


def test_a_monday_off_moves_it_to_the_next_working_day_under_the_same_date() -> None:
    # Monday 02/09/2024 and Tuesday the 3rd are National Day.
    assert newest(local(2024, 9, 3, 12)) == (date(2024, 8, 26), local(2024, 8, 26, 7, 30))
    assert newest(local(2024, 9, 4, 7, 30)) == (date(2024, 9, 2), local(2024, 9, 4, 7, 30))


def test_of_two_moments_that_tet_moved_together_only_the_newest_is_left() -> None:
    # Tết 2026: Monday 16/02 and the whole week are off; 23/02 is a working day again.
    assert newest(local(2026, 2, 22, 12))[0] == date(2026, 2, 9)
    assert newest(local(2026, 2, 23, 7, 30)) == (date(2026, 2, 23), local(2026, 2, 23, 7, 30))


@pytest.mark.parametrize(
    ("since", "now_after", "is_owed"),
    [
        (timedelta(0), timedelta(days=6), True),
        (timedelta(hours=1), LATE_JOINERS_AFTER, True),
        (timedelta(hours=1), LATE_JOINERS_AFTER + timedelta(seconds=1), False),
    ],
)
def test_only_late_joiners_miss_it_after_two_days(
    since: timedelta, now_after: timedelta, is_owed: bool
) -> None:
    due_at = local(2024, 7, 15, 7, 30)
    reporting = Reporting(MONDAY, due_at)
    assert is_owed_to(reporting, reader_since=due_at + since, now=due_at + now_after) is is_owed
