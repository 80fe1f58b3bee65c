"""The loopback Telegram with two people in it, PTB's own bot on it, and a poller of that bot."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.demo.telegram_server import TelegramWorld
from bot.demo.telegram_server.in_process import InProcessTransport
from bot.ingress import Poller
from bot.storage.database import Database
from tests.ingress.polling_setting import AN, BINH, NOW, Sleeps, make_poller


@pytest.fixture
def world() -> TelegramWorld:
    world = TelegramWorld(clock=lambda: NOW, first_update_id=500)
    world.add_user(AN, "An")
    world.add_user(BINH, "Bình")
    return world


@pytest.fixture
async def bot(world: TelegramWorld) -> AsyncIterator[Bot]:
    transport = InProcessTransport(world)
    request = HTTPXRequest(httpx_kwargs={"transport": transport})
    bot = Bot(world.token, base_url="http://telegram/bot", request=request, get_updates_request=request)
    async with bot:
        yield bot
    transport.close()


@pytest.fixture
def sleeps() -> Sleeps:
    return Sleeps()


@pytest.fixture
def wakes() -> list[int]:
    return []


@pytest.fixture
def poller(database: Database, bot: Bot, sleeps: Sleeps, wakes: list[int]) -> Poller:
    return make_poller(database, bot, sleeps, lambda: wakes.append(1))
