from datetime import date, time

import pytest

from bot.domain.periods import PeriodKind, Span, find_span, parse_span, span_of
from bot.services.review_schedule import newest_endings
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local

DAY = date(2024, 7, 17)


@pytest.mark.parametrize(
    ("kind", "from_on", "to_on", "number"),
    [
        ("week", date(2024, 7, 15), date(2024, 7, 21), 29),
        ("month", date(2024, 7, 1), date(2024, 7, 31), 7),
        ("quarter", date(2024, 7, 1), date(2024, 9, 30), 3),
        ("half", date(2024, 7, 1), date(2024, 12, 31), 2),
        ("year", date(2024, 1, 1), date(2024, 12, 31), 1),
    ],
)
def test_a_period_has_its_days_and_number(kind: str, from_on: date, to_on: date, number: int) -> None:
    span = span_of(PeriodKind(kind), DAY)
    assert (span.from_on, span.to_on, span.number) == (from_on, to_on, number)
    assert parse_span(span.argument) == span == find_span(from_on, to_on)
    assert span.before.after == span


@pytest.mark.parametrize(
    "text", ["", "day.20240701", "month.20240702", "month.20241301", "month.2024070", "month"]
)
def test_what_was_never_written_is_no_period(text: str) -> None:
    assert parse_span(text) is None


def test_what_ends_on_the_same_day_is_one_ending_with_the_longest_first() -> None:
    endings = newest_endings(RULES, time(7, 30), local(2024, 7, 1, 7, 30))
    newest = endings[-1]
    assert newest.due_at == local(2024, 7, 1, 7, 30)
    assert [span.kind.value for span in newest.spans] == ["half", "quarter", "month"]


def test_a_review_waits_for_the_first_working_day() -> None:
    at = time(7, 30)
    assert newest_endings(RULES, at, local(2024, 9, 3, 23))[-1].to_on == date(2024, 7, 31)
    assert newest_endings(RULES, at, local(2024, 9, 4, 7, 30))[-1].to_on == date(2024, 8, 31)


def test_a_week_at_the_turn_of_the_year_belongs_to_one_year() -> None:
    assert span_of(PeriodKind.WEEK, date(2024, 12, 31)) == Span(
        PeriodKind.WEEK, date(2024, 12, 30), date(2025, 1, 5)
    )
    assert span_of(PeriodKind.WEEK, date(2024, 12, 31)).year == 2025
