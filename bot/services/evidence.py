"""Evidence outlives the chat: its bytes are fetched after the commit and kept by us.

Fetching itself is the job's: no network happens inside a transaction.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from bot.messages import Outcome, OutcomeKind
from bot.services import UnitOfWork
from bot.storage import evidence
from bot.storage.evidence import WaitingFile as WaitingFile
from bot.storage.evidence_files import StoredFile, store_bytes

BATCH = 20
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
MAX_ATTEMPTS = 20
"""About three days of tries: 1, 2, 4 ... minutes, then every six hours."""


class Verdict(StrEnum):
    """What a failed fetch means for the row."""

    POSTPONED = "postponed"
    """Telegram is away or asks us to wait: nobody's fault, not counted."""
    RETRIED = "retried"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Misfortune:
    file: WaitingFile
    outcome: Outcome

    @property
    def verdict(self) -> Verdict:
        match self.outcome.kind:
            case OutcomeKind.RETRY_AFTER:
                return Verdict.POSTPONED
            case OutcomeKind.REJECTED:
                return Verdict.LOST
            case _ if self.file.attempts + 1 >= MAX_ATTEMPTS:
                return Verdict.LOST
            case _:
                return Verdict.RETRIED


async def list_waiting(uow: UnitOfWork, *, now: datetime) -> Sequence[WaitingFile]:
    """The next files to fetch."""
    return await evidence.list_waiting(uow, now=now, limit=BATCH)


async def store(data_dir: Path, file: WaitingFile, content: bytes) -> StoredFile:
    """Puts the bytes on the disk, outside any transaction.

    Raises:
        OSError: no room, no permission.
    """
    return await asyncio.to_thread(store_bytes, data_dir, content, row_id=file.id)


async def note_stored(uow: UnitOfWork, file: WaitingFile, stored: StoredFile) -> None:
    await evidence.mark_stored(uow, file.id, stored)


async def note_failure(uow: UnitOfWork, misfortune: Misfortune, *, now: datetime) -> None:
    """When the file is tried again, if ever."""
    file, wait = misfortune.file, misfortune.outcome.wait
    match misfortune.verdict:
        case Verdict.POSTPONED:
            attempts, retry_at = file.attempts, now + max(wait, FIRST_PAUSE)
        case Verdict.RETRIED:
            attempts, retry_at = file.attempts + 1, now + pause_after(file.attempts + 1)
        case Verdict.LOST:
            await evidence.mark_to_retry(uow, file.id, attempts=file.attempts + 1, retry_at=None)
            return
    await evidence.mark_to_retry(uow, file.id, attempts=attempts, retry_at=retry_at)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failed tries."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(attempts - 1, 16)))
