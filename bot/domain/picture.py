"""What the leader's picture shows: the four cells by group or agency, the weeks before, how long what is late is late.

Made from frozen or live figures and small enough to travel in a row of the outbox. Knows no words and no drawing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.agencies import Level
from bot.domain.figures import (
    AgencyLine,
    Cells,
    Figures,
    Group,
    OpenItem,
    ScopeName,
    list_groups,
    rank_agencies,
)
from bot.domain.task import Cell

WEEKS_SHOWN = 8
MOST_ROWS = 6
LATE_FROM = (1, 6, 21, 61)
"""Calendar days from which each class of age begins: 1-5, 6-20, 21-60, more than 60."""


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One agency (by name), one group, or (neither) the agencies that found no room."""

    cells: Cells
    agencies: int = 1
    name_vi: str = ""
    name_en: str = ""
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The totals of one frozen week, or of this moment."""

    on: date
    totals: Cells


@dataclass(frozen=True, slots=True)
class Picture:
    """``trend`` is oldest first and ends with these figures themselves."""

    body: str
    as_of: date
    reporting_on: date | None
    scope: tuple[ScopeName, ...]
    totals: Cells
    change: Cells | None
    rows: tuple[PictureRow, ...]
    trend: tuple[TrendPoint, ...]
    ages: tuple[int, ...]
    at_risk: int = 0
    previous_on: date | None = None
    """With which earlier report ``change`` compares."""


def make_picture(figures: Figures, before: Sequence[TrendPoint], body: str) -> Picture:
    """``before``: the frozen weeks that came before these figures, oldest first."""
    own = TrendPoint(figures.reporting_on or figures.as_of, figures.totals)
    return Picture(
        body,
        figures.as_of,
        figures.reporting_on,
        figures.scope,
        figures.totals,
        figures.change,
        tuple(_list_rows(figures)),
        (*before[-(WEEKS_SHOWN - 1) :], own),
        count_ages(figures.late),
        len(figures.at_risk),
        figures.previous.reporting_on if figures.previous else None,
    )


def count_ages(late: Iterable[OpenItem]) -> tuple[int, ...]:
    """How many of them fall into each class of ``LATE_FROM``."""
    counts = [0] * len(LATE_FROM)
    for item in late:
        counts[max(1, sum(item.days_late >= start for start in LATE_FROM)) - 1] += 1
    return tuple(counts)


def _list_rows(figures: Figures) -> list[PictureRow]:
    """Agencies as long as they find room; then groups; of a single group the latest agencies and all the others."""
    ranked, groups = rank_agencies(figures), list_groups(figures)
    if len(ranked) <= MOST_ROWS:
        return [_row_of(line) for line in ranked]
    if len(groups) > 1:
        return [PictureRow(line.cells, line.agencies, group=line.group) for line in groups]
    rest = ranked[MOST_ROWS - 1 :]
    others = PictureRow(sum((line.cells for line in rest), Cells()), len(rest))
    return [*(_row_of(line) for line in ranked[: MOST_ROWS - 1]), others]


def _row_of(line: AgencyLine) -> PictureRow:
    return PictureRow(line.cells, name_vi=line.name_vi, name_en=line.name_en)


# --- as plain values, for a row of the outbox ---------------------------------------------------------------


def picture_to_json(picture: Picture) -> list[Any]:
    """``picture_from_json`` is its inverse. Rows live for minutes, so the form has no versions."""
    return [
        picture.body,
        picture.as_of.isoformat(),
        picture.reporting_on.isoformat() if picture.reporting_on else None,
        [[name.name_vi, name.name_en, name.level.value] for name in picture.scope],
        _counts(picture.totals),
        _counts(picture.change) if picture.change else None,
        [[_counts(row.cells), row.agencies, row.name_vi, row.name_en, row.group] for row in picture.rows],
        [[point.on.isoformat(), _counts(point.totals)] for point in picture.trend],
        list(picture.ages),
        picture.at_risk,
        picture.previous_on.isoformat() if picture.previous_on else None,
    ]


def picture_from_json(data: Sequence[Any]) -> Picture:
    body, as_of, reporting_on, scope, totals, change, rows, trend, ages, at_risk, previous_on = data
    return Picture(
        body,
        date.fromisoformat(as_of),
        date.fromisoformat(reporting_on) if reporting_on else None,
        tuple(ScopeName(vi, en, Level(level)) for vi, en, level in scope),
        Cells(*totals),
        Cells(*change) if change else None,
        tuple(
            PictureRow(Cells(*counts), agencies, vi, en, Group(group) if group else None)
            for counts, agencies, vi, en, group in rows
        ),
        tuple(TrendPoint(date.fromisoformat(on), Cells(*counts)) for on, counts in trend),
        tuple(ages),
        at_risk,
        date.fromisoformat(previous_on) if previous_on else None,
    )


def _counts(cells: Cells) -> list[int]:
    return [cells.count(cell) for cell in Cell]
