"""The sections of a period's review, one for each question; long ones in pages, each task opening its card."""

from collections.abc import Sequence
from typing import TypeVar

from markupsafe import Markup

from bot.domain.figures import OpenItem, TaskName
from bot.domain.held_up import Move
from bot.domain.people import Language
from bot.domain.review import AgencyName, Completed, Praise, Review, count_causes
from bot.messages import Button, Message
from bot.texts.catalogue import label, lines, say
from bot.texts.digest_lines import (
    BUTTON_CHARACTERS,
    agency_name,
    render_due,
    render_reasons,
    task_code,
    task_title,
    with_original,
    with_period,
)
from bot.texts.digest_places import Rows, Slice, pair_up, slice_of
from bot.texts.formats import render_date, render_number, shorten
from bot.texts.period_places import PeriodPlace, Section, name_period

_T = TypeVar("_T")
LINES_A_PAGE = 8
_REMARK_CHARACTERS = 160


def render_section(review: Review, place: PeriodPlace, language: Language) -> Message:
    match place.section:
        case Section.DONE:
            return _render_done(review, place, language)
        case Section.LATE | Section.RISK:
            return _render_open(review, place, language)
        case Section.MOVES:
            return _render_moves(review, place, language)
        case Section.GOOD:
            return _render_good(review, place, language)
        case _:
            said = _list_obstacles if place.section is Section.OBSTACLES else _list_extensions
            shown = slice_of(said(review, language), 0, 2 * LINES_A_PAGE)
            return _message(review, place, shown, shown.items, (), language)


def _message(
    review: Review,
    place: PeriodPlace,
    shown: Slice[_T],
    said: Sequence[Markup],
    cards: Sequence[Button],
    language: Language,
) -> Message:
    heading = say(language, f"recap.title.{place.section}", period=name_period(review.span, language))
    page = None
    if shown.count > 1:
        page = say(language, "digest.page", page=shown.number + 1, pages=shown.count)
    text = lines(heading, " ", *(said or [say(language, "recap.nothing")]), page)
    return Message(text, (*pair_up(cards), *_turn(place, shown, language)))


def _turn(place: PeriodPlace, shown: Slice[_T], language: Language) -> Rows:
    turns = []
    if shown.number > 0:
        earlier = place.action(place.section, shown.number - 1)
        turns.append(Button(label(language, "digest.button.previous"), earlier))
    if shown.number < shown.count - 1:
        later = place.action(place.section, shown.number + 1)
        turns.append(Button(label(language, "digest.button.next"), later))
    back = Button(label(language, "digest.button.back"), place.action())
    return (*pair_up(turns), (back,))


# --- lines ------------------------------------------------------------------------------------------------


def agency_in(review: Review, agency_id: int, language: Language) -> str:
    return agency_name(review.agencies[agency_id], language)


def _label(task: TaskName, period: str, language: Language) -> str:
    return with_period(task_code(task), period, language)


def _card(review: Review, place: PeriodPlace, item: OpenItem | Completed, language: Language) -> Button:
    name = _label(review.tasks[item.task_id], item.period, language)
    if len(review.figures.agencies) > 1:
        name = f"{name} · {agency_in(review, item.agency_id, language)}"
    return Button(shorten(name, BUTTON_CHARACTERS), place.card_action(item.assignment_id))


def _render_done(review: Review, place: PeriodPlace, language: Language) -> Message:
    shown = slice_of(review.completed, place.page, LINES_A_PAGE)
    said = [_say_done(review, one, language) for one in shown.items]
    cards = [_card(review, place, one, language) for one in shown.items]
    return _message(review, place, shown, said, cards, language)


def _say_done(review: Review, one: Completed, language: Language) -> Markup:
    return say(
        language,
        "recap.done_late" if one.is_late else "recap.done",
        task=_label(review.tasks[one.task_id], one.period, language),
        agency=agency_in(review, one.agency_id, language),
        date=render_due(review.figures, one.completed_on),
        n=(one.completed_on - one.due_on).days if one.due_on else 0,
    )


def _render_open(review: Review, place: PeriodPlace, language: Language) -> Message:
    is_late = place.section is Section.LATE
    items = review.figures.late if is_late else review.figures.at_risk
    shown = slice_of(items, place.page, LINES_A_PAGE)
    said = [_say_open(review, item, language) for item in shown.items]
    if is_late and shown.number == 0:
        said = [*_list_causes(review, language), *said]
    cards = [_card(review, place, item, language) for item in shown.items]
    return _message(review, place, shown, said, cards, language)


def _list_causes(review: Review, language: Language) -> list[Markup]:
    """Why, by how many; one line."""
    said = [
        say(language, "recap.cause", cause=name_cause(cause, language), n=count)
        for cause, count in count_causes(review)
    ]
    return [say(language, "recap.causes", causes=Markup(", ").join(said))] if said else []


def name_cause(cause: str | None, language: Language) -> str:
    return label(language, f"category.{cause}" if cause else "recap.no_cause")


def _say_open(review: Review, item: OpenItem, language: Language) -> Markup:
    task = _label(review.tasks[item.task_id], item.period, language)
    agency = agency_in(review, item.agency_id, language)
    if not item.days_late:
        on, reasons = render_due(review.figures, item.due_on), render_reasons(item.reasons, language)
        line = say(language, "digest.risk.at_one", task=task, agency=agency, date=on, reasons=reasons)
        return with_original(review.figures, item, line, language)
    line = say(language, "digest.late.at_one", task=task, agency=agency, n=item.days_late)
    line = with_original(review.figures, item, line, language)
    causes = review.causes.get(item.assignment_id, ())
    if not causes:
        return line
    named = ", ".join(name_cause(cause, language) for cause in causes)
    return Markup("{}: {}").format(line, named)


def _list_obstacles(review: Review, language: Language) -> list[Markup]:
    return [
        say(
            language,
            "recap.obstacle_waits" if line.unanswered else "recap.obstacle",
            category=label(language, f"category.{line.category}"),
            raised=line.raised,
            open=line.unanswered,
            days=line.oldest_days,
        )
        for line in review.obstacles
    ]


def _list_extensions(review: Review, language: Language) -> list[Markup]:
    counts = review.extensions
    return [
        say(
            language,
            "recap.extension_line",
            what=label(language, f"recap.extension.{name}"),
            n=render_number(getattr(counts, name), language),
        )
        for name in ("asked", "granted", "refused", "waiting")
    ]


def _render_moves(review: Review, place: PeriodPlace, language: Language) -> Message:
    shown = slice_of(review.moves, place.page, 2 * LINES_A_PAGE)
    said = [_say_move(review, move, language) for move in shown.items]
    return _message(review, place, shown, said, (), language)


def _say_move(review: Review, move: Move, language: Language) -> Markup:
    return say(
        language,
        "recap.better" if move.change < 0 else "recap.worse",
        agency=agency_in(review, move.agency_id, language),
        before=move.before,
        after=move.after,
    )


def _render_good(review: Review, place: PeriodPlace, language: Language) -> Message:
    shown = slice_of(review.praise, place.page, LINES_A_PAGE // 2)
    said = [_say_good(review, one, language) for one in shown.items]
    return _message(review, place, shown, said, (), language)


def _say_good(review: Review, one: Praise, language: Language) -> Markup:
    return say(
        language,
        "recap.good",
        agency=agency_in(review, one.agency_id, language),
        task=task_code(review.tasks[one.task_id]),
        date=render_date(one.on),
        text=shorten(one.text, _REMARK_CHARACTERS),
    )


def title_of_task(review: Review, task_id: int, language: Language) -> str:
    return task_title(review.tasks[task_id], language)


def name_agency_fully(name: AgencyName, language: Language) -> str:
    return name.name_en if language is Language.EN and name.name_en else name.name_vi
