"""Agencies change on their day: merged, renamed, split, dissolved. One event a transaction; repeating changes nothing.

What is certain is carried out: assignments, requests, seats and portfolios go to the heir. What is not (a split, an end
without a successor) stays where it is until a person decides, see ``services.allocating``. Letters are in
``services.reorganising_letters``.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.agencies import Agency
from bot.domain.rules import Rules
from bot.domain.succession import (
    Reorganisation,
    Succession,
    last_day,
    list_certain_heirs,
    list_heirs,
    plan_reorganisations,
)
from bot.services import UnitOfWork
from bot.services.moving import Handover, move_assignments
from bot.services.reorganising_letters import tell_people
from bot.storage import assignments, carried_seats, occurrences, successions
from bot.storage.events import EventKind, NewEvent, add_event


async def plan_step(uow: UnitOfWork, *, now: datetime, rules: Rules) -> int | None:
    """Carries out the next event that is due; returns how many assignments moved, None when nothing is left to do.

    Everything is looked at once a day, and again after an import. Killed anywhere, the next look goes on.
    """
    today = rules.today(now)
    if await successions.find_seen(uow) == f"{today}" or not await occurrences.claim_turn(uow):
        return None
    if await successions.find_seen(uow) == f"{today}":
        return None
    pending = await successions.list_pending(uow, today=today)
    if pending:
        return await _carry_out(uow, plan_reorganisations(pending)[0], pending, now=now, rules=rules)
    moved = await _move_stragglers(uow, now=now, rules=rules)
    moved += await _follow_leads(uow, now=now, rules=rules)
    await tell_people(uow, now=now, rules=rules)
    await successions.save_seen(uow, f"{today}")
    return moved


async def _carry_out(
    uow: UnitOfWork, event: Reorganisation, pending: Sequence[Succession], *, now: datetime, rules: Rules
) -> int:
    heir_id = await _find_present(uow, event.heir_id, now=now, rules=rules)
    known = await successions.list_agencies(uow, {*event.predecessor_ids, heir_id or 0})
    gone = {agency_id: known[agency_id] for agency_id in event.predecessor_ids}
    moved = 0
    if event.ends:
        for agency in gone.values():
            await _close(uow, agency, event, now=now)
    if heir_id is not None:
        row_ids = {row.predecessor_id: row.id for row in pending if row.id in event.row_ids}
        handover = Handover(gone, known[heir_id], row_ids, event.legal_basis, now, rules)
        moved = await move_assignments(uow, handover)
        for agency in gone.values():
            await hand_over_agency(uow, agency, handover.heir, now=now)
    elif event.ends:
        await settle_split(uow, event.predecessor_ids[0], event.heirs, now=now)
    await successions.mark_applied(uow, event.row_ids, now=now)
    await occurrences.look_again(uow)
    return moved


async def _find_present(uow: UnitOfWork, heir_id: int | None, *, now: datetime, rules: Rules) -> int | None:
    """A list that comes late may name an heir that has ended itself since."""
    if heir_id is None:
        return None
    applied = await successions.list_applied(uow)
    return list_certain_heirs(applied, rules.today(now)).get(heir_id, heir_id)


async def _close(uow: UnitOfWork, agency: Agency, event: Reorganisation, *, now: datetime) -> None:
    on, ends_on = event.effective_on, last_day(event.effective_on)
    await successions.close_agency(uow, agency.id, last_on=ends_on, effective_on=on)
    known = agency.valid_to
    last_on = known if known is not None and known <= on else ends_on
    fields = {"valid_to": [known.isoformat() if known else None, last_on.isoformat()]}
    data = {"kind": "agencies", "key": agency.code, "fields": fields, "basis": event.legal_basis}
    await add_event(uow, NewEvent(EventKind.AMENDED, agency_id=agency.id, data=data), now=now)


async def hand_over_agency(uow: UnitOfWork, gone: Agency, heir: Agency, *, now: datetime) -> None:
    """Seats, portfolios, what waits for its answer, and the right to read what was its."""
    await successions.pass_obstacles(uow, gone.id, heir.id)
    await successions.widen_portfolios(uow, gone.path, heir.path)
    present = (await successions.list_agencies(uow, {heir.id}))[heir.id]
    await successions.inherit(uow, present, [gone.path, *gone.inherits])
    await carry_seats(uow, gone.id, heir.id, now=now)


async def carry_seats(uow: UnitOfWork, from_id: int, to_id: int, *, now: datetime) -> None:
    """After the heir's own people, in the order that they had; to be confirmed by a person."""
    turns = await carried_seats.find_last_turns(uow, to_id)
    for seat in await carried_seats.list_seats_at(uow, from_id):
        turn = turns.get(seat.role, 0) + 1
        if await carried_seats.carry_seat(uow, seat, from_id=from_id, to_id=to_id, turn=turn, now=now):
            turns[seat.role] = turn


async def settle_split(uow: UnitOfWork, agency_id: int, heirs: Sequence[int], *, now: datetime) -> None:
    """Once nothing open is left at an agency that was split, its people go on at the main heir.

    Until then they keep their seats there and report as before. Without an heir what waits for the agency's answer is
    the standing agency's.
    """
    if not heirs:
        await successions.pass_obstacles(uow, agency_id, None)
        return
    if await successions.list_holding(uow, [agency_id]):
        return
    known = await successions.list_agencies(uow, {agency_id, heirs[0]})
    await hand_over_agency(uow, known[agency_id], known[heirs[0]], now=now)


async def _move_stragglers(uow: UnitOfWork, *, now: datetime, rules: Rules) -> int:
    """Tasks and seats that were given while the agency existed and came in when it was no more."""
    applied = await successions.list_applied(uow)
    certain = list_certain_heirs(applied, rules.today(now))
    if not certain:
        return 0
    for agency_id in await carried_seats.list_seated(uow, certain):
        await carry_seats(uow, agency_id, certain[agency_id], now=now)
    moved = 0
    for agency_id in sorted(await successions.list_holding(uow, certain)):
        known = await successions.list_agencies(uow, {agency_id, certain[agency_id]})
        row = next(row for row in applied if row.predecessor_id == agency_id)
        gone = {agency_id: known[agency_id]}
        handover = Handover(gone, known[certain[agency_id]], {}, row.legal_basis, now, rules)
        moved += await move_assignments(uow, handover)
    return moved


async def _follow_leads(uow: UnitOfWork, *, now: datetime, rules: Rules) -> int:
    """A list of tasks that names one heir where the split agency stood has decided (``exchange.assignments``)."""
    applied = await successions.list_applied(uow)
    heirs = list_heirs(applied, rules.today(now))
    split = {agency_id: found for agency_id, found in heirs.items() if len(found) > 1}
    moved = 0
    for agency_id in sorted(await successions.list_holding(uow, split) if split else ()):
        known = await successions.list_agencies(uow, {agency_id, *split[agency_id]})
        gone = known[agency_id]
        for assignment_id, leads in await successions.list_leads_of(uow, agency_id):
            named = [known[heir] for heir in split[agency_id] if known[heir].code in leads]
            if gone.code in leads or len(named) != 1:
                continue
            rows = [row for row in applied if row.predecessor_id == agency_id]
            row = next((row for row in rows if row.successor_id == named[0].id), rows[0])
            handover = Handover({agency_id: gone}, named[0], {agency_id: row.id}, row.legal_basis, now, rules)
            moved += await move_assignments(uow, handover, only=[assignment_id])
            await assignments.announce_one(uow, assignment_id)
        await settle_split(uow, agency_id, split[agency_id], now=now)
    return moved
