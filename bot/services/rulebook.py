"""The rules in force: calendar overrides from the database over the package's calendar, and the ladder."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.calendar import DEFAULT_OVERRIDES, Override, WorkingCalendar, index_overrides
from bot.domain.ladder import plan_fingerprint
from bot.domain.policy import Policy
from bot.domain.rules import Rules
from bot.domain.slots import Slots
from bot.services import UnitOfWork
from bot.services.notices import replan_when_rules_changed
from bot.storage.calendar_days import list_overrides


def make_rules(policy: Policy, slots: Slots, body_name: str, overrides: Sequence[Override]) -> Rules:
    """Overrides of the office come after the built-in ones and win."""
    calendar = WorkingCalendar(index_overrides([*DEFAULT_OVERRIDES.values(), *overrides]))
    return Rules(calendar, policy, slots, body_name)


async def refresh_rules(uow: UnitOfWork, current: Rules, *, now: datetime) -> Rules:
    """The rules as of now: ``current`` itself unless the office changed its calendar.

    When they differ from those the plans were made with, all open assignments are planned again.
    """
    fresh = make_rules(current.policy, current.slots, current.body_name, await list_overrides(uow))
    if dict(fresh.calendar.overrides) != dict(current.calendar.overrides):
        current = fresh
    fingerprint = plan_fingerprint(current.policy, current.calendar, current.slots)
    await replan_when_rules_changed(uow, fingerprint, now=now)
    return current
