"""The sender's own loop: when it wakes, what it does when the database goes, how it stops."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import system_clock
from bot.messages import Outcome
from bot.services import delivery
from bot.services.delivery import Result
from bot.storage.database import Database, UnitOfWork
from jobs.noting import Notary
from jobs.pacing import count_places
from tests.jobs.sending import AN, BINH, DELIVERED, RULES, START, PostOffice


@pytest.fixture
def office(sqlite_database: Database) -> PostOffice:
    return PostOffice(sqlite_database)


def breaking(database: Database, *, at: Sequence[int], when: str) -> Callable[[], Any]:
    """``begin`` that fails in the transactions of these numbers, before or after their commit."""
    count = 0

    @asynccontextmanager
    async def begin() -> AsyncIterator[UnitOfWork]:
        nonlocal count
        count += 1
        number = count
        if number in at and when == "before":
            raise ConnectionResetError
        async with database.begin() as uow:
            yield uow
        if number in at:
            raise ConnectionResetError

    return begin


# --- waking -----------------------------------------------------------------------------------------------


async def test_a_commit_with_mail_wakes_it_long_before_the_tick(office: PostOffice) -> None:
    async with office.running(tick_seconds=3600):
        await office.put("một")
        await office.until_sent(1)
        await office.put("hai")
        await office.until_sent(2)


async def test_it_wakes_by_itself_when_a_letter_may_go(office: PostOffice) -> None:
    # The one test where time itself has to pass.
    office.clock = system_clock
    await office.put("một", not_before=system_clock() + timedelta(milliseconds=50))
    async with office.running(tick_seconds=3600):
        await office.until_sent(1)


async def test_what_another_process_queued_is_found_at_the_tick(office: PostOffice) -> None:
    async with office.running(tick_seconds=0.02):
        office.database.on_mail = lambda: None
        await office.put("một")
        await office.until_sent(1)


# --- the database -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["before", "after"])
async def test_an_outage_at_any_moment_loses_nothing_and_repeats_nothing(
    office: PostOffice, when: str
) -> None:
    for number in range(1, 9):
        await office.put(*[f"{part}" for part in range(3)], chat=number)
    begin = breaking(office.database, at=range(2, 40, 3), when=when)
    sender = office.sender
    for part in (sender._claimer, sender._notary):  # noqa: SLF001 between the sender and its database
        part._begin = begin  # noqa: SLF001
    async with office.running(tick_seconds=0.01):
        await office.until_noted(24)
    for number in range(1, 9):
        assert office.channel.texts(number) == ["0", "1", "2"]


async def test_the_loop_waits_longer_and_longer_for_a_database_that_is_away(office: PostOffice) -> None:
    office.sender._claimer._begin = breaking(office.database, at=range(1, 8), when="before")  # noqa: SLF001
    async with office.running():
        await office.put("một")
        await office.until_sent(1)
    assert office.pauses == [1, 2, 4, 8, 16, 30, 30]


async def test_an_outcome_that_cannot_be_settled_closes_its_row_and_spares_the_others(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = delivery.settle

    async def settle_but_one(uow: UnitOfWork, results: Sequence[Result], **given: Any) -> None:  # noqa: ANN401
        await settle(uow, results, **given)
        if any(result.letter.mail.data["text"] == "độc" for result in results):
            raise KeyError

    monkeypatch.setattr("bot.services.delivery.settle", settle_but_one)
    await office.put("độc")
    for chat in range(1, 6):
        await office.put("lành", chat=chat)
    async with office.running():
        await office.until_sent(6)
        await office.until_noted(6)
    assert office.channel.texts(AN) == ["độc"]


async def test_a_mistake_in_the_noting_itself_ends_the_loop(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_given: object, **_named: object) -> None:
        raise KeyError

    monkeypatch.setattr("bot.services.delivery.settle", fail)
    monkeypatch.setattr("bot.services.delivery.give_up", fail)
    await office.put("một")
    with pytest.raises(KeyError):
        await office.sender.run(office.wake, tick_seconds=3600)


# --- noting -----------------------------------------------------------------------------------------------


class SlowLedger:
    """Commits one at a time, when told; counts them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.batches: list[int] = []
        self.go_on = asyncio.Semaphore(0)
        monkeypatch.setattr("bot.services.delivery.settle", self._settle)

    async def _settle(self, _uow: UnitOfWork, results: Sequence[Result], **_given: object) -> None:
        await self.go_on.acquire()
        self.batches.append(len(results))


async def test_outcomes_that_come_during_a_commit_share_the_next(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = SlowLedger(monkeypatch)
    notary = Notary(office.database.begin, rules=lambda: RULES, clock=lambda: START)
    await office.put(*[f"{number}" for number in range(9)])
    batch, _ = await office.sender._claimer.take(100)  # noqa: SLF001 letters to speak of
    writing = [asyncio.create_task(notary.note([Result(letter, DELIVERED)])) for letter in batch]
    await asyncio.sleep(0)
    ledger.go_on.release()
    ledger.go_on.release()
    await asyncio.gather(*writing)
    assert ledger.batches == [1, len(batch) - 1]


async def test_who_is_cancelled_while_writing_leaves_the_pen_and_the_page_to_the_next(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = SlowLedger(monkeypatch)
    notary = Notary(office.database.begin, rules=lambda: RULES, clock=lambda: START)
    await office.put("một")
    [letter], _ = await office.sender._claimer.take(100)  # noqa: SLF001 a letter to speak of
    first = asyncio.create_task(notary.note([Result(letter, DELIVERED)]))
    await asyncio.sleep(0.01)
    first.cancel()
    await asyncio.wait({first})
    ledger.go_on.release()
    await notary.note([Result(letter, DELIVERED)])
    assert ledger.batches == [2]


async def test_who_comes_when_much_is_open_waits_until_that_is_written(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = SlowLedger(monkeypatch)
    notary = Notary(office.database.begin, rules=lambda: RULES, clock=lambda: START)
    await office.put("một", "hai", "ba")
    batch, _ = await office.sender._claimer.take(100)  # noqa: SLF001 letters to speak of
    writing = [asyncio.create_task(notary.note([Result(letter, DELIVERED)])) for letter in batch]
    await asyncio.sleep(0)
    late = asyncio.create_task(notary.catch_up())
    ledger.go_on.release()
    await asyncio.wait({writing[0]})
    assert not late.done()
    ledger.go_on.release()
    await late
    assert ledger.batches == [1, 2]
    await asyncio.gather(*writing)


# --- stopping ---------------------------------------------------------------------------------------------


async def test_a_stop_finishes_what_is_on_its_way_and_puts_the_rest_back(office: PostOffice) -> None:
    begun, released = asyncio.Event(), asyncio.Event()

    async def take_time(_chat: int, _text: str) -> Outcome:
        begun.set()
        await released.wait()
        return DELIVERED

    office.channel.reactions[AN] = take_time
    await office.put("một", "hai", "ba")
    running = asyncio.create_task(office.sender.run(office.wake, tick_seconds=3600))
    await begun.wait()
    running.cancel()
    asyncio.get_running_loop().call_later(0.05, released.set)
    await asyncio.wait({running})
    assert office.channel.sent == [(AN, "một")]
    assert [status for status, _ in (await office.rows()).values()] == ["sent", "queued", "queued"]
    await office.sender.drain()


async def test_a_database_that_says_nothing_does_not_hold_up_the_stop(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("jobs.deliver._TIDY_WITHIN", 0.01)
    await office.put("một")
    async with asyncio.timeout(30), office.running(tick_seconds=3600):
        await office.until_sent(1)
        monkeypatch.setattr("jobs.claiming.Claimer.put_back_leftovers", lambda *_: asyncio.Event().wait())
    assert "left_in_flight" in [record.getMessage() for record in caplog.records]


async def test_after_a_stop_another_run_goes_on(office: PostOffice) -> None:
    async with office.running():
        await office.put("một")
        await office.until_sent(1)
    await office.put("hai", chat=BINH)
    async with office.running():
        await office.until_sent(2)
    assert office.channel.sent == [(AN, "một"), (BINH, "hai")]


async def test_a_chat_with_many_letters_that_does_not_answer_holds_a_single_place(office: PostOffice) -> None:
    office.rate = 25
    gate = asyncio.Event()

    async def stall(_chat: int, _text: str) -> Outcome:
        await gate.wait()
        return DELIVERED

    office.channel.reactions[AN] = stall
    await office.put(*(str(number) for number in range(count_places(25) + 2)))
    await office.put("khác", chat=BINH)
    async with office.running():
        await office.until_sent(1)
        assert office.channel.sent == [(BINH, "khác")]
        gate.set()
