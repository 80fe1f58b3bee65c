"""The values read out of a message. Field names are the slot names scripts rely on; no rule lives here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from enum import StrEnum

from bot.language.date_types import DateProblem

Number = int | float
_NOT_SLOTS = frozenset({"agency_candidates", "task_candidates", "date_problem", "lack", "weekday_differs"})


class ObstacleKind(StrEnum):
    """A guess at the category of an obstacle; the values are those of the product."""

    institutions = "institutions"
    funding = "funding"
    data = "data"
    infrastructure = "infrastructure"
    hr = "hr"
    security = "security"
    coordination = "coordination"
    other = "other"


class Lack(StrEnum):
    """What "who has not …" asks about."""

    late = "late"
    undone = "undone"
    silent = "silent"


@dataclass(frozen=True, slots=True)
class Slots:
    """`date` is a wanted new due date (or the date asked about), `eta` the reporter's own forecast.

    `delta_days` counts from the due date; with `delta_working` they are working days. `task_text`, `date_text`,
    `reason`, `unit`, `doc_no`, `url`, `amount` are exact pieces of the message. The last five fields are hints
    and no slots: several agencies or titles fit, the date said cannot be used, what the question says is missing,
    or the weekday said is not that of the date.
    """

    tasks: tuple[str, ...] = ()
    task_text: str | None = None
    ordinal: int | None = None
    agency: str | None = None
    level: str | None = None
    scope: str | None = None
    percent: Number | None = None
    value: Number | None = None
    target: Number | None = None
    remaining: Number | None = None
    unit: str | None = None
    status: str | None = None
    date: dt.date | None = None
    eta: dt.date | None = None
    until: dt.date | None = None
    date_text: str | None = None
    old_date: dt.date | None = None
    delta_days: int | None = None
    delta_working: bool = False
    obstacle: ObstacleKind | None = None
    reason: str | None = None
    amount: str | None = None
    doc_no: str | None = None
    doc_date: dt.date | None = None
    url: str | None = None
    period: str | None = None
    kind: str | None = None
    format: str | None = None
    agency_candidates: tuple[str, ...] = ()
    task_candidates: tuple[str, ...] = ()
    date_problem: DateProblem | None = None
    lack: Lack | None = None
    weekday_differs: bool = False

    def as_dict(self) -> dict[str, object]:
        """Only what was said, in JSON values: dates as ISO strings, lists for tuples."""
        said: dict[str, object] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in _NOT_SLOTS or value is None or value is False or value == ():
                continue
            said[field.name] = _plain(value)
        return said


def _plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, StrEnum) else value
