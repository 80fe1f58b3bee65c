"""What crosses the edges: words out, words in. Standard library and markupsafe only; knows no Telegram.

A channel turns ``Message`` into its own form; an ingress adapter turns what arrived into ``Incoming``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Protocol

from markupsafe import Markup

from bot.actions import Action


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    action: Action | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``text`` is markup whose values were escaped when it was built."""

    text: Markup
    buttons: tuple[tuple[Button, ...], ...] = ()
    keyboard: tuple[tuple[str, ...], ...] | None = None
    """Reply keyboard to show from now on; None leaves the present one alone."""
    document: "Document | None" = None
    about: int | None = None
    """The assignment it speaks of, so that an answer by reply finds it."""
    dialogue_id: int | None = None
    """The open dialogue whose buttons it carries; when that ends otherwise than by them, the card says so."""
    is_secret: bool = False
    """Carries a code, or speaks to somebody just erased: our own row forgets words and address once it is sent."""


class Renderer(StrEnum):
    """What a file that we make is made of; stable, because waiting rows name it."""

    TASKS = "tasks"
    """The office's task list. ``ids``: which of it (``late``, or nothing for all)."""
    DEADLINES = "deadlines"
    """The reader's dates for the phone's calendar."""
    TEMPLATE = "template"
    """An empty list to fill in. ``ids``: its kind."""
    FAULTS = "faults"
    """A faulty list with what is wrong in every row. ``ids``: upload, revision."""
    CHANGES = "changes"
    """What a list would change. ``ids``: upload, revision."""
    PICTURE = "picture"
    """The leader's picture. ``ids``: its figures, written out; so it shows what the text beside it says."""
    PERIOD = "period"
    """A period's review, a sheet for each question. ``ids``: the frozen review (0: none), the period."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is made when it is sent: by which renderer, of what, as of which day.

    ``ids`` are what the renderer takes: our own row ids and words of ours, never anything that a person wrote.
    """

    renderer: Renderer
    ids: tuple[int | str, ...] = ()
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file we send: one that the channel has already, by its id; one to be made; or, at sending, its bytes."""

    file_name: str
    file_id: str = ""
    is_photo: bool = False
    attachment: Attachment | None = None
    content: bytes = field(default=b"", repr=False)
    """Only between making and sending; never stored."""


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file somebody sent us; the bytes stay with the channel until a job fetches them."""

    file_id: str
    unique_id: str
    name: str = ""
    mime: str = ""
    size: int = 0
    is_photo: bool = False


REFUSED = "dondoc_classified"
"""Key that stands in a raw message in place of content with a secrecy mark (see ``bot.guard``)."""


class IncomingKind(StrEnum):
    TEXT = "text"
    COMMAND = "command"
    PRESS = "press"
    FILE = "file"
    UNREADABLE = "unreadable"
    """Voice, sticker, location and whatever else we cannot read."""
    EDITED = "edited"
    CLASSIFIED = "classified"
    """Its content carried a secrecy mark and was emptied before it was stored."""
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    GROUP_JOINED = "group_joined"
    GROUP_LEFT = "group_left"
    GROUP_MOVED = "group_moved"
    """The group has another id from now on: ``moved_to``."""


@dataclass(frozen=True, slots=True)
class Incoming:
    kind: IncomingKind
    chat_id: int
    telegram_id: int
    is_private: bool = True
    text: str = ""
    command: str = ""
    arguments: str = ""
    action: Action | None = None
    message_id: int | None = None
    reply_to_message_id: int | None = None
    file: FileRef | None = None
    is_forwarded: bool = False
    language_code: str = ""
    chat_title: str = ""
    moved_to: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler answers: messages in order, the pressed message rewritten, a toast on the press."""

    messages: tuple[Message, ...] = ()
    edit: Message | None = None
    toast: str = ""
    is_alert: bool = False
    leave_chat: bool = False
    is_farewell: bool = False
    """The speaker holds nothing here from now on; the answer goes to the chat, not to the person."""


class OutcomeKind(StrEnum):
    DELIVERED = "delivered"
    RETRY_AFTER = "retry_after"
    """Certainly not sent; try this chat again after ``wait``."""
    UNREACHABLE = "unreachable"
    """Blocked, deactivated, chat gone: nothing will arrive until the person comes back."""
    REJECTED = "rejected"
    """The message itself is refused for good."""
    UNKNOWN = "unknown"
    """Nobody can say whether it arrived."""
    MOVED = "moved"
    """The group has another id now: ``new_chat_id``."""


@dataclass(frozen=True, slots=True)
class Outcome:
    kind: OutcomeKind
    message_id: int | None = None
    wait: timedelta = timedelta()
    reason: str = ""
    new_chat_id: int | None = None
    file_id: str = ""
    """Under which the channel keeps the file that was uploaded."""
    whole_channel: bool = False
    """The wait concerns everybody (channel down), not this chat alone."""


class Channel(Protocol):
    """A way to a person. Never raises for what the other side answers; the outcome says it."""

    async def send(self, address: int | str, message: Message) -> Outcome: ...

    async def edit(self, address: int | str, message_id: int, message: Message) -> Outcome: ...

    async def set_menu(self, address: int | str, commands: tuple[tuple[str, str], ...]) -> Outcome: ...


def encode_message(message: Message) -> dict[str, Any]:
    """The message as stored in an outbox row; ``decode_message`` is its inverse."""
    data: dict[str, Any] = {"text": str(message.text)}
    if message.buttons:
        data["buttons"] = [[_encode_button(button) for button in row] for row in message.buttons]
    if message.keyboard is not None:
        data["keyboard"] = [list(row) for row in message.keyboard]
    if message.document is not None:
        data["document"] = _encode_document(message.document)
    if message.about is not None:
        data["about"] = message.about
    if message.is_secret:
        data["secret"] = True
    return data


def decode_message(data: Mapping[str, Any]) -> Message:
    """Raises:
    ValueError: the row was not written by ``encode_message``.
    """
    rows = data.get("buttons", ())
    keyboard = data.get("keyboard")
    document = data.get("document")
    return Message(
        text=Markup(data["text"]),  # noqa: S704 stored by encode_message, escaped when it was built
        buttons=tuple(tuple(_decode_button(button) for button in row) for row in rows),
        keyboard=None if keyboard is None else tuple(tuple(row) for row in keyboard),
        document=None if document is None else _decode_document(*document),
        about=data.get("about"),
        is_secret=bool(data.get("secret")),
    )


def _encode_document(document: Document) -> list[Any]:
    plain: list[Any] = [document.file_name, document.file_id, document.is_photo]
    made = document.attachment
    if made is None:
        return plain
    return [*plain, [made.renderer, list(made.ids), made.as_of.isoformat() if made.as_of else None]]


def _decode_document(
    name: str,
    file_id: str,
    is_photo: bool,
    made: list[Any] | None = None,
) -> Document:
    if made is None:
        return Document(name, file_id, is_photo)
    renderer, ids, as_of = made
    attachment = Attachment(Renderer(renderer), tuple(ids), date.fromisoformat(as_of) if as_of else None)
    return Document(name, file_id, is_photo, attachment)


def _encode_button(button: Button) -> list[str]:
    return [button.label, button.action.encode() if button.action else "", button.url]


def _decode_button(data: list[str]) -> Button:
    label, action, url = data
    parsed = Action.parse(action) if action else None
    if action and parsed is None:
        raise ValueError("a stored button does not parse")
    return Button(label, parsed, url)
