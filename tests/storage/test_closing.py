"""The end of the connections to a server, whether it answers or not."""

import asyncio
import socket
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import closing
from bot.storage.closing import Connections
from bot.storage.database import Database, parse_database_url
from bot.storage.instance import InstanceLost, Role, Roles, hold_instance


class FakeConnection:
    """``is_silent``: its goodbye is never answered."""

    def __init__(self, *, is_silent: bool = False) -> None:
        self._is_silent = is_silent
        self.log: list[str] = []
        self.is_asked = asyncio.Event()

    def is_closed(self) -> bool:
        return "closed" in self.log or "terminated" in self.log

    async def close(self) -> None:
        self.log.append("goodbye")
        self.is_asked.set()
        if self._is_silent:
            await asyncio.Event().wait()
        self.log.append("closed")

    def terminate(self) -> None:
        if not self.is_closed():
            self.log.append("terminated")


def make_connections(*made: FakeConnection) -> Connections:
    connections = Connections()
    for connection in made:
        connections.add(connection)
    return connections


async def test_a_server_that_answers_is_said_goodbye_to() -> None:
    polite = FakeConnection()
    await make_connections(polite).close()
    assert polite.log == ["goodbye", "closed"]


async def test_connections_to_a_silent_server_are_cut_off_together(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(closing, "CLOSE_WITHIN", 0.01)
    silent = [FakeConnection(is_silent=True) for _ in range(3)]
    async with asyncio.timeout(30):
        await make_connections(*silent).close()
    assert [connection.log for connection in silent] == [["goodbye", "terminated"]] * 3
    assert [record.getMessage() for record in caplog.records] == ["database_silent_at_the_end"]


async def test_an_end_that_is_itself_cut_off_cuts_them_off_too() -> None:
    silent = FakeConnection(is_silent=True)
    ending = asyncio.create_task(make_connections(silent).close())
    await silent.is_asked.wait()
    ending.cancel()
    await asyncio.wait({ending})
    assert silent.log == ["goodbye", "terminated"]


async def test_what_is_in_somebodys_hand_is_closed_with_the_pool(postgres_database: Database) -> None:
    connection = await postgres_database.engine.connect()
    session = (await connection.get_raw_connection()).driver_connection
    assert session is not None
    await postgres_database.dispose()
    assert session.is_closed()
    await connection.invalidate()
    await connection.close()


async def test_a_new_connection_is_not_waited_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.database.CONNECT_WITHIN", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"postgresql://bot@127.0.0.1:{silent.getsockname()[1]}/bot?ssl=disable"
        database = Database(parse_database_url(address))
        connecting = asyncio.create_task(database.engine.connect().start())
        await asyncio.wait({connecting}, timeout=30)
        assert isinstance(connecting.exception(), TimeoutError)
        await database.dispose()


# --- the session that holds the roles ------------------------------------------------------------------------


@pytest.fixture
def unlocking(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said of the roles at the end; the server never answers that."""
    said: list[str] = []
    real = AsyncConnection.execute

    async def execute(connection: Any, statement: Any, *given: Any, **named: Any) -> Any:  # noqa: ANN401 as the real one
        if "pg_advisory_unlock_all" in str(statement):
            said.append("unlock")
            await asyncio.Event().wait()
        return await real(connection, statement, *given, **named)

    monkeypatch.setattr(AsyncConnection, "execute", execute)
    monkeypatch.setattr("bot.storage.instance.UNLOCK_WITHIN", 0.01)
    return said


async def test_roles_that_cannot_be_given_back_go_with_their_session(
    postgres_database: Database, unlocking: list[str]
) -> None:
    async with asyncio.timeout(30), hold_instance(postgres_database):
        pass
    assert unlocking == ["unlock"]
    other = Database(postgres_database.url)
    async with hold_instance(other) as roles:
        assert all(roles.has(role) for role in Role)
    await other.dispose()


async def test_a_lost_session_is_asked_nothing_more(
    postgres_database: Database, unlocking: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hold_and_lose() -> None:
        async with hold_instance(postgres_database) as roles:
            monkeypatch.setattr("bot.storage.instance.LOOK_WITHIN", 0)
            await roles.look()

    with pytest.raises(InstanceLost):
        await hold_and_lose()
    assert unlocking == []


def test_roles_are_not_lost_before_somebody_looked() -> None:
    assert not Roles().is_lost
