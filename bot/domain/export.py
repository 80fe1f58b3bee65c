"""One line of the office's task list, as ``texts`` puts it into a workbook."""

from dataclasses import dataclass

from bot.domain.task import Assignment, Cell


@dataclass(frozen=True, slots=True)
class AgencyName:
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class ExportRow:
    """An assignment with what stands around it. ``cell`` is None where it counts nowhere (cancelled)."""

    assignment: Assignment
    cell: Cell | None
    coordinating: tuple[AgencyName, ...] = ()
    results: tuple[str, ...] = ()
    """Numbers of the documents handed in as proof, the oldest first."""
    note: str = ""
    """The newest note of a report."""
