"""The league, one's own rank, and lists of praise and criticism, from draft to approval."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.figures import Figures, order_of_name
from bot.domain.league import LeagueLine, ListKind, ListStatus
from bot.domain.people import Language
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.digest_lines import AGENCY_CHARACTERS, agency_name
from bot.texts.digest_places import Place, Rows, View, ViewName, pair_up, slice_of
from bot.texts.formats import render_date, render_number, shorten

LINES_A_PAGE = 12


def league_action(what: str, list_id: int = 0, page: int = 0) -> Action:
    return Action(Verb.LEAGUE, list_id, page, what)


def render_league(
    shown: Sequence[LeagueLine], as_of: date, others: Sequence[Button], language: Language, *, page: int = 0
) -> Message:
    """For a leader: everybody, with what makes it fair beside it."""
    part = slice_of(shown, page, LINES_A_PAGE)
    head = say(language, "league.head", date=render_date(as_of))
    said = _say_groups(part.items, language)
    turns = []
    if part.number > 0:
        turns.append(Button(label(language, "digest.button.previous"), league_action("show", page=page - 1)))
    if part.number < part.count - 1:
        turns.append(Button(label(language, "digest.button.next"), league_action("show", page=page + 1)))
    note = say(language, "league.fair")
    return Message(lines(head, " ", *said, " ", note), (*pair_up(turns), *pair_up(others)))


def _say_groups(shown: Sequence[LeagueLine], language: Language) -> list[Markup]:
    """Ranks begin anew with each group, so each is named, on every page that shows any of it."""
    said: list[Markup] = []
    for group, found in groupby(shown, key=lambda line: line.group):
        said += [say(language, f"league.group_{group}"), *(_say_line(line, language) for line in found)]
    return said or [say(language, "league.empty")]


def _say_line(line: LeagueLine, language: Language) -> Markup:
    key = "league.line" if line.rank else "league.unranked"
    return say(
        language,
        key,
        rank=line.rank,
        agency=_name(line, language),
        share=render_number(round(line.share), language),
        on_time=line.on_time,
        due=line.came_due,
        late=line.late,
        extended=line.extended,
        unanswered=line.unanswered,
    )


def _name(line: LeagueLine, language: Language) -> str:
    english = line.name_en.removeprefix("People's Committee of ") if language is Language.EN else ""
    return shorten(english or line.name_vi, AGENCY_CHARACTERS)


def render_own_rank(
    own: LeagueLine | None,
    among: int,
    as_of: date,
    others: Sequence[Button],
    language: Language,
    *,
    is_open: bool,
) -> Message:
    if own is None:
        return Message(say(language, "league.no_rank"), pair_up(others))
    note = "league.public" if is_open else "league.private"
    key = "league.own" if own.rank else "league.own_unranked"
    head = say(language, key, rank=own.rank, among=among, date=render_date(as_of))
    return Message(lines(head, _say_line(own, language), say(language, note)), pair_up(others))


def list_buttons(names: Sequence[tuple[int, ListKind, ListStatus]], language: Language) -> list[Button]:
    return [
        Button(label(language, f"league.{status}_{kind}"), league_action("list", list_id))
        for list_id, kind, status in names
    ]


def drafting_buttons(language: Language, *, can_open: bool) -> list[Button]:
    kinds = [ListKind.PRAISE, ListKind.CRITICISM, *([ListKind.LEAGUE] if can_open else [])]
    return [Button(label(language, f"league.make_{kind}"), league_action(kind)) for kind in kinds]


def render_list(
    kind: ListKind,
    status: ListStatus,
    named: Sequence[LeagueLine],
    as_of: date,
    language: Language,
    *,
    list_id: int,
    approver: str,
    can_approve: bool,
    can_end: bool,
) -> Message:
    said = _say_groups(named[: 2 * LINES_A_PAGE], language)
    mark = (
        say(language, "league.is_draft")
        if status is ListStatus.DRAFT
        else say(language, "league.is_open", name=approver)
    )
    title = "title" if status is ListStatus.DRAFT else "approved"
    head = say(language, f"league.{title}_{kind}", date=render_date(as_of))
    rows: list[Button] = []
    if status is ListStatus.DRAFT and can_approve:
        rows.append(Button(label(language, "league.approve"), league_action("approve", list_id)))
    if can_end:
        name = "league.discard" if status is ListStatus.DRAFT else "league.close"
        rows.append(Button(label(language, name), league_action("end", list_id)))
    back: Rows = ((Button(label(language, "digest.button.back"), league_action("show")),),)
    return Message(lines(head, mark, " ", *said), (*pair_up(rows), *back))


def render_ended(language: Language) -> Message:
    back = Button(label(language, "digest.button.back"), league_action("show"))
    return Message(say(language, "league.ended"), ((back,),))


def render_slowest(
    figures: Figures, count: int, language: Language, *, levels: frozenset[str] = frozenset()
) -> Message:
    """The agencies with most overdue, the longest beside it; each opens its page of the digest."""
    longest: dict[int, int] = {}
    for item in figures.late:
        longest[item.agency_id] = max(longest.get(item.agency_id, 0), item.days_late)
    late = [x for x in figures.agencies.values() if x.cells.open_late and (not levels or x.level in levels)]
    late.sort(key=lambda x: (-x.cells.open_late, -longest[x.id], order_of_name(x.name_vi)))
    named = late[:count]
    head = say(language, "league.slowest", n=len(named), date=render_date(figures.as_of))
    said = [
        say(
            language,
            "league.slow_line",
            n=number,
            agency=agency_name(line, language),
            late=line.cells.open_late,
            days=longest[line.id],
        )
        for number, line in enumerate(named, start=1)
    ]
    buttons = [
        Button(agency_name(line, language), Place().action(View(ViewName.AGENCY, line.id))) for line in named
    ]
    if not named:
        return Message(say(language, "league.none_slow", date=render_date(figures.as_of)))
    return Message(lines(head, " ", *said), pair_up(buttons))
