"""The digests of a date on an operator's order: shown as they were or would be sent, and sent on request.

The weekly run itself is ``overview.plan_digests``; both freeze one snapshot a scope and queue one row a reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.agencies import Scope, merge_scopes
from bot.domain.figures import Figures
from bot.domain.people import Actor, Language, Seat
from bot.domain.reporting import Reporting
from bot.domain.rules import Rules
from bot.services import UnitOfWork, overview
from bot.services.overview import DIGEST_ROLES
from bot.storage import people, snapshots
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail


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
    readers: tuple[Reader, ...]
    snapshot_id: int = 0

    @property
    def is_empty(self) -> bool:
        """Nothing was ever assigned in this scope; no digest is sent of that."""
        return self.figures.totals.total == 0


async def list_editions(
    uow: UnitOfWork, reporting: Reporting, *, now: datetime, rules: Rules
) -> list[Edition]:
    """One for each scope that a leader or head reads, the widest first, whether or not they are linked.

    What was frozen for the date is shown as it is; the rest is counted as of ``now``'s day.
    """
    seats = [seat for seat in await people.list_seats(uow) if seat.appointment.role in DIGEST_ROLES]
    actors = await people.find_actors(uow, {seat.appointment.person_id for seat in seats})
    groups: dict[Scope, list[Actor]] = {}
    for actor in actors.values():
        own = tuple(a for a in actor.appointments if a.role in DIGEST_ROLES)
        scope = merge_scopes(*(appointment.scope for appointment in own))
        if scope:
            groups.setdefault(scope, []).append(Actor(actor.person, own))
    editions = []
    for scope in sorted(groups, key=lambda scope: (len(scope.key), scope.key)):
        readers = tuple(_reader_of(actor, seats) for actor in groups[scope])
        editions.append(await _edit(uow, reporting, groups[scope][0], readers, now=now, rules=rules))
    return editions


def _reader_of(actor: Actor, seats: Sequence[Seat]) -> Reader:
    own = [seat for seat in seats if seat.appointment.person_id == actor.person.id]
    can_be_reached = any(seat.is_bound and not seat.is_unreachable for seat in own)
    return Reader(actor.person.id, actor.person.language, can_be_reached)


async def _edit(
    uow: UnitOfWork,
    reporting: Reporting,
    actor: Actor,
    readers: tuple[Reader, ...],
    *,
    now: datetime,
    rules: Rules,
) -> Edition:
    scope = actor.scope(*DIGEST_ROLES)
    frozen_id = await snapshots.find_snapshot_id(uow, reporting.on, scope)
    frozen = await snapshots.find_snapshot(uow, frozen_id) if frozen_id is not None else None
    if frozen is not None:
        return Edition(scope, frozen.figures, readers, frozen.id)
    figures = await overview.summarise(uow, actor, now=now, rules=rules)
    return Edition(scope, replace(figures, reporting_on=reporting.on), readers)


async def send_editions(
    uow: UnitOfWork,
    editions: Sequence[Edition],
    reporting: Reporting,
    *,
    is_newest: bool,
    now: datetime,
    rules: Rules,
) -> int:
    """Freezes and queues them for everybody who can be reached and has not been given this date's digest yet.

    Returns how many were queued. Quiet hours hold them like everything else. Only the newest takes the place of
    one that still waits.
    """
    not_before = rules.slots.next_office_moment(now, rules.calendar)
    queued = 0
    for edition in editions:
        reached = [reader.person_id for reader in edition.readers if reader.can_be_reached]
        given = await snapshots.list_planned(uow, reporting.on, reached)
        wanted = [person_id for person_id in reached if person_id not in given]
        if edition.is_empty or not wanted:
            continue
        snapshot_id = await snapshots.save_snapshot(
            uow, reporting.on, edition.scope, edition.figures, now=now
        )
        if is_newest:
            await snapshots.drop_waiting_digests(uow, wanted)
        for person_id in wanted:
            key = snapshots.dedupe_key(reporting.on, person_id)
            mail = NewMail(
                MailKind.DIGEST,
                {"snapshot_id": snapshot_id},
                Priority.DIGEST,
                person_id=person_id,
                dedupe_key=key,
                not_before=not_before,
            )
            picture = replace(mail, kind=MailKind.PICTURE, dedupe_key=f"{key}:picture")
            await add_mail(uow, picture, now=now)
            queued += await add_mail(uow, mail, now=now) is not None
    return queued
