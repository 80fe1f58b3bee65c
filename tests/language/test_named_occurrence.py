"""Which time of a recurring task is meant: only words beside the code or after "kỳ"; the rest of the text stays."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import find_occurrence_words

TODAY = date(2024, 8, 16)
AUGUST = (date(2024, 8, 1), date(2024, 8, 31))
JULY = (date(2024, 7, 1), date(2024, 7, 31))


@pytest.mark.parametrize(
    ("text", "rest", "days"),
    [
        ("NV-007 tháng 8 xong", "NV-007 xong", AUGUST),
        ("nv 7 thang 8/2024 xong", "nv 7 xong", AUGUST),
        ("NV-007 (tháng 7) xong, 12/TB ngày 20/7", "NV-007 xong, 12/TB ngày 20/7", JULY),
        ("NV007 kỳ tháng 7 xong", "NV007 xong", JULY),
        ("Kỳ 07/2024 NV-007 xong", "NV-007 xong", JULY),
        ("họp tháng 7 NV-007 xong", "họp NV-007 xong", JULY),
        ("NV-007 T7 được 50%", "NV-007 được 50%", JULY),
        ("NV-007 tháng trước xong", "NV-007 xong", JULY),
        ("NV-007 tháng này xong", "NV-007 xong", AUGUST),
        ("NV-007 tháng 12 xong", "NV-007 xong", (date(2024, 12, 1), date(2024, 12, 31))),
        ("NV-007 quý III xong", "NV-007 xong", (date(2024, 7, 1), date(2024, 9, 30))),
        ("NV-007 tuần này xong", "NV-007 xong", (date(2024, 8, 12), date(2024, 8, 18))),
        ("NV-007 kỳ 16/8 xong", "NV-007 xong", (TODAY, TODAY)),
        ("NV-007 kỳ 8 xong", "NV-007 xong", AUGUST),
        ("NV-007 for August done", "NV-007 done", AUGUST),
        ("NV-007 july 2024 done", "NV-007 done", JULY),
        ("NV-007 xong tháng 7", "NV-007 xong", JULY),
        ("nv7 da hoan thanh thang 7, 12/TB ngày 20/7", "nv7 da hoan thanh , 12/TB ngày 20/7", JULY),
        ("NV-007 60% tháng 8", "NV-007 60%", AUGUST),
        ("NV-007 done for July", "NV-007 done", JULY),
    ],
)
def test_the_period_beside_the_code(text: str, rest: str, days: tuple[date, date]) -> None:
    for form in ("NFC", "NFD"):
        found = find_occurrence_words(unicodedata.normalize(form, text), "NV-007", TODAY)
        assert found is not None, form
        assert (found.text, (found.from_on, found.to_on)) == (rest, days)


@pytest.mark.parametrize(
    "text",
    [
        "NV-007 xong",
        "NV-007 được 50%",
        "NV-007 3 đơn vị",
        "NV-007 tháng 8 sẽ xong",
        "NV-007 tháng 9 mới xong được",
        "NV-007 xong, họp tháng 8",
        "NV-007 xin lùi đến tháng 9",
        "NV-007 may be late",
        "NV-007 sẽ xong tháng 9",
        "NV-007 xong trong tháng 9",
        "NV-007 chưa xong tháng 7",
        "NV-007 kỳ 50%",
        "NV-007 kỳ 31/2",
        "NV-0071 tháng 8 xong",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert find_occurrence_words(text, "NV-007", TODAY) is None


def test_a_month_without_a_year_is_the_nearest() -> None:
    january = find_occurrence_words("NV-007 tháng 12 xong", "NV-007", date(2025, 1, 3))
    december = find_occurrence_words("NV-007 tháng 1 xong", "NV-007", date(2024, 12, 30))
    assert january is not None
    assert december is not None
    assert (january.from_on.year, december.from_on.year) == (2024, 2025)


@given(st.text(max_size=60), st.text(max_size=12))
def test_nothing_raises(text: str, code: str) -> None:
    find_occurrence_words(f"{code} {text}", code, TODAY)
