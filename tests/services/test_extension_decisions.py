"""Requests for more time are decided once, whoever presses when; a refusal says why."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.errors import AlreadyDecided, DomainError, TransitionRefused, ValueRefused
from bot.domain.people import Role
from bot.domain.requests import Extension, ExtensionStatus
from bot.domain.task import Status
from bot.services import extensions
from bot.storage.database import Database
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.desk_setting import race
from tests.services.extension_decisions import Decide, decisions, statuses
from tests.services.request_setting import DUE, WANTED, Requests


async def test_a_refusal_keeps_the_date_and_says_why(office: Requests) -> None:
    refused = await office.refuse(await office.ask())
    assert (refused.status, refused.remark, refused.clock_at) == (
        ExtensionStatus.REFUSED,
        "Giao ban 22/7",
        None,
    )
    assert await office.due_on() == DUE
    assert await office.letters("extension_decided") == [office.an.person.id]


@pytest.mark.parametrize("remark", ["", "  \n "])
async def test_a_refusal_needs_a_reason(on_sqlite: Requests, remark: str) -> None:
    asked = await on_sqlite.ask()
    with pytest.raises(ValueRefused):
        await on_sqlite.refuse(asked, remark=remark)
    assert await statuses(on_sqlite) == ["pending"]


@decisions
async def test_a_finished_task_is_not_decided_on(on_sqlite: Requests, decide: Decide) -> None:
    asked = await on_sqlite.ask()
    await on_sqlite.desk.set(on_sqlite.task, status=Status.DONE)
    with pytest.raises(TransitionRefused):
        await decide(on_sqlite, asked, on_sqlite.chi)
    assert await on_sqlite.due_on() == DUE


# --- once -------------------------------------------------------------------------------------------------


@decisions
async def test_a_decided_one_says_who_and_when(on_sqlite: Requests, decide: Decide) -> None:
    asked = await on_sqlite.ask()
    on_sqlite.desk.tick(hours=1)
    await on_sqlite.refuse(asked, on_sqlite.dung)
    on_sqlite.desk.tick(hours=1)
    with pytest.raises(AlreadyDecided) as refusal:
        await decide(on_sqlite, asked, on_sqlite.chi)
    assert refusal.value.facts == {"by": "Dung", "at": "09:30 10/07"}


async def press_together(
    database: Database, office: Requests, asked: Extension
) -> tuple[list[Extension], list[DomainError]]:
    """Twenty presses of both deciders at once, on connections of their own."""
    wide = Database(database.url, pool_size=20)
    together = replace(office, desk=replace(office.desk, database=wide))
    presses: list[Awaitable[Extension]] = []
    for number in range(20):
        actor = office.chi if number % 2 else office.dung
        decide = (together.grant, together.refuse, together.propose)[number % 3]
        presses.append(decide(asked, actor))
    try:
        return await race(*presses)
    finally:
        await wide.dispose()


async def test_of_twenty_presses_at_once_one_decides(on_postgres: Requests) -> None:
    office = on_postgres
    asked = await office.ask()
    decided, refused = await press_together(office.desk.database, office, asked)
    assert len(decided) == 1
    assert len(refused) == 19
    assert all(isinstance(error, AlreadyDecided) for error in refused)
    facts = {(error.facts["by"], error.facts["at"]) for error in refused}
    assert facts == {(decided[0].decided_by, "08:30 10/07")}
    assert await office.letters("extension_decided") == [office.an.person.id]
    assert len([kind for kind in await office.history() if kind.startswith("exten")]) == 1
    assert (await office.due_on() == WANTED) == (decided[0].status is ExtensionStatus.GRANTED)


async def test_of_twenty_answers_to_an_offer_one_counts(on_postgres: Requests) -> None:
    office = on_postgres
    deputy = await office.desk.seat("Đỗ", Role.FOCAL_POINT, "HDG")
    offered = await office.propose(await office.ask())
    wide = Database(office.desk.database.url, pool_size=20)
    together = replace(office, desk=replace(office.desk, database=wide))
    answers = [
        together.take(offered, deputy if number % 3 else office.an, is_taken=bool(number % 2))
        for number in range(20)
    ]
    taken, refused = await race(*answers)
    await wide.dispose()
    assert (len(taken), len(refused)) == (1, 19)
    assert all(isinstance(error, AlreadyDecided) for error in refused)
    assert {error.facts["by"] for error in refused} == {"Chi"}
    is_granted = taken[0].status is ExtensionStatus.GRANTED
    assert await office.due_on() == (date(2024, 7, 26) if is_granted else DUE)


async def test_a_decision_and_the_clock_do_not_wait_for_each_other(on_postgres: Requests) -> None:
    """Whoever decides holds the assignment first; the clock must not hold the request meanwhile."""
    office = on_postgres
    asked = await office.ask()
    now = local(2024, 7, 12, 8, 30)
    office.desk.now = now
    async with office.desk.work() as uow:
        await extensions.get_decidable(uow, office.chi, asked.id, now=now, rules=RULES)
        async with asyncio.timeout(20):  # a clock that waits for us would wait for ever
            assert await office.climb_at(now) == 0
        await extensions.grant(uow, office.chi, asked.id, now=now, rules=RULES)
    assert await office.climb_at(now) == 0
    assert (await office.extension(asked.id)).climbs == 0
