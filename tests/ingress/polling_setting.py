"""What the tests of the polling share: a poller whose waits take no time, a scripted bot, a look into the inbox.

The loopback Telegram and PTB's own bot are fixtures, see ``conftest``.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from bot.demo.telegram_server import TelegramWorld
from bot.ingress import Poller
from bot.storage.database import Database
from bot.storage.queues import inbox

NOW = datetime(2024, 7, 16, 2, tzinfo=UTC)
AN, BINH = 101, 102


class Sleeps:
    """Takes no time and keeps what it was asked for."""

    def __init__(self, *, enough: int = 0) -> None:
        self.asked: list[float] = []
        self.were_enough = asyncio.Event()
        self._enough = enough

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        if len(self.asked) == self._enough:
            self.were_enough.set()
        await asyncio.sleep(0)


class Script:
    """A bot that answers ``getUpdates`` by a list."""

    def __init__(self, *answers: Any) -> None:  # noqa: ANN401 whatever a broken server may say
        self._answers = list(answers)
        self.offsets: list[int] = []

    async def do_api_request(self, _method: str, parameters: dict[str, Any], **_options: object) -> Any:  # noqa: ANN401
        self.offsets.append(parameters["offset"])
        answer = self._answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer


def make_poller(database: Database, bot: Any, sleeps: Sleeps, on_updates: Callable[[], None]) -> Poller:  # noqa: ANN401 a Bot or a script
    return Poller(database, bot, clock=lambda: NOW, on_updates=on_updates, sleep=sleeps)


async def stored(database: Database) -> list[tuple[int, int, dict[str, Any]]]:
    """``(update_id, chat_key, payload)`` in the order of the inbox."""
    async with database.begin() as uow:
        rows = await uow.execute(
            sa.select(inbox.c.update_id, inbox.c.chat_key, inbox.c.payload).order_by(inbox.c.id)
        )
        return [(row[0], row[1], json.loads(row[2])) for row in rows]


async def ids(database: Database) -> list[int]:
    return [row[0] for row in await stored(database)]


def pending(world: TelegramWorld) -> list[int]:
    """What the server still holds: not confirmed."""
    return [update.id for update in world.queue.list_pending(now=NOW)]


async def refuse_to_write(*_given: object, **_named: object) -> None:
    raise sa.exc.OperationalError("INSERT", {}, Exception("disk is full"))
