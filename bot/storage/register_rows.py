"""The register as files speak of it: rows that name each other by code, never by id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from bot.domain.agencies import Level
from bot.domain.people import Language, Role
from bot.domain.task import LeadMode, Precision, Status, TaskKind

Key = TypeVar("Key")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Stored(Generic[Key, Row]):
    """What the database holds, with the ids that only storage and the final write need."""

    rows: Mapping[Key, Row]
    ids: Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class AgencyRow:
    code: str
    name_vi: str
    level: Level
    short_vi: str
    name_en: str = ""
    parent: str = ""
    doc_symbol: str = ""
    gso_code: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    aliases: tuple[str, ...] = ()
    notes: str = ""
    path: str = ""

    def is_valid(self, on: date) -> bool:
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The agencies of ``levels`` and those named in ``members``."""

    code: str
    name_vi: str
    name_en: str = ""
    levels: tuple[Level, ...] = ()
    members: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class SuccessionKey:
    predecessor: str
    successor: str
    """Empty when nobody follows."""
    event: str
    effective_on: date

    def __str__(self) -> str:
        return f"{self.predecessor} > {self.successor or '-'} ({self.event}, {self.effective_on})"


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    key: SuccessionKey
    share: str
    legal_basis: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SeatKey:
    """What makes a row of people.csv the same row next time."""

    name: str
    agency: str
    role: Role

    def __str__(self) -> str:
        return f"{self.name}, {self.role} of {self.agency}"


@dataclass(frozen=True, slots=True)
class SeatRow:
    key: SeatKey
    order: int = 1
    language: Language | None = None
    email: str = ""
    portfolio: tuple[str, ...] = ()
    """Codes of agencies; stored as their paths."""
    is_linked: bool = False


@dataclass(frozen=True, slots=True)
class StoredSeats:
    rows: Mapping[SeatKey, SeatRow]
    appointment_ids: Mapping[SeatKey, int]
    person_ids: Mapping[SeatKey, int]


@dataclass(frozen=True, slots=True)
class DirectiveRow:
    document: str = ""
    meeting: str = ""
    article: str = ""

    def __bool__(self) -> bool:
        return bool(self.document or self.meeting or self.article)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """``lead`` and ``coordinating`` are lists of codes and @groups; ``kpi_target`` is the newest one."""

    code: str
    title_vi: str
    kind: TaskKind
    lead: tuple[str, ...]
    lead_mode: LeadMode
    due_precision: Precision
    parent: str = ""
    directive: DirectiveRow = DirectiveRow()
    title_en: str = ""
    lead_basis: str = ""
    coordinating: tuple[str, ...] = ()
    issued_on: date | None = None
    due_on: date | None = None
    recurrence: str = ""
    kpi_name: str = ""
    kpi_unit: str = ""
    kpi_baseline: float | None = None
    kpi_target: float | None = None
    evidence_expected: str = ""
    pillar: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class StoredTasks:
    rows: Mapping[str, TaskRow]
    ids: Mapping[str, int]
    created_on: Mapping[str, date]
    """The local date on which a task without a date of its own counts as assigned."""
    coordinators: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class StoredAssignment:
    id: int
    task: str
    agency: str
    period: str
    status: Status
    assigned_on: date
    due_on: date | None
    original_due_on: date | None
    precision: Precision
    rev: int
    has_moved_here: bool
    """It came from another agency; the task's list of leads does not name its agency."""
    held_before: tuple[str, ...] = ()
    """The agencies that held it before they were reorganised."""
