"""The demonstration as a whole: a Telegram, the bot, the cast and the page, in one process on one port of loopback.

Needs no network, no token and no settings: nothing of the environment or of ``.env`` is read.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp
from telegram.request import HTTPXRequest

from bot.app import App, build_app, open_app
from bot.demo.cast import CAST, check_welcomed, import_sample, invite, join_world, redeem
from bot.demo.clock import HANOI, DemoClock
from bot.demo.history import write_history
from bot.demo.phones import Feed, SameOriginOnly, Stage, list_routes
from bot.demo.server import HOST, bind, serving
from bot.demo.server import PortInUse as PortInUse
from bot.demo.telegram_server import TelegramWorld
from bot.demo.telegram_server.api import BotApi
from bot.demo.walk import Walker
from bot.settings import Settings, WeeklyMoment

PORT = 8080
DATA_ROOT = Path("var/demo")
_CONNECTIONS = 10


@dataclass(slots=True)
class Demo:
    """A running demonstration. ``loops`` ends only if the bot fails."""

    address: str
    world: TelegramWorld
    app: App
    walker: Walker
    loops: asyncio.Task[None] = field(repr=False)


def make_settings(address: str, token: str, data_dir: Path) -> Settings:
    """Every setting by value: the environment and ``.env`` belong to the real bot."""
    return Settings(
        _env_file=None,
        bot_token=SecretStr(token),
        bot_username="",
        body_name="Ủy ban Quốc gia về chuyển đổi số",
        database_url=SecretStr(""),
        data_dir=data_dir,
        telegram_api_base_url=f"{address}/bot",
        telegram_api_file_url=f"{address}/file/bot",
        telegram_proxy="",
        webhook_url="",
        webhook_secret=SecretStr(""),
        http_bind=None,
        timezone=HANOI,
        office_hours=(time(7), time(18)),
        remind_at=time(8, 30),
        remind_again_at=time(14),
        digest_at=WeeklyMoment(0, time(7, 30)),
        tick_seconds=1,
        send_rate=25,
        admin_telegram_ids=(),
        log_format="text",
        smtp_url=SecretStr(""),
        smtp_from="",
    )


def _make_world(clock: DemoClock) -> TelegramWorld:
    # A fresh token every time: a web page elsewhere cannot know the address of this Bot API.
    token = f"7100000000:{secrets.token_urlsafe(32)}"
    return TelegramWorld(clock=clock, token=token, bot_name="Đôn Đốc", bot_username="dondoc_demo_bot")


def _fresh_folder(path: Path) -> Path:
    """Empty. Only who holds the port of that name gets here, so no other demonstration is using it."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


@contextlib.asynccontextmanager
async def open_demo(*, port: int = PORT, data_root: Path = DATA_ROOT) -> AsyncIterator[Demo]:
    """The whole of it, with everybody welcomed; port 0 takes a free one.

    Raises:
        PortInUse; SampleBroken: the bot does not take what the demonstration needs.
    """
    listener = bind(port)
    taken: int = listener.getsockname()[1]
    address = f"http://{HOST}:{taken}"
    clock = DemoClock()
    world = _make_world(clock)
    join_world(world)
    settings = make_settings(address, world.token, _fresh_folder(data_root / str(taken)))
    # One transport for everything, past any proxy of the environment.
    request = HTTPXRequest(connection_pool_size=_CONNECTIONS, httpx_kwargs={"trust_env": False})
    app = build_app(settings, clock=clock, request=request)
    async with _on_stage(app, world, clock, listener) as (walker, ready):
        await _fill(app)
        async with _running(app) as loops:
            await _unless_ended(loops, _link(app, world, walker))
            ready.set()
            yield Demo(address, world, app, walker, loops)


@contextlib.asynccontextmanager
async def _on_stage(
    app: App, world: TelegramWorld, clock: DemoClock, listener: socket.socket
) -> AsyncIterator[tuple[Walker, asyncio.Event]]:
    """The page and the Bot API answer; the page waits for the event before it lets anybody turn the clock."""
    ready = asyncio.Event()
    walker = Walker(app, world, clock, due_days_of=AN.telegram_id, on_move=lambda: feed.tell_clock())
    feed = Feed(
        world, CAST, zone=HANOI, is_walking=lambda: walker.is_walking, is_ready=ready.is_set
    )
    stage = Stage(world, CAST, walker, feed, HANOI, ready.is_set)
    api = BotApi(world)
    site = Starlette(routes=[*list_routes(stage), Mount("/", api.app)])
    async with serving(SameOriginOnly(site), listener):
        try:
            async with open_app(app):
                yield walker, ready
        finally:
            await walker.stop()
            feed.close()
            api.close()
