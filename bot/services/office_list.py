"""The officer's daily list: agencies nobody answers for and people nobody reaches, one message a working day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.granting import EVERYWHERE
from bot.domain.people import Absence, Role, Seat, seats_in_turn
from bot.domain.rules import Rules
from bot.domain.slots import Slot
from bot.services import UnitOfWork
from bot.services.mail import queue_info
from bot.storage import people, roster
from bot.storage.meta import find_fact, save_fact

_PLANNED = "office_list_on"
_NAMED = 5
"""Agencies named in the message; the desk shows them all."""


@dataclass(slots=True)
class _Needs:
    without_vi: list[str] = field(default_factory=list)
    without_en: list[str] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)


async def is_due(uow: UnitOfWork, *, now: datetime, rules: Rules) -> bool:
    """From the morning slot of a working day on, until it was done; a day missed altogether is not made up for."""
    today = rules.today(now)
    if not rules.slots.in_office_hours(now, rules.calendar) or now < rules.slots.slot_at(today, Slot.MORNING):
        return False
    return await find_fact(uow, _PLANNED) != today.isoformat()


async def plan_office_lists(uow: UnitOfWork, *, now: datetime, rules: Rules) -> int:
    """Queues today's lists; returns how many officers have something to do. Twice on one day it queues nothing new."""
    today = rules.today(now)
    await save_fact(uow, _PLANNED, today.isoformat())
    needs = await _list_needs(uow, now=now, rules=rules)
    for person_id, need in needs.items():
        key, facts = _word(need)
        dedupe_key = f"office_list {today.isoformat()} {person_id}"
        await queue_info(uow, person_id, key, facts, now=now, dedupe_key=dedupe_key)
    return len(needs)


async def _list_needs(uow: UnitOfWork, *, now: datetime, rules: Rules) -> dict[int, _Needs]:
    """By officer: what lies in their turn."""
    today = rules.today(now)
    seats = await people.list_seats(uow)
    away = await people.list_absences(uow, on=today)
    needs: dict[int, _Needs] = {}
    for agency in await roster.list_without_focal(uow, EVERYWHERE, as_of=today):
        officer = _find(seats, away, agency.path, rules, now)
        if officer is not None:
            need = needs.setdefault(officer, _Needs())
            need.without_vi.append(agency.short_vi)
            need.without_en.append(agency.name_en or agency.short_vi)
    for seat in seats:
        appointment = seat.appointment
        if seat.is_unreachable and appointment.role in {Role.FOCAL_POINT, Role.HEAD}:
            officer = _find(seats, away, appointment.agency.path, rules, now)
            if officer is not None:
                needs.setdefault(officer, _Needs()).gone.add(appointment.person_id)
    return needs


def _word(need: _Needs) -> tuple[str, Mapping[str, object]]:
    without, gone = len(need.without_vi), len(need.gone)
    names = {"vi": _enumerate(need.without_vi), "en": _enumerate(need.without_en)}
    if not gone:
        return "people.daily_without", {"n": without, "names": names}
    if not without:
        return "people.daily_gone", {"n": gone}
    return "people.daily_both", {"without": without, "names": names, "gone": gone}


def _enumerate(names: Sequence[str]) -> str:
    more = ", …" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


async def find_officer(uow: UnitOfWork, path: str, *, now: datetime, rules: Rules) -> int | None:
    """The officer in turn for the agency at ``path``."""
    seats = await people.list_seats(uow)
    away = await people.list_absences(uow, on=rules.today(now))
    return _find(seats, away, path, rules, now)


def _find(
    seats: Sequence[Seat], away: Sequence[Absence], path: str, rules: Rules, now: datetime
) -> int | None:
    in_turn = seats_in_turn(seats, Role.OFFICER, path, absences=away, on=rules.today(now))
    return in_turn[0].appointment.person_id if in_turn else None
