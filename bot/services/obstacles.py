"""Obstacles: raised with a report, held by one desk at a time, answered, closed by the reporter's side."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.agencies import Agency
from bot.domain.errors import AlreadyDecided, NotAllowed, NotFound, NotReporter, Outdated, ValueRefused
from bot.domain.people import Actor, Role
from bot.domain.report import Draft
from bot.domain.requests import Obstacle, ObstacleCategory, ObstacleStatus, Raised, can_answer
from bot.domain.rules import Rules
from bot.domain.task import OPEN_STATUSES, Assignment
from bot.domain.views import ObstacleView
from bot.services import UnitOfWork, desks, spent
from bot.services.tasks import get_visible
from bot.storage import assignments, obstacles, people, sent_mail
from bot.storage.events import EventKind, NewEvent, add_event
from bot.storage.obstacles import NewObstacle
from bot.storage.outbox import MailKind, find_mail_id

_LONGEST = 2000


async def raise_(
    uow: UnitOfWork,
    actor: Actor,
    assignment: Assignment,
    draft: Draft,
    report_id: int,
    *,
    now: datetime,
    rules: Rules,
) -> Obstacle:
    """Opens the obstacle of a confirmed draft and lays it on the desk it is asked of."""
    office = await desks.open_office(uow, now=now, rules=rules)
    agency = await people.find_agency(uow, draft.asked_of) if draft.asked_of else None
    holder = agency if agency and _has_somebody(office, agency) else None
    new = NewObstacle(
        assignment_id=assignment.id,
        person_id=actor.person.id,
        report_id=report_id,
        category=ObstacleCategory(draft.category or ObstacleCategory.OTHER),
        text=draft.note,
        holder_id=holder.id if holder else None,
        clock_at=rules.runs_out_at(now, rules.policy.clocks.obstacle_days),
    )
    obstacle = await _get(uow, await obstacles.add_obstacle(uow, new, now=now))
    await desks.send_obstacle(uow, office, obstacle, assignment.agency_path, step=0)
    return obstacle


def _has_somebody(office: desks.Office, agency: Agency) -> bool:
    """With nobody bound there it would lie where no one looks: then the standing agency keeps it."""
    return bool(office.in_turn(Role.FOCAL_POINT, agency.path) or office.in_turn(Role.HEAD, agency.path))


async def _get(uow: UnitOfWork, obstacle_id: int) -> Obstacle:
    found = await obstacles.find_obstacle(uow, obstacle_id)
    if found is None:
        raise NotFound
    return found


async def _read(
    uow: UnitOfWork, obstacle_id: int, *, now: datetime, rules: Rules
) -> tuple[Obstacle, Assignment]:
    """Locked through its assignment, so that of two who act at once the second sees what the first did."""
    found = await _get(uow, obstacle_id)
    assignment = await assignments.find_assignment(uow, found.assignment_id, lock=True)
    if assignment is None or assignment.assigned_on > rules.today(now):
        raise NotFound
    return await _get(uow, obstacle_id), assignment


async def get_answerable(
    uow: UnitOfWork, actor: Actor, obstacle_id: int, *, now: datetime, rules: Rules
) -> tuple[Obstacle, Assignment]:
    """An open obstacle that this actor may answer.

    Raises:
        NotFound: not the actor's. AlreadyDecided: answered, asked back or closed meanwhile.
    """
    obstacle, assignment = await _read(uow, obstacle_id, now=now, rules=rules)
    if not can_answer(actor, obstacle, assignment.agency_path):
        raise NotFound
    if obstacle.status is not ObstacleStatus.OPEN:
        raise _too_late(obstacle, rules)
    return obstacle, assignment


def _too_late(obstacle: Obstacle, rules: Rules) -> AlreadyDecided:
    at = (obstacle.answered_at or obstacle.raised_at).astimezone(rules.zone)
    return AlreadyDecided(by=obstacle.answered_by or obstacle.person_name, at=at.strftime("%H:%M %d/%m"))


async def open_obstacle(
    uow: UnitOfWork, actor: Actor, obstacle_id: int, *, now: datetime, rules: Rules
) -> ObstacleView:
    """For whoever may answer it. Raises like ``get_answerable``."""
    obstacle, assignment = await get_answerable(uow, actor, obstacle_id, now=now, rules=rules)
    return ObstacleView(obstacle, assignment, actor.can_see(assignment.agency_path))


async def answer(
    uow: UnitOfWork, actor: Actor, obstacle_id: int, text: str, *, now: datetime, rules: Rules
) -> tuple[Obstacle, Assignment]:
    """Answers it; whoever raised it hears at once and closes it. Raises like ``get_answerable``."""
    obstacle, assignment = await get_answerable(uow, actor, obstacle_id, now=now, rules=rules)
    values = {"answer": _words(text), "answered_at": now, "answered_by": actor.person.id, "clock_at": None}
    await _move(uow, obstacle, ObstacleStatus.ANSWERED, values)
    await _tell(uow, actor, obstacle, EventKind.OBSTACLE_ANSWERED, _words(text), now=now)
    await spent.retire_obstacle(uow, actor, obstacle, assignment, "answered", now=now, rules=rules)
    return await _get(uow, obstacle.id), assignment


async def ask_back(
    uow: UnitOfWork, actor: Actor, obstacle_id: int, text: str, *, now: datetime, rules: Rules
) -> tuple[Obstacle, Assignment]:
    """Asks the reporter for more; it is the reporter's turn, on the same clock. Raises like ``get_answerable``."""
    obstacle, assignment = await get_answerable(uow, actor, obstacle_id, now=now, rules=rules)
    values = {
        "answer": _words(text),
        "answered_at": now,
        "answered_by": actor.person.id,
        "clock_at": rules.runs_out_at(now, rules.policy.clocks.obstacle_days),
        "climbs": 0,
    }
    await _move(uow, obstacle, ObstacleStatus.ASKED_BACK, values)
    await _tell(uow, actor, obstacle, EventKind.OBSTACLE_ASKED_BACK, _words(text), now=now)
    await spent.retire_obstacle(uow, actor, obstacle, assignment, "asked_back", now=now, rules=rules)
    return await _get(uow, obstacle.id), assignment


async def find_unbound(uow: UnitOfWork, agency_code: str, *, now: datetime, rules: Rules) -> Agency | None:
    """The agency, if it is one where nobody could hold an obstacle yet."""
    agency = await people.find_agency(uow, agency_code)
    office = await desks.open_office(uow, now=now, rules=rules)
    return agency if agency is not None and not _has_somebody(office, agency) else None


async def pass_on(
    uow: UnitOfWork, actor: Actor, obstacle_id: int, agency_code: str, *, now: datetime, rules: Rules
) -> tuple[Obstacle, Assignment]:
    """Lays it on another agency's desk; its focal points hold it from now on. Raises like ``get_answerable``, and
    NotFound when nobody is bound there.
    """
    obstacle, assignment = await get_answerable(uow, actor, obstacle_id, now=now, rules=rules)
    if not actor.scope(Role.OFFICER, Role.LEADER).contains(assignment.agency_path):
        raise NotAllowed
    agency = await people.find_agency(uow, agency_code)
    office = await desks.open_office(uow, now=now, rules=rules)
    if agency is None or not _has_somebody(office, agency):
        raise NotFound
    values = {
        "holder_id": agency.id,
        "clock_at": rules.runs_out_at(now, rules.policy.clocks.obstacle_days),
        "climbs": 0,
    }
    await _move(uow, obstacle, ObstacleStatus.OPEN, values)
    await spent.retire_obstacle(uow, actor, obstacle, assignment, "passed", now=now, rules=rules)
    data = {"agency": agency.short_vi}
    step = await _record(uow, actor, obstacle, EventKind.OBSTACLE_PASSED, data, now=now)
    passed = await _get(uow, obstacle.id)
    await desks.send_obstacle(uow, office, passed, assignment.agency_path, step)
    return passed, assignment


async def explain(
    uow: UnitOfWork, actor: Actor, obstacle_id: int, text: str, *, now: datetime, rules: Rules
) -> tuple[Obstacle, Assignment]:
    """The reporter answers the question back; the obstacle is with its holder again.

    Raises:
        NotFound, NotReporter: not the actor's. AlreadyDecided: nothing was asked back.
    """
    obstacle, assignment = await get_own(uow, actor, obstacle_id, now=now, rules=rules)
    if obstacle.status is not ObstacleStatus.ASKED_BACK:
        raise _too_late(obstacle, rules)
    values = {
        "text": f"{obstacle.text}\n{_words(text)}"[: 2 * _LONGEST],
        "clock_at": rules.runs_out_at(now, rules.policy.clocks.obstacle_days),
        "climbs": 0,
    }
    await _move(uow, obstacle, ObstacleStatus.OPEN, values)
    data = {"reason": _words(text)}
    step = await _record(uow, actor, obstacle, EventKind.OBSTACLE_EXPLAINED, data, now=now)
    office = await desks.open_office(uow, now=now, rules=rules)
    again = await _get(uow, obstacle.id)
    await desks.send_obstacle(uow, office, again, assignment.agency_path, step)
    return again, assignment


async def get_own(
    uow: UnitOfWork, actor: Actor, obstacle_id: int, *, now: datetime, rules: Rules
) -> tuple[Obstacle, Assignment]:
    """An obstacle of the reporter's side. Raises NotFound, NotReporter."""
    found = await _get(uow, obstacle_id)
    await get_visible(uow, actor, found.assignment_id, now=now, rules=rules)
    obstacle, assignment = await _read(uow, obstacle_id, now=now, rules=rules)
    if not actor.can_report(assignment.agency_path):
        raise NotReporter
    return obstacle, assignment


async def list_unclosed(uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules) -> list[Raised]:
    """What stands in the way of this actor's side and was not closed, answered or not."""
    statuses = [ObstacleStatus.OPEN, ObstacleStatus.ASKED_BACK, ObstacleStatus.ANSWERED]
    found = await obstacles.list_of_reporter(uow, actor.scope_to_report(), statuses)
    return await _with_tasks(uow, found, now=now, rules=rules)


async def list_asked_back(uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules) -> list[Raised]:
    """What somebody asked this actor's side about and still waits for."""
    waiting = await obstacles.list_of_reporter(uow, actor.scope_to_report(), [ObstacleStatus.ASKED_BACK])
    return await _with_tasks(uow, waiting, now=now, rules=rules)


async def find_asked_back(
    uow: UnitOfWork, actor: Actor, *, chat_id: int, message_id: int, now: datetime, rules: Rules
) -> Raised | None:
    """The obstacle that a letter of ours asked about, while that question is open."""
    obstacle_id = await find_spoken_of(uow, chat_id=chat_id, message_id=message_id)
    if obstacle_id is None:
        return None
    waiting = await list_asked_back(uow, actor, now=now, rules=rules)
    return next((raised for raised in waiting if raised.obstacle.id == obstacle_id), None)


async def find_spoken_of(uow: UnitOfWork, *, chat_id: int, message_id: int) -> int | None:
    """The obstacle that a letter of ours to whoever raised it speaks of."""
    mail_id = await find_mail_id(uow, chat_id=chat_id, message_id=message_id)
    return await sent_mail.find_obstacle_id(uow, mail_id) if mail_id is not None else None


async def _with_tasks(
    uow: UnitOfWork, found: Sequence[Obstacle], *, now: datetime, rules: Rules
) -> list[Raised]:
    """Of tasks that are still open."""
    about = await assignments.load_assignments(uow, [obstacle.assignment_id for obstacle in found])
    return [
        Raised(obstacle, assignment)
        for obstacle in found
        if (assignment := about.get(obstacle.assignment_id)) is not None
        and assignment.status in OPEN_STATUSES
        and assignment.assigned_on <= rules.today(now)
    ]


async def close(
    uow: UnitOfWork, actor: Actor, obstacle_id: int, *, now: datetime, rules: Rules
) -> Assignment:
    """The reporter's side says that it is out of the way; twice does no harm. Raises like ``get_own``."""
    obstacle, assignment = await get_own(uow, actor, obstacle_id, now=now, rules=rules)
    if obstacle.status is not ObstacleStatus.CLOSED:
        await _move(uow, obstacle, ObstacleStatus.CLOSED, {"closed_at": now, "clock_at": None})
        await _record(uow, actor, obstacle, EventKind.OBSTACLE_CLOSED, {}, now=now)
        is_told = obstacle.status is not ObstacleStatus.ANSWERED
        await spent.retire_obstacle(
            uow, actor, obstacle, assignment, "closed", is_told=is_told, now=now, rules=rules
        )
    return assignment


def _words(text: str) -> str:
    words = text.strip()[:_LONGEST]
    if not words:
        raise ValueRefused
    return words


async def _move(
    uow: UnitOfWork, obstacle: Obstacle, status: ObstacleStatus, values: Mapping[str, object]
) -> None:
    if not await obstacles.move_obstacle(uow, obstacle, status, **values):
        raise Outdated


async def _record(
    uow: UnitOfWork,
    actor: Actor,
    obstacle: Obstacle,
    kind: EventKind,
    data: Mapping[str, object],
    *,
    now: datetime,
) -> int:
    event = NewEvent(kind, actor_id=actor.person.id, assignment_id=obstacle.assignment_id, data=data)
    return await add_event(uow, event, now=now)


async def _tell(
    uow: UnitOfWork, actor: Actor, obstacle: Obstacle, kind: EventKind, text: str, *, now: datetime
) -> None:
    step = await _record(uow, actor, obstacle, kind, {"reason": text}, now=now)
    data = {"obstacle_id": obstacle.id, "event_id": step}
    await desks.tell_asker(uow, MailKind.OBSTACLE_MOVED, data, obstacle.person_id, step, now=now)
