"""Files that are made at sending: loaded in a transaction, made in a thread, sent, and remembered by what is in them.

What the channel keeps already is sent by its id, so that the second reader of the same file costs no upload.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

from bot.domain.people import Language
from bot.domain.picture import Picture
from bot.domain.rules import Rules
from bot.messages import Attachment, Channel, Document, Message, Outcome, OutcomeKind
from bot.services import UnitOfWork, attachments, is_outage
from bot.services.attachments import Contents
from bot.services.letters import Letter
from bot.texts.files import render_gone

log = logging.getLogger(__name__)
NOT_DRAWN = "not_drawn"
"""Why a picture was not sent: the words behind it go all the same."""
_DATABASE_PAUSE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Courier:
    begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]]
    channel: Channel
    rules: Callable[[], Rules]
    clock: Callable[[], datetime]
    data_dir: Path
    easel: asyncio.Lock = field(default_factory=asyncio.Lock)

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
        is_photo = isinstance(contents, Picture)
        key = await asyncio.to_thread(_key_of, contents, name, language)
        file_id = await self._remembered(key)
        if file_id:
            known = replace(message, document=Document(name, file_id, is_photo))
            outcome = await self.channel.send(chat_id, known)
            if outcome.kind is not OutcomeKind.REJECTED:
                return outcome
            # Another token, or Telegram has lost it: made and sent anew.
            await self._note(lambda uow: attachments.forget_sent(uow, key))
        made_at = self.clock()
        content = await self._make(contents, language, made_at)
        if content is None:
            return Outcome(OutcomeKind.REJECTED, reason=NOT_DRAWN)
        document = Document(name, is_photo=is_photo, content=content)
        outcome = await self.channel.send(chat_id, replace(message, document=document))
        if outcome.file_id:
            sent_as = outcome.file_id
            await self._note(lambda uow: attachments.note_sent(uow, key, sent_as, now=made_at))
        return outcome

    async def _make(self, contents: Contents, language: Language, made_at: datetime) -> bytes | None:
        """In a thread; pictures one at a time, or the loop would wait for each of their threads in turn.

        None: there is no picture to be had, and its words must go without it.
        """
        if not isinstance(contents, Picture):
            return await asyncio.to_thread(_make, contents, language, self.rules(), made_at)
        try:
            async with self.easel:
                return await asyncio.to_thread(_make, contents, language, self.rules(), made_at)
        except Exception as error:
            log.warning("picture_not_drawn", extra={"error": type(error).__name__})
            return None

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
    """In a thread; the libraries come with the first file: who never sends one does without them."""
    making = import_module("jobs.making")
    content: bytes = making.make_file(contents, language, rules, made_at)
    return content
