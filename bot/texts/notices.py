"""What the ladder says: announcements, reminders, reports to superiors; and what goes to officers and back.

One message a person and slot. The focal point's carries *Đã xem · Báo cáo · Xin gia hạn · Vướng mắc*.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.actions import NEW, Action, Verb
from bot.domain.people import Language
from bot.domain.requests import ExtensionStatus
from bot.domain.rules import Rules
from bot.domain.rungs import Recipient
from bot.domain.task import Assignment, Status
from bot.domain.views import NoticeLine, NoticeView
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_date, shorten
from bot.texts.phrases import (
    agency_of,
    code_of,
    icon_of,
    say_due,
    say_progress,
    say_spread,
    say_state,
    title_of,
)
from bot.texts.tasks import card_button, report_buttons, rows_of

_REPORTERS = frozenset({Recipient.FOCAL_POINT, Recipient.DEPUTY})
_ANNOUNCED = "assigned"
_IN_THE_OPEN = 5
"""Up to so many tasks stand in the open; of a longer list only the first ones do, the rest unfolds on a tap."""
_BEFORE_FOLD = 3
_SHOWN = 20
_CARD_BUTTONS = 6
_AGENCY_CHARACTERS = 48
"""Of an agency's name in a long list; twenty such lines still fit one message."""


def render_notice(view: NoticeView, language: Language, rules: Rules, today: date) -> Message:
    """One task in full, or several as a list, the most urgent first."""
    entries = sorted(view.lines, key=lambda line: _urgency(line.assignment))
    is_reporter = any(line.recipient in _REPORTERS for line in entries)
    if len(entries) == 1:
        return _render_one(view, entries[0], language, rules, today)
    body = _body(entries, language, rules, today, is_reporter=is_reporter)
    text = lines(_heading(entries, language, is_reporter=is_reporter), *body, _told(view, language))
    return Message(text, buttons=_buttons(view, entries, language, today, is_reporter=is_reporter))


def _urgency(assignment: Assignment) -> tuple[bool, date, str]:
    return (assignment.due_on is None, assignment.due_on or date.max, assignment.task.code)


def _heading(entries: Sequence[NoticeLine], language: Language, *, is_reporter: bool) -> Markup:
    count = len(entries)
    if is_reporter:
        all_new = all(line.rung == _ANNOUNCED for line in entries)
        return say(language, "notice.assigned_many" if all_new else "notice.many", n=count)
    if _are_reviews(entries):
        return say(language, "notice.review_many", n=count)
    agencies = {line.assignment.agency_id for line in entries}
    if len(agencies) == 1 and entries[0].recipient is Recipient.HEAD:
        return say(language, "notice.head_many", agency=agency_of(entries[0].assignment, language), n=count)
    return say(language, "notice.above_many", n=count)


def _are_reviews(entries: Sequence[NoticeLine]) -> bool:
    """All of it are results that wait for the reader, not tasks that are late."""
    return all(line.assignment.status is Status.SUBMITTED for line in entries)


def _body(
    entries: Sequence[NoticeLine], language: Language, rules: Rules, today: date, *, is_reporter: bool
) -> list[Markup]:
    """The most urgent in the open, the rest folded: a phone shows about twelve lines."""
    if not is_reporter and len(entries) > _IN_THE_OPEN:
        return _by_task([line.assignment for line in entries], language, rules, today)
    shown = [_entry(line, language, rules, today) for line in entries[:_SHOWN]]
    rest = len(entries) - len(shown)
    more = [say(language, "list.more", n=rest)] if rest else []
    if len(entries) <= _IN_THE_OPEN:
        return shown
    folded = lines(*shown[_BEFORE_FOLD:], *more)
    return [*shown[:_BEFORE_FOLD], Markup("<blockquote expandable>{}</blockquote>").format(folded)]


def _entry(line: NoticeLine, language: Language, rules: Rules, today: date) -> Markup:
    a = line.assignment
    if line.recipient not in _REPORTERS:
        key = "notice.line_agency"
    elif _is_new(line, today):
        key = "notice.line_new"
    else:
        key = "notice.line"
    return say(
        language,
        key,
        icon=icon_of(a, today),
        code=code_of(a, language),
        agency=agency_of(a, language),
        state=_say_state(line, language, rules, today),
        title=title_of(a, language, limit=60),
    )


def _say_state(line: NoticeLine, language: Language, rules: Rules, today: date) -> Markup:
    state = say_state(line.assignment, today, rules.calendar, language)
    return say(language, "notice.asked", state=state) if line.asked else state


def _say_asked(line: NoticeLine, language: Language) -> Markup | None:
    """A reminder says that more time was asked for, or offered (product §2)."""
    extension = line.asked
    if extension is None:
        return None
    if extension.status is ExtensionStatus.PROPOSED and extension.proposed_on is not None:
        return say(language, "request.notice_proposed", date=render_date(extension.proposed_on))
    return say(language, "request.notice_pending", date=render_date(extension.wanted_on))


def _is_new(line: NoticeLine, today: date) -> bool:
    """Announced, and not late already: of a late one the delay is the news."""
    due_on = line.assignment.due_on
    return line.rung == _ANNOUNCED and (due_on is None or due_on >= today)


def _by_task(
    assignments: Sequence[Assignment], language: Language, rules: Rules, today: date
) -> list[Markup]:
    """Many agencies: a line a task with how many of them it concerns and the longest delay."""
    counts = Counter(a.task.code for a in assignments)
    agencies = Counter(code for code, _ in {(a.task.code, a.agency_id) for a in assignments})
    # The assignments come by due date, so the first of a task is the latest one.
    first = {a.task.code: a for a in reversed(assignments)}
    shown = counts.most_common(_SHOWN)
    body = [
        say(
            language,
            "notice.line_task",
            icon=icon_of(first[code], today),
            code=code,
            agencies=_say_where(first[code], agencies[code], count, language),
            state=say_state(first[code], today, rules.calendar, language),
            title=title_of(first[code], language, limit=60),
        )
        for code, count in shown
    ]
    rest = len(counts) - len(shown)
    return body + ([say(language, "list.more", n=rest)] if rest else [])


def _say_where(one: Assignment, agencies: int, count: int, language: Language) -> Markup | str:
    if agencies > 1:
        return say_spread(agencies, count, language)
    name = shorten(agency_of(one, language), _AGENCY_CHARACTERS)
    return say(language, "list.agency_periods", agency=name, n=count) if count > 1 else name


def _render_one(view: NoticeView, line: NoticeLine, language: Language, rules: Rules, today: date) -> Message:
    a = line.assignment
    is_new = _is_new(line, today)
    facts = {
        "code": code_of(a, language),
        "agency": agency_of(a, language),
        "state": say_state(a, today, rules.calendar, language),
    }
    text = lines(
        say(language, _one_key(line, is_new=is_new), **facts),
        title_of(a, language, limit=200),
        say_due(a, rules.calendar, language),
        _say_asked(line, language),
        say_progress(a, language),
        None if is_new else _say_last_report(a, language, rules),
        say(language, "card.expected", what=shorten(a.task.evidence_expected, 160))
        if line.rung == _ANNOUNCED and a.task.evidence_expected
        else None,
        _told(view, language),
    )
    is_reporter = line.recipient in _REPORTERS
    return Message(text, buttons=_buttons(view, [line], language, today, is_reporter=is_reporter))


def _one_key(line: NoticeLine, *, is_new: bool) -> str:
    if line.assignment.status is Status.SUBMITTED:
        return "notice.review"
    match line.recipient:
        case Recipient.FOCAL_POINT | Recipient.DEPUTY:
            return "notice.assigned_one" if is_new else "notice.one"
        case Recipient.HEAD:
            return "notice.head_one"
        case Recipient.OFFICER | Recipient.LEADER:
            return "notice.above_one"


def _say_last_report(a: Assignment, language: Language, rules: Rules) -> Markup:
    if a.last_report_at is None:
        return say(language, "notice.never_reported")
    return say(language, "notice.last_reported", date=render_date(rules.today(a.last_report_at)))


def _told(view: NoticeView, language: Language) -> Markup | None:
    """The focal point is told that superiors were told (product §4)."""
    if not view.told:
        return None
    who = Markup(", ").join(say(language, f"recipient.{recipient}") for recipient in view.told)
    return say(language, "notice.told", who=who)


def _buttons(
    view: NoticeView, entries: Sequence[NoticeLine], language: Language, today: date, *, is_reporter: bool
) -> tuple[tuple[Button, ...], ...]:
    seen = Button(label(language, "button.seen"), Action(Verb.SEEN, view.mail_id))
    if is_reporter:
        only = entries[0].assignment.id if len(entries) == 1 else 0
        opened = (
            []
            if only
            else [Button(label(language, "button.open_list"), Action(Verb.DEADLINES, argument=NEW))]
        )
        return rows_of([seen, *report_buttons(only, language), *opened])
    if _are_reviews(entries):
        return rows_of([seen, Button(label(language, "button.open_list"), Action(Verb.REVIEW, argument=NEW))])
    if len(entries) > _CARD_BUTTONS:
        return rows_of(
            [seen, Button(label(language, "button.open_list"), Action(Verb.OVERDUE, argument=NEW))]
        )
    cards = [card_button(line.assignment, today, language, with_agency=True) for line in entries]
    return rows_of([seen, *cards])
