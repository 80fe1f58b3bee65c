"""The generation of the sender: a row in ``sending`` belongs to whoever sends now, and only a take-over puts it back.

A sender that lost its lock without knowing it cannot claim any more: the claim holds the generation's row, the
take-over changes it. Without this a row claimed a moment after the take-over would be nobody's for ever.
"""

from collections.abc import Collection
from uuid import uuid4

import sqlalchemy as sa

from bot.storage.database import Database, UnitOfWork
from bot.storage.locks import InstanceLost
from bot.storage.meta import save_fact
from bot.storage.queues import meta, outbox

_KEY = "sender_generation"
EMAIL_KEY = "email "
"""Begins the ``dedupe_key`` of a notice that goes by e-mail."""


async def take_over_sending(database: Database) -> int:
    """Makes this process the sender: what the last one left in flight goes again. Returns how many rows."""
    generation = uuid4().hex
    async with database.begin() as uow:
        # First of all: it waits for the claims that are being made, and the statement after it sees them.
        await save_fact(uow, _KEY, generation)
        count = await put_back(uow)
        await uow.commit()
    database.generation = generation
    return count


async def put_back(uow: UnitOfWork, *, in_hand: Collection[int] = ()) -> int:
    """What is marked as being sent and is in nobody's hand goes again. Returns how many rows.

    An e-mail may have gone, under a number that it keeps: that counts as a try, and nothing joins it any more.
    """
    left = sa.update(outbox).where(outbox.c.status == "sending")
    if in_hand:
        left = left.where(outbox.c.id.not_in(sorted(in_hand)))
    is_email = outbox.c.dedupe_key.startswith(EMAIL_KEY)
    tries = sa.case((is_email, outbox.c.attempts + 1), else_=outbox.c.attempts)
    return (await uow.execute(left.values(status="queued", attempts=tries))).rowcount


async def require_generation(uow: UnitOfWork) -> None:
    """Nobody takes over before this transaction ends. Free of charge on SQLite, where the file's lock sees to it.

    Raises:
        InstanceLost: somebody has taken over.
    """
    if not is_guarded(uow):
        return
    statement = sa.select(meta.c.value).where(meta.c.key == _KEY).with_for_update(read=True)
    if (await uow.execute(statement)).scalar_one_or_none() != uow.generation:
        raise InstanceLost


_WHICH = sa.bindparam("generation", type_=meta.c.value.type)
IS_OURS = (
    sa.select(meta.c.key)
    .where(meta.c.key == _KEY, meta.c.value == _WHICH)
    .with_for_update(read=True)
    .exists()
)
"""The same as the condition of a write on PostgreSQL, for one trip less; its parameter is ``generation``."""


def is_guarded(uow: UnitOfWork) -> bool:
    """Whether writes have to ask: SQLite's file has one sender, and tools have none."""
    return bool(uow.generation) and not uow.is_sqlite
