"""The durable outbox: what we owe, written in the transaction that made it owed.

A row is queued → sending → sent, or failed, or dropped (its reason was gone at sending). Rows that were left in
``sending`` are put back by whoever becomes the sender, or by the sender whose own claim was cut off. No leases.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.bulk import as_table, insert_rows, is_one_of, table_of
from bot.storage.database import UnitOfWork
from bot.storage.edits import HAS_OLDER_EDIT, drop_older_edits
from bot.storage.generation import put_back, require_generation
from bot.storage.queues import outbox


class MailStatus(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class MailKind(StrEnum):
    REPLY = "reply"
    """Rendered already: ``data`` is the encoded message."""
    NOTICE = "notice"
    """Rungs of the ladder: worded at sending from its ``notice_items``."""
    REVIEW = "review"
    """A result waits for an officer: ``assignment_id``."""
    DECISION = "decision"
    """What was decided about a result: ``assignment_id``, ``event_id``."""
    EXTENSION = "extension"
    """A request for a later date waits for a decision: ``extension_id``, ``climbs``."""
    EXTENSION_DECIDED = "extension_decided"
    """What became of it, to the asker: ``extension_id``."""
    OBSTACLE = "obstacle"
    """An obstacle waits for an answer: ``obstacle_id``, ``climbs``."""
    OBSTACLE_MOVED = "obstacle_moved"
    """Answered, or asked back, to whoever raised it: ``obstacle_id``."""
    INFO = "info"
    """Something that happened and concerns the person: ``key``, ``facts``, perhaps ``assignment_id``."""
    URGE = "urge"
    """A word of urging or praise to an agency: ``urge_ids``."""
    DIGEST = "digest"
    """``snapshot_id``."""
    PICTURE = "picture"
    """The picture that goes before a digest: ``snapshot_id``. Nobody waits for it, and nothing depends on it."""
    PERIOD = "period"
    """The review of a period: ``review_id``."""
    MENU = "menu"
    """The command menu of the person's chat, by role and language."""
    ALARM = "alarm"
    """To the operator: ``key`` and facts."""


class Priority(IntEnum):
    """Interactive replies first, then what a person waits for, then what the clock sends."""

    REPLY = 0
    DECISION = 1
    NOTICE = 2
    DIGEST = 3


@dataclass(frozen=True, slots=True)
class NewMail:
    kind: MailKind
    data: Mapping[str, Any]
    priority: Priority
    person_id: int | None = None
    chat_id: int | None = None
    target_message_id: int | None = None
    dedupe_key: str | None = None
    not_before: datetime | None = None


REFUSED_AT = "refused_at"
"""In ``data``: when the other side first put the letter off."""


@dataclass(frozen=True, slots=True)
class Mail:
    id: int
    kind: MailKind
    data: dict[str, Any] = field(repr=False)
    person_id: int | None
    chat_id: int | None
    """Where it goes: the row's own chat, else the person's private one; None when nobody is bound."""
    target_message_id: int | None
    attempts: int
    """Tries whose fate nobody knows."""
    language: str | None
    created_at: datetime
    is_seated: bool = False
    """Whether the person holds an office now; known for rows that were claimed."""

    @property
    def refused_at(self) -> datetime | None:
        return read_refused_at(self.data)


def read_refused_at(data: Mapping[str, Any]) -> datetime | None:
    return datetime.fromisoformat(data[REFUSED_AT]) if REFUSED_AT in data else None


async def add_mail(uow: UnitOfWork, mail: NewMail, *, now: datetime) -> int | None:
    """Queues one row; returns its id, or None when ``dedupe_key`` is there already.

    The newest edit of a message wins: older ones that still wait are dropped.
    """
    statement = _insert_mail(is_sqlite=uow.is_sqlite, is_edit=mail.target_message_id is not None)
    row = (await uow.execute(statement, _values_of(mail, now))).first()
    uow.has_mail = True
    if row is None:
        return None
    mail_id, has_older_edits = row
    if has_older_edits:
        await drop_older_edits(uow, mail_id, mail.chat_id, mail.target_message_id)
    return int(mail_id)


@cache
def _insert_mail(*, is_sqlite: bool, is_edit: bool) -> sa.Executable:
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(outbox)
    statement = insert.on_conflict_do_nothing(index_elements=["dedupe_key"])
    return statement.returning(outbox.c.id, HAS_OLDER_EDIT if is_edit else sa.false())


async def add_mails(uow: UnitOfWork, mails: Sequence[NewMail], *, now: datetime) -> None:
    """Queues many whose ids nobody asks for; every ``dedupe_key`` has to be new."""
    uow.has_mail = uow.has_mail or bool(mails)
    await insert_rows(uow, outbox, [_values_of(mail, now) for mail in mails])


def _values_of(mail: NewMail, now: datetime) -> dict[str, object]:
    return {
        "kind": mail.kind,
        "dedupe_key": mail.dedupe_key,
        "person_id": mail.person_id,
        "chat_id": mail.chat_id,
        "target_message_id": mail.target_message_id,
        "priority": mail.priority,
        "data": dict(mail.data),
        "status": MailStatus.QUEUED,
        "not_before": mail.not_before or now,
        "attempts": 0,
        "created_at": now,
        "error": "",
    }


IS_UNADDRESSED = sa.and_(outbox.c.person_id.is_(None), outbox.c.chat_id.is_(None))
"""A letter to a role that nobody could be found for yet (see ``services.forwarding``)."""


async def list_in_flight(uow: UnitOfWork, mail_ids: Sequence[int]) -> set[int]:
    """Those of these rows that nobody has noted anything about since they were taken."""
    is_theirs = is_one_of(uow, outbox.c.id, mail_ids)
    statement = sa.select(outbox.c.id).where(is_theirs, outbox.c.status == MailStatus.SENDING)
    return set((await uow.execute(statement)).scalars())


async def mark_mail(uow: UnitOfWork, mail_ids: Sequence[int], **values: object) -> None:
    """One conditional write for all rows in flight that ended the same way."""
    if mail_ids:
        await uow.execute(
            sa.update(outbox)
            .where(is_one_of(uow, outbox.c.id, mail_ids), outbox.c.status == MailStatus.SENDING)
            .values(**values)
        )


_SENT = (outbox.c.id, outbox.c.chat_id, outbox.c.message_id)


async def mark_sent(
    uow: UnitOfWork, sent: Sequence[tuple[int, int, int | None]], *, now: datetime
) -> set[int]:
    """Marks ``(mail id, chat id, message id)``, unless something else was noted about a row; which it marked.

    The chat is kept so that old buttons find their row.
    """
    if not sent:
        return set()
    given = as_table(uow, _SENT, sent) | {"at": now}
    return set((await uow.execute(_mark_statement(is_sqlite=uow.is_sqlite), given)).scalars())


@cache
def _mark_statement(*, is_sqlite: bool) -> sa.Executable:
    new = table_of(_SENT, is_sqlite=is_sqlite)
    values = {
        "status": MailStatus.SENT,
        "sent_at": sa.bindparam("at", type_=outbox.c.sent_at.type),
        "chat_id": new.c.chat_id,
        "message_id": new.c.message_id,
        "error": "",
    }
    is_open = outbox.c.status.in_([MailStatus.SENDING, MailStatus.QUEUED])
    return sa.update(outbox).where(outbox.c.id == new.c.id, is_open).values(values).returning(outbox.c.id)


async def forget_secrets(uow: UnitOfWork, mail_ids: Sequence[int]) -> None:
    """Words and address of these rows go as soon as they have ended, however they did."""
    if mail_ids:
        ended = outbox.c.status.in_([MailStatus.SENT, MailStatus.FAILED])
        statement = sa.update(outbox).where(outbox.c.id.in_(mail_ids), ended)
        await uow.execute(statement.values(data={"text": ""}, chat_id=None))


async def postpone_chat(uow: UnitOfWork, *, chat_id: int, person_id: int | None, until: datetime) -> None:
    """Nothing goes to this chat before ``until`` (Telegram's retry_after is per chat).

    ``person_id`` is whose private chat it is; rows without a chat of their own go there.
    """
    same_chat = outbox.c.chat_id == chat_id
    if person_id is not None:
        same_chat = sa.or_(same_chat, sa.and_(outbox.c.chat_id.is_(None), outbox.c.person_id == person_id))
    await uow.execute(
        sa.update(outbox)
        .where(outbox.c.status == MailStatus.QUEUED, same_chat, outbox.c.not_before < until)
        .values(not_before=until)
    )


async def requeue_unfinished(uow: UnitOfWork, *, in_hand: Collection[int] = ()) -> int:
    """What a claim that was cut off left in flight goes again. Returns how many rows.

    Raises:
        InstanceLost: they are another sender's by now.
    """
    await require_generation(uow)
    return await put_back(uow, in_hand=in_hand)


async def find_mail_id(uow: UnitOfWork, *, chat_id: int, message_id: int) -> int | None:
    """The row behind a message of ours; None for messages that are not ours."""
    statement = sa.select(outbox.c.id).where(outbox.c.chat_id == chat_id, outbox.c.message_id == message_id)
    found: int | None = (
        await uow.execute(statement.order_by(outbox.c.id.desc()).limit(1))
    ).scalar_one_or_none()
    return found


_NEXT_DUE = sa.select(sa.func.min(outbox.c.not_before)).where(outbox.c.status == MailStatus.QUEUED)
_NEXT_AFTER = _NEXT_DUE.where(outbox.c.not_before > sa.bindparam("after", type_=outbox.c.not_before.type))


async def find_next_due(uow: UnitOfWork, *, after: datetime | None = None) -> datetime | None:
    """When the earliest queued row may go; with ``after``, the earliest that has to wait longer than that."""
    given = {"after": after} if after is not None else None
    found: datetime | None = (
        await uow.execute(_NEXT_DUE if after is None else _NEXT_AFTER, given)
    ).scalar_one()
    return found


async def count_by_status(uow: UnitOfWork) -> dict[str, int]:
    rows = await uow.execute(sa.select(outbox.c.status, sa.func.count()).group_by(outbox.c.status))
    return {row[0]: row[1] for row in rows}
