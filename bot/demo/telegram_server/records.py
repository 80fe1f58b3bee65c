"""What exists in the small Telegram world: people, chats, messages, files, presses. No rules, no HTTP, no clock."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .entities import FormattedText, render_html
from .errors import Json
from .keyboards import Button, ReplyKeyboard, list_buttons


class ChatKind(StrEnum):
    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"


class MemberStatus(StrEnum):
    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    LEFT = "left"
    KICKED = "kicked"


PRESENT = (MemberStatus.CREATOR, MemberStatus.ADMINISTRATOR, MemberStatus.MEMBER)


@dataclass(slots=True)
class User:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    is_deleted: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def as_json(self) -> Json:
        answer: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        return answer | _set(
            last_name=self.last_name, username=self.username, language_code=self.language_code
        )


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`path` is the file_path that getFile answers."""

    file_id: str
    unique_id: str
    content: bytes
    path: str

    @property
    def size(self) -> int:
        return len(self.content)

    def as_json(self) -> Json:
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}


class MediaKind(StrEnum):
    DOCUMENT = "document"
    PHOTO = "photo"
    VOICE = "voice"
    STICKER = "sticker"
    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class Media:
    """`payload` is what stands under the kind's name in the message; `file` its (largest) content, if any."""

    kind: MediaKind
    payload: Json | list[Json]
    file: StoredFile | None = None
    name: str | None = None
    mime: str | None = None


@dataclass(slots=True)
class Message:
    """`body` is the text, or the caption where there is media."""

    id: int
    chat: "Chat"
    sender: User
    sent_at: datetime
    body: FormattedText
    media: Media | None = None
    inline: Json | None = None
    reply_to: "Message | None" = None
    edited_at: datetime | None = None
    is_deleted: bool = False
    extra: Json = field(default_factory=dict)

    @property
    def from_bot(self) -> bool:
        return self.sender.is_bot

    @property
    def text(self) -> str:
        return self.body.text

    @property
    def html(self) -> str:
        return render_html(self.body)

    @property
    def entities(self) -> tuple[Json, ...]:
        return self.body.entities

    @property
    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        return list_buttons(self.inline)

    def list_buttons(self) -> list[Button]:
        return [button for row in self.buttons for button in row]

    def as_json(self, *, with_reply: bool = True) -> Json:
        answer: Json = {
            "message_id": self.id,
            "from": self.sender.as_json(),
            "chat": self.chat.as_json(),
            "date": int(self.sent_at.timestamp()),
        } | self.extra
        if self.edited_at is not None:
            answer["edit_date"] = int(self.edited_at.timestamp())
        if with_reply and self.reply_to is not None:
            answer["reply_to_message"] = self.reply_to.as_json(with_reply=False)
        return answer | self._content() | _set(reply_markup=self.inline)

    def _content(self) -> Json:
        prefix = "" if self.media is None else "caption"
        names = ("text", "entities") if not prefix else ("caption", "caption_entities")
        content: Json = {} if self.media is None else {self.media.kind.value: self.media.payload}
        if self.body.text:
            content[names[0]] = self.body.text
        if self.body.entities:
            content[names[1]] = list(self.body.entities)
        return content


@dataclass(slots=True)
class Chat:
    """For a private chat `id` is the user's; `is_started` is whether the person ever wrote to the bot."""

    id: int
    kind: ChatKind
    title: str = ""
    user: User | None = None
    is_started: bool = False
    is_blocked: bool = False
    members: dict[int, MemberStatus] = field(default_factory=dict)
    migrated_to: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    keyboard: ReplyKeyboard | None = None
    force_reply_to: int | None = None
    typing: str | None = None
    typing_until: datetime | None = None
    own_ids: int = 0

    def as_json(self) -> Json:
        if self.user is None:
            return {"id": self.id, "type": self.kind.value, "title": self.title}
        person = _set(
            first_name=self.user.first_name, last_name=self.user.last_name, username=self.user.username
        )
        return {"id": self.id, "type": self.kind.value} | person

    def find_message(self, message_id: int) -> Message | None:
        found = self.messages.get(message_id)
        return None if found is None or found.is_deleted else found

    def list_messages(self) -> list[Message]:
        return [message for message in self.messages.values() if not message.is_deleted]


@dataclass(frozen=True, slots=True)
class Toast:
    """What answerCallbackQuery showed; an empty text only stops the button's spinner."""

    callback_id: str
    text: str
    show_alert: bool
    url: str | None
    at: datetime


@dataclass(slots=True)
class Press:
    """One press of an inline button. `answered` says whether the spinner stopped."""

    id: str
    user: User
    chat: Chat
    message_id: int
    data: str
    at: datetime
    answer: Toast | None = None
    was_delivered: bool = False

    @property
    def answered(self) -> bool:
        return self.answer is not None


class Kind(StrEnum):
    """What a listener may be told of."""

    MESSAGE = "message"
    EDITED = "edited"
    DELETED = "deleted"
    KEYBOARD = "keyboard"
    TYPING = "typing"
    TOAST = "toast"
    MEMBERSHIP = "membership"
    COMMANDS = "commands"


@dataclass(frozen=True, slots=True)
class Event:
    """Something visible changed; `chat_id` 0 concerns every chat."""

    chat_id: int
    kind: Kind
    message_id: int | None = None


def _set(**fields: object) -> Json:
    return {name: value for name, value in fields.items() if value is not None}
