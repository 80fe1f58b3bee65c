"""Who answers what: the first handler that fits, for every kind of update."""

from typing import Any

import pytest
from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler, ExtBot

from bot.actions import Action, Verb
from bot.texts.welcome import COMMANDS as MENU
from handlers import registry

AN: dict[str, Any] = {"id": 7, "is_bot": False, "first_name": "An"}
CHATS: dict[str, dict[str, Any]] = {
    "private": {"id": 7, "type": "private"},
    "group": {"id": -5, "type": "group", "title": "x"},
}
HANDLERS = registry.list_handlers()


class _Named(ExtBot[None]):
    @property
    def username(self) -> str:
        return "some_bot"


def first(update: Update) -> int | None:
    """The position of the handler that takes it."""
    return next(
        (place for place, handler in enumerate(HANDLERS) if _takes(handler.check_update(update))), None
    )


def _takes(answer: object) -> bool:
    return answer is not None and answer is not False


def press(data: str) -> Update:
    message = {"message_id": 9, "date": 1, "chat": CHATS["private"], "text": "x"}
    query = {"id": "1", "from": AN, "chat_instance": "1", "data": data, "message": message}
    return Update.de_json({"update_id": 1, "callback_query": query}, None)


def message(kind: str = "message", chat: str = "private", **payload: Any) -> Update:  # noqa: ANN401 fields
    body = {"message_id": 3, "date": 1, "chat": CHATS[chat], "from": AN, **payload}
    return Update.de_json({"update_id": 1, kind: body}, _Named("1:a"))


def test_every_verb_has_its_handler() -> None:
    assert set(registry.PRESSES) == set(Verb)


@pytest.mark.parametrize("verb", Verb)
def test_a_press_reaches_exactly_the_handler_of_its_verb(verb: Verb) -> None:
    update = press(Action(verb, 1, 1).encode())
    takers = [h for h in HANDLERS if isinstance(h, CallbackQueryHandler) and _takes(h.check_update(update))]
    assert len(takers) == 2  # its own, and the last resort
    assert takers[0].pattern is not None


@pytest.mark.parametrize("data", ["x", "v1:nosuch:1:1", "v2:card:1:1", " v1:card:1:1"])
def test_a_foreign_press_reaches_the_last_resort(data: str) -> None:
    place = first(press(data))
    assert place is not None
    handler: BaseHandler[Any, Any, Any] = HANDLERS[place]
    assert isinstance(handler, CallbackQueryHandler)
    assert handler.pattern is None


def test_groups_are_ignored_before_anything_can_answer() -> None:
    group = first(message(chat="group", text="NV-001 40%"))
    for update in (
        message(chat="group", text="/han", entities=[{"type": "bot_command", "offset": 0, "length": 4}]),
        message(chat="group", document={"file_id": "f", "file_unique_id": "u"}),
        message("edited_message", chat="group", text="x", edit_date=2),
        message(chat="group", new_chat_members=[AN]),
    ):
        assert first(update) == group
    assert first(message(text="NV-001 40%")) != group


def test_everything_a_person_sends_in_private_is_answered() -> None:
    file = {"file_id": "f", "file_unique_id": "u"}
    for payload in (
        {"text": "x"},
        {"document": file},
        {"photo": [{**file, "width": 1, "height": 1}]},
        {"voice": {**file, "duration": 1}},
        {"location": {"latitude": 1.0, "longitude": 1.0}},
        {"contact": {"phone_number": "1", "first_name": "x"}},
    ):
        assert first(message(**payload)) is not None


def test_service_messages_are_not_answered() -> None:
    pinned = {"message_id": 1, "date": 1, "chat": CHATS["private"], "text": "x"}
    assert first(message(pinned_message=pinned)) is None


def test_an_edit_does_not_carry_out_a_command_again() -> None:
    entities = [{"type": "bot_command", "offset": 0, "length": 4}]
    assert first(message("edited_message", text="/han", entities=entities, edit_date=2)) == first(
        message("edited_message", text="x", edit_date=2)
    )


def test_every_command_of_the_menu_is_there_in_both_languages() -> None:
    answered = {*registry.COMMANDS, *registry.PUBLIC_COMMANDS}
    assert {(vietnamese, english) for vietnamese, english, _ in MENU} <= answered
