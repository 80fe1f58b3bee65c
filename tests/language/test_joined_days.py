"""A day said twice: the number in the calendar decides, whatever stands beside it."""

from datetime import date, datetime

import pytest

from bot.language import DateProblem, Intent, find_dates, parse_due, understand
from bot.language.dated_documents import find_dated_documents
from bot.language.due_words import parse_given_due
from tests.language.rows import SAID_AT, VIETNAM, without_accents


@pytest.mark.parametrize(
    "text", ["thứ hai 29/7", "tuần sau, ngày 24/7", "31 July (Wednesday)", "hết tháng 8, 31/8", "T2 29/7"]
)
def test_both_names_of_a_day_are_one_date(text: str) -> None:
    (match,) = find_dates(text, at=SAID_AT)
    assert match.text == text
    assert not match.reading.weekday_differs


@pytest.mark.parametrize("text", ["thứ ba 26/7", "Monday 26 July", "tuần sau, ngày 9/8", "26/7 (thứ hai)"])
def test_a_weekday_that_does_not_fit_is_told_and_not_followed(text: str) -> None:
    (match,) = find_dates(text, at=SAID_AT)
    assert match.on in {date(2024, 7, 26), date(2024, 8, 9)}
    assert match.reading.weekday_differs
    understood = understand(f"NV-001 xin lùi đến {text}", at=SAID_AT)
    assert understood.slots.date == match.on
    assert understood.unsure


@pytest.mark.parametrize("text", ["họp hôm nay, 26/7 trình ký", "thứ hai họp, 26/7 nộp", "19/7, thứ hai họp"])
def test_two_days_stay_two(text: str) -> None:
    assert len(find_dates(text, at=SAID_AT)) == 2


def test_an_impossible_day_stays_impossible_beside_its_weekday() -> None:
    due = parse_due("thứ hai 31/6", at=SAID_AT)
    assert due is not None
    assert (due.on, due.problem) == (None, DateProblem.impossible)


def test_a_time_stays_with_a_day_said_twice() -> None:
    due = parse_due("17h thứ sáu 26/7", at=SAID_AT)
    assert due is not None
    assert (due.on, due.clock and due.clock.hour) == (date(2024, 7, 26), 17)


@pytest.mark.parametrize("text", ["thứ sáu 26/7", "Thứ Sáu, ngày 26/07/2024", "T6 (26/7)"])
@pytest.mark.parametrize("fold", [str, without_accents])
def test_a_given_due_date_may_name_its_weekday(text: str, fold: type[str]) -> None:
    due = parse_given_due(fold(text), at=SAID_AT)
    assert due is not None
    assert (due.on, due.is_whole) == (date(2024, 7, 26), True)


@pytest.mark.parametrize("text", ["77/KH-UBND thứ sáu 5/7/2024", "77/KH-UBND (Thứ Sáu, ngày 5/7/2024)"])
def test_the_date_of_a_document_may_name_its_weekday(text: str) -> None:
    (document,) = find_dated_documents(text, today=SAID_AT.date())
    assert document.issued_on == date(2024, 7, 5)
    assert understand(f"NV-001 xong, {text}", at=SAID_AT).slots.doc_date == date(2024, 7, 5)


@pytest.mark.parametrize("day", range(1, 29))
def test_a_date_as_the_bot_prints_it_is_read_back(day: int) -> None:
    names = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy")
    on = date(2024, 11, day)
    weekday = "Chủ Nhật" if on.weekday() == 6 else f"Thứ {names[on.weekday()]}"
    for printed in (f"{weekday} {on:%d/%m/%Y}", f"{weekday}, ngày {on:%d/%m}"):
        for text in (printed, without_accents(printed)):
            understood = understand(f"NV-001 xin lùi đến {text}", at=SAID_AT)
            assert (understood.slots.date, understood.unsure) == (on, False), text


@pytest.mark.parametrize("text", ["41/2024 xã", "đã số hóa 12/2024 hồ sơ"])
def test_a_count_over_a_large_number_is_no_month(text: str) -> None:
    assert find_dates(text, at=SAID_AT) == ()


@pytest.mark.parametrize(
    ("text", "days", "working"),
    [("10 ngày làm việc", 10, True), ("10 ngày thôi ạ", 10, False), ("2 tuần", 14, False)],
)
def test_a_bare_length_is_a_length_and_not_a_date(text: str, days: int, working: bool) -> None:
    slots = understand(text, at=SAID_AT).slots
    assert (slots.date, slots.delta_days, slots.delta_working) == (None, days, working)


def test_days_from_now_are_a_date() -> None:
    understood = understand("10 ngày nữa", at=datetime(2024, 7, 10, 9, tzinfo=VIETNAM))
    assert (understood.slots.date, understood.intent) == (date(2024, 7, 20), Intent.other)
