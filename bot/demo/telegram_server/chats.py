"""Looking at chats and files: getChat, getChatMember, leaveChat, getFile."""

from .access import reach_chat
from .calls import Answer, Call
from .errors import Json, bad_request
from .files import MAX_DOWNLOAD
from .members import change_membership, member_json
from .records import ChatKind, MemberStatus
from .state import WorldState

_GIFTS: Json = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def get_chat(world: WorldState, call: Call) -> Answer:
    chat = reach_chat(world, call)
    rest: Json = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}
    return Answer(chat.as_json() | rest)


def get_chat_member(world: WorldState, call: Call) -> Answer:
    chat = reach_chat(world, call)
    user_id = call.integer("user_id")
    user = world.bot if user_id == world.bot.id else world.users.get(user_id)
    if user is None:
        raise bad_request("user not found")
    if chat.kind is ChatKind.PRIVATE:
        is_here = user_id in (chat.id, world.bot.id)
        return Answer(member_json(user, MemberStatus.MEMBER if is_here else MemberStatus.LEFT))
    return Answer(member_json(user, chat.members.get(user_id, MemberStatus.LEFT)))


def leave_chat(world: WorldState, call: Call) -> Answer:
    chat = reach_chat(world, call)
    if chat.kind is ChatKind.PRIVATE:
        raise bad_request("chat member status can't be changed in private chats")
    old = chat.members[world.bot.id]
    chat.members[world.bot.id] = MemberStatus.LEFT
    change_membership(world, chat, by=world.bot, old=old, new=MemberStatus.LEFT)
    return Answer(result=True)


def get_file(world: WorldState, call: Call) -> Answer:
    stored = world.files.find_file(call.text("file_id").strip())
    if not call.text("file_id").strip():
        raise bad_request("file_id not specified")
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if stored.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return Answer(stored.as_json() | {"file_path": stored.path})
