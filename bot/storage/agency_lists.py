"""Lists of agencies from draft to approval: frozen contents, who drew them up, who let others see them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.figures import Group
from bot.domain.league import LeagueLine, ListKind, ListStatus
from bot.storage.database import UnitOfWork
from bot.storage.figure_tables import agency_lists
from bot.storage.tables import people


@dataclass(frozen=True, slots=True)
class AgencyList:
    id: int
    kind: ListKind
    scope: Scope
    status: ListStatus
    made_by: int
    approved_by: str
    as_of: date
    lines: tuple[LeagueLine, ...]


_SELECT = sa.select(
    agency_lists.c.id,
    agency_lists.c.kind,
    agency_lists.c.scope_key,
    agency_lists.c.status,
    agency_lists.c.made_by,
    sa.func.coalesce(people.c.name, ""),
    agency_lists.c.contents,
).outerjoin_from(agency_lists, people, people.c.id == agency_lists.c.approved_by)


def _list_of(row: Sequence[Any]) -> AgencyList:
    list_id, kind, scope_key, status, made_by, approver, contents = row
    lines = tuple(LeagueLine(**{**line, "group": Group(line["group"])}) for line in contents["lines"])
    as_of = date.fromisoformat(contents["as_of"])
    scope = Scope(tuple(scope_key.split("|")))
    return AgencyList(list_id, ListKind(kind), scope, ListStatus(status), made_by, approver, as_of, lines)


async def add_list(
    uow: UnitOfWork,
    kind: ListKind,
    scope: Scope,
    lines: Sequence[LeagueLine],
    *,
    made_by: int,
    as_of: date,
    now: datetime,
) -> int:
    """A draft; an older draft of the same kind and scope gives way."""
    await _end(uow, kind, scope, ListStatus.DRAFT, now)
    contents = {"as_of": as_of.isoformat(), "lines": [asdict(line) for line in lines]}
    values = {"kind": kind, "scope_key": scope.key, "contents": contents, "status": ListStatus.DRAFT}
    statement = sa.insert(agency_lists).values(**values, made_by=made_by, made_at=now)
    list_id: int = (await uow.execute(statement.returning(agency_lists.c.id))).scalar_one()
    return list_id


async def find_list(uow: UnitOfWork, list_id: int) -> AgencyList | None:
    """Whoever asks: the caller checks the right."""
    row = (await uow.execute(_SELECT.where(agency_lists.c.id == list_id))).first()
    return _list_of(row) if row else None


async def list_alive(uow: UnitOfWork) -> list[AgencyList]:
    """Drafts and open ones, the newest first."""
    statement = _SELECT.where(agency_lists.c.ended_at.is_(None)).order_by(agency_lists.c.id.desc())
    return [_list_of(row) for row in (await uow.execute(statement)).all()]


async def mark_open(uow: UnitOfWork, found: AgencyList, *, by: int, now: datetime) -> bool:
    """False when somebody was faster. The one that was open before gives way."""
    await _end(uow, found.kind, found.scope, ListStatus.OPEN, now)
    statement = sa.update(agency_lists).where(
        agency_lists.c.id == found.id, agency_lists.c.status == ListStatus.DRAFT
    )
    result = await uow.execute(statement.values(status=ListStatus.OPEN, approved_by=by, approved_at=now))
    return result.rowcount == 1


async def mark_ended(uow: UnitOfWork, list_id: int, *, now: datetime) -> bool:
    statement = sa.update(agency_lists).where(agency_lists.c.id == list_id, agency_lists.c.ended_at.is_(None))
    result = await uow.execute(statement.values(status=ListStatus.ENDED, ended_at=now))
    return result.rowcount == 1


async def _end(uow: UnitOfWork, kind: ListKind, scope: Scope, status: ListStatus, now: datetime) -> None:
    own = agency_lists.c
    statement = sa.update(agency_lists).where(
        own.kind == kind, own.scope_key == scope.key, own.status == status
    )
    await uow.execute(statement.values(status=ListStatus.ENDED, ended_at=now))
