from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.report import Proof, ProofKind
from handlers.answers import parse_number, proofs_of

TODAY = date(2024, 7, 16)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("60", 60),
        (" 60 ", 60),
        ("60%", 60),
        ("60 %", 60),
        ("52,4", 52.4),
        ("52.4", 52.4),
        ("0", 0),
        ("2.410", 2410),
        ("2,410", 2410),
        ("1.234.567", 1234567),
        ("12.5", 12.5),
        ("1.23", 1.23),
    ],
)
def test_a_number_standing_alone_is_read(text: str, wanted: float) -> None:
    assert parse_number(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["", "abc", "-5", "5 6", "5/6", "1e5", "0x10", "NaN", "inf", "60%%", "1,2,3", "1.2345.6", "+5", "5."],
)
def test_anything_else_is_no_number(text: str) -> None:
    assert parse_number(text) is None


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    found = parse_number(text)
    assert found is None or found >= 0


def test_a_document_with_its_date_is_proof() -> None:
    assert proofs_of("58/KH-UBND ngày 9/7/2024", today=TODAY) == (
        Proof(ProofKind.DOCUMENT, number="58/KH-UBND", issued_on=date(2024, 7, 9)),
    )


def test_a_link_is_proof() -> None:
    found = proofs_of("xem https://x.vn/a?b=1&c=2", today=TODAY)
    assert found == (Proof(ProofKind.LINK, url="https://x.vn/a?b=1&c=2"),)


def test_words_are_no_proof() -> None:
    assert proofs_of("đã xong hết rồi", today=TODAY) == ()
