"""From a method's name to its function. Known but absent here means 501, unknown to the Bot API means 404."""

from collections.abc import Callable

from . import chats, editing, profile, sending, webhooks
from .api_methods import KNOWN_METHODS
from .calls import Answer, Call
from .errors import ApiError, unmodelled
from .polling import PollDesk
from .state import WorldState

Method = Callable[[WorldState, Call], Answer]

METHODS: dict[str, Method] = {
    "getme": profile.get_me,
    "setwebhook": webhooks.set_webhook,
    "deletewebhook": webhooks.delete_webhook,
    "getwebhookinfo": webhooks.get_webhook_info,
    "sendmessage": sending.send_message,
    "senddocument": sending.send_document,
    "sendphoto": sending.send_photo,
    "sendchataction": sending.send_chat_action,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
    "answercallbackquery": editing.answer_callback_query,
    "getfile": chats.get_file,
    "getchat": chats.get_chat,
    "getchatmember": chats.get_chat_member,
    "leavechat": chats.leave_chat,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmyname": profile.set_my_text,
    "getmyname": profile.get_my_text,
    "setmydescription": profile.set_my_text,
    "getmydescription": profile.get_my_text,
    "setmyshortdescription": profile.set_my_text,
    "getmyshortdescription": profile.get_my_text,
    "setchatmenubutton": profile.set_chat_menu_button,
    "getchatmenubutton": profile.get_chat_menu_button,
}


async def perform(world: WorldState, desk: PollDesk, call: Call) -> Answer:
    """Carry the call out. Raise `ApiError` with nothing changed."""
    if call.method == "getupdates":
        return await desk.get_updates(call)
    method = METHODS.get(call.method)
    if method is None:
        if call.method in KNOWN_METHODS:
            raise unmodelled(f"method {call.method}")
        raise ApiError(404, "Not Found: method not found")
    answer = method(world, call)
    if call.method == "setwebhook" and world.webhook.url:
        desk.end_for_webhook()
        world.queue.wake()
    return answer
