"""Clocks that have run out: what nobody decided or answered in time goes to the next desk, and the asker hears it."""

from datetime import datetime

from bot.domain.people import Role, Seat
from bot.domain.requests import Obstacle, ObstacleStatus
from bot.domain.rules import Rules
from bot.domain.task import OPEN_STATUSES, Assignment
from bot.services import UnitOfWork, desks
from bot.services.desks import Office
from bot.services.mail import queue_info
from bot.storage import assignments, extensions, obstacles
from bot.storage.events import EventKind, NewEvent, add_event

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
        clock_at = rules.runs_out_at(now, rules.policy.clocks.extension_days)
        assignment = found[extension.assignment_id]
        if assignment.status not in OPEN_STATUSES:
            await extensions.stop_clock(uow, extension)
            continue
        await extensions.climb_extension(uow, extension, clock_at=clock_at)
        risen = await extensions.find_extension(uow, extension.id)
        if risen is None:
            continue
        await desks.send_extension(uow, office, risen, assignment.agency_path)
        before = office.decider_of(extension, assignment.agency_path)
        desk = office.decider_of(risen, assignment.agency_path)
        what = "extension_stays" if before == desk else "extension_climbed"
        await _tell(uow, office, assignment, desk, extension.person_id, what)
    return len(due)


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
        clock_at = rules.runs_out_at(now, rules.policy.clocks.obstacle_days)
        climbed = {"climbs": obstacle.climbs + 1, "clock_at": clock_at}
        await obstacles.move_obstacle(uow, obstacle, obstacle.status, **climbed)
        if obstacle.status is ObstacleStatus.ASKED_BACK:
            await _tell_head(uow, office, assignment)
        else:
            await _hand_up(uow, office, obstacle, assignment)
    return len(due)


async def _hand_up(uow: UnitOfWork, office: Office, obstacle: Obstacle, assignment: Assignment) -> None:
    risen = await obstacles.find_obstacle(uow, obstacle.id)
    if risen is None:
        return
    before = office.answerer_of(obstacle, assignment.agency_path)
    desk = office.answerer_of(risen, assignment.agency_path)
    what = "obstacle_stays" if before == desk else "obstacle_climbed"
    step = await _tell(uow, office, assignment, desk, obstacle.person_id, what)
    await desks.send_obstacle(uow, office, risen, assignment.agency_path, step)


async def _tell_head(uow: UnitOfWork, office: Office, assignment: Assignment) -> None:
    """The reporter owes an explanation: the own head hears of it."""
    heads = office.in_turn(Role.HEAD, assignment.agency_path)
    step = await _record(uow, office, assignment, heads[0] if heads else None)
    if heads:
        person_id = heads[0].appointment.person_id
        await _queue(uow, office, assignment, person_id, "requests.asked_back_climbed", step)


async def _tell(
    uow: UnitOfWork, office: Office, assignment: Assignment, desk: Seat | None, asker_id: int, what: str
) -> int:
    """Into the history, and to the asker: who was told (product §4)."""
    step = await _record(uow, office, assignment, desk)
    if desk is not None:
        key = f"requests.{what}_{desk.appointment.role}" if what.endswith("climbed") else f"requests.{what}"
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
