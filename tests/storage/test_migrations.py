"""The migrations make exactly the tables that the code speaks of, on both databases, there and back."""

import asyncio
from collections.abc import Callable

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import URL

from bot.storage.database import Database
from bot.storage.migrate import find_revision, list_revisions, migrate, newest_revision
from bot.storage.schema import metadata
from bot.storage.upgrade import alembic_config


async def run(database: Database, step: Callable[[sa.Connection], object]) -> object:
    async with database.begin() as uow:
        result = await uow.connection.run_sync(step)
        await uow.commit()
        return result


def differences(connection: sa.Connection) -> list[object]:
    options = {"compare_type": True, "render_as_batch": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def table_names(connection: sa.Connection) -> set[str]:
    return set(sa.inspect(connection).get_table_names()) - {"alembic_version"}


def downgrade(connection: sa.Connection) -> None:
    command.downgrade(alembic_config(connection), "base")


async def test_migrations_make_what_the_tables_say(database: Database) -> None:
    assert await run(database, differences) == []


async def test_every_table_is_made(database: Database) -> None:
    assert await run(database, table_names) == set(metadata.tables)


async def test_it_stands_at_the_newest_revision(database: Database) -> None:
    assert await find_revision(database) == newest_revision()


def test_the_files_names_say_what_alembic_reads_in_them() -> None:
    script = ScriptDirectory.from_config(alembic_config())
    known = [revision.revision for revision in script.walk_revisions()]
    assert list_revisions() == tuple(reversed(known))
    assert newest_revision() == script.get_current_head()


async def test_down_to_nothing_and_up_again(database: Database) -> None:
    await run(database, downgrade)
    assert await run(database, table_names) == set()
    await migrate(database)
    assert await run(database, differences) == []


async def test_a_second_migration_changes_nothing(database: Database) -> None:
    await migrate(database)
    assert await find_revision(database) == newest_revision()


async def test_two_starts_at_once_migrate_once(bare_database_url: URL) -> None:
    # Two engines stand for two processes.
    databases = [Database(bare_database_url), Database(bare_database_url)]
    await asyncio.gather(*(migrate(database) for database in databases))
    assert await find_revision(databases[0]) == newest_revision()
    for database in databases:
        await database.dispose()


async def test_an_untouched_database_has_no_revision(bare_database_url: URL) -> None:
    database = Database(bare_database_url)
    assert await find_revision(database) is None
    await database.dispose()
