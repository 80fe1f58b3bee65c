"""The lines a digest is made of: names, the four cells, what is late, what is at risk and why."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import assert_never

from markupsafe import Markup

from bot.domain.agencies import Level
from bot.domain.figures import AgencyLine, Cells, Figures, OpenItem, RiskReason, ScopeName, TaskName
from bot.domain.people import Language
from bot.domain.picture import PictureRow
from bot.domain.recurrence import days_of_period, short_period
from bot.domain.review import AgencyName
from bot.domain.risk import Risk
from bot.domain.task import Cell
from bot.texts.catalogue import label, say
from bot.texts.formats import render_date, render_number, shorten

#: English names are official names; their common beginning would fill a phone's line on its own.
_ENGLISH_PREFIX = "People's Committee of "
AGENCY_CHARACTERS = 80
"""Names are whole; this is only for what no register should hold."""
BUTTON_CHARACTERS = 44
_CODE_CHARACTERS, _PERIOD_CHARACTERS = 24, 16
_SCOPES_NAMED = 2

Group = Sequence[OpenItem]
"""Items of one task."""


def agency_name(
    line: AgencyLine | ScopeName | PictureRow | AgencyName, language: Language, limit: int = AGENCY_CHARACTERS
) -> str:
    english = line.name_en.removeprefix(_ENGLISH_PREFIX) if language is Language.EN else ""
    return shorten(english or line.name_vi, limit)


def task_title(task: TaskName, language: Language) -> str:
    """Whole: nothing is cut inside a line."""
    title = task.title_en if language is Language.EN else ""
    return " ".join((title or task.title_vi).split())


def task_label(figures: Figures, group: Group, language: Language) -> str:
    """``NV-007``, with the period of a recurring task, or with how many periods are meant."""
    code = task_code(figures.tasks[group[0].task_id])
    periods = {item.period for item in group if item.period}
    if len(periods) > 1:
        return label(language, "digest.task.periods", task=code, n=len(periods))
    if periods:
        return with_period(code, periods.pop(), language)
    return code


def task_code(task: TaskName) -> str:
    return shorten(task.code, _CODE_CHARACTERS)


def with_period(name: str, period: str, language: Language) -> str:
    if not period:
        return name
    return label(language, "digest.task.period", task=name, period=say_period(period))


def say_period(period: str) -> str:
    """An occurrence is named by its year, month or day; any other name is shown as it stands."""
    return short_period(period) if days_of_period(period) else shorten(period, _PERIOD_CHARACTERS)


def agency_of(figures: Figures, item: OpenItem, language: Language) -> str:
    return agency_name(figures.agencies[item.agency_id], language)


def count_agencies(group: Group) -> int:
    return len({item.agency_id for item in group})


def render_due(figures: Figures, due_on: date) -> str:
    """Without the year where it is the year of the figures: lines are short."""
    return due_on.strftime("%d/%m") if due_on.year == figures.as_of.year else render_date(due_on)


def with_original(figures: Figures, item: OpenItem, line: Markup, language: Language) -> Markup:
    """Figures go by the lawful date; where it was granted later the original one stands beside it."""
    if item.extended_from is None:
        return line
    return say(language, "digest.original", line=line, date=render_due(figures, item.extended_from))


def render_headline(figures: Figures, language: Language) -> Markup:
    return say_headline(figures.totals.open_late, len(figures.at_risk), figures.reporting_on, language)


def say_headline(late: int, risk: int, reporting_on: date | None, language: Language) -> Markup:
    """``reporting_on`` None: the figures of this moment."""
    return say_standing(_when(reporting_on, language), late, risk, language)


def say_standing(when: str, late: int, risk: int, language: Language) -> Markup:
    """The first line: of a moment, or of an agency."""
    match bool(late), bool(risk):
        case True, True:
            key = "digest.headline.late_and_risk"
        case True, False:
            key = "digest.headline.late"
        case False, True:
            key = "digest.headline.risk"
        case _:
            key = "digest.headline.calm"
    return say(
        language,
        key,
        when=when,
        late=render_number(late, language),
        risk=render_number(risk, language),
    )


def _when(reporting_on: date | None, language: Language) -> str:
    if reporting_on is None:
        return label(language, "digest.now")
    return label(language, "digest.week", week=reporting_on.isocalendar().week)


def render_context(figures: Figures, language: Language, *, is_compared: bool = False) -> Markup:
    """Whose figures, of which day, compared with which."""
    previous = figures.previous.reporting_on if figures.previous and is_compared else None
    return say_context(figures.scope, figures.as_of, previous, language)


def say_context(
    scope: Sequence[ScopeName], as_of: date, previous_on: date | None, language: Language
) -> Markup:
    name, on = scope_name(scope, language), render_date(as_of)
    if previous_on is None:
        return say(language, "digest.context", scope=name, date=on)
    if previous_on == as_of:
        return say(language, "digest.context_same_day", scope=name, date=on)
    previous = render_date(previous_on)
    return say(language, "digest.context_compared", scope=name, date=on, previous=previous)


def scope_name(scope: Sequence[ScopeName], language: Language) -> str:
    if any(name.level is Level.GOVERNMENT for name in scope):
        return label(language, "digest.country")
    names = ", ".join(agency_name(name, language) for name in scope[:_SCOPES_NAMED])
    others = len(scope) - _SCOPES_NAMED
    return label(language, "digest.more_scopes", names=names, n=others) if others > 0 else names


def render_cells(cells: Cells, language: Language, change: Cells | None = None) -> list[Markup]:
    """The four cells always; what has no date only if there is any or was."""
    shown = [
        cell for cell in Cell if cell is not Cell.NO_DATE or cells.no_date or (change and change.no_date)
    ]
    return [_render_cell(cell, cells, language, change.count(cell) if change else 0) for cell in shown]


def _render_cell(cell: Cell, cells: Cells, language: Language, change: int) -> Markup:
    name, count = say(language, f"digest.cell.{cell}"), render_number(cells.count(cell), language)
    if not change:
        return say(language, "digest.count.same", name=name, count=count)
    sign = "+" if change > 0 else "−"
    moved = f"{sign}{render_number(abs(change), language)}"
    return say(language, "digest.count.changed", name=name, count=count, change=moved)


def render_total(total: int, extended: int, submitted: int, language: Language) -> Markup:
    parts = [say(language, "digest.count.total", total=render_number(total, language))]
    if extended:
        parts.append(say(language, "digest.count.extended", extended=render_number(extended, language)))
    if submitted:
        parts.append(say(language, "digest.count.submitted", submitted=render_number(submitted, language)))
    return Markup(", ").join(parts)


def render_merged(figures: Figures, language: Language) -> list[Markup]:
    """Why counts went down that nobody worked off."""
    merged = figures.held_up.merged
    return [say(language, "digest.merged", n=render_number(merged, language))] if merged else []


def render_late(figures: Figures, group: Group, language: Language) -> Markup:
    """One line for one task, wherever it is late."""
    task, longest = task_label(figures, group, language), max(item.days_late for item in group)
    if (count := count_agencies(group)) > 1:
        return say(language, "digest.late.at_many", task=task, agencies=count, n=longest)
    if len(figures.agencies) == 1:
        title = task_title(figures.tasks[group[0].task_id], language)
        return say(language, "digest.late.titled", task=task, n=longest, title=title)
    agency = agency_of(figures, group[0], language)
    return say(language, "digest.late.at_one", task=task, agency=agency, n=longest)


def render_risk(figures: Figures, group: Group, language: Language) -> Markup:
    """One line for one task, wherever it is at risk."""
    task, nearest = task_label(figures, group, language), min(group, key=lambda item: item.due_on)
    on = render_due(figures, nearest.due_on)
    if (count := count_agencies(group)) > 1:
        kinds = _render_kinds(group, language)
        return say(language, "digest.risk.at_many", task=task, agencies=count, date=on, reasons=kinds)
    reasons = render_reasons(nearest.reasons, language)
    if len(figures.agencies) == 1:
        return say(language, "digest.risk.titled", task=task, date=on, reasons=reasons)
    agency = agency_of(figures, nearest, language)
    return say(language, "digest.risk.at_one", task=task, agency=agency, date=on, reasons=reasons)


def _render_kinds(group: Group, language: Language) -> Markup:
    """Why, by how many agencies."""
    found = [(kind, {i.agency_id for i in group if kind in {r.kind for r in i.reasons}}) for kind in Risk]
    said = [say(language, f"digest.risk_of.{kind}", n=len(where)) for kind, where in found if where]
    return Markup(", ").join(said)


def render_reasons(reasons: Sequence[RiskReason], language: Language) -> Markup:
    return Markup(", ").join(_render_reason(reason, language) for reason in reasons)


def _render_reason(reason: RiskReason, language: Language) -> Markup:
    numbers = reason.numbers
    match reason.kind:
        case Risk.SILENT:
            return say(language, "digest.reason.silent", n=int(numbers["days"]))
        case Risk.OBSTACLE if numbers["days"]:
            return say(language, "digest.reason.obstacle", n=int(numbers["days"]))
        case Risk.OBSTACLE:
            return say(language, "digest.reason.obstacle_new")
        case Risk.EXTENDED:
            return say(language, "digest.reason.extended", n=int(numbers["times"]))
        case Risk.CLOSE:
            return _render_close(numbers, language)
        case _:
            assert_never(reason.kind)


def _render_close(numbers: Mapping[str, float], language: Language) -> Markup:
    percent = numbers.get("percent")
    if percent is None:
        return say(language, "digest.reason.close_unsaid")
    return say(language, "digest.reason.close", percent=render_number(percent, language))
