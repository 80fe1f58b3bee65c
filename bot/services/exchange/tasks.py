"""tasks.csv: what a row says of a task. Who leads it on which day, and what it changes, is decided elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.domain.calendar import WorkingCalendar, due_date
from bot.domain.recurrence import normalise_rule
from bot.domain.task import LeadMode, Precision, TaskKind
from bot.services.exchange.agencies import AgencyDraft
from bot.services.exchange.cells import Cells, is_group
from bot.services.exchange.drafts import Draft, Note, overlay
from bot.services.exchange.files import Table
from bot.services.exchange.groups import GroupDraft
from bot.services.exchange.problems import ProblemKey
from bot.services.exchange.trees import check_parents
from bot.storage.register_rows import DirectiveRow, TaskRow

TaskDraft = Draft[str, TaskRow]

_LINES = {
    "title_en": "title_en",
    "lead_basis": "lead_basis",
    "kpi_name_vi": "kpi_name",
    "kpi_unit": "kpi_unit",
    "pillar": "pillar",
}
_TEXTS = {"evidence_expected_vi": "evidence_expected", "notes": "notes"}
_SOURCES = {"source_doc": "document", "source_meeting": "meeting", "source_article": "article"}
#: Kinds whose reports come round; a standing task may ask for one now and then.
_RECURRING = frozenset({TaskKind.RECURRING, TaskKind.STANDING})


def draft_tasks(
    tables: Sequence[Table],
    stored: Mapping[str, TaskRow],
    *,
    agencies: AgencyDraft,
    groups: GroupDraft,
    calendar: WorkingCalendar,
    note: Note,
) -> TaskDraft:
    def read_row(cells: Cells, code: str, known: TaskRow | None) -> TaskRow:
        row = _read_task(cells, code, known, calendar)
        _check_codes(cells, "lead", row.lead, agencies=agencies, groups=groups)
        _check_codes(cells, "coordinating", row.coordinating, agencies=agencies, groups=groups)
        return row

    draft = overlay(
        tables,
        stored,
        note,
        read_key=lambda cells: cells.required_code("code").upper(),
        read_row=read_row,
    )
    check_parents(draft, lambda row: row.parent, column="parent_code", unknown=ProblemKey.UNKNOWN_TASK)
    return draft


def _check_codes(
    cells: Cells, column: str, codes: Sequence[str], *, agencies: AgencyDraft, groups: GroupDraft
) -> None:
    for code in codes:
        if is_group(code) and not groups.knows(code):
            cells.problem(ProblemKey.UNKNOWN_GROUP, column, value=code)
        elif not is_group(code) and not agencies.knows(code):
            cells.problem(ProblemKey.UNKNOWN_AGENCY, column, value=code)


def _read_task(cells: Cells, code: str, known: TaskRow | None, calendar: WorkingCalendar) -> TaskRow:
    """A column that the file does not have leaves what is known; a blank cell of one that it has clears it."""
    title, kind = cells.required_line("title_vi"), cells.choice("kind", TaskKind)
    cells.required("lead")
    old = known or TaskRow(code, title, kind, (), LeadMode.SINGLE, Precision.NONE)
    row = replace(
        old,
        title_vi=title,
        kind=kind,
        lead=cells.codes("lead"),
        lead_mode=_read_mode(cells, old),
        parent=cells.code("parent_code").upper() if cells.has("parent_code") else old.parent,
        coordinating=cells.codes("coordinating") if cells.has("coordinating") else old.coordinating,
        directive=_read_source(cells, old.directive),
        kpi_baseline=cells.number("kpi_baseline") if cells.has("kpi_baseline") else old.kpi_baseline,
        kpi_target=cells.number("kpi_target") if cells.is_stated("kpi_target") else old.kpi_target,
        **_read_plain(cells),
    )
    return _read_recurrence(cells, _read_dates(cells, row, calendar))


def _read_plain(cells: Cells) -> dict[str, Any]:
    lines = {name: cells.one_line(column) for column, name in _LINES.items() if cells.has(column)}
    return lines | {name: cells.text(column) for column, name in _TEXTS.items() if cells.has(column)}


def _read_mode(cells: Cells, old: TaskRow) -> LeadMode:
    return cells.choice("lead_mode", LeadMode, LeadMode.SINGLE) if cells.has("lead_mode") else old.lead_mode


def _read_source(cells: Cells, old: DirectiveRow) -> DirectiveRow:
    stated = {name: cells.one_line(column) for column, name in _SOURCES.items() if cells.has(column)}
    return replace(old, **stated)


def _read_dates(cells: Cells, row: TaskRow, calendar: WorkingCalendar) -> TaskRow:
    issued_on = cells.date("issued_date") if cells.has("issued_date") else row.issued_on
    given = cells.date("due_date") if cells.has("due_date") else row.due_on
    precision = _read_precision(cells, row, given)
    if precision is Precision.NONE and given:
        cells.problem(ProblemKey.DATE_WITHOUT_PRECISION, "due_precision", value=given)
    if given is None:
        if precision is not Precision.NONE and not cells.is_stated("due_date"):
            cells.problem(ProblemKey.PRECISION_WITHOUT_DATE, "due_date", value=precision.value)
        return replace(row, issued_on=issued_on, due_on=None, due_precision=Precision.NONE)
    due_on = due_date(precision, given, calendar)
    if issued_on and due_on and max(given, due_on) < issued_on:
        cells.problem(ProblemKey.DUE_BEFORE_ISSUED, "due_date", due=given, issued=issued_on)
    return replace(row, issued_on=issued_on, due_on=due_on, due_precision=precision)


def _read_precision(cells: Cells, row: TaskRow, given: date | None) -> Precision:
    """A date without a word about its precision means the day."""
    if cells.is_stated("due_precision"):
        return cells.choice("due_precision", Precision)
    if given is None:
        return Precision.NONE
    return row.due_precision if not cells.has("due_precision") and row.due_on else Precision.DAY


def _read_recurrence(cells: Cells, row: TaskRow) -> TaskRow:
    text = cells.text("recurrence") if cells.has("recurrence") else row.recurrence
    if not text:
        if row.kind is TaskKind.RECURRING:
            cells.problem(ProblemKey.NO_RECURRENCE, "recurrence")
        return replace(row, recurrence="")
    if row.kind not in _RECURRING:
        cells.problem(ProblemKey.NOT_RECURRING, "recurrence")
    try:
        return replace(row, recurrence=normalise_rule(text))
    except ValueError:
        cells.problem(ProblemKey.BAD_RECURRENCE, "recurrence", value=text)
        return row
