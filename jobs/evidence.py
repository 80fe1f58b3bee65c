"""Fetches the files that people sent as evidence: a batch, one after another, no transaction while bytes travel.

Killed anywhere it starts again: a file that was stored but not noted is fetched once more, to the same place.
"""

import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.messages import Outcome
from bot.services import UnitOfWork, evidence
from bot.services.evidence import Misfortune, Verdict, WaitingFile

Fetch = Callable[[str], Awaitable[bytes | Outcome]]
"""A file by the channel's id: its bytes, or why not. Never raises for what the other side answers."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Collector:
    begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]]
    fetch: Fetch
    clock: Callable[[], datetime]
    data_dir: Path

    async def collect(self) -> int:
        """Fetches what is waiting; returns how many files are stored now.

        Raises:
            OSError: the disk refuses; nothing is counted against the files.
        """
        stored = 0
        while batch := await self._list_waiting():
            for file in batch:
                answer = await self.fetch(file.file_id)
                if isinstance(answer, Outcome):
                    verdict = await self._note_failure(Misfortune(file, answer))
                    if verdict is Verdict.POSTPONED:
                        return stored
                    continue
                await self._keep(file, answer)
                stored += 1
        return stored

    async def _list_waiting(self) -> list[WaitingFile]:
        async with self.begin() as uow:
            return list(await evidence.list_waiting(uow, now=self.clock()))

    async def _keep(self, file: WaitingFile, content: bytes) -> None:
        kept = await evidence.store(self.data_dir, file, content)
        async with self.begin() as uow:
            await evidence.note_stored(uow, file, kept)
            await uow.commit()
        log.info("evidence_stored", extra={"evidence_id": file.id, "size": kept.size})

    async def _note_failure(self, misfortune: Misfortune) -> Verdict:
        async with self.begin() as uow:
            await evidence.note_failure(uow, misfortune, now=self.clock())
            await uow.commit()
        facts = {"evidence_id": misfortune.file.id, "reason": misfortune.outcome.reason}
        if misfortune.verdict is Verdict.LOST:
            log.error("evidence_lost", extra=facts)
        else:
            log.warning("evidence_waits", extra=facts)
        return misfortune.verdict
