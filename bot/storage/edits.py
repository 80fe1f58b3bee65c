"""The newest edit of a message wins: older ones that still wait in the outbox are dropped."""

import sqlalchemy as sa

from bot.storage.database import UnitOfWork
from bot.storage.queues import outbox

_older = outbox.alias("older")
HAS_OLDER_EDIT = sa.exists().where(
    _older.c.status == "queued",
    # By name: inside RETURNING an inserted row is no table to SQLAlchemy.
    _older.c.chat_id == sa.literal_column("outbox.chat_id"),
    _older.c.target_message_id == sa.literal_column("outbox.target_message_id"),
    _older.c.id < sa.literal_column("outbox.id"),
)
"""For RETURNING of a row that is added to the outbox."""


async def drop_older_edits(uow: UnitOfWork, mail_id: int, chat_id: int | None, target: int | None) -> None:
    """Of the message ``target`` that row ``mail_id`` rewrites; what is on its way is left alone."""
    is_older = (
        outbox.c.status == "queued",
        outbox.c.chat_id == chat_id,
        outbox.c.target_message_id == target,
        outbox.c.id < mail_id,
    )
    await uow.execute(sa.update(outbox).where(*is_older).values(status="dropped", error="superseded"))
