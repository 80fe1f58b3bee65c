"""Agencies that change on their day, on the timetable: one event a transaction, one fact read when idle."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.domain.rules import Rules
from bot.services import UnitOfWork, reorganising
from jobs.steps import work_off


async def carry_out_successions(
    begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]], *, rules: Rules, now: datetime
) -> int:
    """Carries out what is due; returns how many assignments moved."""
    return await work_off(begin, lambda uow: reorganising.plan_step(uow, now=now, rules=rules))
