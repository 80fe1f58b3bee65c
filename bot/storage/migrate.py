"""Brings the schema to the newest revision, under a lock so that two starts cannot collide.

Alembic works only where there is something to do; where a schema stands is read without it.
"""

from functools import cache
from importlib import import_module
from pathlib import Path

import sqlalchemy as sa

from bot.storage.database import Database, UnitOfWork
from bot.storage.locks import AdvisoryLock

_REVISIONS = Path(__file__).parent / "migrations" / "versions"
_PRESENT = sa.Table("alembic_version", sa.MetaData(), sa.Column("version_num", sa.Text))


@cache
def list_revisions() -> tuple[str, ...]:
    """All that this program knows, the oldest first: each file's name begins with its revision."""
    return tuple(sorted(path.name.partition("_")[0] for path in _REVISIONS.glob("[0-9]*_*.py")))


def newest_revision() -> str:
    return list_revisions()[-1]


async def migrate(database: Database) -> None:
    """Upgrades in one transaction; a failure leaves the schema as it was."""
    async with database.begin() as uow:
        if not uow.is_sqlite:
            await uow.execute(sa.select(sa.func.pg_advisory_xact_lock(AdvisoryLock.MIGRATION)))
        if await _find_revision(uow) == newest_revision():
            return
        # Alembic is loaded by the few starts that need it.
        upgrade = import_module("bot.storage.upgrade").upgrade
        await uow.connection.run_sync(upgrade, newest_revision())
        await uow.commit()


async def find_revision(database: Database) -> str | None:
    """The schema's present revision; None when it was never migrated."""
    async with database.begin() as uow:
        return await _find_revision(uow)


async def _find_revision(uow: UnitOfWork) -> str | None:
    if not await uow.connection.run_sync(lambda connection: sa.inspect(connection).has_table(_PRESENT.name)):
        return None
    found: str | None = (await uow.execute(sa.select(_PRESENT.c.version_num))).scalar_one_or_none()
    return found
