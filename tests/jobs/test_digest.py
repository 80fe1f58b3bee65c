from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.services import UnitOfWork
from bot.storage.database import Database
from jobs.digest import plan_digests
from tests.domain.figures_setting import RULES
from tests.services.overview_setting import SENT_AT, Country, Weekly, found_country


@pytest.fixture
async def country(database: Database) -> Country:
    country = await found_country(database)
    for code in ("HDG", "BGG", "STTTT-BGG"):
        await country.assign(code)
        await country.seat(code)
    return country


async def test_it_commits_and_wakes_delivery(country: Country) -> None:
    woken: list[bool] = []
    country.database.on_mail = lambda: woken.append(True)
    assert await plan_digests(country.database.begin, now=SENT_AT, rules=RULES, digest_at=Weekly()) == 3
    assert len(await country.digests()) == 3
    assert woken == [True]


async def test_a_second_run_finds_nothing_to_do(country: Country) -> None:
    await plan_digests(country.database.begin, now=SENT_AT, rules=RULES, digest_at=Weekly())
    assert await plan_digests(country.database.begin, now=SENT_AT, rules=RULES, digest_at=Weekly()) == 0
    assert len(await country.digests()) == 3


async def test_many_scopes_take_several_transactions(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.overview.plan_digests.__kwdefaults__", {"limit": 1})
    opened = 0

    @asynccontextmanager
    async def begin() -> AsyncIterator[UnitOfWork]:
        nonlocal opened
        opened += 1
        async with country.database.begin() as uow:
            yield uow

    assert await plan_digests(begin, now=SENT_AT, rules=RULES, digest_at=Weekly()) == 3
    assert opened == 4  # the last one finds nothing


async def test_killed_between_two_transactions_the_next_run_completes_it(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.services.overview.plan_digests.__kwdefaults__", {"limit": 1})
    opened = 0

    @asynccontextmanager
    async def dying() -> AsyncIterator[UnitOfWork]:
        nonlocal opened
        opened += 1
        async with country.database.begin() as uow:
            if opened == 3:
                raise ConnectionError
            yield uow

    with pytest.raises(ConnectionError):
        await plan_digests(dying, now=SENT_AT, rules=RULES, digest_at=Weekly())
    assert len(await country.digests()) == 2
    assert await plan_digests(country.database.begin, now=SENT_AT, rules=RULES, digest_at=Weekly()) == 1
    assert len({row["person_id"] for row in await country.digests()}) == 3
