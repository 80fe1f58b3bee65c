"""Letters whose matter is over: their cards lose the buttons and say what became of it; desks above are told."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.people import Actor
from bot.domain.report import ReportKind
from bot.domain.requests import Extension, Obstacle
from bot.domain.rules import Rules
from bot.domain.task import Assignment
from bot.services import UnitOfWork
from bot.services.mail import queue_info
from bot.storage import reports, sent_mail
from bot.storage.events import EventKind, list_event_ids
from bot.storage.outbox import MailKind

_LAID = (EventKind.CLIMBED, EventKind.OBSTACLE_PASSED, EventKind.OBSTACLE_EXPLAINED)
"""Steps that lay an obstacle on a desk; each makes a letter of its own."""
_MOST_CLIMBS = 12


async def retire_reviews(
    uow: UnitOfWork, actor: Actor, assignment: Assignment, outcome: str, *, now: datetime, rules: Rules
) -> None:
    """The cards of every result of this assignment that was handed in so far."""
    ids = await reports.list_ids(uow, assignment.id, kind=ReportKind.DONE)
    keys = [f"{MailKind.REVIEW}:{report_id}" for report_id in ids]
    await _retire(uow, actor, assignment, keys, outcome, is_told=False, now=now, rules=rules)


async def retire_extension(
    uow: UnitOfWork,
    actor: Actor,
    extension: Extension,
    assignment: Assignment,
    outcome: str,
    *,
    now: datetime,
    rules: Rules,
) -> None:
    keys = [f"{MailKind.EXTENSION}:{extension.id}:{climbs}" for climbs in range(extension.climbs + 1)]
    await _retire(uow, actor, assignment, keys, outcome, is_told=True, now=now, rules=rules)


async def retire_obstacle(
    uow: UnitOfWork,
    actor: Actor,
    obstacle: Obstacle,
    assignment: Assignment,
    outcome: str,
    *,
    is_told: bool = True,
    now: datetime,
    rules: Rules,
) -> None:
    """``is_told``: desks that it climbed to hear of it, not only see it on their card."""
    steps = [0, *await list_event_ids(uow, assignment.id, _LAID)]
    keys = [
        f"{MailKind.OBSTACLE}:{obstacle.id}:{step}:{climbs}"
        for step in steps
        for climbs in range(_MOST_CLIMBS)
    ]
    await _retire(uow, actor, assignment, keys, outcome, is_told=is_told, now=now, rules=rules)


async def _retire(
    uow: UnitOfWork,
    actor: Actor,
    assignment: Assignment,
    keys: Sequence[str],
    outcome: str,
    *,
    is_told: bool,
    now: datetime,
    rules: Rules,
) -> None:
    facts = {
        "code": assignment.task.code,
        "agency": {"vi": assignment.agency_vi, "en": assignment.agency_en or assignment.agency_vi},
        "who": actor.person.name,
        "when": now.astimezone(rules.zone).strftime("%H:%M %d/%m"),
    }
    told = set()
    for letter in await sent_mail.list_letters(uow, keys):
        target = (letter.chat_id, letter.message_id)
        await queue_info(uow, letter.person_id, f"over.{outcome}", facts, now=now, target=target)
        if is_told and letter.has_climbed and letter.person_id != actor.person.id:
            told.add(letter.person_id)
    at = rules.slots.next_office_moment(now, rules.calendar)
    for person_id in sorted(told):
        await queue_info(uow, person_id, f"over.{outcome}", facts, now=now, not_before=at)
