"""A digest and the picture before it, queued for many readers with one statement; who has been given one already."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.database import UnitOfWork
from bot.storage.outbox import MailKind, MailStatus, Priority
from bot.storage.queues import outbox

_KINDS = (MailKind.PICTURE, MailKind.DIGEST)
"""In the order in which they go."""


def dedupe_key(reporting_on: date, person_id: int) -> str:
    return f"digest:{reporting_on}:{person_id}"


async def list_planned(uow: UnitOfWork, reporting_on: date, person_ids: Collection[int]) -> set[int]:
    """Those of ``person_ids`` for whom this digest is in the outbox already, whatever became of it."""
    keys = {dedupe_key(reporting_on, person_id): person_id for person_id in person_ids}
    statement = sa.select(outbox.c.dedupe_key).where(outbox.c.dedupe_key.in_(list(keys)))
    return {keys[key] for key in (await uow.execute(statement)).scalars()}


async def drop_waiting(uow: UnitOfWork, person_ids: Collection[int]) -> None:
    """Last week's digest that still waits gives way: after an outage each reader gets one."""
    await uow.execute(
        sa.update(outbox)
        .where(
            outbox.c.kind.in_(_KINDS),
            outbox.c.status == MailStatus.QUEUED,
            outbox.c.person_id.in_(sorted(person_ids)),
        )
        .values(status=MailStatus.DROPPED, error="superseded")
    )


async def queue_digests(
    uow: UnitOfWork, given: Mapping[int, int], reporting_on: date, *, not_before: datetime, now: datetime
) -> int:
    """``given``: person → snapshot. Returns how many digests were queued; who has the date's digest gets no second."""
    rows = [
        {
            "kind": kind,
            "dedupe_key": _key_of(kind, reporting_on, person_id),
            "person_id": person_id,
            "priority": Priority.DIGEST,
            "data": {"snapshot_id": snapshot_id},
            "status": MailStatus.QUEUED,
            "not_before": not_before,
            "attempts": 0,
            "created_at": now,
            "error": "",
        }
        for person_id, snapshot_id in given.items()
        for kind in _KINDS
    ]
    if not rows:
        return 0
    insert = (sqlite.insert if uow.is_sqlite else postgresql.insert)(outbox)
    statement = insert.on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(outbox.c.kind)
    uow.has_mail = True
    return list((await uow.execute(statement, rows)).scalars()).count(MailKind.DIGEST)


def _key_of(kind: MailKind, reporting_on: date, person_id: int) -> str:
    key = dedupe_key(reporting_on, person_id)
    return key if kind is MailKind.DIGEST else f"{key}:{kind}"
