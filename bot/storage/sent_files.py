"""Files of ours that the channel keeps already, by what is in them: the second reader costs no upload."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import UnitOfWork
from bot.storage.upload_tables import sent_files


async def find_sent_file(uow: UnitOfWork, key: str) -> str | None:
    """The channel's id of the file."""
    statement = sa.select(sent_files.c.file_id).where(sent_files.c.key == key)
    found: str | None = (await uow.execute(statement)).scalar_one_or_none()
    return found


async def save_sent_file(uow: UnitOfWork, key: str, file_id: str, *, now: datetime) -> None:
    insert = (sqlite.insert if uow.is_sqlite else postgresql.insert)(sent_files)
    values = {"file_id": file_id, "sent_at": now}
    statement = insert.values(key=key, **values)
    await uow.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))


async def forget_sent_file(uow: UnitOfWork, key: str) -> None:
    await uow.execute(sa.delete(sent_files).where(sent_files.c.key == key))


async def forget_sent_files(uow: UnitOfWork, *, before: datetime) -> None:
    """Files of that age have other contents by now; nobody will ask for them."""
    await uow.execute(sa.delete(sent_files).where(sent_files.c.sent_at < before))
