"""Tasks of an agency that was split, dissolved or ended without a word: an officer says who takes each over."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.domain.agencies import Agency
from bot.domain.errors import NotAllowed, NotFound, Outdated
from bot.domain.paging import Page
from bot.domain.people import Actor, Role
from bot.domain.reorganising_views import Allocation, Pending
from bot.domain.rules import Rules
from bot.domain.succession import Succession, list_heirs
from bot.domain.task import OPEN_STATUSES, Assignment
from bot.services import UnitOfWork, reseating
from bot.services.moving import Handover, move_assignments
from bot.services.reorganising import settle_split
from bot.storage import assignments, successions

PAGE_SIZE = 6


async def count_pending(uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules) -> Pending:
    """What the desk shows beside its own lists."""
    seats = (await reseating.list_seats(uow, actor)).total
    is_officer = actor.has_role(Role.OFFICER)
    tasks = (await list_waiting(uow, actor, now=now, rules=rules)).total if is_officer else 0
    return Pending(seats, tasks)


async def list_waiting(
    uow: UnitOfWork, actor: Actor, *, page: int = 0, now: datetime, rules: Rules
) -> Page[Allocation]:
    """Open tasks of agencies that have ended, inside the officer's scope, by due date.

    Raises:
        NotAllowed: no officer.
    """
    scope = actor.scope(Role.OFFICER)
    if not scope:
        raise NotAllowed
    today = rules.today(now)
    ended = await successions.list_ended(uow, scope, today=today)
    held = await successions.list_open_of(uow, ended)
    number = min(page, max(0, (len(held) - 1) // PAGE_SIZE))
    shown = await assignments.load_assignments(uow, held[number * PAGE_SIZE : (number + 1) * PAGE_SIZE])
    rows = await successions.list_applied(uow)
    items = [await _allocation(uow, rows, shown[each], today) for each in held if each in shown]
    return Page(tuple(items), number, len(held), PAGE_SIZE)


async def _allocation(uow: UnitOfWork, rows: list[Succession], of: Assignment, today: date) -> Allocation:
    heirs = list_heirs(rows, today).get(of.agency_id, ())
    known = await successions.list_agencies(uow, {of.agency_id, *heirs})
    return Allocation(of, known[of.agency_id], tuple(known[heir] for heir in heirs))


async def open_one(
    uow: UnitOfWork, actor: Actor, assignment_id: int, *, now: datetime, rules: Rules
) -> Allocation:
    """Raises:
    NotFound: nothing of the officer's scope. Outdated: somebody allocated it, or it is over.
    """
    found = await assignments.find_assignment(uow, assignment_id, lock=True)
    if found is None or not actor.can_amend(found.agency_path):
        raise NotFound
    today = rules.today(now)
    one = await _allocation(uow, await successions.list_applied(uow), found, today)
    if found.status not in OPEN_STATUSES or one.old.is_valid(today):
        raise Outdated
    return one


async def allocate(
    uow: UnitOfWork, actor: Actor, assignment_id: int, heir_id: int, *, now: datetime, rules: Rules
) -> Allocation:
    """The task goes on at that heir, as at a merger; once nothing open is left the agency's people follow.

    Raises:
        Outdated: no heir of this agency. Like ``open_one``.
    """
    one = await open_one(uow, actor, assignment_id, now=now, rules=rules)
    heir = next((each for each in one.heirs if each.id == heir_id), None)
    if heir is None:
        raise Outdated
    rows = await successions.list_applied(uow)
    own = [row for row in rows if row.predecessor_id == one.old.id]
    gone: Mapping[int, Agency] = {one.old.id: one.old}
    ids = {row.predecessor_id: row.id for row in own if row.successor_id == heir.id}
    basis = next((row.legal_basis for row in own if row.legal_basis), "")
    handover = Handover(gone, heir, ids, basis, now, rules, actor_id=actor.person.id)
    await move_assignments(uow, handover, only=[assignment_id])
    await assignments.announce_one(uow, assignment_id)
    await settle_split(uow, one.old.id, [each.id for each in one.heirs], now=now)
    return Allocation(one.assignment, one.old, (heir,))
