"""Files that are made at sending: loaded in a transaction, made in a thread, sent, and remembered by what is in them.

What the channel keeps already is sent by its id, so that the second reader of the same file costs no upload.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import assert_never

from bot.domain.import_views import Template
from bot.domain.people import Language
from bot.domain.rules import Rules
from bot.messages import Attachment, Channel, Document, Message, Outcome, OutcomeKind
from bot.services import UnitOfWork, attachments, is_outage
from bot.services.attachments import Changes, Contents, Deadlines, Faults, TaskList
from bot.services.letters import Letter
from bot.texts.files import render_gone
from bot.texts.ics import render_calendar
from bot.texts.list_sheets import render_changes, render_faults, render_template
from bot.texts.sheets import render_workbook

log = logging.getLogger(__name__)
_DATABASE_PAUSE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Courier:
    begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]]
    channel: Channel
    rules: Callable[[], Rules]
    clock: Callable[[], datetime]
    data_dir: Path

    async def send(self, chat_id: int, letter: Letter, message: Message) -> Outcome:
        """``message`` with the file that its document names. Certainly not sent while the database is away."""
        document = message.document
        if document is None or document.attachment is None:
            return await self.channel.send(chat_id, message)
        try:
            contents = await self._load(letter, document.attachment)
        except Exception as error:
            if not is_outage(error):
                raise
            return Outcome(OutcomeKind.RETRY_AFTER, wait=_DATABASE_PAUSE, reason="database")
        if contents is None:
            return await self.channel.send(chat_id, render_gone(_language_of(letter)))
        return await self._send(chat_id, message, contents, _language_of(letter))

    async def _load(self, letter: Letter, wanted: Attachment) -> Contents | None:
        if letter.reader is None:
            return None
        async with self.begin() as uow:
            found = await attachments.load_contents(
                uow, letter.reader, wanted, now=self.clock(), rules=self.rules()
            )
        return None if found is None else await attachments.add_rows(found, self.data_dir)

    async def _send(self, chat_id: int, message: Message, contents: Contents, language: Language) -> Outcome:
        name = message.document.file_name if message.document else ""
        key = await asyncio.to_thread(_key_of, contents, name, language)
        file_id = await self._remembered(key)
        if file_id:
            known = replace(message, document=Document(name, file_id))
            outcome = await self.channel.send(chat_id, known)
            if outcome.kind is not OutcomeKind.REJECTED:
                return outcome
            # Another token, or Telegram has lost it: made and sent anew.
            await self._note(lambda uow: attachments.forget_sent(uow, key))
        made_at, rules = self.clock(), self.rules()
        content = await asyncio.to_thread(_make, contents, language, rules, made_at)
        outcome = await self.channel.send(chat_id, replace(message, document=Document(name, content=content)))
        if outcome.file_id:
            sent_as = outcome.file_id
            await self._note(lambda uow: attachments.note_sent(uow, key, sent_as, now=made_at))
        return outcome

    async def _remembered(self, key: str) -> str | None:
        try:
            async with self.begin() as uow:
                return await attachments.find_sent(uow, key)
        except Exception as error:
            log.warning("sent_file_unknown", extra={"error": type(error).__name__})
            return None

    async def _note(self, write: Callable[[UnitOfWork], Awaitable[None]]) -> None:
        """Only saves an upload: what was sent stays sent, whatever becomes of the note."""
        try:
            async with self.begin() as uow:
                await write(uow)
                await uow.commit()
        except Exception as error:
            log.warning("sent_file_not_noted", extra={"error": type(error).__name__})


def _language_of(letter: Letter) -> Language:
    return letter.reader.person.language if letter.reader else Language.VI


def _key_of(contents: Contents, name: str, language: Language) -> str:
    """The name says the kind and the day; the rest is what the file says."""
    facts = hashlib.sha256(repr(contents).encode()).hexdigest()
    return f"{name}:{language}:{facts}"


def _make(contents: Contents, language: Language, rules: Rules, made_at: datetime) -> bytes:
    match contents:
        case TaskList(rows):
            return render_workbook(rows, language)
        case Deadlines(items):
            return render_calendar(items, language, rules, made_at=made_at)
        case Template():
            return render_template(contents, language)
        case Faults(view, _, sheet):
            return render_faults(sheet, view, language)
        case Changes(view):
            return render_changes(view, language)
        case _:
            assert_never(contents)
