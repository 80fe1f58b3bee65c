"""XLSX workbooks: the values of the first sheet, streamed. Formulas are refused: their results may be stale."""

import html
import importlib
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from bot.services.exchange.files import MAX_COLUMNS, Cell, Fault, Limits, Record, Unreadable, clean_text
from bot.services.exchange.problems import ProblemKey

SIGNATURE = b"PK\x03\x04"
_TEXT = re.compile(rb">([^<]+)<")


def read_xlsx(content: bytes, *, max_unpacked: int = Limits().unpacked) -> Iterator[Record]:
    """
    Raises:
        Unreadable: no workbook, a broken or a monstrous one.
    """
    try:
        _check_size(content, max_unpacked)
        # A quarter of a second at every start, for a library that most days do not need.
        workbook = importlib.import_module("openpyxl").load_workbook(
            io.BytesIO(content), read_only=True, data_only=False
        )
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong, or a lie of 16 billion cells
        for number, row in enumerate(sheet.iter_rows(), start=1):
            yield Record(number, tuple(map(_cell, _narrow(row))))
        workbook.close()
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers trip over; the answer is the same
        raise Unreadable(ProblemKey.UNREADABLE) from error


def list_words(content: bytes) -> Iterator[str]:
    """Every text of every sheet, of comments and of the properties, each part's own: what nobody looks at is kept too.

    The workbook was read before, so it is neither broken nor too large.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if entry.filename.endswith(".xml"):
                for match in _TEXT.finditer(archive.read(entry)):
                    yield html.unescape(match[1].decode("utf-8", "replace"))


def _check_size(content: bytes, max_unpacked: int) -> None:
    """A workbook is a zip archive; a small one can unpack to anything."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > max_unpacked:
        raise Unreadable(ProblemKey.TOO_BIG, size=size, limit=max_unpacked)


def _narrow(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A stray value 16,000 columns away is reported as one cell too many, without the empty ones before it."""
    return row if len(row) <= MAX_COLUMNS else (*row[:MAX_COLUMNS], row[-1])


def _cell(cell: Any) -> Cell:  # noqa: ANN401 openpyxl's three kinds of cell share no type
    match cell.data_type:
        case "f":
            return Fault(ProblemKey.FORMULA)
        case "e":
            return Fault(ProblemKey.ERROR_VALUE, str(cell.value))
        case _:
            return clean_text(_text(cell.value))


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime():
            return (value.date() if value.time() == time() else value).isoformat()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case _:
            return str(value)
