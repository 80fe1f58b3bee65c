"""Facts to count figures from, with sensible values for whatever a test does not care about."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.domain.agencies import Level
from bot.domain.counting import count_figures
from bot.domain.figures import AssignmentFacts, Figures, Previous, ScopeName
from bot.domain.rules import Rules
from bot.domain.task import Status
from tests.domain.ladder_setting import CALENDAR, POLICY, SLOTS

RULES = Rules(CALENDAR, POLICY, SLOTS, "Ủy ban")
MONDAY = date(2024, 7, 15)
"""A working day in ISO week 29."""

_BASE = AssignmentFacts(
    id=1,
    task_id=19,
    task_code="NV-019",
    title_vi="Ban hành Kế hoạch chuyển đổi số năm 2024",
    title_en="Issue the 2024 plan",
    agency_id=1,
    agency_vi="Hải Dương",
    agency_en="People's Committee of Hai Duong Province",
    level=Level.PROVINCE,
    period="",
    status=Status.IN_PROGRESS,
    assigned_on=date(2024, 7, 8),
    due_on=date(2024, 12, 31),
    original_due_on=date(2024, 12, 31),
    completed_on=None,
    percent=50,
    last_report_at=None,
)


def fact(**changes: Any) -> AssignmentFacts:  # noqa: ANN401 any field of the facts
    """In time and not at risk on MONDAY unless ``changes`` say otherwise; ``due_on`` sets the original too."""
    if "due_on" in changes:
        changes = {"original_due_on": changes["due_on"], **changes}
    return _BASE._replace(**changes)


def late_by(days: int, **changes: Any) -> AssignmentFacts:  # noqa: ANN401 any field of the facts
    return fact(due_on=date.fromordinal(MONDAY.toordinal() - days), **changes)


def figures_of(
    facts: Iterable[AssignmentFacts],
    *,
    as_of: date = MONDAY,
    reporting_on: date | None = None,
    previous: Previous | None = None,
    scope: tuple[ScopeName, ...] = (ScopeName("Chính phủ", "Government", Level.GOVERNMENT),),
) -> Figures:
    return count_figures(
        facts, as_of=as_of, rules=RULES, scope=scope, reporting_on=reporting_on, previous=previous
    )
