"""The weekly digest and the reviews of periods on the timetable: a transaction at a time until nobody is owed one.

Knows no storage.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.domain.reporting import WeeklyMoment
from bot.domain.rules import Rules
from bot.services import UnitOfWork, overview, review_schedule

Begin = Callable[[], AbstractAsyncContextManager[UnitOfWork]]


async def plan_digests(begin: Begin, *, now: datetime, rules: Rules, digest_at: WeeklyMoment) -> int:
    """How many digests were queued. Killed in between, the next run goes on where this one stopped."""
    total, run = 0, overview.Run()
    while queued := await _plan_some(begin, run, now=now, rules=rules, digest_at=digest_at):
        total += queued
    return total


async def _plan_some(
    begin: Begin, run: overview.Run, *, now: datetime, rules: Rules, digest_at: WeeklyMoment
) -> int:
    async with begin() as uow:
        queued = await overview.plan_digests(uow, now=now, rules=rules, digest_at=digest_at, run=run)
        if queued:
            await uow.commit()
    return queued


async def plan_reviews(begin: Begin, *, now: datetime, rules: Rules, digest_at: WeeklyMoment) -> int:
    """The reviews of periods that ended, at the time of day of the weekly digest."""
    total = 0
    while planned := await _plan_reviews(begin, now=now, rules=rules, digest_at=digest_at):
        total += planned
    return total


async def _plan_reviews(begin: Begin, *, now: datetime, rules: Rules, digest_at: WeeklyMoment) -> int:
    async with begin() as uow:
        planned = await review_schedule.plan_reviews(uow, now=now, rules=rules, at=digest_at.at)
        if planned:
            await uow.commit()
    return planned
