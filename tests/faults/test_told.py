"""The trials' own counting: what was told counts, however it was merged, and what was not is missed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from bot.storage.queues import notice_items, outbox
from tests.faults.figures import Expected, count_figures
from tests.faults.people import TASK, Official, assign, fill
from tests.world import World, open_world

WAVES = 22
"""More than a letter names."""


@pytest.fixture
async def world(sqlite_url: URL, tmp_path: Path) -> AsyncIterator[World]:
    address = sqlite_url.render_as_string(hide_password=False)
    async with open_world(address, tmp_path / "data") as world:
        yield world


async def merge(world: World) -> tuple[Official, Expected]:
    """One official with one letter about all waves and the task that was there before."""
    officials = await fill(world.app.database, world.telegram, 1, now=world.clock())
    codes = [f"TT-{number:04}" for number in range(WAVES)]
    for code in codes:
        await assign(world.app.database, officials, code, now=world.clock())
    await world.settle()
    await world.go_to("2024-07-10", "10:00")
    account = officials[0].account
    return officials[0], Expected({account: []}, {(account, code) for code in [TASK, *codes]})


async def count_missing(world: World, expected: Expected) -> int:
    return (await count_figures(world.app.database, world.telegram, expected)).missing_notices


async def test_what_a_merged_letter_only_counts_was_told(world: World) -> None:
    official, expected = await merge(world)
    (letter,) = world.telegram.phone(official.account).bot_messages
    assert sum(code in letter.text for _, code in expected.notices) == 20
    assert await count_missing(world, expected) == 0


async def test_a_letter_that_is_in_no_chat_is_missed(world: World) -> None:
    official, expected = await merge(world)
    world.telegram.phone(official.account).last.is_deleted = True
    assert await count_missing(world, expected) == WAVES + 1


async def test_a_debt_that_no_letter_carries_is_missed(world: World) -> None:
    _, expected = await merge(world)
    newest = sa.select(sa.func.max(notice_items.c.id)).scalar_subquery()
    await change(world, sa.update(notice_items).where(notice_items.c.id == newest).values(outbox_id=None))
    # The letter still counts it: it does not fit what it carries any more, and so only what it names was told.
    assert await count_missing(world, expected) == WAVES + 1 - 20


async def test_a_letter_that_was_never_sent_is_missed(world: World) -> None:
    _, expected = await merge(world)
    await change(world, sa.update(outbox).where(outbox.c.kind == "notice").values(status="failed"))
    assert await count_missing(world, expected) == WAVES + 1


async def change(world: World, statement: sa.Update) -> None:
    async with world.app.database.begin() as uow:
        await uow.execute(statement)
        await uow.commit()
