"""Polling: updates twice, in disorder or past all reading; each is stored once, as it came, in somebody's order."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.telegram_server import Action, TelegramWorld
from bot.ingress import Poller, parse_raw_update
from bot.storage.database import Database
from tests.ingress.polling_setting import AN, Script, Sleeps, ids, make_poller, stored


async def test_updates_that_come_twice_or_in_disorder_are_stored_once_and_in_order(
    world: TelegramWorld, database: Database, poller: Poller
) -> None:
    for number in range(3):
        world.phone(AN).say(f"{number}")
    world.faults.happen(Action.REORDER)
    world.faults.happen(Action.DUPLICATE, nth=2)
    await poller.fetch_once(wait_seconds=0)
    world.phone(AN).say("3")
    await poller.fetch_once(wait_seconds=0)
    assert await ids(database) == [500, 501, 502, 503]


@pytest.mark.parametrize(
    ("update", "chat_key"),
    [
        ({"message": {"chat": {"id": -5}, "from": {"id": 7}}}, -5),
        ({"edited_message": {"chat": {"id": 7}}}, 7),
        ({"callback_query": {"from": {"id": 7}, "message": {"chat": {"id": 9}}}}, 9),
        ({"callback_query": {"from": {"id": 7}}}, 7),
        ({"my_chat_member": {"chat": {"id": 8}, "from": {"id": 7}}}, 8),
        ({"something_new": {"x": 1}}, 0),
        ({"message": {"chat": {"id": "7"}}}, 0),
        ({"message": {"chat": {"id": True}}}, 0),
    ],
)
def test_it_knows_whose_order_an_update_belongs_to(update: dict[str, Any], chat_key: int) -> None:
    row = parse_raw_update({"update_id": 1, **update})
    assert row is not None
    assert row.chat_key == chat_key


@pytest.mark.parametrize("number", [True, False, 1.0, "1"])
def test_what_only_looks_like_a_number_numbers_no_update(number: object) -> None:
    assert parse_raw_update({"update_id": number, "message": {}}) is None


# --- poison -----------------------------------------------------------------------------------------------


async def test_an_update_that_nobody_can_parse_is_stored_beside_the_others(
    world: TelegramWorld, database: Database, poller: Poller
) -> None:
    world.push_raw("message", {"poll": {"question": "?"}, "chat": 7})
    world.phone(AN).say("một")
    await poller.fetch_once(wait_seconds=0)
    assert [(row[0], row[1]) for row in await stored(database)] == [(500, 0), (501, AN)]


@pytest.mark.parametrize(
    "text", ["a\x00b", "\ud83d", "😀 đôn đốc", "x" * 1_000_000], ids=["nul", "surrogate", "emoji", "huge"]
)
async def test_any_text_is_stored_as_it_came(database: Database, sleeps: Sleeps, text: str) -> None:
    message = {"message_id": 1, "date": 0, "chat": {"id": AN, "type": "private"}, "text": text}
    script = Script([{"update_id": 1, "message": message}])
    await make_poller(database, script, sleeps, lambda: None).fetch_once(wait_seconds=0)
    assert (await stored(database))[0][2]["message"]["text"] == text


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
keys = st.sampled_from(["chat", "from", "message", "callback_query", "id", "text", "edited_message"])
updates = st.recursive(json_values, lambda inner: st.dictionaries(keys, inner, max_size=3), max_leaves=8)


@given(body=updates, update_id=st.integers() | st.none())
def test_no_update_can_stop_the_reading(body: object, update_id: int | None) -> None:
    update = body if isinstance(body, dict) else {"message": body}
    row = parse_raw_update({**update, "update_id": update_id})
    assert (row is not None) == (update_id is not None and abs(update_id) < 2**63)
    if row is not None:
        row.payload.encode("ascii")
        assert abs(row.chat_key) < 2**63
