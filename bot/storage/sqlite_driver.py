"""SQLite's driver with one trip to its thread for each statement.

``aiosqlite`` makes four of them: make a cursor, execute, fetch, close. Each costs more than most of our statements do,
and a statement that is cut off between two of them leaves a cursor open, and with it the lock. A transaction begins
with its first statement, in the same trip.
"""

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import aiosqlite

_BUSY_SECONDS = 30


def connect(path: str) -> "Connection":
    """A connection to the file at ``path``, not open before it is awaited."""
    return Connection(partial(sqlite3.connect, path, timeout=_BUSY_SECONDS), iter_chunk_size=64)


class Connection(aiosqlite.Connection):
    """Its cursors run a statement whole; SQLAlchemy asks for nothing else."""

    def __init__(self, connector: Callable[[], sqlite3.Connection], iter_chunk_size: int) -> None:
        super().__init__(connector, iter_chunk_size)
        self._thread.daemon = True  # as SQLAlchemy's own creator does: an exit never waits for it
        self._begins = False
        self._waits = True
        self._is_waiting = True  # as the pragmas of a new connection say

    def begin_with_next(self, *, waits_for_disk: bool) -> None:
        """The next statement is the first of a transaction that may write."""
        self._begins, self._waits = True, waits_for_disk

    def take_begin(self) -> list[str]:
        """What is to be said before a statement."""
        if not self._begins:
            return []
        self._begins = False
        # A deferred one that reads, then writes, fails at once when another one wrote in between.
        begin = ["BEGIN IMMEDIATE"]
        if self._waits is not self._is_waiting:
            self._is_waiting = self._waits
            begin.insert(0, f"PRAGMA synchronous={'FULL' if self._waits else 'NORMAL'}")
        return begin

    async def commit(self) -> None:
        self._begins = False
        await super().commit()

    async def rollback(self) -> None:
        self._begins = False
        await super().rollback()

    def cursor(self) -> "Cursor":  # type: ignore[override] # theirs makes a trip to the thread first
        return Cursor(self, self._conn)


class Cursor(aiosqlite.Cursor):
    """What a statement gave: all its rows, read before it returns."""

    def __init__(self, connection: Connection, raw: sqlite3.Connection) -> None:
        self._conn: Connection = connection
        self._raw = raw
        self._cursor: sqlite3.Cursor
        self._rows: list[Any] = []

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "Cursor":
        await self._execute(self._run, "execute", sql, parameters or ())  # type: ignore[no-untyped-call]
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> "Cursor":
        await self._execute(self._run, "executemany", sql, parameters)  # type: ignore[no-untyped-call]
        return self

    def _run(self, how: str, sql: str, parameters: Any) -> None:  # noqa: ANN401 the driver's own
        self._cursor = self._raw.cursor()
        try:
            for statement in self._conn.take_begin():
                self._cursor.execute(statement)
            getattr(self._cursor, how)(sql, parameters)
            self._rows = self._cursor.fetchall() if self._cursor.description else []
        finally:
            self._cursor.close()

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        self._rows = []
