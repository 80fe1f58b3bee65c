"""What each notice is about: one row an assignment, rung and person; merged into one outbox row a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.rungs import Condition, Recipient
from bot.storage.bulk import as_ids, as_table, is_among, is_one_of, table_of
from bot.storage.database import UnitOfWork
from bot.storage.outbox import MailKind, MailStatus
from bot.storage.queues import notice_items, outbox


class NewItem(NamedTuple):
    person_id: int
    assignment_id: int
    rung: str
    recipient: Recipient
    condition: Condition
    round: str
    outcome: str = ""
    """``undelivered`` from the start when its person is known to be out of reach."""


@dataclass(frozen=True, slots=True)
class Item:
    id: int
    mail_id: int
    person_id: int
    assignment_id: int
    rung: str
    recipient: Recipient
    condition: Condition
    planned_at: datetime
    outcome: str


_NEW = (
    notice_items.c.person_id,
    notice_items.c.assignment_id,
    notice_items.c.rung,
    notice_items.c.recipient,
    notice_items.c.condition,
    notice_items.c.round,
    notice_items.c.outcome,
)
"""In the order of ``NewItem``."""


async def add_items(uow: UnitOfWork, items: Sequence[NewItem], *, now: datetime) -> None:
    """A rung is owed to a person once for one due date; planning it again changes nothing."""
    if not items:
        return
    await uow.execute(_add_statement(is_sqlite=uow.is_sqlite), as_table(uow, _NEW, items) | {"at": now})


@cache
def _add_statement(*, is_sqlite: bool) -> sa.Executable:
    new = table_of(_NEW, is_sqlite=is_sqlite)
    at = sa.bindparam("at", type_=notice_items.c.planned_at.type)
    # SQLite would take ON CONFLICT for a condition of the join if there were no WHERE.
    rows = sa.select(*new.c, at).where(sa.true())
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(notice_items)
    columns = [*(column.name for column in _NEW), "planned_at"]
    return insert.from_select(columns, rows).on_conflict_do_nothing()


async def list_loose_people(uow: UnitOfWork, *, limit: int) -> list[int]:
    """People with items that no message carries yet."""
    statement = (
        sa.select(notice_items.c.person_id)
        .where(notice_items.c.outbox_id.is_(None), notice_items.c.outcome == "")
        .distinct()
        .order_by(notice_items.c.person_id)
        .limit(limit)
    )
    return list((await uow.execute(statement)).scalars())


async def list_waiting_notices(uow: UnitOfWork, person_ids: Sequence[int]) -> dict[int, int]:
    """By person, a notice that is still held back: what is owed now joins it instead of a second message."""
    statement = sa.select(outbox.c.person_id, outbox.c.id).where(
        is_one_of(uow, outbox.c.person_id, person_ids),
        outbox.c.kind == MailKind.NOTICE,
        outbox.c.status == MailStatus.QUEUED,
    )
    # Locked, or a sender could take it between this look and the items joining it, and they would never go.
    # In one order (the index's), or two who look at the same time would wait for each other.
    in_order = statement.order_by(outbox.c.priority, outbox.c.id)
    rows = (await uow.execute(in_order.with_for_update())).all()
    return {row[0]: row[1] for row in rows}


async def attach_items(uow: UnitOfWork, mail_ids: Mapping[int, int]) -> None:
    """What each person's notice is to carry by now; ``mail_ids`` by person."""
    if not mail_ids:
        return
    # One by one: joined with a list of people, SQLite would go through the list for every loose item.
    statement = (
        sa.update(notice_items)
        .where(
            notice_items.c.person_id == sa.bindparam("person"),
            notice_items.c.outbox_id.is_(None),
            notice_items.c.outcome == "",
        )
        .values(outbox_id=sa.bindparam("mail"))
    )
    await uow.execute(statement, [{"person": person, "mail": mail} for person, mail in mail_ids.items()])


async def load_items(uow: UnitOfWork, mail_ids: Sequence[int]) -> dict[int, list[Item]]:
    """The items of each message, in the order they were planned."""
    given = {"ids": as_ids(uow, mail_ids)}
    rows = (await uow.execute(_items_by_mail(is_sqlite=uow.is_sqlite), given)).all()
    found: dict[int, list[Item]] = {mail_id: [] for mail_id in mail_ids}
    for row in rows:
        item = _item_of(row)
        found[item.mail_id].append(item)
    return found


@cache
def _items_by_mail(*, is_sqlite: bool) -> sa.Executable:
    columns = (
        notice_items.c.id,
        notice_items.c.outbox_id,
        notice_items.c.person_id,
        notice_items.c.assignment_id,
        notice_items.c.rung,
        notice_items.c.recipient,
        notice_items.c.condition,
        notice_items.c.planned_at,
        notice_items.c.outcome,
    )
    is_theirs = is_among(notice_items.c.outbox_id, is_sqlite=is_sqlite)
    return sa.select(*columns).where(is_theirs).order_by(notice_items.c.id)


def _item_of(row: Sequence[object]) -> Item:
    values = list(row)
    values[5], values[6] = Recipient(str(values[5])), Condition(str(values[6]))
    return Item(*values)  # type: ignore[arg-type] # columns in the order of the fields


async def list_told(
    uow: UnitOfWork, assignment_ids: Sequence[int], rungs: Sequence[str]
) -> set[tuple[int, str, Recipient, Condition]]:
    """Which superiors these rungs tell: ``(assignment, rung, recipient, on what condition)``."""
    given = {"ids": as_ids(uow, assignment_ids), "rungs": list(rungs)}
    rows = (await uow.execute(_told_statement(is_sqlite=uow.is_sqlite), given)).all()
    return {(row[0], row[1], Recipient(row[2]), Condition(row[3])) for row in rows}


@cache
def _told_statement(*, is_sqlite: bool) -> sa.Executable:
    superiors = [Recipient.HEAD, Recipient.OFFICER, Recipient.LEADER]
    columns = (
        notice_items.c.assignment_id,
        notice_items.c.rung,
        notice_items.c.recipient,
        notice_items.c.condition,
    )
    return sa.select(*columns).where(
        is_among(notice_items.c.assignment_id, is_sqlite=is_sqlite),
        notice_items.c.rung.in_(sa.bindparam("rungs", expanding=True)),
        notice_items.c.recipient.in_(superiors),
        notice_items.c.condition.in_([Condition.ALWAYS, Condition.NOT_REPORTED]),
        notice_items.c.outcome.in_(["", "sent"]),
    )


async def list_looks(
    uow: UnitOfWork, assignment_ids: Sequence[int]
) -> dict[int, list[tuple[datetime, bool]]]:
    """By assignment, oldest first: when its focal point was owed a notice that arrived, and whether they pressed or
    wrote anything since."""
    given = {"ids": as_ids(uow, assignment_ids)}
    rows = (await uow.execute(_looks_statement(is_sqlite=uow.is_sqlite), given)).all()
    looks: dict[int, list[tuple[datetime, bool]]] = {}
    for assignment_id, planned_at, is_seen in rows:
        looks.setdefault(assignment_id, []).append((planned_at, bool(is_seen)))
    return looks


@cache
def _looks_statement(*, is_sqlite: bool) -> sa.Executable:
    return (
        sa.select(notice_items.c.assignment_id, notice_items.c.planned_at, outbox.c.seen_at.is_not(None))
        .join_from(notice_items, outbox, outbox.c.id == notice_items.c.outbox_id)
        .where(
            is_among(notice_items.c.assignment_id, is_sqlite=is_sqlite),
            notice_items.c.recipient == Recipient.FOCAL_POINT,
            outbox.c.status == MailStatus.SENT,
        )
        .order_by(outbox.c.id)
    )


async def revive_items(uow: UnitOfWork, person_id: int) -> None:
    """What could not be delivered to this person is owed again."""
    await uow.execute(
        sa.update(notice_items)
        .where(notice_items.c.person_id == person_id, notice_items.c.outcome == "undelivered")
        .values(outcome="", outbox_id=None)
    )


async def mark_items(uow: UnitOfWork, item_ids: Sequence[int], outcome: str) -> None:
    if item_ids:
        await uow.execute(
            sa.update(notice_items).where(is_one_of(uow, notice_items.c.id, item_ids)).values(outcome=outcome)
        )


async def mark_told(uow: UnitOfWork, mail_ids: Sequence[int], item_ids: Sequence[int]) -> None:
    """These messages arrived, and these items with them.

    A claim that a falling server forgot leaves its row open to new items while the message is on its way without them:
    they are loose again, and the next message carries them.
    """
    given = {"ids": as_ids(uow, mail_ids), "told": as_ids(uow, item_ids)}
    await uow.execute(_tell_statement(is_sqlite=uow.is_sqlite), given)


@cache
def _tell_statement(*, is_sqlite: bool) -> sa.Executable:
    is_theirs = is_among(notice_items.c.outbox_id, is_sqlite=is_sqlite)
    is_told = is_among(notice_items.c.id, is_sqlite=is_sqlite, name="told")
    is_late = sa.and_(sa.not_(is_told), notice_items.c.outcome == "")
    return (
        sa.update(notice_items)
        .where(is_theirs, notice_items.c.outcome != "dropped")
        .values(
            outcome=sa.case((is_told, "sent"), else_=notice_items.c.outcome),
            outbox_id=sa.case((is_late, sa.null()), else_=notice_items.c.outbox_id),
        )
    )


async def list_assignment_ids(uow: UnitOfWork, mail_id: int, *, person_id: int) -> list[int]:
    """What a notice to this person named; nothing when it went to somebody else."""
    statement = (
        sa.select(notice_items.c.assignment_id)
        .where(notice_items.c.outbox_id == mail_id, notice_items.c.person_id == person_id)
        .distinct()
    )
    return list((await uow.execute(statement)).scalars())


async def list_last_named(uow: UnitOfWork, person_id: int) -> list[int]:
    """The assignments that the newest notice to this person named."""
    newest = (
        sa.select(sa.func.max(outbox.c.id))
        .where(
            outbox.c.person_id == person_id,
            outbox.c.kind == MailKind.NOTICE,
            outbox.c.status == MailStatus.SENT,
        )
        .scalar_subquery()
    )
    statement = (
        sa.select(notice_items.c.assignment_id)
        .where(notice_items.c.outbox_id == newest, notice_items.c.outcome == "sent")
        .distinct()
    )
    return list((await uow.execute(statement)).scalars())


async def find_last_noticed_at(uow: UnitOfWork, person_id: int) -> datetime | None:
    """When the newest notice to this person went out."""
    statement = (
        sa.select(outbox.c.sent_at)
        .where(
            outbox.c.person_id == person_id,
            outbox.c.kind == MailKind.NOTICE,
            outbox.c.status == MailStatus.SENT,
        )
        .order_by(outbox.c.id.desc())
        .limit(1)
    )
    found: datetime | None = (await uow.execute(statement)).scalar_one_or_none()
    return found
