"""The planner's tick: everything that a date can make due, in the order in which one makes work for the next."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.domain.rules import Rules
from bot.settings import Settings
from bot.storage.database import UnitOfWork
from jobs.clocks import run_clocks
from jobs.digest import plan_digests, plan_reviews
from jobs.occurrences import plan_occurrences
from jobs.office_list import plan_office_lists
from jobs.plan import plan_notices
from jobs.successions import carry_out_successions


async def plan_all(
    begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]],
    settings: Settings,
    *,
    now: datetime,
    rules: Rules,
) -> None:
    """One step that fails at every tick must hold up no reminder: all are tried.

    Raises:
        Exception: what the step raised that failed; of several an ExceptionGroup.
    """
    digest_at, by_email = settings.digest_at, settings.sends_email
    await _try_all(
        lambda: carry_out_successions(begin, rules=rules, now=now),
        lambda: plan_digests(begin, now=now, rules=rules, digest_at=digest_at),
        lambda: plan_reviews(begin, now=now, rules=rules, digest_at=digest_at),
        lambda: run_clocks(begin, rules=rules, now=now),
        lambda: plan_occurrences(begin, rules=rules, now=now),
        lambda: plan_notices(begin, rules=rules, now=now, by_email=by_email),
        lambda: plan_office_lists(begin, rules=rules, now=now),
    )


async def _try_all(*steps: Callable[[], Awaitable[object]]) -> None:
    failures: list[Exception] = []
    for step in steps:
        try:
            await step()
        except Exception as error:
            failures.append(error)
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise ExceptionGroup("steps of the plan failed", failures)
