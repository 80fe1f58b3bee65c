"""One task at many agencies: what is late by task, who is late with it, how far all of them are."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.paging import Page
from bot.domain.people import Language
from bot.domain.rules import Rules
from bot.domain.task import Assignment, TaskKind
from bot.domain.urging import Target, TargetKind
from bot.domain.views import LateTaskLine
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.digest_lines import with_period
from bot.texts.files import LATE, excel_row
from bot.texts.formats import shorten
from bot.texts.phrases import agency_of, icon_of, say_figure, say_spread, say_state, title_of
from bot.texts.tasks import open_card, pager, rows_of
from bot.texts.urging import urge_button

_LATE_TASKS_SHOWN = 10


def render_late_by_task(late: Sequence[LateTaskLine], language: Language) -> Message:
    """For wide scopes: a line a task, each opening its agencies."""
    if not late:
        return Message(say(language, "list.overdue_none"))
    total = sum(line.count for line in late)
    shown = late[:_LATE_TASKS_SHOWN]
    parts = [say(language, "list.overdue_by_task", n=total)]
    parts += [
        say(
            language,
            "list.late_task",
            code=line.code,
            title=shorten(line.title_en if language is Language.EN and line.title_en else line.title_vi, 60),
            agencies=say_spread(line.agencies, line.count, language),
            days=say(language, "state.overdue", n=line.days_late),
        )
        for line in shown
    ]
    if len(late) > len(shown):
        parts.append(say(language, "list.more", n=len(late) - len(shown)))
    buttons = [Button(f"{line.code} ({line.count})", Action(Verb.LATE_TASK, line.task_id)) for line in shown]
    return Message(lines(*parts), buttons=rows_of(buttons) + excel_row(language, LATE))


def render_late_agencies(
    page: Page[Assignment], task_id: int, language: Language, rules: Rules, today: date
) -> Message:
    """The agencies that are late with one task."""
    if not page.items:
        return Message(say(language, "list.overdue_none"))
    first = page.items[0]
    head = say(
        language,
        "list.late_agencies_head",
        code=first.task.code,
        n=page.total,
        title=title_of(first, language),
        page=page.number + 1,
        pages=page.count,
    )
    entries = [
        say(
            language,
            "list.agency_line",
            icon=icon_of(item, today),
            agency=with_period(agency_of(item, language), item.period, language),
            state=say_state(item, today, rules.calendar, language),
        )
        for item in page.items
    ]
    buttons = [
        Button(shorten(agency_of(item, language), 30), Action(Verb.CARD, item.id)) for item in page.items
    ]
    back = Button(label(language, "button.back"), Action(Verb.OVERDUE))
    # Only those who watch many agencies see this list, and they may urge them.
    urge = urge_button(Target(TargetKind.TASK, task_id), language)
    rows = (
        rows_of(buttons)
        + pager(Verb.LATE_TASK, page.number, page.count, language, id_=task_id)
        + ((urge, back),)
    )
    return Message(lines(head, *entries), buttons=rows)


def _say_standing(a: Assignment, language: Language, rules: Rules, today: date) -> Markup:
    """How it stands with the date; of an indicator the value against its target comes first."""
    state = say_state(a, today, rules.calendar, language)
    if a.task.kind is not TaskKind.KPI:
        return state
    figure = say(language, "step.no_value") if a.value is None else say_figure(a, a.value, language)
    return Markup("{}; {}").format(figure, state)


def render_task_overview(
    page: Page[Assignment], done: int, language: Language, rules: Rules, today: date
) -> Message:
    """The roll-up ("41/63") and every agency, each opening its card."""
    if not page.items:
        return Message(say(language, "error.not_found"))
    task = page.items[0].task
    head = say(
        language,
        "list.task_head",
        code=task.code,
        done=done,
        n=page.total,
        title=title_of(page.items[0], language),
        page=page.number + 1,
        pages=page.count,
    )
    entries = [
        say(
            language,
            "list.agency_line",
            icon=icon_of(item, today),
            agency=with_period(agency_of(item, language), item.period, language),
            state=_say_standing(item, language, rules, today),
        )
        for item in page.items
    ]
    here = Action(Verb.TASK, task.id, page.number)
    buttons = [
        Button(shorten(agency_of(item, language), 30), open_card(item.id, here)) for item in page.items
    ]
    turning = pager(Verb.TASK, page.number, page.count, language, id_=task.id)
    return Message(lines(head, *entries), buttons=(*rows_of(buttons), *turning))
