from datetime import date

import pytest

from bot.domain.policy_figures import ExtendedRule, ObstacleRule, RiskRules
from bot.domain.risk import Risk, RiskFacts, find_risks
from bot.domain.task import Status
from tests.domain.ladder_setting import CALENDAR


def risks(
    *,
    today: date,
    percent: float | None = 60,
    last_report_on: date | None = None,
    status: Status = Status.IN_PROGRESS,
    due_on: date | None = date(2024, 7, 19),
    assigned_on: date = date(2024, 7, 5),
    obstacle_on: date | None = None,
    extensions: int = 0,
    rules: RiskRules = RiskRules(),  # noqa: B008 frozen
) -> tuple[Risk, ...]:
    """Ten working days from Fri 05/07 to Fri 19/07/2024."""
    facts = RiskFacts(status, assigned_on, due_on, percent, last_report_on, obstacle_on, extensions)
    return find_risks(facts, rules, CALENDAR, today)


@pytest.mark.parametrize(("percent", "found"), [(60, (Risk.CLOSE,)), (61, ()), (None, (Risk.CLOSE,))])
def test_close_to_the_date_and_behind_is_a_risk(percent: float | None, found: tuple[Risk, ...]) -> None:
    assert risks(today=date(2024, 7, 17), percent=percent) == found  # 80 % of the time has passed


def test_far_from_the_date_nobody_is_behind() -> None:
    assert risks(today=date(2024, 7, 11), percent=0) == ()


def test_ten_working_days_of_silence_are_a_risk() -> None:
    later = date(2024, 9, 5)
    assert risks(today=date(2024, 7, 19), due_on=later) == (Risk.SILENT,)
    assert risks(today=date(2024, 7, 18), due_on=later) == ()


def test_silence_counts_only_once_the_date_comes_near() -> None:
    # From Fri 19/07 there are 45 working days to Tue 24/09 (2-3 September are off).
    assert risks(today=date(2024, 7, 19), due_on=date(2024, 9, 25)) == ()
    assert risks(today=date(2024, 7, 19), due_on=date(2024, 9, 24)) == (Risk.SILENT,)


def test_a_report_ends_the_silence() -> None:
    assert risks(today=date(2024, 7, 19), due_on=date(2024, 9, 5), last_report_on=date(2024, 7, 8)) == ()


def test_both_reasons_can_hold_at_once() -> None:
    assert risks(today=date(2024, 7, 19), percent=10) == (Risk.CLOSE, Risk.SILENT)


def test_a_task_given_on_its_own_due_date_is_close() -> None:
    due = date(2024, 7, 19)
    assert risks(today=due, assigned_on=due, percent=0) == (Risk.CLOSE,)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.DONE, Status.CANCELLED])
def test_what_the_reporter_no_longer_owes_is_not_at_risk(status: Status) -> None:
    assert risks(today=date(2024, 7, 19), percent=0, status=status) == ()


@pytest.mark.parametrize("due_on", [None, date(2024, 7, 18)])
def test_late_or_undated_is_not_at_risk(due_on: date | None) -> None:
    assert risks(today=date(2024, 7, 19), percent=0, due_on=due_on) == ()


def test_an_obstacle_that_waits_is_a_risk_however_far_the_date() -> None:
    today = date(2024, 7, 11)
    assert risks(today=today, obstacle_on=today) == (Risk.OBSTACLE,)


def test_the_office_may_be_given_days_for_its_answer_first() -> None:
    rules = RiskRules(obstacle=ObstacleRule(3))
    assert risks(today=date(2024, 7, 10), obstacle_on=date(2024, 7, 8), rules=rules) == ()
    assert risks(today=date(2024, 7, 11), obstacle_on=date(2024, 7, 8), rules=rules) == (Risk.OBSTACLE,)


@pytest.mark.parametrize(("times", "found"), [(0, ()), (1, ()), (2, (Risk.EXTENDED,)), (3, (Risk.EXTENDED,))])
def test_a_date_that_was_moved_twice_is_a_risk(times: int, found: tuple[Risk, ...]) -> None:
    assert risks(today=date(2024, 7, 11), extensions=times) == found


def test_a_rule_that_is_off_finds_nothing() -> None:
    off = RiskRules(None, None, None, None)
    day = date(2024, 7, 19)
    assert risks(today=day, percent=0, obstacle_on=day, extensions=9, rules=off) == ()
    only = RiskRules(None, None, None, ExtendedRule(1))
    assert risks(today=day, percent=0, obstacle_on=day, extensions=9, rules=only) == (Risk.EXTENDED,)
