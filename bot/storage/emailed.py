"""Notices that go by e-mail: who can have one, which message carries which items, and that each is tried once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.storage.database import UnitOfWork
from bot.storage.generation import EMAIL_KEY
from bot.storage.outbox import MailKind, MailStatus, read_refused_at
from bot.storage.queues import notice_items, outbox
from bot.storage.tables import people

BY_EMAIL = "email"
"""In a notice's ``data``: its reader cannot be reached on Telegram."""
_JOINABLE = timedelta(hours=1)
"""An e-mail that was put off longer than this has little of its day of tries left for what is new."""


def key_of(item_ids: Sequence[int]) -> str:
    """Whatever becomes of the row: these items begin no second one."""
    return f"{EMAIL_KEY}{min(item_ids)}"


async def list_tried(uow: UnitOfWork, item_ids: Sequence[int]) -> set[int]:
    """Which of these items went by e-mail before, in vain: they hang on such a row."""
    statement = (
        sa.select(notice_items.c.id)
        .join_from(notice_items, outbox, outbox.c.id == notice_items.c.outbox_id)
        .where(notice_items.c.id.in_(item_ids), outbox.c.dedupe_key.startswith(EMAIL_KEY))
    )
    return set((await uow.execute(statement)).scalars())


async def list_mailable(uow: UnitOfWork) -> set[int]:
    """People who are linked but out of reach, and left an address; a handful."""
    statement = sa.select(people.c.id).where(
        people.c.telegram_id.is_not(None), people.c.unreachable_at.is_not(None), people.c.email != ""
    )
    return set((await uow.execute(statement)).scalars())


async def find_waiting(uow: UnitOfWork, person_id: int, *, now: datetime) -> int | None:
    """An e-mail to the person that has certainly not gone yet; what is owed now joins it.

    One that may have arrived goes again under its number, and a mailbox may drop the repetition, new lines and all.
    """
    statement = sa.select(outbox.c.id, outbox.c.data).where(
        outbox.c.person_id == person_id,
        outbox.c.kind == MailKind.NOTICE,
        outbox.c.status == MailStatus.QUEUED,
        outbox.c.attempts == 0,
        outbox.c.dedupe_key.startswith(EMAIL_KEY),
    )
    # Locked, or a sender could take it between this look and the items joining it, and they would never go.
    rows = (await uow.execute(statement.order_by(outbox.c.id).with_for_update())).all()
    return next((row.id for row in rows if now - (read_refused_at(row.data) or now) <= _JOINABLE), None)


async def attach(uow: UnitOfWork, item_ids: Sequence[int], mail_id: int) -> None:
    """On their way again: nobody else is to get them meanwhile."""
    statement = sa.update(notice_items).where(notice_items.c.id.in_(item_ids))
    await uow.execute(statement.values(outcome="", outbox_id=mail_id))
