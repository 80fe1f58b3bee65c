"""The workbook: headings, values as values, and nothing that computes."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.domain.export import AgencyName, ExportRow
from bot.domain.people import Language
from bot.domain.task import Assignment, Cell, LeadMode, Status, Task, TaskKind
from bot.texts.sheets import render_workbook

TASK = Task(
    id=1,
    code="NV-001",
    title_vi="Ban hành kế hoạch",
    title_en="Issue the plan",
    kind=TaskKind.ONE_OFF,
    lead_mode=LeadMode.EACH,
    kpi_target=63.0,
    source="12/QĐ-TTg",
)
ASSIGNMENT = Assignment(
    id=1,
    task=TASK,
    agency_id=1,
    agency_code="HDG",
    agency_vi="Hải Dương",
    agency_en="Hai Duong",
    agency_path="/CP/HDG/",
    status=Status.IN_PROGRESS,
    assigned_on=date(2024, 7, 10),
    assigned_at=datetime(2024, 7, 9, 17, tzinfo=UTC),
    due_on=date(2024, 8, 30),
    original_due_on=date(2024, 7, 20),
    percent=60.0,
    value=41.0,
)
ROW = ExportRow(
    assignment=ASSIGNMENT,
    cell=Cell.OPEN_IN_TIME,
    coordinating=(AgencyName("Bộ TT&TT", "MIC"), AgencyName("Bộ Công an", "MPS")),
    results=("58/KH-UBND", "60/KH-UBND"),
    note="đang lấy ý kiến",
)


def sheet_of(*rows: ExportRow, language: Language = Language.VI) -> Worksheet:
    sheet = load_workbook(io.BytesIO(render_workbook(rows, language))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def line(sheet: Worksheet, number: int) -> dict[str, Any]:
    headings = [str(cell.value) for cell in sheet[1]]
    return dict(zip(headings, (cell.value for cell in sheet[number]), strict=True))


def test_it_is_the_form_of_the_office() -> None:
    assert line(sheet_of(ROW), 2) == {
        "STT": 1,
        "Mã": "NV-001",
        "Nhiệm vụ": "Ban hành kế hoạch",
        "Cơ quan chủ trì": "Hải Dương",
        "Cơ quan phối hợp": "Bộ TT&TT; Bộ Công an",
        "Văn bản giao": "12/QĐ-TTg",
        "Ngày giao": datetime(2024, 7, 10),  # noqa: DTZ001 a workbook knows no zones
        "Thời hạn": datetime(2024, 8, 30),  # noqa: DTZ001 as above
        "Hạn ban đầu": datetime(2024, 7, 20),  # noqa: DTZ001 as above
        "Kỳ": None,
        "Trạng thái": "đang thực hiện",
        "Tình hình thực hiện": "Chưa hoàn thành, trong hạn",
        "Tiến độ (%)": 60,
        "Kết quả chỉ tiêu": 41,
        "Chỉ tiêu": 63,
        "Ngày hoàn thành": None,
        "Văn bản kết quả": "58/KH-UBND; 60/KH-UBND",
        "Ghi chú gần nhất": "đang lấy ý kiến",
    }


def test_english_readers_get_english() -> None:
    found = line(sheet_of(ROW, language=Language.EN), 2)
    assert (found["Task"], found["Lead agency"]) == ("Issue the plan", "Hai Duong")
    assert (found["Coordinating agencies"], found["Standing"]) == ("MIC; MPS", "Open, in time")


def test_what_has_no_english_stays_vietnamese() -> None:
    bare = replace(ASSIGNMENT, task=replace(TASK, title_en=""), agency_en="")
    found = line(sheet_of(replace(ROW, assignment=bare), language=Language.EN), 2)
    assert (found["Task"], found["Lead agency"]) == ("Ban hành kế hoạch", "Hải Dương")


def test_the_heading_stays_in_sight_and_dates_read_day_first() -> None:
    sheet = sheet_of(ROW)
    assert sheet.freeze_panes == "C2"
    assert sheet["G2"].number_format == "DD/MM/YYYY"
    assert sheet.column_dimensions["C"].width == 60


def test_rows_are_numbered() -> None:
    sheet = sheet_of(ROW, ROW)
    assert [sheet.cell(row, 1).value for row in (2, 3)] == [1, 2]
    assert sheet.auto_filter.ref == "A1:R3"


def test_an_empty_list_is_still_a_workbook() -> None:
    assert sheet_of().max_row == 1


@pytest.mark.parametrize(
    "text", ["=1+1", "+84", "-2", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\t=1", "\r=1"]
)
def test_nothing_that_somebody_wrote_is_computed(text: str) -> None:
    content = render_workbook([replace(ROW, note=text)], Language.VI)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    sheet = load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    cell = sheet["R2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert str(cell.value).strip() == text.strip()


def test_ordinary_text_has_no_apostrophe() -> None:
    assert not sheet_of(ROW)["R2"].quotePrefix


def test_control_characters_and_endless_notes_do_not_break_it() -> None:
    found = line(sheet_of(replace(ROW, note="a\x00b\x0b" + "c" * 40_000)), 2)
    assert found["Ghi chú gần nhất"] == "ab" + "c" * 32_765
