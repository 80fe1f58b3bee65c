"""What we once sent, looked at again: which assignment it spoke of, where its card stands."""

from dataclasses import dataclass, field

import sqlalchemy as sa

from bot.storage.database import UnitOfWork
from bot.storage.queues import outbox


async def find_about(uow: UnitOfWork, mail_id: int) -> int | None:
    """The assignment that a rendered reply of ours spoke of."""
    data = (await uow.execute(sa.select(outbox.c.data).where(outbox.c.id == mail_id))).scalar_one_or_none()
    about = data.get("about") if isinstance(data, dict) else None
    return about if isinstance(about, int) else None


@dataclass(frozen=True, slots=True)
class Card:
    """A message of ours as it stands in a chat; ``text`` is our own markup."""

    chat_id: int
    message_id: int
    text: str = field(repr=False)


async def find_card(uow: UnitOfWork, mail_id: int) -> Card | None:
    """None while it has not been sent."""
    statement = sa.select(outbox.c.chat_id, outbox.c.message_id, outbox.c.data).where(outbox.c.id == mail_id)
    row = (await uow.execute(statement)).first()
    if row is None or row[0] is None or row[1] is None:
        return None
    return Card(row[0], row[1], str(row[2].get("text", "")))
