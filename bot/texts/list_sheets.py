"""Lists as workbooks: empty ones to fill in, faulty ones with their faults, and what a list would change."""

import io
from collections.abc import Sequence

from openpyxl import Workbook

from bot.domain.import_views import FaultSheet, ImportView, Template
from bot.domain.people import Language
from bot.texts.catalogue import label
from bot.texts.problems import say_field, say_kind, say_problem, say_value
from bot.texts.sheets import Value, heading_cell, value_cell

_WIDE = 60
_NARROW = 18
FAULT_COLUMN = "error"
"""Must stay as it is: the import passes over a column of this name, so that the mended file can be sent as it is."""


def render_template(template: Template, language: Language) -> bytes:
    """Only the first sheet is read when it comes back; the second one explains the columns."""
    workbook = Workbook(write_only=True)
    _add_sheet(workbook, say_kind(template.kind, language), [name for name, _, _ in template.columns], [])
    explained = [
        (name, label(language, "upload.template.needed") if is_needed else "", example)
        for name, is_needed, example in template.columns
    ]
    headings = [label(language, f"upload.template.{key}") for key in ("column", "is_needed", "example")]
    _add_sheet(workbook, label(language, "upload.template.sheet"), headings, explained, wide=2)
    return _save(workbook)


def render_faults(sheet: FaultSheet | None, view: ImportView, language: Language) -> bytes:
    """Every row as it came with what is wrong in its last column; the faults alone when the rows are gone."""
    faults: dict[int | None, list[str]] = {}
    for problem in view.problems:
        column = f"{problem.column}: " if problem.column else ""
        faults.setdefault(problem.row, []).append(f"{column}{say_problem(problem, language).unescape()}")
    if sheet is None:
        headings: Sequence[str] = (label(language, "upload.sheet.row"), FAULT_COLUMN)
        rows: Sequence[Sequence[Value]] = [(row, "\n".join(said)) for row, said in faults.items()]
        wide = 1
    else:
        headings = (*sheet.columns, FAULT_COLUMN)
        rows = [(*cells, "\n".join(faults.get(number, ()))) for number, cells in sheet.rows]
        wide = len(sheet.columns)
    workbook = Workbook(write_only=True)
    _add_sheet(workbook, label(language, "upload.sheet.faults"), headings, rows, wide=wide)
    return _save(workbook)


def render_changes(view: ImportView, language: Language) -> bytes:
    headings = [label(language, f"upload.sheet.{key}") for key in ("key", "field", "old", "new")]
    rows = [
        (line.key, say_field(line.field, language), say_value(line.old), say_value(line.new))
        for line in view.changes
    ]
    workbook = Workbook(write_only=True)
    _add_sheet(workbook, label(language, "upload.sheet.changes"), headings, rows, wide=3)
    return _save(workbook)


def _add_sheet(
    workbook: Workbook,
    name: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Value]],
    *,
    wide: int | None = None,
) -> None:
    """The heading frozen, every column with a filter; ``wide`` is the index of the one with the long texts."""
    sheet = workbook.create_sheet(name)
    sheet.freeze_panes = "A2"
    for index in range(len(headings)):
        sheet.column_dimensions[_letter(index)].width = _WIDE if index == wide else _NARROW
    sheet.append([heading_cell(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([value_cell(sheet, value) for value in row])
    sheet.auto_filter.ref = f"A1:{_letter(len(headings) - 1)}{len(rows) + 1}"


def _letter(index: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _save(workbook: Workbook) -> bytes:
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()
