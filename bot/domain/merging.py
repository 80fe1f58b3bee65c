"""Several assignments of one task and period become one, because the agencies that held them did.

Knows neither agencies nor storage; ``merge_holdings`` states every rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.task import OPEN_STATUSES, Precision, Status


@dataclass(frozen=True, slots=True)
class Holding:
    """An assignment as far as merging asks."""

    id: int
    task_id: int
    period: str
    agency_id: int
    status: Status
    due_on: date | None
    original_due_on: date | None
    precision: Precision
    percent: float | None
    value: float | None
    assigned_on: date
    assigned_at: datetime
    last_report_at: datetime | None
    submitted_at: datetime | None
    completed_on: date | None
    rev: int
    unit: str = ""

    @property
    def is_gone(self) -> bool:
        return self.status in {Status.CANCELLED, Status.TRANSFERRED}


#: The worst first.
_WORST = (Status.NOT_STARTED, Status.RETURNED, Status.IN_PROGRESS, Status.SUBMITTED, Status.DONE)


@dataclass(frozen=True, slots=True)
class Merged:
    """``keeper`` stays and takes ``values``; ``given_up`` are transferred into it."""

    keeper: Holding
    given_up: tuple[Holding, ...]
    values: Mapping[str, object]

    @property
    def changed(self) -> tuple[str, ...]:
        """The names of the values that the keeper did not have before."""
        return tuple(name for name, value in self.values.items() if value != getattr(self.keeper, name))


def merge_holdings(holdings: Sequence[Holding], *, heir_id: int) -> Merged:
    """One assignment of several of the same task and period; those that are gone say nothing.

    - Status: the worst (not started, returned, in progress, submitted, done): done only if all are.
    - Date: while anything is open, the earliest due date of what is open: late if one of them is. When all are done,
      the dates of whichever was later than its own due date by most.
    - Percent: the lowest, done counts 100, unsaid counts 0 once anybody said anything. KPI value: the sum, of
      percentages the lowest.
    - The row of the heir's own stays if there is one, else that of the worst.
    """
    told = [each for each in holdings if not each.is_gone]
    if not told:
        raise ValueError("nothing to merge")
    worst = min(told, key=_badness)
    own = next((each for each in holdings if each.agency_id == heir_id), None)
    keeper = own or worst
    dated = _governing(told)
    values = {
        "status": worst.status,
        "due_on": dated.due_on,
        "original_due_on": dated.original_due_on,
        "precision": dated.precision,
        "percent": _percent(told),
        "value": _value(told),
        "assigned_on": min(each.assigned_on for each in told),
        "assigned_at": min(each.assigned_at for each in told),
        "last_report_at": max((e.last_report_at for e in told if e.last_report_at), default=None),
        "submitted_at": _submitted_at(told, worst.status, dated),
        "completed_on": dated.completed_on if worst.status is Status.DONE else None,
    }
    given_up = tuple(each for each in told if each.id != keeper.id)
    return Merged(keeper, given_up, values)


def _badness(each: Holding) -> tuple[int, date, int]:
    return (_WORST.index(each.status), each.due_on or date.max, each.id)


def _governing(told: Sequence[Holding]) -> Holding:
    still_open = [each for each in told if each.status in OPEN_STATUSES]
    if still_open:
        return min(still_open, key=lambda each: (each.due_on or date.max, each.id))
    return max(told, key=lambda each: (_days_late(each), each.completed_on or date.min, -each.id))


def _days_late(each: Holding) -> int:
    return (each.completed_on - each.due_on).days if each.completed_on and each.due_on else -(10**6)


def _percent(told: Sequence[Holding]) -> float | None:
    if all(each.percent is None for each in told):
        return None
    return min(100.0 if each.status is Status.DONE else each.percent or 0.0 for each in told)


def _value(told: Sequence[Holding]) -> float | None:
    values = [each.value for each in told if each.value is not None]
    if not values:
        return None
    return min(values) if any("%" in each.unit for each in told) else sum(values)


def _submitted_at(told: Sequence[Holding], status: Status, dated: Holding) -> datetime | None:
    """Handed in once the last of them was; when all are done, the moment goes with the date that governs."""
    match status:
        case Status.SUBMITTED:
            return max((each.submitted_at for each in told if each.submitted_at), default=None)
        case Status.DONE:
            return dated.submitted_at
        case _:
            return None
