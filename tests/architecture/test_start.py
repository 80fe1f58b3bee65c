"""What a start loads: a bot that polls, on an SQLite file of the newest schema, with nothing to do."""

import os
import subprocess
import sys
from pathlib import Path

from bot.storage.database import Database, parse_database_url
from bot.storage.migrate import migrate

#: Libraries that only some days need, and our modules that bring them.
NOT_YET = {
    "aiosmtplib",
    "alembic",
    "asyncpg",
    "bot.demo",
    "bot.serving",
    "holidays.countries",
    "jobs.making",
    "openpyxl",
    "PIL",
    "rapidfuzz",
    "starlette",
    "uvicorn",
}
START = """
import asyncio, sys
from datetime import date
from bot.assembly import build_app
from bot.commands import run
from bot.opening.database import Need, open_database
from bot.settings import load_settings

async def start():
    settings = load_settings()
    async with open_database(settings, Need.ANY_KNOWN):
        app = build_app(settings)
        await app.prepare()
        app.rules.calendar.is_working_day(date(2026, 9, 2))
        await app.plan()
        await app.database.dispose()

asyncio.run(start())
print(*sys.modules)
"""


async def test_a_plain_start_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/bot.sqlite"
    database = Database(parse_database_url(address))
    await migrate(database)
    await database.dispose()
    environment = os.environ | {
        "BOT_TOKEN": "1000:" + "a" * 35,
        "DATABASE_URL": address,
        "DATA_DIR": str(tmp_path),
    }
    loaded = subprocess.run(  # noqa: S603, ASYNC221 our own interpreter; nothing else runs meanwhile
        [sys.executable, "-c", START], env=environment, check=True, capture_output=True, text=True
    ).stdout.split()
    assert "telegram.ext" in loaded
    assert NOT_YET & set(loaded) == set()
