"""The worker: one row, one transaction; failures are counted, no chat waits for another."""

import asyncio
import logging

import pytest
import sqlalchemy as sa

from bot.domain.errors import NotAllowed
from bot.storage.database import Database
from bot.storage.inbox import InboxStatus
from bot.storage.queues import inbox, outbox
from bot.worker import Unreadable, Worker
from tests.office import AN, BINH, Clock, Office, fact, failing, put, statuses

ADMIN = 900


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def worker(database: Database, office: Office, clock: Clock) -> Worker:
    return Worker(database, office, clock=clock, alarm_chats=[ADMIN])


async def alarms(database: Database) -> list[tuple[int, dict[str, object]]]:
    async with database.begin() as uow:
        rows = await uow.execute(sa.select(outbox.c.chat_id, outbox.c.data).where(outbox.c.kind == "alarm"))
        return [(row[0], row[1]) for row in rows]


# --- the good case ----------------------------------------------------------------------------------------


async def test_effects_and_the_mark_are_one_transaction(
    database: Database, worker: Worker, office: Office
) -> None:
    await put(database, (AN, "một"), (AN, "hai"))
    assert await worker.drain() == 2
    assert office.handled == ["một", "hai"]
    assert await statuses(database) == {"một": ("done", 0), "hai": ("done", 0)}
    assert await fact(database, "một") is not None


async def test_a_press_is_answered_once_and_after_the_commit(
    sqlite_database: Database, office: Office, clock: Clock
) -> None:
    seen: list[InboxStatus | str] = []

    async def look() -> None:
        seen.append((await statuses(sqlite_database))["nút"][0])

    office.answer = look
    await put(sqlite_database, (AN, "nút"))
    await Worker(sqlite_database, office, clock=clock).drain()
    assert seen == ["done"]
    assert office.answers == [("nút", False)]


async def test_an_answer_that_fails_is_not_repeated_and_harms_nobody(
    database: Database, worker: Worker, office: Office
) -> None:
    async def fail() -> None:
        raise RuntimeError

    office.answer = fail
    await put(database, (AN, "nút"), (BINH, "khác"))
    assert await worker.drain() == 2
    assert await worker.drain() == 0
    assert office.handled == ["nút", "khác"]


async def test_a_telegram_that_does_not_answer_keeps_nobody_waiting(
    database: Database, worker: Worker, office: Office
) -> None:
    released = asyncio.Event()

    async def hang() -> None:
        await released.wait()

    office.answer = hang
    await put(database, (AN, "nút"), (BINH, "khác"))
    while await worker.work_once():
        pass
    assert office.answers == []
    assert await statuses(database) == {"nút": ("done", 0), "khác": ("done", 0)}
    released.set()
    await worker.finish_answers()
    assert sorted(office.answers) == [("khác", False), ("nút", False)]


# --- refusals ---------------------------------------------------------------------------------------------


async def test_a_refusal_undoes_everything_and_is_explained_in_a_transaction_of_its_own(
    database: Database, worker: Worker, office: Office
) -> None:
    office.effects["xin"] = failing(NotAllowed())
    await put(database, (AN, "xin"))
    await worker.drain()
    assert office.refused == ["xin not_allowed"]
    assert await fact(database, "xin") is None
    assert await fact(database, "xin refused") is not None
    assert await statuses(database) == {"xin": ("done", 0)}
    assert office.answers == [("xin", False)]


async def test_a_refusal_that_cannot_be_explained_is_counted_like_any_failure(
    database: Database, worker: Worker, office: Office
) -> None:
    office.effects["xin"] = failing(NotAllowed())
    office.refusal = failing(KeyError("error.not_allowed"))
    await put(database, (AN, "xin"), (BINH, "khác"))
    assert await worker.drain() == 2
    assert await statuses(database) == {"xin": ("new", 1), "khác": ("done", 0)}
    assert await fact(database, "xin refused") is None


async def test_an_outage_while_explaining_is_not_counted(
    database: Database, worker: Worker, office: Office
) -> None:
    office.effects["xin"] = failing(NotAllowed())
    office.refusal = failing(ConnectionResetError(), times=1)
    await put(database, (AN, "xin"))
    with pytest.raises(ConnectionResetError):
        await worker.drain()
    await worker.drain()
    assert await statuses(database) == {"xin": ("done", 0)}


# --- failures ---------------------------------------------------------------------------------------------


async def test_a_failure_is_tried_four_times_with_growing_pauses_and_then_set_aside(
    database: Database, worker: Worker, office: Office, clock: Clock
) -> None:
    office.effects["hỏng"] = failing(ValueError("bí mật"))
    await put(database, (AN, "hỏng"))
    for seconds in (2, 4, 8):
        assert await worker.drain() == 1
        clock.go_on(seconds=seconds - 0.1)
        assert await worker.drain() == 0
        clock.go_on(seconds=0.1)
    await worker.drain()
    assert await statuses(database) == {"hỏng": ("dead", 4)}
    clock.go_on(days=1)
    assert await worker.drain() == 0
    assert await fact(database, "hỏng") is None


async def test_a_dead_update_raises_an_alarm(
    database: Database, worker: Worker, office: Office, clock: Clock
) -> None:
    office.effects["hỏng"] = failing(ValueError("bí mật"))
    await put(database, (AN, "hỏng"))
    while (await statuses(database))["hỏng"][0] == "new":
        await worker.drain()
        clock.go_on(minutes=1)
    [(chat, data)] = await alarms(database)
    assert chat == ADMIN
    assert data["key"] == "dead_update"


async def test_what_a_person_wrote_is_nowhere_in_the_error(
    database: Database, worker: Worker, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.effects["hỏng"] = failing(ValueError("bí mật"))
    await put(database, (AN, "hỏng"))
    with caplog.at_level(logging.DEBUG):
        await worker.drain()
    async with database.begin() as uow:
        error = (await uow.execute(sa.select(inbox.c.error))).scalar_one()
    assert error.startswith("ValueError office.py:")
    assert "bí mật" not in caplog.text + error


async def test_a_chat_waits_for_its_own_head_and_others_go_on(
    database: Database, worker: Worker, office: Office, clock: Clock
) -> None:
    office.effects["một"] = failing(ValueError(), times=2)
    await put(database, (AN, "một"), (AN, "hai"), (BINH, "ba"), (BINH, "bốn"))
    await worker.drain()
    assert office.handled == ["một", "ba", "bốn"]
    for _ in range(2):
        clock.go_on(minutes=1)
        await worker.drain()
    assert office.handled == ["một", "ba", "bốn", "một", "một", "hai"]


async def test_a_dead_head_lets_its_chat_go_on(database: Database, worker: Worker, office: Office) -> None:
    office.effects["rác"] = failing(Unreadable("TypeError"))
    await put(database, (AN, "rác"), (AN, "hai"))
    await worker.drain()
    assert await statuses(database) == {"rác": ("dead", 1), "hai": ("done", 0)}
    assert office.handled == ["rác", "hai"]
    assert len(await alarms(database)) == 1


async def test_the_first_failure_is_apologised_for_and_the_late_success_does_not_answer_again(
    database: Database, worker: Worker, office: Office, clock: Clock
) -> None:
    office.effects["nút"] = failing(ValueError(), times=2)
    await put(database, (AN, "nút"))
    for _ in range(3):
        await worker.drain()
        clock.go_on(minutes=1)
    assert office.apologies == ["nút"]
    assert office.answers == [("nút", True)]


async def test_a_clock_that_was_set_back_does_not_hold_a_retry(
    database: Database, worker: Worker, office: Office, clock: Clock
) -> None:
    office.effects["một"] = failing(ValueError(), times=1)
    await put(database, (AN, "một"))
    await worker.drain()
    clock.go_on(days=-1)
    await worker.drain()
    assert await statuses(database) == {"một": ("done", 1)}
