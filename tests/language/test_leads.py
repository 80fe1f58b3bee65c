import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.agencies import Level
from bot.language import build_agency_index
from bot.language.leads import Leads, find_leads

INDEX = build_agency_index(
    [
        ("CP", ("Chính phủ", "Government")),
        ("HDG", ("Hải Dương", "Ủy ban nhân dân tỉnh Hải Dương")),
        ("BGG", ("Bắc Giang", "Ủy ban nhân dân tỉnh Bắc Giang")),
        ("HNI", ("TP. Hà Nội", "Hà Nội")),
        ("BYT", ("Bộ Y tế", "Y tế")),
        ("BCA", ("Bộ Công an", "Công an")),
        ("BVHTTDL", ("Bộ Văn hóa, Thể thao và Du lịch",)),
    ]
)
GROUPS = (("@TINH", ("Các tỉnh, thành phố trực thuộc Trung ương", "Provinces and centrally-run cities")),)
MINISTRIES = frozenset({Level.MINISTRY, Level.MINISTERIAL_LEVEL})
PROVINCES = frozenset({Level.PROVINCE})


def read(text: str) -> Leads:
    return find_leads(text, INDEX, GROUPS)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("các tỉnh", PROVINCES),
        ("tất cả các tỉnh, thành phố", PROVINCES),
        ("63 tỉnh thành", PROVINCES),
        ("cac bo nganh", MINISTRIES | {Level.GOV_AGENCY}),
        ("các bộ", MINISTRIES),
        ("tất cả bộ ngành và địa phương", MINISTRIES | {Level.GOV_AGENCY} | PROVINCES),
        ("các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ", MINISTRIES | {Level.GOV_AGENCY}),
        ("UBND các tỉnh", PROVINCES),
        ("các sở", frozenset({Level.DEPARTMENT})),
        ("all provinces", PROVINCES),
        ("ministries and provinces", MINISTRIES | PROVINCES),
        ("government agencies", frozenset({Level.GOV_AGENCY})),
    ],
)
def test_a_plural_means_every_agency_of_a_level(text: str, levels: frozenset[Level]) -> None:
    found = read(text)
    assert found == Leads(levels=levels)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Bộ Y tế, Hải Dương", ["BYT", "HDG"]),
        ("các tỉnh Hải Dương, Bắc Giang", ["HDG", "BGG"]),
        ("các tỉnh: Hải Dương và Bắc Giang", ["HDG", "BGG"]),
        ("Bộ Văn hóa, Thể thao và Du lịch và HDG", ["BVHTTDL", "HDG"]),
        ("UBND tỉnh Hải Dương; TP. Hà Nội", ["HDG", "HNI"]),
        ("giao cho Hai Duong", ["HDG"]),
        ("các bộ Y tế, Công an", ["BYT", "BCA"]),
    ],
)
def test_names_mean_their_agencies_only(text: str, codes: list[str]) -> None:
    found = read(text)
    assert [match.code for match in found.agencies] == codes
    assert (found.levels, found.groups, found.rest) == (frozenset(), (), ())


def test_names_and_plurals_stand_side_by_side() -> None:
    found = read("các tỉnh và Bộ Y tế")
    assert found.levels == PROVINCES
    assert [match.code for match in found.agencies] == ["BYT"]


@pytest.mark.parametrize("text", ["@TINH", "các tỉnh, thành phố trực thuộc trung ương"])
def test_a_group_is_known_by_code_and_name(text: str) -> None:
    assert read(text) == Leads(groups=("@TINH",))


def test_what_stands_for_nothing_known_is_said() -> None:
    found = read("Hải Dương, Tây Nguyên và các bạn")
    assert found.rest == ("Tây Nguyên", "các bạn")


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    read(text)
