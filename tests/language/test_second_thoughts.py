"""What takes the last words back, and what is said instead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.second_thoughts import strip_second_thought


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("à nhầm, 35%", "35%"),
        ("a nham 35%", "35%"),
        ("Nhầm rồi ạ, 35% thôi", "35% thôi"),
        ("chết, em gõ nhầm: NV-002 40%", "NV-002 40%"),
        ("đính chính: đạt 41/63 tỉnh", "đạt 41/63 tỉnh"),
        ("xin lỗi, báo lại là 35%", "35%"),
        ("ý tôi là 35%", "35%"),
        ("sorry, I meant 35%", "35%"),
        ("Correction: 35%", "35%"),
        ("nhầm lẫn trong số liệu của Bộ", None),
        ("à nhầm", None),
        ("NV-001 35%", None),
        ("báo cáo tiến độ 35%", None),
        ("", None),
    ],
)
def test_what_is_said_instead(text: str, instead: str | None) -> None:
    assert strip_second_thought(text) == instead


@given(st.text())
def test_it_reads_any_text(text: str) -> None:
    instead = strip_second_thought(text)
    assert instead is None or instead in text
