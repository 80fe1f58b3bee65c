"""Notice items that reached nobody yet: who could not have them, who was tried, what waits for the next in turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.domain.rungs import Condition, Recipient
from bot.storage.database import UnitOfWork
from bot.storage.outbox import MailStatus
from bot.storage.queues import notice_items, outbox

UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True)
class Stray:
    """An item that its person could not have, and that nobody else of that role was given yet."""

    id: int
    person_id: int
    assignment_id: int
    rung: str
    recipient: Recipient
    condition: Condition
    round: str
    planned_at: datetime

    @property
    def key(self) -> tuple[int, str, Recipient, str]:
        """What is owed, whoever gets it."""
        return self.assignment_id, self.rung, self.recipient, self.round


async def release_items(uow: UnitOfWork, person_id: int) -> None:
    """What is owed to the person and is not on its way yet can go to somebody else."""
    waiting = sa.exists().where(outbox.c.id == notice_items.c.outbox_id, outbox.c.status == MailStatus.QUEUED)
    await _release(
        uow, notice_items.c.person_id == person_id, sa.or_(notice_items.c.outbox_id.is_(None), waiting)
    )


async def release_mail(uow: UnitOfWork, mail_ids: Sequence[int], *, dropped_too: bool = False) -> None:
    """The same for the items of messages that end unsent. ``dropped_too``: those that sending dropped because their
    reader may not have them any more; whoever hands them on asks for the reason again."""
    if mail_ids:
        outcomes = ["", "dropped"] if dropped_too else [""]
        await _release(uow, notice_items.c.outbox_id.in_(mail_ids), outcomes=outcomes)


async def _release(uow: UnitOfWork, *which: sa.ColumnElement[bool], outcomes: Sequence[str] = ("",)) -> None:
    # Off the message: what it still carries when it is sent counts as said.
    values = {"outcome": UNDELIVERED, "outbox_id": None}
    await uow.execute(
        sa.update(notice_items).where(notice_items.c.outcome.in_(outcomes), *which).values(**values)
    )


_other = notice_items.alias("other")
_is_stray = sa.and_(
    notice_items.c.outcome == UNDELIVERED,
    ~sa.exists().where(
        _other.c.assignment_id == notice_items.c.assignment_id,
        _other.c.recipient == notice_items.c.recipient,
        _other.c.rung == notice_items.c.rung,
        _other.c.round == notice_items.c.round,
        _other.c.outcome != UNDELIVERED,
    ),
)


async def list_strays(uow: UnitOfWork, *, since: datetime, limit: int) -> list[Stray]:
    """Planned after ``since``, the newest first."""
    columns = (
        notice_items.c.id,
        notice_items.c.person_id,
        notice_items.c.assignment_id,
        notice_items.c.rung,
        notice_items.c.recipient,
        notice_items.c.condition,
        notice_items.c.round,
        notice_items.c.planned_at,
    )
    statement = sa.select(*columns).where(_is_stray, notice_items.c.planned_at >= since)
    # Plus nothing: SQLite would otherwise walk over all items in this order to save the sorting of a few.
    newest_first = sa.desc(notice_items.c.id + 0)
    rows = (await uow.execute(statement.order_by(newest_first).limit(limit))).all()
    return [
        Stray(row[0], row[1], row[2], row[3], Recipient(row[4]), Condition(row[5]), row[6], row[7])
        for row in rows
    ]


async def list_tried(
    uow: UnitOfWork, strays: Sequence[Stray]
) -> dict[tuple[int, str, Recipient, str], set[int]]:
    """By what is owed: the people who had it already, in vain."""
    columns = (
        notice_items.c.assignment_id,
        notice_items.c.rung,
        notice_items.c.recipient,
        notice_items.c.round,
        notice_items.c.person_id,
    )
    ids = sorted({stray.assignment_id for stray in strays})
    statement = sa.select(*columns).where(notice_items.c.assignment_id.in_(ids))
    tried: dict[tuple[int, str, Recipient, str], set[int]] = {}
    for assignment_id, rung, recipient, round_, person_id in (await uow.execute(statement)).all():
        tried.setdefault((assignment_id, rung, Recipient(recipient), round_), set()).add(person_id)
    return tried


async def owe_again(uow: UnitOfWork, item_ids: Sequence[int], *, now: datetime) -> None:
    """The same person gets them once more."""
    if item_ids:
        values = {"outcome": "", "outbox_id": None, "planned_at": now}
        await uow.execute(sa.update(notice_items).where(notice_items.c.id.in_(item_ids)).values(**values))


async def count_strays(uow: UnitOfWork, *, since: datetime) -> dict[str, int]:
    """How many notices nobody got, by recipient; one that several could not have counts once."""
    what = (
        sa.select(
            notice_items.c.assignment_id,
            notice_items.c.rung,
            notice_items.c.round,
            notice_items.c.recipient,
        )
        .where(_is_stray, notice_items.c.planned_at >= since)
        .distinct()
        .subquery()
    )
    statement = sa.select(what.c.recipient, sa.func.count()).group_by(what.c.recipient)
    rows = (await uow.execute(statement.order_by(what.c.recipient))).all()
    return {row[0]: row[1] for row in rows}
