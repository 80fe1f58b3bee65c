"""The Telegram world as tests and the demonstration use it: the state, and the handles of phones and groups."""

from collections.abc import Iterable

from .groups import Group
from .phone import Phone
from .records import MemberStatus
from .state import WorldState


class TelegramWorld(WorldState):
    """One bot, its people and groups. Two bots are two worlds."""

    def phone(self, user_id: int, chat_id: int | None = None) -> Phone:
        """The person's phone, in the private chat with the bot or in the group `chat_id`."""
        return Phone(self, self.users[user_id], self.chats[user_id if chat_id is None else chat_id])

    def add_group(self, title: str, member_ids: Iterable[int] = (), *, supergroup: bool = False) -> Group:
        """A group without the bot; the first member is its creator."""
        group = Group(self, self.open_group(title, supergroup=supergroup))
        for place, user_id in enumerate(member_ids):
            group.add_member(user_id, MemberStatus.MEMBER if place else MemberStatus.CREATOR)
        return group
