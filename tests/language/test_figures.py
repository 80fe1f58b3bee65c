"""Percentages, counts and amounts, with the traps by name."""

import pytest

from bot.language.abbreviations import fold_spelled_out
from bot.language.numbers import Figures, read_figures
from bot.language.percents import parse_figure


def figures(text: str) -> Figures:
    return read_figures(fold_spelled_out(text))


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("đạt 60%", 60),
        ("52,4%", 52.4),
        ("48.5 %", 48.5),
        ("70 phần trăm", 70),
        ("sáu mươi phần trăm", 60),
        ("một nửa", 50),
        ("hai phần ba", 67),
        ("làm được 2/3 rồi", 67),
        ("ba phần tư khối lượng", 75),
        ("two thirds", 67),
        ("từ 40% lên 65%", 65),
        ("went up from 40% to 65%", 65),
        ("không phải 60% mà là 16%", 16),
        ("55-60%", 55),
        ("từ 55 đến 60%", 60),
        ("mục tiêu 80%, hiện đạt 45%", 45),
        ("tăng thêm 5%, nay là 70%", 70),
        ("còn khoảng 20% nữa", 80),
        ("Tiến độ 0%", 0),
    ],
)
def test_a_percentage_is_read(text: str, percent: float) -> None:
    assert figures(text).percent == percent


@pytest.mark.parametrize(
    "text",
    [
        "100% là không kịp",
        "Chắc chắn 99% tuần sau có kết quả",
        "đồng ý 100%",
        "99% tuần sau có kết quả",
        "tăng 5%",
        "chưa tới 30%",
        "nửa tháng nữa",
        "I am 100% sure",
    ],
)
def test_certainty_increase_and_time_are_no_percentage(text: str) -> None:
    assert figures(text).percent is None


@pytest.mark.parametrize(
    ("text", "value", "target", "unit"),
    [
        ("41/63 tỉnh", 41, 63, "tỉnh"),
        ("2.410/2.853 điểm", 2410, 2853, "điểm"),
        ("1.250.000/2.000.000 trang", 1250000, 2000000, "trang"),
        ("46 trên 53 dịch vụ", 46, 53, "dịch vụ"),
        ("10 out of 18 ministries", 10, 18, "ministries"),
        ("18/20 sở, ngành", 18, 20, None),
    ],
)
def test_a_count_is_read(text: str, value: int, target: int, unit: str | None) -> None:
    found = figures(text)
    assert (found.value, found.target, found.unit) == (value, target, unit)


def test_what_is_left_is_no_value() -> None:
    found = figures("còn 12 dịch vụ công chưa làm")
    assert (found.remaining, found.value, found.unit) == (12, None, "dịch vụ")


def test_an_amount_of_money_is_kept_as_it_was_said() -> None:
    assert figures("không cân đối được 12 tỷ đồng").amount == "12 tỷ đồng"


def test_everything_counted_is_whole() -> None:
    assert figures("63/63 tỉnh").is_whole
    assert not figures("62/63 tỉnh").is_whole


@pytest.mark.parametrize(
    ("text", "value"), [("2.410", 2410), ("52,4", 52.4), ("7", 7), ("1.250.000", 1250000), ("3,0", 3)]
)
def test_the_dot_stands_for_thousands(text: str, value: float) -> None:
    assert parse_figure(text) == value
