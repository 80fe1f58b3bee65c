"""Which kind of file a header speaks of, and the columns that each kind has."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.services.exchange.files import Table, Unreadable
from bot.services.exchange.problems import ProblemKey, RowProblem


class FileKind(StrEnum):
    """In the order in which they depend on each other."""

    CALENDAR = "calendar"
    AGENCIES = "agencies"
    GROUPS = "groups"
    SUCCESSIONS = "successions"
    PEOPLE = "people"
    TASKS = "tasks"


@dataclass(frozen=True, slots=True)
class Columns:
    """In the order in which a template shows them."""

    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def all(self) -> frozenset[str]:
        return frozenset((*self.required, *self.optional))


IGNORED = frozenset({"error"})
"""The column in which we gave a faulty file back; its words may stay when the mended file comes again."""


def _columns(required: str, optional: str) -> Columns:
    return Columns(tuple(required.split()), tuple(optional.split()))


COLUMNS: dict[FileKind, Columns] = {
    FileKind.CALENDAR: _columns("date works", "note document"),
    FileKind.AGENCIES: _columns(
        "code name_vi level",
        "name_en short_vi parent doc_symbol gso_code valid_from valid_to successor aliases notes",
    ),
    FileKind.GROUPS: _columns("code name_vi", "name_en levels members notes"),
    FileKind.SUCCESSIONS: _columns("predecessor event effective_date", "successor legal_basis share note"),
    FileKind.PEOPLE: _columns("name agency role", "order language email portfolio"),
    FileKind.TASKS: _columns(
        "code title_vi kind lead",
        "parent_code title_en lead_mode coordinating issued_date due_date due_precision recurrence"
        " kpi_name_vi kpi_target kpi_unit kpi_baseline evidence_expected_vi pillar source_meeting source_doc"
        " source_article lead_basis notes",
    ),
}


def recognise(table: Table) -> tuple[FileKind, list[RowProblem]]:
    """The kind whose columns the header has most of, and what is wrong with the header then.

    Raises:
        Unreadable: it resembles none.
    """
    kind = max(FileKind, key=lambda kind: _likeness(kind, table.columns))
    known = COLUMNS[kind]
    if _likeness(kind, table.columns) <= 0:
        raise Unreadable(ProblemKey.UNKNOWN_KIND, header=", ".join(filter(None, table.columns))[:200])
    unknown = [column for column in table.columns if column and column not in known.all | IGNORED]
    missing = sorted(set(known.required).difference(table.columns))
    facts = {"kind": kind.value}
    return kind, [
        *(RowProblem(table.file, ProblemKey.UNKNOWN_COLUMN, 1, column, facts) for column in unknown),
        *(RowProblem(table.file, ProblemKey.MISSING_COLUMN, 1, column, facts) for column in missing),
    ]


def _likeness(kind: FileKind, columns: Sequence[str]) -> int:
    """Columns that fit, less the required ones that are missing; one slip of the pen is forgiven."""
    known = COLUMNS[kind]
    present = set(columns)
    missing, unknown = set(known.required) - present, present - known.all - IGNORED
    return len(known.all & present) - 2 * len(missing) - len(unknown)
