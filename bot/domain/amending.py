"""What the office changes about an assignment that is under way: its date, its agency, or that it goes on at all."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Self

from bot.domain.agencies import Agency
from bot.domain.errors import DateInPast, DateRefused, DateTooFar, DomainError
from bot.domain.requests import FURTHEST, Extension
from bot.domain.task import Assignment, Precision, Status

LONGEST_REASON = 1000


class AmendmentKind(StrEnum):
    """Stored in the record and carried by buttons: stable."""

    DUE = "due"
    TRANSFER = "transfer"
    STOP = "stop"


class DateUnchanged(DateRefused):
    """``date`` is the due date already."""

    key: ClassVar[str] = "date_unchanged"


class AgencyHoldsTask(DomainError):
    """``agency`` has this task already: it cannot be passed there a second time."""

    key: ClassVar[str] = "agency_holds_task"


@dataclass(frozen=True, slots=True)
class Along:
    """One of many that are amended together, with the date that the card showed for it."""

    assignment_id: int
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Amendment:
    """What was asked for, tied to one revision of the assignment; lacks what is still to be asked."""

    kind: AmendmentKind
    assignment_id: int
    rev: int
    due_on: date | None = None
    precision: Precision = Precision.DAY
    agency: str = ""
    reason: str = ""
    others: tuple["Along", ...] = ()
    """All of the same task and period that are amended together, itself among them; none for itself alone."""

    @property
    def missing(self) -> str:
        """Catalogue key after ``amending.ask_`` of the next question; empty when all is said."""
        if self.kind is AmendmentKind.DUE and self.due_on is None:
            return "due"
        if self.kind is AmendmentKind.TRANSFER and not self.agency:
            return "transfer"
        return "" if self.reason else "reason"

    def to_json(self) -> dict[str, Any]:
        others = [
            {"assignment_id": each.assignment_id, "due_on": each.due_on and each.due_on.isoformat()}
            for each in self.others
        ]
        due_on = self.due_on.isoformat() if self.due_on else None
        return {**asdict(self), "due_on": due_on, "others": others}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            kind=AmendmentKind(data["kind"]),
            assignment_id=int(data["assignment_id"]),
            rev=int(data["rev"]),
            due_on=_day_of(data["due_on"]),
            precision=Precision(data["precision"]),
            agency=data["agency"],
            reason=data["reason"],
            others=tuple(
                Along(each["assignment_id"], _day_of(each["due_on"])) for each in data.get("others", ())
            ),
        )


def _day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def parse_reason(text: str) -> str:
    """On one line, of a length that a card can show; empty for none."""
    return " ".join(text.split())[:LONGEST_REASON]


def check_new_due(new: date, *, due_on: date | None, today: date) -> date:
    """The office may set an earlier date as well as a later one.

    Raises:
        DateInPast, DateTooFar, DateUnchanged: no such amendment.
    """
    if new < today:
        raise DateInPast(date=new)
    if new == due_on:
        raise DateUnchanged(date=new)
    if new - today > FURTHEST:
        raise DateTooFar(last=today + FURTHEST)
    return new


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """What a tap would change, or has changed, and what it closes on the way."""

    amendment: Amendment
    assignment: Assignment
    target: Agency | None = None
    has_focal_point: bool = True
    """Whether anybody at ``target`` can be told."""
    overtaken: Extension | None = None
    obstacles: int = 0
    others: int = 0
    """How many further assignments of the task could be amended in the same way."""


@dataclass(frozen=True, slots=True)
class WideView:
    """One amendment of many agencies' assignments: what a tap would change, or has changed."""

    amendment: Amendment
    assignments: tuple[Assignment, ...]
    """Never empty. Before the tap the one whose card was opened stands first; afterwards they stand by id."""
    overtaken: int = 0
    obstacles: int = 0
    left_out: int = 0
    """Meanwhile finished, given another date, or moved out of the officer's reach."""

    @property
    def submitted(self) -> int:
        return sum(each.status is Status.SUBMITTED for each in self.assignments)
