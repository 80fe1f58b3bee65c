"""Recurrence rules: which are taken, and on which days they come round."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.recurrence import next_occurrence, normalise_rule

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
