"""Recurrence rules: which are taken, and on which days they come round."""

from datetime import date
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.recurrence import (
    days_of_period,
    find_occurrence,
    list_occurrences,
    next_occurrence,
    normalise_rule,
    short_period,
)
from tests.domain.ladder_setting import CALENDAR

TUESDAY = date(2024, 7, 16)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=25", "FREQ=MONTHLY;BYMONTHDAY=25"),
        (" rrule:freq=weekly;byday=mo,we; ", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("FREQ=DAILY;UNTIL=20241231T170000Z", "FREQ=DAILY;UNTIL=20241231"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=-1FR"),
    ],
)
def test_a_rule_is_kept_in_one_form(text: str, rule: str) -> None:
    assert normalise_rule(text) == rule
    assert normalise_rule(rule) == rule


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hằng tháng",
        "BYMONTHDAY=25",
        "FREQ=HOURLY",
        "FREQ=SECONDLY",
        "FREQ=DAILY;FREQ=SECONDLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=1000",
        "FREQ=WEEKLY;BYHOUR=9",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=DAILY;UNTIL=20241399",
        "FREQ=DAILY;COLOUR=RED",
        "DTSTART:20240101\nRRULE:FREQ=DAILY",
        "FREQ=DAILY\nEXDATE:20240101",
    ],
)
def test_other_rules_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a recurrence rule"):
        normalise_rule(text)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY", TUESDAY),
        ("FREQ=MONTHLY;BYMONTHDAY=25", date(2024, 7, 25)),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", date(2024, 7, 31)),
        ("FREQ=MONTHLY;BYMONTHDAY=16", TUESDAY),
        ("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=20", date(2024, 12, 20)),
        ("FREQ=MONTHLY;BYDAY=1MO", date(2024, 8, 5)),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", date(2024, 7, 31)),
        ("FREQ=MONTHLY;INTERVAL=4;BYMONTHDAY=-1", date(2024, 8, 31)),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", date(2028, 2, 29)),
        ("FREQ=DAILY;COUNT=3", None),
        ("FREQ=WEEKLY;UNTIL=20240715", None),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", None),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=-30", None),
        ("FREQ=YEARLY;INTERVAL=50", None),
    ],
)
def test_the_next_day_of_a_rule(rule: str, expected: date | None) -> None:
    assert next_occurrence(rule, date(2024, 4, 10), TUESDAY) == expected


def test_nothing_comes_round_before_the_task_began() -> None:
    assert next_occurrence("FREQ=WEEKLY;BYDAY=MO", date(2024, 8, 1), TUESDAY) == date(2024, 8, 5)


RULES = st.sampled_from(
    [
        "FREQ=DAILY;INTERVAL=5",
        "FREQ=WEEKLY;BYDAY=TU,FR",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;INTERVAL=2",
    ]
)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(rule=RULES, start=DAYS, today=DAYS)
def test_an_occurrence_is_its_own_next_and_none_is_skipped(rule: str, start: date, today: date) -> None:
    found = next_occurrence(rule, start, today)
    assert found is not None
    assert found >= max(start, today)
    assert next_occurrence(rule, start, found) == found


# --- occurrences ------------------------------------------------------------------------------------------

START = date(2024, 1, 10)


def coming(rule: str, since: date, count: int = 3) -> list[tuple[str, date]]:
    found = list_occurrences(rule, START, CALENDAR, due_from=since)
    return [(each.period, each.due_on) for each in islice(found, count)]


@pytest.mark.parametrize(
    ("rule", "periods"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=25", ["2024-08", "2024-09"]),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", ["2024-10", "2025-01"]),
        ("FREQ=MONTHLY;BYDAY=1MO", ["2024-09", "2024-10"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["2024-08", "2024-09"]),
        ("FREQ=MONTHLY;BYMONTHDAY=5,20", ["2024-08-20", "2024-09-05"]),
        ("FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=20", ["2024-12", "2025-06"]),
        ("FREQ=YEARLY;BYMONTHDAY=20", ["2024-08", "2024-09"]),
        ("FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=31", ["2025", "2026"]),
        ("FREQ=YEARLY;BYDAY=MO", ["2024-08-12", "2024-08-19"]),
        ("FREQ=WEEKLY;BYDAY=FR", ["2024-08-16", "2024-08-23"]),
        ("FREQ=MONTHLY;BYDAY=FR", ["2024-08-16", "2024-08-23"]),
    ],
)
def test_a_period_is_as_long_as_it_has_one_occurrence_only(rule: str, periods: list[str]) -> None:
    assert [period for period, _ in coming(rule, date(2024, 8, 10), 2)] == periods


def test_a_day_off_moves_to_the_last_working_day_before() -> None:
    assert coming("FREQ=MONTHLY;BYMONTHDAY=25", date(2024, 8, 1), 2) == [
        ("2024-08", date(2024, 8, 23)),
        ("2024-09", date(2024, 9, 25)),
    ]
    assert coming("FREQ=MONTHLY;BYMONTHDAY=-1", date(2025, 1, 1), 1) == [("2025-01", date(2025, 1, 24))]


def test_what_falls_on_one_working_day_is_one_occurrence() -> None:
    assert [due_on.day for _, due_on in coming("FREQ=DAILY", date(2024, 8, 15), 4)] == [15, 16, 19, 20]


def test_an_occurrence_whose_working_day_is_over_is_not_coming() -> None:
    assert coming("FREQ=MONTHLY;BYMONTHDAY=25", date(2024, 8, 24), 1) == [("2024-09", date(2024, 9, 25))]


@given(rule=RULES, start=DAYS, today=DAYS)
def test_names_and_dates_rise_together_and_lead_back_to_the_occurrence(
    rule: str, start: date, today: date
) -> None:
    found = list(islice(list_occurrences(rule, start, CALENDAR, due_from=today), 6))
    assert found == sorted(found, key=lambda each: each.period)
    assert len({each.period for each in found}) == len({each.due_on for each in found}) == 6
    assert all(each.due_on >= max(start, today) for each in found)
    assert [find_occurrence(rule, start, CALENDAR, period=each.period) for each in found] == found


@pytest.mark.parametrize("period", ["", "2024-13", "2024-02-30", "2024-W29", "nonsense", "2024-08-24"])
def test_a_name_that_the_rule_never_gave_has_no_occurrence(period: str) -> None:
    assert find_occurrence("FREQ=MONTHLY;BYMONTHDAY=25", START, CALENDAR, period=period) is None


def test_a_monthly_name_is_nothing_to_a_weekly_rule() -> None:
    assert find_occurrence("FREQ=WEEKLY;BYDAY=FR", START, CALENDAR, period="2024-08") is None


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-08-16", date(2024, 8, 16), date(2024, 8, 16)),
    ],
)
def test_the_days_of_a_period(period: str, first: date, last: date) -> None:
    assert days_of_period(period) == (first, last)


def test_a_period_is_written_the_way_people_do() -> None:
    assert [short_period(each) for each in ("2024", "2024-08", "2024-08-16")] == [
        "2024",
        "08/2024",
        "16/08/2024",
    ]
