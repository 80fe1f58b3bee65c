"""Answers to questions: what is due in a period, who has not finished, how an agency stands. The answer comes first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.agencies import Agency
from bot.domain.asking import AgencyAnswer, AgencyTally, AskKind, Period, Query, TaskAnswer
from bot.domain.paging import Page
from bot.domain.people import Language
from bot.domain.rules import Rules
from bot.domain.task import Assignment
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.formats import render_date, render_weekday_date, shorten
from bot.texts.phrases import code_of, icon_of, say_spread, say_state, title_of
from bot.texts.tasks import Rows, card_button, open_card, rows_of

_WORD = {
    AskKind.DUE: "due",
    AskKind.LATE: "late",
    AskKind.UNDONE: "undone",
    AskKind.SILENT: "silent",
    AskKind.STATE: "all",
}
_WHOLE_TITLE = 500
_NAME = 40


def asked(query: Query, page: int = 0) -> Action:
    return Action(Verb.ASKED, page, argument=query.argument)


def name_of(agency: Agency, language: Language) -> str:
    return shorten(agency.name_en if language is Language.EN and agency.name_en else agency.short_vi, _NAME)


def render_tasks(
    page: Page[Assignment],
    query: Query,
    language: Language,
    rules: Rules,
    today: date,
    *,
    agency: Agency | None = None,
    following: Assignment | None = None,
) -> Message:
    """One page of the assignments asked about; ``following`` is the next one due when there is none."""
    facts = {
        "n": page.total,
        "agency": name_of(agency, language) if agency else "",
        "days": _say_days(query.period, language) if query.period else "",
        "page": _say_page(page.number, page.count, language),
    }
    key = f"answer.{_word(query)}{'_agency' if agency else ''}"
    if not page.items:
        return Message(lines(say(language, f"{key}_none", **facts), _say_following(following, language)))
    with_agency = len({item.agency_id for item in page.items}) > 1
    entries = [_task_line(item, language, rules, today, with_agency=with_agency) for item in page.items]
    back = asked(query, page.number)
    buttons = [card_button(item, today, language, with_agency=with_agency, back=back) for item in page.items]
    rows = rows_of(buttons) + _pager(query, page.number, page.count, language)
    return Message(lines(say(language, key, **facts), *entries), buttons=rows)


def _word(query: Query) -> str:
    """Without days "due" is everything that is open."""
    return "all" if query.kind is AskKind.DUE and query.period is None else _WORD[query.kind]


def _task_line(
    item: Assignment, language: Language, rules: Rules, today: date, *, with_agency: bool
) -> Markup:
    return say(
        language,
        "list.line_agency" if with_agency else "list.line",
        icon=icon_of(item, today),
        code=code_of(item, language),
        agency=item.agency_en if language is Language.EN and item.agency_en else item.agency_vi,
        title=title_of(item, language, limit=60),
        state=say_state(item, today, rules.calendar, language),
    )


def _say_following(following: Assignment | None, language: Language) -> Markup | None:
    if following is None or following.due_on is None:
        return None
    on = render_weekday_date(following.due_on, language)
    return say(language, "answer.due_next", code=code_of(following, language), date=on)


def _say_days(period: Period, language: Language) -> Markup:
    if period.from_on == period.to_on:
        return say(language, "days.one", date=render_date(period.from_on))
    to_on = render_date(period.to_on)
    is_one_year = period.from_on.year == period.to_on.year
    from_on = f"{period.from_on:%d/%m}" if is_one_year else render_date(period.from_on)
    return say(language, "days.span", from_on=from_on, to_on=to_on)


def _say_page(number: int, count: int, language: Language) -> Markup:
    return " " + say(language, "answer.page", page=number + 1, pages=count) if count > 1 else Markup("")


def _pager(query: Query, number: int, count: int, language: Language) -> Rows:
    row = []
    if number > 0:
        row.append(Button(label(language, "button.earlier"), asked(query, number - 1)))
    if number + 1 < count:
        row.append(Button(label(language, "button.later"), asked(query, number + 1)))
    return (tuple(row),) if row else ()


def render_by_task(answer: TaskAnswer, query: Query, language: Language) -> Message:
    """What is due in a period at many agencies, one line a task."""
    days = _say_days(query.period, language) if query.period else ""
    if not answer.items:
        return Message(say(language, "answer.due_none", days=days))
    entries = [
        say(
            language,
            "answer.task_line",
            code=item.code,
            agencies=say_spread(item.agencies, item.count, language),
            date=render_date(item.first_due_on),
            title=shorten(item.title_en if language is Language.EN and item.title_en else item.title_vi, 60),
        )
        for item in answer.items
    ]
    rest = answer.total - len(answer.items)
    more = say(language, "answer.more_tasks", n=rest) if rest else None
    buttons = [
        Button(f"{shorten(item.code, 24)} ({item.count})", Action(Verb.TASK, item.task_id))
        for item in answer.items
    ]
    head = say(language, "answer.due", n=answer.total, days=days, page="")
    return Message(lines(head, *entries, more), buttons=rows_of(buttons))


def render_agencies(answer: AgencyAnswer, query: Query, language: Language) -> Message:
    """Who has not …: the count first, then one page of names, each opening what is meant."""
    key = f"answer.{_WORD[query.kind]}_{'of' if answer.code else 'any'}"
    facts = {
        "count": answer.total,
        "among": answer.among,
        "who": say(language, f"who.{query.level or 'any'}"),
        "code": answer.code,
        "page": _say_page(answer.number, answer.pages, language),
    }
    if not answer.among:
        return Message(say(language, "answer.nobody", who=facts["who"]))
    if not answer.items:
        return Message(say(language, f"{key}_none", **facts))
    title = answer.title_en if language is Language.EN and answer.title_en else answer.title_vi
    entries = [_agency_line(item, language, is_of_task=bool(answer.code)) for item in answer.items]
    buttons = [_agency_button(item, query, answer.number, language) for item in answer.items]
    text = lines(say(language, key, **facts), shorten(title, 90) or None, *entries)
    return Message(text, buttons=rows_of(buttons) + _pager(query, answer.number, answer.pages, language))


def _agency_line(item: AgencyTally, language: Language, *, is_of_task: bool) -> Markup:
    name = _tally_name(item, language)
    if is_of_task and item.count == 1:
        return say(language, "answer.agency", agency=name)
    return say(language, "answer.agency_many", agency=name, n=item.count)


def _tally_name(item: AgencyTally, language: Language) -> str:
    return shorten(item.name_en if language is Language.EN and item.name_en else item.name_vi, _NAME)


def _agency_button(item: AgencyTally, query: Query, page: int, language: Language) -> Button:
    name = shorten(_tally_name(item, language), 30)
    if item.assignment_id:
        return Button(name, open_card(item.assignment_id, asked(query, page)))
    return Button(name, asked(replace(query, level=None, agency_id=item.agency_id)))


def render_which_agency(found: Sequence[Agency], kind: AskKind, language: Language) -> Message:
    """Several agencies go by that name: one button each."""
    buttons = [Button(name_of(each, language), asked(Query(kind, agency_id=each.id))) for each in found]
    return Message(say(language, "answer.which_agency"), buttons=rows_of(buttons))


def render_which_task(found: Sequence[tuple[int, str, str]], query: Query, language: Language) -> Message:
    """Several tasks fit the words: one button each (task id, code, title), asking the same of that task."""
    buttons = [Button(code, asked(replace(query, task_id=task_id))) for task_id, code, _ in found]
    return _which_task([(code, title) for _, code, title in found], buttons, language)


def _which_task(named: Sequence[tuple[str, str]], buttons: Sequence[Button], language: Language) -> Message:
    """Titles differ at their end more often than not, so they stand whole in the text."""
    said = [say(language, "answer.task_named", code=code, title=title) for code, title in named]
    return Message(lines(say(language, "answer.which_task"), *said), buttons=rows_of(buttons))


def render_found_tasks(found: Sequence[Assignment], language: Language) -> Message:
    """Several tasks fit the words: one button each, to its card or to all its agencies."""
    by_task: dict[int, list[Assignment]] = {}
    for each in found:
        by_task.setdefault(each.task.id, []).append(each)
    named, buttons = [], []
    for task_id, group in by_task.items():
        opens = open_card(group[0].id, None) if len(group) == 1 else Action(Verb.TASK, task_id)
        named.append((group[0].task.code, title_of(group[0], language, limit=_WHOLE_TITLE)))
        buttons.append(Button(group[0].task.code, opens))
    return _which_task(named, buttons, language)


def with_period_note(
    message: Message, language: Language, *, period: Period | None, name: str, today: date
) -> Message:
    """Says honestly that these are present figures although a period was asked for."""
    if period is not None and period.from_on == period.to_on:
        words = label(language, "period.of_day", date=render_date(period.to_on))
    elif period is not None:
        to_on = render_date(period.to_on)
        words = label(language, "period.of_span", from_on=render_date(period.from_on), to_on=to_on)
    else:
        words = label(language, f"period.{name}")
    note = say(language, "answer.period_note", date=render_date(today), period=words)
    return replace(message, text=lines(message.text, " ", note))
