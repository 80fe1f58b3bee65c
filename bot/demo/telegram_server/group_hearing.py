"""Which messages of a group a bot in privacy mode gets: commands for it, replies to it, mentions of it."""

from .entities import from_utf16
from .records import PRESENT, ChatKind, Message
from .state import WorldState


def is_heard_by_bot(world: WorldState, message: Message) -> bool:
    chat = message.chat
    if chat.kind is ChatKind.PRIVATE:
        return True
    if chat.members.get(world.bot.id) not in PRESENT:
        return False
    if message.reply_to is not None and message.reply_to.from_bot:
        return True
    return any(_is_for_bot(world, message, entity) for entity in message.entities)


def _is_for_bot(world: WorldState, message: Message, entity: dict[str, object]) -> bool:
    words = from_utf16(message.text, int(str(entity["offset"])), int(str(entity["length"]))).lower()
    name = f"@{world.bot.username}".lower()
    match entity["type"]:
        case "bot_command":
            return "@" not in words or words.endswith(name)
        case "mention":
            return words == name
        case _:
            return False
