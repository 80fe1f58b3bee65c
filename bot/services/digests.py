"""The digests of a date on an operator's order: shown as they were or would be sent, and sent on request.

The weekly run itself is ``overview.plan_digests``; both freeze one snapshot a scope and queue one row a reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.agencies import Scope, merge_scopes
from bot.domain.figures import Figures
from bot.domain.people import Actor, Language, Seat
from bot.domain.reporting import Reporting
from bot.domain.rules import Rules
from bot.services import UnitOfWork
from bot.services.census import EVERYTHING, pick_compared, take_census
from bot.services.overview import DIGEST_ROLES
from bot.services.recounting import count_digests_at
from bot.storage import digest_mail, people, snapshots


@dataclass(frozen=True, slots=True)
class Reader:
    person_id: int
    language: Language
    can_be_reached: bool


@dataclass(frozen=True, slots=True)
class Edition:
    """One scope's digest. ``snapshot_id`` 0: not frozen, the figures were counted now."""

    scope: Scope
    figures: Figures
    snapshot_id: int
    readers: tuple[Reader, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing was ever assigned in this scope; no digest is sent of that."""
        return self.figures.totals.total == 0


async def list_editions(
    uow: UnitOfWork, reporting: Reporting, *, now: datetime, rules: Rules, is_past: bool = False
) -> list[Edition]:
    """One for each scope that a leader or head reads, the widest first, whether or not they are linked.

    What was frozen for the date is shown as it is; the rest is counted now, or from the record if ``now`` is the end of
    an earlier day.
    """
    seats = [seat for seat in await people.list_seats(uow) if seat.appointment.role in DIGEST_ROLES]
    actors = await people.find_actors(uow, {seat.appointment.person_id for seat in seats})
    groups: dict[Scope, list[Actor]] = {}
    for actor in actors.values():
        own = tuple(a for a in actor.appointments if a.role in DIGEST_ROLES)
        scope = merge_scopes(*(appointment.scope for appointment in own))
        if scope:
            groups.setdefault(scope, []).append(Actor(actor.person, own))
    ordered = sorted(groups, key=lambda scope: (len(scope.key), scope.key))
    figures = await _count(uow, ordered, reporting, now=now, rules=rules, is_past=is_past)
    return [
        Edition(scope, *figures[scope], tuple(_reader_of(actor, seats) for actor in groups[scope]))
        for scope in ordered
    ]


def _reader_of(actor: Actor, seats: Sequence[Seat]) -> Reader:
    own = [seat for seat in seats if seat.appointment.person_id == actor.person.id]
    can_be_reached = any(seat.is_bound and not seat.is_unreachable for seat in own)
    return Reader(actor.person.id, actor.person.language, can_be_reached)


async def _count(
    uow: UnitOfWork,
    scopes: Sequence[Scope],
    reporting: Reporting,
    *,
    now: datetime,
    rules: Rules,
    is_past: bool,
) -> dict[Scope, tuple[Figures, int]]:
    """The figures of each scope and the snapshot they are from; 0: not frozen, counted for this."""
    found: dict[Scope, tuple[Figures, int]] = {}
    for scope, snapshot_id in (await snapshots.list_snapshot_ids(uow, reporting.on, scopes)).items():
        frozen = await snapshots.find_snapshot(uow, snapshot_id)
        if frozen is not None:
            found[scope] = frozen.figures, snapshot_id
    missing = [scope for scope in scopes if scope not in found]
    if not missing:
        return found
    if is_past:
        counted = await count_digests_at(uow, missing, now, rules=rules, reporting_on=reporting.on)
    else:
        counted = await _count_now(uow, missing, reporting, now=now, rules=rules)
    return found | {scope: (figures, 0) for scope, figures in counted.items()}


async def _count_now(
    uow: UnitOfWork, scopes: Sequence[Scope], reporting: Reporting, *, now: datetime, rules: Rules
) -> dict[Scope, Figures]:
    """All of them at once."""
    census = await take_census(uow, EVERYTHING, now=now, rules=rules)
    before = census.as_of + timedelta(days=1)
    return await pick_compared(
        uow, census, scopes, before=before, now=now, rules=rules, reporting_on=reporting.on
    )


async def send_editions(
    uow: UnitOfWork,
    editions: Sequence[Edition],
    reporting: Reporting,
    *,
    is_newest: bool,
    counted_at: datetime,
    now: datetime,
    rules: Rules,
) -> int:
    """Freezes and queues them for everybody who can be reached and has not been given this date's digest yet.

    ``counted_at``: the moment whose figures they are, from which the next digest's changes are told.

    Returns how many were queued. Quiet hours hold them like everything else. Only the newest takes the place of
    one that still waits.
    """
    not_before = rules.slots.next_office_moment(now, rules.calendar)
    queued = 0
    for edition in editions:
        reached = [reader.person_id for reader in edition.readers if reader.can_be_reached]
        had = await digest_mail.list_planned(uow, reporting.on, reached)
        wanted = [person_id for person_id in reached if person_id not in had]
        if edition.is_empty or not wanted:
            continue
        snapshot_id = await snapshots.save_snapshot(
            uow, reporting.on, edition.scope, edition.figures, now=counted_at
        )
        if is_newest:
            await digest_mail.drop_waiting(uow, wanted)
        given = dict.fromkeys(wanted, snapshot_id)
        queued += await digest_mail.queue_digests(uow, given, reporting.on, not_before=not_before, now=now)
    return queued
