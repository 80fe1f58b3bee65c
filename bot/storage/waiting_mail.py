"""Mail that waits: for somebody to hold a role, for office hours, for a reader to come back."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.storage.database import UnitOfWork
from bot.storage.outbox import IS_UNADDRESSED, REFUSED_AT, Mail, MailKind, MailStatus, mark_mail
from bot.storage.queues import outbox


async def list_unaddressed(uow: UnitOfWork, *, limit: int = 100) -> list[Mail]:
    """Letters to a role that wait for somebody to hold it, the oldest first."""
    columns = (outbox.c.id, outbox.c.kind, outbox.c.data, outbox.c.attempts, outbox.c.created_at)
    statement = (
        sa.select(*columns)
        .where(outbox.c.status == MailStatus.QUEUED, IS_UNADDRESSED)
        .order_by(outbox.c.id)
        .limit(limit)
        .with_for_update()
    )
    rows = (await uow.execute(statement)).all()
    return [Mail(row[0], MailKind(row[1]), row[2], None, None, None, row[3], None, row[4]) for row in rows]


async def address(uow: UnitOfWork, mail: Mail, person_id: int) -> None:
    """What an earlier reader's chat refused is none of this one's."""
    data = {key: value for key, value in mail.data.items() if key != REFUSED_AT}
    await uow.execute(sa.update(outbox).where(outbox.c.id == mail.id).values(person_id=person_id, data=data))
    uow.has_mail = True


async def unaddress(uow: UnitOfWork, mail_ids: Sequence[int]) -> None:
    """The reader is gone, the letter is not: it waits for the next in turn."""
    await mark_mail(
        uow, mail_ids, status=MailStatus.QUEUED, person_id=None, chat_id=None, attempts=0, error=""
    )


async def hold_back(uow: UnitOfWork, kinds: Collection[MailKind], *, now: datetime, until: datetime) -> None:
    """What may go now but can wait, waits: quiet hours are asked again at sending."""
    await uow.execute(
        sa.update(outbox)
        .where(
            outbox.c.status == MailStatus.QUEUED, outbox.c.not_before <= now, outbox.c.kind.in_(sorted(kinds))
        )
        .values(not_before=until)
    )


async def revive_digests(uow: UnitOfWork, person_id: int, *, since: datetime) -> None:
    """A digest that found nobody goes again when the reader is back."""
    await uow.execute(
        sa.update(outbox)
        .where(
            outbox.c.person_id == person_id,
            outbox.c.kind.in_([MailKind.DIGEST, MailKind.PICTURE]),
            outbox.c.status == MailStatus.FAILED,
            outbox.c.created_at >= since,
        )
        .values(status=MailStatus.QUEUED, attempts=0, error="")
    )
    uow.has_mail = True
