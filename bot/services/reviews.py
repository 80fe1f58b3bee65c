"""The review of a period for a scope: made now, taken from the record of a period that is over, or as it was sent."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.agencies import Scope
from bot.domain.errors import NotAllowed
from bot.domain.figures import AssignmentFacts, Previous
from bot.domain.held_up import HeldUp
from bot.domain.people import Actor
from bot.domain.periods import Span, parse_span
from bot.domain.review import (
    AgencyName,
    Praise,
    Review,
    count_extensions,
    count_obstacles,
    find_causes,
    find_moves,
    late_by_agency,
    list_completed,
    name_tasks,
)
from bot.domain.rules import Rules
from bot.messages import Attachment
from bot.services import UnitOfWork
from bot.services.overview import READING_ROLES, covers, reading_scope
from bot.services.recounting import count_at, count_facts, end_of_day, list_facts_at
from bot.storage import moves, reviews
from bot.storage.outbox import Mail
from bot.storage.reviews import PraiseRow


@dataclass(frozen=True, slots=True)
class PeriodView:
    """``id`` 0: counted just now, not frozen."""

    id: int
    review: Review
    scope: Scope


async def make_review(uow: UnitOfWork, scope: Scope, span: Span, *, now: datetime, rules: Rules) -> Review:
    """As of the end of the period, or of now while it lasts."""
    moment = min(now, end_of_day(span.to_on, rules))
    facts = await list_facts_at(uow, scope, moment, rules=rules)
    before = await count_at(uow, scope, end_of_day(span.before.to_on, rules), rules=rules)
    figures = await count_facts(uow, scope, facts, moment, rules=rules)
    previous = Previous(span.before.to_on, before.totals) if before.totals.total else None
    since = end_of_day(span.before.to_on, rules)
    given_up = await moves.list_given_up(uow, after=since, until=moment)
    merged = moves.count_given_up(given_up, scope, after=since)
    figures = replace(figures, previous=previous, held_up=HeldUp(merged=merged))
    raised = await reviews.list_raised(uow, scope, until=moment)
    apart = frozenset(
        agency_id for agency_id, _ in await moves.list_taken_over(uow, after=since, until=moment)
    )
    praised = await reviews.list_praise(uow, scope, since=since, until=moment)
    review = Review(
        span=span,
        figures=figures,
        completed=list_completed(facts, span),
        causes=find_causes(figures.late, raised),
        obstacles=count_obstacles(raised, span, moment, rules),
        extensions=count_extensions(await reviews.list_asked(uow, scope, until=moment), span, moment, rules),
        moves=find_moves(late_by_agency(before), figures.agencies, apart=apart),
        praise=_word_praise(praised, facts, rules),
    )
    return _name(review, facts, praised)


def _word_praise(rows: list[PraiseRow], facts: list[AssignmentFacts], rules: Rules) -> tuple[Praise, ...]:
    by_id = {fact.id: fact for fact in facts}
    return tuple(
        Praise(fact.task_id, fact.agency_id, rules.today(row.made_at), row.text)
        for row in rows
        if (fact := by_id.get(row.assignment_id)) is not None
    )


def _name(review: Review, facts: list[AssignmentFacts], praised: list[PraiseRow]) -> Review:
    """Every name that its lists need, as it is now: later it reads the same."""
    wanted = {one.assignment_id for one in review.completed} | {row.assignment_id for row in praised}
    agencies = {fact.agency_id: AgencyName(fact.agency_id, fact.agency_vi, fact.agency_en) for fact in facts}
    tasks = name_tasks(facts, frozenset(wanted))
    return replace(review, tasks=tasks | dict(review.figures.tasks), agencies=agencies)


async def review_period(
    uow: UnitOfWork, actor: Actor, span: Span, *, now: datetime, rules: Rules
) -> PeriodView:
    """Of the actor's scope: the frozen one if there is one.

    Raises:
        NotAllowed: somebody without an agency to look after, or a period that has not begun.
    """
    scope = reading_scope(actor)
    if not scope or span.from_on > rules.today(now):
        raise NotAllowed
    review_id = await reviews.find_review_id(uow, scope, span)
    frozen = await reviews.find_review(uow, review_id) if review_id is not None else None
    if frozen is not None:
        return PeriodView(frozen.id, frozen.review, scope)
    return PeriodView(0, await make_review(uow, scope, span, now=now, rules=rules), scope)


async def open_review(uow: UnitOfWork, actor: Actor, review_id: int) -> PeriodView:
    """A frozen one, as long as the actor's present scope covers all of its scope.

    Raises:
        NotAllowed: it does not, or there is no such review.
    """
    found = await reviews.find_review(uow, review_id)
    if found is None or not covers(actor.scope(*READING_ROLES), found.scope):
        raise NotAllowed
    return PeriodView(found.id, found.review, found.scope)


async def load_review(uow: UnitOfWork, mail: Mail, reader: Actor | None, _: Rules) -> PeriodView | None:
    """What a queued review says, for the sender; None when the right to read it is gone by now."""
    if reader is None:
        return None
    try:
        return await open_review(uow, reader, int(mail.data["review_id"]))
    except NotAllowed:
        return None


async def freeze_review(
    uow: UnitOfWork, scope: Scope, span: Span, *, now: datetime, rules: Rules
) -> int | None:
    """The id of the frozen one; None when nothing was ever assigned there."""
    found = await reviews.find_review_id(uow, scope, span)
    if found is not None:
        return found
    review = await make_review(uow, scope, span, now=now, rules=rules)
    if not review.figures.totals.total:
        return None
    return await reviews.save_review(uow, scope, review, now=now)


async def load_file(
    uow: UnitOfWork, reader: Actor, wanted: Attachment, *, now: datetime, rules: Rules
) -> Review | None:
    """What the workbook of a review is made of; ``ids`` are the frozen one (0: none) and the period."""
    review_id, span = int(wanted.ids[0]), parse_span(str(wanted.ids[1]))
    try:
        if review_id:
            return (await open_review(uow, reader, review_id)).review
        if span is None:
            return None
        return (await review_period(uow, reader, span, now=now, rules=rules)).review
    except NotAllowed:
        return None
