"""Words of urging and of praise, with when they were seen and answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.domain.urging import Urge, UrgeKind
from bot.storage.database import UnitOfWork
from bot.storage.request_tables import urges
from bot.storage.tables import assignments, people

_COLUMNS = (
    urges.c.id,
    urges.c.assignment_id,
    urges.c.person_id,
    people.c.name,
    urges.c.kind,
    urges.c.remark,
    urges.c.is_express,
    urges.c.made_at,
    urges.c.clock_at,
    urges.c.climbs,
    urges.c.seen_at,
    urges.c.answered_at,
)


@dataclass(frozen=True, slots=True)
class NewUrge:
    assignment_id: int
    person_id: int
    kind: UrgeKind
    remark: str
    is_express: bool
    clock_at: datetime | None


def _select() -> sa.Select[*tuple[object, ...]]:
    return sa.select(*_COLUMNS).join_from(urges, people, people.c.id == urges.c.person_id)


def _urge_of(row: Sequence[object]) -> Urge:
    values = list(row)
    values[4] = UrgeKind(str(values[4]))
    return Urge(*values)  # type: ignore[arg-type] # columns in the order of the fields


async def add_urges(uow: UnitOfWork, batch: Sequence[NewUrge], *, now: datetime) -> list[int]:
    rows = [{name: getattr(new, name) for name in NewUrge.__slots__} | {"made_at": now} for new in batch]
    result = await uow.execute(sa.insert(urges).returning(urges.c.id, sort_by_parameter_order=True), rows)
    return list(result.scalars())


async def load_urges(uow: UnitOfWork, urge_ids: Sequence[int]) -> list[Urge]:
    statement = _select().where(urges.c.id.in_(urge_ids)).order_by(urges.c.id)
    return [_urge_of(row) for row in (await uow.execute(statement)).all()]


async def list_by_person(uow: UnitOfWork, person_id: int, *, limit: int) -> list[Urge]:
    """The person's own, the newest first."""
    statement = _select().where(urges.c.person_id == person_id).order_by(urges.c.id.desc()).limit(limit)
    return [_urge_of(row) for row in (await uow.execute(statement)).all()]


def is_unanswered(assignment_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    return sa.and_(
        urges.c.assignment_id == assignment_id, urges.c.kind == UrgeKind.URGE, urges.c.answered_at.is_(None)
    )


async def list_unanswered(uow: UnitOfWork, assignment_id: int) -> list[Urge]:
    statement = _select().where(is_unanswered(sa.literal(assignment_id))).order_by(urges.c.id)
    return [_urge_of(row) for row in (await uow.execute(statement)).all()]


async def list_together(uow: UnitOfWork, urge: Urge) -> list[Urge]:
    """What was said with the same tap to the same agency."""
    own = assignments.alias("own")
    statement = (
        _select()
        .join(assignments, assignments.c.id == urges.c.assignment_id)
        .where(
            urges.c.person_id == urge.person_id,
            urges.c.made_at == urge.made_at,
            assignments.c.agency_id
            == sa.select(own.c.agency_id).where(own.c.id == urge.assignment_id).scalar_subquery(),
        )
        .order_by(urges.c.id)
    )
    return [_urge_of(row) for row in (await uow.execute(statement)).all()]


async def list_due(uow: UnitOfWork, *, now: datetime, limit: int) -> list[Urge]:
    """Urging whose clock has run out without an answer, locked."""
    statement = (
        _select()
        .where(urges.c.clock_at <= now)
        .order_by(urges.c.clock_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=urges)
    )
    return [_urge_of(row) for row in (await uow.execute(statement)).all()]


async def mark_seen(uow: UnitOfWork, urge_ids: Sequence[int], *, now: datetime) -> None:
    """Seen for the first time."""
    await uow.execute(
        sa.update(urges).where(urges.c.id.in_(urge_ids), urges.c.seen_at.is_(None)).values(seen_at=now)
    )


async def mark_answered(uow: UnitOfWork, urge_ids: Sequence[int], report_id: int, *, now: datetime) -> None:
    """A report answers; the clock stops. Who answers has seen it."""
    await uow.execute(
        sa.update(urges)
        .where(urges.c.id.in_(urge_ids), urges.c.answered_at.is_(None))
        .values(
            answered_at=now,
            report_id=report_id,
            clock_at=None,
            seen_at=sa.func.coalesce(urges.c.seen_at, sa.bindparam("seen", now, type_=urges.c.seen_at.type)),
        )
    )


async def move_clock(uow: UnitOfWork, urge: Urge, *, climbs: int, clock_at: datetime | None) -> None:
    await uow.execute(sa.update(urges).where(urges.c.id == urge.id).values(climbs=climbs, clock_at=clock_at))
