"""A new task as an officer gives it in chat: what was said of it so far, what is still to be asked, what it will make.

Who the leads are on a day is the register's business (``services.giving``); nothing here reads storage.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Self

from bot.domain.calendar import WorkingCalendar, due_date
from bot.domain.errors import DateInPast, DateTooFar, DomainError
from bot.domain.requests import FURTHEST
from bot.domain.task import LeadMode, Precision

LONGEST_TITLE = 500
SHORTEST_TITLE = 5
LONGEST_SOURCE = 300
MOST_SINGLE = 10
"""With more leads than this nobody means that the first one leads and the others help."""
_CODE = re.compile(r"NV-(\d{1,9})", re.ASCII)


class Ask(StrEnum):
    """What is asked for, in this order; also the fields that *Sửa* offers."""

    TITLE = "title"
    SOURCE = "source"
    LEADS = "leads"
    MODE = "mode"
    DUE = "due"


class LeadFault(StrEnum):
    """Why words do not say whom a task is for."""

    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    GONE = "gone"
    OUTSIDE = "outside"


class LeadsRefused(DomainError):
    """Words that name no agency, several, one that is no more, or one outside the scope."""

    key: ClassVar[str] = "leads_refused"

    def __init__(self, *, fault: LeadFault = LeadFault.UNKNOWN, words: str = "", names: str = "") -> None:
        super().__init__(words=words, names=names)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class NewTask:
    """``leads`` are codes and @groups as they will be stored, ``agencies`` the codes they mean; ``None``: not said."""

    title: str = ""
    source: str | None = None
    is_document: bool = False
    """The source is a document with a number; else a meeting."""
    leads: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    outside: int = 0
    """Agencies of a named group that are not the officer's: they are left out."""
    mode: LeadMode | None = None
    due_on: date | None = None
    precision: Precision | None = None

    @property
    def missing(self) -> Ask | None:
        if not self.title:
            return Ask.TITLE
        if self.source is None:
            return Ask.SOURCE
        if not self.agencies:
            return Ask.LEADS
        if self.mode is None:
            return Ask.MODE
        return Ask.DUE if self.precision is None else None

    def with_leads(self, leads: tuple[str, ...], agencies: tuple[str, ...], outside: int) -> Self:
        """How several lead together is asked; one alone leads alone."""
        mode = LeadMode.SINGLE if len(agencies) == 1 else None
        return replace(self, leads=leads, agencies=agencies, outside=outside, mode=mode)

    def without(self, field: Ask) -> Self:
        match field:
            case Ask.TITLE:
                return replace(self, title="")
            case Ask.SOURCE:
                return replace(self, source=None)
            case Ask.LEADS:
                return replace(self, leads=(), agencies=(), outside=0, mode=None)
            case Ask.MODE:
                return replace(self, mode=None)
            case Ask.DUE:
                return replace(self, due_on=None, precision=None)

    @property
    def assigned(self) -> tuple[str, ...]:
        """Codes of the agencies that get an assignment of their own."""
        return self.agencies[:1] if self.mode is LeadMode.SINGLE else self.agencies

    @property
    def coordinating(self) -> tuple[str, ...]:
        return self.agencies[1:] if self.mode is LeadMode.SINGLE else ()

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "due_on": self.due_on.isoformat() if self.due_on else None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            title=data["title"],
            source=data["source"],
            is_document=data["is_document"],
            leads=tuple(data["leads"]),
            agencies=tuple(data["agencies"]),
            outside=data["outside"],
            mode=LeadMode(data["mode"]) if data["mode"] else None,
            due_on=date.fromisoformat(data["due_on"]) if data["due_on"] else None,
            precision=Precision(data["precision"]) if data["precision"] else None,
        )


def list_modes(count: int) -> tuple[LeadMode, ...]:
    """How ``count`` agencies can lead one task."""
    both = (LeadMode.EACH, LeadMode.JOINT)
    return (*both, LeadMode.SINGLE) if count <= MOST_SINGLE else both


def parse_title(text: str) -> str | None:
    """One line; None for what is no title."""
    line = " ".join(text.split())
    is_title = SHORTEST_TITLE <= len(line) <= LONGEST_TITLE and any(map(str.isalpha, line))
    return line if is_title else None


def settle_due(precision: Precision, given: date, *, today: date, calendar: WorkingCalendar) -> date:
    """The due date behind a day, or behind a period that ends on its last working day.

    Raises:
        DateInPast, DateTooFar: nobody can be given such a date.
    """
    due_on = due_date(precision, given, calendar) or given
    if due_on < today:
        raise DateInPast(date=due_on)
    if due_on - today > FURTHEST:
        raise DateTooFar(last=today + FURTHEST)
    return due_on


def next_code(codes: Iterable[str]) -> str:
    """After the highest number in use; numbers are never given twice."""
    numbers = [int(match[1]) for code in codes if (match := _CODE.fullmatch(code))]
    return f"NV-{max(numbers, default=0) + 1:03d}"


@dataclass(frozen=True, slots=True)
class LeadName:
    code: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class GivingView:
    """Exactly what the tap would make."""

    task: NewTask
    assigned: tuple[LeadName, ...]
    coordinating: tuple[LeadName, ...]
    unbound: tuple[LeadName, ...]
    """Of ``assigned`` those where no focal point could be told."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the tap has made."""

    task_id: int

    code: str
    view: GivingView
