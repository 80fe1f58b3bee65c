"""The inbox: stored once, handled in each chat's order, one row to one worker."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.storage.database import Database
from bot.storage.inbox import (
    MAX_ATTEMPTS,
    InboxRow,
    RawUpdate,
    add_updates,
    claim_next,
    count_by_status,
    find_next_retry,
    mark_done,
    mark_failed,
)

NOW = datetime(2024, 7, 16, 2, tzinfo=UTC)
AN, BINH = 101, 102


async def put(database: Database, *updates: tuple[int, int]) -> None:
    """``(update_id, chat)`` each."""
    async with database.begin() as uow:
        await add_updates(uow, [RawUpdate(number, chat, f"{number}") for number, chat in updates], now=NOW)
        await uow.commit()


async def claim(database: Database, now: datetime = NOW) -> InboxRow | None:
    """What would be handled now; the claim itself is given up again."""
    async with database.begin() as uow:
        return await claim_next(uow, now=now)


async def finish(database: Database, row: InboxRow | None) -> None:
    assert row is not None
    async with database.begin() as uow:
        await mark_done(uow, row.id, now=NOW)
        await uow.commit()


async def fail(
    database: Database, row: InboxRow | None, *, now: datetime = NOW, is_final: bool = False
) -> bool:
    assert row is not None
    async with database.begin() as uow:
        is_dead = await mark_failed(uow, row, error="KeyError x.py:1", now=now, is_final=is_final)
        await uow.commit()
    return is_dead


async def payloads(database: Database) -> list[str]:
    """Everything that can be handled now, in the order it would be."""
    found = []
    while (row := await claim(database)) is not None:
        found.append(row.payload)
        await finish(database, row)
    return found


async def test_an_update_is_stored_once_whatever_else_comes_with_it(database: Database) -> None:
    await put(database, (1, AN), (2, BINH))
    await finish(database, await claim(database))
    await put(database, (1, AN), (2, BINH), (3, AN), (3, AN))
    assert await payloads(database) == ["2", "3"]


async def test_nothing_to_store_is_no_statement(database: Database) -> None:
    await put(database)
    assert await claim(database) is None


async def test_the_order_is_that_of_arrival_not_of_the_numbers(database: Database) -> None:
    # After a quiet week Telegram's numbers start anew at random.
    await put(database, (900, AN), (5, AN), (901, AN))
    assert await payloads(database) == ["900", "5", "901"]


async def test_a_claim_that_was_not_committed_gives_the_row_back(database: Database) -> None:
    await put(database, (1, AN))
    first = await claim(database)
    assert first is not None
    assert await claim(database) == first


async def test_a_failed_head_holds_its_chat_until_its_time_and_no_other(database: Database) -> None:
    await put(database, (1, AN), (2, AN), (3, BINH))
    await fail(database, await claim(database))
    assert await payloads(database) == ["3"]
    after = await claim(database, NOW + timedelta(seconds=2))
    assert after is not None
    assert (after.payload, after.attempts) == ("1", 1)


async def test_a_row_is_dead_after_the_last_attempt_and_its_chat_goes_on(database: Database) -> None:
    await put(database, (1, AN), (2, AN))
    outcomes = []
    for attempt in range(MAX_ATTEMPTS):
        now = NOW + timedelta(minutes=attempt)
        outcomes.append(await fail(database, await claim(database, now), now=now))
    assert outcomes == [False] * (MAX_ATTEMPTS - 1) + [True]
    assert await payloads(database) == ["2"]
    async with database.begin() as uow:
        assert await count_by_status(uow) == {"dead": 1, "done": 1}


async def test_a_final_failure_is_dead_at_once(database: Database) -> None:
    await put(database, (1, AN))
    assert await fail(database, await claim(database), is_final=True)
    assert await claim(database, NOW + timedelta(days=1)) is None


async def test_a_row_that_somebody_finished_is_not_failed_any_more(database: Database) -> None:
    await put(database, (1, AN))
    row = await claim(database)
    await finish(database, row)
    await fail(database, row)
    async with database.begin() as uow:
        assert await count_by_status(uow) == {"done": 1}


async def test_it_knows_when_the_next_retry_is(database: Database) -> None:
    await put(database, (1, AN), (2, BINH))
    async with database.begin() as uow:
        assert await find_next_retry(uow) is None
    await fail(database, await claim(database))
    async with database.begin() as uow:
        assert await find_next_retry(uow) == NOW + timedelta(seconds=2)


async def test_a_retry_from_before_the_clock_was_set_back_is_due(database: Database) -> None:
    await put(database, (1, AN))
    await fail(database, await claim(database))
    assert await claim(database, NOW - timedelta(seconds=57)) is None
    assert await claim(database, NOW - timedelta(seconds=59)) is not None


@pytest.mark.parametrize("payload", ["😀", "x" * 2_000_000], ids=["emoji", "huge"])
async def test_any_payload_comes_back(database: Database, payload: str) -> None:
    async with database.begin() as uow:
        await add_updates(uow, [RawUpdate(2**62, -(2**62), payload)], now=NOW)
        await uow.commit()
    row = await claim(database)
    assert row is not None
    assert (row.update_id, row.payload) == (2**62, payload)


async def test_twenty_claimants_never_get_the_same_row(postgres_database: Database) -> None:
    await put(postgres_database, *((number, number % 7) for number in range(70)))
    database = Database(postgres_database.url, pool_size=20)
    handled: list[str] = []

    async def work() -> None:
        while True:
            async with database.begin() as uow:
                row = await claim_next(uow, now=NOW)
                if row is None:
                    return
                await asyncio.sleep(0)
                await mark_done(uow, row.id, now=NOW)
                await uow.commit()
            handled.append(row.payload)

    while len(handled) < 70:
        # A claimant leaves when every head is in somebody's hands, so a few rounds are needed.
        await asyncio.gather(*(work() for _ in range(20)))
    await database.dispose()
    assert sorted(handled, key=int) == [f"{number}" for number in range(70)]
    for chat in range(7):
        own = [int(payload) for payload in handled if int(payload) % 7 == chat]
        assert own == sorted(own)
