"""Occurrences of recurring tasks on the timetable: a few tasks a transaction, one fact read when idle."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.domain.rules import Rules
from bot.services import UnitOfWork, occurrences


async def plan_occurrences(
    begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]], *, rules: Rules, now: datetime
) -> int:
    """Makes what is missing; returns how many occurrences were made, moved or ended."""
    changed = 0
    while True:
        async with begin() as uow:
            step = await occurrences.plan_step(uow, now=now, rules=rules)
            if step is None:
                return changed
            await uow.commit()
        changed += step
