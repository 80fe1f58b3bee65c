"""Clocks beside the ladder: requests that nobody answered climb, cards that nobody pressed end."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.domain.rules import Rules
from bot.services import UnitOfWork, climbing, talks, urging

Begin = Callable[[], AbstractAsyncContextManager[UnitOfWork]]


async def run_clocks(begin: Begin, *, rules: Rules, now: datetime) -> None:
    """Everything that has run out by ``now``; nothing due costs one indexed look each, in one transaction."""
    while True:
        async with begin() as uow:
            count = await climbing.climb(uow, now=now, rules=rules)
            count += await urging.climb(uow, now=now, rules=rules)
            count += await talks.expire(uow, now=now)
            if not count:
                return
            await uow.commit()
