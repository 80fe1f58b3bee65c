"""What is said about groups, and the little that is said in them: numbers; names only when a leader opens the list."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.actions import Action, Verb
from bot.domain.figures import Figures
from bot.domain.groups import Group, LateCount
from bot.domain.people import Language
from bot.domain.rules import Rules
from bot.domain.task import Assignment
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.digest_lines import render_cells, render_total
from bot.texts.formats import render_date, render_moment, shorten
from bot.texts.phrases import agency_of, code_of, icon_of, say_state

_TITLE = 80


def _title(group: Group) -> str:
    return shorten(group.title or "?", _TITLE)


def render_question(group: Group, language: Language) -> Message:
    buttons = (
        Button(label(language, "group.button_yes"), Action(Verb.GROUP, group.id, argument="yes")),
        Button(label(language, "group.button_no"), Action(Verb.GROUP, group.id, argument="no")),
    )
    return Message(say(language, "group.ask", title=_title(group)), buttons=(buttons,))


def render_answer(group: Group, language: Language, *, is_allowed: bool) -> Message:
    return Message(say(language, "group.allowed" if is_allowed else "group.refused", title=_title(group)))


def render_help(language: Language) -> Message:
    return Message(say(language, "group.help"))


def render_summary(figures: Figures, language: Language) -> Message:
    """The four cells and the total; no agency, no task."""
    text = lines(
        say(language, "group.summary_head", date=render_date(figures.as_of)),
        *render_cells(figures.totals, language),
        render_total(figures.totals.total, figures.extended, figures.submitted, language),
    )
    return Message(text)


def render_late(late: LateCount, language: Language) -> Message:
    if not late.assignments:
        return Message(say(language, "group.late_none"))
    text = lines(
        say(language, "group.late_head", tasks=late.tasks, n=late.assignments),
        say(language, "group.late_longest", days=late.longest),
    )
    return Message(text, buttons=((Button(label(language, "group.button_open"), Action(Verb.OPEN_LIST)),),))


def render_list(
    found: Sequence[Assignment],
    total: int,
    *,
    who: str,
    at: datetime,
    language: Language,
    rules: Rules,
    today: date,
) -> Message:
    """The late ones by name, and who opened them to everybody here."""
    if not found:
        return Message(say(language, "group.late_none"))
    rest = total - len(found)
    text = lines(
        say(language, "group.list_head", n=total, who=who, when=render_moment(at, rules.zone)),
        *(
            say(
                language,
                "group.list_line",
                icon=icon_of(a, today),
                code=code_of(a, language),
                agency=shorten(agency_of(a, language), 48),
                state=say_state(a, today, rules.calendar, language),
            )
            for a in found
        ),
        say(language, "group.list_more", n=rest) if rest else None,
    )
    return Message(text)
