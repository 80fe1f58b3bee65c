"""Small facts the installation remembers about itself (the bot's username, fingerprints of the rules)."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import UnitOfWork
from bot.storage.queues import meta


async def find_fact(uow: UnitOfWork, key: str) -> str | None:
    found: str | None = (
        await uow.execute(sa.select(meta.c.value).where(meta.c.key == key))
    ).scalar_one_or_none()
    return found


async def save_fact(uow: UnitOfWork, key: str, value: str) -> None:
    insert = (sqlite.insert if uow.is_sqlite else postgresql.insert)(meta)
    statement = insert.values(key=key, value=value)
    await uow.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
