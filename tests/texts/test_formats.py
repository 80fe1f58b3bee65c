from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Language
from bot.texts.formats import render_date, render_moment, render_number, render_weekday_date, shorten


def test_a_date_is_written_day_first() -> None:
    assert render_date(date(2024, 7, 9)) == "09/07/2024"


@pytest.mark.parametrize(("language", "wanted"), [(Language.VI, "Chủ Nhật"), (Language.EN, "Sun")])
def test_a_weekday_has_its_name(language: Language, wanted: str) -> None:
    assert str(render_weekday_date(date(2024, 7, 21), language)) == f"{wanted} 21/07/2024"


def test_a_moment_is_local() -> None:
    at = datetime(2024, 7, 9, 18, 5, tzinfo=UTC)
    assert render_moment(at, ZoneInfo("Asia/Ho_Chi_Minh")) == "10/07 01:05"


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (52.4, "52,4", "52.4"),
        (2410, "2.410", "2,410"),
        (1234567.891, "1.234.567,89", "1,234,567.89"),
        (100, "100", "100"),
        (0, "0", "0"),
        (0.001, "0", "0"),
        (-5, "-5", "-5"),
    ],
)
def test_numbers_are_written_as_officials_do(value: float, vietnamese: str, english: str) -> None:
    assert render_number(value, Language.VI) == vietnamese
    assert render_number(value, Language.EN) == english


@given(st.text(max_size=200), st.integers(2, 100))
def test_a_shortened_text_is_never_too_long(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit


@given(st.text(alphabet="ab ,.", max_size=50))
def test_a_short_text_keeps_its_words(text: str) -> None:
    assert shorten(text, 50).split() == text.split()


def test_a_cut_falls_between_words_and_shows() -> None:
    assert shorten("Ban hành Kế hoạch chuyển đổi số", 20) == "Ban hành Kế hoạch…"


def test_one_long_word_is_cut_somewhere() -> None:
    assert shorten("x" * 50, 10) == "x" * 9 + "…"
