"""The planner's tick: due rungs into items, loose items into messages; nothing due costs one indexed look."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.domain.rules import Rules
from bot.services import UnitOfWork, forwarding, handing_on, notices


async def plan_notices(
    begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]], *, rules: Rules, now: datetime
) -> int:
    """Plans everything that is due; returns how many assignments were looked at."""
    async with begin() as uow:
        if await forwarding.address_waiting(uow, now=now, rules=rules):
            await uow.commit()
    planned = 0
    while True:
        async with begin() as uow:
            count = await notices.plan(uow, now=now, rules=rules)
            await uow.commit()
        planned += count
        if count < notices.PLAN_BATCH:
            break
    async with begin() as uow:
        await handing_on.hand_on(uow, now=now, rules=rules)
        await uow.commit()
    while True:
        async with begin() as uow:
            count = await notices.bundle(uow, now=now, rules=rules)
            await uow.commit()
        if count < notices.PLAN_BATCH:
            return planned
