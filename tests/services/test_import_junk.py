"""Whatever bytes arrive, the answer is a list of problems and never an exception."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.services.exchange import NamedFile, render_problem
from bot.services.exchange.headers import COLUMNS
from bot.services.exchange.reading import Sheets, read_files
from tests.services.exchange_setting import xlsx_file

WORKBOOK = xlsx_file(
    [["code", "name_vi", "level"], ["CP", "Chính phủ", "government"], [1, 2.5, None]]
).content
HEADERS = st.sampled_from([",".join(sorted(columns.all)) for columns in COLUMNS.values()])


def read(content: bytes) -> Sheets:
    upload = read_files([NamedFile("x", content)])
    for problem in upload.problems:
        assert render_problem(problem)
    assert upload.problems or upload.tables
    return upload


@given(st.binary(max_size=400))
def test_bytes(content: bytes) -> None:
    read(content)


@given(HEADERS, st.text(max_size=300))
def test_text_below_a_header(header: str, text: str) -> None:
    read(f"{header}\n{text}".encode("utf-8", "surrogatepass"))


@settings(max_examples=60)
@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook(place: int, damage: bytes) -> None:
    read(WORKBOOK[:place] + damage + WORKBOOK[place + len(damage) :])


@settings(max_examples=60)
@given(st.integers(4, len(WORKBOOK) - 1))
def test_a_torn_workbook(length: int) -> None:
    assert read(WORKBOOK[:length]).problems
