"""Assignments as people see them: lists, cards, history. Everything inside the actor's scope."""

from datetime import datetime

from bot.domain.errors import NotFound
from bot.domain.paging import Page
from bot.domain.people import Actor, Role
from bot.domain.report import Report, StoredProof
from bot.domain.rules import Rules
from bot.domain.series import recent
from bot.domain.task import Assignment, Status
from bot.domain.urging import can_urge
from bot.domain.views import CardView, HistoryLine, HistoryView, LateTaskLine
from bot.services import UnitOfWork, desks
from bot.services.indicators import view_indicator
from bot.storage import amendments, assignments, by_code, reports
from bot.storage.assignments import Filter
from bot.storage.events import EventKind, NewEvent, add_events, list_history
from bot.storage.moves import find_keeper, list_merged_into
from bot.storage.notice_items import list_assignment_ids
from bot.storage.questions import Narrowed, tally_tasks

PAGE_SIZE = 6
"""Entries a page: with two lines each it still fits a phone without scrolling."""
HISTORY_PAGE_SIZE = 8
LONG_PAGE_SIZE = 12
"""One short line each."""
_FARTHEST_PAGE = 10**6
"""No list has as many; a forged button may say anything."""
HIDDEN = frozenset({Status.CANCELLED, Status.TRANSFERRED})


async def get_visible(
    uow: UnitOfWork, actor: Actor, assignment_id: int, *, now: datetime, rules: Rules, lock: bool = False
) -> Assignment:
    """The assignment if the actor may see it.

    Raises:
        NotFound: no such thing inside the scope; the same answer whether it exists or not.
    """
    found = await assignments.find_assignment(uow, assignment_id, lock=lock)
    if found is not None and found.status is Status.TRANSFERRED:
        # Its agency was merged: an old button opens what it became part of.
        found = await assignments.find_assignment(uow, await find_keeper(uow, found.id), lock=lock)
    if (
        found is None
        or found.status in HIDDEN
        or not actor.can_see(found.agency_path)
        or found.assigned_on > rules.today(now)
    ):
        raise NotFound
    return found


async def find_by_code(
    uow: UnitOfWork, actor: Actor, code: str, *, now: datetime, rules: Rules
) -> list[Assignment]:
    """Of a recurring task what is open and what was finished lately."""
    return recent(await by_code.find_by_code(uow, code.upper(), actor.scope(), as_of=rules.today(now)))


async def list_reportable(uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules) -> list[Assignment]:
    """The open assignments that the actor can report on."""
    scope = actor.scope_to_report()
    return await assignments.list_assignments(uow, Filter(scope, rules.today(now)))


async def list_open(
    uow: UnitOfWork, actor: Actor, *, page: int, now: datetime, rules: Rules, size: int = PAGE_SIZE
) -> Page[Assignment]:
    return await _page(uow, Filter(actor.scope(), rules.today(now)), page, size)


async def list_late(
    uow: UnitOfWork, actor: Actor, *, page: int, now: datetime, rules: Rules, task_id: int | None = None
) -> Page[Assignment]:
    today = rules.today(now)
    return await _page(uow, Filter(actor.scope(), today, task_id=task_id, due_before=today), page, PAGE_SIZE)


async def list_of_agency(
    uow: UnitOfWork, actor: Actor, agency_id: int, *, now: datetime, rules: Rules
) -> list[Assignment]:
    """What is late at an agency; if nothing is, what is open there."""
    today = rules.today(now)
    found = await assignments.list_assignments(uow, Filter(actor.scope(), today, agency_id=agency_id))
    return [a for a in found if a.due_on is not None and a.due_on < today] or found


async def _page(uow: UnitOfWork, wanted: Filter, page: int, size: int) -> Page[Assignment]:
    page = min(page, _FARTHEST_PAGE)
    items, total = await assignments.list_page(uow, wanted, offset=page * size, limit=size)
    if items or page == 0:
        return Page(tuple(items), page, total, size)
    # The list is shorter than when the button was drawn: its last page.
    last = max(0, (await assignments.count_assignments(uow, wanted) - 1) // size)
    return await _page(uow, wanted, last, size)


async def list_of_task(
    uow: UnitOfWork, actor: Actor, task_id: int, *, page: int, now: datetime, rules: Rules
) -> tuple[Page[Assignment], int]:
    """A task at all agencies of the scope, done ones too, by due date; and how many of them are done."""
    statuses = frozenset(Status) - HIDDEN
    wanted = Filter(actor.scope(), rules.today(now), statuses=statuses, task_id=task_id)
    done, _ = await assignments.count_done(uow, task_id, actor.scope())
    return await _page(uow, wanted, page, LONG_PAGE_SIZE), done


async def list_late_by_task(
    uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules
) -> list[LateTaskLine]:
    """For wide scopes: one line a task instead of one an agency."""
    today = rules.today(now)
    rows, _ = await tally_tasks(uow, Narrowed(actor.scope(), today, due_before=today))
    return [
        LateTaskLine(
            row.task_id,
            row.code,
            row.title_vi,
            row.title_en,
            row.count,
            row.agencies,
            (today - row.first_due_on).days,
        )
        for row in rows
    ]


async def _can_review(
    uow: UnitOfWork, actor: Actor, assignment: Assignment, *, now: datetime, rules: Rules
) -> bool:
    decides = actor.scope(Role.OFFICER, Role.LEADER).contains(assignment.agency_path)
    if assignment.status is not Status.SUBMITTED or not decides:
        return False
    reporter_id = (await reports.load_reporters(uow, [assignment.id])).get(assignment.id)
    office = await desks.open_office(uow, now=now, rules=rules)
    return office.can_review(actor, assignment, reporter_id)


async def open_card(
    uow: UnitOfWork, actor: Actor, assignment_id: int, *, now: datetime, rules: Rules
) -> CardView:
    assignment = await get_visible(uow, actor, assignment_id, now=now, rules=rules)
    last = await reports.find_last_report(uow, assignment.id)
    proofs = await _proofs_of(uow, assignment, last)
    done, leads = await assignments.count_done(
        uow, assignment.task.id, actor.scope(), period=assignment.period
    )
    return CardView(
        assignment=assignment,
        last_report=last,
        proofs=tuple(proofs),
        can_report=actor.can_report(assignment.agency_path),
        can_review=await _can_review(uow, actor, assignment, now=now, rules=rules),
        can_amend=actor.can_amend(assignment.agency_path),
        can_urge=can_urge(actor, assignment.agency_path),
        done_count=done,
        lead_count=leads,
        indicator=await view_indicator(uow, actor, assignment, now=now, rules=rules),
    )


async def _proofs_of(uow: UnitOfWork, assignment: Assignment, last: Report | None) -> list[StoredProof]:
    """While a result is under review, and once it is accepted, everything that was handed in for it."""
    if assignment.submitted_at is not None and assignment.status in {Status.SUBMITTED, Status.DONE}:
        return await reports.list_proofs_since(uow, assignment.id, since=assignment.submitted_at)
    return await reports.list_proofs(uow, last.id) if last else []


async def open_history(
    uow: UnitOfWork, actor: Actor, assignment_id: int, *, page: int, now: datetime, rules: Rules
) -> HistoryView:
    assignment = await get_visible(uow, actor, assignment_id, now=now, rules=rules)
    # What was done at the agency that had it before belongs to it.
    ids = [assignment.id, *await amendments.list_predecessors(uow, assignment.id)]
    ids += await list_merged_into(uow, ids)
    events, total = await list_history(uow, ids, offset=page * HISTORY_PAGE_SIZE, limit=HISTORY_PAGE_SIZE)
    last = max(0, (total - 1) // HISTORY_PAGE_SIZE)
    if page > last:
        return await open_history(uow, actor, assignment_id, page=last, now=now, rules=rules)
    lines = tuple(HistoryLine(event.at, event.kind.value, event.who, event.data) for event in events)
    return HistoryView(assignment, lines, page, last + 1)


async def acknowledge(uow: UnitOfWork, actor: Actor, mail_id: int, *, now: datetime, rules: Rules) -> int:
    """The person pressed *Đã xem* under a notice of their own; returns how many tasks it named.

    Raises:
        NotFound: the notice was addressed to somebody else, or names nothing that is theirs to see.
    """
    ids = await list_assignment_ids(uow, mail_id, person_id=actor.person.id)
    found = await assignments.load_assignments(uow, ids)
    seen = [a for a in found.values() if actor.can_see(a.agency_path) and a.assigned_on <= rules.today(now)]
    if not seen:
        raise NotFound
    batch = [NewEvent(EventKind.SEEN, actor_id=actor.person.id, assignment_id=a.id) for a in seen]
    await add_events(uow, batch, now=now)
    return len(seen)
