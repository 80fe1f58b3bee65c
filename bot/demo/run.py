"""The demonstration as a whole: a Telegram, the bot, the cast and the page, in one process on one port of loopback.

Needs no network, no token and no settings: nothing of the environment or of ``.env`` is read.
"""

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource
from starlette.applications import Starlette
from starlette.routing import Route
from telegram.request import HTTPXRequest

from bot.app import App, open_app
from bot.assembly import build_app
from bot.demo.cast import AN, CAST, check_welcomed, import_sample, invite, join_world, redeem
from bot.demo.clock import HANOI, DemoClock
from bot.demo.history import write_history
from bot.demo.phones import Feed, SameOriginOnly, Stage, list_routes
from bot.demo.server import HOST, bind, serving
from bot.demo.server import PortInUse as PortInUse
from bot.demo.telegram_server import TelegramWorld
from bot.demo.telegram_server.api import BotApi
from bot.demo.walk import Walker
from bot.settings import Settings

PORT = 8080
DATA_ROOT = Path("var/demo")
_CONNECTIONS = 10
_ENDING = (signal.SIGINT, signal.SIGTERM)


@dataclass(slots=True)
class Demo:
    """A running demonstration. ``loops`` ends only if the bot fails."""

    address: str
    world: TelegramWorld
    app: App
    walker: Walker
    loops: asyncio.Task[None] = field(repr=False)


class DemoSettings(Settings):
    """What is given by value, and defaults: the environment and ``.env`` belong to the real bot."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)


def make_settings(address: str, token: str, data_dir: Path) -> Settings:
    """The defaults of the real bot, on the Telegram at ``address``, with a quicker tick and no pacing."""
    return DemoSettings(
        bot_token=SecretStr(token),
        data_dir=data_dir,
        telegram_api_base_url=f"{address}/bot",
        telegram_api_file_url=f"{address}/file/bot",
        tick_seconds=2,
        # A step of weeks would otherwise take minutes: a message a second to each phone.
        send_rate=0,
    )


def _make_world(clock: DemoClock) -> TelegramWorld:
    # A fresh token every time: no web page elsewhere can know the address of this Bot API.
    token = f"7100000000:{secrets.token_urlsafe(32)}"
    return TelegramWorld(clock=clock, token=token, bot_name="Đôn Đốc", bot_username="dondoc_demo_bot")


def _make_fresh_folder(path: Path) -> Path:
    """Empty. Only the holder of the port gets here, so no other demonstration uses the folder of that name."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


@contextlib.asynccontextmanager
async def open_demo(*, port: int = PORT, data_root: Path = DATA_ROOT) -> AsyncIterator[Demo]:
    """All of it, with everybody welcomed; port 0 takes a free one.

    Raises:
        PortInUse. SampleBroken: the bot does not take what the demonstration needs.
    """
    listener = bind(port)
    number: int = listener.getsockname()[1]
    address = f"http://{HOST}:{number}"
    clock = DemoClock()
    world = _make_world(clock)
    join_world(world)
    settings = make_settings(address, world.token, _make_fresh_folder(data_root / str(number)))
    # One transport for everything, and past any proxy of the environment: all of it stays on this machine.
    request = HTTPXRequest(connection_pool_size=_CONNECTIONS, httpx_kwargs={"trust_env": False})
    app = build_app(settings, clock=clock, request=request)
    walker = Walker(app, world, clock, due_days_of=AN.telegram_id)
    ready = asyncio.Event()
    async with _on_stage(world, walker, ready, listener), open_app(app):
        await _fill(app)
        await _link(app, world)
        async with _running(app, walker) as loops:
            await _unless_ended(loops, walker.settle())
            ready.set()
            walker.on_move()
            yield Demo(address, world, app, walker, loops)


@contextlib.asynccontextmanager
async def _on_stage(
    world: TelegramWorld, walker: Walker, ready: asyncio.Event, listener: socket.socket
) -> AsyncIterator[None]:
    """The page and the Bot API answer; before ``ready`` the page only shows what comes."""
    feed = Feed(world, CAST, zone=HANOI, is_walking=lambda: walker.is_walking, is_ready=ready.is_set)
    walker.on_move = feed.tell_clock
    stage = Stage(world, CAST, walker, feed, HANOI, ready.is_set)
    api = BotApi(world)
    telegram = [Route(f"{start}{{rest:path}}", api.app) for start in ("/bot", "/file/bot")]
    site = Starlette(routes=[*list_routes(stage), *telegram])
    async with serving(SameOriginOnly(site), listener):
        try:
            yield
        finally:
            feed.close()
            api.close()


async def _fill(app: App) -> None:
    now = app.clock()
    async with app.database.begin() as uow:
        await import_sample(uow, now=now)
        await write_history(uow, now=now, rules=app.rules)
        await uow.commit()


async def _link(app: App, world: TelegramWorld) -> None:
    """Before the loops run, so that the first planning finds everybody there."""
    redeem(world, await invite(app.database, now=app.clock()))
    await app.poller.fetch_once(wait_seconds=0)
    await app.worker.drain()
    await app.sender.drain()
    check_welcomed(world)


@contextlib.asynccontextmanager
async def _running(app: App, walker: Walker) -> AsyncIterator[asyncio.Task[None]]:
    loops = asyncio.create_task(app.run())
    try:
        yield loops
    finally:
        await walker.stop()
        loops.cancel()
        await asyncio.wait({loops})


async def _unless_ended(loops: asyncio.Task[None], work: Coroutine[None, None, None]) -> None:
    """Raises what ended the loops, if they end before the work does."""
    working = asyncio.create_task(work)
    try:
        await asyncio.wait({loops, working}, return_when=asyncio.FIRST_COMPLETED)
        if loops.done():
            loops.result()
        await working
    finally:
        working.cancel()


async def run_demo(
    *, port: int = PORT, open_browser: bool = True, announce: Callable[[str], object] = print
) -> None:
    """Runs until SIGINT or SIGTERM; ``announce`` gets the one line with the address.

    Raises:
        PortInUse, SampleBroken; whatever ended the bot.
    """
    with _ended_by_signals():
        async with open_demo(port=port) as demo:
            announce(f"Demo: {demo.address}/ (Ctrl-C ends it)")
            if open_browser and _has_screen():
                # A browser that does not come back must not keep the process from ending.
                threading.Thread(target=webbrowser.open, args=(demo.address,), daemon=True).start()
            await demo.loops


def _has_screen() -> bool:
    """Without one, the library would start a text browser in this terminal."""
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    """The first SIGINT or SIGTERM ends the block, as if it had come to its end; later ones change nothing."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    caught: list[signal.Signals] = []

    def end(number: signal.Signals) -> None:
        if task is not None and not caught:
            caught.append(number)
            task.cancel()

    for number in _ENDING:
        loop.add_signal_handler(number, end, number)
    try:
        yield
    except asyncio.CancelledError:
        if task is None or not caught:
            raise
        task.uncancel()
    finally:
        for number in _ENDING:
            loop.remove_signal_handler(number)
