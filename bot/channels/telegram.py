"""The Telegram channel: our messages as Bot API calls, its errors as outcomes.

The split that matters is "certainly not sent" (retried) against "nobody knows" (decided by the kind of message).
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import httpx
from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram_form import inline_of, markup_of, strip_markup
from bot.channels.transport import NotSent
from bot.messages import Message, Outcome, OutcomeKind

_NOT_SENT = (
    NotSent,
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_GONE = (
    "chat not found",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "peer_id_invalid",
)
_NO_TARGET = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
)
_CHANNEL_PAUSE = timedelta(seconds=5)
_SERVER_ERROR = "server_error"
_TARGET_GONE = "target_gone"
_BAD_MARKUP = "bad_markup"
_SEND_TEXT, _EDIT_TEXT = "send__message", "edit__message__text"
"""PTB makes sendMessage of it. Two underscores, or it would advise its own methods, which parse the whole answer."""
_NO_PREVIEW = {"is_disabled": True}
log = logging.getLogger(__name__)


def classify_error(error: TelegramError) -> Outcome:
    """What an error of python-telegram-bot says about the message (order matters: BadRequest is a NetworkError)."""
    match error:
        case RetryAfter():
            return Outcome(OutcomeKind.RETRY_AFTER, wait=_wait_of(error), reason="flood")
        case ChatMigrated():
            return Outcome(OutcomeKind.MOVED, new_chat_id=error.new_chat_id, reason="migrated")
        case Forbidden():
            return Outcome(OutcomeKind.UNREACHABLE, reason="forbidden")
        case BadRequest():
            return _classify_bad_request(error)
        case _ if reason := _why_not_sent(error):
            # A server's error may be about this one message; everything else concerns everybody.
            is_down = reason != _SERVER_ERROR
            return Outcome(OutcomeKind.RETRY_AFTER, wait=_CHANNEL_PAUSE, reason=reason, whole_channel=is_down)
        case _:
            return Outcome(OutcomeKind.UNKNOWN, reason=type(error).__name__)


def _why_not_sent(error: TelegramError) -> str:
    """Why it certainly did not arrive; empty when nobody can say."""
    if isinstance(error, InvalidToken | EndPointNotFound | Conflict):
        # Asked for an endpoint by name, PTB takes a refused token for a missing endpoint.
        return "token"
    if isinstance(error.__cause__, _NOT_SENT):
        return "not_connected"
    if isinstance(error, NetworkError) and (
        error.__cause__ is None or isinstance(error.__cause__, TelegramError)
    ):
        # Answered with 5xx or with something that is no JSON: Telegram did not carry it out.
        return _SERVER_ERROR
    return ""


def _classify_bad_request(error: BadRequest) -> Outcome:
    text = error.message.lower()
    if "message is not modified" in text:
        return Outcome(OutcomeKind.DELIVERED, reason="not_modified")
    if any(words in text for words in _GONE):
        return Outcome(OutcomeKind.UNREACHABLE, reason="chat_gone")
    return Outcome(OutcomeKind.REJECTED, reason=_why_rejected(text))


def _why_rejected(text: str) -> str:
    if any(words in text for words in _NO_TARGET):
        return _TARGET_GONE
    return _BAD_MARKUP if "can't parse entities" in text else "bad_request"


def _wait_of(error: RetryAfter) -> timedelta:
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)


class TelegramChannel:
    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, address: int | str, message: Message) -> Outcome:
        outcome = await self._send(address, message)
        if outcome.reason != _BAD_MARKUP:
            return outcome
        # Words without their bold are better than no words; that it happened is a fault of ours.
        log.error("markup_refused")
        return await self._send(address, message, is_plain=True)

    async def _send(self, address: int | str, message: Message, *, is_plain: bool = False) -> Outcome:
        uploaded: list[str] = []

        async def call() -> int | None:
            if message.document is not None and not is_plain:
                return await self._send_file(address, message, uploaded)
            text = strip_markup(message.text) if is_plain else str(message.text)
            form = {"chat_id": address, "text": text, "link_preview_options": _NO_PREVIEW}
            if not is_plain:
                form["parse_mode"] = ParseMode.HTML
            return _id_of(await self._call(_SEND_TEXT, form | markup_of(message)))

        outcome = await _outcome_of(call)
        return replace(outcome, file_id=uploaded[0]) if uploaded else outcome

    async def edit(self, address: int | str, message_id: int, message: Message) -> Outcome:
        """Rewrites a message of ours; a target that is gone, or words it refuses, are sent anew."""

        async def call() -> int | None:
            form = {
                "chat_id": address,
                "message_id": message_id,
                "text": str(message.text),
                "parse_mode": ParseMode.HTML,
                "link_preview_options": _NO_PREVIEW,
            }
            await self._call(_EDIT_TEXT, form | inline_of(message))
            return message_id

        outcome = await _outcome_of(call)
        if outcome.reason in {_TARGET_GONE, _BAD_MARKUP}:
            return await self.send(address, message)
        if outcome.reason == "not_modified":
            return Outcome(OutcomeKind.DELIVERED, message_id=message_id)
        return outcome

    async def _call(self, method: str, form: Mapping[str, object]) -> object:
        """The bare result. Parsing it costs PTB more than sending the message did (measured)."""
        return await self._bot.do_api_request(method, dict(form))

    async def leave(self, chat_id: int) -> Outcome:
        """Goes out of a group; one that is gone counts as left."""

        async def call() -> int | None:
            await self._bot.leave_chat(chat_id)
            return None

        return await _outcome_of(call)

    async def set_menu(self, address: int | str, commands: tuple[tuple[str, str], ...]) -> Outcome:
        async def call() -> int | None:
            menu = [BotCommand(name, description) for name, description in commands]
            await self._bot.set_my_commands(menu, scope=BotCommandScopeChat(address))
            return None

        return await _outcome_of(call)

    async def fetch(self, file_id: str) -> bytes | Outcome:
        """The bytes of a file somebody sent us, at most 20 MB; otherwise why not.

        REJECTED: Telegram will never hand it out. UNKNOWN: it may at the next try.
        """
        try:
            file = await self._bot.get_file(file_id)
        except TelegramError as error:
            return _classify_fetch(error)
        if not file.file_path:
            return Outcome(OutcomeKind.UNKNOWN, reason="file_unavailable")
        try:
            return bytes(await file.download_as_bytearray())
        except InvalidToken:
            # Here a 404 is about the file: its address is good for an hour only.
            return Outcome(OutcomeKind.UNKNOWN, reason="file_gone")
        except TelegramError as error:
            return _classify_fetch(error)

    async def _send_file(self, address: int | str, message: Message, uploaded: list[str]) -> int:
        """``uploaded`` takes the id under which Telegram keeps a file that we made."""
        document = message.document
        if document is None:
            raise ValueError("no document")
        if document.is_photo:
            photo = await self._bot.send_photo(
                address,
                document.content or document.file_id,
                filename=document.file_name if document.content else None,
                caption=str(message.text),
                parse_mode=ParseMode.HTML,
                api_kwargs=inline_of(message),
            )
            if document.content and photo.photo:
                uploaded.append(photo.photo[-1].file_id)
            return photo.message_id
        sent = await self._bot.send_document(
            address,
            document.content or document.file_id,
            filename=document.file_name if document.content else None,
            caption=str(message.text),
            parse_mode=ParseMode.HTML,
            api_kwargs=inline_of(message),
        )
        if document.content and sent.document is not None:
            uploaded.append(sent.document.file_id)
        return sent.message_id


def _classify_fetch(error: TelegramError) -> Outcome:
    if isinstance(error, BadRequest):
        if "file is too big" in error.message.lower():
            return Outcome(OutcomeKind.REJECTED, reason="file_too_big")
        # "wrong file_id or the file is temporarily unavailable": Telegram itself does not tell which.
        return Outcome(OutcomeKind.UNKNOWN, reason="file_unavailable")
    return classify_error(error)


async def _outcome_of(call: Callable[[], Awaitable[int | None]]) -> Outcome:
    try:
        return Outcome(OutcomeKind.DELIVERED, message_id=await call())
    except TelegramError as error:
        return classify_error(error)


def _id_of(sent: object) -> int | None:
    """Sent all the same when the answer has no number; only its buttons will not be found again."""
    number = sent.get("message_id") if isinstance(sent, Mapping) else None
    return number if isinstance(number, int) else None
