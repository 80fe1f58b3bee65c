"""Somebody with a phone: what they say, press and send to the bot, and what they see of it.

Needs of the world only that it lets the bot work and keeps its calls; who holds which office is for ``World`` to know.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from bot.actions import Action
from bot.demo.telegram_server import MediaKind, Message, Phone
from tests.hand_clock import START

if TYPE_CHECKING:
    from tests.world import World  # which makes people


@dataclass(slots=True)
class Person:
    """Somebody with a phone. ``expect`` takes the next unread message and checks it."""

    world: "World"
    name: str
    phone: Phone
    read: int = 0

    @property
    def unread(self) -> list[Message]:
        return self.phone.bot_messages[self.read :]

    async def says(self, text: str, *, reply_to: Message | None = None) -> Self:
        self.phone.say(text, reply_to=reply_to.id if reply_to else None)
        await self.world.settle()
        return self

    async def presses(self, button: str, *, on: Message | None = None) -> Self:
        message = on or next(m for m in reversed(self.phone.bot_messages) if _has_button(m, button))
        self.phone.press(message.id, button)
        await self.world.settle()
        return self

    def data_of(self, button: str, *, on: Message) -> str:
        """The data behind a button, to be pressed again when the card itself has lost it."""
        return next(entry.data for entry in on.list_buttons() if button in entry.text and entry.data)

    async def forges(self, data: Action | str, *, on: Message | None = None) -> Self:
        """Presses a button that was never drawn."""
        message = on or self.phone.last
        self.phone.press_data(message.id, data.encode() if isinstance(data, Action) else data)
        await self.world.settle()
        return self

    async def sends_file(self, name: str = "ke-hoach.pdf", *, size: int = 8, caption: str = "") -> Self:
        self.phone.send_document(name, b"%PDF" + bytes(size - 4), "application/pdf", caption)
        await self.world.settle()
        return self

    async def sends_bytes(self, name: str, content: bytes, *, caption: str = "") -> Self:
        self.phone.send_document(name, content, "application/octet-stream", caption)
        await self.world.settle()
        return self

    async def sends_photo(self, caption: str = "") -> Self:
        self.phone.send_photo(b"a photo", caption)
        await self.world.settle()
        return self

    async def blocks(self) -> None:
        self.phone.block_bot()
        await self.world.settle()

    async def unblocks(self) -> None:
        self.phone.unblock_bot()
        await self.world.settle()

    @property
    def toast(self) -> str:
        """What the last press was answered."""
        return self.phone.toasts[-1].text

    @property
    def heard(self) -> str:
        """Everything the bot ever told this person: texts, also of messages edited since, buttons, toasts, menus."""
        calls = self.world.telegram.journal.list_calls(chat_id=self.phone.chat.id)
        told = [f"{call.params} {call.files}" for call in calls]
        return "\n".join([*told, *(toast.text for toast in self.phone.toasts), str(self.phone.commands)])

    def expect(self, *words: str, button: str = "") -> Message:
        """The next unread message says all of ``words``."""
        assert self.unread, f"{self.name} got no message; expected {words}"
        message = self.unread[0]
        self.read += 1
        for word in words:
            assert word in message.text, f"{self.name}: {word!r} not in {message.text!r}"
        if button:
            assert _has_button(message, button), f"{self.name}: no button {button!r} under {message.text!r}"
        return message

    def receives_picture(self, *words: str) -> Message:
        """The next unread message is a picture whose caption says all of ``words``."""
        message = self.expect(*words)
        assert message.media, f"{self.name} got no picture but {message.text!r}"
        assert message.media.kind is MediaKind.PHOTO
        return message

    def expect_edit(self, *words: str) -> Message:
        """The message that was rewritten last says all of ``words``."""
        edited = max(
            (m for m in self.phone.bot_messages if m.edited_at), key=lambda m: (m.edited_at or START, m.id)
        )
        for word in words:
            assert word in edited.text, f"{self.name}: {word!r} not in {edited.text!r}"
        return edited

    def expect_nothing(self) -> None:
        assert not self.unread, f"{self.name} got {[m.text for m in self.unread]}"

    def forget(self) -> None:
        """Whatever came so far is of no interest here."""
        self.read = len(self.phone.bot_messages)


def _has_button(message: Message, button: str) -> bool:
    return any(button in entry.text for entry in message.list_buttons())
