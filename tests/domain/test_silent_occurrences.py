"""An occurrence is seen from the one before it on, but nobody is silent before the ladder first asks for it."""

from datetime import date

from tests.domain.figures_setting import fact, figures_of

GIVEN, DUE = date(2024, 7, 26), date(2024, 8, 23)


def risks(on: date, **changes: object) -> int:
    monthly = fact(assigned_on=GIVEN, due_on=DUE, percent=None, **changes)
    return len(figures_of([monthly], as_of=on).at_risk)


def test_an_occurrence_is_not_at_risk_for_having_waited_its_month() -> None:
    assert risks(date(2024, 8, 14), period="2024-08") == 0
    assert risks(date(2024, 8, 14)) == 1


def test_close_to_its_date_it_is_at_risk_like_any_other() -> None:
    assert risks(date(2024, 8, 20), period="2024-08") == 1
