"""The planner's tick: everything that a date can make due, in the order in which one makes work for the next."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.domain.rules import Rules
from bot.settings import WeeklyMoment
from bot.storage.database import UnitOfWork
from jobs.clocks import run_clocks
from jobs.digest import plan_digests, plan_reviews
from jobs.occurrences import plan_occurrences
from jobs.office_list import plan_office_lists
from jobs.plan import plan_notices
from jobs.successions import carry_out_successions


async def plan_all(
    begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]],
    *,
    now: datetime,
    rules: Rules,
    digest_at: WeeklyMoment,
) -> None:
    await carry_out_successions(begin, rules=rules, now=now)
    await plan_digests(begin, now=now, rules=rules, digest_at=digest_at)
    await plan_reviews(begin, now=now, rules=rules, digest_at=digest_at)
    await run_clocks(begin, rules=rules, now=now)
    await plan_occurrences(begin, rules=rules, now=now)
    await plan_notices(begin, rules=rules, now=now)
    await plan_office_lists(begin, rules=rules, now=now)
