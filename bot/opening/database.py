"""The database for a command: reached, of a schema we know, and closed again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum

from bot.findings import Finding, FindingId
from bot.ground import make_database
from bot.opening.readiness import require_folder
from bot.opening.refusals import Refused
from bot.settings import Settings
from bot.storage.database import Database, is_outage
from bot.storage.health import SchemaState, explain_outage, find_file_problem, find_schema_state, has_file
from bot.storage.migrate import migrate


class Need(Enum):
    """What a command expects of the database."""

    CURRENT = "current"
    """Migrated and up to date; anything else is for the administrator to decide."""
    FRESH_OR_CURRENT = "fresh or current"
    """A database that does not exist yet is made."""
    ANY_KNOWN = "any known"
    """The command migrates by itself."""


@asynccontextmanager
async def open_database(settings: Settings, need: Need = Need.CURRENT) -> AsyncIterator[Database]:
    """Raises:
    Refused: not reachable, not migrated, of a newer version; or it went away in the middle.
    """
    database = make_checked_database(settings)
    try:
        await require_database(database, settings, need)
        yield database
    except Exception as error:
        if not is_outage(error):
            raise
        raise unreachable(settings, error) from None
    finally:
        await database.dispose()


def make_checked_database(settings: Settings) -> Database:
    try:
        return make_database(settings)
    except ValueError as error:
        # Our own words or "not a database address"; the address itself is never quoted.
        raise Refused(Finding(FindingId.DATABASE_UNSUPPORTED, str(error), "DATABASE_URL")) from None


async def require_database(database: Database, settings: Settings, need: Need) -> None:
    """Raises:
    Refused: the database is not as ``need`` says.
    """
    if need is not Need.CURRENT and not settings.database_url.get_secret_value():
        require_folder(settings)
    if need is Need.CURRENT and not has_file(database):
        raise Refused(Finding(FindingId.NOT_MIGRATED, "there is no database yet", name_of(settings)))
    state = await look_at_schema(database, settings)
    if not state.is_known:
        raise Refused(Finding(FindingId.DATABASE_NEWER, "the schema is newer than this program"))
    if need is Need.FRESH_OR_CURRENT and state.present is None:
        await migrate(database)
    elif need is not Need.ANY_KNOWN and not state.is_current:
        raise Refused(not_migrated(state))


async def look_at_schema(database: Database, settings: Settings) -> SchemaState:
    """Raises:
    Refused: the database does not answer.
    """
    if problem := await asyncio.to_thread(find_file_problem, database):
        raise Refused(silent(settings, problem))
    try:
        return await find_schema_state(database)
    except Exception as error:
        # Drivers raise errors of their own for a wrong address, name or password.
        raise unreachable(settings, error) from None


def not_migrated(state: SchemaState) -> Finding:
    present = state.present or "none"
    return Finding(FindingId.NOT_MIGRATED, f"the schema is at {present}, this program needs {state.newest}")


def unreachable(settings: Settings, error: Exception) -> Refused:
    return Refused(silent(settings, explain_outage(error)))


def silent(settings: Settings, reason: str) -> Finding:
    text = f"the database does not answer ({reason})"
    return Finding(FindingId.DATABASE_UNREACHABLE, text, name_of(settings))


def name_of(settings: Settings) -> str:
    """The setting that decides where the database is."""
    return "DATABASE_URL" if settings.database_url.get_secret_value() else "DATA_DIR"
