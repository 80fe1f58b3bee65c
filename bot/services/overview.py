"""Figures for those who lead: now on request, and frozen once a week for everybody who reads the same scope."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.agencies import Scope, merge_scopes
from bot.domain.counting import count_figures
from bot.domain.errors import NotAllowed
from bot.domain.figures import Figures, Previous
from bot.domain.held_up import HeldUp, count_unanswered
from bot.domain.people import Actor, Role
from bot.domain.reporting import Reporting, WeeklyMoment, is_owed_to, newest_reporting
from bot.domain.review import find_moves
from bot.domain.rules import Rules
from bot.services import UnitOfWork
from bot.storage import figures as counted
from bot.storage import moves, people, reviews, snapshots
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail

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


async def summarise(uow: UnitOfWork, actor: Actor, *, now: datetime, rules: Rules) -> Figures:
    """The figures of the actor's scope now, compared with the newest frozen ones of the same scope.

    Raises:
        NotAllowed: somebody without an agency to look after (an administrator).
    """
    scope = reading_scope(actor)
    if not scope:
        raise NotAllowed
    return await _count(uow, scope, now=now, rules=rules)


def reading_scope(actor: Actor) -> Scope:
    """Whose figures ``/tonghop`` shows."""
    return actor.scope(*READING_ROLES) or actor.scope(Role.FOCAL_POINT)


async def _count(
    uow: UnitOfWork, scope: Scope, *, now: datetime, rules: Rules, reporting: Reporting | None = None
) -> Figures:
    as_of = rules.today(now)
    before = reporting.on if reporting else as_of + timedelta(days=1)
    last = await snapshots.find_previous(uow, scope, before=before)
    figures = count_figures(
        await counted.list_facts(uow, scope, as_of=as_of),
        as_of=as_of,
        rules=rules,
        scope=await counted.list_scope_names(uow, scope),
        reporting_on=reporting.on if reporting else None,
        previous=Previous(last.reporting_on, last.figures.totals, last.id) if last else None,
    )
    raised = await reviews.list_raised(uow, scope, until=now, is_open=True)
    asked = await reviews.list_asked(uow, scope, until=now, is_open=True)
    held_up = HeldUp(count_unanswered(raised, now, rules), len(asked))
    if last is not None:
        apart = await moves.list_receivers(uow, after=last.taken_at, until=now)
        held_up = replace(held_up, moves=find_moves(last.figures, figures, apart=apart))
    return replace(figures, held_up=held_up)


async def open_snapshot(uow: UnitOfWork, actor: Actor, snapshot_id: int) -> DigestView:
    """A frozen digest, as long as the actor's present scope covers all of its scope.

    Raises:
        NotAllowed: it does not, or there is no such digest.
    """
    snapshot = await snapshots.find_snapshot(uow, snapshot_id)
    if snapshot is None or not covers(actor.scope(*READING_ROLES), snapshot.scope):
        raise NotAllowed
    return DigestView(snapshot.id, snapshot.figures, snapshot.scope)


def covers(mine: Scope, wanted: Scope) -> bool:
    return bool(wanted) and all(mine.contains(prefix) for prefix in wanted.prefixes)


async def plan_digests(
    uow: UnitOfWork, *, now: datetime, rules: Rules, digest_at: WeeklyMoment, limit: int = PLAN_SCOPES
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
    wanted = [scope for scope in owed if any(scope.contains(path) for path in paths)]
    queued = 0
    for scope in wanted[:limit]:
        snapshot_id = await _freeze(uow, reporting, scope, now=now, rules=rules)
        queued += await _queue(uow, snapshot_id, owed[scope], reporting, now=now, rules=rules)
    return queued


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
    planned = await snapshots.list_planned(uow, reporting.on, due)
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


async def _freeze(uow: UnitOfWork, reporting: Reporting, scope: Scope, *, now: datetime, rules: Rules) -> int:
    found = await snapshots.find_snapshot_id(uow, reporting.on, scope)
    if found is not None:
        return found
    figures = await _count(uow, scope, now=now, rules=rules, reporting=reporting)
    return await snapshots.save_snapshot(uow, reporting.on, scope, figures, now=now)


async def _queue(
    uow: UnitOfWork,
    snapshot_id: int,
    person_ids: Sequence[int],
    reporting: Reporting,
    *,
    now: datetime,
    rules: Rules,
) -> int:
    await snapshots.drop_waiting_digests(uow, person_ids)
    template = NewMail(
        MailKind.DIGEST,
        {"snapshot_id": snapshot_id},
        Priority.DIGEST,
        not_before=rules.slots.next_office_moment(now, rules.calendar),
    )
    queued = 0
    for person_id in person_ids:
        key = snapshots.dedupe_key(reporting.on, person_id)
        picture = replace(template, kind=MailKind.PICTURE, dedupe_key=f"{key}:picture")
        await add_mail(uow, replace(picture, person_id=person_id), now=now)
        mail = replace(template, person_id=person_id, dedupe_key=key)
        queued += await add_mail(uow, mail, now=now) is not None
    return queued
