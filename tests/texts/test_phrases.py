from datetime import date

import pytest

from bot.domain.people import Language
from bot.domain.task import Status
from bot.texts.phrases import agency_of, icon_of, say_due, say_progress, say_state, title_of
from tests.texts.hostile_setting import CALENDAR, TODAY, assignment


def state(due_on: date | None, today: date, status: Status = Status.IN_PROGRESS) -> str:
    return str(say_state(assignment("x", due_on=due_on, status=status), today, CALENDAR, Language.VI))


@pytest.mark.parametrize(
    ("today", "wanted"),
    [
        (date(2024, 7, 12), "còn 5 ngày làm việc"),
        (date(2024, 7, 18), "còn 1 ngày làm việc"),
        (date(2024, 7, 19), "hôm nay là ngày làm việc cuối trước hạn"),
        (date(2024, 7, 20), "đến hạn hôm nay"),
        (date(2024, 7, 21), "quá hạn 1 ngày"),
        (date(2024, 7, 22), "quá hạn 2 ngày"),
    ],
)
def test_it_says_where_a_task_due_on_a_saturday_stands(today: date, wanted: str) -> None:
    assert state(date(2024, 7, 20), today) == wanted


def test_due_on_a_holiday_within_days_off() -> None:
    assert state(date(2024, 7, 21), date(2024, 7, 20)) == "đến hạn trong những ngày nghỉ này"


@pytest.mark.parametrize("status", [Status.DONE, Status.SUBMITTED])
def test_what_was_handed_in_is_not_called_late(status: Status) -> None:
    assert "quá hạn" not in state(date(2024, 7, 1), TODAY, status)
    assert icon_of(assignment("x", due_on=date(2024, 7, 1), status=status), TODAY) != "🔴"


def test_a_returned_result_is_late_again() -> None:
    assert state(date(2024, 7, 1), TODAY, Status.RETURNED) == "quá hạn 15 ngày"


@pytest.mark.parametrize("language", Language)
def test_a_day_off_names_the_working_day_before_it(language: Language) -> None:
    item = assignment("x", original_due_on=date(2024, 7, 20))
    text = str(say_due(item, CALENDAR, language))
    assert " (" in text
    assert "19/07/2024" in text


@pytest.mark.parametrize("language", Language)
def test_an_extended_date_names_the_original_one(language: Language) -> None:
    text = str(say_due(assignment("x", due_on=date(2024, 8, 20)), CALENDAR, language))
    assert " (" in text
    assert "13/07/2024" in text


def test_an_indicator_says_how_much_of_its_target() -> None:
    assert str(say_progress(assignment("xã"), Language.VI)) == "Tiến độ: 1.234.567,89/1.000.000.000 xã"


def test_nothing_reported_says_nothing() -> None:
    assert say_progress(assignment("x", value=None, percent=None), Language.VI) is None


def test_without_an_english_title_the_vietnamese_one_is_shown() -> None:
    item = assignment("x")
    bare = assignment("x", task=type(item.task)(1, "NV-1", "Việc", "", item.task.kind, item.task.lead_mode))
    assert title_of(bare, Language.EN) == "Việc"
    assert agency_of(assignment("Cơ quan", agency_en=""), Language.EN) == "Cơ quan"
