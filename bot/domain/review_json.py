"""A review as plain JSON values and back: the form in which it is frozen. Old versions stay readable."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.domain.figures import TaskName
from bot.domain.figures_json import from_json as figures_of
from bot.domain.figures_json import to_json as figures_to_json
from bot.domain.held_up import Move
from bot.domain.periods import PeriodKind, span_of
from bot.domain.requests import ObstacleCategory
from bot.domain.review import (
    AgencyName,
    Completed,
    ExtensionCounts,
    ObstacleLine,
    Praise,
    Review,
)

VERSION = 1


def review_to_json(review: Review) -> dict[str, Any]:
    return {
        "version": VERSION,
        "span": [review.span.kind.value, review.span.from_on.isoformat()],
        "figures": figures_to_json(review.figures),
        "tasks": [[task.id, task.code, task.title_vi, task.title_en] for task in review.tasks.values()],
        "agencies": [[name.id, name.name_vi, name.name_en] for name in review.agencies.values()],
        "completed": [_completed_to_json(one) for one in review.completed],
        "causes": [[key, [cause.value for cause in causes]] for key, causes in review.causes.items()],
        "obstacles": [
            [line.category.value, line.raised, line.unanswered, line.oldest_days] for line in review.obstacles
        ],
        "extensions": {name: getattr(review.extensions, name) for name in ExtensionCounts.__slots__},
        "moves": [[move.agency_id, move.before, move.after] for move in review.moves],
        "praise": [[one.task_id, one.agency_id, one.on.isoformat(), one.text] for one in review.praise],
    }


def review_of(data: Mapping[str, Any]) -> Review:
    """Raises:
    ValueError: the version is not known here.
    """
    if data.get("version") != VERSION:
        raise ValueError(f"a review of version {data.get('version')!r}")
    kind, from_on = data["span"]
    tasks, names = [TaskName(*row) for row in data["tasks"]], [AgencyName(*row) for row in data["agencies"]]
    return Review(
        span=span_of(PeriodKind(kind), date.fromisoformat(from_on)),
        figures=figures_of(data["figures"]),
        tasks={task.id: task for task in tasks},
        agencies={name.id: name for name in names},
        completed=tuple(_completed_of(row) for row in data["completed"]),
        causes={key: tuple(ObstacleCategory(one) for one in causes) for key, causes in data["causes"]},
        obstacles=tuple(ObstacleLine(ObstacleCategory(row[0]), *row[1:]) for row in data["obstacles"]),
        extensions=ExtensionCounts(**data["extensions"]),
        moves=tuple(Move(*row) for row in data["moves"]),
        praise=tuple(Praise(row[0], row[1], date.fromisoformat(row[2]), row[3]) for row in data["praise"]),
    )


def _completed_to_json(one: Completed) -> list[Any]:
    due_on = one.due_on.isoformat() if one.due_on else None
    return [
        one.assignment_id,
        one.task_id,
        one.agency_id,
        one.period,
        one.completed_on.isoformat(),
        due_on,
        one.extended_from.isoformat() if one.extended_from else None,
    ]


def _completed_of(row: list[Any]) -> Completed:
    """The first ones had no original date."""
    assignment_id, task_id, agency_id, period, *days = row
    completed_on, due_on, extended_from = [
        date.fromisoformat(day) if day else None for day in [*days, None][:3]
    ]
    if completed_on is None:
        raise ValueError("completed without a day")
    return Completed(assignment_id, task_id, agency_id, period, completed_on, due_on, extended_from)
