"""Old data goes, in small steps between which everybody else has a turn. Killed anywhere, the next run goes on."""

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.services import UnitOfWork, upkeep
from bot.services.upkeep import Rule

log = logging.getLogger(__name__)
MOST_STEPS = 100
"""Steps of one rule in one run: an installation that is years behind catches up over the next hours."""

Begin = Callable[[], AbstractAsyncContextManager[UnitOfWork]]


async def keep_up(begin: Begin, *, now: datetime) -> int:
    """Returns how many rows became old."""
    total = 0
    for rule in upkeep.RULES:
        count = await _apply(begin, rule, now=now)
        if count:
            log.info("upkeep", extra={"rule": rule.name, "count": count})
        total += count
    return total


async def _apply(begin: Begin, rule: Rule, *, now: datetime) -> int:
    total = 0
    for _ in range(MOST_STEPS):
        async with begin() as uow:
            count = await upkeep.apply_rule(uow, rule, now=now)
            if count:
                await uow.commit()
        total += count
        if count < upkeep.STEP_ROWS:
            break
    return total
