"""Reminders that climb: what is owed by now, to whom, merged into one message a person.

Two steps, each idempotent. ``plan`` turns due rungs into items and moves every assignment's cursor in the same
transaction; ``bundle`` gives each person's loose items one outbox row. Killed between them, the next tick goes on.
What could not be delivered is ``services.handing_on``'s.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from bot.domain.ladder import LadderFacts, Owed, moments_between, next_moment_after, owed
from bot.domain.people import Absence, Role, Seat, seats_in_turn
from bot.domain.rules import Rules
from bot.domain.rungs import Condition, Recipient
from bot.domain.task import Assignment, Status
from bot.services import UnitOfWork
from bot.storage import assignments, people, planning
from bot.storage.meta import find_fact, save_fact
from bot.storage.notice_items import (
    NewItem,
    add_items,
    attach_items,
    list_loose_people,
    list_waiting_notices,
)
from bot.storage.outbox import MailKind, NewMail, Priority, add_mails
from bot.storage.planning import Due
from bot.storage.undelivered import UNDELIVERED

PLAN_BATCH = 2000
_ANSWERS_FOR_IT = frozenset({Recipient.FOCAL_POINT, Recipient.HEAD})
_ONLY_OWN = frozenset({Role.FOCAL_POINT, Role.HEAD})
"""Roles that answer for their own agency alone (see ``seats_in_turn``)."""
_RULES_FACT = "rules_fingerprint"


def facts_of(assignment: Assignment) -> LadderFacts:
    return LadderFacts(
        assigned_at=assignment.assigned_at,
        due_on=assignment.due_on,
        status=assignment.status,
        submitted_at=assignment.submitted_at,
        last_report_at=assignment.last_report_at,
    )


def next_owed_at(facts: LadderFacts, rules: Rules, *, after: datetime | None) -> datetime | None:
    """When something is next owed for these facts, later than ``after``."""
    return next_moment_after(facts, rules.policy, rules.calendar, rules.slots, after)


def round_of(facts: LadderFacts) -> str:
    """Names one climb of the ladder, so that a rung is told once in it and again after a new date."""
    if facts.status is Status.SUBMITTED and facts.submitted_at is not None:
        return f"review {facts.submitted_at.isoformat()}"
    return f"due {facts.due_on.isoformat()}" if facts.due_on else ""


def choose_seats(
    recipient: Recipient,
    path: str,
    seats: Iterable[Seat],
    absences: Sequence[Absence],
    rules: Rules,
    now: datetime,
) -> list[Seat]:
    """Whose turn it is for this recipient at the agency; empty when nobody can be reached."""
    role = Role.FOCAL_POINT if recipient is Recipient.DEPUTY else Role(recipient.value)
    in_turn = seats_in_turn(seats, role, path, absences=absences, on=rules.today(now))
    return in_turn[1:2] if recipient is Recipient.DEPUTY else in_turn[:1]


async def plan(uow: UnitOfWork, *, now: datetime, rules: Rules, limit: int = PLAN_BATCH) -> int:
    """Plans up to ``limit`` assignments that are due; returns how many there were.

    What only people out of reach could be told is kept as undelivered: for their return, or for whoever comes next.
    """
    due = await planning.claim_due(uow, now=now, limit=limit)
    if not due:
        return 0
    absences = await people.list_absences(uow, on=rules.today(now))
    turns = _Turns(await people.list_seats(uow), absences, rules, now)
    climbs = _Climbs(rules, now)
    items: list[NewItem] = []
    cursors: list[tuple[int, datetime, datetime | None]] = []
    for one in due:
        debts, next_at = climbs.look(one)
        for recipient, rung, condition, round_ in debts:
            for person_id, outcome in turns.find(recipient, one.agency_path):
                item = NewItem(person_id, one.assignment_id, rung, recipient, condition, round_, outcome)
                items.append(item)
        cursors.append((one.assignment_id, now, next_at))
    await add_items(uow, items, now=now)
    await assignments.set_plan(uow, cursors)
    return len(due)


class _Turns:
    """Who is to be told at an agency, found once for each recipient there."""

    def __init__(
        self, seats: Iterable[Seat], absences: Sequence[Absence], rules: Rules, now: datetime
    ) -> None:
        self._absences = absences
        self._rules = rules
        self._now = now
        self._own: dict[str, list[Seat]] = {}
        self._wide: list[Seat] = []
        for seat in seats:
            if seat.appointment.role in _ONLY_OWN:
                self._own.setdefault(seat.appointment.agency.path, []).append(seat)
            else:
                self._wide.append(seat)
        self._known: dict[tuple[Recipient, str], list[tuple[int, str]]] = {}

    def find(self, recipient: Recipient, path: str) -> list[tuple[int, str]]:
        """People, and what becomes of the item: ``UNDELIVERED`` when only somebody out of reach could be told."""
        key = (recipient, path)
        if key not in self._known:
            seats = [*self._own.get(path, ()), *self._wide]
            chosen = [(person_id, "") for person_id in self._choose(recipient, path, seats)]
            self._known[key] = chosen or self._find_out_of_reach(recipient, path, seats)
        return self._known[key]

    def _find_out_of_reach(
        self, recipient: Recipient, path: str, seats: Sequence[Seat]
    ) -> list[tuple[int, str]]:
        """Whose turn it would be if they could be reached. A deputy has no turn of their own then."""
        if recipient is Recipient.DEPUTY:
            return []
        as_reached = [replace(seat, is_unreachable=False) for seat in seats]
        return [(person_id, UNDELIVERED) for person_id in self._choose(recipient, path, as_reached)]

    def _choose(self, recipient: Recipient, path: str, seats: Sequence[Seat]) -> list[int]:
        chosen = choose_seats(recipient, path, seats, self._absences, self._rules, self._now)
        return [seat.appointment.person_id for seat in chosen]


class _Debt(NamedTuple):
    recipient: Recipient
    rung: str
    condition: Condition
    round: str


class _Climbs:
    """What is owed, worked out once for equal facts: the assignments of one directive share their dates."""

    def __init__(self, rules: Rules, now: datetime) -> None:
        self._rules = rules
        self._now = now
        self._known: dict[tuple[object, ...], tuple[list[_Debt], datetime | None]] = {}

    def look(self, one: Due) -> tuple[list[_Debt], datetime | None]:
        """The debts by now, and when something is owed next."""
        # Only a review counts from a report; whether one is fresh is asked at sending.
        last_report_at = one.last_report_at if one.status == Status.SUBMITTED else None
        key = (
            one.status,
            one.assigned_at,
            one.due_on,
            one.submitted_at,
            last_report_at,
            one.planned_at,
            one.is_to_announce,
        )
        known = self._known.get(key)
        if known is None:
            facts = LadderFacts(
                one.assigned_at, one.due_on, Status(one.status), one.submitted_at, last_report_at
            )
            debts = [_debt_of(owed, facts) for owed in self._owed(facts, one)]
            known = self._known[key] = (debts, next_owed_at(facts, self._rules, after=self._now))
        return known

    def _owed(self, facts: LadderFacts, one: Due) -> list[Owed]:
        if one.planned_at is None or not one.is_to_announce:
            return self._since(facts, one.planned_at)
        # Whoever answers for the agency now hears of it as of a new task; nobody loses what is still to be planned.
        anew = [debt for debt in self._since(facts, None) if debt.recipient in _ANSWERS_FOR_IT]
        return anew + self._since(facts, one.planned_at)

    def _since(self, facts: LadderFacts, after: datetime | None) -> list[Owed]:
        rules = self._rules
        moments = moments_between(
            facts, rules.policy, rules.calendar, rules.slots, after=after, until=self._now
        )
        return owed(moments, is_first_planning=after is None)


def _debt_of(debt: Owed, facts: LadderFacts) -> _Debt:
    # A task is announced to a person once, whatever its date becomes.
    round_ = "" if debt.moment.is_announcement else round_of(facts)
    return _Debt(debt.recipient, debt.moment.rung_id, debt.condition, round_)


async def bundle(uow: UnitOfWork, *, now: datetime, rules: Rules, limit: int = PLAN_BATCH) -> int:
    """One message for each person with loose items; quiet hours hold it, and what comes later joins it."""
    loose = await list_loose_people(uow, limit=limit)
    if not loose:
        return 0
    waiting = await list_waiting_notices(uow, loose)
    not_before = rules.slots.next_office_moment(now, rules.calendar)
    lacking = [person_id for person_id in loose if person_id not in waiting]
    mails = [
        NewMail(MailKind.NOTICE, {}, Priority.NOTICE, person_id=person_id, not_before=not_before)
        for person_id in lacking
    ]
    await add_mails(uow, mails, now=now)
    await attach_items(uow, waiting | await list_waiting_notices(uow, lacking))
    return len(loose)


async def replan_when_rules_changed(uow: UnitOfWork, fingerprint: str, *, now: datetime) -> bool:
    """Another policy, calendar or time of day: every open assignment is looked at again."""
    if await find_fact(uow, _RULES_FACT) == fingerprint:
        return False
    await planning.replan_all(uow, now=now)
    await save_fact(uow, _RULES_FACT, fingerprint)
    return True
