"""The driver runs a statement whole: one trip to the thread, nothing left open."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from bot.storage import sqlite_driver
from bot.storage.sqlite_driver import Connection


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[Connection]:
    connection = sqlite_driver.connect(str(tmp_path / "a.db"))
    await connection
    cursor = connection.cursor()
    await cursor.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL)")
    await cursor.executemany("INSERT INTO person (name) VALUES (?)", [("An",), ("Bình",), ("Chi",)])
    await connection.commit()
    yield connection
    await connection.close()


async def test_rows_and_what_is_said_of_them(connection: Connection) -> None:
    cursor = connection.cursor()
    await cursor.execute("SELECT name FROM person WHERE id > ? ORDER BY id", (1,))
    assert await cursor.fetchall() == [("Bình",), ("Chi",)]
    assert [column[0] for column in cursor.description] == ["name"]


async def test_what_a_change_changed(connection: Connection) -> None:
    cursor = connection.cursor()
    await cursor.execute("UPDATE person SET name = ? WHERE id > ?", ("Dũng", 1))
    assert cursor.rowcount == 2
    assert await cursor.fetchall() == []
    await cursor.execute("INSERT INTO person (name) VALUES (?) RETURNING id", ("Em",))
    assert await cursor.fetchall() == [(4,)]
    assert cursor.lastrowid == 4


async def test_a_mistake_is_raised_and_leaves_the_connection_usable(connection: Connection) -> None:
    cursor = connection.cursor()
    with pytest.raises(sqlite3.IntegrityError):
        await cursor.execute("INSERT INTO person (name) VALUES (NULL)")
    await cursor.execute("SELECT count(*) FROM person")
    assert await cursor.fetchall() == [(3,)]


async def test_a_statement_is_one_trip(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    trips = _count_trips(connection, monkeypatch)
    cursor = connection.cursor()
    await cursor.execute("SELECT name FROM person")
    await cursor.fetchall()
    await cursor.close()
    assert len(trips) == 1


def _count_trips(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    queue: SimpleQueue[Any] = connection._tx  # noqa: SLF001 what the thread reads
    trips: list[object] = []

    class Counting:
        def put_nowait(self, item: object) -> None:
            trips.append(item)
            queue.put_nowait(item)

    monkeypatch.setattr(connection, "_tx", Counting())
    return trips
