"""The days of an absence, in the words of officials."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.absence_days import parse_absence
from tests.language.rows import VIETNAM, without_accents

WEDNESDAY = datetime(2024, 7, 10, 9, tzinfo=VIETNAM)


@pytest.mark.parametrize("form", ["as written", "without accents"])
@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("từ 20/7 đến 25/7", (7, 20), (7, 25)),
        ("từ ngày 20/7/2024 đến hết ngày 25/7/2024", (7, 20), (7, 25)),
        ("20-25/7", (7, 20), (7, 25)),
        ("20/7-25/7", (7, 20), (7, 25)),
        ("20.7 đến 25.7", (7, 20), (7, 25)),
        ("mai nghỉ", (7, 11), (7, 11)),
        ("hôm nay", (7, 10), (7, 10)),
        ("tuần này", (7, 10), (7, 12)),
        ("tuần sau", (7, 15), (7, 19)),
        ("thứ hai tuần sau", (7, 15), (7, 15)),
        ("từ mai đến thứ sáu", (7, 11), (7, 12)),
        ("tháng 8", (8, 1), (8, 31)),
        ("nghỉ 3 ngày từ thứ hai", (7, 15), (7, 17)),
        ("nghỉ 3 ngày làm việc từ 18/7", (7, 18), (7, 22)),
        ("nghỉ 2 tuần từ 22/7", (7, 22), (8, 4)),
        ("đến hết 25/7", (7, 10), (7, 25)),
        ("từ 8/7 đến 15/7", (7, 8), (7, 15)),
        ("from 20 July to 25 July", (7, 20), (7, 25)),
        ("tomorrow", (7, 11), (7, 11)),
        ("next week", (7, 15), (7, 19)),
        ("off until Friday", (7, 10), (7, 12)),
    ],
)
def test_it_finds_first_and_last_day(
    text: str, first: tuple[int, int], last: tuple[int, int], form: str
) -> None:
    said = text if form == "as written" else without_accents(text)
    assert parse_absence(said, at=WEDNESDAY) == (date(2024, *first), date(2024, *last))


def test_over_new_year_the_last_day_is_next_years() -> None:
    found = parse_absence("từ 28/12 đến 3/1", at=WEDNESDAY)
    assert found == (date(2024, 12, 28), date(2025, 1, 3))


def test_days_in_the_wrong_order_stay_in_the_wrong_order() -> None:
    found = parse_absence("từ 25/7 đến 20/7", at=WEDNESDAY)
    assert found == (date(2024, 7, 25), date(2024, 7, 20))


@pytest.mark.parametrize("text", ["", "xin chào", "31/6", "từ 31/6 đến 5/7", "NV-001"])
def test_what_names_no_day_is_none(text: str) -> None:
    assert parse_absence(text, at=WEDNESDAY) is None


@given(text=st.text(max_size=200))
def test_it_raises_on_no_text(text: str) -> None:
    parse_absence(text, at=WEDNESDAY)


@given(first=st.integers(0, 150), length=st.integers(0, 30))
def test_any_two_coming_days_are_read_as_they_are_written(first: int, length: int) -> None:
    from_on = WEDNESDAY.date() + timedelta(days=first)
    to_on = from_on + timedelta(days=length)
    text = f"từ {from_on:%d/%m/%Y} đến {to_on:%d/%m/%Y}"
    assert parse_absence(text, at=WEDNESDAY) == (from_on, to_on)
