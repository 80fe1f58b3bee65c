"""The one bridge from PTB to ``Turn``: parse, know the speaker, call one handler, queue its reply.

PTB only chooses the handler. It runs ``block=True`` inside the worker's transaction, which reaches this module by a
ContextVar; PTB's own queue, persistence and conversation memory are not used.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application, CallbackContext, ExtBot

from bot.domain.errors import DomainError
from bot.domain.people import Language
from bot.domain.rules import Rules
from bot.messages import Incoming, IncomingKind, Message, Reply
from bot.services import UnitOfWork, directory
from bot.services.mail import queue_reply
from bot.texts.catalogue import say
from handlers.incoming import parse_incoming
from handlers.refusals import render_refusal, render_stranger, render_unavailable
from handlers.turn import Handler, Turn

log = logging.getLogger(__name__)
AnyApplication = Application[Any, Any, Any, Any, Any, Any]
AnyContext = CallbackContext[Any, Any, Any, Any]
Callback = Callable[[Update, AnyContext], Coroutine[Any, Any, None]]
AfterCommit = Callable[[bool], Awaitable[None]]
"""Told whether the press was answered already."""
_TYPING_AFTER = 1.0
"""Seconds: who waits longer is shown that somebody writes."""


@dataclass(slots=True)
class Handling:
    """One update in work: its transaction, and what is to be done after the commit."""

    uow: UnitOfWork
    now: datetime
    rules: Rules
    errors: list[Exception] = field(default_factory=list)
    toast: str = ""
    is_alert: bool = False
    leave_chat_id: int | None = None


_handling: ContextVar[Handling] = ContextVar("handling")


class CollectingApplication(AnyApplication):
    """PTB logs a handler's error and goes on; the worker has to know it."""

    async def process_error(
        self, update: object, error: Exception, job: object = None, coroutine: object = None
    ) -> bool:
        del update, job, coroutine
        _handling.get().errors.append(error)
        return True


def guess_language(language_code: str) -> Language:
    """Vietnamese first; English only for a phone that is set to another language."""
    return Language.VI if language_code[:2] in {"", "vi"} else Language.EN


def adapt(handler: Handler, *, is_public: bool = False) -> Callback:
    """A PTB callback that makes a ``Turn`` for ``handler``; strangers reach only public ones."""

    async def on_update(update: Update, context: AnyContext) -> None:
        del context
        incoming = parse_incoming(update)
        if incoming is None:
            return
        if not incoming.is_private and not is_public:
            return  # a press in a group: what it opens is not for everybody there
        handling = _handling.get()
        turn = await _open_turn(handling, incoming)
        if turn.speaker is None and not is_public:
            reply = render_stranger(turn.language, turn.rules.body_name, is_press=_is_press(incoming))
        elif incoming.kind is IncomingKind.CLASSIFIED and incoming.is_private:
            reply = Reply(messages=(Message(say(turn.language, "input.classified")),))
        else:
            reply = await handler(turn)
        await _queue(handling, turn, reply)

    return on_update


def _is_press(incoming: Incoming) -> bool:
    return incoming.kind is IncomingKind.PRESS


async def _open_turn(handling: Handling, incoming: Incoming) -> Turn:
    # Blocking us is no word of the person's: it neither shows that they saw anything nor brings them back.
    is_word = incoming.kind is not IncomingKind.BLOCKED
    speaker = await directory.meet(handling.uow, incoming.telegram_id, now=handling.now) if is_word else None
    language = speaker.person.language if speaker else guess_language(incoming.language_code)
    return Turn(handling.uow, speaker, handling.now, language, incoming, handling.rules)


async def _queue(handling: Handling, turn: Turn, reply: Reply) -> None:
    handling.toast, handling.is_alert = reply.toast, reply.is_alert
    if reply.leave_chat:
        handling.leave_chat_id = turn.incoming.chat_id
    await queue_reply(
        handling.uow,
        reply,
        chat_id=turn.incoming.chat_id,
        person_id=turn.speaker.person.id if turn.speaker and not reply.is_farewell else None,
        pressed_message_id=turn.incoming.message_id if _is_press(turn.incoming) else None,
        now=turn.now,
    )


class PtbDispatcher:
    """The worker's dispatcher: PTB's application with the registered handlers."""

    def __init__(
        self, application: AnyApplication, rules: Callable[[], Rules], unreadable: type[Exception]
    ) -> None:
        self._application = application
        self._bot: ExtBot[Any] = application.bot
        self._rules = rules
        self._unreadable = unreadable
        self._typing: set[asyncio.Task[None]] = set()

    async def handle(self, uow: UnitOfWork, payload: str, now: datetime) -> AfterCommit | None:
        """Runs the handlers on one update inside ``uow``; raises what a handler raised."""
        update = self._parse(payload)
        handling = Handling(uow, now, self._rules())
        token = _handling.set(handling)
        typing = asyncio.get_running_loop().call_later(_TYPING_AFTER, self._show_typing, update)
        try:
            await self._application.process_update(update)
        finally:
            typing.cancel()
            _handling.reset(token)
        if handling.errors:
            raise handling.errors[0]
        return self._make_answer(update, handling)

    async def refuse(
        self, uow: UnitOfWork, payload: str, now: datetime, error: DomainError
    ) -> AfterCommit | None:
        """Says why a request was refused; its effects were rolled back before."""
        update = self._parse(payload)
        handling = Handling(uow, now, self._rules())
        incoming = parse_incoming(update)
        if incoming is not None:
            turn = await _open_turn(handling, incoming)
            reply = render_refusal(error, turn.language, is_press=_is_press(incoming))
            await _queue(handling, turn, reply)
        return self._make_answer(update, handling)

    async def apologise(self, payload: str) -> None:
        """After a failure of ours: the press is answered, so that the phone stops waiting."""
        try:
            update = self._parse(payload)
        except self._unreadable:
            return
        query = update.callback_query
        if query is None:
            return
        language = guess_language(query.from_user.language_code or "")
        with suppress(TelegramError):
            await query.answer(render_unavailable(language), show_alert=True)

    def _parse(self, payload: str) -> Update:
        try:
            update = Update.de_json(json.loads(payload), self._bot)
        except Exception as error:
            # Whatever PTB stumbles over in a foreign payload; its text may quote the message, so it is not kept.
            raise self._unreadable(type(error).__name__) from None
        return update

    def _make_answer(self, update: Update, handling: Handling) -> AfterCommit | None:
        if update.callback_query is None and handling.leave_chat_id is None:
            return None
        return lambda is_answered: self._answer(update, handling, is_answered=is_answered)

    async def _answer(self, update: Update, handling: Handling, *, is_answered: bool) -> None:
        """Best effort and once: a press is worth an answer for seconds only, never a retry."""
        try:
            if update.callback_query is not None and not is_answered:
                await update.callback_query.answer(handling.toast or None, show_alert=handling.is_alert)
            if handling.leave_chat_id is not None:
                await self._bot.leave_chat(handling.leave_chat_id)
        except TelegramError as error:
            log.info("answer_failed", extra={"error": type(error).__name__})

    def _show_typing(self, update: Update) -> None:
        """Only when a reply takes longer than a moment."""
        chat = update.effective_chat
        if chat is not None:
            task = asyncio.get_running_loop().create_task(self._type(chat.id))
            self._typing.add(task)
            task.add_done_callback(self._typing.discard)

    async def _type(self, chat_id: int) -> None:
        with suppress(TelegramError):
            await self._bot.send_chat_action(chat_id, "typing")
