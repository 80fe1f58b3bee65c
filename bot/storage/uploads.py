"""Files that people sent to be imported: where each stands, and the one write that moves it on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.storage.database import UnitOfWork
from bot.storage.upload_tables import uploads

FOLDER = "uploads"


class UploadStatus(StrEnum):
    ASKED = "asked"
    """Proof of a result or a list? The sender has not said yet."""
    WAITING = "waiting"
    """To be fetched and checked."""
    FAULTY = "faulty"
    READY = "ready"
    """Previewed; waits for *Áp dụng*."""
    UNCHANGED = "unchanged"
    APPLYING = "applying"
    APPLIED = "applied"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    LOST = "lost"
    """Telegram would not hand it out, or it could not be read at all."""


@dataclass(frozen=True, slots=True)
class NewUpload:
    person_id: int
    chat_id: int
    file_id: str = field(repr=False)
    file_unique_id: str
    file_name: str = field(repr=False)
    mime: str
    size: int
    caption: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Upload:
    id: int
    person_id: int
    chat_id: int
    file_id: str = field(repr=False)
    file_unique_id: str
    file_name: str = field(repr=False)
    mime: str
    size: int
    caption: str = field(repr=False)
    status: UploadStatus
    rev: int
    attempts: int
    sha256: str
    stored_as: str
    base: str
    decided_at: datetime | None


_COLUMNS = (
    uploads.c.id,
    uploads.c.person_id,
    uploads.c.chat_id,
    uploads.c.file_id,
    uploads.c.file_unique_id,
    uploads.c.file_name,
    uploads.c.mime,
    uploads.c.size,
    uploads.c.caption,
    uploads.c.status,
    uploads.c.rev,
    uploads.c.attempts,
    uploads.c.sha256,
    uploads.c.stored_as,
    uploads.c.base,
    uploads.c.decided_at,
)


def _upload_of(row: Sequence[Any]) -> Upload:
    values = list(row)
    values[9] = UploadStatus(values[9])
    return Upload(*values)


async def add_upload(
    uow: UnitOfWork, new: NewUpload, *, status: UploadStatus, due_at: datetime, now: datetime
) -> int:
    values = {name: getattr(new, name) for name in new.__dataclass_fields__}
    statement = sa.insert(uploads).values(
        **values, status=status, due_at=due_at, received_at=now, findings={}
    )
    upload_id: int = (await uow.execute(statement.returning(uploads.c.id))).scalar_one()
    return upload_id


async def find_upload(uow: UnitOfWork, upload_id: int, *, lock: bool = False) -> Upload | None:
    statement = sa.select(*_COLUMNS).where(uploads.c.id == upload_id)
    row = (await uow.execute(statement.with_for_update() if lock else statement)).first()
    return _upload_of(row) if row else None


async def find_findings(uow: UnitOfWork, upload_id: int) -> Mapping[str, Any]:
    """What was shown of it; megabytes at worst, so it is not part of ``Upload``."""
    statement = sa.select(uploads.c.findings).where(uploads.c.id == upload_id)
    found: Mapping[str, Any] | None = (await uow.execute(statement)).scalar_one_or_none()
    return found or {}


async def list_due(uow: UnitOfWork, *, now: datetime, limit: int) -> list[Upload]:
    """What a job has to look at by now, the longest waiting first."""
    statement = (
        sa.select(*_COLUMNS)
        .where(uploads.c.due_at <= now)
        .order_by(uploads.c.due_at, uploads.c.id)
        .limit(limit)
    )
    return [_upload_of(row) for row in (await uow.execute(statement)).all()]


async def claim_upload(
    uow: UnitOfWork, upload_id: int, rev: int, held: Collection[UploadStatus], /, **values: object
) -> bool:
    """Moves it on from one of ``held`` in one conditional write; False when somebody else was faster."""
    statement = (
        sa.update(uploads)
        .where(uploads.c.id == upload_id, uploads.c.rev == rev, uploads.c.status.in_(sorted(held)))
        .values(**values)
        .returning(uploads.c.id)
    )
    return (await uow.execute(statement)).first() is not None


async def is_stored_elsewhere(uow: UnitOfWork, upload: Upload) -> bool:
    """Whether another row still needs the same bytes."""
    kept = sa.select(uploads.c.id).where(
        uploads.c.stored_as == upload.stored_as, uploads.c.id != upload.id, uploads.c.stored_as != ""
    )
    return (await uow.execute(kept.limit(1))).first() is not None


def read_stored(data_dir: Path, stored_as: str) -> bytes:
    """
    Raises:
        OSError: it is not there any more.
    """
    return (data_dir / stored_as).read_bytes()


def delete_stored(data_dir: Path, stored_as: str) -> None:
    (data_dir / stored_as).unlink(missing_ok=True)
