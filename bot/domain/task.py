"""Tasks and assignments: what is stored, what is derived, and which steps are lawful."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class TaskKind(StrEnum):
    ONE_OFF = "one_off"
    RECURRING = "recurring"
    KPI = "kpi"
    STANDING = "standing"


class LeadMode(StrEnum):
    SINGLE = "single"
    JOINT = "joint"
    EACH = "each"


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    NONE = "none"


class Status(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    DONE = "done"
    CANCELLED = "cancelled"
    TRANSFERRED = "transferred"


#: Statuses in which somebody still owes work; ``submitted`` is not complete until approved (product §2).
OPEN_STATUSES = frozenset({Status.NOT_STARTED, Status.IN_PROGRESS, Status.SUBMITTED, Status.RETURNED})
#: Statuses in which the reporter's ladder runs; while submitted the officer's clock runs instead.
REPORTER_OWES = frozenset({Status.NOT_STARTED, Status.IN_PROGRESS, Status.RETURNED})

TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.NOT_STARTED: frozenset(
        {Status.IN_PROGRESS, Status.SUBMITTED, Status.CANCELLED, Status.TRANSFERRED}
    ),
    Status.IN_PROGRESS: frozenset(
        {Status.IN_PROGRESS, Status.SUBMITTED, Status.CANCELLED, Status.TRANSFERRED}
    ),
    Status.SUBMITTED: frozenset(
        {
            Status.IN_PROGRESS,
            Status.SUBMITTED,
            Status.DONE,
            Status.RETURNED,
            Status.CANCELLED,
            Status.TRANSFERRED,
        }
    ),
    Status.RETURNED: frozenset({Status.IN_PROGRESS, Status.SUBMITTED, Status.CANCELLED, Status.TRANSFERRED}),
    Status.DONE: frozenset(),
    Status.CANCELLED: frozenset(),
    Status.TRANSFERRED: frozenset(),
}


def can_move(old: Status, new: Status) -> bool:
    return new in TRANSITIONS[old]


class DueState(StrEnum):
    """Derived from dates and never stored."""

    NO_DATE = "no_date"
    ON_TRACK = "on_track"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    AT_RISK = "at_risk"
    OVERDUE = "overdue"


class Cell(StrEnum):
    """The official four cells, by the lawful due date, and the tasks that have none."""

    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    OPEN_IN_TIME = "open_in_time"
    OPEN_LATE = "open_late"
    NO_DATE = "no_date"


@dataclass(frozen=True, slots=True)
class Task:
    id: int
    code: str
    title_vi: str
    title_en: str
    kind: TaskKind
    lead_mode: LeadMode
    evidence_expected: str = ""
    recurrence: str = ""
    kpi_name: str = ""
    kpi_unit: str = ""
    kpi_baseline: float | None = None
    kpi_target: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Task × agency × period: the thing that is reported, late, extended."""

    id: int
    task: Task
    agency_id: int
    agency_code: str
    agency_vi: str
    agency_en: str
    agency_path: str
    status: Status
    assigned_on: date
    assigned_at: datetime
    due_on: date | None = None
    original_due_on: date | None = None
    precision: Precision = Precision.DAY
    period: str = ""
    percent: float | None = None
    value: float | None = None
    last_report_at: datetime | None = None
    submitted_at: datetime | None = None
    completed_on: date | None = None
    rev: int = 0


def due_state(status: Status, due_on: date | None, today: date, *, soon_days: int = 7) -> DueState:
    """Where an open assignment stands on ``today``; the due date itself is still in time (product §2)."""
    if due_on is None:
        return DueState.NO_DATE
    if status not in OPEN_STATUSES:
        return DueState.ON_TRACK
    if today > due_on:
        return DueState.OVERDUE
    if today == due_on:
        return DueState.DUE_TODAY
    return DueState.DUE_SOON if (due_on - today).days <= soon_days else DueState.ON_TRACK


def cell_of(status: Status, due_on: date | None, completed_on: date | None, *, as_of: date) -> Cell | None:
    """The official cell of an assignment on ``as_of``; cancelled and transferred ones count nowhere."""
    if status in {Status.CANCELLED, Status.TRANSFERRED}:
        return None
    if due_on is None:
        return Cell.NO_DATE
    if status is Status.DONE and completed_on is not None:
        return Cell.DONE_ON_TIME if completed_on <= due_on else Cell.DONE_LATE
    return Cell.OPEN_IN_TIME if as_of <= due_on else Cell.OPEN_LATE
