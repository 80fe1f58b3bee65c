from datetime import date

import pytest

from bot.domain.calendar import (
    DEFAULT_OVERRIDES,
    DayOff,
    DayOffKind,
    Override,
    WorkingCalendar,
    due_date,
    index_overrides,
)
from bot.domain.people import Language
from bot.domain.task import Precision

PACKAGE_ONLY = WorkingCalendar()
SEEDED = WorkingCalendar(DEFAULT_OVERRIDES)


@pytest.mark.parametrize(
    "saturday", [date(2024, 5, 4), date(2025, 4, 26), date(2026, 8, 22), date(2026, 1, 10)]
)
def test_swapped_saturdays_work(saturday: date) -> None:
    assert saturday.isoweekday() == 6
    assert SEEDED.is_working_day(saturday)


@pytest.mark.parametrize(
    "day",
    [date(2024, 4, 29), date(2025, 5, 2), date(2026, 1, 2), date(2026, 8, 31)],
)
def test_the_days_swapped_for_them_are_off(day: date) -> None:
    assert day.isoweekday() in range(1, 6)
    assert not SEEDED.is_working_day(day)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2024, 2, 8), date(2024, 2, 14)),
        (date(2025, 1, 25), date(2025, 2, 2)),
        (date(2026, 2, 14), date(2026, 2, 22)),
    ],
)
def test_tet_is_off_as_decided(first: date, last: date) -> None:
    assert SEEDED.working_days_between(SEEDED.last_working_day(first), last) == 0
    assert SEEDED.next_working_day(first) > last


def test_the_late_decision_of_2026_is_not_in_the_package() -> None:
    """If this fails, a new release knows the decision and the seeded overrides can go."""
    assert PACKAGE_ONLY.is_working_day(date(2026, 1, 2))
    assert not PACKAGE_ONLY.is_working_day(date(2026, 1, 10))


def test_a_swap_filed_under_the_next_year_works_in_the_year_before() -> None:
    assert PACKAGE_ONLY.is_working_day(date(2014, 12, 27))


def test_an_override_opens_a_holiday() -> None:
    calendar = WorkingCalendar(index_overrides([Override(date(2026, 11, 24), works=True)]))
    assert not PACKAGE_ONLY.is_working_day(date(2026, 11, 24))
    assert calendar.is_working_day(date(2026, 11, 24))


def test_the_last_working_day_before_a_saturday_is_friday() -> None:
    assert SEEDED.last_working_day(date(2024, 7, 20)) == date(2024, 7, 19)


def test_a_working_day_is_its_own_last_and_next_working_day() -> None:
    assert SEEDED.last_working_day(date(2024, 7, 19)) == date(2024, 7, 19)
    assert SEEDED.next_working_day(date(2024, 7, 19)) == date(2024, 7, 19)


def test_the_next_working_day_after_a_holiday_weekend_is_found() -> None:
    assert SEEDED.next_working_day(date(2024, 8, 31)) == date(2024, 9, 4)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2024, 7, 19), 1, date(2024, 7, 22)),
        (date(2024, 7, 19), -1, date(2024, 7, 18)),
        (date(2024, 7, 20), 1, date(2024, 7, 22)),
        (date(2024, 7, 20), -1, date(2024, 7, 19)),
        (date(2024, 7, 20), 0, date(2024, 7, 20)),
        (date(2024, 2, 7), 1, date(2024, 2, 15)),
        (date(2025, 12, 31), 1, date(2026, 1, 5)),
        (date(2026, 1, 5), -1, date(2025, 12, 31)),
        (date(2024, 5, 3), 1, date(2024, 5, 4)),
    ],
)
def test_working_days_are_counted_over_days_off(day: date, count: int, expected: date) -> None:
    assert SEEDED.add_working_days(day, count) == expected


def test_a_span_counts_its_end_but_not_its_start() -> None:
    assert SEEDED.working_days_between(date(2024, 7, 18), date(2024, 7, 22)) == 2


def test_a_span_backwards_is_negative() -> None:
    assert SEEDED.working_days_between(date(2024, 7, 22), date(2024, 7, 18)) == -2


def test_a_span_over_years_is_the_sum_of_its_parts() -> None:
    start, middle, end = date(2023, 11, 4), date(2024, 12, 31), date(2026, 3, 1)
    parts = SEEDED.working_days_between(start, middle) + SEEDED.working_days_between(middle, end)
    assert SEEDED.working_days_between(start, end) == parts


def test_a_holiday_has_its_name_in_both_languages() -> None:
    assert SEEDED.day_off_reason(date(2024, 9, 2), Language.VI) == DayOff(DayOffKind.HOLIDAY, "Quốc khánh")
    assert SEEDED.day_off_reason(date(2024, 9, 2), Language.EN) == DayOff(DayOffKind.HOLIDAY, "National Day")


def test_the_date_of_a_swap_is_day_first_in_english_too() -> None:
    reason = SEEDED.day_off_reason(date(2024, 4, 29), Language.EN)
    assert reason is not None
    assert "04/05/2024" in reason.name


def test_a_plain_weekend_has_no_name() -> None:
    assert SEEDED.day_off_reason(date(2024, 7, 20), Language.VI) == DayOff(DayOffKind.WEEKEND)


def test_a_decision_says_its_document() -> None:
    reason = SEEDED.day_off_reason(date(2026, 1, 2), Language.VI)
    assert reason is not None
    assert (reason.kind, reason.document) == (DayOffKind.DECISION, "12729/VPCP-KGVX")


@pytest.mark.parametrize("day", [date(2024, 7, 19), date(2024, 5, 4), date(2026, 1, 10)])
def test_a_working_day_has_no_reason(day: date) -> None:
    assert SEEDED.day_off_reason(day, Language.VI) is None


def test_years_without_a_published_decision_are_estimates() -> None:
    assert not SEEDED.is_estimated(2026)
    assert SEEDED.is_estimated(2027)


def test_the_fingerprint_changes_with_an_override_and_only_then() -> None:
    assert WorkingCalendar(dict(DEFAULT_OVERRIDES)).fingerprint == SEEDED.fingerprint
    assert PACKAGE_ONLY.fingerprint != SEEDED.fingerprint


def test_the_fingerprint_sees_overrides_of_distant_years() -> None:
    far = WorkingCalendar(index_overrides([Override(date(2055, 7, 1), works=False)]))
    assert far.fingerprint != PACKAGE_ONLY.fingerprint


def test_years_the_package_does_not_know_still_have_weekends() -> None:
    assert SEEDED.add_working_days(date(2150, 1, 2), 5) == date(2150, 1, 9)


@pytest.mark.parametrize(
    ("precision", "given", "expected"),
    [
        (Precision.DAY, date(2024, 7, 20), date(2024, 7, 20)),
        (Precision.MONTH, date(2024, 8, 5), date(2024, 8, 30)),
        (Precision.MONTH, date(2026, 8, 1), date(2026, 8, 28)),
        (Precision.MONTH, date(2024, 12, 31), date(2024, 12, 31)),
        (Precision.QUARTER, date(2024, 7, 1), date(2024, 9, 30)),
        (Precision.QUARTER, date(2024, 6, 30), date(2024, 6, 28)),
        (Precision.QUARTER, date(2025, 12, 2), date(2025, 12, 31)),
        (Precision.YEAR, date(2023, 2, 2), date(2023, 12, 29)),
        (Precision.NONE, date(2024, 7, 1), None),
    ],
)
def test_a_period_ends_on_its_last_working_day(
    precision: Precision, given: date, expected: date | None
) -> None:
    assert due_date(precision, given, SEEDED) == expected
