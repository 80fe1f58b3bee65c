"""Folding keeps a way back to every character of the original."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import fold, fold_text
from bot.language.abbreviations import fold_spelled_out


def test_it_takes_accents_case_and_blanks_away() -> None:
    assert fold_text("  ĐÃ  Hoàn\tthành ") == "da hoan thanh"


def test_both_unicode_forms_fold_alike() -> None:
    text = "Đã hoàn thành Kế hoạch chuyển đổi số"
    assert fold_text(unicodedata.normalize("NFD", text)) == fold_text(unicodedata.normalize("NFC", text))


def test_the_wrong_letter_eth_is_a_d() -> None:
    assert fold_text("Ðã xong") == "da xong"


def test_invisible_characters_are_dropped() -> None:
    assert fold_text("xo\u200bng\u202e rồ\ufeffi") == "xong roi"


def test_a_line_break_stays_a_line_break() -> None:
    assert fold_text("a \n\n b") == "a\nb"


def test_a_fragment_in_decomposed_text_takes_its_marks_along() -> None:
    text = unicodedata.normalize("NFD", "Kế hoạch đã ký")
    folded = fold(text)
    start = folded.text.index("ky")
    assert folded.fragment(start, start + 2) == unicodedata.normalize("NFD", "ký")


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("ko dc", "khong duoc"),
        ("xong trc 20/7", "xong truoc 20/7"),
        ("den hn", "den hom nay"),
        ("tỉnh HN", "tinh hn"),
        ("KH số 5", "ke hoach so 5"),
        ("kh kip dau", "khong kip dau"),
        ("ĐA 06", "de an 06"),
        ("nv 15", "nv 15"),
        ("NV này", "nhiem vu nay"),
        ("rủi ro", "rui ro"),
        ("da bh roi", "da ban hanh roi"),
        ("58/KH-UBND", "58/kh-ubnd"),
    ],
)
def test_abbreviations_are_spelled_out(text: str, spelled: str) -> None:
    assert fold_spelled_out(text).text == spelled


def test_a_spelled_out_word_leads_back_to_the_abbreviation() -> None:
    folded = fold_spelled_out("bc kế hoạch CĐS 2024")
    start = folded.text.index("chuyen doi so")
    assert folded.fragment(start, start + len("chuyen doi so 2024")) == "CĐS 2024"


@given(st.text(max_size=200))
def test_every_folded_character_points_into_the_original(text: str) -> None:
    for folded in (fold(text), fold_spelled_out(text)):
        assert len(folded.text) == len(folded.starts) == len(folded.ends)
        assert all(
            0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True)
        )
        assert list(folded.starts) == sorted(folded.starts)


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)


@given(st.text(max_size=80), st.data())
def test_any_fragment_is_a_piece_of_the_original(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    assert folded.fragment(start, end) in text
