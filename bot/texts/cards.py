"""The confirm card, its corrections, and what is said after the tap: exactly what is stored, task by task."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.calendar import WorkingCalendar
from bot.domain.people import Language
from bot.domain.report import ReportKind
from bot.domain.rungs import Recipient
from bot.domain.task import TaskKind
from bot.domain.views import DraftView
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_date, render_number, render_weekday_date
from bot.texts.indicators import say_target, say_warning
from bot.texts.phrases import (
    agency_of,
    code_of,
    say_due,
    say_figure,
    say_proof,
    say_state,
    title_of,
    warn_day_off,
)
from bot.texts.tasks import rows_of

_MOST_FIELDS = 8
_FIELDS = {
    ReportKind.PROGRESS: ("percent", "note"),
    ReportKind.DONE: ("proof", "note"),
    ReportKind.NOTE: ("note",),
    ReportKind.EXTENSION: ("wanted", "why"),
    ReportKind.OBSTACLE: ("category", "obstacle", "asked_of"),
}


def render_confirm(
    items: Sequence[DraftView],
    language: Language,
    calendar: WorkingCalendar,
    today: date,
    *,
    dialogue_id: int,
    rev: int,
) -> Message:
    """*Ghi nhận · Sửa · Hủy* under everything that the tap would store."""
    parts: list[Markup | str] = [say(language, "confirm.head")]
    for group in _by_assignment(items):
        a = group[0].assignment
        parts += [
            " ",
            say(language, "confirm.task", code=code_of(a, language), agency=agency_of(a, language)),
            Markup("{}").format(title_of(a, language)),
        ]
        for item in group:
            parts += _say_item(item, language, calendar, today)
    buttons = (
        Button(label(language, "button.confirm"), Action(Verb.CONFIRM, dialogue_id, rev)),
        Button(label(language, "button.correct"), Action(Verb.CORRECT, dialogue_id, rev)),
        Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev)),
    )
    return Message(
        lines(*parts), buttons=rows_of(buttons), about=_only_assignment(items), dialogue_id=dialogue_id
    )


def _by_assignment(items: Sequence[DraftView]) -> list[list[DraftView]]:
    groups: dict[int, list[DraftView]] = {}
    for item in items:
        groups.setdefault(item.assignment.id, []).append(item)
    return list(groups.values())


def _only_assignment(items: Sequence[DraftView]) -> int | None:
    ids = {item.assignment.id for item in items}
    return ids.pop() if len(ids) == 1 else None


def _say_item(
    item: DraftView, language: Language, calendar: WorkingCalendar, today: date
) -> list[Markup | str]:
    match item.draft.kind:
        case ReportKind.EXTENSION:
            return _say_extension(item, language, calendar, today)
        case ReportKind.OBSTACLE:
            return _say_obstacle(item, language)
        case ReportKind.PROGRESS | ReportKind.DONE | ReportKind.NOTE:
            return _say_report(item, language)


def _say_report(item: DraftView, language: Language) -> list[Markup | str]:
    draft = item.draft
    facts: list[Markup | str] = []
    if draft.kind is ReportKind.DONE:
        facts.append(say(language, "confirm.done"))
    elif draft.kind is ReportKind.PROGRESS and draft.percent is None and draft.value is None:
        facts.append(say(language, "step.not_started" if draft.is_not_started else "confirm.progress"))
    facts += _say_figures(item, language)
    if draft.note:
        facts.append(say(language, "confirm.words", note=draft.note))
    if item.takes_back:
        facts.append(say(language, "confirm.takes_back"))
    return facts


def _say_figures(item: DraftView, language: Language) -> list[Markup | str]:
    """Percent, value and proofs, to the last digit: whatever the kind, they would be stored."""
    draft, a = item.draft, item.assignment
    facts: list[Markup | str] = []
    if draft.percent is not None:
        percent = render_number(draft.percent, language, is_exact=True)
        facts.append(say(language, "confirm.percent", percent=percent))
    if draft.value is not None:
        value = say_figure(a, draft.value, language, is_exact=True)
        facts.append(say(language, "confirm.value", value=value))
        if a.value is not None and a.value != draft.value:
            facts.append(say(language, "confirm.value_before", value=say_figure(a, a.value, language)))
        if a.task.kind is TaskKind.KPI:
            facts.append(say_target(a.task, item.target, language))
            facts += say_warning(a, draft.value, language)
    return facts + [say_proof(proof, language) for proof in draft.proofs]


def _say_extension(
    item: DraftView, language: Language, calendar: WorkingCalendar, today: date
) -> list[Markup | str]:
    draft, a = item.draft, item.assignment
    facts: list[Markup | str] = [say(language, "confirm.extension"), *_say_figures(item, language)]
    if draft.wanted_on is not None:
        facts += _say_wanted(draft.wanted_on, a.due_on, language, calendar, today)
    facts.append(say_due(a, calendar, language))
    if draft.note:
        facts.append(say(language, "confirm.reason", reason=draft.note))
    if item.replaces is not None:
        facts.append(say(language, "confirm.replaces", date=render_date(item.replaces.wanted_on)))
    if item.decider is Recipient.LEADER:
        key = "confirm.leader_second" if item.granted_before else "confirm.leader_long"
        facts.append(say(language, key))
    elif item.decider is not None:
        facts.append(say(language, "confirm.officer"))
    return facts


def _say_wanted(
    wanted_on: date, due_on: date | None, language: Language, calendar: WorkingCalendar, today: date
) -> list[Markup | str]:
    """The date with its weekday and the arithmetic that an official would do by hand."""
    facts: list[Markup | str] = [
        say(
            language,
            "confirm.wanted",
            date=render_weekday_date(wanted_on, language),
            left=say(language, "confirm.left", n=calendar.working_days_between(today, wanted_on)),
        )
    ]
    if due_on is not None:
        facts.append(say(language, "confirm.later", n=calendar.working_days_between(due_on, wanted_on)))
    warning = warn_day_off(wanted_on, calendar, language)
    return facts if warning is None else [*facts, warning]


def _say_obstacle(item: DraftView, language: Language) -> list[Markup | str]:
    draft = item.draft
    category = say(language, f"category.{draft.category}") if draft.category else Markup("…")
    facts: list[Markup | str] = [
        say(language, "confirm.obstacle", category=category),
        *_say_figures(item, language),
    ]
    if draft.note:
        facts.append(say(language, "confirm.text", text=draft.note))
    agency = item.asked_of
    if agency is None:
        facts.append(say(language, "confirm.asked_officer"))
    else:
        name = (language is Language.EN and agency.name_en) or agency.short_vi
        key = "confirm.asked_agency" if item.is_asked_of_bound else "confirm.asked_unbound"
        facts.append(say(language, key, agency=name))
    return facts


def _say_result(
    item: DraftView, language: Language, calendar: WorkingCalendar, today: date
) -> list[Markup | str]:
    """What was stored, without what only helped to decide; and what happens next."""
    draft = item.draft
    after = say(language, f"stored.{draft.kind}")
    match draft.kind:
        case ReportKind.EXTENSION if draft.wanted_on is not None:
            wanted = render_weekday_date(draft.wanted_on, language)
            reason = say(language, "confirm.reason", reason=draft.note)
            head = say(language, "stored.wanted", date=wanted)
            return [head, *_say_figures(item, language), reason, after]
        case _:
            return [*_say_item(item, language, calendar, today), after]


def list_fields(items: Sequence[DraftView]) -> list[tuple[int, str]]:
    """What of a card can be corrected: ``(number of the draft, field)``; nothing when there is too much of it."""
    fields: list[tuple[int, str]] = []
    for number, item in enumerate(items):
        of_kind = list(_FIELDS[item.draft.kind])
        if item.draft.value is not None:
            of_kind[0] = "value"
        fields += [(number, field) for field in of_kind]
    if len({item.assignment.id for item in items}) == 1:
        fields.insert(0, (0, "task"))
    return fields if len(fields) <= _MOST_FIELDS else []


def render_correct(
    items: Sequence[DraftView],
    language: Language,
    calendar: WorkingCalendar,
    today: date,
    *,
    dialogue_id: int,
    rev: int,
) -> Message:
    """Which field is wrong? One button each, under the drafts as they stand."""
    card = render_confirm(items, language, calendar, today, dialogue_id=dialogue_id, rev=rev)
    with_code = len({item.assignment.id for item in items}) > 1

    def button(number: int, field: str) -> Button:
        code = f"{items[number].assignment.task.code} " if with_code else ""
        text = f"{code}{label(language, f'field.{field}')}"
        return Button(text, Action(Verb.FIELD, dialogue_id, rev, f"{number}.{field}"))

    buttons = [button(number, field) for number, field in list_fields(items)]
    buttons.append(Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev)))
    text = lines(card.text, " ", say(language, "ask.field"))
    return Message(text, buttons=rows_of(buttons), about=card.about, dialogue_id=dialogue_id)


def render_stored(
    items: Sequence[DraftView],
    language: Language,
    calendar: WorkingCalendar,
    today: date,
    *,
    report_id: int,
) -> Message:
    """After the tap: what was stored, what happens next, and *Rút lại* for a few minutes."""
    parts: list[Markup | str] = [say(language, "stored.head")]
    for group in _by_assignment(items):
        a = group[-1].assignment
        state = say_state(a, today, calendar, language)
        parts += [
            " ",
            say(
                language, "stored.task", code=code_of(a, language), agency=agency_of(a, language), state=state
            ),
        ]
        for item in group:
            parts += [*_say_result(item, language, calendar, today)]
    undo = Button(label(language, "button.withdraw"), Action(Verb.WITHDRAW, report_id))
    return Message(lines(*parts), buttons=((undo,),), about=_only_assignment(items))
