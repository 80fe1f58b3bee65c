"""Engines and the unit of work: one transaction, rolled back unless somebody says ``commit``."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial
from typing import Any

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as SQLAlchemyTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

import bot.storage.figure_tables
import bot.storage.group_tables
import bot.storage.queues
import bot.storage.request_tables
import bot.storage.succession_tables
import bot.storage.tables  # noqa: F401 these modules fill the metadata
from bot.storage import sqlite_driver
from bot.storage.closing import CONNECT_WITHIN, Connections
from bot.storage.liveness import ask_after_rest
from bot.storage.register_version import changes_names, renew_version

log = logging.getLogger(__name__)
_LIGHT = "light_commit"
_LIGHTLY = {"synchronous_commit": "off"}
Rows = sa.CursorResult[*tuple[Any, ...]]

DatabaseFailure = (SQLAlchemyError, OSError)
"""What the infrastructure raises: connection, disk, lock. Never counts as an attempt of an update."""


def parse_database_url(text: str) -> URL:
    """The async form of an SQLite or PostgreSQL address, with or without a driver in it.

    Raises:
        ValueError: another database, or not an address at all.
    """
    try:
        url = make_url(text)
    except (SQLAlchemyError, ValueError):
        # Their texts quote the address, and a password with it.
        raise ValueError("not a database address") from None
    match url.get_backend_name():
        case "sqlite" if url.database in {None, "", ":memory:"}:
            raise ValueError("an SQLite address names a file; in memory everything would be lost at the end")
        case "sqlite":
            return url.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+asyncpg")
        case other:
            raise ValueError(f"{other!r} is not supported; sqlite:// or postgresql://")


_OUTAGE_STATES = ("08", "25006", "40", "53", "55P03", "57", "58")
"""SQLSTATE prefixes: connection, read-only, serialization, resources, lock, intervention, system."""
_OUTAGE_CODES = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
"""Primary result codes. Words would not do: "no such column: full_name" is a mistake of ours, no full disk."""


def is_outage(error: BaseException) -> bool:
    """Whether the infrastructure failed, as against the statement being wrong (that is the handler's own)."""
    if isinstance(error, OSError | InterfaceError) or _is_of_driver(error):
        return True
    if not isinstance(error, DBAPIError):
        return isinstance(error, SQLAlchemyTimeoutError)
    if error.connection_invalidated:
        return True
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        # The low byte is the primary code, the rest says more exactly what happened.
        return code & 0xFF in _OUTAGE_CODES
    return str(getattr(error.orig, "sqlstate", "") or "").startswith(_OUTAGE_STATES)


def _is_of_driver(error: BaseException) -> bool:
    """PostgreSQL's driver in its own words: SQLAlchemy translates what statements do wrong, and leaves what the driver
    says of itself when the server goes away in the middle of a message."""
    return type(error).__module__.partition(".")[0] == "asyncpg"


def explain_outage(error: BaseException) -> str:
    """What the database or the system said, as far as it can hold no secret and no data."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    # SQLite's own words name neither data nor addresses; a server's may quote both.
    if type(cause).__module__.startswith("sqlite3"):
        return str(cause)
    return str(getattr(cause, "sqlstate", "") or type(cause).__name__)


class UnitOfWork:
    """One transaction. Statements run through ``execute``; ``commit`` is the last thing it does."""

    def __init__(self, connection: AsyncConnection, generation: str = "") -> None:
        self.connection = connection
        self.generation = generation
        """As which sender this process acts, see ``storage.generation``; empty when it is none."""
        self.is_committed = False
        self.has_mail = False
        """Set when outbox rows were added: delivery is woken after the commit."""
        self.dialogues: dict[int, Any] = {}
        """By person, what this transaction knows of them: see ``storage.dialogues``."""
        self.names_version: str | None = None
        """As far as it was read: see ``storage.register_version``."""
        self.has_new_names = False

    @property
    def is_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"

    async def begin(self) -> None:
        await self.connection.begin()

    async def execute(self, statement: sa.Executable, values: Any = None) -> Rows:  # noqa: ANN401 rows of any shape
        self.has_new_names = self.has_new_names or changes_names(statement)
        return await self.connection.execute(statement, values)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What happens inside is undone by an exception, the rest of the transaction stays."""
        try:
            async with self.connection.begin_nested():
                yield
        except BaseException:
            self.dialogues.clear()
            raise

    async def commit(self) -> None:
        if self.has_new_names:
            await self.connection.execute(renew_version(is_sqlite=self.is_sqlite))
        await self.connection.commit()
        self.is_committed = True

    async def roll_back(self) -> None:
        """Undoes everything; raises nothing, for the server has done so already when the connection died."""
        try:
            await self.connection.rollback()
        except DBAPIError:
            await self.connection.invalidate()


class Database:
    """The engine and its rules. ``on_mail`` is called after every commit that added outbox rows."""

    def __init__(self, url: URL, *, pool_size: int = 5) -> None:
        self.url = url
        self.engine = _create_engine(url, pool_size)
        # A connection of its own: saying it in each transaction would be a trip to the server.
        self._light_engine = (
            self.engine if self.is_sqlite else _create_engine(url, 1, server_settings=_LIGHTLY)
        )
        self._alone_engine = (
            self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        )
        self._connections = Connections()
        for engine in () if self.is_sqlite else self.engines:
            self._connections.watch(engine)
        self.on_mail: Callable[[], None] = lambda: None
        self.generation = ""
        self._trouble = ""
        # SQLite has one writer; waiting here is fair and instant, waiting in SQLite is neither.
        self._writer: asyncio.Lock | None = asyncio.Lock() if self.is_sqlite else None

    @property
    def engines(self) -> tuple[AsyncEngine, ...]:
        return tuple({id(engine): engine for engine in (self.engine, self._light_engine)}.values())

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    def _turn(self) -> AbstractAsyncContextManager[object]:
        return self._writer if self._writer is not None else nullcontext()

    def begin(self, *, waits_for_disk: bool = True) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction that may write. No network inside it, ever (house decision 5).

        One that need not wait for the disk survives the death of this process, but not of the machine or the server.
        """
        engine = self.engine if waits_for_disk else self._light_engine
        return self._begin(engine, waits_for_disk=waits_for_disk)

    def begin_alone(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """For a single write, which PostgreSQL commits by itself: two trips to the server less.

        There it stays also without ``commit``; whoever uses it has to be content with either.
        """
        return self._begin(self._alone_engine, waits_for_disk=True)

    @asynccontextmanager
    async def _begin(self, engine: AsyncEngine, *, waits_for_disk: bool) -> AsyncIterator[UnitOfWork]:
        try:
            async with self._turn(), engine.connect() as connection:
                if self.is_sqlite and not waits_for_disk:
                    await connection.execution_options(**{_LIGHT: True})
                uow = UnitOfWork(connection, self.generation)
                try:
                    await uow.begin()
                    yield uow
                finally:
                    if not uow.is_committed:
                        await uow.roll_back()
        except DBAPIError as error:
            self._tell(error)
            raise
        if uow.is_committed:
            self._trouble = ""
        if uow.is_committed and uow.has_mail:
            self.on_mail()

    def begin_lightly(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """For what a power cut, or the fall of the server, may undo."""
        return self.begin(waits_for_disk=False)

    async def forget_names(self) -> None:
        """At the start: somebody may have changed the register by hand."""
        async with self.begin() as uow:
            uow.has_new_names = True
            await uow.commit()

    def _tell(self, error: DBAPIError) -> None:
        """Why, in the database's own words, once until it works again: who waits for it knows only that it failed."""
        if is_outage(error) and (reason := explain_outage(error)) != self._trouble:
            self._trouble = reason
            log.warning("database_failed", extra={"reason": reason})

    async def dispose(self) -> None:
        """Within seconds, also when the server says nothing."""
        await self._connections.close()
        for engine in self.engines:
            await engine.dispose()


def _create_engine(
    url: URL, pool_size: int, *, server_settings: Mapping[str, str] | None = None
) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        arguments = {"timeout": CONNECT_WITHIN, "server_settings": dict(server_settings or {})}
        engine = create_async_engine(
            url, pool_size=pool_size, max_overflow=5, hide_parameters=True, connect_args=arguments
        )
        ask_after_rest(engine)
        return engine
    engine = create_async_engine(
        url,
        async_creator=partial(_connect_sqlite, url.database or ""),
        pool_size=pool_size,
        # A unit of work ends its transaction itself; a second rollback would be a trip for nothing.
        pool_reset_on_return=None,
        hide_parameters=True,
    )
    sa.event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    sa.event.listen(engine.sync_engine, "begin", _begin)
    return engine


async def _connect_sqlite(path: str) -> aiosqlite.Connection:
    return await sqlite_driver.connect(path)


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 a DBAPI connection has no type
    # The driver's own transaction control starts none after a SELECT and loses savepoints; ours does not.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite_driver.Connection)  # noqa: S101 our own creator made it
    driver.begin_with_next(waits_for_disk=not connection.get_execution_options().get(_LIGHT))
