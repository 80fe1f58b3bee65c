"""Reviews of periods: what they are made of beside the facts, and the frozen ones."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.agencies import Scope
from bot.domain.held_up import AskedExtension, RaisedObstacle
from bot.domain.periods import Span
from bot.domain.requests import ExtensionStatus, ObstacleCategory
from bot.domain.review import Review
from bot.domain.review_json import review_of, review_to_json
from bot.domain.urging import UrgeKind
from bot.storage.assignments import in_scope
from bot.storage.database import UnitOfWork
from bot.storage.figure_tables import reviews
from bot.storage.obstacle_moves import list_places_then
from bot.storage.outbox import MailKind, MailStatus
from bot.storage.queues import outbox
from bot.storage.request_tables import extensions, obstacles, urges
from bot.storage.tables import agencies, assignments


def _inside(table: sa.Table, scope: Scope, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .join_from(table, assignments, assignments.c.id == table.c.assignment_id)
        .join(agencies, agencies.c.id == assignments.c.agency_id)
        .where(in_scope(scope))
        .order_by(table.c.id)
    )


async def list_raised(uow: UnitOfWork, scope: Scope, *, until: datetime) -> list[RaisedObstacle]:
    """Every obstacle raised by then, the oldest first."""
    own = obstacles.c
    statement = _inside(obstacles, scope, *_RAISED).where(own.raised_at <= until)
    return [_raised_of(row) for row in (await uow.execute(statement)).all()]


async def list_unanswered(
    uow: UnitOfWork, scope: Scope, *, until: datetime
) -> dict[int, list[RaisedObstacle]]:
    """What was raised by then and nobody has answered or closed now, by the agency in whose way it stands."""
    own = obstacles.c
    is_open = (own.raised_at <= until, own.answered_at.is_(None), own.closed_at.is_(None))
    statement = _inside(obstacles, scope, *_RAISED, assignments.c.agency_id).where(*is_open)
    found: dict[int, list[RaisedObstacle]] = {}
    for *row, agency_id in (await uow.execute(statement)).all():
        found.setdefault(agency_id, []).append(_raised_of(row))
    return found


_RAISED = (
    obstacles.c.assignment_id,
    obstacles.c.category,
    obstacles.c.raised_at,
    obstacles.c.answered_at,
    obstacles.c.closed_at,
)


def _raised_of(row: Sequence[Any]) -> RaisedObstacle:
    return RaisedObstacle(row[0], ObstacleCategory(row[1]), *row[2:])


async def list_asked(uow: UnitOfWork, scope: Scope, *, until: datetime) -> list[AskedExtension]:
    """Every request for more time made by then."""
    own = extensions.c
    statement = _inside(extensions, scope, own.asked_at, own.status, own.decided_at)
    return [
        AskedExtension(row[0], ExtensionStatus(row[1]), row[2])
        for row in (await uow.execute(statement.where(own.asked_at <= until))).all()
    ]


async def list_raised_then(uow: UnitOfWork, *, at: datetime) -> list[RaisedObstacle]:
    """Every obstacle raised by then, at the assignment that it was about then."""
    own = obstacles.c
    statement = sa.select(own.id, *_RAISED).where(own.raised_at <= at).order_by(own.id)
    places = await list_places_then(uow, at)
    found = [(row[0], _raised_of(row[1:])) for row in (await uow.execute(statement)).all()]
    return [replace(one, assignment_id=places.get(key, one.assignment_id)) for key, one in found]


async def list_asked_then(uow: UnitOfWork, *, at: datetime) -> list[tuple[int, AskedExtension]]:
    """Every request for more time made by then, with its assignment; of one that became part of another, that one."""
    own = extensions.c
    statement = sa.select(own.assignment_id, own.asked_at, own.status, own.decided_at).where(
        own.asked_at <= at
    )
    return [
        (row[0], AskedExtension(row[1], ExtensionStatus(row[2]), row[3]))
        for row in (await uow.execute(statement)).all()
    ]


async def count_undecided(uow: UnitOfWork, scope: Scope, *, until: datetime) -> dict[int, int]:
    """How many requests made by then wait now, by agency."""
    own = extensions.c
    waits = own.status.in_([ExtensionStatus.PENDING, ExtensionStatus.PROPOSED])
    statement = _inside(extensions, scope, assignments.c.agency_id).where(own.asked_at <= until, waits)
    return dict(Counter((await uow.execute(statement)).scalars()))


@dataclass(frozen=True, slots=True)
class PraiseRow:
    assignment_id: int
    text: str
    made_at: datetime


async def list_praise(uow: UnitOfWork, scope: Scope, *, since: datetime, until: datetime) -> list[PraiseRow]:
    """Words of praise sent in that time, the oldest first."""
    own = urges.c
    statement = _inside(urges, scope, own.assignment_id, own.remark, own.made_at).where(
        own.kind == UrgeKind.PRAISE, own.made_at.between(since, until)
    )
    return [PraiseRow(*row) for row in (await uow.execute(statement)).all()]


# --- frozen -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FrozenReview:
    id: int
    scope: Scope
    review: Review


def _frozen_of(row: Sequence[Any]) -> FrozenReview:
    return FrozenReview(row[0], Scope(tuple(row[1].split("|"))), review_of(row[2]))


_SELECT = sa.select(reviews.c.id, reviews.c.scope_key, reviews.c.contents)


async def save_review(uow: UnitOfWork, scope: Scope, review: Review, *, now: datetime) -> int:
    """The id of the stored one: ours, or the one that was there before and stays as it is."""
    insert = (sqlite.insert if uow.is_sqlite else postgresql.insert)(reviews)
    span = review.span
    statement = insert.values(
        kind=span.kind,
        to_on=span.to_on,
        scope_key=scope.key,
        contents=review_to_json(review),
        taken_at=now,
    )
    await uow.execute(statement.on_conflict_do_nothing(index_elements=["kind", "to_on", "scope_key"]))
    found = await find_review_id(uow, scope, span)
    if found is None:
        raise LookupError("a review that was just stored is gone")
    return found


async def find_review_id(uow: UnitOfWork, scope: Scope, span: Span) -> int | None:
    statement = sa.select(reviews.c.id).where(
        reviews.c.kind == span.kind, reviews.c.to_on == span.to_on, reviews.c.scope_key == scope.key
    )
    found: int | None = (await uow.execute(statement)).scalar_one_or_none()
    return found


async def find_review(uow: UnitOfWork, review_id: int) -> FrozenReview | None:
    """Whoever asks: the caller checks the right."""
    row = (await uow.execute(_SELECT.where(reviews.c.id == review_id))).first()
    return _frozen_of(row) if row else None


# --- who was given one ------------------------------------------------------------------------------------


def dedupe_key(to_on: date, person_id: int) -> str:
    """One message for each day on which periods end, however many end on it."""
    return f"period:{to_on}:{person_id}"


async def list_given(uow: UnitOfWork, to_on: date, person_ids: Sequence[int]) -> set[int]:
    keys = {dedupe_key(to_on, person_id): person_id for person_id in person_ids}
    statement = sa.select(outbox.c.dedupe_key).where(outbox.c.dedupe_key.in_([*keys]))
    return {keys[key] for key in (await uow.execute(statement)).scalars()}


async def drop_waiting(uow: UnitOfWork, person_ids: Sequence[int]) -> None:
    """After an outage each reader gets the newest one."""
    await uow.execute(
        sa.update(outbox)
        .where(
            outbox.c.kind == MailKind.PERIOD,
            outbox.c.status == MailStatus.QUEUED,
            outbox.c.person_id.in_(person_ids),
        )
        .values(status=MailStatus.DROPPED, error="superseded")
    )
