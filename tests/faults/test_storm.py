"""Every mishap of Telegram's and of its people together, at random, for ten minutes (``TORTURE_MINUTES``).

Whoever is kept from a message is told when the storm is over; nothing is lost, and nothing is done twice.
"""

import asyncio
import os
import random
import time
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.faults.figures import Figures
from tests.faults.mishaps import Mishaps, misbehave
from tests.faults.torture import Stage, set_up
from tests.faults.troublemakers import Troublemakers
from tests.faults.work import Trial

MINUTES = float(os.environ.get("TORTURE_MINUTES", "10"))
A_STEP = 1.0
"""Seconds between two shares of the work."""
UPDATES_A_SECOND, NOTICES_A_SECOND = 4, 2
LIVES = (8.0, 30.0)
"""Seconds between two kills."""
EXPECTED_REFUSALS = (
    "bot was blocked by the user",
    "user is deactivated",
    "bot was kicked",
    "bot is not a member",
    "was upgraded to a supergroup",
    "message to edit not found",
)
"""Whoever comes and goes is asked again; Telegram says so each time."""


async def storm(trial: Trial, *, seconds: float, longest_wait: int, kills: bool) -> tuple[Figures, Mishaps]:
    async with set_up(trial) as stage:
        moments = random.Random(trial.seed)  # noqa: S311 a reproducible trial, no secret
        officer = await stage.work.seat_officer()
        trouble = Troublemakers(stage.world, stage.work.accounts, officer, moments)
        mishaps = misbehave(stage.world, longest_wait=longest_wait, is_long=kills)
        lives = await _live_through(stage, trouble, moments, seconds=seconds, kills=kills)
        stage.world.faults.clear()
        stage.work.expected.poison |= trouble.poison
        async with stage.bots[0].living():
            await stage.work.until_done_in(seconds + 120)
            trouble.calm_down()
            await stage.settle()
        print(dict(mishaps.count()), dict(trouble.done))  # noqa: T201 the figures are what it is run for
        figures = await stage.count(
            kills=lives,
            allow=EXPECTED_REFUSALS,
            # What Telegram refuses for good has failed; a notice is told all the same, in another letter.
            settled=("sent", "dropped", "failed"),
        )
        return figures, mishaps


async def _live_through(
    stage: Stage, trouble: Troublemakers, moments: random.Random, *, seconds: float, kills: bool
) -> int:
    """Returns how many lives ended by a kill."""
    until, lives = time.monotonic() + seconds, 0
    troubling = asyncio.create_task(trouble.run())
    while (left := until - time.monotonic()) > 0:
        async with stage.bots[0].living():
            await _go_on(stage, min(left, moments.uniform(*LIVES)) if kills else left, seconds)
        lives += 1
    troubling.cancel()
    await asyncio.wait({troubling})
    if not troubling.cancelled():
        troubling.result()
    return lives


async def _go_on(stage: Stage, life: float, seconds: float) -> None:
    until = time.monotonic() + life
    while time.monotonic() < until:
        await stage.work.feed(A_STEP / seconds)
        await asyncio.sleep(A_STEP)


def make_trial(url: URL, folder: Path, seconds: float, *, officials: int = 20) -> Trial:
    return Trial(
        url.render_as_string(hide_password=False),
        folder / "data",
        kills=0,
        updates=int(seconds * UPDATES_A_SECOND),
        notices=int(seconds * NOTICES_A_SECOND),
        officials=officials,
        is_stormy=True,
    )


def check(figures: Figures, mishaps: Mishaps) -> None:
    print(figures)  # noqa: T201 as above
    assert figures.is_clean, figures
    assert figures.doubled_sends <= figures.kills + mishaps.count_unknown_fates(), figures


@pytest.mark.timeout(180)
async def test_a_short_storm_loses_nothing(sqlite_url: URL, tmp_path: Path) -> None:
    trial = make_trial(sqlite_url, tmp_path, 5, officials=5)
    check(*await storm(trial, seconds=5, longest_wait=2, kills=False))


@pytest.mark.slow
@pytest.mark.timeout(7200)
async def test_a_long_storm_loses_nothing(database_url: URL, tmp_path: Path) -> None:
    seconds = MINUTES * 60
    figures, mishaps = await storm(
        make_trial(database_url, tmp_path, seconds), seconds=seconds, longest_wait=30, kills=True
    )
    check(figures, mishaps)
    if seconds >= 600:
        assert [name for name, count in mishaps.count().items() if not count] == []
