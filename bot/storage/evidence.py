"""Evidence that is still with the channel: which rows are to be fetched, and what became of them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.storage.database import UnitOfWork
from bot.storage.evidence_files import StoredFile
from bot.storage.tables import evidence


@dataclass(frozen=True, slots=True)
class WaitingFile:
    id: int
    file_id: str
    attempts: int


async def list_waiting(uow: UnitOfWork, *, now: datetime, limit: int) -> list[WaitingFile]:
    """What may be fetched by ``now``, the longest waiting first."""
    statement = (
        sa.select(evidence.c.id, evidence.c.file_id, evidence.c.fetch_attempts)
        .where(evidence.c.fetch_at <= now)
        .order_by(evidence.c.fetch_at, evidence.c.id)
        .limit(limit)
    )
    return [WaitingFile(*row) for row in (await uow.execute(statement)).all()]


async def mark_stored(uow: UnitOfWork, row_id: int, stored: StoredFile) -> None:
    await uow.execute(
        sa.update(evidence)
        .where(evidence.c.id == row_id)
        .values(size=stored.size, sha256=stored.sha256, stored_as=stored.name, fetch_at=None)
    )


async def mark_to_retry(uow: UnitOfWork, row_id: int, *, attempts: int, retry_at: datetime | None) -> None:
    """None: never again."""
    await uow.execute(
        sa.update(evidence)
        .where(evidence.c.id == row_id, evidence.c.stored_as == "")
        .values(fetch_at=retry_at, fetch_attempts=attempts)
    )
