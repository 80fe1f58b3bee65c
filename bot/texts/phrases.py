"""The short phrases that every message shares: a task's title, its due date, where it stands."""

from datetime import date

from markupsafe import Markup

from bot.domain.calendar import WorkingCalendar
from bot.domain.people import Language
from bot.domain.recurrence import short_period
from bot.domain.report import Proof, ProofKind
from bot.domain.task import Assignment, DueState, Status, TaskKind, due_state
from bot.texts.catalogue import label, say
from bot.texts.formats import render_date, render_number, render_weekday_date, shorten
from bot.texts.indicators import say_against

TITLE_LENGTH = 90
_ICONS = {
    DueState.OVERDUE: "🔴",
    DueState.DUE_TODAY: "🟠",
    DueState.DUE_SOON: "🟡",
    DueState.AT_RISK: "🟡",
    DueState.ON_TRACK: "🟢",
    DueState.NO_DATE: "⚪",
}


def say_spread(agencies: int, count: int, language: Language) -> Markup:
    """At how many agencies; a task that recurs may be there several times."""
    if count == agencies:
        return say(language, "list.agencies", n=agencies)
    return say(language, "list.agencies_periods", agencies=agencies, n=count)


def title_of(assignment: Assignment, language: Language, *, limit: int = TITLE_LENGTH) -> str:
    task = assignment.task
    return shorten(task.title_en if language is Language.EN and task.title_en else task.title_vi, limit)


def code_of(assignment: Assignment, language: Language) -> str:
    """``NV-007``, with the period of a recurring task: its occurrences have nothing else to tell them apart."""
    code = assignment.task.code
    if not assignment.period:
        return code
    return label(language, "occurrence.name", code=code, period=short_period(assignment.period))


def agency_of(assignment: Assignment, language: Language) -> str:
    english = language is Language.EN and assignment.agency_en
    return assignment.agency_en if english else assignment.agency_vi


def icon_of(assignment: Assignment, today: date) -> str:
    if assignment.status is Status.DONE:
        return "✅"
    if assignment.status is Status.SUBMITTED:
        return "🔵"
    return _ICONS[due_state(assignment.status, assignment.due_on, today)]


def say_state(assignment: Assignment, today: date, calendar: WorkingCalendar, language: Language) -> Markup:
    """Where it stands: late by so many calendar days, so many working days left, or what the status says."""
    if assignment.status in {Status.DONE, Status.SUBMITTED, Status.CANCELLED, Status.TRANSFERRED}:
        return say(language, f"status.{assignment.status}")
    if assignment.due_on is None:
        return say(language, "state.no_date")
    if today > assignment.due_on:
        return say(language, "state.overdue", n=(today - assignment.due_on).days)
    return _say_time_left(assignment.due_on, today, calendar, language)


def _say_time_left(due_on: date, today: date, calendar: WorkingCalendar, language: Language) -> Markup:
    if today == due_on:
        return say(language, "state.due_today")
    left = calendar.working_days_between(today, due_on)
    if left == 0 and not calendar.is_working_day(today):
        return say(language, "state.last_day_off_due")
    if left == 0:
        return say(language, "state.last_working_day")
    return say(language, "state.left", n=left)


def say_due(assignment: Assignment, calendar: WorkingCalendar, language: Language) -> Markup:
    """The due date with its weekday; a day off names the last working day before it."""
    due_on = assignment.due_on
    if due_on is None:
        return say(language, "due.none")
    text = say(language, "due.on", date=render_weekday_date(due_on, language))
    if not calendar.is_working_day(due_on):
        last = calendar.last_working_day(due_on)
        off = say_day_off(due_on, calendar, language)
        text += " " + say(language, "due.day_off", off=off, date=render_weekday_date(last, language))
    if assignment.original_due_on and assignment.original_due_on != due_on:
        text += " " + say(language, "due.original", date=render_date(assignment.original_due_on))
    return text


def say_day_off(day: date, calendar: WorkingCalendar, language: Language) -> Markup:
    """Why a day is off, by the name of the holiday if it is one."""
    reason = calendar.day_off_reason(day, language)
    if reason is None or not reason.name:
        return say(language, "due.off")
    return say(language, "due.off_named", name=reason.name)


def warn_day_off(day: date, calendar: WorkingCalendar, language: Language) -> Markup | None:
    """That a date falls on a day off, and which working day is the last before it."""
    if calendar.is_working_day(day):
        return None
    last = render_weekday_date(calendar.last_working_day(day), language)
    return say(language, "confirm.day_off", off=say_day_off(day, calendar, language), date=last)


def say_progress(assignment: Assignment, language: Language) -> Markup | None:
    if assignment.value is not None:
        return say(language, "progress.value", value=say_figure(assignment, assignment.value, language))
    if assignment.percent is not None:
        return say(language, "progress.percent", percent=render_number(assignment.percent, language))
    return None


def say_figure(assignment: Assignment, value: float, language: Language, *, is_exact: bool = False) -> str:
    """A figure is never bare: with its target and its unit as far as they are known (``41/63 tỉnh``)."""
    task = assignment.task
    if task.kpi_target is None and task.kind is not TaskKind.KPI:
        return f"{render_number(value, language, is_exact=is_exact)} {task.kpi_unit}".rstrip()
    return say_against(value, task.kpi_target, task.kpi_unit, language, is_exact=is_exact)


def say_proof(proof: Proof, language: Language) -> Markup:
    match proof.kind:
        case ProofKind.DOCUMENT if proof.issued_on is not None:
            return say(
                language, "proof.document_dated", number=proof.number, date=render_date(proof.issued_on)
            )
        case ProofKind.DOCUMENT:
            return say(language, "proof.document", number=proof.number)
        case ProofKind.LINK:
            return say(language, "proof.link", url=shorten(proof.url, 300))
        case ProofKind.PHOTO:
            return say(language, "proof.photo")
        case ProofKind.FILE:
            return say(language, "proof.file", name=shorten(proof.file_name or "?", 60))
