"""The review of a period: ``/tonghop thang``, its sections and its workbook."""

from bot.actions import Action
from bot.domain.errors import Outdated
from bot.domain.periods import PeriodKind, Span, find_span, span_of
from bot.language import days_of_period, fold_text
from bot.messages import Reply
from bot.services import pictures, reviews
from bot.services.reviews import PeriodView
from bot.texts.catalogue import label
from bot.texts.period_places import Section, parse_place
from bot.texts.period_review import render_period, render_period_picture, render_review_file
from handlers.turn import Turn

_WORDS = {
    PeriodKind.WEEK: ("tuan", "tuan nay", "week", "weekly"),
    PeriodKind.MONTH: ("thang", "thang nay", "month", "monthly"),
    PeriodKind.QUARTER: ("quy", "quy nay", "quarter", "quarterly"),
    PeriodKind.HALF: (
        "6thang",
        "6 thang",
        "sau thang",
        "nua nam",
        "half",
        "half year",
        "6 months",
        "6months",
    ),
    PeriodKind.YEAR: ("nam", "nam nay", "year", "yearly", "annual"),
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words}


def read_kind(words: str) -> PeriodKind | None:
    """What may stand after the command, with or without accents."""
    return _KINDS.get(" ".join(fold_text(words).split()))


def span_named(turn: Turn, name: str | None) -> Span | None:
    """The period that the words of a question named; None for days that are no such period."""
    if name is None:
        return None
    if name in set(PeriodKind):
        return span_of(PeriodKind(name), turn.today)
    days = days_of_period(name)
    return find_span(*days) if days else None


async def show_period(turn: Turn, span: Span, *, section: Section = Section.HOME) -> Reply:
    view = await reviews.review_period(turn.uow, turn.actor, span, now=turn.now, rules=turn.rules)
    return Reply(messages=(render_period(view.review, turn.language, review_id=view.id, section=section),))


async def open_period(turn: Turn) -> Reply:
    """Another section of the review, or another period."""
    action, span, section = _wanted(turn)
    view = await _open(turn, action, span)
    if section is Section.CHART:
        picture = await pictures.picture_period(turn.uow, view, turn.rules)
        return Reply(messages=(render_period_picture(view.review, picture, turn.language),))
    message = render_period(view.review, turn.language, review_id=view.id, section=section, page=action.rev)
    return Reply(edit=message)


async def _open(turn: Turn, action: Action, span: Span) -> PeriodView:
    if action.id:
        return await reviews.open_review(turn.uow, turn.actor, action.id)
    return await reviews.review_period(turn.uow, turn.actor, span, now=turn.now, rules=turn.rules)


async def send_file(turn: Turn) -> Reply:
    """*Tải Excel*: made when it is sent, of what the reader may see then."""
    action, span, _ = _wanted(turn)
    await _open(turn, action, span)
    message = render_review_file(span, action.id, turn.today, turn.language)
    return Reply(messages=(message,), toast=label(turn.language, "file.coming"))


def _wanted(turn: Turn) -> tuple[Action, Span, Section]:
    action = turn.incoming.action
    place = parse_place(action.argument) if action else None
    if action is None or place is None:
        raise Outdated
    return action, *place
