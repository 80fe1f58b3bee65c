"""A list sent to the bot, from the job's side: fetched, read, checked, imported, forgotten.

Fetching and reading happen outside any transaction. What was previewed is written in one transaction, and only if it
would still do exactly what was shown.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.import_views import ImportView
from bot.domain.people import Actor
from bot.domain.rules import Rules
from bot.messages import Outcome, OutcomeKind
from bot.services import UnitOfWork
from bot.services.exchange import (
    HasMark,
    ImportResult,
    NamedFile,
    Sheets,
    import_sheets,
    no_marks,
    read_files,
    rights_of,
)
from bot.services.findings import encode_view, view_of
from bot.services.uploads import LIFE, LIMITS, Upload, UploadStatus
from bot.storage import people, uploads
from bot.storage.evidence_files import store_bytes
from bot.storage.uploads import FOLDER

BATCH = 10
MAX_ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=15)


async def list_due(uow: UnitOfWork, *, now: datetime) -> Sequence[Upload]:
    return await uploads.list_due(uow, now=now, limit=BATCH)


async def read(upload: Upload, content: bytes, has_mark: HasMark = no_marks) -> Sheets:
    """In a thread, outside any transaction. What we kept was looked through for marks before it was kept."""
    file = NamedFile(upload.file_name, content)
    return await asyncio.to_thread(read_files, [file], limits=LIMITS, has_mark=has_mark)


async def keep(data_dir: Path, upload: Upload, content: bytes) -> Upload:
    """The bytes on the disk, and where; outside any transaction.

    Raises:
        OSError: no room, no permission.
    """
    stored = await asyncio.to_thread(store_bytes, data_dir, content, row_id=upload.id, folder=FOLDER)
    return replace(upload, stored_as=stored.name, sha256=stored.sha256)


async def load_bytes(data_dir: Path, upload: Upload) -> bytes:
    """
    Raises:
        FileNotFoundError: they are gone.
    """
    if not upload.stored_as:
        raise FileNotFoundError
    return await asyncio.to_thread(uploads.read_stored, data_dir, upload.stored_as)


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be told to the sender; None when there is nobody to tell or somebody else was faster."""

    actor: Actor
    view: ImportView
    status: UploadStatus
    is_stale: bool = False
    """The register changed after the preview: this is a new one."""


async def check(
    uow: UnitOfWork, upload: Upload, sheets: Sheets, *, now: datetime, rules: Rules
) -> Checked | None:
    """The dry run, and then, when the tap was given and it still holds, the import itself. The caller commits."""
    actor = await people.find_actor_by_id(uow, upload.person_id)
    if actor is None or not actor.appointments:
        await _move(uow, upload, status=UploadStatus.CANCELLED, due_at=now)
        return None
    is_tapped = upload.status is UploadStatus.APPLYING
    result = await import_sheets(
        uow,
        sheets,
        now=now,
        actor_id=actor.person.id,
        dry_run=not is_tapped,
        zone=rules.zone,
        rights=rights_of(actor),
        base=upload.base if is_tapped else None,
    )
    rev = upload.rev + (not result.is_applied)
    view = view_of(result, upload_id=upload.id, rev=rev, file_name=upload.file_name)
    status = _status_of(result, view)
    values: dict[str, object] = {
        "status": status,
        "rev": rev,
        "base": result.base,
        "attempts": 0,
        "caption": "",
    }
    if not result.is_applied:
        values |= {"findings": encode_view(view), "decided_at": None}
    due_at = None if result.is_applied else now + LIFE
    kept = {"stored_as": upload.stored_as, "sha256": upload.sha256}
    if not await _move(uow, upload, due_at=due_at, **kept, **values):
        return None
    return Checked(actor, view, status, is_stale=result.is_stale)


def _status_of(result: ImportResult, view: ImportView) -> UploadStatus:
    if not result.is_sound:
        return UploadStatus.FAULTY
    if result.is_applied:
        return UploadStatus.APPLIED
    return UploadStatus.READY if view.has_work else UploadStatus.UNCHANGED


async def _move(uow: UnitOfWork, upload: Upload, **values: object) -> bool:
    return await uploads.claim_upload(uow, upload.id, upload.rev, {upload.status}, **values)


async def note_failure(
    uow: UnitOfWork, upload: Upload, outcome: Outcome, *, now: datetime
) -> UploadStatus | None:
    """It could not be fetched: when to try again. LOST: never; the sender is to be told."""
    if outcome.kind is OutcomeKind.RETRY_AFTER:
        await _move(uow, upload, due_at=now + max(outcome.wait, FIRST_PAUSE))
        return None
    attempts = upload.attempts + 1
    if outcome.kind is OutcomeKind.REJECTED or attempts >= MAX_ATTEMPTS:
        return await give_up(uow, upload)
    await _move(uow, upload, due_at=now + FIRST_PAUSE * (1 << attempts), attempts=attempts)
    return None


async def give_up(uow: UnitOfWork, upload: Upload) -> UploadStatus | None:
    """LOST, unless somebody else moved it on meanwhile."""
    is_ours = await _move(uow, upload, status=UploadStatus.LOST, due_at=None)
    return UploadStatus.LOST if is_ours else None


async def find_sender(uow: UnitOfWork, upload: Upload) -> Actor | None:
    return await people.find_actor_by_id(uow, upload.person_id)


async def expire(uow: UnitOfWork, upload: Upload, data_dir: Path) -> None:
    """Nothing more will come of it: its bytes go, unless another list has the same ones.

    The file goes first: killed in between, the next run finds nothing to delete and notes that.
    """
    if upload.stored_as and not await uploads.is_stored_elsewhere(uow, upload):
        uploads.delete_stored(data_dir, upload.stored_as)
    waits = {UploadStatus.READY, UploadStatus.ASKED}
    status = UploadStatus.EXPIRED if upload.status in waits else upload.status
    await _move(uow, upload, status=status, due_at=None, stored_as="", caption="")
