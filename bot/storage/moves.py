"""Assignments that go with their agency: the same row under its heir, or several that become one. Decides nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.merging import Holding, Merged
from bot.domain.requests import ExtensionStatus, ObstacleStatus
from bot.domain.task import Precision, Status
from bot.storage.bulk import in_chunks, insert_rows, update_rows
from bot.storage.database import UnitOfWork
from bot.storage.request_tables import extensions, obstacles, urges
from bot.storage.succession_tables import assignment_moves
from bot.storage.tables import agencies, assignments, tasks

_COLUMNS = (
    assignments.c.id,
    assignments.c.task_id,
    assignments.c.period,
    assignments.c.agency_id,
    assignments.c.status,
    assignments.c.due_on,
    assignments.c.original_due_on,
    assignments.c.precision,
    assignments.c.percent,
    assignments.c.value,
    assignments.c.assigned_on,
    assignments.c.assigned_at,
    assignments.c.last_report_at,
    assignments.c.submitted_at,
    assignments.c.completed_on,
    assignments.c.rev,
    tasks.c.kpi_unit,
)
_GONE = (Status.CANCELLED, Status.TRANSFERRED)
_IS_ASKED = extensions.c.status.in_([ExtensionStatus.PENDING, ExtensionStatus.PROPOSED])


def _holding_of(row: Sequence[object]) -> Holding:
    values = list(row)
    values[4], values[7] = Status(str(values[4])), Precision(str(values[7]))
    return Holding(*values)  # type: ignore[arg-type] # columns in the order of the fields


async def list_holdings(
    uow: UnitOfWork, agency_ids: Collection[int], *, heir_id: int, only: Collection[int] = ()
) -> list[Holding]:
    """What the predecessors hold (of these ``only``, if any are named), and what the heir has or had of the same tasks.

    Locked: nobody reports on one of them meanwhile.
    """
    table = assignments.c
    wanted = sa.and_(table.agency_id.in_(sorted(agency_ids)), table.status.not_in(_GONE))
    if only:
        wanted = sa.and_(wanted, table.id.in_(sorted(only)))
    statement = sa.select(*_COLUMNS).join_from(assignments, tasks, tasks.c.id == table.task_id)
    locked = statement.order_by(table.id).with_for_update(of=assignments)
    held = [_holding_of(row) for row in (await uow.execute(locked.where(wanted))).all()]
    keys = {(each.task_id, each.period) for each in held}
    own: list[Holding] = []
    for chunk in in_chunks(sorted({task_id for task_id, _ in keys})):
        of_heir = locked.where(table.agency_id == heir_id, table.task_id.in_(chunk))
        own += [_holding_of(row) for row in (await uow.execute(of_heir)).all()]
    return [*held, *(each for each in own if (each.task_id, each.period) in keys)]


async def move_rows(uow: UnitOfWork, ids: Sequence[int], agency_id: int) -> None:
    """Nothing else of them changes, not even the revision: a button that was drawn before still answers."""
    for chunk in in_chunks(ids):
        which = assignments.c.id.in_(chunk)
        await uow.execute(sa.update(assignments).where(which).values(agency_id=agency_id))


async def give_up(uow: UnitOfWork, ids: Sequence[int]) -> None:
    """They are part of another assignment from now on."""
    values = {"status": Status.TRANSFERRED.value, "next_at": None, "rev": assignments.c.rev + 1}
    for chunk in in_chunks(ids):
        await uow.execute(sa.update(assignments).where(assignments.c.id.in_(chunk)).values(values))


async def keep(uow: UnitOfWork, merged: Sequence[Merged], agency_id: int) -> None:
    """Those that stay; they were locked when they were listed."""
    rows = [
        {
            "id": each.keeper.id,
            "agency_id": agency_id,
            "rev": each.keeper.rev + 1,
            **{name: _plain(value) for name, value in each.values.items()},
        }
        for each in merged
    ]
    await update_rows(uow, assignments, rows)


def _plain(value: object) -> object:
    return value.value if isinstance(value, Status | Precision) else value


async def pass_requests(uow: UnitOfWork, into: Mapping[int, int], *, remark: str, now: datetime) -> None:
    """What is open about those that are given up is open about the one that stays (given up → keeper).

    Of several requests for more time the one asked last stays; the others are withdrawn, with the reason.
    """
    await _withdraw_all_but_last(uow, into, remark, now)
    for table, is_open in (
        (extensions, _IS_ASKED),
        (obstacles, obstacles.c.status != ObstacleStatus.CLOSED),
        (urges, urges.c.clock_at.is_not(None)),
    ):
        for chunk in in_chunks(list(into)):
            which = sa.select(table.c.id, table.c.assignment_id).where(
                table.c.assignment_id.in_(chunk), is_open
            )
            found = (await uow.execute(which)).all()
            await update_rows(uow, table, [{"id": row[0], "assignment_id": into[row[1]]} for row in found])


async def _withdraw_all_but_last(
    uow: UnitOfWork, into: Mapping[int, int], remark: str, now: datetime
) -> None:
    table = extensions.c
    asked: dict[int, list[int]] = {}
    for chunk in in_chunks(sorted({*into, *into.values()})):
        statement = sa.select(table.id, table.assignment_id, table.asked_at).where(
            table.assignment_id.in_(chunk), _IS_ASKED
        )
        found = sorted((await uow.execute(statement)).all(), key=lambda row: (row[2], row[0]))
        for row in found:
            asked.setdefault(into.get(row[1], row[1]), []).append(row[0])
    older = [extension_id for group in asked.values() for extension_id in sorted(group)[:-1]]
    values = {"status": ExtensionStatus.WITHDRAWN, "clock_at": None, "decided_at": now, "remark": remark}
    await uow.execute(sa.update(extensions).where(table.id.in_(older)).values(**values))


@dataclass(frozen=True, slots=True)
class NewMove:
    """``before``: what merging changed, as JSON."""

    assignment_id: int
    succession_id: int | None
    from_id: int
    to_id: int
    into_id: int | None = None
    before: Mapping[str, Any] | None = None


async def add_moves(uow: UnitOfWork, moves: Sequence[NewMove], *, on: date, now: datetime) -> None:
    rows = [
        {
            "assignment_id": move.assignment_id,
            "succession_id": move.succession_id,
            "from_id": move.from_id,
            "to_id": move.to_id,
            "into_id": move.into_id,
            "before": dict(move.before) if move.before is not None else None,
            "moved_on": on,
            "moved_at": now,
        }
        for move in moves
    ]
    await insert_rows(uow, assignment_moves, rows)


async def list_taken_over(uow: UnitOfWork, *, after: datetime, until: datetime) -> list[tuple[int, datetime]]:
    """Which agencies took over tasks of others by reorganisation meanwhile, and when."""
    table = assignment_moves.c
    statement = sa.select(table.to_id, table.moved_at).where(
        table.moved_at > after, table.moved_at <= until, table.from_id != table.to_id
    )
    return [(row[0], row[1]) for row in (await uow.execute(statement.distinct())).all()]


class Given(NamedTuple):
    """An assignment that became part of another: the paths of both agencies, and when."""

    from_path: str
    to_path: str
    at: datetime


async def list_given_up(uow: UnitOfWork, *, after: datetime, until: datetime) -> list[Given]:
    table, source, heir = assignment_moves.c, agencies.alias("source"), agencies.alias("heir")
    statement = (
        sa.select(source.c.path, heir.c.path, table.moved_at)
        .join_from(assignment_moves, source, source.c.id == table.from_id)
        .join(heir, heir.c.id == table.to_id)
        .where(table.into_id.is_not(None), table.moved_at > after, table.moved_at <= until)
    )
    return [Given(*row) for row in (await uow.execute(statement)).all()]


def count_given_up(given: Iterable[Given], scope: Scope, *, after: datetime) -> int:
    """Of the scope, before or since."""
    return sum(
        one.at > after and (scope.contains(one.from_path) or scope.contains(one.to_path)) for one in given
    )


async def list_merged_into(uow: UnitOfWork, keeper_ids: Sequence[int]) -> list[int]:
    """The assignments that became part of these, and what had become part of those."""
    found: list[int] = []
    wanted = list(keeper_ids)
    while wanted:
        statement = sa.select(assignment_moves.c.assignment_id).where(assignment_moves.c.into_id.in_(wanted))
        rows = list((await uow.execute(statement.order_by(assignment_moves.c.id))).scalars())
        wanted = [each for each in rows if each not in found and each not in keeper_ids]
        found += wanted
    return found


async def find_keeper(uow: UnitOfWork, assignment_id: int) -> int:
    """The assignment that this one is part of now; itself if it is none's."""
    seen = {assignment_id}
    while True:
        statement = (
            sa.select(assignment_moves.c.into_id)
            .where(assignment_moves.c.assignment_id == assignment_id, assignment_moves.c.into_id.is_not(None))
            .order_by(assignment_moves.c.id.desc())
            .limit(1)
        )
        found: int | None = (await uow.execute(statement)).scalar_one_or_none()
        if found is None or found in seen:
            return assignment_id
        seen.add(found)
        assignment_id = found


async def load_former_holders(uow: UnitOfWork, task_ids: Sequence[int]) -> dict[int, set[int]]:
    """Assignment → the agencies that held it before their reorganisation."""
    found: dict[int, set[int]] = {}
    table = assignment_moves.c
    for chunk in in_chunks(task_ids):
        statement = (
            sa.select(table.assignment_id, table.from_id)
            .join_from(assignment_moves, assignments, assignments.c.id == table.assignment_id)
            .where(assignments.c.task_id.in_(chunk), table.into_id.is_(None))
        )
        for assignment_id, from_id in (await uow.execute(statement)).all():
            found.setdefault(assignment_id, set()).add(from_id)
    return found


async def load_holders(uow: UnitOfWork, at: datetime) -> dict[int, tuple[int, str, str, str, str]]:
    """Of assignments that went with their agency since, who held them then: id, both names, level, path."""
    table = assignment_moves.c
    first = (
        sa.select(sa.func.min(table.id))
        .where(table.moved_at > at)
        .group_by(table.assignment_id)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            table.assignment_id,
            agencies.c.id,
            agencies.c.short_vi,
            agencies.c.name_en,
            agencies.c.level,
            agencies.c.path,
        )
        .join_from(assignment_moves, agencies, agencies.c.id == table.from_id)
        .where(table.id.in_(first))
    )
    return {row[0]: (row[1], row[2], row[3], row[4], row[5]) for row in (await uow.execute(statement)).all()}
