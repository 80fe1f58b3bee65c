"""Editing and deleting messages, and answering presses. Edits compare with what is there, as the data centre does."""

from datetime import timedelta

from .access import check_can_write, find_target, reach_chat
from .calls import Answer, Call
from .entities import FormattedText
from .errors import NOT_MODIFIED, QUERY_TOO_OLD, bad_request, unmodelled
from .keyboards import check_callback_data, parse_markup
from .records import Chat, ChatKind, Kind, MemberStatus, Message, Toast
from .sending import fix_caption, fix_text, read_caption, read_text
from .state import WorldState

_DELETABLE_FOR = timedelta(hours=48)
_MAX_TOAST = 200
_MAX_DELETED = 100


def edit_message_text(world: WorldState, call: Call) -> Answer:
    given = read_text(call)
    message = _editable(world, call)
    if message.media is not None:
        raise bad_request("there is no text in the message to edit")
    return _apply(world, call, message, fix_text(given))


def edit_message_caption(world: WorldState, call: Call) -> Answer:
    given = read_caption(call)
    message = _editable(world, call)
    if message.media is None:
        raise bad_request("there is no caption in the message to edit")
    return _apply(world, call, message, fix_caption(given))


def edit_message_reply_markup(world: WorldState, call: Call) -> Answer:
    message = _editable(world, call)
    return _apply(world, call, message, message.body)


def _editable(world: WorldState, call: Call) -> Message:
    if call.text("inline_message_id"):
        raise unmodelled("editing inline messages")
    chat = reach_chat(world, call)
    message = find_target(chat, call, "to edit")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return message


def _apply(world: WorldState, call: Call, message: Message, body: FormattedText) -> Answer:
    """Without `reply_markup` an edit takes the inline keyboard away, as on the real server."""
    inline = parse_markup(call.text("reply_markup"), inline_only=True).inline
    check_can_write(message.chat)
    check_callback_data(inline)
    if body == message.body and inline == message.inline:
        raise bad_request(NOT_MODIFIED)
    world.flood.pass_message(message.chat.id)
    message.body = body
    message.inline = inline
    message.edited_at = world.now()
    world.tell(message.chat.id, Kind.EDITED, message.id)
    return Answer(message.as_json())


def delete_message(world: WorldState, call: Call) -> Answer:
    chat = reach_chat(world, call)
    message = find_target(chat, call, "to delete")
    _delete(world, chat, message)
    return Answer(result=True)


def delete_messages(world: WorldState, call: Call) -> Answer:
    """Several at once; those not found are skipped."""
    try:
        given = call.json("message_ids")
    except ValueError as error:
        raise bad_request("can't parse message identifiers JSON array") from error
    if not isinstance(given, list) or not given:
        raise bad_request("message identifiers are not specified")
    if len(given) > _MAX_DELETED:
        raise bad_request("too many message identifiers specified")
    chat = reach_chat(world, call)
    for message in [found for number in given if (found := chat.find_message(int(number))) is not None]:
        _delete(world, chat, message)
    return Answer(result=True)


def _delete(world: WorldState, chat: Chat, message: Message) -> None:
    if world.now() - message.sent_at > _DELETABLE_FOR:
        raise bad_request("message can't be deleted for everyone")
    is_admin = chat.members.get(world.bot.id) is MemberStatus.ADMINISTRATOR
    if chat.kind is not ChatKind.PRIVATE and not message.from_bot and not is_admin:
        raise bad_request("message can't be deleted")
    message.is_deleted = True
    world.tell(chat.id, Kind.DELETED, message.id)


def answer_callback_query(world: WorldState, call: Call) -> Answer:
    """Late, repeated and unknown presses get one and the same refusal."""
    press = world.presses.get(call.text("callback_query_id").strip())
    if press is None or press.answered or world.now() - press.at > world.rules.answer_within:
        raise bad_request(QUERY_TOO_OLD)
    if len(call.text("text")) > _MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answer = Toast(
        press.id, call.text("text"), call.flag("show_alert"), call.text("url") or None, world.now()
    )
    world.tell(press.chat.id, Kind.TOAST, press.message_id)
    return Answer(result=True)
