"""Takes rows of the outbox for the sender: who holds them is on the way with them."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.storage.bulk import as_ids, is_among
from bot.storage.database import UnitOfWork
from bot.storage.generation import IS_OURS, is_guarded
from bot.storage.locks import InstanceLost
from bot.storage.outbox import IS_UNADDRESSED, Mail, MailKind, MailStatus, Priority
from bot.storage.queues import outbox
from bot.storage.tables import appointments, people

FARTHEST_WAIT = timedelta(hours=1)
"""For so long a reply that was put off holds up the later ones of its chat; Telegram asks for minutes at most."""


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

    Raises:
        InstanceLost: another process has become the sender.
    """
    mails: list[Mail] = []
    busy = set(busy_chats)
    counts: Counter[int] = Counter()
    while True:
        rows = await _find(uow, now=now, limit=limit - len(mails), busy_chats=busy)
        kept = _at_most([Mail(row[0], MailKind(row[1]), *row[2:]) for row in rows], at_once, counts)
        if kept:
            await _take(uow, [mail.id for mail in kept])
        mails += kept
        if len(kept) == len(rows):
            return mails
        # A chat with many letters must not fill the places of the others.
        busy |= {chat for chat, count in counts.items() if at_once is not None and count >= at_once}


async def _find(
    uow: UnitOfWork, *, now: datetime, limit: int, busy_chats: Collection[int]
) -> Sequence[Sequence[Any]]:
    statement = _find_statement(is_sqlite=uow.is_sqlite, has_busy=bool(busy_chats))
    given: dict[str, object] = {"at": now, "farthest": now + FARTHEST_WAIT, "most": limit}
    if busy_chats:
        given["ids"] = as_ids(uow, busy_chats)
    return (await uow.execute(statement, given)).all()


async def _take(uow: UnitOfWork, mail_ids: Sequence[int]) -> None:
    guarded = is_guarded(uow)
    given: dict[str, object] = {"ids": as_ids(uow, mail_ids)}
    if guarded:
        given["generation"] = uow.generation
    statement = _take_statement(is_sqlite=uow.is_sqlite, is_guarded=guarded)
    if (await uow.execute(statement, given)).rowcount != len(mail_ids):
        raise InstanceLost


_AT = sa.bindparam("at", type_=outbox.c.not_before.type)
_ADDRESS = sa.func.coalesce(outbox.c.chat_id, people.c.telegram_id)
_IS_SEATED = sa.exists().where(
    appointments.c.person_id == outbox.c.person_id, appointments.c.revoked_at.is_(None)
)
_earlier, _owner = outbox.alias("earlier"), people.alias("owner")
_goes_to = sa.func.coalesce(_earlier.c.chat_id, _owner.c.telegram_id)
_put_off = (
    sa.select(_goes_to.label("address"), sa.func.min(_earlier.c.id).label("first"))
    .outerjoin_from(_earlier, _owner, _owner.c.id == _earlier.c.person_id)
    .where(
        _earlier.c.status == MailStatus.QUEUED,
        _earlier.c.priority == Priority.REPLY,
        _earlier.c.not_before > _AT,
        # One that waits for longer was written before the wall clock was set back: it must not silence its chat.
        _earlier.c.not_before <= sa.bindparam("farthest", type_=outbox.c.not_before.type),
        _earlier.c.attempts == 0,
    )
    .group_by(_goes_to)
    .cte("put_off")
)
"""The chats with a reply that was put off, found once a claim: a later one there would be read before it. Only what
certainly did not arrive holds others up; what may have arrived is tried again by itself."""
_IS_OVERTAKING = sa.and_(
    outbox.c.priority == Priority.REPLY, _put_off.c.first.is_not(None), _put_off.c.first < outbox.c.id
)


@cache
def _find_statement(*, is_sqlite: bool, has_busy: bool) -> sa.Executable:
    """Made once: it is asked for every reply."""
    statement = (
        sa.select(
            outbox.c.id,
            outbox.c.kind,
            outbox.c.data,
            outbox.c.person_id,
            _ADDRESS,
            outbox.c.target_message_id,
            outbox.c.attempts,
            people.c.language,
            outbox.c.created_at,
            _IS_SEATED,
        )
        .outerjoin_from(outbox, people, people.c.id == outbox.c.person_id)
        .outerjoin(_put_off, _put_off.c.address == _ADDRESS)
        .where(
            outbox.c.status == MailStatus.QUEUED,
            outbox.c.not_before <= _AT,
            ~IS_UNADDRESSED,
            sa.not_(_IS_OVERTAKING),
        )
        .order_by(outbox.c.priority, outbox.c.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
        .with_for_update(skip_locked=True, of=outbox)
    )
    if not has_busy:
        return statement
    return statement.where(sa.or_(_ADDRESS.is_(None), ~is_among(_ADDRESS, is_sqlite=is_sqlite)))


@cache
def _take_statement(*, is_sqlite: bool, is_guarded: bool) -> sa.Executable:
    is_theirs = is_among(outbox.c.id, is_sqlite=is_sqlite)
    take = sa.update(outbox).where(is_theirs).values(status=MailStatus.SENDING)
    return take.where(IS_OURS) if is_guarded else take


def _at_most(mails: Sequence[Mail], at_once: int | None, counts: Counter[int]) -> list[Mail]:
    """The first ``at_once`` of each chat, ``counts`` included; those of nobody's chat are all kept."""
    if at_once is None:
        return list(mails)
    kept = []
    for mail in mails:
        if mail.chat_id is not None:
            if counts[mail.chat_id] >= at_once:
                continue
            counts[mail.chat_id] += 1
        kept.append(mail)
    return kept
