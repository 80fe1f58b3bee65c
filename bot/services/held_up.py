"""What waits for somebody inside a scope, thing by thing: obstacles without an answer, requests for more time.

The same things that a digest counts; who may answer them is the matter of ``services.desk``.
"""

from enum import IntEnum

from bot.domain.agencies import Scope
from bot.domain.requests import Extension, ExtensionStatus, Obstacle
from bot.domain.task import Assignment
from bot.domain.views import Waiting, WaitingPage
from bot.services import UnitOfWork
from bot.storage import assignments, extensions, obstacles

PAGE_SIZE = 8
_UNDECIDED = (ExtensionStatus.PENDING, ExtensionStatus.PROPOSED)


class Matter(IntEnum):
    """Which things; the number stands in button data."""

    ALL = 0
    OBSTACLES = 1
    EXTENSIONS = 2


async def list_waiting(
    uow: UnitOfWork, scope: Scope, *, page: int = 0, matter: Matter = Matter.ALL
) -> WaitingPage:
    """Obstacles first, then requests, each the oldest first; a page that is not there is the last one."""
    raised = [] if matter is Matter.EXTENSIONS else await obstacles.list_standing(uow, scope)
    asked = [] if matter is Matter.OBSTACLES else await extensions.list_pending(uow, scope, _UNDECIDED)
    everything: list[Obstacle | Extension] = [*raised, *asked]
    count = max(1, -(-len(everything) // PAGE_SIZE))
    number = min(max(page, 0), count - 1)
    shown = everything[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
    around = await assignments.load_assignments(uow, [one.assignment_id for one in shown])
    items = tuple(_waiting(one, around[one.assignment_id]) for one in shown if one.assignment_id in around)
    return WaitingPage(items, number, count, len(raised), len(asked))


def _waiting(one: Obstacle | Extension, assignment: Assignment) -> Waiting:
    if isinstance(one, Obstacle):
        return Waiting(one.raised_at, assignment, obstacle=one)
    return Waiting(one.asked_at, assignment, extension=one)
