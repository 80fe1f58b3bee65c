"""Groups: somebody who may allow it is asked in private; what is told there is what everybody there may know.

Not allowed means left: at once when whoever added the bot may not allow it, else when the answer is no or is missing.
"""

from datetime import datetime, timedelta

from bot.domain.agencies import Scope
from bot.domain.errors import NotAllowed, Outdated
from bot.domain.figures import Figures
from bot.domain.granting import EVERYWHERE
from bot.domain.groups import ALLOWING, Group, GroupStatus, LateCount, can_allow
from bot.domain.people import Actor, Role
from bot.domain.rules import Rules
from bot.domain.task import Assignment
from bot.services import UnitOfWork
from bot.services.census import count_now
from bot.storage import assignments, groups, people
from bot.storage.assignments import Filter
from bot.storage.questions import Narrowed, tally_tasks

CONFIRM_LIFE = timedelta(hours=1)
LIST_SIZE = 15
"""Late assignments that an opened list names; the rest are counted."""


async def arrive(
    uow: UnitOfWork, actor: Actor | None, chat_id: int, title: str, *, now: datetime
) -> Group | None:
    """The bot was put into a group: the group whose answer is awaited, or None when there is nothing to ask.

    Raises:
        NotAllowed: whoever did it may not allow it; the bot leaves.
    """
    known = await groups.find_group(uow, chat_id)
    if known is not None and await _is_allowed(uow, known):
        return None
    if actor is None or not can_allow(actor):
        raise NotAllowed
    if known is not None and known.status is GroupStatus.ASKED:
        return None
    group_id = await groups.save_asked(
        uow, chat_id, title, asked_by=actor.person.id, now=now, leave_at=now + CONFIRM_LIFE
    )
    return await groups.find_group_by_id(uow, group_id)


async def answer(uow: UnitOfWork, actor: Actor, group_id: int, *, is_allowed: bool, now: datetime) -> Group:
    """The private answer of whoever was asked.

    Raises:
        Outdated: answered or left meanwhile, or asked of somebody else. NotAllowed: may not allow it any more.
    """
    found = await groups.find_group_by_id(uow, group_id)
    if found is None or found.status is not GroupStatus.ASKED or found.asked_by != actor.person.id:
        raise Outdated
    if not is_allowed:
        await groups.update_group(uow, found.id, leave_at=now)
        return found
    if not can_allow(actor):
        raise NotAllowed
    await groups.update_group(
        uow,
        found.id,
        status=GroupStatus.ALLOWED,
        allowed_by=actor.person.id,
        allowed_at=now,
        leave_at=None,
    )
    return found


async def may_stay(uow: UnitOfWork, chat_id: int, *, now: datetime) -> bool:
    """Allowed, or still waiting for the answer."""
    found = await groups.find_group(uow, chat_id)
    if found is None:
        return False
    if found.status is GroupStatus.ASKED:
        return not any(group.id == found.id for group in await groups.list_to_leave(uow, now=now))
    return await _is_allowed(uow, found)


async def _is_allowed(uow: UnitOfWork, group: Group) -> bool:
    """As long as whoever allowed it holds such an office."""
    return bool(await _scope_of(uow, group))


async def _scope_of(uow: UnitOfWork, group: Group) -> Scope:
    """What is counted in this group: the present scope of whoever allowed it; nothing once that is lost."""
    if group.status is not GroupStatus.ALLOWED or group.allowed_by is None:
        return Scope()
    allower = await people.find_actor_by_id(uow, group.allowed_by)
    if allower is None or not allower.has_role(*ALLOWING):
        return Scope()
    return allower.scope(Role.OFFICER, Role.LEADER) or EVERYWHERE


async def _open(uow: UnitOfWork, actor: Actor | None, chat_id: int) -> Scope:
    """Raises:
    NotAllowed: a stranger speaks, or the group is not an allowed one: nothing is said there.
    """
    found = await groups.find_group(uow, chat_id)
    scope = await _scope_of(uow, found) if found is not None else Scope()
    if actor is None or not scope:
        raise NotAllowed
    return scope


async def check_speaker(uow: UnitOfWork, actor: Actor | None, chat_id: int) -> None:
    """Raises: NotAllowed as ``summarise`` does."""
    await _open(uow, actor, chat_id)


async def summarise(
    uow: UnitOfWork, actor: Actor | None, chat_id: int, *, now: datetime, rules: Rules
) -> Figures:
    """The figures of the group's scope, for somebody we know.

    Raises:
        NotAllowed: a stranger, or not an allowed group.
    """
    scope = await _open(uow, actor, chat_id)
    return await count_now(uow, scope, now=now, rules=rules)


async def count_late(
    uow: UnitOfWork, actor: Actor | None, chat_id: int, *, now: datetime, rules: Rules
) -> LateCount:
    """What is late, in numbers."""
    scope = await _open(uow, actor, chat_id)
    today = rules.today(now)
    late, _ = await tally_tasks(uow, Narrowed(scope, today, due_before=today))
    longest = max(((today - line.first_due_on).days for line in late), default=0)
    return LateCount(len(late), sum(line.count for line in late), longest)


async def open_list(
    uow: UnitOfWork, actor: Actor | None, chat_id: int, *, now: datetime, rules: Rules
) -> tuple[list[Assignment], int]:
    """The late assignments by name, and how many there are: for a leader who opens the list for all to see.

    Only what both the leader may see and the group counts.

    Raises:
        NotAllowed: anybody but a leader.
    """
    scope = await _open(uow, actor, chat_id)
    if actor is None or not actor.has_role(Role.LEADER):
        raise NotAllowed
    mine = actor.scope(Role.LEADER)
    shared = Scope(
        tuple(
            sorted(
                {p for p in scope.prefixes if mine.contains(p)}
                | {p for p in mine.prefixes if scope.contains(p)}
            )
        )
    )
    today = rules.today(now)
    wanted = Filter(shared, today, due_before=today)
    found = await assignments.list_assignments(uow, wanted, limit=LIST_SIZE)
    return found, await assignments.count_assignments(uow, wanted)


async def move(uow: UnitOfWork, chat_id: int, new_chat_id: int) -> None:
    """The group has another id from now on."""
    await groups.move_group(uow, chat_id, new_chat_id)


async def lose(uow: UnitOfWork, chat_id: int) -> None:
    """The bot was put out: coming back needs a new answer."""
    found = await groups.find_group(uow, chat_id)
    if found is not None:
        await groups.update_group(uow, found.id, status=GroupStatus.LEFT, leave_at=None)


async def list_to_leave(uow: UnitOfWork, *, now: datetime) -> list[int]:
    """The chats that nobody allowed in time, or that were refused."""
    return [group.chat_id for group in await groups.list_to_leave(uow, now=now)]
