"""From rows to figures: one pass, whatever the number of agencies. Knows no storage.

This is what the figures mean, row by row, and how earlier moments are counted again; ``domain.census`` comes to the
same for the present with the rows counted by the database.
"""

from collections.abc import Iterable
from datetime import date

from bot.domain.figures import (
    AgencyLine,
    AssignmentFacts,
    Cells,
    Figures,
    Previous,
    ScopeName,
    TaskName,
    order_of_name,
)
from bot.domain.listing import Listing, is_extended, sort_items
from bot.domain.rules import Rules
from bot.domain.task import Cell, Status, cell_of

_CELLS = tuple(Cell)
_EXTENDED, _SUBMITTED, _AT_RISK, _UNANSWERED = range(len(_CELLS), len(_CELLS) + 4)
_PLACE = {cell: place for place, cell in enumerate(_CELLS)}


def count_figures(
    facts: Iterable[AssignmentFacts],
    *,
    as_of: date,
    rules: Rules,
    scope: tuple[ScopeName, ...] = (),
    reporting_on: date | None = None,
    previous: Previous | None = None,
) -> Figures:
    """Cancelled and transferred assignments count nowhere; everything else in exactly one cell."""
    tally = _Tally(as_of, rules)
    for fact in facts:
        tally.add(fact)
    lines = tally.lines()
    return Figures(
        as_of=as_of,
        agencies=lines,
        tasks=tally.tasks,
        late=sort_items(tally.listing.late, tally.tasks, tally.sort_names),
        at_risk=sort_items(tally.listing.at_risk, tally.tasks, tally.sort_names),
        scope=scope,
        reporting_on=reporting_on,
        previous=previous,
        totals=sum((line.cells for line in lines.values()), Cells()),
        extended=sum(line.extended for line in lines.values()),
        submitted=sum(line.submitted for line in lines.values()),
    )


class _Tally:
    """Counts by agency in plain lists; dataclasses are made once an agency, not once a row."""

    def __init__(self, as_of: date, rules: Rules) -> None:
        self.as_of = as_of
        self.listing = Listing(as_of, rules)
        self.tasks: dict[int, TaskName] = {}
        self.sort_names: dict[int, str] = {}
        self._names: dict[int, AssignmentFacts] = {}
        self._counts: dict[int, list[int]] = {}

    def add(self, fact: AssignmentFacts) -> None:
        cell = cell_of(fact.status, fact.due_on, fact.completed_on, as_of=self.as_of)
        if cell is None:
            return
        counts = self._counts_of(fact)
        counts[_PLACE[cell]] += 1
        counts[_EXTENDED] += is_extended(fact.due_on, fact.original_due_on)
        counts[_SUBMITTED] += fact.status is Status.SUBMITTED
        counts[_UNANSWERED] += fact.obstacles
        if fact.due_on is None:
            return
        if cell is Cell.OPEN_LATE:
            self.listing.take_late(fact, fact.due_on)
            self._name_task(fact)
        elif cell is Cell.OPEN_IN_TIME and self.listing.take_at_risk(fact, fact.due_on):
            counts[_AT_RISK] += 1
            self._name_task(fact)

    def _counts_of(self, fact: AssignmentFacts) -> list[int]:
        if fact.agency_id not in self._counts:
            self._names[fact.agency_id] = fact
            self.sort_names[fact.agency_id] = order_of_name(fact.agency_vi)
            self._counts[fact.agency_id] = [0] * (len(_CELLS) + 4)
        return self._counts[fact.agency_id]

    def _name_task(self, fact: AssignmentFacts) -> None:
        if fact.task_id not in self.tasks:
            self.tasks[fact.task_id] = TaskName(fact.task_id, fact.task_code, fact.title_vi, fact.title_en)

    def lines(self) -> dict[int, AgencyLine]:
        return {key: self._line(key, counts) for key, counts in sorted(self._counts.items())}

    def _line(self, agency_id: int, counts: list[int]) -> AgencyLine:
        name = self._names[agency_id]
        return AgencyLine(
            agency_id,
            name.agency_vi,
            name.agency_en,
            name.level,
            Cells(*counts[: len(_CELLS)]),
            extended=counts[_EXTENDED],
            submitted=counts[_SUBMITTED],
            at_risk=counts[_AT_RISK],
            unanswered=counts[_UNANSWERED],
        )
