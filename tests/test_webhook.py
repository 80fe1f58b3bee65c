"""The bot behind a webhook, as a whole: Telegram delivers to its port, and changing the way loses nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.engine import URL
from telegram.request import HTTPXRequest

from bot.app import App
from bot.assembly import build_app
from bot.clock import system_clock
from bot.demo.telegram_server import TelegramWorld
from bot.demo.telegram_server.delivery import deliver_webhooks
from bot.demo.telegram_server.in_process import InProcessTransport
from bot.ingress import ALLOWED_UPDATES
from bot.settings import Settings
from bot.storage.queues import inbox
from tests.ports import free_port
from tests.test_app import AN, BINH, Eyes, make_app, running

SECRET = "a-secret_of-ours"


@pytest.fixture
def telegram() -> TelegramWorld:
    world = TelegramWorld(clock=system_clock)
    for account in (AN, BINH):
        world.add_user(account, f"{account}", language_code="vi")
    return world


def make_hooked_app(telegram: TelegramWorld, database_url: URL, data_dir: Path) -> App:
    port = free_port()
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg] # pydantic-settings' own argument
        bot_token=SecretStr(telegram.token),
        database_url=SecretStr(database_url.render_as_string(hide_password=False)),
        data_dir=data_dir,
        telegram_api_base_url="http://loopback/bot",
        tick_seconds=3600,
        http_bind=("127.0.0.1", port),
        webhook_url=f"http://127.0.0.1:{port}/telegram",
        webhook_secret=SecretStr(SECRET),
    )
    transport = InProcessTransport(telegram)
    return build_app(settings, request=HTTPXRequest(httpx_kwargs={"transport": transport}))


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0.01)


@asynccontextmanager
async def delivering(telegram: TelegramWorld) -> AsyncIterator[None]:
    """Telegram's side, which does not wait long before it comes again."""
    async with deliver_webhooks(telegram, sleep=_at_once):
        yield


async def count_updates(app: App) -> int:
    async with app.database.begin() as uow:
        return int((await uow.execute(sa.select(sa.func.count()).select_from(inbox))).scalar_one())


async def test_a_message_comes_in_and_its_answer_goes_out(
    telegram: TelegramWorld, database_url: URL, tmp_path: Path
) -> None:
    app, eyes = make_hooked_app(telegram, database_url, tmp_path), Eyes(telegram)
    async with delivering(telegram), running(app):
        telegram.phone(AN).say("xin chào")
        await eyes.until_told(AN)
        assert app.hook is not None
        assert app.hook.knocks.total() == 1
    assert telegram.webhook.secret_token == SECRET
    assert telegram.queue.allowed_updates == sorted(ALLOWED_UPDATES)
    assert telegram.journal.list_calls("getUpdates") == []


async def test_changing_the_way_loses_nothing(
    telegram: TelegramWorld, sqlite_url: URL, tmp_path: Path
) -> None:
    """Polling, webhook, polling; something is written while nobody runs, and nothing is asked to be dropped."""
    eyes, written = Eyes(telegram), 0
    async with delivering(telegram):
        for is_hooked in (False, True, False):
            make = make_hooked_app if is_hooked else make_app
            telegram.phone(AN).say("xin chào")
            telegram.phone(BINH).say("xin chào")
            async with running(make(telegram, sqlite_url, tmp_path)):
                written += 1
                await eyes.until_told(AN, written)
                await eyes.until_told(BINH, written)
    for method in ("setWebhook", "deleteWebhook"):
        calls = telegram.journal.list_calls(method)
        assert calls
        assert all(call.params.get("drop_pending_updates", "False").lower() == "false" for call in calls)
    assert not telegram.queue.list_pending(now=telegram.now())


async def test_while_the_database_is_away_telegram_comes_again(
    telegram: TelegramWorld, sqlite_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, eyes = make_hooked_app(telegram, sqlite_url, tmp_path), Eyes(telegram)
    refused = asyncio.Event()

    async def fail(*_given: object, **_named: object) -> None:
        refused.set()
        raise OSError("no room")

    async with delivering(telegram), running(app):
        with monkeypatch.context() as patch:
            patch.setattr("bot.intake.add_updates", fail)
            telegram.phone(AN).say("xin chào")
            async with asyncio.timeout(30):
                await refused.wait()
        await eyes.until_told(AN)
        assert await count_updates(app) == 1


async def test_a_delivery_that_comes_twice_is_one_update(
    telegram: TelegramWorld, sqlite_url: URL, tmp_path: Path
) -> None:
    app = make_hooked_app(telegram, sqlite_url, tmp_path)
    async with running(app):
        assert app.hook is not None
        for _ in range(2):
            await app.hook._store({"update_id": 5, "message": {}})  # noqa: SLF001 what the door does with it
        assert await count_updates(app) == 1


async def until_hooked(telegram: TelegramWorld) -> None:
    while not telegram.webhook.url:  # noqa: ASYNC110 a plain attribute tells nobody
        await asyncio.sleep(0.01)


async def test_a_webhook_that_somebody_took_away_is_set_again(
    telegram: TelegramWorld, sqlite_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.ingress.LOOK_EVERY", 0.01)
    app = make_hooked_app(telegram, sqlite_url, tmp_path)
    async with running(app), asyncio.timeout(30):
        await until_hooked(telegram)
        telegram.webhook.url = ""
        await until_hooked(telegram)
    assert len(telegram.journal.list_calls("setWebhook")) >= 2


async def test_readiness_and_figures_speak_of_the_webhook(
    telegram: TelegramWorld, sqlite_url: URL, tmp_path: Path
) -> None:
    app, eyes = make_hooked_app(telegram, sqlite_url, tmp_path), Eyes(telegram)
    async with delivering(telegram), running(app):
        telegram.phone(AN).say("xin chào")
        await eyes.until_told(AN)
        pages = app.web._pages  # type: ignore[union-attr] # noqa: SLF001 what the server shows
        assert (await pages.find_readiness()).is_ready
        assert 'dondoc_webhook_requests_total{outcome="stored"} 1' in await pages.render_figures()
