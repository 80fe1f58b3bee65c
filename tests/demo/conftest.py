"""A small Telegram in this process: a clock to turn, one person who has started the bot, and PTB's own Bot."""

from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.demo.telegram_server import Phone, TelegramWorld
from bot.demo.telegram_server.in_process import InProcessTransport

AN = 101
BINH = 102

RawCall = Callable[..., Coroutine[None, None, httpx.Response]]


@dataclass
class Clock:
    """Both clocks of a world, turned by hand."""

    at: datetime = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    seconds: float = 1000.0

    def __call__(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)
        self.seconds += timedelta(**by).total_seconds()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> TelegramWorld:
    """An is known; whether An has started the bot is the test's choice."""
    made = TelegramWorld(clock=clock, monotonic=clock.monotonic, seed=7)
    made.add_user(AN, "An", last_name="Nguyễn", username="an_nguyen", language_code="vi")
    return made


@pytest.fixture
def phone(world: TelegramWorld) -> Phone:
    """An's phone; An has written once and that update is confirmed."""
    phone = world.phone(AN)
    phone.say("/start")
    world.queue.clear()
    return phone


@pytest.fixture
async def transport(world: TelegramWorld) -> AsyncIterator[InProcessTransport]:
    transport = InProcessTransport(world)
    yield transport
    transport.close()


@pytest.fixture
async def bot(world: TelegramWorld, transport: InProcessTransport) -> AsyncIterator[Bot]:
    """python-telegram-bot's Bot, unchanged, over the in-process transport."""
    made = Bot(
        world.token,
        base_url="http://telegram/bot",
        base_file_url="http://telegram/file/bot",
        request=HTTPXRequest(httpx_kwargs={"transport": transport}),
        get_updates_request=HTTPXRequest(httpx_kwargs={"transport": transport}),
    )
    async with made:
        yield made


@pytest.fixture
async def call(world: TelegramWorld, transport: InProcessTransport) -> AsyncIterator[RawCall]:
    """A bare POST: `await call("sendMessage", chat_id=1, text="x")`, for what PTB itself would not send."""
    async with httpx.AsyncClient(
        transport=transport, base_url=f"http://telegram/bot{world.token}/"
    ) as client:

        async def post(method: str, **params: object) -> httpx.Response:
            return await client.post(method, json=params)

        yield post
