"""A PostgreSQL that says nothing any more, as behind a broken network: the bot ends before a supervisor has to kill it.

A server that is stopped refuses and resets; this one only keeps everybody waiting, for as long as they let it.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.clock import system_clock
from bot.demo.telegram_server import TelegramWorld, serve
from tests.commands.running_setting import AN, read_until
from tests.faults.wire import Wire

ROOT = Path(__file__).parents[2]
PATIENCE = 30
"""Seconds after which a supervisor kills."""
UNTIL_NOTICED = 10
"""Seconds after which a lost session is known: a look every second, five for its answer, two for its goodbye."""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


@pytest.fixture
async def wire(postgres_url: URL) -> AsyncIterator[Wire]:
    async with Wire(postgres_url).laid() as wire:
        yield wire


@asynccontextmanager
async def running(wire: Wire, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot as a process, from the moment at which its first word after the silence has found no answer."""
    world = TelegramWorld(clock=system_clock)
    world.add_user(AN, "Lê Văn Tư", language_code="vi")
    async with serve(world) as address:
        process = await start(wire, folder, world.token, address)
        try:
            await read_until(process, '"running"')
            wire.fall_silent()
            world.phone(AN).say("xin chào")
            await asyncio.wait_for(wire.was_met.wait(), PATIENCE)
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()


async def start(wire: Wire, folder: Path, token: str, address: str) -> asyncio.subprocess.Process:
    settings = {
        "PYTHONPATH": str(ROOT),
        "BOT_TOKEN": token,
        "DATABASE_URL": wire.url.render_as_string(hide_password=False),
        "DATA_DIR": str(folder),
        "TELEGRAM_API_BASE_URL": f"{address}/bot",
        "TELEGRAM_API_FILE_URL": f"{address}/file/bot",
        "TICK_SECONDS": "1",
        "LOG_FORMAT": "json",
    }
    command = (sys.executable, "-m", "bot", "run")
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*command, cwd=folder, env=os.environ | settings, stderr=pipe)


async def end_of(process: asyncio.subprocess.Process, *, within: float) -> tuple[int | None, str]:
    """The exit code, and what was said on the way."""
    _, said = await asyncio.wait_for(process.communicate(), within)
    return process.returncode, said.decode()


async def test_sigterm_ends_it_in_order_and_in_time(wire: Wire, tmp_path: Path) -> None:
    async with running(wire, tmp_path) as process:
        process.send_signal(signal.SIGTERM)
        code, said = await end_of(process, within=PATIENCE)
    assert code == 0, said
    assert '"stopped"' in said


async def test_a_process_whose_session_is_lost_ends_itself(wire: Wire, tmp_path: Path) -> None:
    async with running(wire, tmp_path) as process:
        code, said = await end_of(process, within=UNTIL_NOTICED + PATIENCE)
    assert code == 2, said
    assert "E043" in said
