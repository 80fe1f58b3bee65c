"""Giving a task in words: one question at a time, then exactly what the tap would make."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.calendar import WorkingCalendar
from bot.domain.giving import Ask, Given, GivingView, LeadName, NewTask, list_modes
from bot.domain.people import Language
from bot.domain.task import LeadMode, Precision
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_weekday_date, shorten
from bot.texts.tasks import Rows, rows_of

_BEFORE_FOLD = 6
_MOST_NAMES = 1200
"""Characters: two lists and a title stay within one message."""
_NAME = 60


def render_question(
    field: Ask, task: NewTask, language: Language, *, note: Markup | None = None, dialogue_id: int, rev: int
) -> Message:
    """Asks for one thing. ``note``: what was wrong with the last answer; it stands in front."""
    if note is None or field is Ask.MODE:
        note = lines(note, say(language, f"giving.ask_{field}", n=len(task.agencies)))

    def to(argument: str, key: str) -> Button:
        return Button(label(language, key), Action(Verb.TALK, dialogue_id, rev, argument))

    buttons: list[Button] = []
    if field is Ask.SOURCE:
        buttons.append(to("none", "giving.no_source"))
    if field is Ask.DUE:
        buttons.append(to("none", "giving.no_due"))
    if field is Ask.MODE:
        buttons += [to(f"m.{mode}", f"giving.mode_{mode}") for mode in list_modes(len(task.agencies))]
    buttons.append(_cancel(language, dialogue_id, rev))
    return Message(note, buttons=rows_of(buttons, per_row=1 if field is Ask.MODE else 2))


def _cancel(language: Language, dialogue_id: int, rev: int) -> Button:
    return Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev))


def render_preview(
    view: GivingView,
    language: Language,
    calendar: WorkingCalendar,
    *,
    note: Markup | None = None,
    dialogue_id: int,
    rev: int,
) -> Message:
    """*Giao · Sửa · Hủy* under everything that the tap would make, the count first."""
    task = view.task
    text = lines(
        note,
        say(language, "giving.head", n=len(view.assigned)),
        say(language, "giving.title", title=task.title),
        *_say_due(task, language, calendar),
        say(language, "giving.source", source=task.source)
        if task.source
        else say(language, "giving.source_none"),
        _say_mode(task, language),
        *_say_names(view, language),
        say(language, "giving.coordinating", names=_join(view.coordinating, language))
        if view.coordinating
        else None,
        say(language, "giving.outside", n=task.outside) if task.outside else None,
        *_say_unbound(view, language),
    )
    buttons = [
        Button(label(language, "giving.button_give"), Action(Verb.TALK, dialogue_id, rev, "ok")),
        Button(label(language, "giving.button_fix"), Action(Verb.TALK, dialogue_id, rev, "fix")),
        _cancel(language, dialogue_id, rev),
    ]
    return Message(text, buttons=rows_of(buttons), dialogue_id=dialogue_id)


def _say_mode(task: NewTask, language: Language) -> Markup | None:
    match task.mode:
        case LeadMode.EACH:
            return say(language, "giving.mode_line_each")
        case LeadMode.JOINT:
            return say(language, "giving.mode_line_joint")
        case LeadMode.SINGLE | None:
            return None


def _say_due(task: NewTask, language: Language, calendar: WorkingCalendar) -> list[Markup]:
    if task.due_on is None:
        return [say(language, "giving.due_none")]
    said = [say_due_date(task.due_on, task.precision or Precision.DAY, language)]
    if not calendar.is_working_day(task.due_on):
        last = calendar.last_working_day(task.due_on)
        said.append(say(language, "giving.day_off", date=render_weekday_date(last, language)))
    return said


def say_due_date(due_on: date, precision: Precision, language: Language) -> Markup:
    """The day with its weekday; a month, quarter or year by its name, too."""
    day = render_weekday_date(due_on, language)
    match precision:
        case Precision.MONTH:
            return say(language, "giving.due_month", number=due_on.month, year=due_on.year, date=day)
        case Precision.QUARTER:
            number = (due_on.month + 2) // 3
            return say(language, "giving.due_quarter", number=number, year=due_on.year, date=day)
        case Precision.YEAR:
            return say(language, "giving.due_year", year=due_on.year, date=day)
        case Precision.DAY | Precision.NONE:
            return say(language, "giving.due", date=day)


def _name(lead: LeadName, language: Language) -> str:
    return shorten((language is Language.EN and lead.en) or lead.vi, _NAME)


def _join(names: Sequence[LeadName], language: Language) -> str:
    return shorten(", ".join(_name(lead, language) for lead in names), _MOST_NAMES)


def _fold(names: Sequence[LeadName], language: Language) -> Markup:
    """All of them, behind a touch. In English by code as soon as the full names are too long for one message."""
    joined = ", ".join(_name(lead, language) for lead in names)
    if len(joined) > _MOST_NAMES:
        joined = ", ".join(lead.vi for lead in names)
    if len(joined) > _MOST_NAMES:
        joined = ", ".join(lead.code for lead in names)
    return Markup("<blockquote expandable>{}</blockquote>").format(joined)


def _say_names(view: GivingView, language: Language) -> list[Markup]:
    if len(view.assigned) <= _BEFORE_FOLD:
        return [say(language, "giving.names", names=_join(view.assigned, language))]
    return [say(language, "giving.names_folded"), _fold(view.assigned, language)]


def _say_unbound(view: GivingView, language: Language) -> list[Markup]:
    unbound = view.unbound
    if not unbound:
        return []
    if len(unbound) <= _BEFORE_FOLD:
        return [say(language, "giving.unbound", n=len(unbound), names=_join(unbound, language))]
    return [say(language, "giving.unbound_folded", n=len(unbound)), _fold(unbound, language)]


def render_fields(view: GivingView, language: Language, *, dialogue_id: int, rev: int) -> Message:
    """*Sửa*: which part is asked again."""
    fields = [field for field in Ask if field is not Ask.MODE or len(view.task.agencies) > 1]
    buttons = [
        Button(label(language, f"giving.fix_{field}"), Action(Verb.TALK, dialogue_id, rev, f"f.{field}"))
        for field in fields
    ]
    back = Button(label(language, "giving.fix_back"), Action(Verb.TALK, dialogue_id, rev, "back"))
    rows: Rows = (*rows_of(buttons), (back,))
    return Message(say(language, "giving.fix_head"), buttons=rows, dialogue_id=dialogue_id)


def render_given(given: Given, language: Language) -> Message:
    view = given.view
    text = say(
        language,
        "giving.done",
        code=given.code,
        n=len(view.assigned),
        title=shorten(view.task.title, 160),
    )
    button = Button(label(language, "giving.done_button", code=given.code), Action(Verb.TASK, given.task_id))
    return Message(text, buttons=((button,),))
