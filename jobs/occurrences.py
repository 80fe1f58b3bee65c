"""Occurrences of recurring tasks on the timetable: a few tasks a transaction, one fact read when idle."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.domain.rules import Rules
from bot.services import UnitOfWork, occurrences
from jobs.steps import work_off


async def plan_occurrences(
    begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]], *, rules: Rules, now: datetime
) -> int:
    """Makes what is missing; returns how many occurrences were made, moved or ended."""
    return await work_off(begin, lambda uow: occurrences.plan_step(uow, now=now, rules=rules))
