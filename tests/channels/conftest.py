"""The loopback Telegram with one person who has started the bot, and an environment in which only the bot has a say."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.demo.telegram_server import TelegramWorld, serve
from tests.channels.wire import AN


@pytest.fixture(autouse=True)
def _without_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def world() -> TelegramWorld:
    world = TelegramWorld(clock=lambda: datetime(2024, 7, 16, 2, tzinfo=UTC))
    world.add_user(AN, "An")
    world.phone(AN).say("/start")
    return world


@pytest.fixture
async def address(world: TelegramWorld) -> AsyncIterator[str]:
    async with serve(world) as address:
        yield address
