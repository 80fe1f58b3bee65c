"""Who may see which list of agencies: leaders the league, heads their own rank, others what a leader opened."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.agencies import Scope
from bot.domain.errors import AlreadyDecided, NotAllowed, NotFound
from bot.domain.league import LeagueLine, ListKind, ListStatus, propose, rank_league
from bot.domain.people import Actor, Role
from bot.domain.rules import Rules
from bot.services import UnitOfWork
from bot.services.census import count_cells
from bot.services.overview import covers
from bot.storage import agency_lists
from bot.storage.agency_lists import AgencyList as AgencyList
from bot.storage.events import EventKind, NewEvent, add_event


@dataclass(frozen=True, slots=True)
class LeagueView:
    """``lines`` for a leader; ``own`` with ``among`` for a head, who learns of nobody else; ``lists`` to open."""

    as_of: date
    lines: tuple[LeagueLine, ...] = ()
    own: LeagueLine | None = None
    among: int = 0
    lists: tuple[AgencyList, ...] = ()
    can_draft: bool = False
    can_open: bool = False


async def view_league(uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules) -> LeagueView:
    """Raises:
    NotAllowed: somebody who is nothing but an administrator.
    """
    if not actor.scope():
        raise NotAllowed
    leads, as_of = actor.scope(Role.LEADER), rules.today(now)
    lines = await _count(uow, leads, now=now, rules=rules) if leads else []
    own, among = (None, 0) if leads else await _own_rank(uow, actor, now=now, rules=rules)
    lists = [each for each in await agency_lists.list_alive(uow) if may_see(actor, each)]
    can_draft = actor.has_role(Role.OFFICER, Role.LEADER)
    return LeagueView(as_of, tuple(lines), own, among, tuple(lists), can_draft, bool(leads))


async def _count(uow: UnitOfWork, scope: Scope, *, now: datetime, rules: Rules) -> list[LeagueLine]:
    return rank_league(await count_cells(uow, scope, now=now, rules=rules), rules.policy.league)


async def _own_rank(
    uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules
) -> tuple[LeagueLine | None, int]:
    """A head's own place among the agencies of the group; nothing else of theirs leaves this function."""
    seat = next((each for each in actor.appointments if each.role is Role.HEAD), None)
    if seat is None:
        return None, 0
    root = Scope((f"/{seat.agency.path.split('/')[1]}/",))
    lines = await _count(uow, root, now=now, rules=rules)
    own = next((line for line in lines if line.agency_id == seat.agency.id), None)
    among = sum(bool(line.rank) and own is not None and line.group is own.group for line in lines)
    return own, among


def may_see(actor: Actor, found: AgencyList) -> bool:
    """A draft: whoever drew it up, and the leaders who may approve it; an open one: everybody inside its scope."""
    if found.status is ListStatus.OPEN:
        mine = actor.scope()
        return bool(mine) and (covers(found.scope, mine) or covers(mine, found.scope))
    return found.made_by == actor.person.id or may_approve(actor, found)


def may_approve(actor: Actor, found: AgencyList) -> bool:
    return covers(actor.scope(Role.LEADER), found.scope)


async def draft_list(
    uow: UnitOfWork, actor: Actor, kind: ListKind, *, now: datetime, rules: Rules
) -> AgencyList:
    """Raises:
    NotAllowed: not an officer or leader; the league itself only a leader.
    """
    scope = actor.scope(Role.LEADER) or (Scope() if kind is ListKind.LEAGUE else actor.scope(Role.OFFICER))
    if not scope:
        raise NotAllowed
    lines = propose(await _count(uow, scope, now=now, rules=rules), kind, rules.policy.league)
    by, as_of = actor.person.id, rules.today(now)
    list_id = await agency_lists.add_list(uow, kind, scope, lines, made_by=by, as_of=as_of, now=now)
    await _note(uow, EventKind.LIST_DRAFTED, actor, kind, list_id, now)
    return await open_list(uow, actor, list_id)


async def open_list(uow: UnitOfWork, actor: Actor, list_id: int) -> AgencyList:
    """Raises:
    NotFound: no such list that this person may see.
    """
    found = await agency_lists.find_list(uow, list_id)
    if found is None or found.status is ListStatus.ENDED or not may_see(actor, found):
        raise NotFound
    return found


async def approve_list(uow: UnitOfWork, actor: Actor, list_id: int, *, now: datetime) -> AgencyList:
    """From now on everybody inside its scope may read it. Raises like ``open_list``, NotAllowed, AlreadyDecided."""
    found = await open_list(uow, actor, list_id)
    if not may_approve(actor, found):
        raise NotAllowed
    if found.status is ListStatus.OPEN or not await agency_lists.mark_open(
        uow, found, by=actor.person.id, now=now
    ):
        raise AlreadyDecided(by=found.approved_by, at="")
    await _note(uow, EventKind.LIST_APPROVED, actor, found.kind, list_id, now)
    return await open_list(uow, actor, list_id)


async def end_list(uow: UnitOfWork, actor: Actor, list_id: int, *, now: datetime) -> AgencyList:
    """Discards a draft, or closes what was open. Raises like ``approve_list``."""
    found = await open_list(uow, actor, list_id)
    is_own_draft = found.status is ListStatus.DRAFT and found.made_by == actor.person.id
    if not (is_own_draft or may_approve(actor, found)):
        raise NotAllowed
    await agency_lists.mark_ended(uow, list_id, now=now)
    await _note(uow, EventKind.LIST_ENDED, actor, found.kind, list_id, now)
    return found


async def _note(
    uow: UnitOfWork, event: EventKind, actor: Actor, kind: ListKind, list_id: int, now: datetime
) -> None:
    data = {"list": kind.value, "list_id": list_id}
    await add_event(uow, NewEvent(event, actor_id=actor.person.id, data=data), now=now)
