"""The lock of the installation: who loses the session that holds it must know."""

import asyncio

import pytest
import sqlalchemy as sa

from bot.storage.database import Database
from bot.storage.instance import AlreadyRunning, InstanceLost, hold_instance

_END_HOLDER = """\
SELECT pg_terminate_backend(pid) FROM pg_locks
WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


async def end_session_of_holder(database: Database) -> None:
    """As a restart of the server, or a firewall that forgets the connection."""
    async with database.begin() as uow:
        ended = (await uow.execute(sa.text(_END_HOLDER))).scalars().all()
    assert ended == [True]


async def test_a_second_holder_is_refused_until_the_first_lets_go(database: Database) -> None:
    async with hold_instance(database):
        with pytest.raises(AlreadyRunning):
            async with hold_instance(database):
                pass
    async with hold_instance(database):
        pass


async def test_a_lost_session_ends_the_watch(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.instance.LOOK_EVERY", 0)
    async with hold_instance(postgres_database) as watch:
        watching = asyncio.create_task(watch())
        await end_session_of_holder(postgres_database)
        with pytest.raises(InstanceLost):
            async with asyncio.timeout(30):
                await watching


async def test_after_the_loss_another_bot_can_begin(postgres_database: Database) -> None:
    async with hold_instance(postgres_database):
        await end_session_of_holder(postgres_database)
        async with hold_instance(postgres_database):
            pass


async def test_an_unhurt_session_is_watched_in_peace(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    enough = asyncio.Event()

    async def note(_connection: object) -> None:
        looks.append(1)
        if len(looks) == 3:
            enough.set()
        await asyncio.sleep(0)

    monkeypatch.setattr("bot.storage.instance.LOOK_EVERY", 0)
    monkeypatch.setattr("bot.storage.instance.look_at", note)
    async with hold_instance(postgres_database) as watch:
        watching = asyncio.create_task(watch())
        async with asyncio.timeout(30):
            await enough.wait()
        assert not watching.done()
        watching.cancel()
        await asyncio.wait({watching})
