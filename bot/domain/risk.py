"""Which open assignments are at risk before they are late, and why. Derived at reading time, never stored."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.calendar import WorkingCalendar
from bot.domain.policy import RiskRules
from bot.domain.task import REPORTER_OWES, Status


class Risk(StrEnum):
    CLOSE = "close"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """Local dates; ``percent`` None (never said) counts as 0."""

    status: Status
    assigned_on: date
    due_on: date | None
    percent: float | None
    last_report_on: date | None


def find_risks(
    facts: RiskFacts, rules: RiskRules, calendar: WorkingCalendar, today: date
) -> tuple[Risk, ...]:
    """Empty for what is late already, not the reporter's turn, or has no date."""
    if (
        facts.status not in REPORTER_OWES
        or facts.due_on is None
        or not facts.assigned_on <= today <= facts.due_on
    ):
        return ()
    checks = {
        Risk.CLOSE: _is_close(facts, facts.due_on, rules, calendar, today),
        Risk.SILENT: _is_silent(facts, facts.due_on, rules, calendar, today),
    }
    return tuple(risk for risk, found in checks.items() if found)


def _is_close(
    facts: RiskFacts, due_on: date, rules: RiskRules, calendar: WorkingCalendar, today: date
) -> bool:
    if calendar.working_days_between(today, due_on) > rules.close_days:
        return False
    lead = calendar.working_days_between(facts.assigned_on, due_on)
    passed = calendar.working_days_between(facts.assigned_on, today)
    elapsed_percent = 100 * passed / lead if lead else 100
    return elapsed_percent - (facts.percent or 0) >= rules.close_margin


def _is_silent(
    facts: RiskFacts, due_on: date, rules: RiskRules, calendar: WorkingCalendar, today: date
) -> bool:
    """A year before the date nobody owes a report every fortnight, so silence counts only near it."""
    if calendar.working_days_between(today, due_on) > rules.silent_within_days:
        return False
    since = max(facts.assigned_on, facts.last_report_on or facts.assigned_on)
    return calendar.working_days_between(since, today) >= rules.silent_days
