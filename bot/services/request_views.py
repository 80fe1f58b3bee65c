"""A request for more time with what its decider has to know."""

from datetime import datetime

from bot.domain.requests import Extension, ExtensionStatus
from bot.domain.rules import Rules
from bot.domain.task import Assignment
from bot.domain.views import ExtensionView
from bot.services import UnitOfWork
from bot.services.notices import facts_of, next_owed_at
from bot.storage import extensions


async def load_view(
    uow: UnitOfWork, extension: Extension, assignment: Assignment, *, now: datetime, rules: Rules
) -> ExtensionView:
    """With earlier grants, and when the ladder would next remind if it were granted."""
    earlier = await extensions.list_extensions(uow, assignment.id)
    granted = tuple(e for e in earlier if e.status is ExtensionStatus.GRANTED)
    facts = facts_of(assignment)
    moved = type(facts)(
        assigned_at=facts.assigned_at,
        due_on=extension.wanted_on,
        status=facts.status,
        submitted_at=facts.submitted_at,
        last_report_at=facts.last_report_at,
    )
    reminded_at = next_owed_at(moved, rules, after=now)
    return ExtensionView(extension, assignment, granted, rules.today(reminded_at) if reminded_at else None)
