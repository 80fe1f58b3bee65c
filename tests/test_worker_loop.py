"""The worker and its ground: a database that fails is nobody's fault; waking, stopping, two at once."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from bot.heartbeat import Heartbeats, Loop
from bot.storage.database import Database, UnitOfWork, is_outage
from bot.storage.meta import save_fact
from bot.worker import Worker
from tests.office import AN, BINH, Clock, Office, fact, failing, put, run_until, set_event, statuses


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def worker(database: Database, office: Office, clock: Clock) -> Worker:
    return Worker(database, office, clock=clock)


# --- outages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [ConnectionResetError(), OSError(28, "No space left on device"), TimeoutError()],
    ids=["connection", "disk", "time-out"],
)
async def test_an_outage_never_counts(
    database: Database, worker: Worker, office: Office, error: OSError
) -> None:
    office.effects["một"] = failing(error, times=10)
    await put(database, (AN, "một"))
    for _ in range(10):
        with pytest.raises(OSError):  # noqa: PT011 the very one
            await worker.drain()
    await worker.drain()
    assert await statuses(database) == {"một": ("done", 0)}
    assert office.apologies == []


@pytest.mark.parametrize("error", [FileNotFoundError("policy.toml"), IsADirectoryError("x")])
async def test_a_file_that_a_handler_misses_is_its_own_fault(
    database: Database, worker: Worker, office: Office, error: OSError
) -> None:
    office.effects["một"] = failing(error)
    await put(database, (AN, "một"), (BINH, "khác"))
    await worker.drain()
    assert await statuses(database) == {"một": ("new", 1), "khác": ("done", 0)}


@pytest.fixture
def impatient(sqlite_database: Database) -> Database:
    """Does not wait for a lock."""

    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 a DBAPI connection has no type
        connection.execute("PRAGMA busy_timeout = 0").close()

    sa.event.listen(sqlite_database.engine.sync_engine, "connect", prepare)
    return sqlite_database


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Another process is writing."""
    with closing(sqlite3.connect(str(database.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


async def test_a_locked_database_is_an_outage(impatient: Database, office: Office, clock: Clock) -> None:
    await put(impatient, (AN, "một"))
    worker = Worker(impatient, office, clock=clock)
    with locked(impatient), pytest.raises(sa.exc.OperationalError, match="locked"):
        await worker.drain()
    await worker.drain()
    assert await statuses(impatient) == {"một": ("done", 0)}


async def test_it_goes_on_by_itself_when_the_lock_is_gone(
    impatient: Database, office: Office, clock: Clock
) -> None:
    await put(impatient, (AN, "một"))
    pauses: list[float] = []
    handled = asyncio.Event()
    with ExitStack() as stack:
        stack.enter_context(locked(impatient))

        async def sleep(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 3:
                stack.close()

        office.answer = partial(set_event, handled)
        await run_until(handled, Worker(impatient, office, clock=clock, sleep=sleep))
    assert pauses == [1, 2, 4]
    assert await statuses(impatient) == {"một": ("done", 0)}


async def end_backend(database: Database, uow: UnitOfWork) -> None:
    """The server ends the connection in the middle of the transaction, as a restart does."""
    pid = (await uow.execute(sa.text("SELECT pg_backend_pid()"))).scalar_one()
    async with database.engine.connect() as other:
        await other.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})


@pytest.mark.parametrize("touches", [True, False], ids=["in-a-statement", "at-commit"])
async def test_a_connection_lost_in_the_middle_is_an_outage_and_leaves_nothing(
    postgres_database: Database, office: Office, clock: Clock, *, touches: bool
) -> None:
    async def lose(uow: UnitOfWork) -> None:
        if len(office.handled) == 1:
            await end_backend(postgres_database, uow)
            if touches:
                await save_fact(uow, "sau", "x")

    office.effects["một"] = lose
    await put(postgres_database, (AN, "một"))
    worker = Worker(postgres_database, office, clock=clock)
    with pytest.raises(sa.exc.DBAPIError) as caught:
        await worker.drain()
    assert is_outage(caught.value)
    assert await fact(postgres_database, "một") is None
    await worker.drain()
    assert office.handled == ["một", "một"]
    assert await statuses(postgres_database) == {"một": ("done", 0)}


async def test_a_backlog_is_worked_off_two_chats_at_once_and_each_in_its_order(
    postgres_database: Database, office: Office, clock: Clock
) -> None:
    both = asyncio.Barrier(2)

    async def meet(_uow: UnitOfWork) -> None:
        async with asyncio.timeout(10):
            await both.wait()

    office.effects |= {"ba": meet, "bốn": meet}
    await put(postgres_database, (AN, "một"), (AN, "hai"), (AN, "ba"), (AN, "năm"), (BINH, "bốn"))
    assert await Worker(postgres_database, office, clock=clock, lanes=2).work_off() == 5
    assert [payload for payload in office.handled if payload != "bốn"] == ["một", "hai", "ba", "năm"]


async def test_a_lane_that_fails_is_heard_when_the_other_has_finished(
    postgres_database: Database, office: Office, clock: Clock
) -> None:
    office.effects["ba"] = failing(ConnectionResetError(), times=1)
    await put(postgres_database, (AN, "một"), (AN, "hai"), (AN, "ba"), (BINH, "bốn"))
    worker = Worker(postgres_database, office, clock=clock, lanes=2)
    with pytest.raises(ConnectionResetError):
        await worker.work_off()
    # The other lane has taken up what the first one dropped.
    assert set((await statuses(postgres_database)).values()) == {("done", 0)}


async def test_two_workers_share_the_chats_and_keep_each_ones_order(
    postgres_database: Database, clock: Clock
) -> None:
    offices = [Office(), Office()]
    await put(postgres_database, *((100 + number % 5, f"{number}") for number in range(40)))
    other = Database(postgres_database.url)
    workers = [
        Worker(database, office, clock=clock)
        for database, office in zip((postgres_database, other), offices, strict=True)
    ]
    while await asyncio.gather(*(worker.drain() for worker in workers)) != [0, 0]:
        pass
    await other.dispose()
    handled = [int(payload) for office in offices for payload in office.handled]
    assert sorted(handled) == list(range(40))
    for office in offices:
        for chat in range(5):
            own = [int(payload) for payload in office.handled if int(payload) % 5 == chat]
            assert own == sorted(own)


# --- the loop ---------------------------------------------------------------------------------------------


async def test_the_loop_wakes_for_an_update(sqlite_database: Database, office: Office, clock: Clock) -> None:
    worker = Worker(sqlite_database, office, clock=clock)
    handled = asyncio.Event()
    office.answer = partial(set_event, handled)

    async def write() -> None:
        await put(sqlite_database, (AN, "một"))
        worker.wake.set()

    writing = asyncio.create_task(write())
    await run_until(handled, worker)
    await writing
    assert office.handled == ["một"]


async def test_a_stop_finishes_the_row_in_work(
    sqlite_database: Database, office: Office, clock: Clock
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def take_time(_uow: UnitOfWork) -> None:
        begun.set()
        await go_on.wait()

    office.effects["một"] = take_time
    await put(sqlite_database, (AN, "một"), (AN, "hai"))
    working = asyncio.create_task(Worker(sqlite_database, office, clock=clock).run())
    await begun.wait()
    working.cancel()
    asyncio.get_running_loop().call_later(0.05, go_on.set)
    await asyncio.wait({working})
    assert await statuses(sqlite_database) == {"một": ("done", 0), "hai": ("new", 0)}


async def test_a_mistake_of_the_loop_itself_ends_it(
    sqlite_database: Database, office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_given: object, **_named: object) -> None:
        raise KeyError

    monkeypatch.setattr("bot.worker.claim_next", fail)
    with pytest.raises(KeyError):
        await Worker(sqlite_database, office, clock=clock).run()


class Signs(Heartbeats):
    """Counts the signs of one loop; ``were_some`` is set at the third."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.were_some = asyncio.Event()

    def beat(self, name: str) -> None:
        super().beat(name)
        self.names.append(name)
        if len(self.names) == 3:
            self.were_some.set()


async def test_an_idle_loop_gives_signs_of_life(
    sqlite_database: Database, office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.worker.LONGEST_PAUSE", 0.01)
    signs = Signs()
    await run_until(signs.were_some, Worker(sqlite_database, office, clock=clock, beats=signs))
    assert set(signs.names) == {Loop.WORKER}
