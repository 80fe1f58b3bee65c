"""Đôn đốc: a word from the office or a leader that reaches an agency at once and waits for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.asking import Renamed
from bot.domain.people import Actor, Role, Seat
from bot.domain.task import Assignment


class UrgeKind(StrEnum):
    URGE = "urge"
    PRAISE = "praise"
    """By the same road, without a clock."""


@dataclass(frozen=True, slots=True)
class Urge:
    id: int
    assignment_id: int
    person_id: int
    person_name: str
    kind: UrgeKind
    remark: str
    is_express: bool
    made_at: datetime
    clock_at: datetime | None = None
    climbs: int = 0
    seen_at: datetime | None = None
    answered_at: datetime | None = None


class TargetKind(StrEnum):
    ASSIGNMENT = "c"
    AGENCY = "a"
    """What is late there; if nothing is, what is open."""
    TASK = "t"
    """Every agency that is late with it; if none is, every one that has it open."""


@dataclass(frozen=True, slots=True)
class Target:
    kind: TargetKind
    id: int


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom an agency's urging reaches now: first focal point in turn, and the head."""

    agency_vi: str
    agency_en: str
    focal_point: str = ""
    head: str = ""

    @property
    def is_nobody(self) -> bool:
        return not self.focal_point and not self.head


@dataclass(frozen=True, slots=True)
class UrgePlan:
    """What one tap would send. ``arrives_at`` None: at once."""

    kind: UrgeKind
    assignments: tuple[Assignment, ...]
    recipients: tuple[Recipients, ...]
    arrives_at: datetime | None
    followed: Renamed | None = None
    """The agency that was pressed is no more; this is who it is today."""

    @property
    def has_reader(self) -> bool:
        return any(not each.is_nobody for each in self.recipients)


def can_urge(actor: Actor, path: str) -> bool:
    """Officers and leaders urge inside their scope."""
    return actor.scope(Role.OFFICER, Role.LEADER).contains(path)


def list_readers(focal_points: Sequence[Seat], heads: Sequence[Seat]) -> list[Seat]:
    """The first focal point in turn and the first head; one person in both seats reads it once."""
    readers: dict[int, Seat] = {}
    for seat in (*focal_points[:1], *heads[:1]):
        readers.setdefault(seat.appointment.person_id, seat)
    return list(readers.values())
