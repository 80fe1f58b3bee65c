"""Who is told that agencies changed: the people of those concerned and their officers, one letter a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.domain.agencies import Agency
from bot.domain.people import Language, Role, Seat
from bot.domain.rules import Rules
from bot.domain.succession import Reorganisation, plan_reorganisations
from bot.services import UnitOfWork
from bot.services.desks import Office, open_office
from bot.services.mail import queue_info
from bot.storage import carried_seats, successions

_SHOWN = 5
_OWN = frozenset({Role.FOCAL_POINT, Role.HEAD})


@dataclass(slots=True)
class _Letter:
    """What one person reads; ``key`` of the last change that concerns them, an officer's before all."""

    key: str
    lines: dict[str, list[str]] = field(default_factory=lambda: {each: [] for each in Language})
    dates: dict[str, list[str]] = field(default_factory=lambda: {each: [] for each in Language})
    moved: int = 0
    merged: int = 0
    confirm: int = 0
    waiting: int = 0
    on: date = date.min
    basis: str = ""


@dataclass(frozen=True, slots=True)
class _Facts:
    office: Office
    known: Mapping[int, Agency]
    moves: Mapping[int, tuple[int, int]]
    holding: Mapping[int, int]
    to_confirm: Mapping[int, int]
    dates: Sequence[tuple[int, str, Mapping[str, Any]]]


async def tell_people(uow: UnitOfWork, *, now: datetime, rules: Rules) -> None:
    """Everything that was carried out since the last letters, however many events there were."""
    untold = await successions.list_untold(uow)
    if not untold:
        return
    events = [event for event in plan_reorganisations(untold) if event.heirs or event.ends]
    ids = {agency_id for event in events for agency_id in (*event.predecessor_ids, *event.heirs)}
    facts = _Facts(
        office=await open_office(uow, now=now, rules=rules),
        known=await successions.list_agencies(uow, ids),
        moves=await successions.count_moves(uow, [row.id for row in untold]),
        holding=await successions.list_holding(uow, ids),
        to_confirm=await carried_seats.list_to_confirm(uow),
        dates=await successions.list_merged_dates(uow, [row.id for row in untold]),
    )
    letters: dict[int, _Letter] = {}
    for event in events:
        _address(event, facts, letters)
    await _send(uow, letters, facts.office, max(row.id for row in untold))
    await successions.mark_told(uow, [row.id for row in untold], now=now)


def _address(event: Reorganisation, facts: _Facts, letters: dict[int, _Letter]) -> None:
    place = event.heir_id or event.predecessor_ids[0]
    seats = [seat for seat in facts.office.seats if seat.appointment.agency.id == place]
    for seat in seats:
        if event.ends and seat.appointment.role in _OWN:
            key = _key_of(event, seat, facts)
            _add(letters, seat.appointment.person_id, key, event, facts)
    for officer in _officers(facts, place):
        letter = _add(letters, officer, "officer", event, facts)
        letter.confirm += sum(seat.appointment.id in facts.to_confirm for seat in seats)


def _key_of(event: Reorganisation, seat: Seat, facts: _Facts) -> str:
    if event.heir_id is None:
        return "waiting"
    return "carried" if seat.appointment.id in facts.to_confirm else "receiving"


def _officers(facts: _Facts, place: int) -> list[int]:
    """The officer in turn; without one every administrator."""
    agency = facts.known[place]
    officers = facts.office.in_turn(Role.OFFICER, agency.path)[:1]
    found = officers or [seat for seat in facts.office.seats if seat.appointment.role is Role.ADMIN]
    return sorted({seat.appointment.person_id for seat in found if seat.is_bound})


def _add(
    letters: dict[int, _Letter], person_id: int, key: str, event: Reorganisation, facts: _Facts
) -> _Letter:
    letter = letters.setdefault(person_id, _Letter(key))
    letter.key = "officer" if "officer" in {key, letter.key} else key
    line = {each: _line(event, facts, each) for each in Language}
    if line[Language.VI] in letter.lines[Language.VI]:
        return letter
    for each in Language:
        letter.lines[each].append(line[each])
        letter.dates[each] += [
            _say_dates(code, told, each) for heir_id, code, told in facts.dates if heir_id == event.heir_id
        ]
    moved, merged = facts.moves.get(event.heir_id or 0, (0, 0))
    letter.moved, letter.merged = letter.moved + moved, letter.merged + merged
    if event.heir_id is None:
        letter.waiting += facts.holding.get(event.predecessor_ids[0], 0)
    letter.on, letter.basis = max(letter.on, event.effective_on), event.legal_basis or letter.basis
    return letter


def _line(event: Reorganisation, facts: _Facts, language: Language) -> str:
    """ "Hải Dương, TP. Hải Phòng → TP. Hải Phòng": names are the same words in every text."""
    old, new = (_names(ids, facts, language) for ids in (event.predecessor_ids, event.heirs))
    return f"{old} → {new}" if new else f"{old} → ∅"


def _say_dates(code: str, told: Mapping[str, Any], language: Language) -> str:
    """ "NV-019: 20/07/2024 (Hải Dương: 30/09/2024)": what holds, and in brackets what holds no more."""
    dropped = ", ".join(f"{each[language]}: {_day(each['due_on'])}" for each in told["dropped"])
    return f"{code}: {_day(told['due_on'])} ({dropped})"


def _day(text: str) -> str:
    return date.fromisoformat(text).strftime("%d/%m/%Y")


def _names(ids: Sequence[int], facts: _Facts, language: Language) -> str:
    found = [facts.known[agency_id] for agency_id in ids]
    return ", ".join((a.name_en if language is Language.EN else "") or a.short_vi for a in found)


async def _send(uow: UnitOfWork, letters: Mapping[int, _Letter], office: Office, last_id: int) -> None:
    for person_id, letter in sorted(letters.items()):
        await queue_info(
            uow,
            person_id,
            f"reorganised.{_worded(letter)}",
            {
                "what": {each.value: _shorten(letter.lines[each]) for each in Language},
                "dates": {each.value: _shorten(letter.dates[each]) for each in Language},
                "on": letter.on.strftime("%d/%m/%Y"),
                "basis": letter.basis or "–",
                "n": letter.moved,
                "merged": letter.merged,
                "confirm": letter.confirm,
                "waiting": letter.waiting,
            },
            now=office.now,
            dedupe_key=f"reorganised:{last_id}:{person_id}",
            not_before=office.rules.slots.next_office_moment(office.now, office.rules.calendar),
        )


def _worded(letter: _Letter) -> str:
    """Dates are unchanged only where no two of them became one."""
    is_merged = letter.key in {"carried", "receiving"} and letter.dates[Language.VI]
    return f"{letter.key}_merged" if is_merged else letter.key


def _shorten(lines: Sequence[str]) -> str:
    more = len(lines) - _SHOWN
    return "\n".join([*lines[:_SHOWN], *([f"… (+{more})"] if more > 0 else [])])
