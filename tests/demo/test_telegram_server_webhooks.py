"""Webhook deliveries: confirmation by 2xx, retries, lanes, and answers that are calls."""

import asyncio
import json
from collections.abc import Callable

import httpx
import pytest

from bot.demo.telegram_server import Phone, TelegramWorld
from bot.demo.telegram_server.delivery import SECRET_HEADER, deliver_webhooks
from bot.demo.telegram_server.webhook_state import Webhook

from .conftest import AN, BINH, Clock


class Hook:
    """The bot's side: remembers what came and answers as told."""

    def __init__(self, answer: Callable[[int], httpx.Response]) -> None:
        self.answer = answer
        self.texts: list[str] = []
        self.secrets: list[str | None] = []
        self.client = httpx.AsyncClient(transport=httpx.MockTransport(self._receive))

    def _receive(self, request: httpx.Request) -> httpx.Response:
        update = json.loads(request.content)
        self.texts.append(
            update["message"]["text"] if "message" in update else update["callback_query"]["data"]
        )
        self.secrets.append(request.headers.get(SECRET_HEADER))
        return self.answer(len(self.texts))


class Sleeper:
    """Sleeping turns the clock instead."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.pauses: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.clock.turn(seconds=seconds)
        await asyncio.sleep(0)


@pytest.fixture
def hooked(world: TelegramWorld, phone: Phone) -> TelegramWorld:
    world.webhook = Webhook("https://bot.example.vn/hook", "secret")
    return world


async def _deliver(world: TelegramWorld, hook: Hook, sleeper: Sleeper) -> None:
    """Until nothing waits."""
    async with hook.client, deliver_webhooks(world, client=hook.client, sleep=sleeper):
        for _ in range(2000):
            await asyncio.sleep(0)
            if not world.queue.list_pending(now=world.now()):
                return
    pytest.fail("updates still wait")


async def test_updates_are_posted_with_the_secret_and_confirmed_by_2xx(
    hooked: TelegramWorld, phone: Phone, clock: Clock
) -> None:
    hook = Hook(lambda _: httpx.Response(200))
    phone.say("a")
    phone.say("b")
    await _deliver(hooked, hook, Sleeper(clock))
    assert (hook.texts, hook.secrets) == (["a", "b"], ["secret", "secret"])


async def test_failures_are_retried_at_once_and_then_ever_later(
    hooked: TelegramWorld, phone: Phone, clock: Clock
) -> None:
    hook = Hook(lambda number: httpx.Response(200 if number == 5 else 500))
    sleeper = Sleeper(clock)
    phone.say("a")
    await _deliver(hooked, hook, sleeper)
    assert (hook.texts, sleeper.pauses) == (["a"] * 5, [0.0, 2.0, 4.0, 8.0])
    assert hooked.webhook.last_error == "Wrong response from the webhook: 500"


async def test_the_hook_may_ask_for_a_pause(hooked: TelegramWorld, phone: Phone, clock: Clock) -> None:
    hook = Hook(
        lambda number: (
            httpx.Response(200) if number == 2 else httpx.Response(503, headers={"Retry-After": "9"})
        )
    )
    sleeper = Sleeper(clock)
    phone.say("a")
    await _deliver(hooked, hook, sleeper)
    assert sleeper.pauses == [9.0]


async def test_an_update_that_expires_is_given_up(hooked: TelegramWorld, phone: Phone, clock: Clock) -> None:
    hook = Hook(lambda _: httpx.Response(500))
    sent = hooked.post(phone.chat, hooked.bot)
    phone.press_data(sent.id, "v1:late")
    await _deliver(hooked, hook, Sleeper(clock))
    assert 3 < len(hook.texts) < 12


async def test_a_failing_lane_holds_only_itself(hooked: TelegramWorld, phone: Phone, clock: Clock) -> None:
    hooked.add_user(BINH, "Bình")
    hook = Hook(lambda number: httpx.Response(500 if number == 1 else 200))
    phone.say("a1")
    phone.say("a2")
    hooked.phone(BINH).say("b1")
    await _deliver(hooked, hook, Sleeper(clock))
    assert [text for text in hook.texts if text.startswith("a")] == ["a1", "a1", "a2"]
    assert hook.texts.count("b1") in (1, 2)


async def test_an_answer_with_a_method_is_a_call(hooked: TelegramWorld, phone: Phone, clock: Clock) -> None:
    hook = Hook(lambda _: httpx.Response(200, json={"method": "sendMessage", "chat_id": AN, "text": "đáp"}))
    phone.say("hỏi")
    await _deliver(hooked, hook, Sleeper(clock))
    assert phone.last.text == "đáp"


async def test_a_hook_gone_for_23_hours_is_dropped(hooked: TelegramWorld, phone: Phone, clock: Clock) -> None:
    hook = Hook(lambda _: httpx.Response(410))
    phone.say("a")
    async with hook.client, deliver_webhooks(hooked, client=hook.client, sleep=Sleeper(clock)):
        for _ in range(20000):
            await asyncio.sleep(0)
            if not hooked.webhook.url:
                break
    assert hooked.webhook.url == ""


async def test_later_updates_are_delivered_too(hooked: TelegramWorld, phone: Phone, clock: Clock) -> None:
    hook = Hook(lambda _: httpx.Response(200))
    async with hook.client, deliver_webhooks(hooked, client=hook.client, sleep=Sleeper(clock)):
        for words in ("sớm", "muộn"):
            phone.say(words)
            for _ in range(50):
                await asyncio.sleep(0)
    assert hook.texts == ["sớm", "muộn"]
