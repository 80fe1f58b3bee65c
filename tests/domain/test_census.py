"""Where the rules of risk may hold at all: nothing that is at risk lies outside it."""

from datetime import date, timedelta

import pytest

from bot.domain.census import reach_of
from tests.domain.figures_setting import RULES

#: A Monday, a Saturday, the day before Tết.
DAYS = [date(2024, 7, 15), date(2024, 7, 20), date(2024, 2, 7)]
AROUND = [timedelta(days=n) for n in range(-60, 120)]


@pytest.mark.parametrize("today", DAYS)
def test_the_last_days_within_reach_are_those_of_the_rules(today: date) -> None:
    between, risk, reach = RULES.calendar.working_days_between, RULES.policy.at_risk, reach_of(RULES, today)
    assert risk.close is not None
    assert risk.silent is not None
    days = [today + span for span in AROUND]
    assert reach.close_until == max(day for day in days if between(today, day) <= risk.close.days)
    assert reach.silent_until == max(day for day in days if between(today, day) <= risk.silent.within_days)
    assert reach.silent_on == max(day for day in days if between(day, today) >= risk.silent.days)
    assert RULES.today(reach.silent_before) == reach.silent_on + timedelta(days=1)
    assert RULES.today(reach.silent_before - timedelta(microseconds=1)) == reach.silent_on
