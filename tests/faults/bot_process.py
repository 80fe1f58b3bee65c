"""The real bot as a process of its own, on a loopback Telegram and with a clock that is ahead or behind.

``python -m bot run`` lives by the machine's clock; reminders go in office hours, and a trial must not depend on when
it runs. Everything else is the real thing: the same composition, the same loops.

    python -m tests.faults.bot_process '{"offset": -73000000.0, "settings": {...}}'
"""

import asyncio
import json
import sys
from datetime import datetime, timedelta

from bot.app import build_app, open_app
from bot.clock import Clock, system_clock
from bot.logs import set_up_logging
from bot.settings import Settings


def shifted_clock(offset: timedelta) -> Clock:
    def clock() -> datetime:
        return system_clock() + offset

    return clock


async def run(settings: Settings, clock: Clock) -> None:
    app = build_app(settings, clock=clock)
    async with open_app(app):
        await app.run()


def main(arguments: list[str]) -> None:
    given = json.loads(arguments[0])
    settings = Settings(_env_file=None, **given["settings"])  # type: ignore[call-arg] # pydantic-settings' own
    set_up_logging("json")
    asyncio.run(run(settings, shifted_clock(timedelta(seconds=given["offset"]))))


if __name__ == "__main__":
    main(sys.argv[1:])
