from typing import Any

import pytest
from telegram import Update

from bot.actions import Action, Verb
from bot.messages import Incoming, IncomingKind
from handlers.incoming import parse_incoming

AN: dict[str, Any] = {"id": 7, "is_bot": False, "first_name": "An", "language_code": "vi"}
CHAT: dict[str, Any] = {"id": 7, "type": "private"}
GROUP: dict[str, Any] = {"id": -5, "type": "group", "title": "x"}


def parse(kind: str, **payload: Any) -> Incoming | None:  # noqa: ANN401 fields of the update
    return parse_incoming(Update.de_json({"update_id": 1, kind: payload}, None))


def message(**payload: Any) -> Incoming:  # noqa: ANN401 as above
    fields = {"message_id": 3, "date": 1, "chat": CHAT, "from": AN, **payload}
    incoming = parse("message", **fields)
    assert incoming is not None
    return incoming


def command(text: str) -> Incoming:
    length = len(text.partition(" ")[0])
    return message(text=text, entities=[{"type": "bot_command", "offset": 0, "length": length}])


def press(data: str | None, **changes: Any) -> Incoming:  # noqa: ANN401 as above
    payload: dict[str, Any] = {
        "id": "1",
        "from": AN,
        "chat_instance": "1",
        "message": {"message_id": 9, "date": 1, "chat": CHAT, "text": "x"},
    }
    incoming = parse("callback_query", **(payload | ({} if data is None else {"data": data}) | changes))
    assert incoming is not None
    return incoming


# --- words ------------------------------------------------------------------------------------------------


def test_a_text_is_words() -> None:
    found = message(text="NV-001 40%")
    assert (found.kind, found.text, found.chat_id, found.telegram_id) == (
        IncomingKind.TEXT,
        "NV-001 40%",
        7,
        7,
    )
    assert (found.message_id, found.is_private, found.language_code) == (3, True, "vi")


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("/han", "han", ""),
        ("/giahan NV-001", "giahan", "NV-001"),
        ("/GiaHan@some_bot  NV-001  thêm ", "giahan", "NV-001  thêm"),
        ("/start abc-DEF_1", "start", "abc-DEF_1"),
    ],
)
def test_a_command_has_a_name_and_arguments(text: str, name: str, arguments: str) -> None:
    found = command(text)
    assert (found.kind, found.command, found.arguments) == (IncomingKind.COMMAND, name, arguments)


def test_a_command_in_the_middle_is_a_text() -> None:
    found = message(text="xem /han", entities=[{"type": "bot_command", "offset": 4, "length": 4}])
    assert (found.kind, found.command) == (IncomingKind.TEXT, "")


def test_a_reply_names_the_message_replied_to() -> None:
    earlier = {"message_id": 2, "date": 1, "chat": CHAT, "from": AN, "text": "x"}
    assert message(text="40%", reply_to_message=earlier).reply_to_message_id == 2


def test_a_forwarded_message_says_so() -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "ai đó"}
    assert message(text="x", forward_origin=origin).is_forwarded
    assert not message(text="x").is_forwarded


def test_an_edit_is_no_new_message() -> None:
    payload = {"message_id": 3, "date": 1, "edit_date": 2, "chat": CHAT, "from": AN, "text": "/han"}
    found = parse("edited_message", **payload)
    assert found is not None
    assert found.kind is IncomingKind.EDITED


# --- files ------------------------------------------------------------------------------------------------


def test_of_a_photo_the_largest_counts() -> None:
    sizes = [
        {"file_id": name, "file_unique_id": name, "width": w, "height": w, "file_size": w}
        for name, w in (("small", 90), ("large", 1280))
    ]
    found = message(photo=sizes, caption="NV-001 xong")
    assert found.kind is IncomingKind.FILE
    assert found.file is not None
    assert (found.file.file_id, found.file.is_photo, found.text) == ("large", True, "NV-001 xong")


def test_a_document_without_name_type_or_size_is_still_a_file() -> None:
    found = message(document={"file_id": "f", "file_unique_id": "u"})
    assert found.file is not None
    assert (found.file.name, found.file.mime, found.file.size) == ("", "", 0)


@pytest.mark.parametrize(
    "content",
    [
        {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}},
        {"location": {"latitude": 21.0, "longitude": 105.8}},
        {"contact": {"phone_number": "1", "first_name": "x"}},
        {"new_chat_members": [AN]},
        {},
    ],
)
def test_what_we_cannot_read_is_called_so(content: dict[str, Any]) -> None:
    assert message(**content).kind is IncomingKind.UNREADABLE


# --- presses ----------------------------------------------------------------------------------------------


def test_a_press_carries_its_action() -> None:
    found = press("v1:card:5:2:tasks.0.0")
    assert found.kind is IncomingKind.PRESS
    assert (found.action, found.message_id) == (Action(Verb.CARD, 5, 2, "tasks.0.0"), 9)


@pytest.mark.parametrize("data", ["", "x", "v1:card", None])
def test_a_press_of_anything_else_has_no_action(data: str | None) -> None:
    assert press(data).action is None


def test_a_press_on_a_message_that_is_gone_is_a_press() -> None:
    found = press("v1:card:5:2", message={"chat": CHAT, "message_id": 9, "date": 0})
    assert (found.chat_id, found.message_id, found.is_private) == (7, 9, True)


def test_a_press_in_a_group_is_not_private() -> None:
    found = press("v1:card:5:2", message={"message_id": 9, "date": 1, "chat": GROUP, "text": "x"})
    assert (found.chat_id, found.is_private) == (-5, False)


def test_a_press_without_a_message_belongs_to_the_person() -> None:
    found = press("v1:card:5:2", message=None, inline_message_id="z")
    assert (found.chat_id, found.message_id) == (7, None)


# --- coming and going -------------------------------------------------------------------------------------


def membership(chat: dict[str, Any], status: str) -> Incoming | None:
    bot = {"id": 1, "is_bot": True, "first_name": "bot"}
    old: dict[str, Any] = {"status": "left", "user": bot}
    new: dict[str, Any] = {"status": status, "user": bot}
    if status == "kicked":
        new["until_date"] = 0
    fields = {"chat": chat, "from": AN, "date": 1, "old_chat_member": old, "new_chat_member": new}
    return parse("my_chat_member", **fields)


@pytest.mark.parametrize(
    ("chat", "status", "kind"),
    [
        (CHAT, "kicked", IncomingKind.BLOCKED),
        (CHAT, "member", IncomingKind.UNBLOCKED),
        (GROUP, "member", IncomingKind.GROUP_JOINED),
        (GROUP, "left", IncomingKind.GROUP_LEFT),
        (GROUP, "kicked", IncomingKind.GROUP_LEFT),
    ],
)
def test_membership_tells_who_blocked_us_and_where_we_came(
    chat: dict[str, Any], status: str, kind: IncomingKind
) -> None:
    found = membership(chat, status)
    assert found is not None
    assert found.kind is kind


def test_a_group_has_its_title_with_it() -> None:
    found = membership(GROUP, "member")
    assert found is not None
    assert found.chat_title == GROUP["title"]


@pytest.mark.parametrize(
    ("chat_id", "fields"), [(-5, {"migrate_to_chat_id": -1005}), (-1005, {"migrate_from_chat_id": -5})]
)
def test_both_messages_of_an_upgrade_say_from_where_to_where(chat_id: int, fields: dict[str, int]) -> None:
    chat = {**GROUP, "id": chat_id}
    found = parse("message", message_id=1, date=1, chat=chat, **{"from": AN}, **fields)
    assert found is not None
    assert (found.kind, found.chat_id, found.moved_to) == (IncomingKind.GROUP_MOVED, -5, -1005)


# --- nobody -----------------------------------------------------------------------------------------------


def test_a_channel_and_another_bot_are_no_persons() -> None:
    bot = {"id": 8, "is_bot": True, "first_name": "b"}
    assert parse("message", message_id=1, date=1, chat=CHAT, text="x") is None
    assert parse("message", message_id=1, date=1, chat=CHAT, text="x", **{"from": bot}) is None
    assert parse("channel_post", message_id=1, date=1, chat=GROUP, text="x") is None
