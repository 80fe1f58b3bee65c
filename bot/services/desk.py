"""``/duyet``: everything that waits for one person's decision or answer, the oldest first."""

from datetime import datetime

from bot.domain.people import Actor, Role
from bot.domain.requests import Obstacle, can_answer, can_decide
from bot.domain.rules import Rules
from bot.domain.rungs import Recipient
from bot.domain.task import OPEN_STATUSES
from bot.domain.views import Waiting
from bot.services import UnitOfWork, reviewing
from bot.storage import assignments, extensions, obstacles


async def list_waiting(uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules) -> list[Waiting]:
    submitted = await reviewing.list_submitted(uow, actor, now=now, rules=rules)
    waiting = [
        *(Waiting(a.submitted_at or now, a) for a in submitted),
        *await _list_extensions(uow, actor),
        *await _list_obstacles(uow, actor),
    ]
    return sorted(waiting, key=lambda item: (item.since, item.assignment.id))


async def _list_extensions(uow: UnitOfWork, actor: Actor) -> list[Waiting]:
    """A leader is shown what is a leader's or has climbed."""
    pending = await extensions.list_pending(uow, actor.scope(Role.OFFICER, Role.LEADER))
    found = await assignments.load_assignments(uow, [extension.assignment_id for extension in pending])
    mine = []
    for extension in pending:
        assignment = found.get(extension.assignment_id)
        if assignment is None or assignment.status not in OPEN_STATUSES:
            continue
        if not can_decide(actor, extension, assignment.agency_path):
            continue
        is_officers = extension.decider is Recipient.OFFICER and not extension.climbs
        if not is_officers or actor.scope(Role.OFFICER).contains(assignment.agency_path):
            mine.append(Waiting(extension.asked_at, assignment, extension=extension))
    return mine


async def _list_obstacles(uow: UnitOfWork, actor: Actor) -> list[Waiting]:
    held = [a.agency.path for a in actor.appointments if a.role in {Role.FOCAL_POINT, Role.HEAD}]
    scope = actor.scope(Role.OFFICER, Role.LEADER)
    open_ones = await obstacles.list_awaiting(uow, scope, holders=held, with_held=True)
    found = await assignments.load_assignments(uow, [obstacle.assignment_id for obstacle in open_ones])
    return [
        Waiting(obstacle.raised_at, assignment, obstacle=obstacle)
        for obstacle in open_ones
        if (assignment := found.get(obstacle.assignment_id)) is not None
        and assignment.status in OPEN_STATUSES
        and can_answer(actor, obstacle, assignment.agency_path)
        and (obstacle.holder_path in held or _is_the_offices(actor, obstacle, assignment.agency_path))
    ]


def _is_the_offices(actor: Actor, obstacle: Obstacle, path: str) -> bool:
    """The officer is shown what no other agency holds; officer and leader what has climbed."""
    is_officers = not obstacle.holder_path and actor.scope(Role.OFFICER).contains(path)
    return bool(obstacle.climbs) or is_officers
