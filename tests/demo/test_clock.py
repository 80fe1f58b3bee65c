"""Where the demonstration's clock goes, and where it halts on the way."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo.clock import HANOI, DemoClock, Step, find_target, stops_between
from bot.domain.calendar import WorkingCalendar
from bot.domain.slots import Slots

CALENDAR = WorkingCalendar()
SLOTS = Slots(time(8, 30), time(14), (time(7), time(18)), HANOI)


@dataclass(frozen=True)
class Weekly:
    weekday: int = 0
    at: time = time(7, 30)


MONDAYS = Weekly()
WEDNESDAY = datetime(2024, 7, 10, 7, 50, tzinfo=HANOI)


def local(day: int, hour: int, minute: int = 0, *, month: int = 7) -> datetime:
    return datetime(2024, month, day, hour, minute, tzinfo=HANOI)


def stops(start: datetime, target: datetime) -> list[datetime]:
    found = stops_between(start.astimezone(UTC), target, CALENDAR, SLOTS, digest_at=MONDAYS)
    return [at.astimezone(HANOI) for at in found]


def target(step: Step, now: datetime = WEDNESDAY, *due_days: date) -> datetime | None:
    at = now.astimezone(UTC)
    found = find_target(step, at, CALENDAR, SLOTS, digest_at=MONDAYS, due_days=due_days)
    return found.astimezone(HANOI) if found else None


def test_an_hour_halts_at_the_reminders_it_passes() -> None:
    assert stops(WEDNESDAY, local(10, 8, 50)) == [local(10, 8, 30), local(10, 8, 50)]


def test_a_day_halts_at_digest_time_and_at_both_reminders() -> None:
    assert stops(local(10, 18), local(12, 7)) == [
        local(11, 7, 30),
        local(11, 8, 30),
        local(11, 14),
        local(12, 7),
    ]


def test_a_halt_is_not_made_twice() -> None:
    assert stops(local(10, 8, 30), local(10, 14)) == [local(10, 14)]


def test_nothing_halts_it_on_a_weekend() -> None:
    assert stops(local(12, 14), local(15, 7, 30)) == [local(15, 7, 30)]


def test_nothing_halts_it_on_a_holiday() -> None:
    # National Day 2024: Monday and Tuesday, 2 and 3 September.
    assert stops(local(30, 14, month=8), local(4, 7, 30, month=9)) == [local(4, 7, 30, month=9)]


@settings(max_examples=60)
@given(
    start=st.datetimes(datetime(2024, 1, 1), datetime(2025, 12, 1)),  # noqa: DTZ001 hypothesis wants them naive
    length=st.timedeltas(timedelta(seconds=1), timedelta(days=40)),
)
def test_halts_go_forward_and_end_at_the_target(start: datetime, length: timedelta) -> None:
    begin = start.replace(tzinfo=HANOI).astimezone(UTC)
    end = begin + length
    found = stops_between(begin, end, CALENDAR, SLOTS, digest_at=MONDAYS)
    assert found[-1] == end
    assert all(one < other for one, other in zip([begin, *found], found, strict=False))


def test_an_hour_is_an_hour() -> None:
    assert target(Step.HOUR) == WEDNESDAY + timedelta(hours=1)


def test_the_next_morning_is_that_of_the_next_working_day() -> None:
    assert target(Step.MORNING) == local(11, 8, 30)
    assert target(Step.MORNING, local(12, 9)) == local(15, 8, 30)


def test_the_next_monday_is_the_next_digest() -> None:
    assert target(Step.MONDAY) == local(15, 7, 30)
    assert target(Step.MONDAY, local(15, 7, 29)) == local(15, 7, 30)
    assert target(Step.MONDAY, local(15, 7, 30)) == local(22, 7, 30)


def test_a_monday_off_gives_way_to_the_next_working_day() -> None:
    assert target(Step.MONDAY, local(30, 9, month=8)) == local(4, 7, 30, month=9)


def test_a_due_day_off_is_met_on_the_working_day_before() -> None:
    assert target(Step.DUE, WEDNESDAY, date(2024, 7, 31), date(2024, 7, 20)) == local(19, 8, 30)


def test_a_due_day_that_has_begun_is_passed_over() -> None:
    assert target(Step.DUE, local(19, 8, 30), date(2024, 7, 20), date(2024, 7, 31)) == local(31, 8, 30)


def test_without_due_days_there_is_nowhere_to_go() -> None:
    assert target(Step.DUE) is None
    assert target(Step.DUE, WEDNESDAY, date(2024, 3, 29)) is None


class Ticks:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


def test_the_clock_runs_on_from_where_it_was_put(ticks: Ticks) -> None:
    clock = DemoClock(WEDNESDAY, monotonic=ticks)
    ticks.seconds += 5
    clock.move_to(local(11, 8, 30))
    ticks.seconds += 7
    assert clock() == local(11, 8, 30, month=7) + timedelta(seconds=7)
    assert clock().tzinfo is UTC


def test_the_clock_never_goes_back(ticks: Ticks) -> None:
    clock = DemoClock(WEDNESDAY, monotonic=ticks)
    clock.move_to(local(9, 8))
    assert clock() == WEDNESDAY
