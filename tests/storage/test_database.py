"""The unit of work, the column types and the addresses, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import asyncpg  # type: ignore[import-untyped] # it ships no types
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import StatementError

from bot.storage.database import Database, UnitOfWork, is_outage, parse_database_url
from bot.storage.queues import meta
from bot.storage.tables import people

MOMENT = datetime(2024, 7, 16, 2, 0, 0, 123456, tzinfo=UTC)


async def add_person(uow: UnitOfWork, created_at: datetime = MOMENT) -> int:
    insert = sa.insert(people).values(name="Lê Văn Tư", created_at=created_at)
    person_id: int = (await uow.execute(insert.returning(people.c.id))).scalar_one()
    return person_id


async def count_people(database: Database) -> int:
    async with database.begin() as uow:
        count: int = (await uow.execute(sa.select(sa.func.count()).select_from(people))).scalar_one()
        return count


async def test_what_was_committed_stays(database: Database) -> None:
    async with database.begin() as uow:
        await add_person(uow)
        await uow.commit()
    assert await count_people(database) == 1


async def test_without_commit_everything_is_rolled_back(database: Database) -> None:
    async with database.begin() as uow:
        await add_person(uow)
    assert await count_people(database) == 0


async def test_an_error_rolls_back_and_the_next_unit_works(database: Database) -> None:
    async def fail() -> None:
        async with database.begin() as uow:
            await add_person(uow)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.begin() as uow:
        await add_person(uow)
        await uow.commit()
    assert await count_people(database) == 1


async def test_a_statement_alone_stays_and_the_next_transaction_is_whole_again(database: Database) -> None:
    """On PostgreSQL the same connection commits each statement by itself meanwhile."""
    for count in (1, 2):
        async with database.begin_alone() as uow:
            await add_person(uow)
            await uow.commit()
        async with database.begin() as uow:
            await add_person(uow)
        assert await count_people(database) == count


async def test_a_rolled_back_savepoint_leaves_the_rest(database: Database) -> None:
    async with database.begin() as uow:
        await add_person(uow)
        savepoint = await uow.connection.begin_nested()
        await add_person(uow)
        await savepoint.rollback()
        await uow.commit()
    assert await count_people(database) == 1


async def test_a_reference_to_nothing_is_refused(database: Database) -> None:
    async with database.begin() as uow:
        with pytest.raises(sa.exc.IntegrityError):
            await uow.execute(
                sa.text(
                    "INSERT INTO absences (person_id, from_on, to_on, created_at)"
                    " VALUES (4711, '2024-07-16', '2024-07-17', '2024-07-16 00:00:00')"
                )
            )


@pytest.mark.parametrize(
    "moment",
    [MOMENT, MOMENT.astimezone(timezone(timedelta(hours=7)))],
    ids=["utc", "hanoi"],
)
async def test_a_moment_comes_back_as_the_same_instant_in_utc(database: Database, moment: datetime) -> None:
    async with database.begin() as uow:
        await add_person(uow, created_at=moment)
        stored = (await uow.execute(sa.select(people.c.created_at))).scalar_one()
    assert stored == MOMENT
    assert stored.tzinfo is UTC


async def test_moments_compare_as_instants(database: Database) -> None:
    async with database.begin() as uow:
        await add_person(uow, created_at=MOMENT)
        bound = (MOMENT + timedelta(microseconds=1)).astimezone(timezone(timedelta(hours=-5)))
        earlier = await uow.execute(sa.select(people.c.id).where(people.c.created_at < bound))
        assert len(earlier.all()) == 1


async def test_a_naive_moment_is_refused(database: Database) -> None:
    async with database.begin() as uow:
        with pytest.raises(StatementError, match="naive"):
            await add_person(uow, created_at=MOMENT.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sqlite:///var/bot.db", "sqlite+aiosqlite:///var/bot.db"),
        ("sqlite:////srv/bot.db", "sqlite+aiosqlite:////srv/bot.db"),
        ("sqlite+pysqlite:///x.db", "sqlite+aiosqlite:///x.db"),
        ("postgresql://bot:pw@db:5433/don_doc", "postgresql+asyncpg://bot:pw@db:5433/don_doc"),
        ("postgresql+psycopg://db/don_doc", "postgresql+asyncpg://db/don_doc"),
        ("postgres://db/don_doc", "postgresql+asyncpg://db/don_doc"),
    ],
)
def test_addresses_are_read_with_and_without_driver(text: str, expected: str) -> None:
    assert parse_database_url(text).render_as_string(hide_password=False) == expected


@pytest.mark.parametrize("text", ["mysql://db/x", "", "var/bot.db", "just words"])
def test_other_addresses_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a database address|not supported"):
        parse_database_url(text)


def test_a_refused_address_never_shows_its_password() -> None:
    with pytest.raises(ValueError, match="not supported") as caught:
        parse_database_url("mysql://bot:hunter2@db/x")
    assert "hunter2" not in str(caught.value)


async def increment(database: Database) -> None:
    async with database.begin() as uow:
        value = int((await uow.execute(sa.select(meta.c.value).where(meta.c.key == "n"))).scalar_one())
        await asyncio.sleep(0)
        await uow.execute(sa.update(meta).where(meta.c.key == "n").values(value=str(value + 1)))
        await uow.commit()


async def read_number(database: Database) -> str:
    async with database.begin() as uow:
        value: str = (await uow.execute(sa.select(meta.c.value).where(meta.c.key == "n"))).scalar_one()
        return value


async def test_concurrent_read_then_write_units_never_fail_on_sqlite(sqlite_database: Database) -> None:
    # Two engines on one file stand for two processes: they do not share the writer's lock in memory.
    other = Database(sqlite_database.url)
    async with sqlite_database.begin() as uow:
        await uow.execute(sa.insert(meta).values(key="n", value="0"))
        await uow.commit()
    await asyncio.gather(*(increment(database) for database in (sqlite_database, other) for _ in range(10)))
    await other.dispose()
    assert await read_number(sqlite_database) == "20"


async def test_mail_is_announced_after_the_commit(database: Database) -> None:
    announced: list[bool] = []
    async with database.begin() as uow:
        database.on_mail = lambda: announced.append(uow.is_committed)
        uow.has_mail = True
        await uow.commit()
        assert announced == []
    assert announced == [True]


@pytest.mark.parametrize(("has_mail", "commits"), [(True, False), (False, True)])
async def test_nothing_is_announced_without_mail_or_commit(
    sqlite_database: Database, *, has_mail: bool, commits: bool
) -> None:
    announced: list[None] = []
    sqlite_database.on_mail = lambda: announced.append(None)
    async with sqlite_database.begin() as uow:
        uow.has_mail = has_mail
        if commits:
            await uow.commit()
    assert announced == []


def test_it_never_quotes_an_address_that_it_cannot_read() -> None:
    with pytest.raises(ValueError, match="not a database address") as refusal:
        parse_database_url("postgresql://bot:geheim@host:p@rt/db")
    assert "geheim" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_what_the_driver_says_of_itself_is_an_outage_and_what_a_statement_did_wrong_is_none() -> None:
    assert is_outage(asyncpg.InternalClientError("got result for unknown protocol state"))
    assert not is_outage(sa.exc.ProgrammingError("SELECT", {}, Exception()))
    assert not is_outage(KeyError("asyncpg"))


async def ask_each(database: Database, question: str) -> list[object]:
    """Within a transaction that waits for the disk, one that does not, and one that does."""
    answers: list[object] = []
    for begin in (database.begin, database.begin_lightly, database.begin):
        async with begin() as uow:
            answers.append((await uow.execute(sa.text(question))).scalar_one())
            await uow.commit()
    return answers


async def test_only_a_light_transaction_does_not_wait_for_the_disk(sqlite_database: Database) -> None:
    assert await ask_each(sqlite_database, "PRAGMA synchronous") == [2, 1, 2]


async def test_nor_does_it_on_a_server_and_the_next_one_waits_again(postgres_database: Database) -> None:
    # Tests may run on a server that never waits; what counts is who said so.
    told = "SELECT source = 'client' AND setting = 'off' FROM pg_settings WHERE name = 'synchronous_commit'"
    assert await ask_each(postgres_database, told) == [False, True, False]
