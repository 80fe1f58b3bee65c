"""Whatever is sent: nobody's update breaks anything, nobody learns what is not theirs, nothing changes unconfirmed.

``make test`` draws five hundred updates, ``make torture`` fifty thousand (``HOSTILE_UPDATES``).
"""

import asyncio
import logging
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import URL

from bot.demo.telegram_server.journal import CallRecord
from bot.storage.inbox import MAX_ATTEMPTS
from bot.storage.queues import inbox
from bot.storage.request_tables import extensions
from bot.storage.tables import agencies, appointments, assignments, evidence, reports, tasks
from tests.faults.buttons import Buttons
from tests.faults.hostile import ACTS, Act, perform
from tests.scenarios.cast import FOCAL, HEAD, NEIGHBOUR, Office, seat_office
from tests.world import World, open_world

MANY = int(os.environ.get("HOSTILE_UPDATES", "50000"))
A_BATCH = 10
THEIRS = {
    NEIGHBOUR: ("Bạch Đàn", "White Birch", "77/KH-UBND"),
    "Người lạ": ("Bạch Đàn", "White Birch", "77/KH-UBND", "Hoa Sim", "Rose Myrtle"),
    FOCAL: ("Hoa Sim", "Rose Myrtle"),
    HEAD: ("Hoa Sim", "Rose Myrtle"),
}
"""Words of assignments that are in nobody's scope but another's; no generated text contains them."""
CORE = (tasks, assignments, reports, evidence, extensions, appointments, agencies)
"""What only a confirmation changes."""
EXPECTED_REFUSALS = ["query is too old", "chat not found", "message to", "not modified", "blocked", "can't"]


@dataclass
class Trial:
    """One world for all batches: what one leaves open, the next finds."""

    world: World
    seen: int = 0
    poison: set[int] = field(default_factory=set)
    buttons: Buttons = field(default_factory=Buttons)
    acts: Counter[str] = field(default_factory=Counter)

    @property
    def accounts(self) -> list[int]:
        return [self.world.people[name].phone.user.id for name in THEIRS]

    async def feed(self, acts: list[Act]) -> None:
        telegram = self.world.telegram
        before = await self._core()
        # The filter of kinds is Telegram's; what nobody asked for may come all the same.
        telegram.queue.remember_allowed([])
        self.acts.update(act.kind for act in acts)
        for act in acts:
            if (poison := perform(telegram, self.accounts, self.buttons, act)) is not None:
                self.poison.add(poison)
        while await self.world.app.poller.fetch_once(wait_seconds=0):
            await self.world.app.worker.drain()
        await self.world.app.sender.drain()
        # Poison is tried a few times, and what came behind it in its chat waits for that.
        for _ in range(MAX_ATTEMPTS * A_BATCH):
            self.world.clock.tick(seconds=20)
            if not await self.world.app.worker.drain():
                break
        assert await self._core() == before, acts
        assert await self._failed() == [], acts
        self._check_heard(acts)

    async def _core(self) -> list[Any]:
        # Planning moves cursors; nothing plans here, but the cursor says nothing that matters anyway.
        return await self.world.rows(*CORE)

    async def _failed(self) -> list[tuple[Any, ...]]:
        """Updates that wait, and real ones that broke a handler; poison is to be set aside, nothing more."""
        columns = (inbox.c.update_id, inbox.c.status, inbox.c.error)
        rows = await self.world.read(sa.select(*columns).where(inbox.c.status != "done"))
        return [row for row in rows if row[1] == "new" or row[0] not in self.poison]

    def _check_heard(self, acts: list[Act]) -> None:
        calls = self.world.telegram.journal.calls
        for call in calls[self.seen :]:
            self.buttons.hear(call)
            for name, account in zip(THEIRS, self.accounts, strict=True):
                if call.chat_id == account:
                    told = told_by(call)
                    assert not [word for word in THEIRS[name] if word in told], (name, told, acts)
        self.seen = len(calls)


def told_by(call: CallRecord) -> str:
    return f"{call.params} {call.files}"


async def prepare(world: World) -> Office:
    office = await seat_office(world)
    await world.assign("NV-077", "BGG", title_vi="Trồng cây Hoa Sim", title_en="Plant Rose Myrtle")
    world.stranger("Người lạ")
    # Everybody has a message to press on.
    for person in world.people.values():
        await person.says("xin chào")
    await world.settle()
    office.forget_all()
    return office


@pytest.fixture
def trial(sqlite_url: URL, tmp_path: Path) -> Iterator[tuple[Trial, asyncio.Runner]]:
    address = sqlite_url.render_as_string(hide_password=False)
    logging.getLogger("bot").setLevel(logging.CRITICAL)
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        world = runner.run(stack.enter_async_context(open_world(address, tmp_path / "data")))
        office = runner.run(prepare(world))
        world.allowed_refusals += EXPECTED_REFUSALS
        yield Trial(world), runner
        office.forget_all()
        runner.run(stack.aclose())
    logging.getLogger("bot").setLevel(logging.NOTSET)


def torment(trial: tuple[Trial, asyncio.Runner], count: int) -> None:
    made, runner = trial

    @settings(
        max_examples=count // A_BATCH,
        # One batch finds what others left open, so a smaller one says nothing.
        phases=[Phase.generate],
        deadline=None,
        database=None,
        derandomize=count < MANY,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(ACTS, min_size=A_BATCH, max_size=A_BATCH))
    def feed(acts: list[Act]) -> None:
        runner.run(made.feed(acts))

    feed()


async def count_rows(world: World) -> int:
    return int((await world.read(sa.select(sa.func.count()).select_from(inbox)))[0][0])


@pytest.mark.timeout(120)
def test_five_hundred_hostile_updates_do_no_harm(trial: tuple[Trial, asyncio.Runner]) -> None:
    torment(trial, 500)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_fifty_thousand_hostile_updates_do_no_harm(trial: tuple[Trial, asyncio.Runner]) -> None:
    torment(trial, MANY)
    made, runner = trial
    print("hostile updates taken:", runner.run(count_rows(made.world)), dict(made.acts))  # noqa: T201 the figure is what it is for
