"""Bytes of an uploaded file → a table of texts. Knows CSV from XLSX, and nothing of what the columns mean."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.services.exchange.problems import ProblemKey, RowProblem

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_CELL = 32_767
"""What a spreadsheet cell can hold."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of one file is read; ``unpacked`` is what a workbook, a zip archive, may grow to. Bytes."""

    size: int = MAX_BYTES
    rows: int = MAX_ROWS
    unpacked: int = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class NamedFile:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be read as text, and why."""

    key: ProblemKey
    value: str = ""


Cell = str | Fault
"""Text without spaces around it; dates as 2024-07-20, numbers with a dot, truth as ``true`` or ``false``."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the file as it stands there; ``number`` counts as a spreadsheet does."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_blank(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Line:
    """A row below the header, its cells by column. A column that is not there reads as blank."""

    file: str
    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    file: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


class Unreadable(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, key: ProblemKey, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


def clean_text(text: str) -> Cell:
    """One form for each letter, no spaces around it, nothing that a database or a screen would choke on."""
    clean = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(clean) > MAX_CELL:
        return Fault(ProblemKey.TOO_LONG, str(len(clean)))
    if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\t" for letter in clean):
        return Fault(ProblemKey.CONTROL_CHARACTER)
    return clean


def table_from(
    file: str, records: Iterable[Record], *, max_rows: int = MAX_ROWS
) -> tuple[Table, list[RowProblem]]:
    """The first row that is not blank is the header.

    Raises:
        Unreadable: no header, one with a secrecy mark, no rows or too many.
    """
    rows = (record for record in records if not record.is_blank)
    header = next(rows, None)
    if header is None:
        raise Unreadable(ProblemKey.EMPTY)
    if any(isinstance(cell, Fault) and cell.key is ProblemKey.CLASSIFIED for cell in header.cells):
        raise Unreadable(ProblemKey.CLASSIFIED)
    columns = tuple(_column_name(cell) for cell in header.cells)
    problems: list[RowProblem] = []
    lines = tuple(_lines(file, columns, rows, problems, max_rows))
    if not lines:
        raise Unreadable(ProblemKey.EMPTY)
    repeated = sorted({column for column in columns if column and columns.count(column) > 1})
    problems += [RowProblem(file, ProblemKey.REPEATED_COLUMN, header.number, column) for column in repeated]
    return Table(file, columns, lines), problems


def _column_name(cell: Cell) -> str:
    return cell.lower() if isinstance(cell, str) else "?"


def _lines(
    file: str, columns: tuple[str, ...], rows: Iterator[Record], problems: list[RowProblem], max_rows: int
) -> Iterator[Line]:
    for count, record in enumerate(rows, start=1):
        if count > max_rows:
            raise Unreadable(ProblemKey.TOO_MANY_ROWS, limit=max_rows)
        cells: dict[str, Cell] = {column: "" for column in columns if column}
        for index, cell in enumerate(record.cells):
            column = columns[index] if index < len(columns) else ""
            if cell and not column:
                problems.append(_extra_cell(file, record.number, cell))
            elif column:
                cells[column] = cell
        yield Line(file, record.number, cells)


def _extra_cell(file: str, number: int, cell: Cell) -> RowProblem:
    if isinstance(cell, Fault):
        return RowProblem(file, cell.key, number, facts={"value": cell.value})
    return RowProblem(file, ProblemKey.EXTRA_CELL, number, facts={"value": cell})
