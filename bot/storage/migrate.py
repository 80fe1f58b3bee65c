"""Brings the schema to the newest revision, under a lock so that two starts cannot collide."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.storage.database import Database
from bot.storage.locks import AdvisoryLock


def alembic_config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    return head or ""


async def migrate(database: Database, revision: str = "head") -> None:
    """Upgrades to ``revision`` in one transaction; a failure leaves the schema as it was."""
    async with database.begin() as uow:
        if not uow.is_sqlite:
            await uow.execute(sa.select(sa.func.pg_advisory_xact_lock(AdvisoryLock.MIGRATION)))
        await uow.connection.run_sync(
            lambda connection: command.upgrade(alembic_config(connection), revision)
        )
        await uow.commit()


async def find_revision(database: Database) -> str | None:
    """The schema's present revision; None when it was never migrated."""
    async with database.begin() as uow:
        return await uow.connection.run_sync(
            lambda connection: MigrationContext.configure(connection).get_current_revision()
        )
