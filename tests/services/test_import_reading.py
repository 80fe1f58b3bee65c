"""From bytes to rows: kinds of file, encodings, separators, workbooks, and whatever else people send."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from openpyxl import Workbook

from bot.services.exchange import FileKind, NamedFile, ProblemKey
from bot.services.exchange.files import MAX_BYTES, MAX_ROWS
from bot.services.exchange.headers import COLUMNS
from bot.services.exchange.reading import read_files
from bot.storage.database import Database
from bot.storage.tables import agencies, tasks
from tests.services.exchange_setting import (
    AGENCIES,
    agency_file,
    count,
    csv_file,
    fetch,
    take_in,
    take_in_ground,
    task_file,
    xlsx_file,
)

# --- forms that are all the same --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rewrite",
    [
        pytest.param(lambda text: text, id="plain"),
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
        pytest.param(lambda text: text.replace(",", ";"), id="semicolons"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="windows lines"),
        pytest.param(lambda text: text.replace("code,name_vi", " Code , NAME_VI "), id="careless heading"),
        pytest.param(lambda text: text.replace("\n", "\n\n,,,\n"), id="blank rows"),
    ],
)
async def test_spreadsheet_programs_write_the_same_list_in_many_ways(
    sqlite_database: Database, rewrite: Callable[[str], str]
) -> None:
    await take_in(sqlite_database, agency_file(rewrite(AGENCIES)))
    again = await take_in(sqlite_database, agency_file())
    assert (again.problems, again.changes) == ((), ())
    assert await count(sqlite_database, agencies) == 7


async def test_a_workbook_says_the_same_as_its_text(database: Database) -> None:
    midnight = datetime(2025, 6, 30)  # noqa: DTZ001 a workbook knows no zones
    header: list[object] = ["code", "name_vi", "level", "gso_code", "valid_from", "valid_to", None]
    rows: list[list[object]] = [
        header,
        ["T1", "Tỉnh Một", "province", 1, date(2024, 1, 1), midnight, None],
        [],
        ["T2", "Tỉnh Hai", "province", 15.0, None, "2025-06-30"],
    ]
    result = await take_in(database, xlsx_file(rows))
    assert result.problems == ()
    columns = (agencies.c.code, agencies.c.gso_code, agencies.c.valid_from, agencies.c.valid_to)
    assert await fetch(database, sa.select(*columns).order_by(agencies.c.code)) == [
        ("T1", "01", date(2024, 1, 1), date(2025, 6, 30)),
        ("T2", "15", None, date(2025, 6, 30)),
    ]


async def test_letters_are_stored_in_one_form(sqlite_database: Database) -> None:
    decomposed = AGENCIES.replace("Bộ A", "Bo\u0323\u0302 A")
    assert decomposed != AGENCIES
    await take_in(sqlite_database, agency_file(decomposed))
    assert (await take_in(sqlite_database, agency_file())).changes == ()


async def test_a_title_may_hold_separators_quotes_and_line_breaks(sqlite_database: Database) -> None:
    row = 'NV-1,"Ban hành ""kế hoạch"", gửi\nVăn phòng; báo cáo",one_off,BA,,,'
    await take_in_ground(sqlite_database, task_file(row))
    stored = await fetch(sqlite_database, sa.select(tasks.c.title_vi))
    assert stored == [('Ban hành "kế hoạch", gửi Văn phòng; báo cáo',)]


@pytest.mark.parametrize("kind", FileKind)
def test_every_kind_is_known_by_its_full_header(kind: FileKind) -> None:
    known = COLUMNS[kind]
    upload = read_files([csv_file(f"{','.join(sorted(known.all))}\n{'x,' * len(known.all)}"[:-1])])
    assert list(upload.tables) == [kind]
    assert upload.problems == ()


@pytest.mark.parametrize("kind", FileKind)
def test_every_kind_is_known_by_its_required_columns(kind: FileKind) -> None:
    upload = read_files([csv_file(f"{','.join(sorted(COLUMNS[kind].required))}\nx")])
    assert list(upload.tables) == [kind]


# --- files that cannot be read ----------------------------------------------------------------------------


def workbook_bytes() -> bytes:
    return xlsx_file([["code", "name_vi", "level"], ["CP", "Chính phủ", "government"]]).content


def zip_of(content: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return packed.getvalue()


def with_sheet(content: bytes, rewrite: Callable[[bytes], bytes]) -> bytes:
    """The workbook with another XML of its first sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = rewrite(parts["xl/worksheets/sheet1.xml"])
    return zip_of(parts)


def with_entities(sheet: bytes) -> bytes:
    """As an XML bomb would declare them."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    return bomb + sheet.replace(b"<sheetData>", b"<sheetData>&b;")


UNREADABLE = {
    "empty": (b"", ProblemKey.EMPTY),
    "only a header": (b"code,name_vi,level\n", ProblemKey.EMPTY),
    "latin letters of old": (
        "code,name_vi,level\nCP,Chính phủ,x\n".encode("cp1258", "replace"),
        ProblemKey.NOT_UTF8,
    ),
    "utf-16": ("code,name_vi,level\nCP,x,y\n".encode("utf-16"), ProblemKey.NOT_UTF8),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ProblemKey.UNREADABLE),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), ProblemKey.UNREADABLE),
    "a torn workbook": (workbook_bytes()[:700], ProblemKey.UNREADABLE),
    "another archive": (zip_of({"readme.txt": b"hello"}), ProblemKey.UNREADABLE),
    "an xml bomb": (with_sheet(workbook_bytes(), with_entities), ProblemKey.UNREADABLE),
    "open quotes": (b'code,name_vi,level\nCP,"Ch', ProblemKey.BROKEN_CSV),
    "a letter": ("Kính gửi anh,\nem gửi danh sách.\n".encode(), ProblemKey.UNKNOWN_KIND),
}


@pytest.mark.parametrize(("content", "key"), UNREADABLE.values(), ids=UNREADABLE)
async def test_what_cannot_be_read_is_said_and_not_raised(
    sqlite_database: Database, content: bytes, key: ProblemKey
) -> None:
    result = await take_in(sqlite_database, NamedFile("gui.csv", content), agency_file())
    assert [(problem.file, problem.key, problem.row) for problem in result.problems] == [
        ("gui.csv", key, None)
    ]
    assert await count(sqlite_database, agencies) == 0


def test_a_file_of_more_than_twenty_megabytes_is_not_even_parsed() -> None:
    upload = read_files([NamedFile("to.csv", b"x" * (MAX_BYTES + 1))])
    assert [problem.key for problem in upload.problems] == [ProblemKey.TOO_BIG]


def test_an_archive_that_unpacks_to_far_more_is_refused() -> None:
    upload = read_files([NamedFile("to.xlsx", zip_of({"xl/bomb.xml": bytes(201 * 1024 * 1024)}))])
    assert [problem.key for problem in upload.problems] == [ProblemKey.TOO_BIG]


def test_fifty_thousand_rows_are_read_and_one_more_is_too_many() -> None:
    def lines(number: int) -> NamedFile:
        return csv_file("date,works\n" + "2024-01-01,true\n" * number)

    assert read_files([lines(MAX_ROWS)]).problems == ()
    assert [problem.key for problem in read_files([lines(MAX_ROWS + 1)]).problems] == [
        ProblemKey.TOO_MANY_ROWS
    ]


def test_a_cell_at_the_end_of_the_world_does_not_fill_the_memory() -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["date", "works"])
    sheet.append(["2024-01-01", "true"])
    sheet["XFD1048576"] = "x"
    content = io.BytesIO()
    workbook.save(content)
    upload = read_files([NamedFile("xa.xlsx", content.getvalue())])
    assert [(p.row, p.key) for p in upload.problems] == [(1_048_576, ProblemKey.EXTRA_CELL)]


async def test_a_workbook_that_understates_its_size_is_read_to_the_end(sqlite_database: Database) -> None:
    content = with_sheet(workbook_bytes(), lambda sheet: sheet.replace(b'ref="A1:C2"', b'ref="A1:A1"'))
    assert content != workbook_bytes()
    result = await take_in(sqlite_database, NamedFile("a.xlsx", content))
    assert result.problems == ()
    assert await fetch(sqlite_database, sa.select(agencies.c.code)) == [("CP",)]


# --- headers ----------------------------------------------------------------------------------------------
