"""What waits for an answer beside the four cells, and whose number of overdue tasks moved; frozen with the figures.

Knows no storage and no words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from bot.domain.requests import ExtensionStatus, ObstacleCategory
from bot.domain.rules import Rules


@dataclass(frozen=True, slots=True)
class RaisedObstacle:
    assignment_id: int
    category: ObstacleCategory
    raised_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None

    def is_unanswered(self, moment: datetime) -> bool:
        ends = [end for end in (self.answered_at, self.closed_at) if end is not None and end <= moment]
        return self.raised_at <= moment and not ends


@dataclass(frozen=True, slots=True)
class AskedExtension:
    asked_at: datetime
    status: ExtensionStatus
    decided_at: datetime | None

    def is_waiting(self, moment: datetime) -> bool:
        """An offered date was decided on, but still waits for the asker."""
        is_open = self.status in {ExtensionStatus.PENDING, ExtensionStatus.PROPOSED}
        is_open = is_open or (self.decided_at is not None and self.decided_at > moment)
        return self.asked_at <= moment and is_open


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Obstacles of one kind that wait for their answer, the oldest for so many working days."""

    category: ObstacleCategory
    count: int
    oldest_days: int


@dataclass(frozen=True, slots=True)
class Move:
    """An agency whose number of overdue assignments changed."""

    agency_id: int
    before: int
    after: int

    @property
    def change(self) -> int:
        """Below zero: it improved."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class HeldUp:
    """``extensions`` wait for a decision. ``moves``: who improved most first, who slipped most last.

    ``merged``: assignments that became part of others with their agencies in the compared time; they no longer count.
    """

    obstacles: tuple[Unanswered, ...] = ()
    extensions: int = 0
    moves: tuple[Move, ...] = ()
    merged: int = 0


def count_unanswered(
    raised: Iterable[RaisedObstacle], moment: datetime, rules: Rules
) -> tuple[Unanswered, ...]:
    """By kind, most first."""
    since: dict[ObstacleCategory, list[datetime]] = {}
    for one in raised:
        if one.is_unanswered(moment):
            since.setdefault(one.category, []).append(one.raised_at)
    today, between = rules.today(moment), rules.calendar.working_days_between
    lines = [
        Unanswered(category, len(moments), between(rules.today(min(moments)), today))
        for category, moments in since.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.count, -line.oldest_days, line.category)))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at every agency that was counted, by agency."""

    raised: Mapping[int, Sequence[RaisedObstacle]]
    asked: Mapping[int, int]

    def at(self, agency_ids: Iterable[int], moment: datetime, rules: Rules) -> HeldUp:
        ids = sorted(set(agency_ids))
        raised = chain.from_iterable(self.raised.get(each, ()) for each in ids)
        return HeldUp(count_unanswered(raised, moment, rules), sum(self.asked.get(each, 0) for each in ids))
