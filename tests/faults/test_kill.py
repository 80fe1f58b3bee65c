"""The first promise: no update lost, no reminder lost, no effect twice, at ``kill -9`` at any moment.

``make test`` kills a few times; ``make torture`` two hundred times each way and prints its figures. ``TORTURE_KILLS``,
``TORTURE_UPDATES`` and ``TORTURE_NOTICES`` set other sizes.
"""

import os
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.faults.figures import Figures
from tests.faults.torture import torture
from tests.faults.work import Trial

KILLS = int(os.environ.get("TORTURE_KILLS", "200"))
UPDATES = int(os.environ.get("TORTURE_UPDATES", "2000"))
NOTICES = int(os.environ.get("TORTURE_NOTICES", "2000"))
A_FEW = 3
WAYS = pytest.mark.parametrize("is_hooked", [False, True], ids=["polling", "webhook"])


def check(figures: Figures, *, most_a_kill: int = 1) -> None:
    """``most_a_kill``: messages sent twice, on average; among a few kills one may find several on their way."""
    print(figures)  # noqa: T201 the figures are what `make torture` is run for
    assert figures.is_clean, figures
    assert figures.doubled_sends <= most_a_kill * figures.kills, figures
    assert figures.unanswered_presses <= figures.kills, figures


def text_of(url: URL) -> str:
    return url.render_as_string(hide_password=False)


@pytest.mark.timeout(180)
async def test_a_few_kills_lose_nothing_and_double_nothing(sqlite_url: URL, tmp_path: Path) -> None:
    trial = Trial(text_of(sqlite_url), tmp_path / "data", kills=3, updates=40, notices=40)
    check(await torture(trial), most_a_kill=A_FEW)


@pytest.mark.timeout(180)
async def test_a_few_kills_of_two_behind_a_webhook_lose_nothing(postgres_url: URL, tmp_path: Path) -> None:
    trial = Trial(
        text_of(postgres_url),
        tmp_path / "data",
        kills=2,
        updates=20,
        notices=20,
        processes=2,
        is_hooked=True,
    )
    check(await torture(trial), most_a_kill=A_FEW)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@WAYS
async def test_hundreds_of_kills_lose_nothing_and_double_nothing(
    database_url: URL, tmp_path: Path, is_hooked: bool
) -> None:
    trial = Trial(
        text_of(database_url),
        tmp_path / "data",
        kills=KILLS,
        updates=UPDATES,
        notices=NOTICES,
        is_hooked=is_hooked,
    )
    check(await torture(trial))


@pytest.mark.slow
@pytest.mark.timeout(7200)
@WAYS
async def test_hundreds_of_kills_among_three_processes(
    postgres_url: URL, tmp_path: Path, is_hooked: bool
) -> None:
    trial = Trial(
        text_of(postgres_url),
        tmp_path / "data",
        kills=KILLS,
        updates=UPDATES,
        notices=NOTICES,
        processes=3,
        is_hooked=is_hooked,
    )
    check(await torture(trial))
