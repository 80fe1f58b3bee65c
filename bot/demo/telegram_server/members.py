"""The bot's own membership: the objects of the Bot API and the my_chat_member update."""

from .errors import Json
from .records import Chat, Kind, MemberStatus, User
from .state import WorldState

_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip


def member_json(user: User, status: MemberStatus) -> Json:
    member: Json = {"user": user.as_json(), "status": status.value}
    match status:
        case MemberStatus.CREATOR:
            return member | {"is_anonymous": False}
        case MemberStatus.ADMINISTRATOR:
            rights: Json = dict.fromkeys(_RIGHTS, True)
            return member | rights | {"can_be_edited": False, "is_anonymous": False}
        case MemberStatus.KICKED:
            return member | {"until_date": 0}
        case _:
            return member


def change_membership(
    world: WorldState, chat: Chat, *, by: User, old: MemberStatus, new: MemberStatus
) -> None:
    """Tell the bot that `by` changed its own standing in the chat."""
    payload: Json = {
        "chat": chat.as_json(),
        "from": by.as_json(),
        "date": int(world.now().timestamp()),
        "old_chat_member": member_json(world.bot, old),
        "new_chat_member": member_json(world.bot, new),
    }
    world.push_raw("my_chat_member", payload, lane=f"membership:{chat.id}")
    world.tell(chat.id, Kind.MEMBERSHIP)
