"""What we once sent, looked at again: which assignment it spoke of, where its card stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from bot.storage.database import UnitOfWork
from bot.storage.outbox import MailKind, MailStatus
from bot.storage.queues import outbox


async def find_about(uow: UnitOfWork, mail_id: int) -> int | None:
    """The assignment that a rendered reply of ours spoke of."""
    data = (await uow.execute(sa.select(outbox.c.data).where(outbox.c.id == mail_id))).scalar_one_or_none()
    about = data.get("about") if isinstance(data, dict) else None
    return about if isinstance(about, int) else None


async def find_obstacle_id(uow: UnitOfWork, mail_id: int) -> int | None:
    """The obstacle that a letter to whoever raised it speaks of."""
    statement = sa.select(outbox.c.data).where(
        outbox.c.id == mail_id, outbox.c.kind == MailKind.OBSTACLE_MOVED
    )
    data = (await uow.execute(statement)).scalar_one_or_none()
    found = data.get("obstacle_id") if isinstance(data, dict) else None
    return found if isinstance(found, int) else None


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter to a role as it stands in somebody's chat."""

    person_id: int
    chat_id: int
    message_id: int
    has_climbed: bool


async def list_letters(uow: UnitOfWork, keys: Sequence[str]) -> list[SentLetter]:
    """Those that were sent, by their ``dedupe_key``."""
    columns = (outbox.c.person_id, outbox.c.chat_id, outbox.c.message_id, outbox.c.data)
    statement = (
        sa.select(*columns)
        .where(
            outbox.c.dedupe_key.in_(keys),
            outbox.c.status == MailStatus.SENT,
            outbox.c.person_id.is_not(None),
            outbox.c.chat_id.is_not(None),
            outbox.c.message_id.is_not(None),
        )
        .order_by(outbox.c.id)
    )
    rows = (await uow.execute(statement)).all()
    return [SentLetter(row[0], row[1], row[2], bool(row[3].get("climbs"))) for row in rows]


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
