"""Notices that their person could not have: to the next in turn of the same role, or kept until somebody comes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.ladder import is_still_owed
from bot.domain.people import Absence, Role, Seat, seats_in_turn
from bot.domain.rules import Rules
from bot.domain.rungs import Recipient
from bot.domain.task import Assignment
from bot.services import UnitOfWork
from bot.services.notices import PLAN_BATCH, choose_seats, facts_of, round_of
from bot.storage import assignments, people, undelivered
from bot.storage.notice_items import NewItem, add_items, mark_items
from bot.storage.undelivered import Stray

STRAY_LIFE = timedelta(days=30)
"""Older notices that nobody got are left: newer rungs have said the same since."""
TRY_AGAIN_AFTER = timedelta(hours=1)
"""When nobody else is in turn, whoever could not be told (but did not block us) is tried again after this."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Who is next for what nobody got."""

    seats: Sequence[Seat]
    absences: Sequence[Absence]
    rules: Rules
    now: datetime

    def choose(self, stray: Stray, path: str, *, passed_over: Collection[int]) -> list[int]:
        able = [seat for seat in self.seats if seat.appointment.person_id not in passed_over]
        chosen = choose_seats(stray.recipient, path, able, self.absences, self.rules, self.now)
        return [seat.appointment.person_id for seat in chosen]

    def find(self, recipient: Recipient, path: str, able: Collection[int]) -> int | None:
        """Whose turn it is among those who can have an e-mail, though no chat reaches them."""
        role = Role.FOCAL_POINT if recipient is Recipient.DEPUTY else Role(recipient.value)
        seats = [replace(s, is_unreachable=False) for s in self.seats if s.appointment.person_id in able]
        in_turn = seats_in_turn(seats, role, path, absences=self.absences, on=self.rules.today(self.now))
        return in_turn[0].appointment.person_id if in_turn else None


async def load_turns(uow: UnitOfWork, *, now: datetime, rules: Rules) -> Turns:
    absences = await people.list_absences(uow, on=rules.today(now))
    return Turns(await people.list_seats(uow), absences, rules, now)


async def hand_on(uow: UnitOfWork, *, now: datetime, rules: Rules, limit: int = PLAN_BATCH) -> int:
    """Gives what could not be delivered to the next in turn; ``notices.bundle`` is still to send it.

    What has lost its reason meanwhile is dropped; what nobody can be told waits and shows in ``check``.
    Returns how many were looked at.
    """
    strays = await undelivered.list_strays(uow, since=now - STRAY_LIFE, limit=limit)
    if not strays:
        return 0
    turns = await load_turns(uow, now=now, rules=rules)
    present = await assignments.load_assignments(uow, [stray.assignment_id for stray in strays])
    tried = await undelivered.list_tried(uow, strays)
    gone: list[int] = []
    again: list[int] = []
    items: list[NewItem] = []
    for stray in strays:
        assignment = present.get(stray.assignment_id)
        if assignment is None or not _may_be_owed(stray, assignment, rules, now):
            gone.append(stray.id)
            continue
        path, had = assignment.agency_path, tried[stray.key]
        others = turns.choose(stray, path, passed_over=had)
        items += [same_for(stray, person_id) for person_id in others]
        may_repeat = not others and now - stray.planned_at >= TRY_AGAIN_AFTER
        if may_repeat and stray.person_id in turns.choose(stray, path, passed_over=had - {stray.person_id}):
            again.append(stray.id)
    await mark_items(uow, gone, "dropped")
    await undelivered.owe_again(uow, again, now=now)
    await add_items(uow, items, now=now)
    return len(strays)


def _may_be_owed(stray: Stray, assignment: Assignment, rules: Rules, now: datetime) -> bool:
    """Whether the reason may still hold; sending asks again, and knows what was seen."""
    if stray.round and stray.round != round_of(facts_of(assignment)):
        return False  # another date began a new climb, which owes its own rungs
    return is_still_owed(
        stray.rung,
        stray.condition,
        facts_of(assignment),
        rules.policy,
        rules.calendar,
        rules.slots,
        now=now,
        is_seen=False,
    )


def same_for(stray: Stray, person_id: int) -> NewItem:
    return NewItem(person_id, stray.assignment_id, stray.rung, stray.recipient, stray.condition, stray.round)
