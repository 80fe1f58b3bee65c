"""The series of a recurring task at one agency: what is missing, what a changed rule moves, what it ends.

Decides; writes nothing. Always one occurrence is ahead, the next one: it is made on the day after the one before was
due, so that a meeting held early can be reported early and no two are open while everything is in time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.domain.calendar import WorkingCalendar
from bot.domain.recurrence import Occurrence, days_of_period, find_occurrence, list_occurrences
from bot.domain.task import OPEN_STATUSES, Assignment, Status

MOST_MISSED = 12
"""Of what came round while nobody looked (an outage), so many are still asked for: the newest."""
KEPT_DONE = 6
"""Finished occurrences that a look at the task still shows."""
_LONGEST_LOOK_BACK = timedelta(days=400)
_ENDED = frozenset({Status.CANCELLED, Status.TRANSFERRED})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """``start_on`` anchors the intervals of ``recurrence``."""

    recurrence: str
    start_on: date

    def find(self, period: str, calendar: WorkingCalendar) -> Occurrence | None:
        return find_occurrence(self.recurrence, self.start_on, calendar, period=period)


@dataclass(frozen=True, slots=True)
class Stored:
    """One occurrence as it is stored. ``is_untouched``: nobody has reported on it."""

    id: int
    period: str
    status: Status
    due_on: date
    original_due_on: date
    is_untouched: bool
    is_unscheduled: bool = False
    """Ended by a changed rule, not by a person: the rule may ask for it again."""
    is_by_hand: bool = False
    """The office has set its date: no rule moves it any more."""


@dataclass(frozen=True, slots=True)
class New:
    """An occurrence to make. ``revives``: the one of the same name that a changed rule had ended."""

    occurrence: Occurrence
    assigned_on: date
    revives: int | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    added: tuple[New, ...] = ()
    moved: tuple[tuple[Stored, Occurrence], ...] = ()
    ended: tuple[Stored, ...] = ()


def plan_series(
    rule: Rule, stored: Sequence[Stored], *, today: date, calendar: WorkingCalendar, is_open: bool = True
) -> Steps:
    """What is to be done so that the series is as the rule says on ``today``; what is past stays as it is.

    The last occurrence cancelled or passed on by a person ends the series. Not ``is_open``: nothing new is made.
    """
    series = _Series(rule, today, calendar)
    ended = tuple(one for one in stored if series.is_ended_by_rule(one))
    moved = [(one, wanted) for one in stored if (wanted := series.find_move(one)) is not None]
    kept = [one for one in stored if one not in ended and not one.is_unscheduled]
    revivable = {one.period: one.id for one in stored if one.is_unscheduled}
    added = series.list_missing(kept, revivable, was_cut=bool(ended)) if is_open else ()
    return Steps(added, tuple(moved), ended)


def choose_occurrences(found: Sequence[Assignment], days: tuple[date, date] | None) -> list[Assignment]:
    """What a report can mean: the occurrences of the days named; else whatever is open; else the newest of each."""
    named = [a for a in found if days and _is_within(a.period, days)]
    chosen = named or found
    still_open = [a for a in chosen if a.status in OPEN_STATUSES]
    newest = {a.agency_id: a for a in sorted(chosen, key=lambda each: each.period)}
    return still_open or list(newest.values())


def _is_within(period: str, days: tuple[date, date]) -> bool:
    own = days_of_period(period)
    return own is not None and own[0] <= days[1] and days[0] <= own[1]


def recent(found: Sequence[Assignment]) -> list[Assignment]:
    """Of finished occurrences only the newest of each agency: a series of years is not one list."""
    done = [a for a in found if a.period and a.status not in OPEN_STATUSES]
    shown: dict[int, list[int]] = {}
    for a in sorted(done, key=lambda each: each.period, reverse=True):
        shown.setdefault(a.agency_id, []).append(a.id)
    hidden = {id_ for ids in shown.values() for id_ in ids[KEPT_DONE:]}
    return [a for a in found if a.id not in hidden]


@dataclass(frozen=True, slots=True)
class _Series:
    rule: Rule
    today: date
    calendar: WorkingCalendar
    _known: dict[str, Occurrence | None] = field(default_factory=dict)

    def is_ended_by_rule(self, one: Stored) -> bool:
        """Still to come, nobody has touched it, and the rule knows it no more."""
        return self._is_ahead(one) and one.is_untouched and self._find(one.period) is None

    def find_move(self, one: Stored) -> Occurrence | None:
        """Where the rule, or a day that became a day off, now puts what is still to come."""
        wanted = self._find(one.period)
        if wanted is None or one.is_by_hand or not self._is_ahead(one) or wanted.due_on < self.today:
            return None
        return wanted if wanted.due_on != one.original_due_on else None

    def list_missing(
        self, kept: Sequence[Stored], revivable: dict[str, int], *, was_cut: bool
    ) -> tuple[New, ...]:
        last = max(kept, key=self._due_by_rule, default=None)
        if last is not None and (last.status in _ENDED or self._due_by_rule(last) >= self.today):
            return ()
        # Under a rule that has just changed nothing was due before today.
        since = self.today if last is None or was_cut else self._due_by_rule(last) + _DAY
        since = max(since, self.today - _LONGEST_LOOK_BACK)
        found = self._list_from(since, {one.period for one in kept})
        starts = [since, *(occurrence.due_on + _DAY for occurrence in found)]
        made = [
            New(occurrence, min(start, self.today), revivable.get(occurrence.period))
            for start, occurrence in zip(starts, found, strict=False)
        ]
        return tuple(made[-MOST_MISSED - 1 :])

    def _list_from(self, since: date, taken: set[str]) -> list[Occurrence]:
        """What was missed, and the first that is still to come."""
        found = []
        recurrence, start_on = self.rule.recurrence, self.rule.start_on
        for occurrence in list_occurrences(recurrence, start_on, self.calendar, due_from=since):
            if occurrence.period in taken:
                continue
            found.append(occurrence)
            if occurrence.due_on >= self.today:
                break
        return found

    def _is_ahead(self, one: Stored) -> bool:
        return one.status in OPEN_STATUSES and one.original_due_on >= self.today

    def _due_by_rule(self, one: Stored) -> date:
        """An extension, or a date set by hand, moves this occurrence and not the next."""
        wanted = self._find(one.period)
        return wanted.due_on if wanted is not None else one.original_due_on

    def _find(self, period: str) -> Occurrence | None:
        if period not in self._known:
            self._known[period] = self.rule.find(period, self.calendar)
        return self._known[period]
