"""A group from outside: who is in it, the bot coming and going, the upgrade to a supergroup."""

from .errors import Json
from .members import change_membership
from .records import PRESENT, Chat, ChatKind, MemberStatus, Message
from .state import WorldState


class Group:
    def __init__(self, world: WorldState, chat: Chat) -> None:
        self._world = world
        self.chat = chat

    @property
    def id(self) -> int:
        return self.chat.id

    @property
    def messages(self) -> list[Message]:
        return self.chat.list_messages()

    @property
    def has_bot(self) -> bool:
        return self.chat.members.get(self._world.bot.id) in PRESENT

    def add_member(self, user_id: int, status: MemberStatus = MemberStatus.MEMBER) -> None:
        self.chat.members[self._world.users[user_id].id] = status

    def remove_member(self, user_id: int) -> None:
        self.chat.members[user_id] = MemberStatus.LEFT

    def add_bot(self, by: int) -> None:
        """The bot gets my_chat_member and the service message about its arrival."""
        self._change_bot(by, MemberStatus.MEMBER)
        service: Json = {"new_chat_members": [self._world.bot.as_json()]}
        self._world.push_message(self._world.post(self.chat, self._world.users[by], extra=service))

    def kick_bot(self, by: int) -> None:
        self._change_bot(by, MemberStatus.KICKED)

    def migrate(self, by: int) -> "Group":
        """Upgrade to a supergroup: the old id answers only with the new one; the bot sees both service messages."""
        new = Group(self._world, self._world.open_group(self.chat.title, supergroup=True))
        new.chat.members = dict(self.chat.members)
        self.chat.migrated_to = new.id
        actor = self._world.users[by]
        for chat, extra in (
            (self.chat, {"migrate_to_chat_id": new.id}),
            (new.chat, {"migrate_from_chat_id": self.id}),
        ):
            message = self._world.post(chat, actor, extra=extra)
            if self.has_bot:
                self._world.push_message(message)
        return new

    def _change_bot(self, by: int, new: MemberStatus) -> None:
        if self.chat.kind is ChatKind.PRIVATE:
            raise ValueError("not a group")
        bot = self._world.bot
        old = self.chat.members.get(bot.id, MemberStatus.LEFT)
        self.chat.members[bot.id] = new
        change_membership(self._world, self.chat, by=self._world.users[by], old=old, new=new)
