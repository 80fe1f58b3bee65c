"""Figures for those who lead: now on request, and frozen once a week for everybody who reads the same scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.agencies import Scope, merge_scopes
from bot.domain.census import Census
from bot.domain.errors import NotAllowed
from bot.domain.figures import Figures
from bot.domain.people import Actor, Role
from bot.domain.reporting import Reporting, WeeklyMoment, is_owed_to, newest_reporting
from bot.domain.rules import Rules
from bot.services import UnitOfWork
from bot.services.census import EVERYTHING, pick_compared, take_census
from bot.storage import digest_mail, people, snapshots
from bot.storage import figures as counted

DIGEST_ROLES = (Role.HEAD, Role.LEADER)
READING_ROLES = (Role.HEAD, Role.OFFICER, Role.LEADER)
PLAN_SCOPES = 20
"""Scopes a transaction: SQLite has one writer, and presses must not wait for eighty-five provinces."""


@dataclass(frozen=True, slots=True)
class DigestView:
    """Frozen figures and the name under which their buttons find them again."""

    snapshot_id: int
    figures: Figures
    scope: Scope
    taken_at: datetime


async def summarise(uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules) -> Figures:
    """The figures of the actor's scope now, compared with the newest frozen ones of the same scope.

    Raises:
        NotAllowed: somebody without an agency to look after (an administrator).
    """
    scope = reading_scope(actor)
    if not scope:
        raise NotAllowed
    census = await take_census(uow, scope, now=now, rules=rules)
    before = census.as_of + timedelta(days=1)
    return (await pick_compared(uow, census, [scope], before=before, now=now, rules=rules))[scope]


def reading_scope(actor: Actor) -> Scope:
    """Whose figures ``/tonghop`` shows."""
    return actor.scope(*READING_ROLES) or actor.scope(Role.FOCAL_POINT)


async def open_snapshot(uow: UnitOfWork, actor: Actor, snapshot_id: int) -> DigestView:
    """A frozen digest, as long as the actor's present scope covers all of its scope.

    Raises:
        NotAllowed: it does not, or there is no such digest.
    """
    snapshot = await snapshots.find_snapshot(uow, snapshot_id)
    if snapshot is None or not covers(actor.scope(*READING_ROLES), snapshot.scope):
        raise NotAllowed
    return DigestView(snapshot.id, snapshot.figures, snapshot.scope, snapshot.taken_at)


def covers(mine: Scope, wanted: Scope) -> bool:
    return bool(wanted) and all(mine.contains(prefix) for prefix in wanted.prefixes)


@dataclass(slots=True)
class Run:
    """What the steps of one run share: everything is counted once, so that all its digests add up to each other."""

    census: Census | None = None

    async def count(self, uow: UnitOfWork, *, now: datetime, rules: Rules) -> Census:
        if self.census is None:
            self.census = await take_census(uow, EVERYTHING, now=now, rules=rules)
        return self.census


async def plan_digests(
    uow: UnitOfWork,
    *,
    now: datetime,
    rules: Rules,
    digest_at: WeeklyMoment,
    limit: int = PLAN_SCOPES,
    run: Run | None = None,
) -> int:
    """Queues the newest due digest for readers of up to ``limit`` scopes; returns how many rows.

    Repeat until it returns 0. Every step can be repeated: a scope is frozen once a reporting date, a reader gets
    one row. Nothing is sent for a moment before the installation's first task, nor to a scope that never had one.
    """
    reporting = newest_reporting(digest_at, now, rules)
    owed = await _list_owed(uow, reporting, now=now)
    if not owed:
        return 0
    first_at = await snapshots.find_first_data_at(uow)
    if first_at is None or first_at > reporting.due_at:
        return 0
    paths = await counted.list_assigned_paths(uow, as_of=rules.today(now))
    wanted = [scope for scope in owed if any(scope.contains(path) for path in paths)][:limit]
    frozen = await _freeze(uow, reporting, wanted, run or Run(), now=now, rules=rules)
    given = {person_id: frozen[scope] for scope in wanted for person_id in owed[scope]}
    await digest_mail.drop_waiting(uow, given)
    not_before = rules.slots.next_office_moment(now, rules.calendar)
    return await digest_mail.queue_digests(uow, given, reporting.on, not_before=not_before, now=now)


async def _list_owed(uow: UnitOfWork, reporting: Reporting, *, now: datetime) -> dict[Scope, list[int]]:
    """Readers who are owed this digest and have no row yet, by the scope they read."""
    readers = await _list_readers(uow)
    since = await snapshots.list_readers_since(uow, DIGEST_ROLES)
    due: list[int] = []
    scopes: dict[int, Scope] = {}
    for person_id, seats in readers.items():
        bound = {seat_id: scope for seat_id, scope in seats.items() if seat_id in since}
        if not bound:
            continue
        if is_owed_to(reporting, reader_since=min(since[seat_id] for seat_id in bound), now=now):
            due.append(person_id)
            scopes[person_id] = merge_scopes(*bound.values())
    planned = await digest_mail.list_planned(uow, reporting.on, due)
    by_scope: dict[Scope, list[int]] = {}
    for person_id in due:
        if person_id not in planned:
            by_scope.setdefault(scopes[person_id], []).append(person_id)
    return by_scope


async def _list_readers(uow: UnitOfWork) -> dict[int, dict[int, Scope]]:
    """Person → the appointments they read by, with their scopes; those whom nothing can reach wait."""
    readers: dict[int, dict[int, Scope]] = {}
    for seat in await people.list_seats(uow):
        appointment = seat.appointment
        if appointment.role in DIGEST_ROLES and seat.is_bound and not seat.is_unreachable:
            readers.setdefault(appointment.person_id, {})[appointment.id] = appointment.scope
    return readers


async def _freeze(
    uow: UnitOfWork, reporting: Reporting, scopes: Sequence[Scope], run: Run, *, now: datetime, rules: Rules
) -> dict[Scope, int]:
    """The snapshot of each scope, made now unless there is one."""
    frozen = await snapshots.list_snapshot_ids(uow, reporting.on, scopes)
    missing = [scope for scope in scopes if scope not in frozen]
    if not missing:
        return frozen
    census = await run.count(uow, now=now, rules=rules)
    on = reporting.on
    found = await pick_compared(uow, census, missing, before=on, now=now, rules=rules, reporting_on=on)
    for scope, figures in found.items():
        frozen[scope] = await snapshots.save_snapshot(uow, reporting.on, scope, figures, now=now)
    return frozen
