"""A start while Telegram is away: the pages tell it, the webhook stores, and a stop leaves the port free."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy.engine import URL

from bot.app import App, open_app
from bot.clock import system_clock
from bot.demo.telegram_server import TelegramWorld
from bot.hook import SECRET_HEADER
from tests.test_app import AN, Eyes
from tests.test_webhook import SECRET, count_updates, make_hooked_app

HELLO = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 1721095200,
        "chat": {"id": AN, "type": "private"},
        "from": {"id": AN, "is_bot": False, "first_name": "An"},
        "text": "xin chào",
    },
}


@pytest.fixture
def telegram() -> TelegramWorld:
    world = TelegramWorld(clock=system_clock)
    world.add_user(AN, "An", language_code="vi")
    return world


@pytest.fixture
def app(telegram: TelegramWorld, sqlite_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setattr("bot.greeting.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("bot.greeting.LONGEST_PAUSE", 0.01)
    return make_hooked_app(telegram, sqlite_url, tmp_path)


async def open_and_run(app: App) -> None:
    async with open_app(app):
        await app.run()


@asynccontextmanager
async def waiting(app: App, telegram: TelegramWorld) -> AsyncIterator[None]:
    """Telegram has been asked once, in vain, and will be until its faults are cleared."""
    telegram.faults.refuse(502, method="getMe", times=None)
    start = asyncio.create_task(open_and_run(app))
    try:
        async with asyncio.timeout(30):
            while not telegram.journal.list_calls("getMe"):  # noqa: ASYNC110 a journal tells nobody
                await asyncio.sleep(0.01)
        yield
    finally:
        start.cancel()
        await asyncio.wait({start})


def client_of(app: App) -> httpx.AsyncClient:
    assert app.web is not None
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{app.web.port}", trust_env=False, timeout=10)


async def test_the_pages_say_what_is_waited_for(app: App, telegram: TelegramWorld) -> None:
    async with waiting(app, telegram), client_of(app) as client:
        health, ready, figures = [await client.get(page) for page in ("/healthz", "/readyz", "/metrics")]
    assert (health.status_code, ready.status_code, figures.status_code) == (200, 503, 200)
    assert health.json()["seconds_since"]["poller"] is not None
    assert ready.json()["checks"] == {"database": True, "migrated": True, "telegram": False}


async def test_what_is_delivered_is_stored_and_answered_when_telegram_is_back(
    app: App, telegram: TelegramWorld
) -> None:
    eyes = Eyes(telegram)
    # Whoever has not started the bot cannot be written to.
    telegram.phone(AN).say("/start")
    async with waiting(app, telegram), client_of(app) as client:
        answer = await client.post("/telegram", json=HELLO, headers={SECRET_HEADER: SECRET})
        assert answer.status_code == 200
        assert await count_updates(app) == 1
        telegram.faults.clear()
        await eyes.until_told(AN)


async def test_a_stop_does_not_wait_for_telegram_and_frees_the_port(
    app: App, telegram: TelegramWorld
) -> None:
    async with waiting(app, telegram):
        pass
    assert app.settings.http_bind is not None
    with socket.create_server(app.settings.http_bind):
        pass
