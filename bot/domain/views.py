"""Frozen answers that ``texts`` put into words; made by services, inside the reader's scope."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.agencies import Agency
from bot.domain.figures import AgencyLine, OpenItem
from bot.domain.indicators import IndicatorView, Target
from bot.domain.report import Draft, Report, StoredProof
from bot.domain.requests import Extension, Obstacle
from bot.domain.rungs import Recipient
from bot.domain.task import Assignment
from bot.domain.urging import Urge


@dataclass(frozen=True, slots=True)
class LateTaskLine:
    task_id: int
    code: str
    title_vi: str
    title_en: str
    count: int
    agencies: int
    """Fewer than ``count`` where a task that recurs is late for several periods."""
    days_late: int


@dataclass(frozen=True, slots=True)
class CardView:
    assignment: Assignment
    last_report: Report | None
    proofs: tuple[StoredProof, ...]
    can_report: bool
    can_review: bool
    can_amend: bool
    done_count: int
    lead_count: int
    """How many of the task's assignments inside the reader's scope are done, and how many there are."""
    can_urge: bool = False
    indicator: IndicatorView | None = None


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
    asked: Extension | None = None
    """The open request for a later date: reminders say that it is pending."""


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
class ExtensionView:
    """A request as its decider gets it, with what is needed to decide."""

    extension: Extension
    assignment: Assignment
    granted_before: tuple[Extension, ...]
    reminded_on: date | None
    """When the ladder would next remind if it were granted."""


@dataclass(frozen=True, slots=True)
class Withdrawable:
    """What one tap stored, which one tap can take back."""

    report_id: int
    at: datetime
    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class ExtensionDecidedView:
    extension: Extension
    assignment: Assignment


@dataclass(frozen=True, slots=True)
class ObstacleView:
    """An obstacle as its holder gets it."""

    obstacle: Obstacle
    assignment: Assignment
    can_open_card: bool
    """Whether the reader may see the task itself; the focal point of another agency reads the obstacle only."""


@dataclass(frozen=True, slots=True)
class ObstacleMovedView:
    obstacle: Obstacle
    assignment: Assignment


@dataclass(frozen=True, slots=True)
class DraftView:
    """What would be stored for one draft, with what the confirm card says beside it."""

    draft: Draft
    assignment: Assignment
    takes_back: bool = False
    """Reporting progress withdraws the result that is under review."""
    decider: Recipient | None = None
    granted_before: int = 0
    replaces: Extension | None = None
    """The open request that this one would replace."""
    asked_of: Agency | None = None
    is_asked_of_bound: bool = False
    target: Target | None = None
    """Of an indicator: the target that is valid today."""
    """Whether anybody of that agency can be asked; otherwise the standing agency is."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for a decision: a result, a request for more time, or an obstacle."""

    since: datetime
    assignment: Assignment
    extension: Extension | None = None
    obstacle: Obstacle | None = None


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """One page of what waits anywhere in a scope; ``number`` counts from 0."""

    items: tuple[Waiting, ...]
    number: int
    count: int
    obstacles: int
    extensions: int
    """How many of each there are on all pages together."""


@dataclass(frozen=True, slots=True)
class UrgedLine:
    urge: Urge
    assignment: Assignment


@dataclass(frozen=True, slots=True)
class UrgeView:
    """Words of urging or praise as an agency gets them: one tap, perhaps about several tasks."""

    lines: tuple[UrgedLine, ...]
    can_report: bool


@dataclass(frozen=True, slots=True)
class SinceLine:
    """The last entry of its kind in the history; ``is_merger``: several assignments became one."""

    kind: str
    on: date
    is_merger: bool = False


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """What a frozen digest said of an assignment, and the assignment as it is."""

    on: date
    item: OpenItem
    code: str
    now: Assignment
    heir: Assignment | None = None
    """Where it went, if it was handed to another agency that the reader sees."""
    held_by: AgencyLine | None = None
    """Who held it then, if somebody else does now."""
    since: tuple[SinceLine, ...] = ()
    """What was written about it since the digest was frozen, of each kind the last entry, in the order of time."""
    is_reminded: bool = False
    """We wrote to people about it since: no change, but not silence either."""
    value: float | None = None
    """Of an indicator: reported last by then."""
