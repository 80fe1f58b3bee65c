"""Which later date may be asked for, and what a draft of a request still lacks."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.errors import DateInPast, DateNotLater, DateRefused, DateTooFar, NoDueDate
from bot.domain.report import Draft, Field, ReportKind
from bot.domain.requests import (
    FURTHEST,
    ObstacleCategory,
    check_wanted_date,
    settle_date,
)
from bot.language.slots import ObstacleKind
from tests.domain.ladder_setting import CALENDAR
from tests.domain.request_people import DUE, TODAY


def settle(days: int, *, is_working: bool, due_on: date | None = DUE, today: date = TODAY) -> date:
    return settle_date(due_on=due_on, days=days, is_working=is_working, today=today, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("days", "is_working", "wanted"),
    [
        (5, True, date(2024, 7, 26)),
        (10, True, date(2024, 8, 2)),
        (1, True, date(2024, 7, 22)),
        (5, False, date(2024, 7, 25)),
        (7, False, date(2024, 7, 27)),
    ],
)
def test_days_count_from_the_due_date(days: int, is_working: bool, wanted: date) -> None:
    assert settle(days, is_working=is_working) == wanted


def test_days_of_what_is_late_count_from_today() -> None:
    late = date(2024, 8, 6)
    assert settle(5, is_working=True, today=late) == date(2024, 8, 13)
    assert settle(5, is_working=False, today=late) == date(2024, 8, 11)


def test_days_pass_over_the_new_year() -> None:
    assert settle(1, is_working=True, due_on=date(2025, 1, 24)) == date(2025, 2, 3)


@pytest.mark.parametrize("days", [0, -1, FURTHEST.days + 1, 10**9])
def test_no_days_and_absurd_days_are_refused(days: int) -> None:
    for is_working in (True, False):
        with pytest.raises(DateTooFar):
            settle(days, is_working=is_working)


def test_without_a_date_there_is_nothing_to_move() -> None:
    with pytest.raises(NoDueDate):
        settle(5, is_working=True, due_on=None)
    with pytest.raises(NoDueDate):
        check_wanted_date(date(2024, 8, 2), due_on=None, today=TODAY)


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (date(2024, 7, 9), DateInPast),
        (date(1, 1, 1), DateInPast),
        (DUE, DateNotLater),
        (date(2024, 7, 19), DateNotLater),
        (TODAY, DateNotLater),
        (TODAY + FURTHEST + timedelta(days=1), DateTooFar),
        (date(9999, 12, 31), DateTooFar),
    ],
)
def test_a_date_that_is_no_extension_is_refused(wanted: date, error: type[DateRefused]) -> None:
    with pytest.raises(error):
        check_wanted_date(wanted, due_on=DUE, today=TODAY)


@pytest.mark.parametrize("wanted", [DUE + timedelta(days=1), date(2024, 9, 2), TODAY + FURTHEST])
def test_any_later_day_may_be_asked_for_also_a_day_off(wanted: date) -> None:
    assert check_wanted_date(wanted, due_on=DUE, today=TODAY) == wanted


def test_what_is_late_may_be_moved_to_today() -> None:
    late = date(2024, 8, 6)
    assert check_wanted_date(late, due_on=DUE, today=late) == late
    with pytest.raises(DateInPast):
        check_wanted_date(late - timedelta(days=1), due_on=DUE, today=late)


ASKED = Draft(1, ReportKind.EXTENSION)
STUCK = Draft(1, ReportKind.OBSTACLE)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ASKED, Field.WANTED),
        (replace(ASKED, note="x"), Field.WANTED),
        (replace(ASKED, wanted_on=DUE), Field.WHY),
        (replace(ASKED, delta_days=5), Field.WHY),
        (replace(ASKED, delta_days=5, note=" \n"), Field.WHY),
        (replace(ASKED, delta_days=5, note="x"), None),
        (STUCK, Field.CATEGORY),
        (replace(STUCK, note="x"), Field.CATEGORY),
        (replace(STUCK, category="hr"), Field.OBSTACLE),
        (replace(STUCK, category="hr", note=" "), Field.OBSTACLE),
        (replace(STUCK, category="hr", note="x"), None),
        (Draft(1, ReportKind.DONE, note="x"), Field.PROOF),
        (Draft(1, ReportKind.PROGRESS), None),
        (Draft(1, ReportKind.NOTE), None),
    ],
)
def test_one_thing_is_asked_for_at_a_time(draft: Draft, field: Field | None) -> None:
    assert draft.missing is field


def test_a_draft_outlives_a_restart() -> None:
    for draft in (
        replace(ASKED, wanted_on=DUE, note="x"),
        replace(ASKED, delta_days=5, is_delta_working=True),
        replace(STUCK, category="hr", asked_of="BYT", note="x"),
    ):
        assert Draft.from_json(draft.to_json()) == draft


def test_a_draft_of_an_older_version_is_still_read() -> None:
    data = Draft(1, ReportKind.PROGRESS, percent=40).to_json()
    for name in ("wanted_on", "delta_days", "is_delta_working", "category", "asked_of"):
        del data[name]
    assert Draft.from_json(data) == Draft(1, ReportKind.PROGRESS, percent=40)


def test_language_guesses_no_category_that_the_register_lacks() -> None:
    assert {kind.value for kind in ObstacleKind} == {category.value for category in ObstacleCategory}
