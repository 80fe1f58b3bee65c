"""Assignments of agencies that end go on at the heir: the same row, or one row of several. One transaction, no letters.

Everything that hangs on a row (reports, evidence, requests, reminders, buttons) goes with it. What was open about a row
that is given up is open about the one that stays. See docs/decisions/0015.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.agencies import Agency
from bot.domain.merging import Holding, Merged, merge_holdings
from bot.domain.rules import Rules
from bot.services import UnitOfWork
from bot.services.notices import facts_of, next_owed_at
from bot.storage import assignments, moves
from bot.storage.events import EventKind, NewEvent, add_record
from bot.storage.moves import NewMove

_LADDER = frozenset({"status", "due_on", "submitted_at"})
_STATE = ("status", "percent", "value", "last_report_at", "submitted_at")


@dataclass(frozen=True, slots=True)
class Handover:
    """From whom to whom, and on what ground. ``succession_id`` by predecessor."""

    predecessors: Mapping[int, Agency]
    heir: Agency
    succession_ids: Mapping[int, int]
    legal_basis: str
    now: datetime
    rules: Rules
    actor_id: int | None = None

    @property
    def today(self) -> date:
        return self.rules.today(self.now)


async def move_assignments(uow: UnitOfWork, handover: Handover, *, only: Collection[int] = ()) -> int:
    """Moves everything that the predecessors hold, finished work too, or ``only`` these; returns how many rows."""
    heir = handover.heir
    held = await moves.list_holdings(uow, handover.predecessors.keys(), heir_id=heir.id, only=only)
    groups: dict[tuple[int, str], list[Holding]] = {}
    for each in held:
        groups.setdefault((each.task_id, each.period), []).append(each)
    alone = [group[0] for group in groups.values() if len(group) == 1]
    await _move_alone(uow, handover, alone)
    several = [group for group in groups.values() if len(group) > 1]
    await _merge(uow, handover, [merge_holdings(group, heir_id=heir.id) for group in several])
    return sum(each.agency_id != heir.id for each in held)


async def _move_alone(uow: UnitOfWork, handover: Handover, held: Sequence[Holding]) -> None:
    await moves.move_rows(uow, [each.id for each in held], handover.heir.id)
    made = [_move(handover, each) for each in held]
    await moves.add_moves(uow, made, on=handover.today, now=handover.now)
    record = [_event(handover, each, "succession", {}) for each in held]
    await add_record(uow, record, now=handover.now)


async def _merge(uow: UnitOfWork, handover: Handover, merged: Sequence[Merged]) -> None:
    """The given up make room first: an agency has a task and period once."""
    into = {lost.id: each.keeper.id for each in merged for lost in each.given_up}
    if not into:
        return
    await moves.give_up(uow, list(into))
    await moves.keep(uow, merged, handover.heir.id)
    await moves.pass_requests(uow, into, remark=handover.legal_basis, now=handover.now)
    await _plan_afresh(uow, handover, merged)
    made = [_move(handover, lost, into_id=into[lost.id]) for each in merged for lost in each.given_up]
    made += [_move(handover, each.keeper, before=_before(each)) for each in merged]
    await moves.add_moves(uow, made, on=handover.today, now=handover.now)
    record = [_event(handover, lost, "transfer", {}) for each in merged for lost in each.given_up]
    record += [_kept_event(handover, each) for each in merged]
    await add_record(uow, record, now=handover.now)


def _before(merged: Merged) -> dict[str, object]:
    return {name: _plain(getattr(merged.keeper, name)) for name in merged.changed}


def _kept_event(handover: Handover, merged: Merged) -> NewEvent:
    """Figures of an earlier moment are told forward from the record: ``state`` is where the row stands from now on."""
    before = _before(merged)
    changed = {name: [before[name], _plain(merged.values[name])] for name in merged.changed}
    event = _event(handover, merged.keeper, "succession", changed)
    state = {name: _plain(merged.values[name]) for name in _STATE}
    return replace(event, data={**event.data, "state": state, **_dates_of(handover, merged)})


def _dates_of(handover: Handover, merged: Merged) -> dict[str, object]:
    """Of several dates one holds; whose the others were is said to whoever relied on them."""
    due_on = merged.values["due_on"]
    dropped = [
        {**names_of(handover.predecessors.get(each.agency_id, handover.heir)), "due_on": _plain(each.due_on)}
        for each in (merged.keeper, *merged.given_up)
        if not each.is_gone and each.due_on not in {None, due_on}
    ]
    return {"dates": {"due_on": _plain(due_on), "dropped": dropped}} if dropped else {}


async def _plan_afresh(uow: UnitOfWork, handover: Handover, merged: Sequence[Merged]) -> None:
    """Another date or status is another ladder; the same one goes on where it was."""
    changed = [each.keeper.id for each in merged if not _LADDER.isdisjoint(each.changed)]
    plans = []
    for found in (await assignments.load_assignments(uow, changed)).values():
        after = next_owed_at(facts_of(found), handover.rules, after=handover.now)
        plans.append((found.id, handover.now, after))
    await assignments.set_plan(uow, plans)


def _move(
    handover: Handover,
    each: Holding,
    *,
    into_id: int | None = None,
    before: Mapping[str, object] | None = None,
) -> NewMove:
    return NewMove(
        assignment_id=each.id,
        succession_id=handover.succession_ids.get(each.agency_id),
        from_id=each.agency_id,
        to_id=handover.heir.id,
        into_id=into_id,
        before=before,
    )


def _event(
    handover: Handover, each: Holding, change: str, fields: Mapping[str, Sequence[object]]
) -> NewEvent:
    """``transfer``: it ends here; ``succession``: it goes on at the heir."""
    holder = handover.predecessors.get(each.agency_id, handover.heir)
    data = {
        "change": change,
        "fields": {"agency": [holder.code, handover.heir.code], **fields},
        "reason": handover.legal_basis,
        "from": names_of(holder),
        "to": names_of(handover.heir),
    }
    return NewEvent(
        EventKind.AMENDED,
        handover.actor_id,
        assignment_id=each.id,
        task_id=each.task_id,
        agency_id=handover.heir.id,
        data=data,
    )


def names_of(agency: Agency) -> dict[str, str]:
    """The agency as a fact of a letter or of the record, in both languages."""
    return {"vi": agency.short_vi, "en": agency.name_en or agency.short_vi}


def _plain(value: object) -> object:
    """As JSON holds it."""
    return value.isoformat() if isinstance(value, date) else value
