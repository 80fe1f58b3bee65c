"""Figures as of an earlier moment, counted from the append-only record; equal to what was frozen at that moment."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.agencies import Level, Scope
from bot.domain.counting import count_figures
from bot.domain.figures import AssignmentFacts, Figures
from bot.domain.held_up import HeldUp, count_unanswered
from bot.domain.recount import Entry, facts_at, holder_at
from bot.domain.rules import Rules
from bot.services import UnitOfWork
from bot.services.census import compare_with_last, load_reorganised
from bot.storage import figures as counted
from bot.storage import record, reviews, snapshots

_TICK = timedelta(microseconds=1)


def end_of_day(day: date, rules: Rules) -> datetime:
    """The last moment of a local day."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=rules.zone)
    return midnight.astimezone(UTC) - _TICK


async def list_facts_at(
    uow: UnitOfWork, scope: Scope, moment: datetime, *, rules: Rules, is_full: bool = False
) -> list[AssignmentFacts]:
    """What was visible inside the scope at that moment.

    Only assignments with anything written after it are told again; with ``is_full`` every one is.
    """
    today = rules.today(moment)
    present = await counted.list_facts(uow, scope, as_of=date.max, at=moment, aims_on=today)
    changed = {fact.id for fact in present} if is_full else set(await record.list_changed(uow, after=moment))
    entries = await record.load_entries(uow, changed & {fact.id for fact in present})
    found = []
    for fact in present:
        then = facts_at(fact, entries[fact.id], moment, rules.today) if fact.id in entries else fact
        if then is not None and then.assigned_on <= rules.today(moment):
            found.append(then)
    return await _with_holders(uow, found, entries, moment)


async def _with_holders(
    uow: UnitOfWork,
    facts: list[AssignmentFacts],
    entries: Mapping[int, Sequence[Entry]],
    moment: datetime,
) -> list[AssignmentFacts]:
    """Under the agencies of that day: provinces that merged since are counted apart."""
    held = {key: code for key, told in entries.items() if (code := holder_at(told, moment))}
    if not held:
        return facts
    known = await record.load_holders(uow, set(held.values()))
    return [_held_by(fact, known[held[fact.id]]) if fact.id in held else fact for fact in facts]


def _held_by(fact: AssignmentFacts, holder: tuple[int, str, str, Level]) -> AssignmentFacts:
    agency_id, name_vi, name_en, level = holder
    return fact._replace(agency_id=agency_id, agency_vi=name_vi, agency_en=name_en, level=level)


async def count_at(
    uow: UnitOfWork, scope: Scope, moment: datetime, *, rules: Rules, is_full: bool = False
) -> Figures:
    """The figures of the scope as they stood at that moment, on the day of it."""
    facts = await list_facts_at(uow, scope, moment, rules=rules, is_full=is_full)
    return await count_facts(uow, scope, facts, moment, rules=rules)


async def count_digests_at(
    uow: UnitOfWork, scopes: Sequence[Scope], moment: datetime, *, rules: Rules, reporting_on: date
) -> dict[Scope, Figures]:
    """What the digest of each scope would have said at that moment: with what waited then, against the one before."""
    last = await snapshots.list_last(uow, scopes, before=reporting_on)
    raised = await reviews.list_raised_then(uow, at=moment)
    asked = await reviews.list_asked_then(uow, at=moment)
    reorganised = await load_reorganised(uow, last.values(), until=moment)
    found: dict[Scope, Figures] = {}
    for scope in scopes:
        facts = await list_facts_at(uow, scope, moment, rules=rules)
        figures = await count_facts(uow, scope, facts, moment, rules=rules)
        inside = {fact.id for fact in facts}
        held_up = HeldUp(
            count_unanswered((one for one in raised if one.assignment_id in inside), moment, rules),
            sum(one.is_waiting(moment) for assignment_id, one in asked if assignment_id in inside),
        )
        figures = replace(figures, reporting_on=reporting_on, held_up=held_up)
        found[scope] = compare_with_last(figures, scope, last.get(scope), reorganised)
    return found


async def count_facts(
    uow: UnitOfWork, scope: Scope, facts: Sequence[AssignmentFacts], moment: datetime, *, rules: Rules
) -> Figures:
    names = await counted.list_scope_names(uow, scope)
    return count_figures(facts, as_of=rules.today(moment), rules=rules, scope=names)
