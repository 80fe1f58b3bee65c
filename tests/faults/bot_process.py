"""``python -m bot run`` on a loopback Telegram and with a clock that is ahead or behind.

The real bot lives by the machine's clock; reminders go in office hours, and a trial must not depend on when it runs.
Everything else is the real thing: settings from the environment, the same composition and loops, the same exit codes.
"""

import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from unittest import mock

from bot.__main__ import main
from bot.assembly import build_app
from bot.clock import Clock, system_clock
from bot.commands import run


def shifted_clock(offset: timedelta) -> Clock:
    def clock() -> datetime:
        return system_clock() + offset

    return clock


def run_bot(environment: Mapping[str, str], offset: timedelta) -> int:
    """The exit code. ``environment`` are the settings; ``DATA_DIR`` becomes the working folder."""
    os.environ.update(environment)
    # A developer's .env is none of ours.
    os.chdir(Path(environment["DATA_DIR"]))
    with mock.patch.object(run, "build_app", partial(build_app, clock=shifted_clock(offset))):
        return main(["run"])
