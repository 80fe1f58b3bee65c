"""Groups by their chat: asked, allowed, left; and which of them are to be left."""

from datetime import datetime

import sqlalchemy as sa

from bot.domain.groups import Group, GroupStatus
from bot.storage.database import UnitOfWork
from bot.storage.group_tables import chat_groups

_COLUMNS = (
    chat_groups.c.id,
    chat_groups.c.chat_id,
    chat_groups.c.title,
    chat_groups.c.status,
    chat_groups.c.asked_by,
    chat_groups.c.allowed_by,
)


async def _find(uow: UnitOfWork, where: sa.ColumnElement[bool]) -> Group | None:
    row = (await uow.execute(sa.select(*_COLUMNS).where(where))).first()
    return Group(row[0], row[1], row[2], GroupStatus(row[3]), row[4], row[5]) if row else None


async def find_group(uow: UnitOfWork, chat_id: int) -> Group | None:
    return await _find(uow, chat_groups.c.chat_id == chat_id)


async def find_group_by_id(uow: UnitOfWork, group_id: int) -> Group | None:
    return await _find(uow, chat_groups.c.id == group_id)


async def save_asked(
    uow: UnitOfWork, chat_id: int, title: str, *, asked_by: int, now: datetime, leave_at: datetime
) -> int:
    """The group waits for an answer; one that was left before waits anew. Returns its id."""
    values = {
        "title": title,
        "status": GroupStatus.ASKED,
        "asked_by": asked_by,
        "asked_at": now,
        "allowed_by": None,
        "allowed_at": None,
        "leave_at": leave_at,
    }
    known = await find_group(uow, chat_id)
    if known is not None:
        await update_group(uow, known.id, **values)
        return known.id
    statement = sa.insert(chat_groups).values(chat_id=chat_id, **values).returning(chat_groups.c.id)
    group_id: int = (await uow.execute(statement)).scalar_one()
    return group_id


async def update_group(uow: UnitOfWork, group_id: int, **values: object) -> None:
    await uow.execute(sa.update(chat_groups).where(chat_groups.c.id == group_id).values(**values))


async def move_group(uow: UnitOfWork, chat_id: int, new_chat_id: int) -> None:
    """The group was upgraded; what was allowed stays allowed under the new id. Told twice, the second does nothing."""
    if await find_group(uow, chat_id) is None:
        return
    await uow.execute(sa.delete(chat_groups).where(chat_groups.c.chat_id == new_chat_id))
    await uow.execute(
        sa.update(chat_groups).where(chat_groups.c.chat_id == chat_id).values(chat_id=new_chat_id)
    )


async def list_to_leave(uow: UnitOfWork, *, now: datetime) -> list[Group]:
    statement = sa.select(*_COLUMNS).where(chat_groups.c.leave_at <= now).order_by(chat_groups.c.id)
    rows = (await uow.execute(statement)).all()
    return [Group(row[0], row[1], row[2], GroupStatus(row[3]), row[4], row[5]) for row in rows]
