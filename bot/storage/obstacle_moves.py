"""Where obstacles stood at an earlier moment: what is open goes along when assignments become one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.storage.database import UnitOfWork
from bot.storage.request_tables import obstacles
from bot.storage.succession_tables import assignment_moves
from bot.storage.tables import reports

_Merged = tuple[int, datetime, int]
"""Id of the move, when an assignment became part of another, and of which."""


async def list_places_then(uow: UnitOfWork, at: datetime) -> dict[int, int]:
    """Obstacle → the assignment it was about then, of obstacles that have gone along with one since.

    The report that raised it never moves; from there it is followed through what was merged until then.
    """
    own, move, said = obstacles.c, assignment_moves.c, reports.c
    merged: dict[int, list[_Merged]] = {}
    statement = sa.select(move.assignment_id, move.id, move.moved_at, move.into_id).where(
        move.into_id.is_not(None)
    )
    for assignment_id, *step in (await uow.execute(statement.order_by(move.id))).all():
        merged.setdefault(assignment_id, []).append((step[0], step[1], step[2]))
    if not any(moved_at > at for steps in merged.values() for _, moved_at, _ in steps):
        return {}
    moved = (
        sa.select(own.id, own.raised_at, said.assignment_id)
        .join_from(obstacles, reports, said.id == own.report_id)
        .where(own.assignment_id != said.assignment_id, own.raised_at <= at)
    )
    rows = (await uow.execute(moved)).all()
    return {
        obstacle_id: _follow(first_id, raised_at, at, merged) for obstacle_id, raised_at, first_id in rows
    }


def _follow(
    assignment_id: int, since: datetime, until: datetime, merged: Mapping[int, Sequence[_Merged]]
) -> int:
    """Each step is later than the one before: a row that was given up may have been taken up again."""
    last = 0
    while True:
        ahead = (
            step for step in merged.get(assignment_id, ()) if step[0] > last and since <= step[1] <= until
        )
        step = next(ahead, None)
        if step is None:
            return assignment_id
        last, _, assignment_id = step
