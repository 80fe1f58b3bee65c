"""The task list as an XLSX workbook in the form the office keeps by hand."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from bot.domain.export import ExportRow
from bot.domain.people import Language
from bot.texts.catalogue import label

Value = str | float | date | None

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A program that opens the cell would compute what somebody wrote into a report."""
_DATE_FORMAT = "DD/MM/YYYY"
_MAX_TEXT = 32_767
_TOP = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True, slots=True)
class _Column:
    key: str
    width: int
    read: Callable[[ExportRow, Language], Value]


def _title(row: ExportRow, language: Language) -> str:
    task = row.assignment.task
    return task.title_en if language is Language.EN and task.title_en else task.title_vi


def _lead(row: ExportRow, language: Language) -> str:
    found = row.assignment
    return found.agency_en if language is Language.EN and found.agency_en else found.agency_vi


def _coordinating(row: ExportRow, language: Language) -> str:
    return "; ".join(name.en if language is Language.EN else name.vi for name in row.coordinating)


def _standing(row: ExportRow, language: Language) -> str:
    return label(language, f"sheet.cell.{row.cell}") if row.cell else ""


_COLUMNS = (
    _Column("code", 10, lambda row, _: row.assignment.task.code),
    _Column("title", 60, _title),
    _Column("lead", 28, _lead),
    _Column("coordinating", 32, _coordinating),
    _Column("source", 32, lambda row, _: row.assignment.task.source),
    _Column("assigned_on", 12, lambda row, _: row.assignment.assigned_on),
    _Column("due_on", 12, lambda row, _: row.assignment.due_on),
    _Column("original_due_on", 12, lambda row, _: row.assignment.original_due_on),
    _Column("period", 12, lambda row, _: row.assignment.period),
    _Column("status", 16, lambda row, language: label(language, f"status.{row.assignment.status}")),
    _Column("standing", 24, _standing),
    _Column("percent", 10, lambda row, _: row.assignment.percent),
    _Column("value", 10, lambda row, _: row.assignment.value),
    _Column("target", 10, lambda row, _: row.assignment.task.kpi_target),
    _Column("completed_on", 12, lambda row, _: row.assignment.completed_on),
    _Column("results", 24, lambda row, _: "; ".join(row.results)),
    _Column("note", 50, lambda row, _: row.note),
)


def render_workbook(rows: Iterable[ExportRow], language: Language) -> bytes:
    """One line an assignment, the heading frozen; takes seconds for tens of thousands, so run it in a thread."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(label(language, "sheet.name"))
    sheet.freeze_panes = "C2"
    sheet.column_dimensions["A"].width = 6
    for index, column in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[chr(ord("A") + index)].width = column.width
    headings = [label(language, "sheet.column.number")]
    headings += [label(language, f"sheet.column.{column.key}") for column in _COLUMNS]
    sheet.append([heading_cell(sheet, heading) for heading in headings])
    number = 0
    for number, row in enumerate(rows, start=1):
        values = [column.read(row, language) for column in _COLUMNS]
        sheet.append([number, *(value_cell(sheet, value) for value in values)])
    last = chr(ord("A") + len(_COLUMNS))
    sheet.auto_filter.ref = f"A1:{last}{number + 1}"
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def heading_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = _text_cell(sheet, text)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="DDE6F0")
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    return cell


def value_cell(sheet: WriteOnlyWorksheet, value: Value) -> Cell | None:
    match value:
        case None | "":
            return None
        case str():
            return _text_cell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:_MAX_TEXT])
        case date():
            cell = WriteOnlyCell(sheet, datetime.combine(value, time()))
            cell.number_format = _DATE_FORMAT
        case _:
            cell = WriteOnlyCell(sheet, value)
    cell.alignment = _TOP
    return cell


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, text)
    cell.alignment = _TOP
    cell.data_type = "s"
    if text.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True
    return cell
