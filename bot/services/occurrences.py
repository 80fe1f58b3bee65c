"""The occurrences of recurring tasks, made ahead of time, a few tasks a step.

A new occurrence is not announced: the focal point has known the task since it was given, and "new task" every month
would teach them to look away. The first word about it is the ladder's own reminder, which names the period. What was
missed during an outage is planned as at an import: one word about each, the newest rung only.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from itertools import groupby

from bot.domain.ladder import LadderFacts, plan_fingerprint
from bot.domain.people import Role
from bot.domain.recurrence import Occurrence, short_period
from bot.domain.rules import Rules
from bot.domain.series import New, Rule, Steps, Stored, plan_series
from bot.domain.task import OPEN_STATUSES, Assignment, Status
from bot.services import UnitOfWork
from bot.services.desks import Office, open_office
from bot.services.mail import queue_info
from bot.services.notices import next_owed_at
from bot.services.progress import change
from bot.storage import assignments, occurrences, reports
from bot.storage.events import EventKind, NewEvent, add_event
from bot.storage.occurrences import NewOccurrence, OccurrenceRow, RecurringTask

TASKS_A_STEP = 5
_DONE = "done"


async def plan_step(uow: UnitOfWork, *, now: datetime, rules: Rules) -> int | None:
    """The next few tasks of today's look; returns how many occurrences changed, None when there is nothing to do.

    Everything is looked at once a day, and again when the calendar or a task changed.
    """
    day = f"{rules.today(now)} {plan_fingerprint(rules.policy, rules.calendar, rules.slots)}"
    if await occurrences.find_seen(uow) == f"{day} {_DONE}":
        return None
    if not await occurrences.claim_turn(uow):
        return None
    seen = await occurrences.find_seen(uow)
    if seen == f"{day} {_DONE}":
        return None
    last = seen.removeprefix(f"{day} ")
    after_id = int(last) if last.isdecimal() else 0
    found = await occurrences.list_recurring(uow, after_id=after_id, limit=TASKS_A_STEP)
    changed = 0
    for task in found:
        changed += await _plan_task(uow, task, now=now, rules=rules)
    is_last = len(found) < TASKS_A_STEP
    await occurrences.save_seen(uow, f"{day} {_DONE if is_last else found[-1].id}")
    return changed


async def _plan_task(uow: UnitOfWork, task: RecurringTask, *, now: datetime, rules: Rules) -> int:
    today = rules.today(now)
    rule = Rule(task.recurrence, task.issued_on or rules.today(task.created_at))
    rows = await occurrences.list_series(uow, task.id, today=today)
    stored = await _judge(uow, rows)
    made: list[NewOccurrence] = []
    changed = 0
    for agency_id, group in groupby(rows, key=lambda row: row.agency_id):
        of_agency = list(group)
        ends_on = of_agency[0].agency_ends_on
        steps = plan_series(
            rule,
            [stored[row.id] for row in of_agency],
            today=today,
            calendar=rules.calendar,
            is_open=ends_on is None or ends_on > today,
        )
        made += [_make(new, agency_id, now=now, rules=rules) for new in steps.added if new.revives is None]
        changed += await _change(uow, steps, now=now, rules=rules)
    return changed + (await occurrences.add_occurrences(uow, task.id, made, now=now) if made else 0)


async def _judge(uow: UnitOfWork, rows: Sequence[OccurrenceRow]) -> dict[int, Stored]:
    gone = [row.id for row in rows if row.status is Status.CANCELLED]
    unscheduled = await occurrences.list_unscheduled(uow, gone)
    by_hand = await occurrences.list_set_by_hand(uow, [r.id for r in rows if r.status in OPEN_STATUSES])
    spoken_of = await reports.list_spoken_of(uow, [r.id for r in rows if r.status is Status.NOT_STARTED])
    return {
        row.id: Stored(
            id=row.id,
            period=row.period,
            status=row.status,
            due_on=row.due_on,
            original_due_on=row.original_due_on,
            is_untouched=row.status is Status.NOT_STARTED and row.id not in spoken_of,
            is_unscheduled=row.id in unscheduled,
            is_by_hand=row.id in by_hand,
        )
        for row in rows
    }


def _make(new: New, agency_id: int, *, now: datetime, rules: Rules) -> NewOccurrence:
    assigned_at, planned_at, next_at = _plan_of(new, now=now, rules=rules)
    return NewOccurrence(
        agency_id=agency_id,
        period=new.occurrence.period,
        assigned_on=new.assigned_on,
        assigned_at=assigned_at,
        due_on=new.occurrence.due_on,
        planned_at=planned_at,
        next_at=next_at,
    )


def _plan_of(new: New, *, now: datetime, rules: Rules) -> tuple[datetime, datetime | None, datetime | None]:
    """``assigned_at`` and the planner's cursor; the announcement counts as made."""
    assigned_at = datetime.combine(new.assigned_on, time(), tzinfo=rules.zone).astimezone(UTC)
    due_on = new.occurrence.due_on
    if due_on < rules.today(now):
        return assigned_at, None, now
    announced_at = rules.slots.next_office_moment(assigned_at, rules.calendar)
    facts = LadderFacts(assigned_at, due_on, Status.NOT_STARTED)
    return assigned_at, announced_at, next_owed_at(facts, rules, after=announced_at)


async def _change(uow: UnitOfWork, steps: Steps, *, now: datetime, rules: Rules) -> int:
    """What exists already: moved, ended, or asked for again."""
    revived = [new for new in steps.added if new.revives is not None]
    if not (steps.moved or steps.ended or revived):
        return 0
    office = await open_office(uow, now=now, rules=rules)
    for one, wanted in steps.moved:
        await _move(uow, office, one, wanted)
    for one in steps.ended:
        await _end(uow, office, one)
    for new in revived:
        await _revive(uow, office, new)
    return len(steps.moved) + len(steps.ended) + len(revived)


async def _move(uow: UnitOfWork, office: Office, one: Stored, wanted: Occurrence) -> None:
    """The date follows the rule; one that was extended keeps what was granted."""
    found = await _lock(uow, one)
    if found is None:
        return
    values: dict[str, object] = {"original_due_on": wanted.due_on}
    if found.due_on == found.original_due_on:
        values["due_on"] = wanted.due_on
    changed = await change(uow, found, values, rules=office.rules, now=office.now)
    fields = {"original_due_on": [_iso(found.original_due_on), _iso(wanted.due_on)]}
    data = {"fields": fields, "old_due_on": _iso(found.due_on), "due_on": _iso(changed.due_on)}
    await _note(uow, office, found, EventKind.AMENDED, data)
    if changed.due_on != found.due_on:
        await _tell(uow, office, changed, "occurrences.moved")


async def _end(uow: UnitOfWork, office: Office, one: Stored) -> None:
    found = await _lock(uow, one)
    if found is None:
        return
    await change(uow, found, {"status": Status.CANCELLED}, rules=office.rules, now=office.now)
    await _note(uow, office, found, EventKind.UNSCHEDULED, {})
    await _tell(uow, office, found, "occurrences.ended")


async def _revive(uow: UnitOfWork, office: Office, new: New) -> None:
    """Asked for again under the same name; the letter says so, since its end was told as well."""
    found = await assignments.find_assignment(uow, new.revives or 0, lock=True)
    if found is None or found.status is not Status.CANCELLED:
        return
    assigned_at, planned_at, next_at = _plan_of(new, now=office.now, rules=office.rules)
    due_on = new.occurrence.due_on
    values = {
        "status": Status.NOT_STARTED,
        "assigned_on": new.assigned_on,
        "assigned_at": assigned_at,
        "due_on": due_on,
        "original_due_on": due_on,
        "planned_at": planned_at,
        "next_at": next_at,
    }
    if not await assignments.update_assignment(uow, found.id, rev=found.rev, **values):
        return
    fields = {
        "assigned_on": [_iso(found.assigned_on), _iso(new.assigned_on)],
        "original_due_on": [_iso(found.original_due_on), _iso(due_on)],
    }
    data = {"fields": fields, "old_due_on": _iso(found.due_on), "due_on": _iso(due_on)}
    await _note(uow, office, found, EventKind.RESCHEDULED, data)
    if (again := await assignments.find_assignment(uow, found.id)) is not None:
        await _tell(uow, office, again, "occurrences.revived")


async def _lock(uow: UnitOfWork, one: Stored) -> Assignment | None:
    """As it is now; None when somebody changed it since it was read: the next look judges anew."""
    found = await assignments.find_assignment(uow, one.id, lock=True)
    as_read = found is not None and (found.status, found.due_on) == (one.status, one.due_on)
    return found if as_read else None


async def _note(
    uow: UnitOfWork, office: Office, a: Assignment, kind: EventKind, data: Mapping[str, object]
) -> None:
    event = NewEvent(kind, assignment_id=a.id, task_id=a.task.id, agency_id=a.agency_id, data=data)
    await add_event(uow, event, now=office.now)


async def _tell(uow: UnitOfWork, office: Office, a: Assignment, key: str) -> None:
    """The focal point whose turn it is. Of what has ended no card is opened: it is visible no more."""
    if a.assigned_on > office.rules.today(office.now):
        return
    facts = {
        "code": a.task.code,
        "period": short_period(a.period),
        "due_on": f"{a.due_on:%d/%m/%Y}" if a.due_on else "",
        "title": {"vi": a.task.title_vi, "en": a.task.title_en or a.task.title_vi},
    }
    for seat in office.in_turn(Role.FOCAL_POINT, a.agency_path)[:1]:
        await queue_info(
            uow,
            seat.appointment.person_id,
            key,
            facts,
            now=office.now,
            assignment_id=None if key == "occurrences.ended" else a.id,
            not_before=office.rules.slots.next_office_moment(office.now, office.rules.calendar),
        )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
