"""SIGTERM under load: the row in hand is finished, and the bot ends with 0 before a supervisor loses its patience.

Unlike a kill it leaves no doubt about anything: no message twice, no press without its answer.
"""

import os
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.faults.figures import Figures
from tests.faults.torture import torture
from tests.faults.work import Trial

STOPS = int(os.environ.get("TORTURE_KILLS", "200"))
UPDATES = int(os.environ.get("TORTURE_UPDATES", "2000"))
NOTICES = int(os.environ.get("TORTURE_NOTICES", "2000"))


def check(figures: Figures) -> None:
    print(figures)  # noqa: T201 the figures are what `make torture` is run for
    assert figures.is_clean, figures
    assert (figures.doubled_sends, figures.unanswered_presses) == (0, 0), figures


def make_trial(
    url: URL, folder: Path, stops: int, updates: int, notices: int, *, processes: int = 1
) -> Trial:
    return Trial(
        url.render_as_string(hide_password=False),
        folder / "data",
        kills=stops,
        updates=updates,
        notices=notices,
        processes=processes,
        is_gentle=True,
    )


@pytest.mark.timeout(180)
async def test_a_few_stops_leave_nothing_half_done(sqlite_url: URL, tmp_path: Path) -> None:
    check(await torture(make_trial(sqlite_url, tmp_path, 3, 30, 20)))


@pytest.mark.slow
@pytest.mark.timeout(7200)
async def test_many_stops_leave_nothing_half_done(database_url: URL, tmp_path: Path) -> None:
    check(await torture(make_trial(database_url, tmp_path, STOPS, UPDATES, NOTICES)))


@pytest.mark.slow
@pytest.mark.timeout(7200)
async def test_many_stops_among_three_processes(postgres_url: URL, tmp_path: Path) -> None:
    check(await torture(make_trial(postgres_url, tmp_path, STOPS, UPDATES, NOTICES, processes=3)))
