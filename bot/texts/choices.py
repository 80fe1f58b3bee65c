"""Questions with buttons, prompts, the confirm card, and what is said after it was stored."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.calendar import WorkingCalendar
from bot.domain.people import Language
from bot.domain.report import WISHES, Draft, ReportKind
from bot.domain.task import Assignment, TaskKind
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_number, shorten
from bot.texts.phrases import agency_of, icon_of, say_due, say_proof, say_state, title_of
from bot.texts.tasks import rows_of

_PERCENTS = (25, 50, 75, 90)
_CHOICES = 20
Item = tuple[Draft, Assignment]


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
        text = shorten(f"{icon_of(a, today)} {a.task.code}{agency} {title_of(a, language)}", 48)
        is_answer = verb is Verb.CHOOSE
        action = Action(verb, dialogue_id, rev, str(a.id)) if is_answer else Action(verb, a.id)
        return Button(text, action)

    buttons = [button(a) for a in found[:_CHOICES]]
    rest = len(found) - len(buttons)
    text = lines(say(language, "ask.which"), say(language, "ask.which_more", n=rest) if rest else None)
    return Message(text, buttons=rows_of(buttons, per_row=1))


def render_report_menu(a: Assignment, language: Language, calendar: WorkingCalendar, today: date) -> Message:
    """How far is it? Percent by a tap, a number, done, or a note."""
    text = lines(
        say(language, "ask.progress", code=a.task.code, state=say_state(a, today, calendar, language)),
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
        code=a.task.code,
        title=title_of(a, language),
        unit=a.task.kpi_unit,
        expected=a.task.evidence_expected,
    )
    cancel = Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev))
    return Message(text, buttons=((cancel,),), about=a.id)


def render_confirm(
    items: Sequence[Item], language: Language, calendar: WorkingCalendar, *, dialogue_id: int, rev: int
) -> Message:
    """Exactly what will be stored, task by task; *Ghi nhận · Sửa · Hủy*."""
    parts: list[Markup | str] = [say(language, "confirm.head")]
    for draft, assignment in items:
        parts += [" ", *_say_draft(draft, assignment, language, calendar)]
    if any(draft.kind in WISHES for draft, _ in items):
        parts += [" ", say(language, "confirm.wish")]
    buttons = (
        Button(label(language, "button.confirm"), Action(Verb.CONFIRM, dialogue_id, rev)),
        Button(label(language, "button.correct"), Action(Verb.CORRECT, dialogue_id, rev)),
        Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev)),
    )
    return Message(lines(*parts), buttons=rows_of(buttons), about=items[0][1].id if len(items) == 1 else None)


def _say_draft(draft: Draft, a: Assignment, language: Language, calendar: WorkingCalendar) -> list[Markup]:
    facts = [
        say(language, "confirm.task", code=a.task.code, agency=agency_of(a, language)),
        Markup("{}").format(title_of(a, language)),
        say(language, f"confirm.{draft.kind}"),
    ]
    if draft.percent is not None:
        facts.append(say(language, "progress.percent", percent=render_number(draft.percent, language)))
    if draft.value is not None:
        value = render_number(draft.value, language)
        facts.append(say(language, "confirm.value", value=value, unit=a.task.kpi_unit))
    facts += [say_proof(proof, language) for proof in draft.proofs]
    if draft.note:
        facts.append(say(language, "confirm.words", note=draft.note))
    if draft.kind in WISHES:
        facts.append(say_due(a, calendar, language))
    return facts


def render_correct(
    items: Sequence[Item], language: Language, calendar: WorkingCalendar, *, dialogue_id: int, rev: int
) -> Message:
    """Which field is wrong? One button each, under the draft as it stands."""
    draft, assignment = items[0]
    fields = ["task"]
    if draft.kind is ReportKind.PROGRESS:
        fields += ["value" if draft.value is not None else "percent"]
    if draft.kind is ReportKind.DONE:
        fields += ["proof"]
    fields += ["note"]
    buttons = [
        Button(label(language, f"field.{field}"), Action(Verb.FIELD, dialogue_id, rev, field))
        for field in fields
    ]
    buttons.append(Button(label(language, "button.cancel"), Action(Verb.CANCEL, dialogue_id, rev)))
    text = lines(*_say_draft(draft, assignment, language, calendar), " ", say(language, "ask.field"))
    return Message(text, buttons=rows_of(buttons), about=assignment.id)


def render_stored(
    items: Sequence[Item], language: Language, calendar: WorkingCalendar, today: date
) -> Message:
    """After the tap: what was stored, and what happens next."""
    parts: list[Markup | str] = [say(language, "stored.head")]
    for draft, a in items:
        state = say_state(a, today, calendar, language)
        parts += [
            " ",
            say(language, "stored.task", code=a.task.code, agency=agency_of(a, language), state=state),
            *_say_draft(draft, a, language, calendar)[2:],
            say(language, f"stored.{draft.kind}"),
        ]
    return Message(lines(*parts), about=items[0][1].id if len(items) == 1 else None)
