"""A person's phone: what they type, press and send in one chat, and what they see there.

Works in process and at once: every act puts its update into the bot's queue before it returns.
"""

from .entities import FormattedText, fix_formatted
from .errors import Json
from .files import picture_size
from .group_hearing import is_heard_by_bot
from .keyboards import ReplyKeyboard, find_button
from .members import change_membership
from .records import (
    Chat,
    ChatKind,
    Kind,
    Media,
    MediaKind,
    MemberStatus,
    Message,
    Press,
    Toast,
    User,
)
from .state import WorldState

_MAX_TEXT = 4096
_VOICE = b"OggS a voice message"
_STICKER = b"RIFF a sticker"
_STICKER_FIELDS: Json = {
    "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍",
}  # fmt: skip


class Phone:
    def __init__(self, world: WorldState, user: User, chat: Chat) -> None:
        self._world = world
        self.user = user
        self.chat = chat

    # What the person sees

    @property
    def messages(self) -> list[Message]:
        """Everything in the chat that is not deleted, oldest first."""
        return self.chat.list_messages()

    @property
    def bot_messages(self) -> list[Message]:
        return [message for message in self.messages if message.from_bot]

    @property
    def last(self) -> Message:
        """The newest message of the bot. Raise LookupError if there is none."""
        if not self.bot_messages:
            raise LookupError(f"the bot never wrote to chat {self.chat.id}")
        return self.bot_messages[-1]

    def find(self, text: str) -> Message:
        """The newest message of the bot that contains `text`. Raise LookupError if there is none."""
        for message in reversed(self.bot_messages):
            if text in message.text:
                return message
        raise LookupError(f"no message of the bot contains {text!r}; last: {self.bot_messages[-1:]!r:.300}")

    @property
    def reply_keyboard(self) -> ReplyKeyboard | None:
        return self.chat.keyboard

    @property
    def reply_prompt(self) -> Message | None:
        """The message that a ForceReply asks to answer."""
        target = self.chat.force_reply_to
        return None if target is None else self.chat.find_message(target)

    @property
    def toasts(self) -> list[Toast]:
        """The answers to this person's presses, in the order of the presses."""
        mine = [press for press in self._world.presses.values() if press.user.id == self.user.id]
        return [press.answer for press in mine if press.answer is not None and press.chat.id == self.chat.id]

    @property
    def typing(self) -> str | None:
        """The chat action while it shows: 5 s of the injected clock, or until the next message."""
        until = self.chat.typing_until
        return self.chat.typing if until is not None and self._world.now() < until else None

    @property
    def commands(self) -> list[Json]:
        language = self.user.language_code or ""
        return self._world.profile.list_commands(self.chat, user_id=self.user.id, language=language)

    @property
    def menu_button(self) -> Json:
        return self._world.profile.menu_button(self.chat.id)

    # What the person does

    def say(
        self, text: str, *, reply_to: int | None = None, forward_from: int | str | None = None
    ) -> Message:
        """Type or forward a text. A pending ForceReply makes it a reply, as the app does; `reply_to=0` avoids that.

        `forward_from` is the id of the first sender, or a name where that person hides the account.
        """
        body = fix_formatted(FormattedText(text))
        if not 0 < len(body.text) <= _MAX_TEXT:
            raise ValueError("a person's message has 1 to 4096 characters")
        keyboard = self.chat.keyboard
        if keyboard is not None and keyboard.one_time and any(text in row for row in keyboard.rows):
            self.chat.keyboard = None
        extra = {} if forward_from is None else {"forward_origin": self._origin(forward_from)}
        return self._send(body, reply_to=reply_to, extra=extra)

    def press_key(self, text: str) -> Message:
        """Tap a key of the reply keyboard: by its whole text, or by the only key that contains it."""
        keys = [key for row in self.chat.keyboard.rows for key in row] if self.chat.keyboard else []
        matches = [key for key in keys if key == text] or [key for key in keys if text in key]
        if len(matches) != 1:
            raise LookupError(f"no single key {text!r} among {keys}")
        return self.say(matches[0], reply_to=0)

    def press(self, message_id: int, button: str) -> Press:
        """Press an inline button given by text, data, or a unique part of the text; links raise LookupError."""
        message = self.chat.find_message(message_id)
        if message is None:
            raise LookupError(f"message {message_id} is not there")
        data = find_button(message.list_buttons(), button).data
        if data is None:
            raise LookupError(f"button {button!r} opens a link")
        return self._press(message, data)

    def press_data(self, message_id: int, data: str) -> Press:
        """A forged press: any data on any message of the bot, even a deleted one (the bot sees it as inaccessible)."""
        message = self.chat.messages[message_id]
        if not message.from_bot:
            raise ValueError("only messages of the bot can be pressed")
        return self._press(message, data)

    def send_photo(self, content: bytes, caption: str = "") -> Message:
        media = self._world.files.add_photo(content, picture_size(content) or (800, 600))
        return self._send(fix_formatted(FormattedText(caption)), media=media)

    def send_document(
        self, name: str, content: bytes, mime: str = "application/octet-stream", caption: str = ""
    ) -> Message:
        media = self._world.files.add_document(content, name, mime)
        return self._send(fix_formatted(FormattedText(caption)), media=media)

    def send_voice(self, seconds: int = 3) -> Message:
        fields: Json = {"duration": seconds, "mime_type": "audio/ogg"}
        return self._send(media=self._world.files.add_plain(MediaKind.VOICE, _VOICE, fields))

    def send_sticker(self) -> Message:
        return self._send(media=self._world.files.add_plain(MediaKind.STICKER, _STICKER, _STICKER_FIELDS))

    def send_location(self, latitude: float = 21.0278, longitude: float = 105.8342) -> Message:
        place: Json = {"latitude": latitude, "longitude": longitude}
        return self._send(media=Media(MediaKind.LOCATION, place))

    def edit(self, message_id: int, text: str) -> Message:
        """Edit an own message; the bot gets edited_message."""
        message = self.chat.find_message(message_id)
        if message is None or message.sender.id != self.user.id:
            raise LookupError(f"message {message_id} is not this person's")
        message.body = fix_formatted(FormattedText(text))
        message.edited_at = self._world.now()
        self._world.tell(self.chat.id, Kind.EDITED, message.id)
        if is_heard_by_bot(self._world, message):
            self._world.push_message(message, kind="edited_message")
        return message

    def block_bot(self) -> None:
        self._set_blocked(blocked=True)

    def unblock_bot(self) -> None:
        self._set_blocked(blocked=False)

    def delete_account(self) -> None:
        """The account is gone: the bot is not told, its next message is refused."""
        self.user.is_deleted = True
        self._world.tell(self.chat.id, Kind.MEMBERSHIP)

    def _set_blocked(self, *, blocked: bool) -> None:
        if self.chat.kind is not ChatKind.PRIVATE or self.chat.is_blocked is blocked:
            raise ValueError("a bot is blocked, or unblocked, once and in a private chat")
        self.chat.is_blocked = blocked
        old, new = (
            (MemberStatus.MEMBER, MemberStatus.KICKED)
            if blocked
            else (MemberStatus.KICKED, MemberStatus.MEMBER)
        )
        change_membership(self._world, self.chat, by=self.user, old=old, new=new)

    def _send(
        self,
        body: FormattedText | None = None,
        *,
        media: Media | None = None,
        reply_to: int | None = None,
        extra: Json | None = None,
    ) -> Message:
        if self.chat.is_blocked or self.user.is_deleted:
            raise ValueError(f"user {self.user.id} has blocked the bot or is gone, and cannot write to it")
        self.chat.is_started = True
        target = self.chat.force_reply_to if reply_to is None else reply_to
        self.chat.force_reply_to = None
        replied = self.chat.find_message(target) if target else None
        message = self._world.post(
            self.chat, self.user, body=body, media=media, reply_to=replied, extra=extra
        )
        if is_heard_by_bot(self._world, message):
            self._world.push_message(message)
        return message

    def _press(self, message: Message, data: str) -> Press:
        press_id = str(self._world.rng.randrange(1 << 60, 1 << 62))
        press = Press(press_id, self.user, self.chat, message.id, data, self._world.now())
        self._world.presses[press.id] = press
        gone: Json = {"chat": self.chat.as_json(), "message_id": message.id, "date": 0}
        payload: Json = {
            "id": press.id,
            "from": self.user.as_json(),
            "message": gone if message.is_deleted else message.as_json(),
            "chat_instance": str(abs(self.chat.id) * 7919),
            "data": data,
        }
        self._world.push_raw("callback_query", payload, lane=f"press:{self.user.id}")
        return press

    def _origin(self, first_sender: int | str) -> Json:
        date = int(self._world.now().timestamp())
        if isinstance(first_sender, str):
            return {"type": "hidden_user", "date": date, "sender_user_name": first_sender}
        return {"type": "user", "date": date, "sender_user": self._world.users[first_sender].as_json()}
