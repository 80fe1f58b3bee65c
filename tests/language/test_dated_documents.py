"""Documents with their dates of issue."""

from datetime import date

import pytest

from bot.language.dated_documents import DatedDocument, find_dated_documents

TODAY = date(2024, 7, 26)


@pytest.mark.parametrize(
    ("text", "number", "issued_on"),
    [
        ("NV-001 xong, 58/KH-UBND ngày 18/7/2024", "58/KH-UBND", date(2024, 7, 18)),
        ("58/KH-UBND ngày 18/7", "58/KH-UBND", date(2024, 7, 18)),
        ("58/KH-UBND (18.7.2024)", "58/KH-UBND", date(2024, 7, 18)),
        ("done, 58/KH-UBND dated 18/7/2024", "58/KH-UBND", date(2024, 7, 18)),
        ("58/KH-UBND ban hanh ngay 18-7-2024", "58/KH-UBND", date(2024, 7, 18)),
        ("Quyết định 749/QĐ-TTg ngày 3/12", "749/QĐ-TTg", date(2023, 12, 3)),
        ("58/KH-UBND ngày 18/9/2024", "58/KH-UBND", date(2024, 9, 18)),
        ("58/KH-UBND", "58/KH-UBND", None),
        ("58/KH-UBND, đạt 41/63 tỉnh", "58/KH-UBND", None),
        ("58/KH-UBND ngày 31/2/2024", "58/KH-UBND", None),
    ],
)
def test_it_reads_the_number_and_the_date_after_it(text: str, number: str, issued_on: date | None) -> None:
    assert find_dated_documents(text, today=TODAY) == (DatedDocument(number, issued_on),)


def test_it_gives_each_document_its_own_date() -> None:
    text = "58/KH-UBND ngày 18/7/2024 và 59/QĐ-UBND ngày 20/7/2024"
    dates = [document.issued_on for document in find_dated_documents(text, today=TODAY)]
    assert dates == [date(2024, 7, 18), date(2024, 7, 20)]


def test_it_knows_that_the_29th_of_february_does_not_come_every_year() -> None:
    assert find_dated_documents("58/KH-UBND ngày 29/2", today=date(2024, 1, 1))[0].issued_on is None
