"""What an uploaded list would do, or what is wrong with it, as ``texts`` words it. Plain values, ready for JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | float | bool | None


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """``row`` counts as a spreadsheet does; None: the file as a whole. ``key`` is worded by ``upload.problem``."""

    key: str
    row: int | None
    column: str
    facts: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One value of a row that is there already."""

    key: str
    field: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class ImportView:
    """Either ``problems`` or what would change. Both lists may be cut; the counts are of all."""

    upload_id: int
    rev: int
    file_name: str
    kind: str = ""
    """Empty when the file is of no kind we know."""
    rows: int = 0
    added: int = 0
    amended: int = 0
    new_assignments: int = 0
    moved_assignments: int = 0
    changes: tuple[ChangeLine, ...] = ()
    change_count: int = 0
    problems: tuple[ProblemLine, ...] = ()
    problem_count: int = 0

    @property
    def has_work(self) -> bool:
        return bool(self.added or self.amended or self.new_assignments or self.moved_assignments)


@dataclass(frozen=True, slots=True)
class FaultSheet:
    """A list as it came, and what is wrong with it. ``rows``: number and cells, dates and numbers as text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[ProblemLine, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """An empty list: its kind, and its columns with whether each is needed and an example."""

    kind: str
    columns: tuple[tuple[str, bool, str], ...]
