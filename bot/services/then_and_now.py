"""A task opened from a frozen digest: what the digest said of it, and what has become of it since."""

from bot.domain.errors import NotAllowed
from bot.domain.people import Actor
from bot.domain.rules import Rules
from bot.domain.task import Assignment
from bot.domain.views import SinceLine, ThenAndNow
from bot.services import UnitOfWork, overview
from bot.services.tasks import HIDDEN
from bot.storage import amendments, assignments, indicators
from bot.storage.events import EventKind, list_last_since
from bot.storage.moves import find_keeper

_LETTERS = {
    EventKind.ANNOUNCED,
    EventKind.REMINDED,
    EventKind.ESCALATED,
    EventKind.UNDELIVERED,
    EventKind.SEEN,
}
"""What we sent, and that it was read: nothing of the task itself."""


async def find_then(
    uow: UnitOfWork, actor: Actor, snapshot_id: int, assignment_id: int, *, rules: Rules
) -> ThenAndNow | None:
    """None when that digest is not the actor's to read, or does not name the assignment."""
    try:
        digest = await overview.open_snapshot(uow, actor, snapshot_id)
    except NotAllowed:
        return None
    figures = digest.figures
    items = (*figures.late, *figures.at_risk)
    item = next((item for item in items if item.assignment_id == assignment_id), None)
    now = await assignments.find_assignment(uow, assignment_id)
    if item is None or now is None or not actor.can_see(now.agency_path):
        return None
    heir = await _find_heir(uow, assignment_id) if now.status in HIDDEN else None
    held = figures.agencies[item.agency_id]
    told = await list_last_since(uow, assignment_id, digest.taken_at)
    return ThenAndNow(
        on=figures.reporting_on or figures.as_of,
        item=item,
        code=figures.tasks[item.task_id].code,
        now=now,
        heir=heir if heir is not None and actor.can_see(heir.agency_path) else None,
        held_by=held if held.id != now.agency_id else None,
        since=tuple(
            SinceLine(each.kind.value, rules.today(each.at), is_merger=bool(each.data.get("state")))
            for each in told
            if each.kind not in _LETTERS
        ),
        is_reminded=any(each.kind in _LETTERS for each in told),
        value=await indicators.find_value_then(uow, assignment_id, digest.taken_at),
    )


async def _find_heir(uow: UnitOfWork, assignment_id: int) -> Assignment | None:
    """Where it went: handed to another agency, or part of one task when agencies were merged, in any order."""
    seen, found = {assignment_id}, None
    while True:
        keeper_id = await find_keeper(uow, assignment_id)
        if keeper_id != assignment_id:
            found = await assignments.find_assignment(uow, keeper_id)
        handed = await amendments.find_heir(uow, keeper_id)
        if handed is None or handed.id in seen:
            return found
        seen.add(handed.id)
        assignment_id, found = handed.id, handed
