"""Leaves the groups that nobody allowed in time. The call is outside any transaction; what failed is tried again."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.messages import Outcome, OutcomeKind
from bot.services import UnitOfWork, groups

Begin = Callable[[], AbstractAsyncContextManager[UnitOfWork]]
_NOT_NOW = frozenset({OutcomeKind.RETRY_AFTER, OutcomeKind.UNKNOWN})


async def leave_groups(begin: Begin, leave: Callable[[int], Awaitable[Outcome]], *, now: datetime) -> int:
    """How many groups were left."""
    async with begin() as uow:
        waiting = await groups.list_to_leave(uow, now=now)
    left = 0
    for chat_id in waiting:
        outcome = await leave(chat_id)
        if outcome.kind in _NOT_NOW:
            continue
        async with begin() as uow:
            await groups.lose(uow, chat_id)
            await uow.commit()
        left += 1
    return left
