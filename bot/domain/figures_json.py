"""Figures as plain JSON values and back: the form in which they are frozen.

The form carries its version. Readers of old versions stay here for good: a digest is shown again exactly as sent.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from bot.domain.agencies import Level
from bot.domain.figures import (
    AgencyLine,
    Cells,
    Figures,
    OpenItem,
    Previous,
    RiskReason,
    ScopeName,
    TaskName,
)
from bot.domain.held_up import HeldUp, Move, Unanswered
from bot.domain.requests import ObstacleCategory
from bot.domain.risk import Risk
from bot.domain.task import Cell, Status

VERSION = 3
"""1 had no ``unanswered`` beside an agency and no percent beside an item; until 2 nothing was held up or extended, and
every item was a row of its own."""
_COLUMNS = ("id", "task", "agency", "period", "due", "status", "days", "why", "percent", "was")
"""Of the two lists, in the order of ``OpenItem``'s fields. A press on a digest of the whole country reads ten thousand
items: as a few long columns they cost a quarter of what they cost as rows."""


def to_json(figures: Figures) -> dict[str, Any]:
    """Lists instead of tables where there may be thousands of rows; names stand in it once."""
    return {
        "version": VERSION,
        "as_of": figures.as_of.isoformat(),
        "reporting_on": figures.reporting_on.isoformat() if figures.reporting_on else None,
        "scope": [[name.name_vi, name.name_en, name.level.value] for name in figures.scope],
        "totals": _cells_to_json(figures.totals),
        "extended": figures.extended,
        "submitted": figures.submitted,
        "previous": _previous_to_json(figures.previous),
        "agencies": [_line_to_json(line) for line in figures.agencies.values()],
        "tasks": [[task.id, task.code, task.title_vi, task.title_en] for task in figures.tasks.values()],
        "late": _columns_of(figures.late),
        "at_risk": _columns_of(figures.at_risk),
        "held_up": _held_up_to_json(figures.held_up),
    }


def from_json(data: Mapping[str, Any]) -> Figures:
    """Raises:
    ValueError: the version is not known here.
    """
    if data.get("version") not in {1, 2, VERSION}:
        raise ValueError(f"figures of version {data.get('version')!r}")
    lines = [_line_of(row) for row in data["agencies"]]
    tasks = [TaskName(*row) for row in data["tasks"]]
    return Figures(
        as_of=date.fromisoformat(data["as_of"]),
        agencies={line.id: line for line in lines},
        tasks={task.id: task for task in tasks},
        late=_items_of(data["late"]),
        at_risk=_items_of(data["at_risk"]),
        scope=tuple(ScopeName(vi, en, Level(level)) for vi, en, level in data["scope"]),
        reporting_on=date.fromisoformat(data["reporting_on"]) if data["reporting_on"] else None,
        previous=_previous_of(data["previous"]),
        totals=_cells_of(data["totals"]),
        extended=data["extended"],
        submitted=data["submitted"],
        held_up=_held_up_of(data.get("held_up", {})),
    )


def _held_up_to_json(held_up: HeldUp) -> dict[str, Any]:
    return {
        "obstacles": [[line.category.value, line.count, line.oldest_days] for line in held_up.obstacles],
        "extensions": held_up.extensions,
        "moves": [[move.agency_id, move.before, move.after] for move in held_up.moves],
        "merged": held_up.merged,
    }


def _held_up_of(data: Mapping[str, Any]) -> HeldUp:
    return HeldUp(
        tuple(Unanswered(ObstacleCategory(row[0]), *row[1:]) for row in data.get("obstacles", ())),
        data.get("extensions", 0),
        tuple(Move(*row) for row in data.get("moves", ())),
        data.get("merged", 0),
    )


def _cells_to_json(cells: Cells) -> dict[str, int]:
    return {cell.value: cells.count(cell) for cell in Cell}


def _cells_of(data: Mapping[str, int]) -> Cells:
    return Cells(**data)


def _previous_to_json(previous: Previous | None) -> dict[str, Any] | None:
    if previous is None:
        return None
    return {
        "reporting_on": previous.reporting_on.isoformat(),
        "totals": _cells_to_json(previous.totals),
        "snapshot_id": previous.snapshot_id,
    }


def _previous_of(data: Mapping[str, Any] | None) -> Previous | None:
    if data is None:
        return None
    return Previous(date.fromisoformat(data["reporting_on"]), _cells_of(data["totals"]), data["snapshot_id"])


def _line_to_json(line: AgencyLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "name_vi": line.name_vi,
        "name_en": line.name_en,
        "level": line.level.value,
        "cells": _cells_to_json(line.cells),
        "extended": line.extended,
        "submitted": line.submitted,
        "at_risk": line.at_risk,
        "unanswered": line.unanswered,
    }


def _line_of(data: Mapping[str, Any]) -> AgencyLine:
    return AgencyLine(
        id=data["id"],
        name_vi=data["name_vi"],
        name_en=data["name_en"],
        level=Level(data["level"]),
        cells=_cells_of(data["cells"]),
        extended=data["extended"],
        submitted=data["submitted"],
        at_risk=data["at_risk"],
        unanswered=data.get("unanswered", 0),
    )


def _columns_of(items: Sequence[OpenItem]) -> dict[str, list[Any]]:
    """``why`` points into ``reasons``: many items have the same."""
    known: dict[str, int] = {}
    told: list[list[Any]] = []
    rows = []
    for item in items:
        reasons = [[reason.kind.value, dict(reason.numbers)] for reason in item.reasons]
        why = known.setdefault(repr(reasons), len(told))
        if why == len(told):
            told.append(reasons)
        was = item.extended_from.isoformat() if item.extended_from else None
        due = item.due_on.isoformat()
        rows.append((*item[:4], due, item.status.value, item.days_late, why, item.percent, was))
    columns = zip(*rows, strict=True) if rows else ((),) * len(_COLUMNS)
    return {name: list(column) for name, column in zip(_COLUMNS, columns, strict=True)} | {"reasons": told}


def _items_of(data: Mapping[str, Any] | Sequence[list[Any]]) -> tuple[OpenItem, ...]:
    if not isinstance(data, Mapping):
        return tuple(_item_of(row) for row in data)
    told = [_reasons_of(reasons) for reasons in data["reasons"]]
    columns = dict(data)
    columns["due"] = map(_day, data["due"])
    columns["status"] = map(_STATUSES.__getitem__, data["status"])
    columns["why"] = map(told.__getitem__, data["why"])
    columns["was"] = (_day(was) if was else None for was in data["was"])
    return tuple(map(OpenItem._make, zip(*(columns[name] for name in _COLUMNS), strict=True)))


def _reasons_of(reasons: Iterable[Sequence[Any]]) -> tuple[RiskReason, ...]:
    return tuple(RiskReason(Risk(kind), numbers) for kind, numbers in reasons)


def _item_of(row: list[Any]) -> OpenItem:
    """As versions 1 and 2 have it."""
    due_on, status, days_late, reasons = row[4:8]
    percent = row[8] if len(row) > 8 else None
    return OpenItem._make(
        (*row[:4], _day(due_on), _STATUSES[status], days_late, _reasons_of(reasons), percent, None)
    )


_STATUSES = {status.value: status for status in Status}
_day = lru_cache(maxsize=4096)(date.fromisoformat)
