"""Questions about figures that name no task and no agency: the slowest, who moved, what waits, how a period went."""

from bot.domain.asking import LEVELS, AskLevel
from bot.domain.people import Role
from bot.domain.periods import PeriodKind, Span, span_of
from bot.language import (
    FigureTopic,
    asks_how_a_period_went,
    find_compared_period,
    find_period_kind,
    find_slowest,
    find_topic,
    fold_text,
    understand,
)
from bot.messages import Reply
from bot.services import overview
from bot.services.held_up import Matter
from bot.texts.digest import render_digest
from bot.texts.digest_places import View, ViewName
from bot.texts.period_places import Section
from handlers import league, periods, waiting
from handlers.period_notes import with_note_of_words
from handlers.turn import Turn

NAMED_LEVELS = {"province": AskLevel.PROVINCE, "ministry": AskLevel.MINISTRY}
_DESK = (Role.OFFICER, Role.LEADER)


async def answer(turn: Turn) -> Reply | None:
    """None for every other question."""
    text = turn.incoming.text
    if turn.incoming.is_forwarded:
        return None
    if (slowest := find_slowest(text)) is not None:
        level = NAMED_LEVELS.get(slowest.level)
        shown = await league.show_slowest(turn, slowest.count, LEVELS[level] if level else frozenset())
        return with_note_of_words(turn, shown)
    if (kind := find_compared_period(text)) is not None:
        return await periods.show_period(turn, _comparable(turn, PeriodKind(kind)))
    return await _answer_topic(turn, text) if turn.actor.has_role(*overview.READING_ROLES) else None


async def _answer_topic(turn: Turn, text: str) -> Reply | None:
    match find_topic(text):
        case FigureTopic.OBSTACLES:
            return await _show_waiting(turn, Section.OBSTACLES)
        case FigureTopic.EXTENSIONS:
            return await _show_waiting(turn, Section.EXTENSIONS)
        case FigureTopic.MOVED:
            kind = PeriodKind(find_period_kind(text) or PeriodKind.WEEK)
            return await periods.show_period(turn, _comparable(turn, kind), section=Section.MOVES)
        case FigureTopic.WORRYING:
            return await show_view(turn, ViewName.RISK)
        case _:
            return None


async def _show_waiting(turn: Turn, section: Section) -> Reply:
    """What waits anywhere in the scope and under it what waits for the asker; of nothing, what the week had."""
    matter = Matter.OBSTACLES if section is Section.OBSTACLES else Matter.EXTENSIONS
    listed = await waiting.answer(turn, matter, has_desk=turn.actor.has_role(*_DESK))
    return listed or await periods.show_period(turn, span_of(PeriodKind.WEEK, turn.today), section=section)


async def review(turn: Turn) -> Reply | None:
    """ "tuần trước thế nào", "kết quả quý 2": the review of that period."""
    if turn.incoming.is_forwarded or not turn.actor.has_role(*overview.READING_ROLES):
        return None
    if not asks_how_a_period_went(turn.incoming.text):
        return None
    at = turn.now.astimezone(turn.rules.zone)
    slots = understand(f"tong hop {fold_text(turn.incoming.text)}", at=at).slots
    span = periods.span_named(turn, slots.period)
    return await periods.show_period(turn, span) if span and span.from_on <= turn.today else None


def _comparable(turn: Turn, kind: PeriodKind) -> Span:
    """On its first working day there is nothing to say of a period yet: the one before it is meant."""
    span = span_of(kind, turn.today)
    return span.before if turn.today <= turn.rules.calendar.next_working_day(span.from_on) else span


async def show_view(turn: Turn, name: ViewName) -> Reply:
    figures = await overview.summarise(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    can_urge = turn.actor.has_role(*_DESK)
    return Reply(messages=(render_digest(figures, turn.language, view=View(name), can_urge=can_urge),))
