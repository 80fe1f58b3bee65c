from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.task import Precision
from bot.language import DateProblem
from bot.language.date_types import VIETNAM
from bot.language.due_words import parse_given_due

AT = datetime(2024, 7, 10, 9, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("text", "on", "precision"),
    [
        ("30/9", date(2024, 9, 30), Precision.DAY),
        ("chậm nhất là 15/8/2024", date(2024, 8, 15), Precision.DAY),
        ("tháng 9", date(2024, 9, 30), Precision.MONTH),
        ("hết tháng 9/2024", date(2024, 9, 30), Precision.MONTH),
        ("đầu tháng 9", date(2024, 9, 1), Precision.DAY),
        ("quý III", date(2024, 9, 30), Precision.QUARTER),
        ("trong năm 2025", date(2025, 12, 31), Precision.YEAR),
        ("tuần sau", date(2024, 7, 19), Precision.DAY),
        ("trong 15 ngày", date(2024, 7, 25), Precision.DAY),
        ("end of September", date(2024, 9, 30), Precision.MONTH),
        ("Q4 2024", date(2024, 12, 31), Precision.QUARTER),
        ("by 30 September", date(2024, 9, 30), Precision.DAY),
    ],
)
def test_a_day_is_a_day_and_a_period_keeps_its_name(text: str, on: date, precision: Precision) -> None:
    due = parse_given_due(text, at=AT)
    assert due is not None
    assert (due.on, due.precision, due.problem, due.is_whole) == (on, precision, None, True)


@pytest.mark.parametrize("text", ["chưa có thời hạn", "không", "Không có hạn.", "no deadline", "none"])
def test_a_task_may_have_no_date(text: str) -> None:
    due = parse_given_due(text, at=AT)
    assert due is not None
    assert (due.on, due.precision, due.problem) == (None, Precision.NONE, None)


@pytest.mark.parametrize(
    ("text", "problem"), [("30/2", DateProblem.impossible), ("5/7/2024", DateProblem.past)]
)
def test_what_cannot_be_a_deadline_says_why(text: str, problem: DateProblem) -> None:
    due = parse_given_due(text, at=AT)
    assert due is not None
    assert (due.on, due.problem) == (None, problem)


@pytest.mark.parametrize("text", ["Phiên họp lần thứ 9 ngày 10/7/2024", "Ban hành kế hoạch năm 2024"])
def test_a_date_inside_other_words_is_not_all_that_was_said(text: str) -> None:
    due = parse_given_due(text, at=AT)
    assert due is not None
    assert not due.is_whole


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    parse_given_due(text, at=AT)
