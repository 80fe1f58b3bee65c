"""An assignment as it was at a moment, taken back from what it is now by the append-only record of what was done.

Status and progress are told forward from the beginning; dates backward from the present, because every entry that
moves one carries the old one. A report counts until the moment it was taken back. Knows no storage.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.figures import AssignmentFacts
from bot.domain.task import Status

Today = Callable[[datetime], date]


class Step(StrEnum):
    """What an entry of the record does to the status."""

    ASSIGNED = "assigned"
    """For the first time, or again after it had gone elsewhere."""
    PROGRESS = "progress"
    SAID = "said"
    """A note, a request: begun, if it was not yet."""
    NOT_BEGUN = "not_begun"
    """Said to be not begun yet: a report all the same."""
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    STOPPED = "stopped"
    MOVED_AWAY = "moved_away"
    RESTARTED = "restarted"
    MERGED = "merged"
    """It became one with others; ``Entry.state`` says where it stands from then on."""
    DATES = "dates"
    """Nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """``old`` holds the dates before it, by column, of those that it changed; ``percent`` and
    ``value`` what a report said.
    """

    at: datetime
    step: Step
    percent: float | None = None
    taken_back_at: datetime | None = None
    old: Mapping[str, date | None] = field(default_factory=dict)
    state: "State | None" = None
    value: float | None = None
    holder: str = ""
    """Code of the agency that held it until this entry, when the agency itself became another."""

    def counts(self, moment: datetime) -> bool:
        return self.at <= moment and not (self.taken_back_at and self.taken_back_at <= moment)


@dataclass(frozen=True, slots=True)
class State:
    """Where an assignment stands after others became part of it."""

    status: Status
    percent: float | None
    last_report_at: datetime | None
    submitted_at: datetime | None
    value: float | None = None


def facts_at(
    now: AssignmentFacts, entries: Sequence[Entry], moment: datetime, today: Today
) -> AssignmentFacts | None:
    """``entries`` are all of its record, in order. None: it was not assigned yet, or not yet visible."""
    counted = [entry for entry in entries if entry.counts(moment)]
    if not any(entry.step is Step.ASSIGNED for entry in counted):
        return None
    then = _dates_at(now, [entry for entry in entries if entry.at > moment])
    return _told(then, counted, today) if then.assigned_on <= today(moment) else None


def _dates_at(now: AssignmentFacts, later: Sequence[Entry]) -> AssignmentFacts:
    """The first entry after the moment that moved a date says what it was."""
    old: dict[str, date | None] = {}
    for entry in later:
        for name, value in entry.old.items():
            old.setdefault(name, value)
    assigned_on = old.get("assigned_on") or now.assigned_on
    due_on, original = old.get("due_on", now.due_on), old.get("original_due_on", now.original_due_on)
    return now._replace(assigned_on=assigned_on, due_on=due_on, original_due_on=original)


def _told(then: AssignmentFacts, counted: Sequence[Entry], today: Today) -> AssignmentFacts:
    state = _State()
    for entry in counted:
        state.take(entry)
    completed = state.status is Status.DONE and state.submitted_at is not None
    return then._replace(
        status=state.status,
        percent=state.percent,
        value=state.value,
        last_report_at=state.last_report_at,
        completed_on=today(state.submitted_at) if completed and state.submitted_at else None,
    )


_PLAIN = {
    Step.PROGRESS: Status.IN_PROGRESS,
    Step.RETURNED: Status.RETURNED,
    Step.STOPPED: Status.CANCELLED,
    Step.MOVED_AWAY: Status.TRANSFERRED,
    Step.RESTARTED: Status.NOT_STARTED,
}


def holder_at(entries: Sequence[Entry], moment: datetime) -> str:
    """Code of the agency that held it then; empty: the one that holds it now."""
    return next((entry.holder for entry in entries if entry.at > moment and entry.holder), "")


class _State:
    def __init__(self) -> None:
        self.status = Status.NOT_STARTED
        self.percent: float | None = None
        self.value: float | None = None
        self.submitted_at: datetime | None = None
        self.last_report_at: datetime | None = None

    def take(self, entry: Entry) -> None:
        if entry.step in {Step.PROGRESS, Step.SAID, Step.NOT_BEGUN, Step.SUBMITTED}:
            self.last_report_at = entry.at
            if entry.percent is not None:
                self.percent = entry.percent
            if entry.value is not None:
                self.value = entry.value
        self._move(entry)

    def _merge(self, state: State) -> None:
        self.percent, self.value = state.percent, state.value
        self.last_report_at = state.last_report_at
        self._to(state.status, state.submitted_at)

    def _move(self, entry: Entry) -> None:
        if entry.state is not None:
            self._merge(entry.state)
            return
        match entry.step:
            case Step.SUBMITTED:
                # More proof for what is under review already: submitted as of the first day.
                self._to(Status.SUBMITTED, self.submitted_at or entry.at)
            case Step.APPROVED:
                self._to(Status.DONE, self.submitted_at or entry.at)
            case Step.ASSIGNED:
                self._to(Status.IN_PROGRESS if self.last_report_at else Status.NOT_STARTED)
            case Step.SAID if self.status is Status.NOT_STARTED:
                self._to(Status.IN_PROGRESS)
            case Step.NOT_BEGUN if self.status is not Status.NOT_STARTED:
                self._to(Status.IN_PROGRESS)
            case step if step in _PLAIN:
                self._to(_PLAIN[step])

    def _to(self, status: Status, submitted_at: datetime | None = None) -> None:
        self.status, self.submitted_at = status, submitted_at
