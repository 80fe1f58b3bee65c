"""Frozen answers that ``texts`` put into words; made by services, inside the reader's scope."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.report import Report, StoredProof
from bot.domain.rungs import Recipient
from bot.domain.task import Assignment


@dataclass(frozen=True, slots=True)
class Page:
    """One page of assignments; ``number`` counts from 0."""

    items: tuple[Assignment, ...]
    number: int
    total: int
    size: int

    @property
    def count(self) -> int:
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class LateTaskLine:
    task_id: int
    code: str
    title_vi: str
    title_en: str
    count: int
    days_late: int


@dataclass(frozen=True, slots=True)
class CardView:
    assignment: Assignment
    last_report: Report | None
    proofs: tuple[StoredProof, ...]
    can_report: bool
    can_review: bool
    done_count: int
    lead_count: int
    """How many of the task's assignments inside the reader's scope are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    at: datetime
    kind: str
    who: str
    data: dict[str, object]


@dataclass(frozen=True, slots=True)
class HistoryView:
    assignment: Assignment
    lines: tuple[HistoryLine, ...]
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One assignment in a merged notice, and why it is in it."""

    assignment: Assignment
    rung: str
    recipient: Recipient


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What one person is told at one slot, from the present state."""

    mail_id: int
    lines: tuple[NoticeLine, ...]
    told: tuple[Recipient, ...] = ()
    """Superiors who were told of these assignments in the same slot: the focal point learns that they were."""


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A submitted result as the officer gets it."""

    assignment: Assignment
    report: Report
    proofs: tuple[StoredProof, ...]


@dataclass(frozen=True, slots=True)
class DecisionView:
    assignment: Assignment
    is_approved: bool
    decided_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class InfoView:
    """Something that happened, by catalogue key; with the assignment that it concerns, if any."""

    key: str
    facts: dict[str, object]
    assignment: Assignment | None


@dataclass(frozen=True, slots=True)
class WishView:
    """A wish for time or help, passed on as it was written."""

    assignment: Assignment
    report: Report
