"""Scripted mishaps and flood limits as python-telegram-bot feels them, and the journal's verdict."""

import asyncio

import httpx
import pytest
from telegram import Bot
from telegram.error import Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.demo.telegram_server import Action, FloodLimits, Phone, TelegramWorld, WorldRules
from bot.demo.telegram_server.in_process import InProcessTransport

from .conftest import AN, BINH, Clock, RawCall


def _texts(phone: Phone) -> list[str]:
    return [message.text for message in phone.bot_messages]


async def test_a_refused_call_is_not_carried_out(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    world.faults.refuse(429, method="sendMessage", retry_after=7)
    with pytest.raises(RetryAfter, match="Retry in 0:00:07"):
        await bot.send_message(AN, "x")
    await bot.send_message(AN, "y")
    assert _texts(phone) == ["y"]


@pytest.mark.parametrize("status", [400, 403, 409, 500, 502, 504])
async def test_any_status_can_be_scripted(
    status: int, *, world: TelegramWorld, phone: Phone, call: RawCall
) -> None:
    world.faults.refuse(status)
    answer = await call("sendMessage", chat_id=AN, text="x")
    assert (answer.status_code, answer.json()["error_code"]) == (status, status)
    assert world.violations() == []


async def test_the_flood_answer_carries_the_header(world: TelegramWorld, call: RawCall) -> None:
    world.faults.refuse(429, retry_after=3)
    answer = await call("getMe")
    assert answer.headers["Retry-After"] == "3"
    assert answer.json()["parameters"] == {"retry_after": 3}


@pytest.mark.parametrize(
    ("action", "error", "cause", "sent"),
    [
        (Action.DROP_BEFORE, NetworkError, httpx.RemoteProtocolError, []),
        (Action.DROP_AFTER, NetworkError, httpx.RemoteProtocolError, ["x"]),
        (Action.STALL_BEFORE, TimedOut, httpx.ReadTimeout, []),
        (Action.STALL_AFTER, TimedOut, httpx.ReadTimeout, ["x"]),
        (Action.HTML, NetworkError, TelegramError, []),
        (Action.GARBLE, TelegramError, ValueError, ["x"]),
    ],
)
async def test_mishaps_look_as_they_do_in_real_life(
    action: Action,
    error: type[TelegramError],
    cause: type[Exception],
    sent: list[str],
    *,
    world: TelegramWorld,
    phone: Phone,
    bot: Bot,
) -> None:
    world.faults.happen(action, method="sendMessage", seconds=60)
    with pytest.raises(error) as caught:
        await bot.send_message(AN, "x")
    assert isinstance(caught.value.__cause__, cause)
    assert _texts(phone) == sent
    assert (await bot.send_message(AN, "y")).text == "y"


async def test_a_stall_within_the_clients_patience_is_only_slow(
    world: TelegramWorld, phone: Phone, bot: Bot
) -> None:
    world.faults.happen(Action.STALL_AFTER, seconds=4)
    await bot.send_message(AN, "x")
    assert _texts(phone) == ["x"]


async def test_a_fault_strikes_the_nth_call_of_one_chat(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    world.add_user(BINH, "Bình")
    other = world.phone(BINH)
    other.say("/start")
    fault = world.faults.refuse(500, method="sendmessage", chat_id=AN, nth=2)
    for text in "abc":
        await bot.send_message(BINH, text)
        try:
            await bot.send_message(AN, text)
        except NetworkError:
            assert text == "b"
    assert (_texts(phone), _texts(other), fault.fired) == (["a", "c"], ["a", "b", "c"], 1)


async def test_chance_follows_the_seed(clock: Clock) -> None:
    def fired(seed: int) -> list[bool]:
        world = TelegramWorld(clock=clock, seed=seed)
        world.faults.refuse(500, times=None, probability=0.5)
        return [world.faults.choose("getMe", None) is not None for _ in range(40)]

    assert fired(1) == fired(1)
    assert fired(1) != fired(2)
    assert {True, False} == set(fired(1))


async def test_updates_come_twice_or_in_disorder(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    for words in "ab":
        phone.say(words)
    world.faults.happen(Action.DUPLICATE)
    world.faults.happen(Action.REORDER, nth=2)

    async def got() -> list[str | None]:
        return [update.message.text for update in await bot.get_updates() if update.message]

    assert [await got() for _ in range(3)] == [["a", "b", "a", "b"], ["b", "a"], ["a", "b"]]


async def test_faults_can_be_cleared(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    world.faults.refuse(500, times=None)
    world.faults.clear()
    await bot.send_message(AN, "x")


@pytest.fixture
def flooded(clock: Clock) -> TelegramWorld:
    limits = FloodLimits(chat_burst=2, chat_rate=1.0, group_per_minute=3, overall_per_second=4)
    world = TelegramWorld(clock=clock, monotonic=clock.monotonic, rules=WorldRules(flood=limits))
    for number in range(4):
        world.add_user(number + 1, f"Người {number}")
        world.phone(number + 1).say("/start")
    return world


async def _status(world: TelegramWorld, chat_id: int) -> int:
    async with InProcessTransport(world).client() as client:
        answer = await client.post(f"/bot{world.token}/sendMessage", json={"chat_id": chat_id, "text": "x"})
    return answer.status_code


async def test_one_chat_takes_a_burst_and_then_one_a_second(flooded: TelegramWorld, clock: Clock) -> None:
    assert [await _status(flooded, 1) for _ in range(3)] == [200, 200, 429]
    assert flooded.journal.calls[-1].answer == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    clock.turn(seconds=1)
    assert [await _status(flooded, 1) for _ in range(2)] == [200, 429]
    assert len(flooded.phone(1).bot_messages) == 3


async def test_all_chats_together_have_a_limit(flooded: TelegramWorld, clock: Clock) -> None:
    assert [await _status(flooded, chat_id) for chat_id in (1, 1, 2, 2, 3)] == [200] * 4 + [429]
    clock.turn(seconds=1.1)
    assert await _status(flooded, 3) == 200


async def test_a_group_has_a_limit_of_its_own_minute(flooded: TelegramWorld, clock: Clock) -> None:
    group = flooded.add_group("Tổ", [1])
    group.add_bot(1)
    statuses = []
    for _ in range(4):
        statuses.append(await _status(flooded, group.id))
        clock.turn(seconds=2)
    assert statuses == [200, 200, 200, 429]
    assert "retry after 54" in flooded.journal.calls[-1].description


async def test_a_good_conversation_has_no_violations(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    sent = await bot.send_message(AN, "x")
    press = phone.press_data(sent.message_id, "a")
    await bot.get_updates()
    await bot.answer_callback_query(press.id)
    assert world.violations() == []


async def test_a_delivered_press_must_be_answered(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    sent = await bot.send_message(AN, "x")
    press = phone.press_data(sent.message_id, "a")
    assert world.violations() == []
    await bot.get_updates()
    assert world.violations() == [f"press {press.id} of user {AN} ('a') was never answered"]


async def test_the_first_refusal_after_a_block_is_nobodys_fault(
    world: TelegramWorld, phone: Phone, bot: Bot
) -> None:
    phone.block_bot()
    with pytest.raises(Forbidden):
        await bot.send_message(AN, "x")
    assert world.violations() == []
    with pytest.raises(Forbidden):
        await bot.send_message(AN, "x")
    assert len(world.violations()) == 1
    assert world.violations(allow=["bot was blocked"]) == []


async def test_a_text_with_the_token_is_a_violation(world: TelegramWorld, phone: Phone, bot: Bot) -> None:
    await bot.send_message(AN, f"lỗi ở /bot{world.token}/getMe")
    assert world.violations() == ["the token is in a text: sendMessage"]


async def test_a_mistake_of_the_model_is_loud(
    world: TelegramWorld, call: RawCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world, "bot", None)
    assert (await call("getMe")).status_code == 500
    assert world.violations()[0].startswith("the model failed: getme: AttributeError")


async def test_the_journal_finds_calls(world: TelegramWorld, phone: Phone, bot: Bot, clock: Clock) -> None:
    await asyncio.gather(*(bot.send_message(AN, text) for text in "ab"))
    calls = world.journal.list_calls("sendMessage", chat_id=AN)
    assert [(made.params["text"], made.at, made.ok) for made in calls] == [
        ("a", clock(), True),
        ("b", clock(), True),
    ]
    assert world.journal.list_calls("sendMessage", chat_id=BINH) == []
