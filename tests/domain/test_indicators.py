"""Targets by day, values against them, agencies rolled up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.indicators import (
    Aim,
    ReportedValue,
    RollUp,
    Target,
    goes_back,
    has_reached,
    progress_percent,
    roll_up,
    target_on,
    trace,
)
from bot.domain.task import LeadMode, Task, TaskKind

JULY, AUGUST = date(2024, 7, 1), date(2024, 8, 1)
FIRST, SECOND = Target(63, "tỉnh", JULY, "15/QĐ"), Target(100, "tỉnh", AUGUST, "20/QĐ")


def task(mode: LeadMode = LeadMode.EACH, unit: str = "tỉnh", baseline: float | None = None) -> Task:
    target = None if baseline is None else 63.0
    return Task(
        1, "NV-1", "x", "", TaskKind.KPI, mode, kpi_unit=unit, kpi_baseline=baseline, kpi_target=target
    )


@pytest.mark.parametrize(
    ("on", "target"), [(date(2024, 6, 30), None), (JULY, FIRST), (date(2024, 7, 31), FIRST), (AUGUST, SECOND)]
)
def test_a_target_holds_from_its_day_until_the_next(on: date, target: Target | None) -> None:
    assert target_on([SECOND, FIRST], on) == target


@pytest.mark.parametrize(
    ("value", "baseline", "reached"), [(63, None, True), (62, 0, False), (63, 90, True), (64, 90, False)]
)
def test_less_is_better_when_the_target_lies_below_the_start(
    value: float, baseline: float | None, *, reached: bool
) -> None:
    assert has_reached(value, 63, baseline) is reached


@pytest.mark.parametrize(
    ("value", "before", "baseline", "is_back"),
    [
        (40, None, 0, False),
        (41, 41, 0, False),
        (40, 41, 0, True),
        (42, 41, None, False),
        (40, 41, 90, False),
        (42, 41, 90, True),
    ],
)
def test_a_value_further_from_the_target_goes_back(
    value: float, before: float | None, baseline: float | None, *, is_back: bool
) -> None:
    assert goes_back(value, before, task(baseline=baseline)) is is_back


def test_each_value_stands_against_the_target_of_its_day_and_the_one_before() -> None:
    values = [ReportedValue(AUGUST, 50), ReportedValue(JULY, 41)]
    newer, older = trace(values, [FIRST, SECOND])
    assert (newer.target, newer.before) == (SECOND, 41)
    assert (older.target, older.before) == (FIRST, None)


def test_a_joint_task_adds_up_and_the_others_count_who_has_reached_it() -> None:
    values = [70, 20, None]
    assert roll_up(task(LeadMode.JOINT), values, FIRST) == RollUp(3, 2, 1, FIRST, 90)
    assert roll_up(task(LeadMode.EACH), values, FIRST) == RollUp(3, 2, 1, FIRST, None)


def test_shares_are_never_added_up() -> None:
    assert roll_up(task(LeadMode.JOINT, "%"), [70, 20], None).total is None


@given(st.lists(st.none() | st.floats(0, 1e9), max_size=63))
def test_no_more_have_reached_it_than_have_reported(values: list[float | None]) -> None:
    rolled = roll_up(task(), values, FIRST)
    assert rolled.reached <= rolled.reported <= rolled.count == len(values)


@pytest.mark.parametrize(
    ("value", "target", "baseline", "percent"),
    [
        (98, 100, None, 98),
        (120, 100, None, 100),
        (99.99, 100, None, 99.9),
        (98, 100, 90, 80),
        (80, 100, 90, 0),
        (30, 20, 60, 75),
        (19, 20, 60, 100),
        (0, 0, None, 100),
        (-1, 0, None, 0),
    ],
)
def test_progress_is_the_way_gone_to_the_target(
    value: float, target: float, baseline: float | None, percent: float
) -> None:
    assert progress_percent(value, Aim(target, baseline)) == percent
