"""The bot under measurement: the shipped composition on a bench database and the bench's Telegram."""

import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import gettempdir

from pydantic import SecretStr
from sqlalchemy.engine import URL

from bot.app import App, open_app
from bot.assembly import build_app
from bot.garbage import settle_down
from bot.settings import Settings
from tests.bench.databases import clear, morning_clock
from tests.bench.telegram import TOKEN

_PYTHONS_OWN = gc.get_threshold()


def make_settings(url: URL, address: str) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg] # pydantic-settings' own argument
        bot_token=SecretStr(TOKEN),
        database_url=SecretStr(url.render_as_string(hide_password=False)),
        data_dir=Path(gettempdir()),
        send_rate=0,
        telegram_api_base_url=f"{address}/bot",
        telegram_api_file_url=f"{address}/file/bot",
    )


@asynccontextmanager
async def open_bot(url: URL, address: str) -> AsyncIterator[App]:
    """Opened on an empty database; its loops do not run yet."""
    app = build_app(make_settings(url, address), clock=morning_clock())
    async with open_app(app):
        await clear(app.database)
        settle_down()  # as ``run`` does
        yield app


@contextmanager
def as_python_collects() -> Iterator[None]:
    """For a baseline in the same process: looked for garbage as Python does by itself, as in most bots."""
    gc.unfreeze()
    gc.set_threshold(*_PYTHONS_OWN)
    try:
        yield
    finally:
        settle_down()
