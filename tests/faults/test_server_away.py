"""PostgreSQL is stopped under load and started again: whoever loses their session is started again by a supervisor.

``immediate`` is a crash of the server, ``fast`` an orderly stop. People write on meanwhile.
"""

import asyncio
import itertools
import os
import random
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.faults.figures import Figures
from tests.faults.torture import Stage, count_calls, set_up
from tests.faults.work import Trial
from tests.postgres import Cluster

OUTAGES = int(os.environ.get("TORTURE_OUTAGES", "40"))
UPDATES = int(os.environ.get("TORTURE_UPDATES", "2000"))
NOTICES = int(os.environ.get("TORTURE_NOTICES", "2000"))
LONGEST_OUTAGE = 2.5
"""Seconds; a bot looks for its session every second."""
PART_MEANWHILE = 0.3
"""Of what people write, while nothing can be stored."""


async def stop_and_start(trial: Trial, cluster: Cluster) -> Figures:
    async with set_up(trial) as stage:
        async with AsyncExitStack() as supervisors:
            for bot in stage.bots:
                await supervisors.enter_async_context(bot.supervised())
            await _stop_again_and_again(stage, cluster)
            await stage.settle()
        return await stage.count(kills=trial.kills)


async def _stop_again_and_again(stage: Stage, cluster: Cluster) -> None:
    trial, work = stage.trial, stage.work
    moments = random.Random(trial.seed)  # noqa: S311 a reproducible trial, no secret
    share = 1 / (trial.kills + 1)
    for mode in itertools.islice(itertools.cycle(["immediate", "fast"]), trial.kills):
        await work.feed_notices(share)
        work.feed_reports(share * (1 - PART_MEANWHILE))
        await stage.bots[0].until_called(moments.randint(1, count_calls(trial, share)), work)
        await asyncio.sleep(moments.uniform(0, 0.03))
        await asyncio.to_thread(cluster.stop, mode)
        work.feed_reports(share * PART_MEANWHILE)
        await asyncio.sleep(moments.uniform(0, LONGEST_OUTAGE))
        await asyncio.to_thread(cluster.start)


def check(figures: Figures) -> None:
    print(figures)  # noqa: T201 the figures are what `make torture` is run for
    assert figures.is_clean, figures
    # What is on its way when the server goes cannot be noted: one letter, and one behind it (``noting.MOST_OPEN``).
    assert figures.doubled_sends <= 2 * figures.kills, figures
    assert figures.unanswered_presses <= figures.kills, figures
    assert figures.restarts > 0, figures


def make_trial(
    url: URL,
    folder: Path,
    *,
    outages: int,
    updates: int,
    notices: int,
    processes: int = 1,
    is_hooked: bool = False,
) -> Trial:
    return Trial(
        url.render_as_string(hide_password=False),
        folder / "data",
        kills=outages,
        updates=updates,
        notices=notices,
        processes=processes,
        is_hooked=is_hooked,
    )


@pytest.mark.timeout(180)
async def test_a_server_that_is_stopped_twice_loses_nothing(
    postgres_cluster: tuple[Cluster, URL], tmp_path: Path
) -> None:
    cluster, url = postgres_cluster
    check(await stop_and_start(make_trial(url, tmp_path, outages=2, updates=20, notices=20), cluster))


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(("processes", "is_hooked"), [(1, False), (3, False), (3, True)])
async def test_a_server_that_is_stopped_often_loses_nothing(
    postgres_cluster: tuple[Cluster, URL], tmp_path: Path, processes: int, is_hooked: bool
) -> None:
    cluster, url = postgres_cluster
    trial = make_trial(
        url,
        tmp_path,
        outages=OUTAGES,
        updates=UPDATES,
        notices=NOTICES,
        processes=processes,
        is_hooked=is_hooked,
    )
    check(await stop_and_start(trial, cluster))
