"""Reminders that climb: what is owed by now, to whom, merged into one message a person.

Two steps, each idempotent. ``plan`` turns due rungs into items and moves every assignment's cursor in the same
transaction; ``bundle`` gives each person's loose items one outbox row. Killed between them, the next tick goes on.
What could not be delivered is ``services.handing_on``'s.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.ladder import LadderFacts, Owed, moments_between, next_moment_after, owed
from bot.domain.people import Absence, Role, Seat, seats_in_turn
from bot.domain.rules import Rules
from bot.domain.rungs import Recipient
from bot.domain.task import Assignment, Status
from bot.services import UnitOfWork
from bot.storage import assignments, people, planning
from bot.storage.meta import find_fact, save_fact
from bot.storage.notice_items import (
    NewItem,
    add_items,
    attach_items,
    find_waiting_notice,
    list_loose_people,
)
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail
from bot.storage.planning import Due
from bot.storage.undelivered import UNDELIVERED

PLAN_BATCH = 500
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


def round_of(assignment: Assignment) -> str:
    """Names one climb of the ladder, so that a rung is told once in it and again after a new date."""
    if assignment.status is Status.SUBMITTED and assignment.submitted_at is not None:
        return f"review {assignment.submitted_at.isoformat()}"
    return f"due {assignment.due_on.isoformat()}" if assignment.due_on else ""


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
    register = _Register(await people.list_seats(uow))
    absences = await people.list_absences(uow, on=rules.today(now))
    climbs = _Climbs(rules, now)
    items: list[NewItem] = []
    cursors: list[tuple[int, datetime, datetime | None]] = []
    for one in due:
        assignment = one.assignment
        debts, after = climbs.look(one)
        path = assignment.agency_path
        seats = register.list_concerned(path)
        for debt in debts:
            chosen = choose_seats(debt.recipient, path, seats, absences, rules, now)
            items += [_item(debt, assignment, seat.appointment.person_id) for seat in chosen]
            lost = [] if chosen else _choose_out_of_reach(debt.recipient, path, seats, absences, rules, now)
            items += [replace(_item(debt, assignment, person_id), outcome=UNDELIVERED) for person_id in lost]
        cursors.append((assignment.id, now, after))
    await add_items(uow, items, now=now)
    await assignments.set_plan(uow, cursors)
    return len(due)


def _choose_out_of_reach(
    recipient: Recipient,
    path: str,
    seats: Sequence[Seat],
    absences: Sequence[Absence],
    rules: Rules,
    now: datetime,
) -> list[int]:
    """Whose turn it would be if they could be reached. A deputy has no turn of their own then."""
    if recipient is Recipient.DEPUTY:
        return []
    as_reached = [replace(seat, is_unreachable=False) for seat in seats]
    chosen = choose_seats(recipient, path, as_reached, absences, rules, now)
    return [seat.appointment.person_id for seat in chosen]


class _Register:
    """The seats that may answer for an agency, found without going through all of them for each assignment."""

    def __init__(self, seats: Iterable[Seat]) -> None:
        self._own: dict[str, list[Seat]] = {}
        self._wide: list[Seat] = []
        for seat in seats:
            if seat.appointment.role in _ONLY_OWN:
                self._own.setdefault(seat.appointment.agency.path, []).append(seat)
            else:
                self._wide.append(seat)

    def list_concerned(self, path: str) -> list[Seat]:
        return [*self._own.get(path, ()), *self._wide]


class _Climbs:
    """What is owed, worked out once for equal facts: the assignments of one directive share their dates."""

    def __init__(self, rules: Rules, now: datetime) -> None:
        self._rules = rules
        self._now = now
        self._known: dict[tuple[LadderFacts, datetime | None, bool], tuple[list[Owed], datetime | None]] = {}

    def look(self, one: Due) -> tuple[list[Owed], datetime | None]:
        """The debts by now, and when something is owed next."""
        facts = facts_of(one.assignment)
        if facts.status is not Status.SUBMITTED:
            # Only a review counts from a report; whether one is fresh is asked at sending.
            facts = replace(facts, last_report_at=None)
        key = (facts, one.planned_at, one.is_to_announce)
        if key not in self._known:
            after = next_owed_at(facts, self._rules, after=self._now)
            self._known[key] = (self._debts(facts, one), after)
        return self._known[key]

    def _debts(self, facts: LadderFacts, one: Due) -> list[Owed]:
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


def _item(debt: Owed, assignment: Assignment, person_id: int) -> NewItem:
    # A task is announced to a person once, whatever its date becomes.
    round_ = "" if debt.moment.is_announcement else round_of(assignment)
    return NewItem(person_id, assignment.id, debt.moment.rung_id, debt.recipient, debt.condition, round_)


async def bundle(uow: UnitOfWork, *, now: datetime, rules: Rules, limit: int = PLAN_BATCH) -> int:
    """One message for each person with loose items; quiet hours hold it, and what comes later joins it."""
    waiting = await list_loose_people(uow, limit=limit)
    for person_id in waiting:
        mail_id = await find_waiting_notice(uow, person_id)
        if mail_id is None:
            mail = NewMail(
                MailKind.NOTICE,
                {},
                Priority.NOTICE,
                person_id=person_id,
                not_before=rules.slots.next_office_moment(now, rules.calendar),
            )
            mail_id = await add_mail(uow, mail, now=now)
        if mail_id is not None:
            await attach_items(uow, person_id, mail_id)
    return len(waiting)


async def replan_when_rules_changed(uow: UnitOfWork, fingerprint: str, *, now: datetime) -> bool:
    """Another policy, calendar or time of day: every open assignment is looked at again."""
    if await find_fact(uow, _RULES_FACT) == fingerprint:
        return False
    await planning.replan_all(uow, now=now)
    await save_fact(uow, _RULES_FACT, fingerprint)
    return True
