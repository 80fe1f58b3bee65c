"""Clocks that have run out: what nobody decided or answered in time goes to the next desk, and the asker hears it."""

from dataclasses import replace
from datetime import datetime

from bot.domain.people import Role, Seat
from bot.domain.requests import Extension, ExtensionStatus, Obstacle, ObstacleStatus, Turn
from bot.domain.rules import Rules
from bot.domain.task import OPEN_STATUSES, Assignment
from bot.services import UnitOfWork, desks
from bot.services.desks import Office
from bot.services.mail import queue_info
from bot.storage import assignments, extensions, obstacles
from bot.storage.events import EventKind, NewEvent, add_event
from bot.storage.outbox import MailKind

BATCH = 100


async def climb(uow: UnitOfWork, *, now: datetime, rules: Rules) -> int:
    """Moves on what is due by now, up to a batch of each kind; returns how many there were."""
    return await _climb_extensions(uow, now, rules) + await _climb_obstacles(uow, now, rules)


async def _climb_extensions(uow: UnitOfWork, now: datetime, rules: Rules) -> int:
    due = await extensions.list_due(uow, now=now, limit=BATCH)
    if not due:
        return 0
    office = await desks.open_office(uow, now=now, rules=rules)
    found = await assignments.load_assignments(uow, [extension.assignment_id for extension in due])
    for extension in due:
        assignment = found[extension.assignment_id]
        if assignment.status not in OPEN_STATUSES:
            await extensions.stop_clock(uow, extension)
        else:
            await _climb_extension(uow, office, extension, assignment)
    return len(due)


async def _climb_extension(
    uow: UnitOfWork, office: Office, extension: Extension, assignment: Assignment
) -> None:
    before = office.decider_of(extension, assignment.agency_path)
    is_askers = extension.status is ExtensionStatus.PROPOSED
    clock_at = office.rules.runs_out_at(office.now, office.rules.policy.clocks.extension_days)
    risen = replace(extension, climbs=extension.climbs + 1, clock_at=clock_at)
    await extensions.climb_extension(uow, extension, climbs=risen.climbs, clock_at=clock_at)
    if is_askers:
        step = await _tell_head(uow, office, assignment, "requests.offer_climbed")
        data = {"extension_id": extension.id}
        await desks.tell_asker(
            uow, MailKind.EXTENSION_DECIDED, data, extension.person_id, step, now=office.now
        )
        return
    await desks.send_extension(uow, office, risen, assignment.agency_path)
    after = office.decider_of(risen, assignment.agency_path)
    what = "extension_stays" if before == after else "extension_climbed"
    await _tell(uow, office, assignment, after, extension.person_id, what)


async def _climb_obstacles(uow: UnitOfWork, now: datetime, rules: Rules) -> int:
    due = await obstacles.list_due(uow, now=now, limit=BATCH)
    if not due:
        return 0
    office = await desks.open_office(uow, now=now, rules=rules)
    found = await assignments.load_assignments(uow, [obstacle.assignment_id for obstacle in due])
    for obstacle in due:
        assignment = found[obstacle.assignment_id]
        if assignment.status not in OPEN_STATUSES:
            await obstacles.move_obstacle(uow, obstacle, obstacle.status, clock_at=None)
            continue
        await _climb_obstacle(uow, office, obstacle, assignment)
    return len(due)


async def _climb_obstacle(
    uow: UnitOfWork, office: Office, obstacle: Obstacle, assignment: Assignment
) -> None:
    before = office.answerer_of(obstacle, assignment.agency_path)
    is_askers = obstacle.status is ObstacleStatus.ASKED_BACK
    climbs = obstacle.climbs + 1
    clock_at = office.rules.runs_out_at(office.now, office.rules.policy.clocks.obstacle_days)
    await obstacles.move_obstacle(uow, obstacle, obstacle.status, climbs=climbs, clock_at=clock_at)
    if is_askers:
        await _tell_head(uow, office, assignment, "requests.asked_back_climbed")
        return
    risen = replace(obstacle, climbs=climbs)
    after = office.answerer_of(risen, assignment.agency_path)
    what = "obstacle_stays" if before == after else "obstacle_climbed"
    step = await _tell(uow, office, assignment, after, obstacle.person_id, what)
    await desks.send_obstacle(uow, office, risen, assignment.agency_path, step)


async def _tell_head(uow: UnitOfWork, office: Office, assignment: Assignment, key: str) -> int:
    """The asker's side owes a word: the own head hears of it."""
    heads = office.in_turn(Role.HEAD, assignment.agency_path)
    step = await _record(uow, office, assignment, heads[0] if heads else None)
    if heads:
        await _queue(uow, office, assignment, heads[0].appointment.person_id, key, step)
    return step


async def _tell(
    uow: UnitOfWork, office: Office, assignment: Assignment, turn: Turn | None, asker_id: int, what: str
) -> int:
    """Into the history, and to the asker: who was told (product §4), or that nobody could be."""
    step = await _record(uow, office, assignment, turn.seat if turn else None)
    if turn is None:
        key = "requests.nobody_there"
    elif what.endswith("climbed"):
        key = f"requests.{what}_{turn.seat.appointment.role}"
    else:
        key = f"requests.{what}"
    await _queue(uow, office, assignment, asker_id, key, step)
    return step


async def _record(uow: UnitOfWork, office: Office, assignment: Assignment, desk: Seat | None) -> int:
    event = NewEvent(
        EventKind.CLIMBED,
        assignment_id=assignment.id,
        person_id=desk.appointment.person_id if desk else None,
        data={"recipient": desk.appointment.role.value} if desk else {},
    )
    return await add_event(uow, event, now=office.now)


async def _queue(
    uow: UnitOfWork, office: Office, assignment: Assignment, person_id: int, key: str, step: int
) -> None:
    await queue_info(
        uow,
        person_id,
        key,
        {"code": assignment.task.code},
        now=office.now,
        assignment_id=assignment.id,
        not_before=office.rules.slots.next_office_moment(office.now, office.rules.calendar),
        dedupe_key=f"climbed:{step}",
    )
