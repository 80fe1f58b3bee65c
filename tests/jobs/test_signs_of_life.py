"""The sender gives signs of life, whatever it waits for; a letter that hangs does not stand for ever."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.heartbeat import LONGEST_REST, Loop
from bot.messages import Outcome, OutcomeKind
from bot.services import delivery
from bot.storage.database import Database
from tests.jobs.sending import AN, BINH, DELIVERED, PostOffice, answering


@pytest.fixture
def office(sqlite_database: Database) -> PostOffice:
    return PostOffice(sqlite_database, is_time_flying=True)


async def test_letters_on_their_way_have_a_sign_of_their_own_and_rest_afterwards(office: PostOffice) -> None:
    seen: list[set[str]] = []

    async def look(_chat: int, _text: str) -> Outcome:
        seen.append(set(office.beats.ages()))
        return DELIVERED

    office.channel.reactions[AN] = look
    await office.put("một", "hai")
    await office.sender.drain()
    assert seen == [{Loop.LETTERS}, {Loop.LETTERS}]
    assert office.beats.ages() == {}


async def test_a_letter_that_hangs_is_given_up_as_unknown(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_chat: int, _text: str) -> Outcome:
        await asyncio.Event().wait()
        return DELIVERED

    monkeypatch.setattr("jobs.deliver._LONGEST_CALL", 0)
    office.channel.reactions[AN] = hang
    [mail_id] = await office.put("một")
    await office.sender.drain()
    assert (await office.rows())[mail_id] == ("failed", "timeout")
    assert office.sender.outcomes == {OutcomeKind.UNKNOWN: 1}


async def test_what_the_channel_answered_is_counted(office: PostOffice) -> None:
    office.channel.reactions[BINH] = answering(Outcome(OutcomeKind.UNREACHABLE, reason="forbidden"))
    await office.put("một", "hai")
    await office.put("ba", chat=BINH)
    await office.sender.drain()
    assert office.sender.outcomes == {OutcomeKind.DELIVERED: 2, OutcomeKind.UNREACHABLE: 1}


async def test_a_long_pause_of_the_channel_is_no_silence(office: PostOffice) -> None:
    away = Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=300), reason="away", whole_channel=True)
    office.channel.reactions[AN] = answering(away, times=1)
    await office.put("một")
    async with office.running(tick_seconds=0.02):
        await office.until_sent(1)
    assert max(office.pauses) <= LONGEST_REST
    assert sum(office.pauses) >= 300


async def test_a_database_that_is_away_while_letters_are_noted_is_no_silence(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sent is sent: a restart now would send them twice, so the waiting must not look like a hang."""
    ages: list[float] = []
    settle = delivery.settle

    async def fail_at_first(*given: Any, **named: Any) -> None:  # noqa: ANN401 handed through
        ages.append(office.beats.ages()[Loop.LETTERS])
        if len(ages) < 12:
            raise ConnectionResetError
        await settle(*given, **named)

    monkeypatch.setattr(delivery, "settle", fail_at_first)
    await office.put("một")
    await office.sender.drain()
    assert sum(office.pauses) > 120
    assert max(ages) == 0
    assert await office.count("sent") == 1


async def test_an_idle_sender_gives_signs_of_life_at_any_tick(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.deliver.LONGEST_REST", 0.01)
    async with office.running(tick_seconds=3600):
        for _ in range(3):
            office.beats.rest(Loop.SENDER)

            async def is_heard() -> bool:
                return Loop.SENDER in office.beats.ages()

            await office.until(is_heard)
