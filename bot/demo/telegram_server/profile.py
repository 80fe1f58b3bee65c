"""getMe and what the bot says of itself: commands by scope and language, name, descriptions, menu buttons."""

import re
from typing import Any

from .access import reach_chat
from .calls import Answer, Call
from .errors import Json, bad_request
from .profile_store import ScopeKey
from .records import Kind
from .state import WorldState

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_MAX_COMMANDS = 100
_SCOPES: dict[str, tuple[str, ...]] = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
_TEXT_LIMITS = {"name": 64, "description": 512, "short_description": 120}


def get_me(world: WorldState, _call: Call) -> Answer:
    abilities: Json = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return Answer(world.bot.as_json() | abilities)


def set_my_commands(world: WorldState, call: Call) -> Answer:
    commands = [_read_command(item) for item in _read_list(call)]
    if len(commands) > _MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    key = (_read_scope(world, call), _read_language(call))
    if commands:
        world.profile.commands[key] = commands
    else:
        world.profile.commands.pop(key, None)
    world.tell(key[0][1], Kind.COMMANDS)
    return Answer(result=True)


def get_my_commands(world: WorldState, call: Call) -> Answer:
    return Answer(world.profile.commands.get((_read_scope(world, call), _read_language(call)), []))


def delete_my_commands(world: WorldState, call: Call) -> Answer:
    scope = _read_scope(world, call)
    world.profile.commands.pop((scope, _read_language(call)), None)
    world.tell(scope[1], Kind.COMMANDS)
    return Answer(result=True)


def _read_list(call: Call) -> list[Any]:
    try:
        given = call.json("commands")
    except ValueError as error:
        raise bad_request("can't parse commands JSON array") from error
    if given is None:
        raise bad_request('parameter "commands" is required')
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    return given


def _read_command(item: object) -> Json:
    if not isinstance(item, dict) or not isinstance(item.get("command"), str):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = item["command"].removeprefix("/")
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(str(item.get("description", ""))) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": str(item["description"])}


def _read_scope(world: WorldState, call: Call) -> ScopeKey:
    try:
        given = call.json("scope") or {"type": "default"}
    except ValueError as error:
        raise bad_request("can't parse BotCommandScope JSON object") from error
    kind = str(given.get("type", ""))
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    numbers = {field: int(given.get(field) or 0) for field in _SCOPES[kind]}
    if "chat_id" in numbers:
        reach_chat(world, Call(call.method, {"chat_id": str(numbers["chat_id"] or "")}))
    return kind, numbers.get("chat_id", 0), numbers.get("user_id", 0)


def _read_language(call: Call) -> str:
    code = call.text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def set_my_text(world: WorldState, call: Call) -> Answer:
    """setMyName, setMyDescription, setMyShortDescription; the wording of the too-long refusal is this model's own."""
    kind = _text_kind(call)
    value = call.text(kind)
    if len(value) > _TEXT_LIMITS[kind]:
        raise bad_request(f"bot {kind.replace('_', ' ')} is too long")
    world.profile.texts[kind, _read_language(call)] = value
    return Answer(result=True)


def get_my_text(world: WorldState, call: Call) -> Answer:
    kind = _text_kind(call)
    return Answer({kind: world.profile.text(kind, _read_language(call))})


def _text_kind(call: Call) -> str:
    return {"name": "name", "description": "description"}.get(call.method[5:], "short_description")


def set_chat_menu_button(world: WorldState, call: Call) -> Answer:
    try:
        button = call.json("menu_button") or {"type": "default"}
    except ValueError as error:
        raise bad_request("can't parse menu button JSON object") from error
    if button.get("type") not in ("commands", "web_app", "default"):
        raise bad_request("can't parse menu button: Unsupported menu button type specified")
    chat_id = reach_chat(world, call).id if call.text("chat_id") else 0
    if button["type"] == "default":
        world.profile.menu_buttons.pop(chat_id, None)
    else:
        world.profile.menu_buttons[chat_id] = button
    world.tell(chat_id, Kind.COMMANDS)
    return Answer(result=True)


def get_chat_menu_button(world: WorldState, call: Call) -> Answer:
    return Answer(world.profile.menu_button(call.chat_id or 0))
