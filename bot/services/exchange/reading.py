"""Files → tables by kind, or what is wrong with a file before any row was looked at. No database.

Whoever calls says what a secrecy mark is; a cell that carries one is never repeated, in no message and in no record.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.services.exchange.csv_files import read_csv
from bot.services.exchange.files import (
    Cell,
    Fault,
    Limits,
    NamedFile,
    Record,
    Table,
    Unreadable,
    table_from,
)
from bot.services.exchange.headers import FileKind, recognise
from bot.services.exchange.problems import ProblemKey, RowProblem
from bot.services.exchange.result import FileSummary
from bot.services.exchange.xlsx_files import SIGNATURE, list_words, read_xlsx

HasMark = Callable[[str], bool]
_REMEMBERED = 50_000
"""Texts of one file that were judged already: the same agency stands in every other row."""


def no_marks(_text: str) -> bool:
    """For registers that were checked before: the sample, the tests."""
    return False


@dataclass(frozen=True, slots=True)
class Sheets:
    """The files as tables by kind, and what is wrong with them before any row was looked at."""

    tables: Mapping[FileKind, Sequence[Table]]
    summaries: tuple[FileSummary, ...]
    problems: tuple[RowProblem, ...]

    @property
    def is_classified(self) -> bool:
        """Whether a mark was found anywhere: then nothing of the file may be kept."""
        return any(problem.key is ProblemKey.CLASSIFIED for problem in self.problems) or any(
            isinstance(cell, Fault) and cell.key is ProblemKey.CLASSIFIED
            for tables in self.tables.values()
            for table in tables
            for line in table.lines
            for cell in line.cells.values()
        )


def read_files(
    files: Sequence[NamedFile], *, limits: Limits | None = None, has_mark: HasMark = no_marks
) -> Sheets:
    tables: dict[FileKind, list[Table]] = {}
    summaries: list[FileSummary] = []
    problems: list[RowProblem] = []
    for file in files:
        try:
            table, faults = _read_file(file, limits or Limits(), _judge_words(has_mark))
            kind, header_faults = recognise(table)
        except Unreadable as error:
            problems.append(RowProblem(file.name, error.key, facts=error.facts))
            continue
        problems += [*faults, *header_faults]
        tables.setdefault(kind, []).append(table)
        summaries.append(FileSummary(file.name, kind, len(table.lines)))
    return Sheets(tables, tuple(summaries), tuple(problems))


def _judge_words(has_mark: HasMark) -> HasMark:
    """Numbers, dates and blanks are most of a table and carry no mark."""
    if has_mark is no_marks:
        return has_mark
    judge = lru_cache(_REMEMBERED)(has_mark)
    return lambda text: any(map(str.isalpha, text)) and judge(text)


def _read_file(file: NamedFile, limits: Limits, has_mark: HasMark) -> tuple[Table, list[RowProblem]]:
    if len(file.content) > limits.size:
        raise Unreadable(ProblemKey.TOO_BIG, size=len(file.content), limit=limits.size)
    is_workbook = file.content.startswith(SIGNATURE)
    records = read_xlsx(file.content, max_unpacked=limits.unpacked) if is_workbook else read_csv(file.content)
    table, faults = table_from(file.name, _screen(records, has_mark), max_rows=limits.rows)
    if is_workbook and has_mark is not no_marks and not _shows_mark(table):
        faults += _list_hidden_marks(file, has_mark)
    return table, faults


def _screen(records: Iterator[Record], has_mark: HasMark) -> Iterator[Record]:
    for record in records:
        yield Record(record.number, tuple(_screen_cell(cell, has_mark) for cell in record.cells))


def _screen_cell(cell: Cell, has_mark: HasMark) -> Cell:
    return Fault(ProblemKey.CLASSIFIED) if isinstance(cell, str) and has_mark(cell) else cell


def _shows_mark(table: Table) -> bool:
    return any(
        isinstance(cell, Fault) and cell.key is ProblemKey.CLASSIFIED
        for line in table.lines
        for cell in line.cells.values()
    )


def _list_hidden_marks(file: NamedFile, has_mark: HasMark) -> list[RowProblem]:
    """On another sheet, in a comment, in the properties: not read as rows, and still in the file."""
    is_marked = any(has_mark(words) for words in list_words(file.content))
    return [RowProblem(file.name, ProblemKey.CLASSIFIED)] if is_marked else []
