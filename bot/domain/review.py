"""The review of a period: its figures, and what was done, held up and moved in it; complete in itself.

Knows no storage and no words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.figures import AgencyLine, AssignmentFacts, Figures, OpenItem, TaskName, order_of_name
from bot.domain.held_up import AskedExtension, Move, RaisedObstacle
from bot.domain.listing import is_extended
from bot.domain.periods import Span
from bot.domain.requests import ExtensionStatus, ObstacleCategory
from bot.domain.rules import Rules
from bot.domain.task import Status


@dataclass(frozen=True, slots=True)
class AgencyName:
    id: int
    name_vi: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Completed:
    assignment_id: int
    task_id: int
    agency_id: int
    period: str
    completed_on: date
    due_on: date | None
    extended_from: date | None = None
    """The original date, if a later one was granted."""

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.completed_on > self.due_on


@dataclass(frozen=True, slots=True)
class ObstacleLine:
    """``raised`` in the period; ``unanswered`` at its end, the oldest for so many working days."""

    category: ObstacleCategory
    raised: int
    unanswered: int
    oldest_days: int = 0


@dataclass(frozen=True, slots=True)
class ExtensionCounts:
    """Asked, granted and refused in the period; ``waiting`` at its end."""

    asked: int = 0
    granted: int = 0
    refused: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Praise:
    """Good practice as somebody put it, sent by the road of đôn đốc."""

    task_id: int
    agency_id: int
    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """``figures`` stand as of the period's end, or of today while it lasts; ``figures.previous`` of the one before."""

    span: Span
    figures: Figures
    tasks: Mapping[int, TaskName] = field(default_factory=dict)
    agencies: Mapping[int, AgencyName] = field(default_factory=dict)
    completed: tuple[Completed, ...] = ()
    """The newest first."""
    causes: Mapping[int, tuple[ObstacleCategory, ...]] = field(default_factory=dict)
    """Late assignment → the kinds of obstacle that were ever raised about it."""
    obstacles: tuple[ObstacleLine, ...] = ()
    extensions: ExtensionCounts = ExtensionCounts()
    moves: tuple[Move, ...] = ()
    """Who improved most first, who slipped most last."""
    praise: tuple[Praise, ...] = ()

    @property
    def late_count(self) -> int:
        return sum(one.is_late for one in self.completed)

    @property
    def is_over(self) -> bool:
        return self.figures.as_of >= self.span.to_on


def list_completed(facts: Iterable[AssignmentFacts], span: Span) -> tuple[Completed, ...]:
    found = [
        Completed(
            fact.id,
            fact.task_id,
            fact.agency_id,
            fact.period,
            fact.completed_on,
            fact.due_on,
            fact.original_due_on if is_extended(fact.due_on, fact.original_due_on) else None,
        )
        for fact in facts
        if fact.status is Status.DONE and fact.completed_on is not None and span.contains(fact.completed_on)
    ]
    return tuple(sorted(found, key=lambda one: (-one.completed_on.toordinal(), one.assignment_id)))


def find_causes(
    late: Iterable[OpenItem], raised: Sequence[RaisedObstacle]
) -> dict[int, tuple[ObstacleCategory, ...]]:
    by_assignment: dict[int, list[ObstacleCategory]] = {}
    for obstacle in raised:
        by_assignment.setdefault(obstacle.assignment_id, []).append(obstacle.category)
    return {
        item.assignment_id: tuple(dict.fromkeys(by_assignment[item.assignment_id]))
        for item in late
        if item.assignment_id in by_assignment
    }


def count_causes(review: Review) -> list[tuple[ObstacleCategory | None, int]]:
    """Late assignments by cause, most first; None: nobody ever named one. Several causes count several times."""
    counts: dict[ObstacleCategory | None, int] = {}
    for item in review.figures.late:
        for cause in review.causes.get(item.assignment_id) or (None,):
            counts[cause] = counts.get(cause, 0) + 1
    return sorted(counts.items(), key=lambda pair: (pair[0] is None, -pair[1], pair[0] or ""))


def count_obstacles(
    raised: Sequence[RaisedObstacle], span: Span, moment: datetime, rules: Rules
) -> tuple[ObstacleLine, ...]:
    lines = [
        _count_category([one for one in raised if one.category is category], category, span, moment, rules)
        for category in ObstacleCategory
    ]
    shown = [line for line in lines if line.raised or line.unanswered]
    return tuple(sorted(shown, key=lambda line: (-line.unanswered, -line.raised)))


def _count_category(
    raised: Sequence[RaisedObstacle], category: ObstacleCategory, span: Span, moment: datetime, rules: Rules
) -> ObstacleLine:
    waiting = [rules.today(one.raised_at) for one in raised if one.is_unanswered(moment)]
    oldest = rules.calendar.working_days_between(min(waiting), rules.today(moment)) if waiting else 0
    in_span = sum(span.contains(rules.today(one.raised_at)) for one in raised)
    return ObstacleLine(category, in_span, len(waiting), oldest)


def count_extensions(
    asked: Iterable[AskedExtension], span: Span, moment: datetime, rules: Rules
) -> ExtensionCounts:
    found = [one for one in asked if one.asked_at <= moment]
    decided = [one.status for one in found if one.decided_at and _is_in(span, one.decided_at, moment, rules)]
    open_then = [one for one in found if one.is_waiting(moment)]
    return ExtensionCounts(
        asked=sum(span.contains(rules.today(one.asked_at)) for one in found),
        granted=decided.count(ExtensionStatus.GRANTED),
        refused=decided.count(ExtensionStatus.REFUSED),
        waiting=len(open_then),
    )


def _is_in(span: Span, at: datetime, moment: datetime, rules: Rules) -> bool:
    return at <= moment and span.contains(rules.today(at))


def late_by_agency(figures: Figures) -> dict[int, int]:
    return {agency_id: line.cells.open_late for agency_id, line in figures.agencies.items()}


def find_moves(
    before: Mapping[int, int], after: Mapping[int, AgencyLine], *, apart: frozenset[int]
) -> tuple[Move, ...]:
    """Agencies that had anything both times; newcomers have nothing to be compared with.

    ``before``: how many were overdue, by agency. ``apart``: who took over the tasks of others meanwhile, and slipped or
    improved by that alone.
    """
    moves = [
        Move(agency_id, before[agency_id], line.cells.open_late)
        for agency_id, line in after.items()
        if agency_id in before and agency_id not in apart
    ]
    names = {agency_id: order_of_name(line.name_vi) for agency_id, line in after.items()}
    moved = [move for move in moves if move.change]
    return tuple(sorted(moved, key=lambda move: (move.change, names[move.agency_id], move.agency_id)))


def name_tasks(facts: Iterable[AssignmentFacts], wanted: frozenset[int]) -> dict[int, TaskName]:
    """The tasks of these assignments."""
    found: dict[int, TaskName] = {}
    for fact in facts:
        if fact.id in wanted and fact.task_id not in found:
            found[fact.task_id] = TaskName(fact.task_id, fact.task_code, fact.title_vi, fact.title_en)
    return found
