"""Another date that is offered: how far an officer may go, and that whoever offered it hears what became of it."""

from datetime import datetime

from bot.domain.errors import DateForLeader
from bot.domain.people import Actor
from bot.domain.requests import Extension
from bot.domain.rules import Rules
from bot.domain.task import Assignment
from bot.services import UnitOfWork
from bot.services.mail import queue_info
from bot.storage import extensions


def beyond_officer(assignment: Assignment, rules: Rules) -> DateForLeader:
    first_due_on = assignment.original_due_on or assignment.due_on
    days = rules.policy.clocks.officer_days
    return DateForLeader(
        n=days, last=rules.calendar.add_working_days(first_due_on, days) if first_due_on else "…"
    )


async def tell_offerer(
    uow: UnitOfWork,
    actor: Actor,
    extension: Extension,
    assignment: Assignment,
    key: str,
    *,
    now: datetime,
    rules: Rules,
) -> None:
    """Whoever offered the date hears what became of it, in office hours."""
    offerer_id = await extensions.find_decider_id(uow, extension.id)
    if offerer_id is None or offerer_id == actor.person.id or extension.proposed_on is None:
        return
    facts = {
        "code": assignment.task.code,
        "agency": {"vi": assignment.agency_vi, "en": assignment.agency_en or assignment.agency_vi},
        "who": actor.person.name,
        "date": extension.proposed_on.strftime("%d/%m/%Y"),
        "due": assignment.due_on.strftime("%d/%m/%Y") if assignment.due_on else "…",
    }
    at = rules.slots.next_office_moment(now, rules.calendar)
    await queue_info(uow, offerer_id, key, facts, now=now, assignment_id=assignment.id, not_before=at)
