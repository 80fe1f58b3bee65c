"""The census: everything inside a scope counted once, for as many readers as there are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.agencies import Scope
from bot.domain.census import Census, make_census, reach_of
from bot.domain.figures import Figures
from bot.domain.held_up import Waiting
from bot.domain.review import find_moves
from bot.domain.rules import Rules
from bot.services import UnitOfWork
from bot.storage import census, moves, reviews, snapshots
from bot.storage.snapshots import Last

EVERYTHING = Scope(("/",))


async def take_census(uow: UnitOfWork, scope: Scope, *, now: datetime, rules: Rules) -> Census:
    as_of = rules.today(now)
    reach = reach_of(rules, as_of)
    agencies, owing = await census.count_agencies(uow, scope, as_of=as_of, reach=reach)
    tasks = await census.list_task_names(uow, (one.task_id for one in owing))
    return make_census(agencies, owing, tasks, as_of=as_of, rules=rules)


async def count_now(uow: UnitOfWork, scope: Scope, *, now: datetime, rules: Rules) -> Figures:
    """The figures of one scope."""
    return (await take_census(uow, scope, now=now, rules=rules)).pick(scope)


async def count_cells(uow: UnitOfWork, scope: Scope, *, now: datetime, rules: Rules) -> Figures:
    """The same without the two lists (and without counting what is at risk): for who is compared with whom."""
    as_of = rules.today(now)
    agencies, _ = await census.count_agencies(uow, scope, as_of=as_of, reach=None)
    return make_census(agencies, [], {}, as_of=as_of, rules=rules).pick(scope)


async def pick_compared(
    uow: UnitOfWork,
    census: Census,
    scopes: Sequence[Scope],
    *,
    before: date,
    now: datetime,
    rules: Rules,
    reporting_on: date | None = None,
) -> dict[Scope, Figures]:
    """The figures of each scope beside the ones frozen last before ``before``, and what waits for an answer there."""
    last = await snapshots.list_last(uow, scopes, before=before)
    within = scopes[0] if len(scopes) == 1 else EVERYTHING
    raised = await reviews.list_unanswered(uow, within, until=now)
    waiting = Waiting(raised, await reviews.count_undecided(uow, within, until=now))
    reorganised = await load_reorganised(uow, last.values(), until=now)
    found: dict[Scope, Figures] = {}
    for scope in scopes:
        held_up = waiting.at(census.ids_in(scope), now, rules)
        figures = replace(census.pick(scope, reporting_on=reporting_on), held_up=held_up)
        found[scope] = compare_with_last(figures, scope, last.get(scope), reorganised)
    return found


@dataclass(frozen=True, slots=True)
class Reorganised:
    """What agencies took over tasks, and what became part of others, since the oldest digest to compare with."""

    taken_over: Sequence[tuple[int, datetime]] = ()
    given_up: Sequence[moves.Given] = ()


async def load_reorganised(uow: UnitOfWork, last: Collection[Last], *, until: datetime) -> Reorganised:
    if not last:
        return Reorganised()
    since = min(each.taken_at for each in last)
    taken_over = await moves.list_taken_over(uow, after=since, until=until)
    return Reorganised(taken_over, await moves.list_given_up(uow, after=since, until=until))


def compare_with_last(figures: Figures, scope: Scope, last: Last | None, reorganised: Reorganised) -> Figures:
    if last is None:
        return figures
    apart = frozenset(agency_id for agency_id, at in reorganised.taken_over if at > last.taken_at)
    moved = find_moves(last.late, figures.agencies, apart=apart)
    merged = moves.count_given_up(reorganised.given_up, scope, after=last.taken_at)
    return replace(
        figures, previous=last.previous, held_up=replace(figures.held_up, moves=moved, merged=merged)
    )
