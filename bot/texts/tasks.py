"""Lists of tasks, the task card, the history."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.paging import Page
from bot.domain.people import Language
from bot.domain.report import WISHES, Report, StoredProof
from bot.domain.rules import Rules
from bot.domain.task import OPEN_STATUSES, Assignment, Status
from bot.domain.urging import TargetKind
from bot.domain.views import CardView, HistoryLine, HistoryView
from bot.messages import Button, Message
from bot.texts.amending import adjust_button, say_amendment
from bot.texts.catalogue import label, lines, say
from bot.texts.files import ALL, LATE, excel_row
from bot.texts.formats import render_date, render_moment, render_number, shorten
from bot.texts.indicators import say_indicator
from bot.texts.phrases import (
    agency_of,
    code_of,
    icon_of,
    say_due,
    say_figure,
    say_progress,
    say_proof,
    say_state,
    title_of,
)

Rows = tuple[tuple[Button, ...], ...]


def rows_of(buttons: Sequence[Button], *, per_row: int = 2) -> Rows:
    """Two a row: they can be hit with a thumb."""
    return tuple(tuple(buttons[i : i + per_row]) for i in range(0, len(buttons), per_row))


def pager(
    verb: Verb,
    number: int,
    count: int,
    language: Language,
    *,
    id_: int | None = None,
    back: Action | None = None,
) -> Rows:
    """Earlier and later pages; the page is the action's id, or its rev where the id names something."""

    def to(page: int, key: str) -> Button:
        origin = back.as_argument() if back else ""
        action = Action(verb, page) if id_ is None else Action(verb, id_, page, origin)
        return Button(label(language, key), action)

    row = []
    if number > 0:
        row.append(to(number - 1, "button.earlier"))
    if number + 1 < count:
        row.append(to(number + 1, "button.later"))
    return (tuple(row),) if row else ()


def card_button(
    assignment: Assignment,
    today: date,
    language: Language,
    *,
    with_agency: bool,
    back: Action | None = None,
) -> Button:
    """Opens the card; with ``back`` in the same message, else in a new one."""
    name = f" · {agency_of(assignment, language)}" if with_agency else ""
    text = shorten(f"{icon_of(assignment, today)} {code_of(assignment, language)}{name}", 40)
    return Button(text, open_card(assignment.id, back))


def open_card(assignment_id: int, back: Action | None) -> Action:
    return Action(Verb.CARD, assignment_id, argument=back.as_argument() if back else "")


def render_tasks(
    page: Page[Assignment], verb: Verb, language: Language, rules: Rules, today: date
) -> Message:
    """One page of tasks under a heading that belongs to ``verb``."""
    if not page.items:
        return Message(say(language, f"list.{verb.name.lower()}_none"))
    with_agency = len({item.agency_id for item in page.items}) > 1
    head = say(
        language, f"list.{verb.name.lower()}_head", n=page.total, page=page.number + 1, pages=page.count
    )
    parts: list[Markup | str] = [head]
    section = ""
    for item in page.items:
        if verb is Verb.DEADLINES and (heading := _section_of(item, today, rules)) != section:
            section = heading
            parts += [" ", say(language, f"section.{heading}")]
        parts.append(_list_line(item, language, rules, today, with_agency=with_agency))
    back = Action(verb, page.number)
    buttons = [card_button(item, today, language, with_agency=with_agency, back=back) for item in page.items]
    rows = rows_of(buttons) + pager(verb, page.number, page.count, language)
    if verb is not Verb.DEADLINES:
        rows += excel_row(language, LATE if verb is Verb.OVERDUE else ALL)
    return Message(lines(*parts), buttons=rows)


def _section_of(item: Assignment, today: date, rules: Rules) -> str:
    due_on = item.due_on
    if due_on is None:
        return "no_date"
    if due_on < today:
        return "overdue"
    if due_on == today:
        return "today"
    weeks = (due_on - today).days + today.weekday()
    if weeks < 7:
        return "this_week"
    return "next_week" if weeks < 14 else "later"


def _list_line(
    item: Assignment, language: Language, rules: Rules, today: date, *, with_agency: bool
) -> Markup:
    return say(
        language,
        "list.line_agency" if with_agency else "list.line",
        icon=icon_of(item, today),
        code=code_of(item, language),
        agency=agency_of(item, language),
        title=title_of(item, language, limit=60),
        state=say_state(item, today, rules.calendar, language),
    )


def _last_word_key(report: Report) -> str:
    """A request alone is no report of progress: the agency counts as silent, so the card names what it was."""
    kind = "report"
    if report.kind in WISHES and report.percent is None and report.value is None:
        kind = report.kind.value
    return f"card.last_{kind}" if report.note else f"card.last_{kind}_bare"


def render_card(
    view: CardView, language: Language, rules: Rules, today: date, *, back: Action | None = None
) -> Message:
    """Everything about one assignment; the first line says where it stands."""
    a = view.assignment
    report = view.last_report
    last = report and say(
        language,
        _last_word_key(report),
        when=render_moment(report.at, rules.zone),
        who=report.person_name,
        note=shorten(report.note, 160),
    )
    text = lines(
        say(
            language,
            "card.head",
            icon=icon_of(a, today),
            code=code_of(a, language),
            state=say_state(a, today, rules.calendar, language),
        ),
        title_of(a, language, limit=400),
        say(language, "card.agency", agency=agency_of(a, language)),
        say_due(a, rules.calendar, language),
        say(language, "card.status", status=say(language, f"status.{a.status}")),
        say_progress(a, language),
        last or None,
        *(say_proof(stored.proof, language) for stored in view.proofs),
        *(say_indicator(view.indicator, a.task, language) if view.indicator else ()),
        say(language, "card.rollup", done=view.done_count, all=view.lead_count)
        if view.lead_count > 1 and view.indicator is None
        else None,
        say(language, "card.recurring") if a.task.recurrence else None,
        say(language, "card.expected", what=shorten(a.task.evidence_expected, 160))
        if a.task.evidence_expected
        else None,
        say(language, "card.source", source=shorten(a.task.source, 120)) if a.task.source else None,
    )
    return Message(text, buttons=_card_buttons(view, language, back), about=a.id)


def _card_buttons(view: CardView, language: Language, back: Action | None) -> Rows:
    a = view.assignment
    buttons: list[Button] = []
    if view.can_report and a.status is not Status.DONE:
        buttons += report_buttons(a.id, language)
    if view.can_review and a.status is Status.SUBMITTED:
        buttons += review_buttons(a, language)
    buttons += proof_buttons(view.proofs, language)
    if view.can_urge:
        urge = Verb.PRAISE if a.status is Status.DONE else Verb.URGE
        buttons.append(
            Button(
                label(language, f"button.{urge}"), Action(urge, a.id, argument=TargetKind.ASSIGNMENT.value)
            )
        )
    if view.can_amend and a.status in OPEN_STATUSES:
        buttons.append(adjust_button(a, language))
    history = Action(Verb.HISTORY, a.id, argument=back.as_argument() if back else "")
    buttons.append(Button(label(language, "button.history"), history))
    if view.indicator is not None:
        curve = Action(Verb.CURVE, a.id, argument=back.as_argument() if back else "")
        buttons.append(Button(label(language, "indicator.button"), curve))
    if back is not None:
        buttons.append(Button(label(language, "button.back"), back))
    return rows_of(buttons)


def proof_buttons(proofs: Sequence[StoredProof], language: Language) -> list[Button]:
    """One for each file; documents and links stand in the text."""
    return [
        Button(label(language, "button.open_proof", n=number), Action(Verb.EVIDENCE, stored.id))
        for number, stored in enumerate((p for p in proofs if p.proof.file_id), start=1)
    ]


def report_buttons(assignment_id: int, language: Language) -> list[Button]:
    """*Báo cáo · Xin gia hạn · Vướng mắc* for one assignment (0: to be chosen)."""
    return [
        Button(label(language, "button.report"), Action(Verb.REPORT, assignment_id)),
        Button(label(language, "button.extend"), Action(Verb.EXTEND, assignment_id)),
        Button(label(language, "button.obstacle"), Action(Verb.OBSTACLE, assignment_id)),
    ]


def review_buttons(assignment: Assignment, language: Language) -> list[Button]:
    """*Xác nhận · Trả lại*, tied to this very submission."""
    return [
        Button(label(language, "button.approve"), Action(Verb.APPROVE, assignment.id, assignment.rev)),
        Button(label(language, "button.return"), Action(Verb.RETURN, assignment.id, assignment.rev)),
    ]


def render_history(
    view: HistoryView, language: Language, rules: Rules, *, back: Action | None = None
) -> Message:
    a = view.assignment
    head = say(
        language,
        "history.head",
        code=code_of(a, language),
        agency=agency_of(a, language),
        page=view.number + 1,
        pages=view.count,
    )
    entries = [_history_line(line, a, language, rules) for line in view.lines]
    card = Button(label(language, "button.card"), open_card(a.id, back))
    rows = (*pager(Verb.HISTORY, view.number, view.count, language, id_=a.id, back=back), (card,))
    return Message(lines(head, *entries), buttons=rows, about=a.id)


def _history_line(line: HistoryLine, a: Assignment, language: Language, rules: Rules) -> Markup:
    detail = say_amendment(line.data, language) or _history_detail(line, a, language)
    what = say(language, f"event.{line.kind}", detail=detail)
    return say(
        language,
        "history.line" if line.who else "history.line_nobody",
        when=render_moment(line.at, rules.zone),
        who=line.who,
        what=what,
    )


def _history_detail(line: HistoryLine, a: Assignment, language: Language) -> Markup:
    percent, value, reason = (line.data.get(name) for name in ("percent", "value", "reason"))
    if isinstance(percent, int | float):
        return Markup(" {}%").format(render_number(percent, language))
    if isinstance(value, int | float):
        return Markup(" {}").format(say_figure(a, value, language))
    if isinstance(reason, str) and reason:
        return Markup(": {}").format(shorten(reason, 80))
    recipient = line.data.get("recipient")
    if isinstance(recipient, str):
        return Markup(" ({})").format(say(language, f"recipient.{recipient}"))
    old, new = line.data.get("old_due_on"), line.data.get("due_on")
    if isinstance(old, str) and isinstance(new, str):
        pair = [render_date(date.fromisoformat(text)) for text in (old, new)]
        return Markup(": {} → {}").format(*pair)
    return Markup("")
