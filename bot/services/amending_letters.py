"""Who hears that the office amended something: one letter a person, in office hours."""

from collections.abc import Collection, Mapping
from datetime import date

from bot.domain.agencies import Agency
from bot.domain.amending import AmendmentKind, AmendmentView
from bot.domain.people import Actor, Role
from bot.domain.task import Assignment
from bot.services import UnitOfWork
from bot.services.desks import Office
from bot.services.mail import queue_info


async def tell(
    uow: UnitOfWork,
    actor: Actor,
    view: AmendmentView,
    office: Office,
    key: str,
    facts: Mapping[str, object],
    *,
    roles: Collection[Role],
    asking: set[int],
) -> None:
    """One letter a person; whoever had asked for something reads in it that this is closed."""
    old = view.assignment
    seats = [seat for role in roles for seat in office.in_turn(role, old.agency_path)[:1]]
    told = {seat.appointment.person_id for seat in seats} | asking
    every = {**_facts(old), "reason": view.amendment.reason, "by": actor.person.name, **facts}
    for person_id in sorted(told - {actor.person.id}):
        await queue_info(
            uow,
            person_id,
            f"amending.{key}_asked" if person_id in asking else f"amending.{key}",
            every,
            now=office.now,
            # A card that is no more cannot be opened.
            assignment_id=old.id if view.amendment.kind is AmendmentKind.DUE else None,
            not_before=office.rules.slots.next_office_moment(office.now, office.rules.calendar),
        )


def _facts(a: Assignment) -> dict[str, object]:
    return {"code": a.task.code, "title": {"vi": a.task.title_vi, "en": a.task.title_en or a.task.title_vi}}


def names_of(a: Assignment) -> dict[str, str]:
    return {"vi": a.agency_vi, "en": a.agency_en or a.agency_vi}


def names_of_agency(agency: Agency) -> dict[str, str]:
    return {"vi": agency.short_vi, "en": agency.name_en or agency.short_vi}


def shown(day: date | None) -> str:
    """The office's form, the same in both languages."""
    return day.strftime("%d/%m/%Y") if day else ""


async def welcome_back(
    uow: UnitOfWork, old: Assignment, target: Agency, heir_id: int, reason: str, office: Office
) -> None:
    """An announcement is made once; whoever had the task before is told that it is theirs again."""
    for seat in office.in_turn(Role.FOCAL_POINT, target.path)[:1]:
        facts = {**_facts(old), "agency": names_of_agency(target), "reason": reason}
        await queue_info(
            uow,
            seat.appointment.person_id,
            "amending.back",
            facts,
            now=office.now,
            assignment_id=heir_id,
            not_before=office.rules.slots.next_office_moment(office.now, office.rules.calendar),
        )
