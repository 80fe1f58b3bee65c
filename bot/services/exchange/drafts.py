"""The register as it would be after the import: what is stored, overlaid with the rows of the files."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.services.exchange.cells import Cells
from bot.services.exchange.files import Table
from bot.services.exchange.problems import ProblemKey, RowProblem

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row")

Note = Callable[[RowProblem], None]


@dataclass(slots=True)
class Draft(Generic[Key, Row]):
    """``rows`` holds everything by key; ``places`` the lines of the files that speak of it.

    A faulty row is in it too, with what could be read: nothing is written then, but later rows refer to it.
    """

    rows: dict[Key, Row]
    places: dict[Key, Cells] = field(default_factory=dict)
    doubtful: set[Key] = field(default_factory=set)
    """Keys that are faulty themselves: referring to them is no second fault."""

    def knows(self, key: Key) -> bool:
        return key in self.rows or key in self.doubtful


def overlay(
    tables: Sequence[Table],
    stored: Mapping[Key, Row],
    note: Note,
    *,
    read_key: Callable[[Cells], Key],
    read_row: Callable[[Cells, Key, Row | None], Row],
) -> Draft[Key, Row]:
    """Reads every line over what is known of its key. Of two files the later one wins; a file repeats no key."""
    draft: Draft[Key, Row] = Draft(dict(stored))
    for table in tables:
        first: dict[Key, int] = {}
        for line in table.lines:
            cells = Cells(line, note)
            key = read_key(cells)
            if not cells.is_sound:
                draft.doubtful.add(key)
            elif key in first:
                cells.problem(ProblemKey.REPEATED_ROW, first=first[key], value=key)
                continue
            row = read_row(cells, key, draft.rows.get(key))
            if key not in draft.doubtful:
                first[key] = line.number
                draft.places[key], draft.rows[key] = cells, row
    return draft
