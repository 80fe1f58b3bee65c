"""The first promise: no update lost, no reminder lost, no effect twice, at ``kill -9`` at any moment.

``make test`` kills ten times; ``make torture`` two hundred times on each database, and prints its figures.
"""

from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.faults.figures import Figures
from tests.faults.torture import Trial, torture


def check(figures: Figures) -> None:
    print(figures)  # noqa: T201 the figures are what `make torture` is run for
    assert figures.is_clean, figures
    assert figures.doubled_sends <= figures.kills, figures
    assert figures.unanswered_presses <= figures.kills, figures


def text_of(url: URL) -> str:
    return url.render_as_string(hide_password=False)


@pytest.mark.timeout(180)
async def test_ten_kills_lose_nothing_and_double_nothing(sqlite_url: URL, tmp_path: Path) -> None:
    trial = Trial(text_of(sqlite_url), tmp_path / "data", kills=10, updates=100, notices=100)
    check(await torture(trial))


@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_two_hundred_kills_lose_nothing_and_double_nothing(database_url: URL, tmp_path: Path) -> None:
    trial = Trial(text_of(database_url), tmp_path / "data", kills=200, updates=2000, notices=2000)
    check(await torture(trial))
