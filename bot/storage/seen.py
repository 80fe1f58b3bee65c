"""What was sent and looked at: whether people know of a notice decides who is told next."""

from datetime import datetime

import sqlalchemy as sa

from bot.storage.database import UnitOfWork
from bot.storage.outbox import MailKind, MailStatus
from bot.storage.queues import outbox


def is_unseen(person_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """What was sent to the person and not looked at, as far as we know; a reply goes to whoever is looking."""
    return sa.and_(
        outbox.c.person_id == person_id,
        outbox.c.status == MailStatus.SENT,
        outbox.c.seen_at.is_(None),
        outbox.c.kind != MailKind.REPLY,
    )


async def mark_seen(uow: UnitOfWork, person_id: int, *, now: datetime) -> None:
    """A word or a press: everything sent to the person so far counts as seen (product §4)."""
    await uow.execute(sa.update(outbox).where(is_unseen(sa.literal(person_id))).values(seen_at=now))
