"""The Telegram channel: our messages as Bot API calls, its errors as outcomes.

The split that matters is "certainly not sent" (retried) against "nobody knows" (decided by the kind of message).
"""

import html
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import httpx
from markupsafe import Markup
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.messages import Button, Message, Outcome, OutcomeKind

_NOT_SENT = (
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
_TAG = re.compile(r"<[^<>]*>")
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
    if isinstance(error, InvalidToken | Conflict):
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


def strip_markup(text: Markup) -> str:
    """The words alone, every line where it was."""
    return html.unescape(_TAG.sub("", str(text)))


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
            sent = await self._bot.send_message(
                address,
                strip_markup(message.text) if is_plain else str(message.text),
                parse_mode=None if is_plain else ParseMode.HTML,
                reply_markup=_markup_of(message),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
            return sent.message_id

        outcome = await _outcome_of(call)
        return replace(outcome, file_id=uploaded[0]) if uploaded else outcome

    async def edit(self, address: int | str, message_id: int, message: Message) -> Outcome:
        """Rewrites a message of ours; a target that is gone, or words it refuses, are sent anew."""

        async def call() -> int | None:
            await self._bot.edit_message_text(
                str(message.text),
                chat_id=address,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=_inline_of(message),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
            return message_id

        outcome = await _outcome_of(call)
        if outcome.reason in {_TARGET_GONE, _BAD_MARKUP}:
            return await self.send(address, message)
        if outcome.reason == "not_modified":
            return Outcome(OutcomeKind.DELIVERED, message_id=message_id)
        return outcome

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
                address, document.file_id, caption=str(message.text), parse_mode=ParseMode.HTML
            )
            return photo.message_id
        sent = await self._bot.send_document(
            address,
            document.content or document.file_id,
            filename=document.file_name if document.content else None,
            caption=str(message.text),
            parse_mode=ParseMode.HTML,
            reply_markup=_inline_of(message),
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


def _markup_of(message: Message) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | None:
    if message.keyboard is not None and not message.buttons:
        return ReplyKeyboardMarkup(message.keyboard, resize_keyboard=True, is_persistent=True)
    return _inline_of(message)


def _inline_of(message: Message) -> InlineKeyboardMarkup | None:
    if not message.buttons:
        return None
    return InlineKeyboardMarkup([[_button_of(button) for button in row] for row in message.buttons])


def _button_of(button: Button) -> InlineKeyboardButton:
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    if button.action is None:
        raise ValueError("a button needs an action or an address")
    return InlineKeyboardButton(button.label, callback_data=button.action.encode())
