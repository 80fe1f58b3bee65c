"""Names of agencies over a list handed in."""

import pytest

from bot.language import build_agency_index, find_agencies
from tests.language.rows import AGENCIES

INDEX = build_agency_index(AGENCIES)


def codes(text: str) -> list[tuple[str, ...]]:
    return [match.candidates for match in find_agencies(text, INDEX)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UBND tỉnh Sơn La báo cáo", "SLA"),
        ("ubnd tinh son la bao cao", "SLA"),
        ("Hải Dương thế nào", "HDG"),
        ("tiến độ của Bộ TT&TT", "BTTTT"),
        ("BCA đã trả lời", "BCA"),
        ("tỉnh Hoà Bình", "HBH"),
        ("Sở TTTT Bắc Giang: đạt 35%", "STTTT-BGG"),
        ("Bộ Xây dựng", "BXD"),
    ],
)
def test_an_agency_is_found(text: str, code: str) -> None:
    assert codes(text)[0] == (code,)


def test_the_longest_name_wins() -> None:
    assert codes("Sở Thông tin và Truyền thông tỉnh Bắc Giang") == [("STTTT-BGG",)]


def test_initials_in_capitals_leave_the_choice_open() -> None:
    assert codes("UBND tỉnh HN") == [("HNI", "HNM")]


@pytest.mark.parametrize(
    "text",
    [
        "đến hn đạt 75%",
        "xây dựng kế hoạch",
        "hội nghị nông nghiệp",
        "công an tỉnh",
        "chế độ hoa bình thường",
        "HN",
        "kinh tế tài chính",
    ],
)
def test_everyday_words_name_no_agency(text: str) -> None:
    assert codes(text.replace("HN", "hn")) == []


def test_written_accents_must_fit() -> None:
    assert codes("hái dưỡng") == []


def test_the_addressee_is_marked() -> None:
    first, second = find_agencies("Kính gửi Ủy ban Quốc gia về chuyển đổi số. Sơn La báo cáo", INDEX)
    assert (first.is_addressee, second.is_addressee) == (True, False)


def test_positions_belong_to_the_original() -> None:
    text = "Em ở  Hà Nội ạ"
    (match,) = find_agencies(text, INDEX)
    assert text[match.start : match.end] == match.text == "Hà Nội"
