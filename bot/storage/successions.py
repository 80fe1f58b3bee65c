"""Successions as they are carried out: what is due, what was done, and the agencies' own rows. Decides nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.agencies import Agency, Scope
from bot.domain.succession import Share, Succession, SuccessionEvent
from bot.domain.task import OPEN_STATUSES
from bot.storage.assignments import in_scope
from bot.storage.database import UnitOfWork
from bot.storage.events import EventKind
from bot.storage.meta import find_fact, save_fact
from bot.storage.people import AGENCY_COLUMNS, agency_of
from bot.storage.request_tables import obstacles
from bot.storage.succession_tables import assignment_moves
from bot.storage.tables import agencies, agency_successions, appointments, assignments, events, tasks

_SEEN_FACT = "successions_seen"
_COLUMNS = (
    agency_successions.c.id,
    agency_successions.c.predecessor_id,
    agency_successions.c.successor_id,
    agency_successions.c.event,
    agency_successions.c.share,
    agency_successions.c.effective_on,
    agency_successions.c.legal_basis,
)


def _succession_of(row: Sequence[object]) -> Succession:
    values = list(row)
    values[3], values[4] = SuccessionEvent(str(values[3])), Share(str(values[4]))
    return Succession(*values)  # type: ignore[arg-type] # columns in the order of the fields


async def find_seen(uow: UnitOfWork) -> str:
    """The day whose changes are all carried out and told."""
    return await find_fact(uow, _SEEN_FACT) or ""


async def save_seen(uow: UnitOfWork, seen: str) -> None:
    await save_fact(uow, _SEEN_FACT, seen)


async def look_again(uow: UnitOfWork) -> None:
    """Successions, or tasks of agencies that have ended, may have been added."""
    await save_fact(uow, _SEEN_FACT, "")


async def list_pending(uow: UnitOfWork, *, today: date) -> list[Succession]:
    return await _list(
        uow, agency_successions.c.applied_at.is_(None), agency_successions.c.effective_on <= today
    )


async def list_applied(uow: UnitOfWork) -> list[Succession]:
    return await _list(uow, agency_successions.c.applied_at.is_not(None))


async def list_untold(uow: UnitOfWork) -> list[Succession]:
    """Carried out, and nobody was told yet."""
    table = agency_successions.c
    return await _list(uow, table.applied_at.is_not(None), table.told_at.is_(None))


async def _list(uow: UnitOfWork, *where: sa.ColumnElement[bool]) -> list[Succession]:
    statement = sa.select(*_COLUMNS).where(*where).order_by(agency_successions.c.id)
    return [_succession_of(row) for row in (await uow.execute(statement)).all()]


async def mark_applied(uow: UnitOfWork, ids: Collection[int], *, now: datetime) -> None:
    await _mark(uow, ids, applied_at=now)


async def mark_told(uow: UnitOfWork, ids: Collection[int], *, now: datetime) -> None:
    await _mark(uow, ids, told_at=now)


async def _mark(uow: UnitOfWork, ids: Collection[int], **values: datetime) -> None:
    which = agency_successions.c.id.in_(sorted(ids))
    await uow.execute(sa.update(agency_successions).where(which).values(**values))


async def list_agencies(uow: UnitOfWork, ids: Collection[int]) -> dict[int, Agency]:
    statement = sa.select(*AGENCY_COLUMNS).where(agencies.c.id.in_(sorted(ids)))
    found = [agency_of(row) for row in (await uow.execute(statement)).all()]
    return {agency.id: agency for agency in found}


async def close_agency(uow: UnitOfWork, agency_id: int, *, last_on: date, effective_on: date) -> None:
    """An end that the list of agencies states stays, be it the day before the change or the day itself."""
    table = agencies.c
    is_unstated = sa.or_(table.valid_to.is_(None), table.valid_to > effective_on)
    statement = sa.update(agencies).where(table.id == agency_id, is_unstated)
    await uow.execute(statement.values(valid_to=last_on))


async def inherit(uow: UnitOfWork, heir: Agency, paths: Sequence[str]) -> None:
    inherited = list(dict.fromkeys([*heir.inherits, *paths]))
    await uow.execute(sa.update(agencies).where(agencies.c.id == heir.id).values(inherits=inherited))


async def widen_portfolios(uow: UnitOfWork, path: str, heir_path: str) -> None:
    """Whoever looks after the predecessor looks after the heir as well."""
    found = (await uow.execute(sa.select(appointments.c.id, appointments.c.portfolio))).all()
    for row in found:
        if path in row.portfolio and heir_path not in row.portfolio:
            which = appointments.c.id == row.id
            await uow.execute(
                sa.update(appointments).where(which).values(portfolio=[*row.portfolio, heir_path])
            )


async def pass_obstacles(uow: UnitOfWork, holder_id: int, heir_id: int | None) -> None:
    """What waits for an answer of an agency that is no more: of the heir, or (None) of the standing agency."""
    is_held = sa.and_(obstacles.c.holder_id == holder_id, obstacles.c.status != "closed")
    await uow.execute(sa.update(obstacles).where(is_held).values(holder_id=heir_id))


async def count_moves(uow: UnitOfWork, succession_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Agency → how many open assignments came there, and how many were merged into another on the way."""
    table = assignment_moves.c
    is_merged = sa.case((table.into_id.is_not(None), 1), else_=0)
    statement = (
        sa.select(table.to_id, sa.func.count(), sa.func.sum(is_merged))
        .join_from(assignment_moves, assignments, assignments.c.id == table.assignment_id)
        .where(
            table.succession_id.in_(sorted(succession_ids)),
            sa.or_(assignments.c.status.in_(sorted(OPEN_STATUSES)), table.into_id.is_not(None)),
            table.from_id != table.to_id,
        )
        .group_by(table.to_id)
    )
    return {row[0]: (row[1] - row[2], row[2]) for row in (await uow.execute(statement)).all()}


async def list_merged_dates(
    uow: UnitOfWork, succession_ids: Collection[int]
) -> list[tuple[int, str, Mapping[str, Any]]]:
    """Heir, code of the task and the record's ``dates`` of open tasks that became one with different dates."""
    lost = sa.select(assignment_moves.c.into_id).where(
        assignment_moves.c.succession_id.in_(sorted(succession_ids)), assignment_moves.c.into_id.is_not(None)
    )
    statement = (
        sa.select(assignments.c.id, assignments.c.agency_id, tasks.c.code, events.c.data)
        .join_from(events, assignments, assignments.c.id == events.c.assignment_id)
        .join(tasks, tasks.c.id == assignments.c.task_id)
        .where(
            assignments.c.id.in_(lost),
            assignments.c.status.in_(sorted(OPEN_STATUSES)),
            events.c.kind == EventKind.AMENDED,
        )
        .order_by(tasks.c.code, assignments.c.id, events.c.id)
    )
    rows = (await uow.execute(statement)).all()
    # The newest merger of each is the one that is told.
    newest = {row[0]: (row[1], row[2], row[3]["dates"]) for row in rows if row[3].get("dates")}
    return list(newest.values())


async def list_holding(uow: UnitOfWork, agency_ids: Collection[int]) -> dict[int, int]:
    """Which of these agencies have open assignments, and how many."""
    statement = (
        sa.select(assignments.c.agency_id, sa.func.count())
        .where(
            assignments.c.agency_id.in_(sorted(agency_ids)),
            assignments.c.status.in_(sorted(OPEN_STATUSES)),
        )
        .group_by(assignments.c.agency_id)
    )
    return {row[0]: row[1] for row in (await uow.execute(statement)).all()}


async def list_leads_of(uow: UnitOfWork, agency_id: int) -> list[tuple[int, tuple[str, ...]]]:
    """Its open assignments with the codes that lead the task by the newest list."""
    statement = (
        sa.select(assignments.c.id, tasks.c.lead)
        .join_from(assignments, tasks, tasks.c.id == assignments.c.task_id)
        .where(assignments.c.agency_id == agency_id, assignments.c.status.in_(sorted(OPEN_STATUSES)))
        .order_by(assignments.c.id)
    )
    return [(row[0], tuple(row[1].split("|"))) for row in (await uow.execute(statement)).all()]


async def list_ended(uow: UnitOfWork, scope: Scope, *, today: date) -> list[int]:
    """The agencies inside the scope that exist no more."""
    statement = sa.select(agencies.c.id).where(in_scope(scope), agencies.c.valid_to < today)
    return list((await uow.execute(statement.order_by(agencies.c.id))).scalars())


async def list_open_of(uow: UnitOfWork, agency_ids: Collection[int]) -> list[int]:
    """Their open assignments, by due date."""
    table = assignments.c
    statement = (
        sa.select(table.id)
        .where(table.agency_id.in_(sorted(agency_ids)), table.status.in_(sorted(OPEN_STATUSES)))
        .order_by(table.due_on.is_(None), table.due_on, table.id)
    )
    return list((await uow.execute(statement)).scalars())
