"""The review of a period as a workbook: one sheet for each question, every row whole."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties

from bot.domain.figures import OpenItem
from bot.domain.people import Language
from bot.domain.review import Review
from bot.domain.task import Cell
from bot.texts.catalogue import label
from bot.texts.digest_lines import render_reasons, scope_name
from bot.texts.period_places import name_period
from bot.texts.period_sections import name_agency_fully, name_cause, title_of_task
from bot.texts.sheets import Value, heading_cell, value_cell

Rows = Iterable[Sequence[Value]]
_WIDE = {"title": 60, "text": 60, "reasons": 48, "causes": 40, "agency": 36, "what": 32, "category": 30}
_NARROW = 16
_A4 = 9


def render_review_workbook(review: Review, language: Language) -> bytes:
    """Takes a while for thousands of rows, so run it in a thread."""
    workbook = Workbook(write_only=True)
    for name, columns, rows in _list_sheets(review, language):
        _add_sheet(workbook, name, columns, rows, language)
    _make_printable(workbook, review, language)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def _list_sheets(review: Review, language: Language) -> list[tuple[str, tuple[str, ...], Rows]]:
    cells = tuple(cell.value for cell in Cell)
    item = ("task", "title", "agency", "period", "due_on", "original")
    return [
        ("cells", ("what", "count", "before"), _count_rows(review, language)),
        (
            "agencies",
            ("agency", *cells, "total", "extended", "at_risk", "obstacles"),
            _agency_rows(review, language),
        ),
        ("done", (*item, "completed_on", "days_late"), _done_rows(review, language)),
        ("late", (*item, "days_late", "causes"), _late_rows(review, language)),
        ("risk", (*item, "reasons"), _risk_rows(review, language)),
        ("obstacles", ("category", "raised", "unanswered", "oldest"), _obstacle_rows(review, language)),
        ("extensions", ("what", "count"), _extension_rows(review, language)),
        ("moves", ("agency", "before", "after"), _move_rows(review, language)),
        ("good", ("on", "agency", "task", "title", "text"), _good_rows(review, language)),
    ]


def _add_sheet(workbook: Workbook, name: str, columns: Sequence[str], rows: Rows, language: Language) -> None:
    sheet = workbook.create_sheet(label(language, f"recap.sheet.{name}"))
    sheet.freeze_panes = "A2"
    for index, column in enumerate(columns):
        sheet.column_dimensions[chr(ord("A") + index)].width = _WIDE.get(column, _NARROW)
    sheet.append([heading_cell(sheet, _heading(column, language)) for column in columns])
    written = [sheet.append([value_cell(sheet, value) for value in row]) for row in rows]
    sheet.auto_filter.ref = f"A1:{chr(ord('A') + len(columns) - 1)}{len(written) + 1}"


def _make_printable(workbook: Workbook, review: Review, language: Language) -> None:
    """Sheets are printed and filed: each page says of what and of when it is."""
    about = f"{name_period(review.span, language)} · {scope_name(review.figures.scope, language)}"
    for sheet in workbook.worksheets:
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = _A4
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToHeight = 0
        sheet.print_title_rows = "1:1"
        sheet.HeaderFooter.oddHeader = HeaderFooterItem(left=_HeaderFooterPart(about.replace("&", "&&")))
        sheet.HeaderFooter.oddFooter = HeaderFooterItem(right=_HeaderFooterPart("&P/&N"))


def _heading(column: str, language: Language) -> str:
    if column in {cell.value for cell in Cell}:
        return label(language, f"digest.cell.{column}")
    return label(language, f"recap.column.{column}")


def _count_rows(review: Review, language: Language) -> Rows:
    figures, previous = review.figures, review.figures.previous
    yield label(language, "recap.column.period_of"), name_period(review.span, language), None
    yield label(language, "recap.column.scope"), scope_name(figures.scope, language), None
    yield label(language, "recap.column.as_of"), figures.as_of, previous.reporting_on if previous else None
    for cell in Cell:
        before = previous.totals.count(cell) if previous else None
        yield label(language, f"digest.cell.{cell}"), figures.totals.count(cell), before
    total = previous.totals.total if previous else None
    yield label(language, "recap.column.total"), figures.totals.total, total
    yield label(language, "recap.column.extended"), figures.extended, None
    yield label(language, "recap.column.at_risk"), len(figures.at_risk), None


def _agency_rows(review: Review, language: Language) -> Rows:
    for line in review.figures.agencies.values():
        name = line.name_en if language is Language.EN and line.name_en else line.name_vi
        counts = [line.cells.count(cell) for cell in Cell]
        yield name, *counts, line.cells.total, line.extended, line.at_risk, line.unanswered


def _done_rows(review: Review, language: Language) -> Rows:
    for one in review.completed:
        days = (one.completed_on - one.due_on).days if one.due_on and one.is_late else None
        yield (
            review.tasks[one.task_id].code,
            title_of_task(review, one.task_id, language),
            name_agency_fully(review.agencies[one.agency_id], language),
            one.period,
            one.due_on,
            one.extended_from or one.due_on,
            one.completed_on,
            days,
        )


def _item(review: Review, item: OpenItem, language: Language) -> tuple[Value, ...]:
    return (
        review.tasks[item.task_id].code,
        title_of_task(review, item.task_id, language),
        name_agency_fully(review.agencies[item.agency_id], language),
        item.period,
        item.due_on,
        item.extended_from or item.due_on,
    )


def _late_rows(review: Review, language: Language) -> Rows:
    for item in review.figures.late:
        causes = review.causes.get(item.assignment_id) or (None,)
        named = "; ".join(name_cause(cause, language) for cause in causes)
        yield *_item(review, item, language), item.days_late, named


def _risk_rows(review: Review, language: Language) -> Rows:
    for item in review.figures.at_risk:
        yield *_item(review, item, language), render_reasons(item.reasons, language).unescape()


def _obstacle_rows(review: Review, language: Language) -> Rows:
    for line in review.obstacles:
        yield name_cause(line.category, language), line.raised, line.unanswered, line.oldest_days


def _extension_rows(review: Review, language: Language) -> Rows:
    for name in ("asked", "granted", "refused", "waiting"):
        yield label(language, f"recap.extension.{name}"), getattr(review.extensions, name)


def _move_rows(review: Review, language: Language) -> Rows:
    for move in review.moves:
        name = name_agency_fully(review.agencies[move.agency_id], language)
        yield name, move.before, move.after


def _good_rows(review: Review, language: Language) -> Rows:
    for one in review.praise:
        yield (
            one.on,
            name_agency_fully(review.agencies[one.agency_id], language),
            review.tasks[one.task_id].code,
            title_of_task(review, one.task_id, language),
            one.text,
        )
