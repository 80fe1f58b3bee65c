"""Questions with buttons, and prompts: one thing is asked at a time."""

from collections.abc import Sequence
from datetime import date

from bot.actions import Action, Verb
from bot.domain.calendar import WorkingCalendar
from bot.domain.people import Language
from bot.domain.requests import ObstacleCategory
from bot.domain.task import Assignment, TaskKind
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_date, render_weekday_date, shorten
from bot.texts.phrases import agency_of, code_of, icon_of, say_due, say_state, title_of
from bot.texts.tasks import rows_of

_PERCENTS = (25, 50, 75, 90)
_CHOICES = 20
_LATER = (5, 10)
"""Working days that a tap asks for (product §3)."""
REASONS = (1, 2, 3, 4)
"""Numbers of the usual reasons, ``why.<n>``."""


def render_choice(
    found: Sequence[Assignment],
    verb: Verb,
    language: Language,
    today: date,
    *,
    dialogue_id: int = 0,
    rev: int = 0,
) -> Message:
    """Which task? One button each; with ``dialogue_id`` the answer goes on with that open dialogue."""
    with_agency = len({a.agency_id for a in found}) > 1

    def button(a: Assignment) -> Button:
        agency = f" · {agency_of(a, language)}" if with_agency else ""
        text = shorten(f"{icon_of(a, today)} {code_of(a, language)}{agency} {title_of(a, language)}", 48)
        is_answer = verb is Verb.CHOOSE
        action = Action(verb, dialogue_id, rev, str(a.id)) if is_answer else Action(verb, a.id)
        return Button(text, action)

    buttons = [button(a) for a in found[:_CHOICES]]
    rest = len(found) - len(buttons)
    text = lines(say(language, "ask.which"), say(language, "ask.which_more", n=rest) if rest else None)
    return Message(text, buttons=rows_of(buttons, per_row=1), dialogue_id=dialogue_id or None)


def render_report_menu(a: Assignment, language: Language, calendar: WorkingCalendar, today: date) -> Message:
    """How far is it? Percent by a tap, a number, done, or a note."""
    text = lines(
        say(
            language, "ask.progress", code=code_of(a, language), state=say_state(a, today, calendar, language)
        ),
        title_of(a, language),
    )
    percents = [
        Button(f"{percent} %", Action(Verb.PERCENT, a.id, argument=str(percent))) for percent in _PERCENTS
    ]
    number = (
        (Verb.VALUE, "button.kpi_value")
        if a.task.kind is TaskKind.KPI
        else (Verb.NUMBER, "button.another_number")
    )
    others = [
        Button(label(language, number[1]), Action(number[0], a.id)),
        Button(label(language, "button.done"), Action(Verb.DONE, a.id)),
        Button(label(language, "button.note"), Action(Verb.NOTE, a.id)),
    ]
    return Message(text, buttons=rows_of(percents) + rows_of(others), about=a.id)


def render_prompt(key: str, a: Assignment, language: Language, *, dialogue_id: int, rev: int) -> Message:
    """Asks for one thing in words: ``ask.<key>``; *Hủy* ends this dialogue and no later one."""
    text = say(
        language,
        f"ask.{key}",
        code=code_of(a, language),
        title=title_of(a, language),
        unit=f" ({a.task.kpi_unit})" if a.task.kpi_unit else "",
        expected=a.task.evidence_expected,
    )
    cancel = Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev))
    return Message(text, buttons=((cancel,),), about=a.id, dialogue_id=dialogue_id)


def render_wanted(
    a: Assignment,
    language: Language,
    calendar: WorkingCalendar,
    today: date,
    *,
    pending_on: date | None,
    dialogue_id: int,
    rev: int,
) -> Message:
    """Until when? Two dates by a tap, any other in words; a request that is open already is named."""
    text = lines(
        say(language, "ask.wanted", code=code_of(a, language)),
        say_due(a, calendar, language),
        say(language, "ask.wanted_pending", date=render_date(pending_on)) if pending_on else None,
    )
    start = max(a.due_on or today, today)
    buttons = [
        Button(
            label(
                language,
                "button.later_by",
                n=days,
                date=render_weekday_date(calendar.add_working_days(start, days), language),
            ),
            Action(Verb.WANT, dialogue_id, rev, str(days)),
        )
        for days in _LATER
    ]
    rows = (*rows_of(buttons, per_row=1), _cancel(language, dialogue_id, rev))
    return Message(text, buttons=rows, about=a.id, dialogue_id=dialogue_id)


def render_why(a: Assignment, language: Language, *, dialogue_id: int, rev: int) -> Message:
    """Why is more time needed? The usual reasons by a tap, any other in words."""
    text = say(language, "ask.why", code=code_of(a, language))
    buttons = [
        Button(label(language, f"why.{number}"), Action(Verb.WHY, dialogue_id, rev, str(number)))
        for number in REASONS
    ]
    rows = (*rows_of(buttons, per_row=1), _cancel(language, dialogue_id, rev))
    return Message(text, buttons=rows, about=a.id, dialogue_id=dialogue_id)


def render_category(a: Assignment, language: Language, *, dialogue_id: int, rev: int) -> Message:
    """What kind of obstacle? By a tap, or simply told in words."""
    text = say(language, "ask.category", code=code_of(a, language))
    buttons = [
        Button(
            label(language, f"category.{category}").capitalize(),
            Action(Verb.CATEGORY, dialogue_id, rev, category.value),
        )
        for category in ObstacleCategory
    ]
    rows = (*rows_of(buttons), _cancel(language, dialogue_id, rev))
    return Message(text, buttons=rows, about=a.id, dialogue_id=dialogue_id)


def render_asked_of(a: Assignment, language: Language, *, dialogue_id: int, rev: int) -> Message:
    """Whose help is needed: an agency in words, or the office by a tap."""
    officer = Button(label(language, "button.ask_office"), Action(Verb.ASK_OFFICE, dialogue_id, rev))
    text = say(language, "ask.asked_of", code=code_of(a, language))
    rows = ((officer,), _cancel(language, dialogue_id, rev))
    return Message(text, buttons=rows, about=a.id, dialogue_id=dialogue_id)


def _cancel(language: Language, dialogue_id: int, rev: int) -> tuple[Button, ...]:
    return (Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev)),)
