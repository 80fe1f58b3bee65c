"""What has done its work is emptied, then deleted, a few rows a time: personal data is kept no longer than needed.

Rows lie in the order in which they came, so a step walks on from where the last one stopped (kept in ``meta``) and
ends at the first row that is too young: its cost grows with what became old, not with what is stored. The newest row
of a queue always stays, or SQLite would give its id away again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from itertools import takewhile

import sqlalchemy as sa

from bot.storage.database import UnitOfWork
from bot.storage.inbox import InboxStatus
from bot.storage.meta import find_fact, save_fact
from bot.storage.outbox import MailKind, MailStatus
from bot.storage.queues import dialogues, inbox, notice_items, outbox
from bot.storage.tables import invitations

Step = Callable[..., Awaitable[int]]
"""``(uow, before=, limit=)``: looks at up to ``limit`` rows from before that moment; returns how many it looked at."""


async def empty_updates(uow: UnitOfWork, *, before: datetime, limit: int) -> int:
    """What people wrote, as Telegram sent it; the number stays, so that it is not taken in again."""
    ids = await _walk(uow, "upkeep.empty_updates", inbox, inbox.c.received_at, before, limit)
    done = sa.and_(inbox.c.id.in_(ids), inbox.c.status == InboxStatus.DONE)
    await uow.execute(sa.update(inbox).where(done).values(payload=""))
    return len(ids)


async def delete_updates(uow: UnitOfWork, *, before: datetime, limit: int) -> int:
    """Telegram itself repeats nothing that is older than a day. What was set aside stays for whoever looks into it."""
    ids = await _walk(uow, "upkeep.delete_updates", inbox, inbox.c.received_at, before, limit)
    await uow.execute(sa.delete(inbox).where(inbox.c.id.in_(ids), inbox.c.status == InboxStatus.DONE))
    return len(ids)


async def empty_replies(uow: UnitOfWork, *, before: datetime, limit: int) -> int:
    """The words go; which assignment they were about stays, for whoever answers to the old message."""
    ids = await _walk(uow, "upkeep.empty_replies", outbox, outbox.c.created_at, before, limit)
    over = [MailStatus.SENT, MailStatus.DROPPED, MailStatus.FAILED]
    wanted = (outbox.c.id.in_(ids), outbox.c.kind == MailKind.REPLY, outbox.c.status.in_(over))
    rows = (await uow.execute(sa.select(outbox.c.id, outbox.c.data).where(*wanted))).all()
    emptied = [{"which": row[0], "kept": _without_words(row[1])} for row in rows]
    if emptied:
        statement = sa.update(outbox).where(outbox.c.id == sa.bindparam("which"))
        await uow.execute(statement.values(data=sa.bindparam("kept")), emptied)
    return len(ids)


def _without_words(data: Mapping[str, object]) -> dict[str, object]:
    """Still a message that can be decoded: whoever looks at it again finds it empty and without buttons."""
    return {"text": ""} | {key: data[key] for key in data if key == "about"}


async def delete_letters(uow: UnitOfWork, *, before: datetime, limit: int) -> int:
    """Sent or dropped, and nothing points there: no notice's items, no open dialogue's card, no promise of "once"."""
    ids = await _walk(uow, "upkeep.delete_letters", outbox, outbox.c.created_at, before, limit)
    await uow.execute(
        sa.delete(outbox).where(
            outbox.c.id.in_(ids),
            outbox.c.status.in_([MailStatus.SENT, MailStatus.DROPPED]),
            outbox.c.dedupe_key.is_(None),
            ~sa.exists().where(notice_items.c.outbox_id == outbox.c.id),
            ~sa.exists().where(dialogues.c.card_id == outbox.c.id),
        )
    )
    return len(ids)


async def delete_invitations(uow: UnitOfWork, *, before: datetime, limit: int) -> int:
    """Used, revoked or expired by then; a few hundred rows in all."""
    over = sa.or_(
        invitations.c.used_at < before, invitations.c.revoked_at < before, invitations.c.expires_at < before
    )
    chosen = sa.select(invitations.c.id).where(over).order_by(invitations.c.id).limit(limit)
    ids = list((await uow.execute(chosen)).scalars())
    await uow.execute(sa.delete(invitations).where(invitations.c.id.in_(ids)))
    return len(ids)


async def _walk(
    uow: UnitOfWork,
    key: str,
    table: sa.Table,
    came_at: sa.ColumnElement[datetime],
    before: datetime,
    limit: int,
) -> Sequence[int]:
    """The next ids that came before that moment; the walk goes on behind them next time."""
    reached = int(await find_fact(uow, key) or 0)
    newest = sa.select(sa.func.max(table.c.id)).scalar_subquery()
    statement = (
        sa.select(table.c.id, came_at)
        .where(table.c.id > reached, table.c.id < newest)
        .order_by(table.c.id)
        .limit(limit)
    )
    rows = (await uow.execute(statement)).all()
    ids = [row[0] for row in takewhile(lambda row: row[1] < before, rows)]
    if ids:
        await save_fact(uow, key, str(ids[-1]))
    return ids
