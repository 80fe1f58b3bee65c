"""Our own date resolver: the rows, and every trap by its name."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.language import DateProblem, find_dates, find_deltas, parse_due, resolve_date
from tests.language.rows import DATES, SAID_AT, VIETNAM, without_accents

SUNDAY = datetime(2024, 7, 21, 10, tzinfo=VIETNAM)


def day(text: str, at: datetime = SAID_AT) -> date | None:
    """The date a text resolves to, impossible and vague ones left out."""
    match = resolve_date(text, at=at)
    return match.on if match else None


@pytest.mark.parametrize("form", ["as written", "without accents"])
def test_every_row_resolves_as_it_should(form: str) -> None:
    wrong = []
    for row in DATES:
        text = row["text"] if form == "as written" else without_accents(row["text"])
        found = day(text)
        right = row["accept"] or [None]
        if (found.isoformat() if found else None) not in right:
            wrong.append((text, found))
    assert wrong == []


def test_the_weekday_is_read_before_counts() -> None:
    assert day("thứ tư tuần tới") == date(2024, 7, 24)
    assert day("thu tu tuan toi") == date(2024, 7, 24)


def test_friday_next_week_said_on_a_sunday_is_not_a_week_too_late() -> None:
    assert day("thứ sáu tuần sau", SUNDAY) == date(2024, 7, 26)


def test_this_week_said_on_a_sunday_is_not_past() -> None:
    assert day("trong tuần này", SUNDAY) == date(2024, 7, 21)


def test_a_year_in_a_title_is_no_thursday() -> None:
    assert date(2024, 7, 18) not in {match.on for match in find_dates("nộp báo cáo năm 2025", at=SAID_AT)}
    assert date(2024, 7, 18) not in {match.on for match in find_dates("nguồn thu năm 2025", at=SAID_AT)}
    assert date(2024, 7, 18) not in {match.on for match in find_dates("nguon thu nam 2025", at=SAID_AT)}


def test_three_days_more_are_a_length_and_no_tuesday() -> None:
    assert find_dates("gia hạn ba ngày", at=SAID_AT) == ()
    assert [delta.days for delta in find_deltas("gia hạn ba ngày")] == [3]


def test_working_days_are_told_apart_from_days() -> None:
    (delta,) = find_deltas("thêm 10 ngày làm việc")
    assert (delta.days, delta.working, delta.text) == (10, True, "thêm 10 ngày làm việc")


@pytest.mark.parametrize("text", ["tháng sáu", "cuối tháng sáu"])
def test_june_is_june_when_its_accent_is_written(text: str) -> None:
    assert day(text) == date(2025, 6, 30)


def test_next_month_without_accents_is_not_june() -> None:
    assert day("thang sau") == date(2024, 8, 31)
    assert day("ngay 5 thang sau") == date(2024, 8, 5)


@pytest.mark.parametrize("text", ["quý IV/2024", "quy iv nam 2024", "Q4/2024", "quý tư"])
def test_roman_quarters_read_iv_before_i(text: str) -> None:
    assert day(text) == date(2024, 12, 31)


@pytest.mark.parametrize(
    "text", ["chị Mai nộp rồi", "gặp Mai ở Bộ", "khuyến mãi", "thương mại", "mãi chưa xong"]
)
def test_a_name_or_another_word_is_not_tomorrow(text: str) -> None:
    assert day(text) is None


@pytest.mark.parametrize("text", ["Mai họp", "mai xong", "anh ơi mai nộp nhé", "chị, mai em nộp"])
def test_tomorrow_is_tomorrow(text: str) -> None:
    assert day(text) == date(2024, 7, 17)


@pytest.mark.parametrize("text", ["ngày mốt", "ngay mot", "mốt nộp nhé"])
def test_in_two_days_is_not_one(text: str) -> None:
    assert day(text) == date(2024, 7, 18)


def test_one_is_not_in_two_days() -> None:
    assert day("một ngày đẹp trời") is None
    assert day("ngày một tháng tám") == date(2024, 8, 1)
    assert day("mot thang nua") == date(2024, 8, 16)


@pytest.mark.parametrize(
    "text", ["lần thứ năm", "phiên họp thứ năm", "thứ tự ưu tiên", "thủ tục", "Thủ tướng", "thu tuong"]
)
def test_ordinals_and_look_alikes_are_no_weekdays(text: str) -> None:
    assert find_dates(text, at=SAID_AT) == ()


@pytest.mark.parametrize(
    "text", ["41/63 tỉnh", "18/20 sở", "5/7 hội nghị", "55-60%", "52,4%", "đạt 2/3", "3/10 việc", "63/63"]
)
def test_counts_and_percentages_are_no_dates(text: str) -> None:
    assert find_dates(text, at=SAID_AT) == ()


@pytest.mark.parametrize(
    "text", ["31/6", "ngày 31/6", "30/2", "ngày 32/7", "29/2/2025", "ngày 20/13", "31 June", "đến ngày 45"]
)
def test_an_impossible_date_is_told_and_not_guessed(text: str) -> None:
    due = parse_due(text, at=SAID_AT)
    assert due is not None
    assert (due.on, due.problem) == (None, DateProblem.impossible)


@pytest.mark.parametrize(
    "text", ["hôm qua", "15/7", "30/6", "1/7/2024", "thứ hai tuần này", "tuần trước", "yesterday"]
)
def test_a_past_date_is_no_deadline(text: str) -> None:
    due = parse_due(text, at=SAID_AT)
    assert due is not None
    assert (due.on, due.problem) == (None, DateProblem.past)


@pytest.mark.parametrize(
    "text", ["khi nào có kinh phí", "càng sớm càng tốt", "vài ngày nữa", "sớm nhất có thể", "asap", ""]
)
def test_a_vague_wish_has_no_date(text: str) -> None:
    assert parse_due(text, at=SAID_AT) is None


def test_after_a_day_is_a_lower_bound_and_no_deadline() -> None:
    due = parse_due("sau ngày 20/7", at=SAID_AT)
    assert due is not None
    assert (due.on, due.problem) == (None, DateProblem.vague)


@pytest.mark.parametrize("text", ["rằm tháng 7", "mùng 5 Tết", "15/7 âm lịch"])
def test_a_lunar_date_is_not_read_as_a_solar_one(text: str) -> None:
    due = parse_due(text, at=SAID_AT)
    assert due is not None
    assert (due.on, due.problem) == (None, DateProblem.lunar)


def test_a_day_long_past_this_year_is_next_year_s() -> None:
    assert day("5/3") == date(2025, 3, 5)
    assert day("tháng 3") == date(2025, 3, 31)


def test_a_day_and_month_can_be_read_backwards_too() -> None:
    match = resolve_date("28/12", at=datetime(2025, 1, 5, 9, tzinfo=VIETNAM))
    assert match is not None
    assert (match.on, match.past_on) == (date(2025, 12, 28), date(2024, 12, 28))


@pytest.mark.parametrize(
    ("text", "on", "clock"),
    [
        ("14h30 chiều nay", date(2024, 7, 16), time(14, 30)),
        ("17h ngày 20/7", date(2024, 7, 20), time(17)),
        ("cuối giờ chiều nay", date(2024, 7, 16), time(17)),
        ("5 giờ chiều thứ 6", date(2024, 7, 19), time(17)),
        ("24h tới", date(2024, 7, 17), time(9)),
    ],
)
def test_a_time_of_day_stays_with_its_date(text: str, on: date, clock: time) -> None:
    due = parse_due(text, at=SAID_AT)
    assert due is not None
    assert (due.on, due.clock) == (on, clock)


def test_an_aware_moment_is_moved_to_vietnamese_time() -> None:
    late_in_utc = datetime(2024, 7, 15, 23, tzinfo=UTC)  # 06:00 on the 16th in Hà Nội
    assert day("hôm nay", late_in_utc) == date(2024, 7, 16)


def test_the_working_calendar_is_the_caller_s() -> None:
    def only_mondays(some_day: date) -> bool:
        return some_day.weekday() == 0

    match = resolve_date("2 ngày làm việc nữa", at=SAID_AT, is_working=only_mondays)
    assert match is not None
    assert match.on == date(2024, 7, 29)


def test_a_calendar_without_working_days_ends() -> None:
    assert resolve_date("5 ngày làm việc nữa", at=SAID_AT, is_working=lambda _: False) is not None


def test_a_match_knows_where_it_stands() -> None:
    text = "Xin lùi hạn đến ngày 31/7 nhé"
    (match,) = find_dates(text, at=SAID_AT)
    assert match.text == text[match.start : match.end] == "ngày 31/7"


def test_a_range_ends_with_its_last_day() -> None:
    assert day("từ 20/7 đến 25/7") == date(2024, 7, 25)


def test_a_date_beyond_the_calendar_is_no_date() -> None:
    assert day("999 năm nữa", datetime(9500, 1, 1, tzinfo=VIETNAM)) is None


@pytest.mark.parametrize("offset", range(0, 800, 13))
def test_no_future_phrase_is_ever_past(offset: int) -> None:
    at = datetime(2024, 1, 1, 9, tzinfo=VIETNAM) + timedelta(days=offset)
    for text in (
        "tuần sau",
        "cuối tháng",
        "thứ sáu",
        "quý sau",
        "cuối năm",
        "mai",
        "3 ngày nữa",
        "tháng 3",
        "ngày 5",
        "quý 1",
    ):
        found = day(text, at)
        assert found is not None
        assert found >= at.date(), text
