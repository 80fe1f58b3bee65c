"""The officers' daily list on the timetable: one transaction, once a day. Knows no storage."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.domain.rules import Rules
from bot.services import UnitOfWork, office_list


async def plan_office_lists(
    begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]], *, rules: Rules, now: datetime
) -> int:
    """Queues today's lists unless that was done; returns how many officers have something to do."""
    async with begin() as uow:
        if not await office_list.is_due(uow, now=now, rules=rules):
            return 0
        queued = await office_list.plan_office_lists(uow, now=now, rules=rules)
        await uow.commit()
        return queued
