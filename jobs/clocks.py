"""Clocks beside the ladder: requests that nobody answered climb, cards that nobody pressed end."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.domain.rules import Rules
from bot.services import UnitOfWork, climbing, talks, urging

Begin = Callable[[], AbstractAsyncContextManager[UnitOfWork]]


async def run_clocks(begin: Begin, *, rules: Rules, now: datetime) -> None:
    """Everything that has run out by ``now``; nothing due costs one indexed look each."""
    await _until_done(begin, lambda uow: climbing.climb(uow, now=now, rules=rules))
    await _until_done(begin, lambda uow: urging.climb(uow, now=now, rules=rules))
    await _until_done(begin, lambda uow: talks.expire(uow, now=now))


async def _until_done(begin: Begin, step: Callable[[UnitOfWork], Awaitable[int]]) -> None:
    while True:
        async with begin() as uow:
            if not await step(uow):
                return
            await uow.commit()
