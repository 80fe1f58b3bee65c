"""How the value of an indicator developed: report by report, each against the target of its day."""

from datetime import datetime

from bot.domain.indicators import DevelopmentView, ReportedValue, trace
from bot.domain.people import Actor
from bot.domain.rules import Rules
from bot.services import UnitOfWork
from bot.services.tasks import get_visible
from bot.storage import indicators

PAGE_SIZE = 8
"""One line each."""


async def open_development(
    uow: UnitOfWork, actor: Actor, assignment_id: int, *, page: int, now: datetime, rules: Rules
) -> DevelopmentView:
    """One page of the values; a page that is not there is the last one.

    Raises:
        NotFound: outside the actor's scope.
    """
    assignment = await get_visible(uow, actor, assignment_id, now=now, rules=rules)
    total = await indicators.count_values(uow, assignment.id)
    count = max(1, -(-total // PAGE_SIZE))
    number = min(page, count - 1)
    # One more than is shown: the oldest of the page is compared with it.
    rows = await indicators.list_values(uow, assignment.id, offset=number * PAGE_SIZE, limit=PAGE_SIZE + 1)
    values = [ReportedValue(rules.today(row.at), row.value) for row in rows]
    targets = await indicators.list_targets(uow, assignment.task.id)
    return DevelopmentView(assignment, trace(values, targets)[:PAGE_SIZE], number, count)
