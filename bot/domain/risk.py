"""Which open assignments are at risk before they are late, and why. Derived at reading time, never stored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.calendar import WorkingCalendar
from bot.domain.policy_figures import RiskRules
from bot.domain.task import REPORTER_OWES, Status


class Risk(StrEnum):
    CLOSE = "close"
    SILENT = "silent"
    OBSTACLE = "obstacle"
    EXTENDED = "extended"


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """Local dates; ``percent`` None (never said) counts as 0; ``obstacle_on`` since when one waits for its answer.

    ``is_unmeasured``: a value was reported, but there is no target that would make it a percentage.
    """

    status: Status
    assigned_on: date
    due_on: date | None
    percent: float | None
    last_report_on: date | None
    obstacle_on: date | None = None
    extensions: int = 0
    is_unmeasured: bool = False


_Check = Callable[[RiskFacts, date, RiskRules, WorkingCalendar, date], bool]


def find_risks(
    facts: RiskFacts, rules: RiskRules, calendar: WorkingCalendar, today: date
) -> tuple[Risk, ...]:
    """Empty for what is late already, not the reporter's turn, or has no date."""
    due_on = facts.due_on
    if facts.status not in REPORTER_OWES or due_on is None or not facts.assigned_on <= today <= due_on:
        return ()
    return tuple(risk for risk, holds in _CHECKS.items() if holds(facts, due_on, rules, calendar, today))


def _is_close(
    facts: RiskFacts, due_on: date, rules: RiskRules, calendar: WorkingCalendar, today: date
) -> bool:
    rule = rules.close
    if rule is None or facts.is_unmeasured or calendar.working_days_between(today, due_on) > rule.days:
        return False
    lead = calendar.working_days_between(facts.assigned_on, due_on)
    passed = calendar.working_days_between(facts.assigned_on, today)
    elapsed_percent = 100 * passed / lead if lead else 100
    return elapsed_percent - (facts.percent or 0) >= rule.behind


def _is_silent(
    facts: RiskFacts, due_on: date, rules: RiskRules, calendar: WorkingCalendar, today: date
) -> bool:
    """A year before the date nobody owes a report every fortnight, so silence counts only near it."""
    rule = rules.silent
    if rule is None or calendar.working_days_between(today, due_on) > rule.within_days:
        return False
    since = max(facts.assigned_on, facts.last_report_on or facts.assigned_on)
    return calendar.working_days_between(since, today) >= rule.days


def _is_hindered(facts: RiskFacts, _: date, rules: RiskRules, calendar: WorkingCalendar, today: date) -> bool:
    if rules.obstacle is None or facts.obstacle_on is None:
        return False
    return calendar.working_days_between(facts.obstacle_on, today) >= rules.obstacle.days


def _is_put_off(facts: RiskFacts, _: date, rules: RiskRules, _c: WorkingCalendar, _t: date) -> bool:
    return rules.extended is not None and facts.extensions >= rules.extended.times


_CHECKS: dict[Risk, _Check] = {
    Risk.CLOSE: _is_close,
    Risk.SILENT: _is_silent,
    Risk.OBSTACLE: _is_hindered,
    Risk.EXTENDED: _is_put_off,
}
