"""What is said of an indicator on a card: the target valid today with its source, and the roll-up over agencies."""

from datetime import datetime

from bot.domain.indicators import IndicatorView, Target, roll_up, target_on
from bot.domain.people import Actor
from bot.domain.rules import Rules
from bot.domain.task import Assignment, TaskKind
from bot.services import UnitOfWork
from bot.storage import indicators


async def find_target(uow: UnitOfWork, task_id: int, *, now: datetime, rules: Rules) -> Target | None:
    """The target that is valid today."""
    return target_on(await indicators.list_targets(uow, task_id), rules.today(now))


async def view_indicator(
    uow: UnitOfWork, actor: Actor, assignment: Assignment, *, now: datetime, rules: Rules
) -> IndicatorView | None:
    """For a card of the assignment; None if it is no indicator."""
    task = assignment.task
    if task.kind is not TaskKind.KPI:
        return None
    target = await find_target(uow, task.id, now=now, rules=rules)
    values = await indicators.list_latest_values(uow, task.id, actor.scope(), period=assignment.period)
    return IndicatorView(target, roll_up(task, values, target) if len(values) > 1 else None)
