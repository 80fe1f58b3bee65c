"""May this call touch this chat? The checks that precede sending, editing and deleting, in the server's order."""

from .calls import Call
from .errors import bad_request, forbidden, group_was_upgraded
from .records import PRESENT, Chat, ChatKind, MemberStatus, Message
from .state import WorldState


def reach_chat(world: WorldState, call: Call) -> Chat:
    """The chat the bot may see. Raise `ApiError` 400 or 403."""
    if not call.text("chat_id").strip():
        raise bad_request("chat_id is empty")
    chat = world.chats.get(call.chat_id) if call.chat_id is not None else None
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise group_was_upgraded(chat.migrated_to)
    if chat.kind is not ChatKind.PRIVATE:
        _check_membership(chat, chat.members.get(world.bot.id))
    return chat


def _check_membership(chat: Chat, status: MemberStatus | None) -> None:
    kind = f"{chat.kind.value} chat"
    if status in PRESENT:
        return
    if status is None:
        raise bad_request("chat not found")
    raise forbidden(
        f"bot was kicked from the {kind}"
        if status is MemberStatus.KICKED
        else f"bot is not a member of the {kind}"
    )


def check_can_write(chat: Chat) -> None:
    """What only the data centre knows, so it comes after all local checks. Raise `ApiError` 403."""
    if chat.user is None:
        return
    if chat.user.is_deleted:
        raise forbidden("user is deactivated")
    if chat.is_blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.is_started:
        raise forbidden("bot can't initiate conversation with a user")


def find_target(chat: Chat, call: Call, purpose: str) -> Message:
    """The message named by `message_id`; `purpose` is the server's word for it ("to edit", "to delete")."""
    message_id = call.integer("message_id")
    if message_id <= 0:
        raise bad_request("message identifier is not specified")
    message = chat.find_message(message_id)
    if message is None:
        raise bad_request(f"message {purpose} not found")
    return message


def find_replied(chat: Chat, call: Call) -> Message | None:
    """The message this one answers, from `reply_parameters` or the old `reply_to_message_id`."""
    try:
        given = call.json("reply_parameters")
    except ValueError as error:
        raise bad_request("can't parse reply parameters JSON object") from error
    given = given if isinstance(given, dict) else {}
    message_id = int(given.get("message_id") or call.integer("reply_to_message_id"))
    if message_id <= 0:
        return None
    found = chat.find_message(message_id)
    may_miss = given.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply")
    if found is None and not may_miss:
        raise bad_request("message to be replied not found")
    return found
