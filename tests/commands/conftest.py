"""An empty office, one with a database, and one whose bot can run: beside a loopback Telegram with one person."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.demo.telegram_server import TelegramWorld, serve
from tests.commands.office import Office
from tests.commands.running_setting import AN, now


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Office:
    """Nothing there yet; SQLite in ``var``."""
    folder = tmp_path / "office"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Office(folder, capsys, monkeypatch)


@pytest.fixture
def settled(office: Office, database_url: URL) -> Office:
    """With a migrated, empty database of each kind."""
    office.settings["DATABASE_URL"] = database_url.render_as_string(hide_password=False)
    return office


@pytest.fixture
def telegram() -> TelegramWorld:
    world = TelegramWorld(clock=now)
    world.add_user(AN, "Lê Văn Tư", language_code="vi")
    return world


@pytest.fixture
async def address(telegram: TelegramWorld) -> AsyncIterator[str]:
    async with serve(telegram) as address:
        yield address


@pytest.fixture
def running_office(office: Office, telegram: TelegramWorld, address: str) -> Office:
    office.settings |= {
        "BOT_TOKEN": telegram.token,
        "TELEGRAM_API_BASE_URL": f"{address}/bot",
        "TELEGRAM_API_FILE_URL": f"{address}/file/bot",
        "TICK_SECONDS": "0.2",
        "LOG_FORMAT": "json",
    }
    return office
