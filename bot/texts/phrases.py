"""The short phrases that every message shares: a task's title, its due date, where it stands."""

from datetime import date

from markupsafe import Markup

from bot.domain.calendar import WorkingCalendar
from bot.domain.people import Language
from bot.domain.report import Proof, ProofKind
from bot.domain.task import Assignment, DueState, Status, due_state
from bot.texts.catalogue import say
from bot.texts.formats import render_date, render_number, render_weekday_date, shorten

TITLE_LENGTH = 90
_ICONS = {
    DueState.OVERDUE: "🔴",
    DueState.DUE_TODAY: "🟠",
    DueState.DUE_SOON: "🟡",
    DueState.AT_RISK: "🟡",
    DueState.ON_TRACK: "🟢",
    DueState.NO_DATE: "⚪",
}


def title_of(assignment: Assignment, language: Language, *, limit: int = TITLE_LENGTH) -> str:
    task = assignment.task
    return shorten(task.title_en if language is Language.EN and task.title_en else task.title_vi, limit)


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
        text += " " + say(language, "due.day_off", date=render_weekday_date(last, language))
    if assignment.original_due_on and assignment.original_due_on != due_on:
        text += " " + say(language, "due.original", date=render_date(assignment.original_due_on))
    return text


def say_progress(assignment: Assignment, language: Language) -> Markup | None:
    task = assignment.task
    if assignment.value is not None:
        target = render_number(task.kpi_target, language) if task.kpi_target is not None else "…"
        value = render_number(assignment.value, language)
        return say(language, "progress.value", value=value, target=target, unit=task.kpi_unit)
    if assignment.percent is not None:
        return say(language, "progress.percent", percent=render_number(assignment.percent, language))
    return None


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
