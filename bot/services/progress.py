"""An assignment's stored state changes and its ladder is planned afresh, in one transaction."""

from dataclasses import replace
from datetime import datetime

from bot.domain.errors import Outdated
from bot.domain.rules import Rules
from bot.domain.task import REPORTER_OWES, Assignment, Status
from bot.services import UnitOfWork
from bot.services.notices import facts_of, next_owed_at
from bot.storage import assignments


async def change(
    uow: UnitOfWork, assignment: Assignment, values: dict[str, object], *, rules: Rules, now: datetime
) -> Assignment:
    """Writes and plans afresh in one go: the ladder follows status and date in the same transaction.

    While the same ladder goes on nothing is planned: what came due a moment ago is still to be told.

    ``values`` are fields of the assignment's own state, never its agency or task.

    Raises:
        Outdated: somebody else changed it since it was read.
    """
    if not await assignments.update_assignment(uow, assignment.id, rev=assignment.rev, **values):
        raise Outdated
    status = Status(str(values.get("status", assignment.status)))
    changed = replace(assignment, **{**values, "status": status}, rev=assignment.rev + 1)  # type: ignore[arg-type] # columns are fields
    goes_on = {assignment.status, changed.status} <= REPORTER_OWES or changed.status is assignment.status
    if not goes_on or changed.due_on != assignment.due_on:
        after = next_owed_at(facts_of(changed), rules, after=now)
        await assignments.set_plan(uow, [(changed.id, now, after)])
    return changed
