"""SQLite on a disk that is full, and on one that may only be read: a clear word, nothing half-written, and on it goes.

The limits are the system's own: the largest file a living process may have, and permission bits, which root is made to
mind. SQLite's own refusals in the middle of each step come from SQLite itself.
"""

import asyncio
import os
import random
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from bot.domain.people import Role
from bot.storage.schema import metadata
from tests.faults.figures import Figures
from tests.faults.nursery import Birth, Life
from tests.faults.torture import Stage, count_calls, set_up
from tests.faults.work import Trial
from tests.world import World, open_world

FILLS = int(os.environ.get("TORTURE_OUTAGES", "40"))
UPDATES = int(os.environ.get("TORTURE_UPDATES", "2000"))
NOTICES = int(os.environ.get("TORTURE_NOTICES", "2000"))
A_PAGE = 4096
MOST_ROOM = 16
"""Pages that are left when the disk is nearly full."""
LONGEST_FULL = 1.5


def text_of(url: URL) -> str:
    return url.render_as_string(hide_password=False)


# --- full, under load -------------------------------------------------------------------------------------


@contextmanager
def full_disk(life: Life, *, room: int) -> Iterator[None]:
    """No file of the process grows beyond ``room`` bytes."""
    soft, hard = resource.prlimit(life.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(life.pid, resource.RLIMIT_FSIZE, (room, hard))
    yield
    if not life.ended.done():
        resource.prlimit(life.pid, resource.RLIMIT_FSIZE, (soft, hard))


def find_room(file: Path, moments: random.Random) -> int:
    """SQLite writes behind the end of its journal, and into the file itself when it tidies up."""
    journal = Path(f"{file}-wal")
    return max(journal.stat().st_size, 2**18) + moments.randint(0, MOST_ROOM) * A_PAGE


async def fill_again_and_again(trial: Trial, file: Path) -> Figures:
    async with set_up(trial) as stage:
        async with stage.bots[0].living() as life:
            moments = random.Random(trial.seed)  # noqa: S311 a reproducible trial, no secret
            share = 1 / (trial.kills + 1)
            for _ in range(trial.kills):
                await _work_and_fill(stage, life, file, moments, share)
            await stage.settle()
        log = stage.bots[0].birth.log.read_text()
        assert '"database_failed", "reason": "disk I/O error"' in log
        assert "Traceback" not in log
        return await stage.count(kills=trial.kills)


async def _work_and_fill(stage: Stage, life: Life, file: Path, moments: random.Random, share: float) -> None:
    await stage.work.feed(share / 2)
    calls = moments.randint(1, count_calls(stage.trial, share))
    await stage.bots[0].until_called(calls, stage.work)
    with full_disk(life, room=find_room(file, moments)):
        await stage.work.feed(share / 2)
        await asyncio.sleep(moments.uniform(0.2, LONGEST_FULL))


def check(figures: Figures) -> None:
    print(figures)  # noqa: T201 the figures are what `make torture` is run for
    assert figures.is_clean, figures
    # Whoever lives on notes what they sent as soon as there is room.
    assert (figures.doubled_sends, figures.unanswered_presses) == (0, 0), figures


@pytest.mark.timeout(180)
async def test_a_disk_that_is_full_twice_loses_nothing(sqlite_url: URL, tmp_path: Path) -> None:
    trial = Trial(text_of(sqlite_url), tmp_path / "data", kills=2, updates=20, notices=20)
    check(await fill_again_and_again(trial, Path(str(sqlite_url.database))))


@pytest.mark.slow
@pytest.mark.timeout(7200)
async def test_a_disk_that_is_full_often_loses_nothing(sqlite_url: URL, tmp_path: Path) -> None:
    trial = Trial(text_of(sqlite_url), tmp_path / "data", kills=FILLS, updates=UPDATES, notices=NOTICES)
    check(await fill_again_and_again(trial, Path(str(sqlite_url.database))))


# --- full or read-only, at the start ----------------------------------------------------------------------


@contextmanager
def only_readable(path: Path) -> Iterator[None]:
    mode = path.stat().st_mode
    path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        path.chmod(mode)


async def refuse(stage: Stage, birth: Birth, *, room: int | None = None) -> str:
    """What a bot says that cannot start."""
    before = birth.log.stat().st_size if birth.log.exists() else 0
    life = await stage.bots[0].nursery.bear(birth)
    if room is not None:
        resource.prlimit(life.pid, resource.RLIMIT_FSIZE, (room, room))
    async with asyncio.timeout(30):
        assert await life.ended == 2
    return birth.log.read_text()[before:]


@pytest.mark.timeout(180)
async def test_a_start_without_a_disk_to_write_to_says_so_and_the_next_one_works(
    sqlite_url: URL, tmp_path: Path
) -> None:
    trial = Trial(text_of(sqlite_url), tmp_path / "data", kills=0, updates=4, notices=20)
    file = Path(str(sqlite_url.database))
    async with set_up(trial) as stage:
        birth = replace(stage.bots[0].birth, is_common=True)
        before = await read_all(stage)
        said = await refuse(stage, birth, room=A_PAGE)
        assert "E011" in said
        assert "(disk I/O error)" in said
        with only_readable(file):
            said = await refuse(stage, birth)
            assert "E011" in said
            assert "(attempt to write a readonly database)" in said
        with only_readable(trial.data_dir):
            assert "E012 DATA_DIR: cannot be written (Permission denied)" in await refuse(stage, birth)
        assert await read_all(stage) == before
        async with stage.bots[0].living():
            await stage.settle()
        check(await stage.count(kills=0))


async def read_all(stage: Stage) -> list[Any]:
    async with stage.database.begin() as uow:
        return [(await uow.execute(sa.select(table))).all() for table in metadata.sorted_tables]


# --- full or read-only, in the middle of a step -----------------------------------------------------------

HARMS = {"full": "PRAGMA max_page_count = 1", "read-only": "PRAGMA query_only = 1"}
CURES = {"full": "PRAGMA max_page_count = 1073741823", "read-only": "PRAGMA query_only = 0"}
STEPS = ("poller", "worker", "planner")


@pytest.fixture
async def world(sqlite_url: URL, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(text_of(sqlite_url), tmp_path / "data") as world:
        await world.load("agencies.csv", "groups.csv")
        await world.load_task("NV-001")
        await world.appoint("An", Role.FOCAL_POINT, "HDG")
        yield world


@contextmanager
def harmed(world: World, harm: str) -> Iterator[None]:
    """``max_page_count`` below the present size is the present size: there is no page more to be had."""

    def spoil(connection: Any, *_given: object) -> None:  # noqa: ANN401 a DBAPI connection has no type
        connection.cursor().execute(HARMS[harm])

    def mend(connection: Any, *_given: object) -> None:  # noqa: ANN401 as above
        connection.cursor().execute(CURES[harm])

    pool = world.app.database.engine.sync_engine.pool
    sa.event.listen(pool, "checkout", spoil)
    yield
    sa.event.remove(pool, "checkout", spoil)
    sa.event.listen(pool, "checkout", mend)


async def take(world: World, step: str) -> None:
    match step:
        case "poller":
            await world.app.poller.fetch_once(wait_seconds=0)
        case "worker":
            while await world.app.worker.work_once():
                pass
        case _:
            await world.app.plan()


@pytest.mark.parametrize(
    ("step", "harm"),
    # The few items of a plan find a place in the pages that are there.
    [(step, harm) for step in STEPS for harm in HARMS if (step, harm) != ("planner", "full")],
)
async def test_a_step_that_finds_no_disk_to_write_to_leaves_nothing_and_is_repeated(
    world: World, step: str, harm: str
) -> None:
    an = world.people["An"]
    await world.assign("NV-009")
    an.phone.say("NV-001 40%" + " và ghi chú dài" * 250)
    for earlier in STEPS[: STEPS.index(step)]:
        await take(world, earlier)
    before = await world.rows(*metadata.sorted_tables)
    with harmed(world, harm), pytest.raises(sa.exc.OperationalError):
        await take(world, step)
    assert await world.rows(*metadata.sorted_tables) == before
    await world.settle()
    an.expect("40%", button="Ghi nhận")
    an.expect("NV-009")
    an.expect_nothing()
