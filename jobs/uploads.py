"""Lists that people sent: fetched, checked, previewed; after the tap imported; forgotten when nothing comes of them.

No transaction is open while bytes travel or are read. Killed anywhere it starts that step again: what was fetched goes
to the same place, and the import is one transaction with the note that it was done.
"""

import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.domain.people import Actor
from bot.domain.rules import Rules
from bot.language import find_classified_mark
from bot.messages import Message, Outcome, Reply
from bot.services import UnitOfWork, is_outage, upload_work
from bot.services.exchange import Sheets
from bot.services.mail import queue_reply
from bot.services.upload_work import Checked
from bot.services.uploads import Upload, UploadStatus
from bot.texts.uploads import (
    render_applied,
    render_lost,
    render_preview,
    render_problems,
    render_unchanged,
)

Fetch = Callable[[str], Awaitable[bytes | Outcome]]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Registrar:
    begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]]
    fetch: Fetch
    rules: Callable[[], Rules]
    clock: Callable[[], datetime]
    data_dir: Path

    async def work(self) -> int:
        """Takes every list one step further that is due; returns how many.

        Raises:
            OSError: the disk refuses; nothing is counted against the lists.
        """
        count = 0
        while batch := await self._list_due():
            for upload in batch:
                await self._try(upload)
                count += 1
        return count

    async def _list_due(self) -> list[Upload]:
        async with self.begin() as uow:
            return list(await upload_work.list_due(uow, now=self.clock()))

    async def _try(self, upload: Upload) -> None:
        """One list that cannot be handled must not stop the others."""
        try:
            await self._step(upload)
        except Exception as error:
            is_gone = isinstance(error, FileNotFoundError)
            if is_outage(error) and not is_gone:
                raise
            log.exception("upload_failed", extra={"upload_id": upload.id, "error": type(error).__name__})
            await self._give_up(upload)

    async def _step(self, upload: Upload) -> None:
        match upload.status:
            case UploadStatus.WAITING:
                await self._fetch(upload)
            case UploadStatus.APPLYING:
                content = await upload_work.load_bytes(self.data_dir, upload)
                await self._check(upload, await upload_work.read(upload, content))
            case _:
                async with self.begin() as uow:
                    await upload_work.expire(uow, upload, self.data_dir)
                    await uow.commit()

    async def _fetch(self, upload: Upload) -> None:
        answer = await self.fetch(upload.file_id)
        if isinstance(answer, Outcome):
            await self._note_failure(upload, answer)
            return
        sheets = await upload_work.read(upload, answer, _has_mark)
        if not sheets.is_classified:
            upload = await upload_work.keep(self.data_dir, upload, answer)
        await self._check(upload, sheets)

    async def _check(self, upload: Upload, sheets: Sheets) -> None:
        async with self.begin() as uow:
            checked = await upload_work.check(uow, upload, sheets, now=self.clock(), rules=self.rules())
            if checked is not None:
                await self._tell(uow, upload, checked.actor, _render(checked))
            await uow.commit()
        if checked is not None:
            facts = {"upload_id": upload.id, "status": checked.status.value, "rows": checked.view.rows}
            log.info("upload_checked", extra=facts)

    async def _note_failure(self, upload: Upload, outcome: Outcome) -> None:
        async with self.begin() as uow:
            status = await upload_work.note_failure(uow, upload, outcome, now=self.clock())
            if status is UploadStatus.LOST:
                await self._tell_lost(uow, upload)
            await uow.commit()
        extra = {"upload_id": upload.id, "reason": outcome.reason}
        if status is UploadStatus.LOST:
            log.error("upload_lost", extra=extra)
        else:
            log.warning("upload_waits", extra=extra)

    async def _give_up(self, upload: Upload) -> None:
        async with self.begin() as uow:
            if await upload_work.give_up(uow, upload) is UploadStatus.LOST:
                await self._tell_lost(uow, upload)
            await uow.commit()

    async def _tell_lost(self, uow: UnitOfWork, upload: Upload) -> None:
        sender = await upload_work.find_sender(uow, upload)
        if sender is not None:
            await self._tell(uow, upload, sender, (render_lost(upload.file_name, sender.person.language),))

    async def _tell(
        self, uow: UnitOfWork, upload: Upload, sender: Actor, messages: tuple[Message, ...]
    ) -> None:
        await queue_reply(
            uow,
            Reply(messages=messages),
            chat_id=upload.chat_id,
            person_id=sender.person.id,
            pressed_message_id=None,
            now=self.clock(),
        )


def _has_mark(text: str) -> bool:
    return find_classified_mark(text) is not None


def _render(checked: Checked) -> tuple[Message, ...]:
    view, language = checked.view, checked.actor.person.language
    match checked.status:
        case UploadStatus.READY:
            return render_preview(view, language, is_stale=checked.is_stale)
        case UploadStatus.FAULTY:
            return render_problems(view, language)
        case UploadStatus.UNCHANGED:
            return (render_unchanged(view, language),)
        case UploadStatus.APPLIED:
            return (render_applied(view, language),)
        case _:
            raise ValueError("a check ends in none of the other states")
