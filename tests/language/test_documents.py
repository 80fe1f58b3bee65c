"""Document numbers and links are told from dates, counts and percentages."""

import pytest

from bot.language.documents import find_documents, find_urls
from bot.language.folding import fold


@pytest.mark.parametrize(
    "number",
    [
        "58/KH-UBND", "749/QĐ-TTg", "203/TB-VPCP", "24/CT-TTg", "356/2025/NĐ-CP", "91/2025/QH15", "2844/VPCP-KSTT",
        "57-NQ/TW", "1270/BC-TCTTTg", "02-QC/BCĐTW", "412/QD-UBND", "05/2024/NQ-HĐND", "202/2025/QH15", "58/kh-ubnd",
        "12729/VPCP-KGVX", "23/2018/QĐ-TTg", "2312/CVT-CS", "01/HNVB-VPCP",
    ],
)  # fmt: skip
def test_a_document_number_is_found_as_written(number: str) -> None:
    assert [one.text for one in find_documents(fold(f"đã ban hành số {number} ngày 12/7"))] == [number]


@pytest.mark.parametrize(
    "text",
    [
        "30/9",
        "20/7/2024",
        "41/63 tỉnh",
        "55-60%",
        "30-9-2024",
        "5/12 dịch vụ",
        "24/7",
        "10/T9",
        "3/ngày",
        "60 km/h",
        "1/2",
        "quý 3/2024",
    ],
)
def test_dates_and_counts_are_no_documents(text: str) -> None:
    assert find_documents(fold(text)) == ()


def test_a_lone_symbol_needs_the_word_before() -> None:
    assert [one.text for one in find_documents(fold("báo cáo số 12/BC"))] == ["12/BC"]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("xem https://vanban.gov.vn/kh58.", "https://vanban.gov.vn/kh58"),
        ("link: www.chinhphu.vn/a?b=1", "www.chinhphu.vn/a?b=1"),
        ("(http://a.vn/x)", "http://a.vn/x"),
    ],
)
def test_a_link_ends_before_the_full_stop(text: str, url: str) -> None:
    assert [one.text for one in find_urls(fold(text))] == [url]
