"""The durable inbox: what Telegram handed over, committed before it is confirmed.

Order is by our own id, per chat; one row is handled by one worker inside the transaction that marks it done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import UnitOfWork
from bot.storage.queues import inbox

MAX_ATTEMPTS = 4
"""Tries of one update before it is set aside: enough for a race, too few for a bug to hold up its chat."""
_FARTHEST_RETRY = timedelta(minutes=1)
"""No retry is ever set farther ahead; one that is was written before the wall clock was set back."""


class InboxStatus(StrEnum):
    NEW = "new"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class RawUpdate:
    update_id: int
    chat_key: int
    payload: str


@dataclass(frozen=True, slots=True)
class InboxRow:
    id: int
    update_id: int
    payload: str
    attempts: int
    has_others: bool
    """Another row waited when this one was claimed, be it one that may not be handled yet."""


async def add_updates(uow: UnitOfWork, updates: Sequence[RawUpdate], *, now: datetime) -> None:
    """Stores what is new; an update that came before is left as it is."""
    if not updates:
        return
    rows = [
        {
            "update_id": update.update_id,
            "chat_key": update.chat_key,
            "payload": update.payload,
            "received_at": now,
            "status": InboxStatus.NEW,
            "attempts": 0,
            "error": "",
        }
        for update in updates
    ]
    await uow.execute(_insert_statement(is_sqlite=uow.is_sqlite), rows)


@cache
def _insert_statement(*, is_sqlite: bool) -> sa.Executable:
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(inbox)
    return insert.on_conflict_do_nothing(index_elements=["update_id"])


def _claim_statement() -> sa.Update:
    waiting, earlier, other = inbox.alias("waiting"), inbox.alias("earlier"), inbox.alias("other")
    is_head = ~sa.exists().where(
        earlier.c.status == InboxStatus.NEW,
        earlier.c.chat_key == waiting.c.chat_key,
        earlier.c.id < waiting.c.id,
    )
    may_be_tried = sa.or_(
        waiting.c.retry_at.is_(None),
        waiting.c.retry_at <= _NOW,
        waiting.c.retry_at > sa.bindparam("farthest", type_=inbox.c.retry_at.type),
    )
    head = (
        sa.select(waiting.c.id)
        .where(waiting.c.status == InboxStatus.NEW, may_be_tried, is_head)
        .order_by(waiting.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    # By name: inside RETURNING the row that is changed is no table to SQLAlchemy.
    has_others = sa.exists().where(
        other.c.status == InboxStatus.NEW, other.c.id != sa.literal_column("inbox.id")
    )
    return (
        sa.update(inbox)
        .where(inbox.c.id == head.scalar_subquery())
        .values(status=InboxStatus.DONE, done_at=_NOW, error="")
        .returning(inbox.c.id, inbox.c.update_id, inbox.c.payload, inbox.c.attempts, has_others)
    )


_NOW = sa.bindparam("at", type_=inbox.c.done_at.type)
_CLAIM = _claim_statement()


async def claim_next(uow: UnitOfWork, *, now: datetime) -> InboxRow | None:
    """The oldest waiting row that is the head of its chat, locked until the transaction ends.

    It is marked as done in the same statement: true if the transaction is committed, never said if it is not.
    """
    row = (await uow.execute(_CLAIM, {"at": now, "farthest": now + _FARTHEST_RETRY})).first()
    return InboxRow(row[0], row[1], row[2], row[3], bool(row[4])) if row else None


async def hold_again(uow: UnitOfWork, row: InboxRow) -> bool:
    """Locks a row whose transaction was undone; False when another worker has taken it up since."""
    statement = (
        sa.select(inbox.c.id)
        .where(inbox.c.id == row.id, inbox.c.status == InboxStatus.NEW, inbox.c.attempts == row.attempts)
        .with_for_update(skip_locked=True)
    )
    return (await uow.execute(statement)).first() is not None


async def mark_done(uow: UnitOfWork, row_id: int, *, now: datetime) -> None:
    """For a row that is held again; ``claim_next`` has marked its own."""
    await uow.execute(
        sa.update(inbox).where(inbox.c.id == row_id).values(status=InboxStatus.DONE, done_at=now, error="")
    )


async def mark_failed(
    uow: UnitOfWork, row: InboxRow, *, error: str, now: datetime, is_final: bool = False
) -> bool:
    """Counts one attempt of the handler. Returns whether the row is now set aside as dead.

    ``error`` is the exception's type and place, never its text (it may quote what the person wrote).
    """
    attempts = row.attempts + 1
    is_dead = is_final or attempts >= MAX_ATTEMPTS
    await uow.execute(
        sa.update(inbox)
        .where(inbox.c.id == row.id, inbox.c.status == InboxStatus.NEW)
        .values(
            attempts=attempts,
            error=error,
            status=InboxStatus.DEAD if is_dead else InboxStatus.NEW,
            retry_at=now + timedelta(seconds=2**attempts),
        )
    )
    return is_dead


_NEXT_RETRY = sa.select(sa.func.min(inbox.c.retry_at)).where(inbox.c.status == InboxStatus.NEW)


async def find_next_retry(uow: UnitOfWork) -> datetime | None:
    """When the earliest waiting row may be tried again; None when nothing waits for a time."""
    found: datetime | None = (await uow.execute(_NEXT_RETRY)).scalar_one()
    return found


async def count_by_status(uow: UnitOfWork) -> dict[str, int]:
    rows = await uow.execute(sa.select(inbox.c.status, sa.func.count()).group_by(inbox.c.status))
    return {row[0]: row[1] for row in rows}
