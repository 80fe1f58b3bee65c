"""Reminder ladders: which moments an assignment has, and who is owed a word at them.

Pure arithmetic over facts, policy, calendar and slots; no moment depends on when one asks.
Knows no people, messages or queues: a recipient is a seat in turn, whether a notice was seen is an argument.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count, takewhile
from typing import NamedTuple, assert_never

from bot.domain.calendar import WorkingCalendar
from bot.domain.policy import Policy
from bot.domain.rungs import (
    WEEKLY_PREFIX,
    Assigned,
    Condition,
    Elapsed,
    FromDue,
    FromSubmission,
    Recipient,
    Rung,
    Step,
    Weekly,
)
from bot.domain.slots import Slots
from bot.domain.task import REPORTER_OWES, Status

#: Due dates outside these years are slips that input must refuse; here they only must not break the planning.
PLANNED_YEARS = range(1900, 2201)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LadderFacts:
    """``assigned_at``: when the assignment became visible. ``due_on``: the last date granted."""

    assigned_at: datetime
    due_on: date | None
    status: Status
    submitted_at: datetime | None = None
    last_report_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    rung_id: str
    at: datetime
    to: tuple[Step, ...]
    is_announcement: bool = False


class Owed(NamedTuple):
    recipient: Recipient
    condition: Condition
    moment: Moment


def moments_between(
    facts: LadderFacts,
    policy: Policy,
    calendar: WorkingCalendar,
    slots: Slots,
    *,
    after: datetime | None,
    until: datetime,
) -> list[Moment]:
    """The moments in (after, until], or all up to ``until``; in order, those of one instant as in the policy."""
    moments = _Ladder(facts, policy, calendar, slots).moments(after)
    return list(takewhile(lambda moment: moment.at <= until, moments))


def next_moment_after(
    facts: LadderFacts, policy: Policy, calendar: WorkingCalendar, slots: Slots, after: datetime | None
) -> datetime | None:
    """The first moment later than ``after``; the cost does not grow with the age of the assignment."""
    return next((moment.at for moment in _Ladder(facts, policy, calendar, slots).moments(after)), None)


def owed(moments: Sequence[Moment], *, is_first_planning: bool) -> list[Owed]:
    """Who is to be told of ``moments`` that have come, all at once.

    At first planning (an import) only the announcement and the newest rung count. Later, after an outage,
    each recipient gets the newest rung that names it. ``is_still_owed`` is still to be asked for each.
    """
    if is_first_planning:
        newest = [moment for moment in moments if not moment.is_announcement][-1:]
        kept = [moment for moment in moments if moment.is_announcement] + newest
        return [Owed(step.recipient, step.condition, moment) for moment in kept for step in moment.to]
    by_recipient = {
        step.recipient: Owed(step.recipient, step.condition, moment)
        for moment in moments
        for step in moment.to
    }
    return list(by_recipient.values())


def is_still_owed(
    rung_id: str,
    condition: Condition,
    facts: LadderFacts,
    policy: Policy,
    calendar: WorkingCalendar,
    slots: Slots,
    *,
    now: datetime,
    is_seen: bool,
) -> bool:
    """Whether the reason holds at ``now``; asked at planning and again at sending.

    A rung that the present facts put later (an extension) or nowhere (done, submitted, another policy) is no
    reason any more. ``is_seen``: the focal point pressed or wrote something since the last notice.
    """
    moment = _Ladder(facts, policy, calendar, slots).find(rung_id)
    if moment is None or moment.at > now:
        return False
    match condition:
        case Condition.ALWAYS:
            return True
        case Condition.NO_FRESH_REPORT:
            return not _has_fresh_report(facts, policy, calendar, slots, now)
        case Condition.NOT_SEEN:
            return not is_seen and not _has_fresh_report(facts, policy, calendar, slots, now)
        case Condition.NOT_REPORTED:
            since = max(facts.assigned_at, facts.last_report_at or facts.assigned_at)
            silent = calendar.working_days_between(slots.local_day(since), slots.local_day(now))
            return silent >= policy.silence_days
    assert_never(condition)


def plan_fingerprint(policy: Policy, calendar: WorkingCalendar, slots: Slots) -> str:
    """Changes when stored plans must be made again: another policy, calendar, or time of day."""
    return f"{policy.fingerprint}-{calendar.fingerprint}-{slots.fingerprint}"


def _has_fresh_report(
    facts: LadderFacts, policy: Policy, calendar: WorkingCalendar, slots: Slots, now: datetime
) -> bool:
    if facts.last_report_at is None:
        return False
    age = calendar.working_days_between(slots.local_day(facts.last_report_at), slots.local_day(now))
    return age <= policy.fresh_report_days


class _Weeks(NamedTuple):
    rule: Weekly
    start: date


@dataclass(frozen=True, slots=True)
class _Ladder:
    facts: LadderFacts
    policy: Policy
    calendar: WorkingCalendar
    slots: Slots

    def moments(self, after: datetime | None) -> Iterator[Moment]:
        """In order and without end while the weekly rung runs: the policy puts it after all others."""
        for moment in self._fixed():
            if after is None or moment.at > after:
                yield moment
        if (weeks := self._weeks()) is None:
            return
        for number in count(self._first_week(weeks, after)):
            week = self._week(weeks, number)
            if week is not None and (after is None or week.at > after):
                yield week

    def find(self, rung_id: str) -> Moment | None:
        number = rung_id.removeprefix(WEEKLY_PREFIX)
        if number != rung_id and number.isdecimal() and int(number) > 0:
            weeks = self._weeks()
            return self._week(weeks, int(number)) if weeks else None
        return next((self._moment(rung) for rung in self._rungs() if rung.id == rung_id), None)

    def _fixed(self) -> list[Moment]:
        moments = [moment for rung in self._rungs() if (moment := self._moment(rung))]
        return sorted(moments, key=lambda moment: moment.at)

    def _rungs(self) -> Sequence[Rung]:
        if self.facts.status is Status.SUBMITTED:
            return self.policy.review
        return self.policy.rungs if self.facts.status in REPORTER_OWES else ()

    def _moment(self, rung: Rung) -> Moment | None:
        if isinstance(rung.when, Assigned):
            at = self.slots.next_office_moment(self.facts.assigned_at, self.calendar)
            return Moment(rung.id, at, rung.to, is_announcement=True)
        day = self._day(rung.when)
        return None if day is None else self._not_before_assignment(rung.id, day, rung)

    def _day(self, when: FromDue | Elapsed | FromSubmission) -> date | None:
        due_on = self._plannable_due_on()
        match when:
            case FromSubmission(days):
                submitted_at = self.facts.submitted_at or self.facts.last_report_at or self.facts.assigned_at
                return self.calendar.add_working_days(self.slots.local_day(submitted_at), days)
            case FromDue(days) if due_on:
                start = due_on if days > 0 else self.calendar.last_working_day(due_on)
                return self.calendar.add_working_days(start, days)
            case Elapsed(share) if due_on:
                return self._elapsed_day(share, due_on)
        return None

    def _elapsed_day(self, share: float, due_on: date) -> date | None:
        """None when the lead time is too short to have such a day between its ends."""
        assigned_on = self.slots.local_day(self.facts.assigned_at)
        lead = self.calendar.working_days_between(assigned_on, due_on)
        passed = int(lead * share)
        return self.calendar.add_working_days(assigned_on, passed) if passed > 0 else None

    def _plannable_due_on(self) -> date | None:
        due_on = self.facts.due_on
        return due_on if due_on and due_on.year in PLANNED_YEARS else None

    def _weeks(self) -> _Weeks | None:
        rule, due_on = self.policy.weekly, self._plannable_due_on()
        if rule is None or due_on is None or self.facts.status not in REPORTER_OWES:
            return None
        return _Weeks(rule, self.calendar.add_working_days(due_on, rule.after))

    def _week(self, weeks: _Weeks, number: int) -> Moment | None:
        """None when all days up to the next week's are off: that one speaks for both."""
        nominal = weeks.start + number * _WEEK
        day = self.calendar.next_working_day(nominal)
        if day >= nominal + _WEEK:
            return None
        return self._not_before_assignment(f"{WEEKLY_PREFIX}{number}", day, weeks.rule)

    def _first_week(self, weeks: _Weeks, after: datetime | None) -> int:
        """A number whose predecessors are all past: no week moves as far as the day of the next one."""
        floor = max(self.facts.assigned_at, after or self.facts.assigned_at)
        return max(1, (self.slots.local_day(floor) - weeks.start) // _WEEK)

    def _not_before_assignment(self, rung_id: str, day: date, rung: Rung | Weekly) -> Moment | None:
        at = self.slots.slot_at(day, rung.slot)
        return None if at < self.facts.assigned_at else Moment(rung_id, at, rung.to)
