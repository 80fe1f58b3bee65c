"""Clocks in working days: nights, weekends and Tết do not count."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.policy import Clocks, load_policy
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import CALENDAR, POLICY, POLICY_TEXT, SLOTS, ZONE, local
from tests.domain.test_policy import ANNOUNCEMENT, problems_of


@pytest.mark.parametrize(
    ("since", "days", "until"),
    [
        (local(2024, 7, 10, 8, 30), 2, local(2024, 7, 12, 8, 30)),
        (local(2024, 7, 10, 17, 59), 1, local(2024, 7, 11, 17, 59)),
        (local(2024, 7, 10, 18, 0), 1, local(2024, 7, 12, 7, 0)),
        (local(2024, 7, 10, 23, 59), 2, local(2024, 7, 15, 7, 0)),
        (local(2024, 7, 10, 0, 30), 2, local(2024, 7, 12, 7, 0)),
        (local(2024, 7, 12, 16, 0), 1, local(2024, 7, 15, 16, 0)),
        (local(2024, 7, 12, 16, 0), 3, local(2024, 7, 17, 16, 0)),
        (local(2024, 7, 13, 10, 0), 2, local(2024, 7, 17, 7, 0)),
        (local(2024, 7, 14, 23, 0), 2, local(2024, 7, 17, 7, 0)),
        (local(2024, 8, 30, 9, 0), 1, local(2024, 9, 4, 9, 0)),
        (local(2025, 1, 24, 15, 0), 2, local(2025, 2, 4, 15, 0)),
        (local(2025, 1, 29, 10, 0), 3, local(2025, 2, 6, 7, 0)),
        (local(2026, 1, 1, 12, 0), 1, local(2026, 1, 6, 7, 0)),
        (local(2026, 1, 9, 9, 0), 1, local(2026, 1, 10, 9, 0)),
    ],
    ids=[
        "in the morning",
        "just before closing",
        "at closing",
        "at night",
        "after midnight",
        "over the weekend",
        "over the weekend and on",
        "on Saturday",
        "on Sunday night",
        "over National Day",
        "over Tết",
        "during Tết",
        "on a day off by a late decision",
        "over a working Saturday",
    ],
)
def test_it_runs_out_after_working_days_at_the_same_time(since: datetime, days: int, until: datetime) -> None:
    assert RULES.runs_out_at(since, days) == until


instants = st.integers(0, 1065 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=ZONE) + timedelta(minutes=minutes)
)


@given(instants, st.integers(1, 30))
def test_it_always_runs_out_inside_office_hours(since: datetime, days: int) -> None:
    until = RULES.runs_out_at(since, days)
    assert SLOTS.in_office_hours(until, CALENDAR)
    assert until.utcoffset() == timedelta(0)


@given(instants, st.integers(1, 30))
def test_so_many_whole_working_days_were_left(since: datetime, days: int) -> None:
    """Whoever is asked at night or on a day off has them all from the next opening on."""
    start = SLOTS.next_office_moment(since, CALENDAR)
    until = RULES.runs_out_at(since, days)
    local_start, local_until = start.astimezone(ZONE), until.astimezone(ZONE)
    assert CALENDAR.working_days_between(local_start.date(), local_until.date()) == days
    assert local_until.time() == local_start.time()
    assert since < until


@given(instants, instants, st.integers(1, 10))
def test_who_asks_later_is_not_answered_for_earlier(first: datetime, second: datetime, days: int) -> None:
    earlier, later = sorted((first, second))
    assert RULES.runs_out_at(earlier, days) <= RULES.runs_out_at(later, days)


# --- the policy -------------------------------------------------------------------------------------------


def test_the_default_clocks_are_those_of_the_product() -> None:
    assert POLICY.clocks == Clocks(extension_days=2, obstacle_days=3, urge_days=1, officer_days=20)


def test_a_policy_without_clocks_has_the_default_ones() -> None:
    assert load_policy(ANNOUNCEMENT).clocks == Clocks()


def test_a_clock_left_out_keeps_its_default() -> None:
    clocks = load_policy(f"{ANNOUNCEMENT}[clocks]\nextension_days = 4").clocks
    assert clocks == Clocks(extension_days=4)


@pytest.mark.parametrize("name", ["extension_days", "obstacle_days", "urge_days", "officer_days"])
@pytest.mark.parametrize("value", ["0", "-1", "251", '"2"', "true", "2.5"])
def test_a_clock_is_a_whole_number_of_days(name: str, value: str) -> None:
    (problem,) = problems_of(f"{ANNOUNCEMENT}[clocks]\n{name} = {value}")
    assert problem.startswith(f"clocks.{name}:")


def test_an_unknown_clock_is_named() -> None:
    (problem,) = problems_of(f"{ANNOUNCEMENT}[clocks]\nextension_day = 2")
    assert problem.startswith("clocks.extension_day:")


def test_clocks_that_are_no_table_are_refused() -> None:
    (problem,) = problems_of(f"clocks = 3\n{ANNOUNCEMENT}")
    assert problem.startswith("clocks:")


@pytest.mark.parametrize("name", ["extension_days", "obstacle_days", "urge_days", "officer_days"])
def test_a_changed_clock_changes_the_fingerprint(name: str) -> None:
    value = getattr(Clocks(), name)
    changed = POLICY_TEXT.replace(f"{name} = {value}", f"{name} = {value + 1}")
    assert load_policy(changed).fingerprint != POLICY.fingerprint
