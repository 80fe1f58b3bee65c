"""Which office is meant, among those that the speaker may give."""

import pytest

from bot.domain.people import Role
from bot.language.role_words import parse_role
from tests.language.rows import without_accents

OFFICERS = (Role.FOCAL_POINT, Role.HEAD)


@pytest.mark.parametrize("form", ["as written", "without accents"])
@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("đầu mối", Role.FOCAL_POINT),
        ("  Đầu mối. ", Role.FOCAL_POINT),
        ("Lãnh đạo cơ quan", Role.HEAD),
        ("chuyên viên theo dõi", Role.OFFICER),
        ("quản trị", Role.ADMIN),
        ("lãnh đạo Ủy ban", Role.LEADER),
        ("focal point", Role.FOCAL_POINT),
        ("Head of agency", Role.HEAD),
    ],
)
def test_it_knows_the_office_by_its_words(text: str, role: Role, form: str) -> None:
    assert parse_role(text if form == "as written" else without_accents(text), tuple(Role)) is role


def test_a_word_for_two_offices_is_asked_about_unless_one_is_out_of_the_question() -> None:
    assert parse_role("lãnh đạo", tuple(Role)) is None
    assert parse_role("lãnh đạo", OFFICERS) is Role.HEAD


def test_an_office_that_is_not_theirs_to_give_is_still_understood() -> None:
    assert parse_role("quản trị", OFFICERS) is Role.ADMIN


@pytest.mark.parametrize("text", ["", "thủ kho", "đầu", "đầu mối và lãnh đạo cơ quan"])
def test_anything_else_is_none(text: str) -> None:
    assert parse_role(text, tuple(Role)) is None
