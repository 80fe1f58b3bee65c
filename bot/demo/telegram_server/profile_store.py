"""What the bot says of itself: names, descriptions, menu buttons and the command lists by scope and language."""

from dataclasses import dataclass, field

from .errors import Json
from .records import Chat, ChatKind

COMMANDS_BUTTON: Json = {"type": "commands"}

ScopeKey = tuple[str, int, int]
"""Scope type, chat id, user id; the numbers are 0 where the scope has none."""


@dataclass(slots=True)
class Profile:
    """`texts` and `commands` are keyed with a language code, "" being everybody else's."""

    name: str
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[ScopeKey, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)

    def text(self, kind: str, language: str) -> str:
        """`kind` is name, description or short_description."""
        fallback = self.name if kind == "name" else ""
        return self.texts.get((kind, language)) or self.texts.get((kind, "")) or fallback

    def menu_button(self, chat_id: int) -> Json:
        return self.menu_buttons.get(chat_id) or self.menu_buttons.get(0) or COMMANDS_BUTTON

    def list_commands(self, chat: Chat, *, user_id: int, language: str) -> list[Json]:
        """What a person's phone shows: the narrowest scope that has a list, in the person's language first."""
        for scope in _scopes(chat, user_id):
            for code in (language, ""):
                if (scope, code) in self.commands:
                    return self.commands[scope, code]
        return []


def _scopes(chat: Chat, user_id: int) -> list[ScopeKey]:
    """From narrow to wide, as the Bot API documentation lists them."""
    if chat.kind is ChatKind.PRIVATE:
        return [("chat", chat.id, 0), ("all_private_chats", 0, 0), ("default", 0, 0)]
    admin = chat.members.get(user_id) in ("creator", "administrator")
    scopes: list[ScopeKey] = [("chat_member", chat.id, user_id)]
    if admin:
        scopes.append(("chat_administrators", chat.id, 0))
    scopes.append(("chat", chat.id, 0))
    if admin:
        scopes.append(("all_chat_administrators", 0, 0))
    return [*scopes, ("all_group_chats", 0, 0), ("default", 0, 0)]
