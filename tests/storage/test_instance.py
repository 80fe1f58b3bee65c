"""Who does what: alone on a file, shared on a server; who loses the session that holds the roles must know."""

import asyncio
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.storage.claiming import claim_mail
from bot.storage.database import Database
from bot.storage.generation import take_over_sending
from bot.storage.instance import AlreadyRunning, InstanceLost, Role, Roles, hold_instance
from bot.storage.locks import AdvisoryLock
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail, requeue_unfinished
from bot.storage.queues import outbox

NOW = datetime(2024, 7, 16, 2, tzinfo=UTC)
_END_HOLDER = """\
SELECT pg_terminate_backend(pid) FROM (SELECT DISTINCT pid FROM pg_locks
WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS holders
"""


async def end_session_of_holder(database: Database) -> None:
    """As a restart of the server, or a firewall that forgets the connection."""
    async with database.begin() as uow:
        ended = (await uow.execute(sa.text(_END_HOLDER))).scalars().all()
    assert ended == [True]


def held(roles: Roles) -> set[Role]:
    return {role for role in Role if roles.has(role)}


# --- alone ------------------------------------------------------------------------------------------------


async def test_on_a_file_a_second_holder_is_refused_until_the_first_lets_go(
    sqlite_database: Database,
) -> None:
    async with hold_instance(sqlite_database) as roles:
        assert held(roles) == set(Role)
        with pytest.raises(AlreadyRunning):
            async with hold_instance(sqlite_database):
                pass
    async with hold_instance(sqlite_database):
        pass


async def test_beside_a_version_that_held_the_server_alone_it_does_not_run(
    postgres_database: Database,
) -> None:
    async with postgres_database.engine.connect() as older:
        await older.execute(sa.select(sa.func.pg_try_advisory_lock(AdvisoryLock.INSTANCE)))
        with pytest.raises(AlreadyRunning):
            async with hold_instance(postgres_database):
                pass
        await older.execute(sa.select(sa.func.pg_advisory_unlock_all()))


# --- shared -----------------------------------------------------------------------------------------------


async def test_every_role_is_one_process_s_and_goes_to_the_next_when_that_ends(
    postgres_database: Database,
) -> None:
    other = Database(postgres_database.url)
    async with hold_instance(postgres_database) as second_to_come:
        await second_to_come.look()
        async with hold_instance(other) as late:
            assert (held(second_to_come), held(late)) == (set(Role), set())
    async with hold_instance(other) as late, hold_instance(postgres_database) as later:
        assert (held(late), held(later)) == (set(Role), set())
    await other.dispose()


async def test_who_stands_by_takes_over_within_two_looks(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.instance.LOOK_EVERY", 0)
    other = Database(postgres_database.url)
    async with hold_instance(postgres_database), hold_instance(other) as standing_by:
        await end_session_of_first(postgres_database)
        watching = asyncio.create_task(standing_by.watch())
        async with asyncio.timeout(30):
            for role in Role:
                await standing_by.until(role)
        watching.cancel()
        await asyncio.wait({watching})
    await other.dispose()


async def end_session_of_first(database: Database) -> None:
    """Of the one that has the roles."""
    statement = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = :lock"
    async with database.begin() as uow:
        ended = await uow.execute(sa.text(statement), {"lock": int(AdvisoryLock.SENDER)})
        assert ended.scalars().all() == [True]


async def test_a_lost_session_ends_the_watch(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.instance.LOOK_EVERY", 0)
    async with hold_instance(postgres_database) as roles:
        watching = asyncio.create_task(roles.watch())
        await end_session_of_holder(postgres_database)
        with pytest.raises(InstanceLost):
            async with asyncio.timeout(30):
                await watching


async def test_after_the_loss_another_bot_can_begin(postgres_database: Database) -> None:
    async with hold_instance(postgres_database):
        await end_session_of_holder(postgres_database)
        async with hold_instance(postgres_database) as roles:
            await roles.look()
            assert held(roles) == set(Role)


async def test_an_unhurt_session_is_watched_in_peace(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    enough = asyncio.Event()

    async def note(_roles: Roles) -> None:
        looks.append(1)
        if len(looks) == 3:
            enough.set()
        await asyncio.sleep(0)

    monkeypatch.setattr("bot.storage.instance.LOOK_EVERY", 0)
    async with hold_instance(postgres_database) as roles:
        monkeypatch.setattr(Roles, "look", note)
        watching = asyncio.create_task(roles.watch())
        async with asyncio.timeout(30):
            await enough.wait()
        assert not watching.done()
        watching.cancel()
        await asyncio.wait({watching})


# --- the sender's generation --------------------------------------------------------------------------------


async def queue_one(database: Database) -> None:
    async with database.begin() as uow:
        mail = NewMail(MailKind.REPLY, {"text": "x"}, Priority.REPLY, chat_id=1)
        await add_mail(uow, mail, now=NOW)
        await uow.commit()


async def claim(database: Database) -> int:
    async with database.begin() as uow:
        count = len(await claim_mail(uow, now=NOW, limit=9))
        await uow.commit()
    return count


async def test_whoever_takes_over_sends_what_was_left_in_flight(database: Database) -> None:
    await queue_one(database)
    assert await claim(database) == 1
    assert await claim(database) == 0
    assert await take_over_sending(database) == 1
    assert await claim(database) == 1


async def test_a_sender_that_was_taken_over_from_claims_nothing_and_puts_nothing_back(
    postgres_database: Database,
) -> None:
    successor = Database(postgres_database.url)
    await take_over_sending(postgres_database)
    await queue_one(postgres_database)
    await take_over_sending(successor)
    with pytest.raises(InstanceLost):
        await claim(postgres_database)
    assert await claim(successor) == 1
    async with postgres_database.begin() as uow:
        with pytest.raises(InstanceLost):
            await requeue_unfinished(uow)
    async with successor.begin() as uow:
        assert (await uow.execute(sa.select(outbox.c.status))).scalars().all() == ["sending"]
    await successor.dispose()


async def test_a_take_over_waits_for_the_claim_that_is_being_made(postgres_database: Database) -> None:
    successor = Database(postgres_database.url)
    await take_over_sending(postgres_database)
    await queue_one(postgres_database)
    async with postgres_database.begin() as uow:
        await claim_mail(uow, now=NOW, limit=9)
        taking_over = asyncio.create_task(take_over_sending(successor))
        async with asyncio.timeout(30):
            await until_somebody_waits(successor)
        await uow.commit()
    assert await taking_over == 1
    await successor.dispose()


async def until_somebody_waits(database: Database) -> None:
    waiting = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND state = 'active'"
    )
    while True:
        async with database.begin() as uow:
            if (await uow.execute(waiting)).scalar_one():
                return
        await asyncio.sleep(0)
