"""Templates, faulty lists and lists of changes as workbooks: nothing in them computes."""

import io

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.domain.import_views import ChangeLine, FaultSheet, ImportView, ProblemLine, Template
from bot.domain.people import Language
from bot.services.exchange import FileKind, make_template
from bot.texts.list_sheets import FAULT_COLUMN, render_changes, render_faults, render_template

STARTS = ("=1+1", "+84", "-2", "@SUM(A1)", "\t=1")
PROBLEM = ProblemLine("unknown_agency", 2, "lead", {"value": "XXX"})
VIEW = ImportView(1, 1, "a.xlsx", "tasks", problems=(PROBLEM,), problem_count=1)


def sheet_of(content: bytes, number: int = 0) -> Worksheet:
    sheet = load_workbook(io.BytesIO(content)).worksheets[number]
    assert isinstance(sheet, Worksheet)
    return sheet


def rows_of(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("text", STARTS)
def test_neither_a_cell_nor_a_heading_that_somebody_wrote_is_computed(text: str) -> None:
    faults = FaultSheet((text, "lead"), ((2, (text, text)),), (PROBLEM,))
    changes = ImportView(1, 1, "a", changes=(ChangeLine(text, text, text, text),), change_count=1)
    for content in (render_faults(faults, VIEW, Language.VI), render_changes(changes, Language.VI)):
        cells = [cell for row in sheet_of(content).iter_rows() for cell in row]
        assert any(str(cell.value).strip() == text.strip() for cell in cells)
        assert [cell.data_type for cell in cells if cell.value is not None] == ["s"] * len(cells)
        assert all(cell.quotePrefix for cell in cells if str(cell.value).strip() == text.strip())


def test_a_faulty_list_comes_back_whole_with_its_faults_in_the_last_column() -> None:
    sheet = FaultSheet(("code", "lead"), ((2, ("NV-1", "XXX")), (3, ("NV-2", "HDG"))), (PROBLEM,))
    found = sheet_of(render_faults(sheet, VIEW, Language.VI))
    assert rows_of(found) == [
        ["code", "lead", FAULT_COLUMN],
        ["NV-1", "XXX", "lead: không có cơ quan mã “XXX”"],
        ["NV-2", "HDG", None],
    ]
    assert (found.freeze_panes, found.auto_filter.ref) == ("A2", "A1:C3")


def test_without_its_rows_the_faults_are_still_listed() -> None:
    found = sheet_of(render_faults(None, VIEW, Language.EN))
    assert rows_of(found) == [["Row", FAULT_COLUMN], [2, "lead: no agency has the code “XXX”"]]


def test_a_list_of_thirty_columns_has_a_filter_over_all_of_them() -> None:
    sheet = FaultSheet(tuple(f"c{n}" for n in range(30)), ((2, ("x",) * 30),), ())
    assert sheet_of(render_faults(sheet, VIEW, Language.VI)).auto_filter.ref == "A1:AE2"


def test_changes_read_as_the_office_writes_dates() -> None:
    view = ImportView(1, 1, "a", changes=(ChangeLine("NV-1", "due_on", "2024-07-20", None),))
    assert rows_of(sheet_of(render_changes(view, Language.VI)))[1] == ["NV-1", "hạn", "20/07/2024", "–"]


@pytest.mark.parametrize("kind", FileKind)
@pytest.mark.parametrize("language", Language)
def test_a_template_has_the_columns_of_its_kind_and_explains_them(kind: FileKind, language: Language) -> None:
    template = make_template(kind)
    content = render_template(template, language)
    columns = [name for name, _, _ in template.columns]
    assert rows_of(sheet_of(content)) == [columns]
    assert [row[0] for row in rows_of(sheet_of(content, 1))][1:] == columns


def test_needed_columns_are_marked() -> None:
    content = render_template(Template("tasks", (("code", True, "NV-1"), ("notes", False, ""))), Language.VI)
    assert rows_of(sheet_of(content, 1))[1:] == [["code", "có", "NV-1"], ["notes", None, None]]
