"""getUpdates: confirmation, retention, filtering, the long poll, and two pollers in each other's way."""

import asyncio
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import Conflict, RetryAfter

from bot.demo.telegram_server import Phone, TelegramWorld, WorldRules
from bot.demo.telegram_server.in_process import InProcessTransport

from .conftest import AN, Clock, RawCall


async def _ids(bot: Bot, offset: int | None = None, limit: int | None = None) -> list[int]:
    return [update.update_id for update in await bot.get_updates(offset, limit)]


async def test_unconfirmed_updates_come_again_in_order(phone: Phone, bot: Bot) -> None:
    for words in "abc":
        phone.say(words)
    first = await _ids(bot)
    assert first == [first[0], first[0] + 1, first[0] + 2]
    assert await _ids(bot) == first


async def test_an_offset_confirms_what_is_below(phone: Phone, bot: Bot) -> None:
    for words in "abc":
        phone.say(words)
    first = (await _ids(bot))[0]
    assert await _ids(bot, first + 2) == [first + 2]
    assert await _ids(bot, 0) == [first + 2]


async def test_a_negative_offset_keeps_the_last_ones(phone: Phone, bot: Bot) -> None:
    for words in "abc":
        phone.say(words)
    first = (await _ids(bot))[0]
    assert await _ids(bot, -2) == [first + 1, first + 2]
    assert await _ids(bot) == [first + 1, first + 2]


@pytest.mark.parametrize(("limit", "got"), [(0, 1), (2, 2), (500, 100)])
async def test_the_limit_is_between_1_and_100(limit: int, got: int, *, phone: Phone, call: RawCall) -> None:
    for number in range(120):
        phone.say(str(number))
    assert len((await call("getUpdates", limit=limit)).json()["result"]) == got


async def test_messages_are_kept_24_hours_and_presses_150_seconds(
    world: TelegramWorld, phone: Phone, bot: Bot, clock: Clock
) -> None:
    sent = world.post(phone.chat, world.bot)
    phone.say("còn đây")
    phone.press_data(sent.id, "a")
    assert len(await _ids(bot)) == 2
    clock.turn(seconds=151)
    assert len(await _ids(bot)) == 1
    clock.turn(hours=24)
    assert await _ids(bot) == []


async def test_the_ids_start_anew_after_a_quiet_week_and_an_old_offset_loses_nothing(
    phone: Phone, bot: Bot, clock: Clock
) -> None:
    phone.say("trước")
    old = (await _ids(bot))[0]
    clock.turn(days=8)
    assert await _ids(bot, old + 1) == []
    phone.say("sau")
    (new,) = await _ids(bot, old + 1)
    assert abs(new - old) > 10


async def test_allowed_updates_filter_at_creation_and_are_remembered(phone: Phone, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    phone.say("ai nghe")
    assert await bot.get_updates(allowed_updates=["message"]) == ()
    phone.say("nghe rồi")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "nghe rồi"


async def test_some_kinds_must_be_asked_for(world: TelegramWorld, bot: Bot) -> None:
    assert world.push_raw("chat_member", {}) is None
    await bot.get_updates(allowed_updates=["chat_member"])
    assert world.push_raw("chat_member", {}) is not None
    await bot.get_updates(allowed_updates=[])
    assert world.push_raw("chat_member", {}) is None
    assert world.push_raw("message", {}) is not None


async def test_a_long_poll_wakes_at_once(phone: Phone, bot: Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=50))
    await _settle()
    phone.say("dậy")
    (update,) = await asyncio.wait_for(waiting, 5)
    assert update.effective_message is not None
    assert update.effective_message.text == "dậy"


async def test_a_short_poll_never_waits(bot: Bot) -> None:
    assert await asyncio.wait_for(bot.get_updates(timeout=0), 5) == ()


async def test_the_older_of_two_waiting_pollers_loses(phone: Phone, bot: Bot, world: TelegramWorld) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=50))
    await _settle()
    newer = asyncio.create_task(bot.get_updates(timeout=50))
    with pytest.raises(Conflict):
        await asyncio.wait_for(older, 5)
    assert world.journal.calls[-1].description == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    phone.say("cho người sau")
    assert len(await asyncio.wait_for(newer, 5)) == 1


async def test_a_poll_that_need_not_wait_disturbs_nobody(bot: Bot, phone: Phone) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=50))
    await _settle()
    assert await bot.get_updates(timeout=0) == ()
    phone.say("x")
    assert len(await asyncio.wait_for(waiting, 5)) == 1


async def test_a_second_conflict_at_once_is_answered_later(clock: Clock) -> None:
    rules = WorldRules(conflict_delay=timedelta(seconds=0.05))
    world = TelegramWorld(clock=clock, monotonic=clock.monotonic, rules=rules)
    async with InProcessTransport(world).client() as client:
        url = f"/bot{world.token}/getUpdates?timeout=50"
        polls = [asyncio.create_task(client.get(url)) for _ in range(3)]
        await _settle()
        done = [poll.done() for poll in polls]
        answers = [(await poll).status_code for poll in polls[:2]]
        world.push_raw("message", {})
        assert (done, answers) == ([True, False, False], [409, 409])
        assert (await polls[2]).status_code == 200


async def test_a_webhook_ends_polling(world: TelegramWorld, bot: Bot, call: RawCall) -> None:
    waiting = asyncio.create_task(call("getUpdates", timeout=50))
    await _settle()
    await bot.set_webhook("https://bot.example.vn/hook")
    assert (await waiting).json()["description"] == "Conflict: terminated by setWebhook request"
    with pytest.raises(Conflict):
        await bot.get_updates()
    assert world.journal.calls[-1].description == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_webhook_settings_say_what_they_did(call: RawCall, clock: Clock) -> None:
    async def said(method: str, **params: object) -> str:
        return str((await call(method, **params)).json()["description"])

    url = "https://bot.example.vn/hook"
    assert await said("deleteWebhook") == "Webhook is already deleted"
    assert await said("setWebhook", url=url) == "Webhook was set"
    assert await said("setWebhook", url=url) == "Too Many Requests: retry after 1"
    clock.turn(seconds=1)
    assert await said("setWebhook", url=url) == "Webhook is already set"
    clock.turn(seconds=1)
    assert await said("setWebhook", url=url, secret_token="có dấu") == (
        "Bad Request: secret token contains unallowed characters"
    )
    clock.turn(seconds=1)
    assert (
        await said("setWebhook", url=url, secret_token="x" * 257) == "Bad Request: secret token is too long"
    )
    assert await said("deleteWebhook") == "Webhook was deleted"


async def test_webhook_changes_need_a_second_between_them(bot: Bot) -> None:
    await bot.set_webhook("https://bot.example.vn/a")
    with pytest.raises(RetryAfter, match="Retry in 0:00:01"):
        await bot.set_webhook("https://bot.example.vn/b")


async def test_webhook_info_counts_what_waits(phone: Phone, bot: Bot) -> None:
    assert (await bot.get_webhook_info()).url == ""
    await bot.set_webhook("https://bot.example.vn/a", allowed_updates=["message"], max_connections=3)
    phone.say("chờ")
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == ("https://bot.example.vn/a", 1, 3)
    assert info.allowed_updates == ("message",)
    await bot.delete_webhook(drop_pending_updates=True)
    assert (await bot.get_webhook_info()).pending_update_count == 0


async def test_the_same_offset_at_once_is_braked_where_the_rules_say_so(clock: Clock) -> None:
    world = TelegramWorld(clock=clock, monotonic=clock.monotonic, rules=WorldRules(poll_brake=True))
    world.add_user(AN, "An")
    for words in "abc":
        world.phone(AN).say(words)
    async with InProcessTransport(world).client() as client:
        got = [len((await client.get(f"/bot{world.token}/getUpdates")).json()["result"]) for _ in range(2)]
        clock.turn(seconds=0.6)
        got.append(len((await client.get(f"/bot{world.token}/getUpdates")).json()["result"]))
    assert got == [3, 1, 3]


async def test_unknown_kinds_and_fields_are_passed_on(world: TelegramWorld, bot: Bot) -> None:
    world.push_raw("newest_thing", {"rich": True})
    (update,) = await bot.get_updates()
    assert update.api_kwargs == {"newest_thing": {"rich": True}}


async def _settle() -> None:
    """Let the other tasks run until they wait."""
    for _ in range(50):
        await asyncio.sleep(0)
