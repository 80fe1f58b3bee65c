"""Being away: the days are recorded, and the next in turn takes everything meanwhile (``seats_in_turn``)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.domain.absence import check_period
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.people import Absence, Actor, Appointment, Role, Seat, seats_in_turn
from bot.domain.people_views import AbsencePlan, AbsencesView, StandIn, StoredAbsence
from bot.domain.rules import Rules
from bot.services import UnitOfWork
from bot.services.mail import queue_info
from bot.services.people_desk import get_manageable, name_agency
from bot.storage import absences, people
from bot.storage.events import EventKind, NewEvent, add_event

_HAS_TURN = frozenset({Role.FOCAL_POINT, Role.HEAD, Role.OFFICER, Role.LEADER})


async def list_absences(
    uow: UnitOfWork, actor: Actor, person_id: int, *, now: datetime, rules: Rules
) -> AbsencesView:
    """Present and future absences, one's own or those of somebody whose seats are the actor's to give."""
    target = await _get_target(uow, actor, person_id)
    items = await absences.list_absences_of(uow, target.person.id, on=rules.today(now))
    return AbsencesView(target.person, target.person.id == actor.person.id, tuple(items))


async def _get_target(uow: UnitOfWork, actor: Actor, person_id: int) -> Actor:
    """``person_id`` 0 is the actor.

    Raises:
        NotAllowed: an administrator only, who is in no turn; or somebody else's person. NotFound: nobody there.
    """
    is_own = person_id in {0, actor.person.id}
    target = actor if is_own else await get_manageable(uow, actor, person_id)
    if not target.has_role(*_HAS_TURN):
        raise NotAllowed
    return target


async def plan(
    uow: UnitOfWork,
    actor: Actor,
    person_id: int,
    days: tuple[date, date],
    *,
    now: datetime,
    rules: Rules,
) -> AbsencePlan:
    """What would be recorded and who would stand in; writes nothing.

    Raises:
        PeriodRefused: days that are over, in the wrong order, or too far away.
    """
    today = rules.today(now)
    from_on, to_on = days
    check_period(from_on, to_on, today=today)
    target = await _get_target(uow, actor, person_id)
    known = await absences.list_absences_of(uow, target.person.id, on=today)
    return AbsencePlan(
        person=target.person,
        is_own=target.person.id == actor.person.id,
        from_on=from_on,
        to_on=to_on,
        stand_ins=await _find_stand_ins(uow, target, max(from_on, today), to_on),
        is_known=any(item.from_on <= max(from_on, today) and to_on <= item.to_on for item in known),
    )


async def _find_stand_ins(uow: UnitOfWork, target: Actor, from_on: date, to_on: date) -> tuple[StandIn, ...]:
    """For every seat where it is the person's turn on the first day: who is next."""
    seats = await people.list_seats(uow)
    away = [a for a in await people.list_absences(uow, on=from_on) if a.person_id != target.person.id]
    own = Absence(target.person.id, from_on, to_on)
    found = []
    for seat in target.appointments:
        if seat.role not in _HAS_TURN:
            continue
        if _first(seats, seat, away, from_on) in {target.person.id, None}:
            substitute = _first(seats, seat, [*away, own], from_on)
            found.append(StandIn(seat.role, seat.agency, substitute, await _name_of(uow, substitute)))
    return tuple(found)


def _first(seats: Sequence[Seat], seat: Appointment, away: Sequence[Absence], on: date) -> int | None:
    """Who is in turn for what that seat answers for; of a portfolio, for its first agency."""
    path = seat.agency.path if seat.role in {Role.FOCAL_POINT, Role.HEAD} else seat.scope.prefixes[0]
    in_turn = seats_in_turn(seats, seat.role, path, absences=away, on=on)
    return in_turn[0].appointment.person_id if in_turn else None


async def _name_of(uow: UnitOfWork, person_id: int | None) -> str:
    found = await people.find_actor_by_id(uow, person_id) if person_id is not None else None
    return found.person.name if found else ""


async def record(
    uow: UnitOfWork,
    actor: Actor,
    person_id: int,
    days: tuple[date, date],
    *,
    now: datetime,
    rules: Rules,
) -> AbsencePlan:
    """Writes the absence, checked once more; the person hears of one that somebody else entered."""
    planned = await plan(uow, actor, person_id, days, now=now, rules=rules)
    if planned.is_known:
        return planned
    target = planned.person
    await absences.add_absence(uow, target.id, planned.from_on, planned.to_on, now=now)
    facts = _spell(planned.from_on, planned.to_on)
    await _note(uow, EventKind.ABSENT, actor, target.id, facts, now=now)
    if not planned.is_own:
        await queue_info(uow, target.id, "people.away_entered", {**facts, "by": actor.person.name}, now=now)
    await _tell_stand_ins(uow, planned, now=now)
    return planned


async def _tell_stand_ins(uow: UnitOfWork, planned: AbsencePlan, *, now: datetime) -> None:
    """Whoever takes a turn hears of it before the first letter comes."""
    for stand_in in planned.stand_ins:
        if stand_in.person_id is not None:
            facts = _spell(planned.from_on, planned.to_on)
            words = {"name": planned.person.name, "agency": name_agency(stand_in.agency), **facts}
            await queue_info(uow, stand_in.person_id, "people.stands_in", words, now=now)


def _spell(from_on: date, to_on: date) -> dict[str, str]:
    """Days as facts of a letter and of the history, in the office's form."""
    return {"first": from_on.strftime("%d/%m/%Y"), "last": to_on.strftime("%d/%m/%Y")}


async def _note(
    uow: UnitOfWork, kind: EventKind, actor: Actor, person_id: int, facts: dict[str, str], *, now: datetime
) -> None:
    event = NewEvent(kind, actor_id=actor.person.id, person_id=person_id, data=facts)
    await add_event(uow, event, now=now)


async def cancel(
    uow: UnitOfWork, actor: Actor, absence_id: int, *, now: datetime, rules: Rules
) -> StoredAbsence:
    """Takes it back before it begins; once begun, the person is back from today on.

    Raises:
        NotFound: no such absence, over already, or of somebody whom the actor may not speak for.
    """
    found = await absences.find_absence(uow, absence_id)
    today = rules.today(now)
    if found is None or found.to_on < today:
        raise NotFound
    target = await _get_target(uow, actor, found.person_id)
    if found.from_on < today:
        await absences.shorten_absence(uow, absence_id, to_on=today - timedelta(days=1))
    else:
        await absences.delete_absence(uow, absence_id)
    facts = _spell(found.from_on, found.to_on)
    await _note(uow, EventKind.BACK, actor, target.person.id, facts, now=now)
    if target.person.id != actor.person.id:
        words = {**facts, "by": actor.person.name}
        await queue_info(uow, target.person.id, "people.away_cancelled", words, now=now)
    return found
