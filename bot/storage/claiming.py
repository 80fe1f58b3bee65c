"""Takes rows of the outbox for the sender: who holds them is on the way with them."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.storage.bulk import is_one_of
from bot.storage.database import UnitOfWork
from bot.storage.generation import require_generation
from bot.storage.outbox import IS_UNADDRESSED, Mail, MailKind, MailStatus
from bot.storage.queues import outbox
from bot.storage.tables import people


async def claim_mail(
    uow: UnitOfWork,
    *,
    now: datetime,
    limit: int,
    busy_chats: Collection[int] = (),
    at_once: int | None = None,
) -> list[Mail]:
    """Takes up to ``limit`` rows that may go now, the most urgent first, and marks them ``sending``.

    Nothing for ``busy_chats``, where an earlier message is on its way; at most ``at_once`` for one chat.
    """
    await require_generation(uow)
    address = sa.func.coalesce(outbox.c.chat_id, people.c.telegram_id)
    statement = (
        sa.select(
            outbox.c.id,
            outbox.c.kind,
            outbox.c.data,
            outbox.c.person_id,
            address,
            outbox.c.target_message_id,
            outbox.c.attempts,
            people.c.language,
            outbox.c.created_at,
        )
        .outerjoin_from(outbox, people, people.c.id == outbox.c.person_id)
        .where(outbox.c.status == MailStatus.QUEUED, outbox.c.not_before <= now, ~IS_UNADDRESSED)
        .order_by(outbox.c.priority, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=outbox)
    )
    if busy_chats:
        statement = statement.where(sa.or_(address.is_(None), ~is_one_of(uow, address, busy_chats)))
    rows = (await uow.execute(statement)).all()
    mails = _at_most([Mail(row[0], MailKind(row[1]), *row[2:]) for row in rows], at_once)
    if mails:
        await uow.execute(
            sa.update(outbox)
            .where(is_one_of(uow, outbox.c.id, [mail.id for mail in mails]))
            .values(status=MailStatus.SENDING)
        )
    return mails


def _at_most(mails: Sequence[Mail], at_once: int | None) -> list[Mail]:
    """The first ``at_once`` of each chat; those of nobody's chat are all kept."""
    if at_once is None:
        return list(mails)
    count: Counter[int] = Counter()
    kept = []
    for mail in mails:
        if mail.chat_id is not None:
            count[mail.chat_id] += 1
        if mail.chat_id is None or count[mail.chat_id] <= at_once:
            kept.append(mail)
    return kept
