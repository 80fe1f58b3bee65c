"""The bot as ``run`` starts it, in a process of its own or in this one, and waiting for what it does."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.commands.run import run_until_stopped
from bot.settings import Settings
from tests.commands.office import Office

AN = 700_000_001


def now() -> datetime:
    return datetime.now(UTC)


async def until(is_so: Callable[[], bool]) -> None:
    """Waits for what another process does; the test's own time limit ends it."""
    while not is_so():  # noqa: ASYNC110 nobody here could set an event
        await asyncio.sleep(0.02)


# --- a process of its own ---------------------------------------------------------------------------------


async def read_until(process: asyncio.subprocess.Process, word: str) -> str:
    """What it wrote on standard error up to the line with ``word``."""
    assert process.stderr is not None
    lines: list[str] = []
    while not lines or word not in lines[-1]:
        line = await asyncio.wait_for(process.stderr.readline(), 30)
        assert line, f"ended without {word!r}: {lines}"
        lines.append(line.decode())
    return "".join(lines)


@asynccontextmanager
async def running(office: Office) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await office.start("run")
    try:
        await read_until(process, '"running"')
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


# --- in this process --------------------------------------------------------------------------------------


def make_settings(office: Office, **changes: object) -> Settings:
    values = {name.lower(): value for name, value in office.settings.items()}
    return Settings(_env_file=None, data_dir=office.folder, **(values | changes))  # type: ignore[arg-type,call-arg] # as load_settings


@asynccontextmanager
async def run_here(settings: Settings) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(run_until_stopped(settings))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})
        if not task.cancelled():
            task.exception()
