"""Polling: what Telegram hands over is stored first and confirmed afterwards, by the offset of the next call."""

import json

import pytest
import sqlalchemy as sa
from telegram import Bot

from bot.demo.telegram_server import TelegramWorld
from bot.ingress import ALLOWED_UPDATES, Poller
from bot.storage.database import Database
from tests.ingress.polling_setting import (
    AN,
    BINH,
    NOW,
    Script,
    Sleeps,
    ids,
    make_poller,
    pending,
    refuse_to_write,
    stored,
)


async def test_it_stores_at_once_and_confirms_with_the_next_call(
    world: TelegramWorld, database: Database, poller: Poller, wakes: list[int]
) -> None:
    world.phone(AN).say("một")
    world.phone(BINH).say("hai")
    assert await poller.fetch_once(wait_seconds=0) == 2
    assert [(update_id, chat) for update_id, chat, _ in await stored(database)] == [(500, AN), (501, BINH)]
    assert pending(world) == [500, 501]
    assert wakes == [1]
    assert await poller.fetch_once(wait_seconds=0) == 0
    assert pending(world) == []


async def test_what_could_not_be_committed_is_not_confirmed(
    world: TelegramWorld, database: Database, poller: Poller, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.phone(AN).say("một")
    with monkeypatch.context() as patch:
        patch.setattr("bot.intake.add_updates", refuse_to_write)
        with pytest.raises(sa.exc.OperationalError):
            await poller.fetch_once(wait_seconds=0)
    assert await poller.fetch_once(wait_seconds=0) == 1
    assert await ids(database) == [500]


async def test_a_new_process_gets_again_what_was_not_confirmed_and_stores_it_once(
    world: TelegramWorld, database: Database, bot: Bot, sleeps: Sleeps
) -> None:
    world.phone(AN).say("một")
    for _ in range(2):
        await make_poller(database, bot, sleeps, lambda: None).fetch_once(wait_seconds=0)
    assert await ids(database) == [500]


async def test_it_names_the_kinds_it_wants_in_every_call(world: TelegramWorld, poller: Poller) -> None:
    await poller.fetch_once(wait_seconds=0)
    await poller.fetch_once(wait_seconds=0)
    asked = [json.loads(call.params["allowed_updates"]) for call in world.journal.list_calls("getUpdates")]
    assert asked == [list(ALLOWED_UPDATES)] * 2


async def test_more_than_one_batch_is_fetched(
    world: TelegramWorld, database: Database, poller: Poller
) -> None:
    for number in range(150):
        world.phone(AN).say(f"{number}")
    assert [await poller.fetch_once(wait_seconds=0) for _ in range(3)] == [100, 50, 0]
    assert len(await ids(database)) == 150


async def test_what_has_no_number_is_passed_over(database: Database, sleeps: Sleeps) -> None:
    script = Script([{"message": {}}, "x", None, {"update_id": 2**63}, {"update_id": 7, "message": {}}], [])
    poller = make_poller(database, script, sleeps, lambda: None)
    assert await poller.fetch_once(wait_seconds=0) == 1
    assert await ids(database) == [7]
    await poller.fetch_once(wait_seconds=0)
    assert script.offsets == [0, 8]


async def test_it_remembers_when_telegram_last_answered(sqlite_database: Database, bot: Bot) -> None:
    moments = [7.0]
    poller = Poller(
        sqlite_database, bot, clock=lambda: NOW, on_updates=lambda: None, monotonic=lambda: moments[0]
    )
    assert poller.polled_at is None
    await poller.fetch_once(wait_seconds=0)
    assert poller.polled_at == 7.0
