"""Several processes on one PostgreSQL, here as several apps: the work is shared, and who ends is followed."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from bot.app import App
from bot.clock import system_clock
from bot.demo.telegram_server import TelegramWorld
from bot.domain.errors import NotAllowed
from bot.storage.database import Database
from bot.storage.inbox import InboxRow
from bot.storage.instance import Role
from bot.worker import Worker
from tests.office import Clock, Office, failing, put, statuses
from tests.test_app import AN, BINH, Eyes, make_app, running


@pytest.fixture
def telegram() -> TelegramWorld:
    world = TelegramWorld(clock=system_clock)
    for account in (AN, BINH):
        world.add_user(account, f"{account}", language_code="vi")
    return world


async def until_all_roles(app: App) -> None:
    async with asyncio.timeout(30):
        for role in Role:
            await app.roles.until(role)


async def test_who_stands_by_goes_on_where_the_first_ended(
    telegram: TelegramWorld, postgres_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.instance.LOOK_EVERY", 0.01)
    first, second = (make_app(telegram, postgres_url, tmp_path) for _ in range(2))
    eyes = Eyes(telegram)
    async with AsyncExitStack() as stack:
        async with running(first):
            await stack.enter_async_context(running(second))
            assert not any(second.roles.has(role) for role in Role)
            telegram.phone(AN).say("xin chào")
            await eyes.until_told(AN)
        await until_all_roles(second)
        telegram.phone(BINH).say("xin chào")
        await eyes.until_told(BINH)
    assert [len(telegram.phone(account).bot_messages) for account in (AN, BINH)] == [1, 1]


async def test_an_update_that_one_fetched_is_worked_off_by_another(
    telegram: TelegramWorld, postgres_url: URL, tmp_path: Path
) -> None:
    first, second = (make_app(telegram, postgres_url, tmp_path) for _ in range(2))
    first.worker.run = asyncio.Event().wait  # type: ignore[method-assign,assignment] # it hangs
    eyes = Eyes(telegram)
    async with running(first), running(second):
        telegram.phone(AN).say("xin chào")
        await eyes.until_told(AN)
    assert first.roles.has(Role.SENDER)
    assert not second.roles.has(Role.SENDER)


@pytest.mark.parametrize(
    ("error", "refused", "attempts"), [(NotAllowed(), ["một not_allowed"], 0), (KeyError("x"), [], 1)]
)
async def test_what_fails_is_noted_by_one_worker_only(
    postgres_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    refused: list[str],
    attempts: int,
) -> None:
    """Between the undone transaction and its note the row is free, and another process takes it up."""
    office = Office()
    office.effects["một"] = failing(error)
    worker, other = (Worker(postgres_database, office, clock=Clock()) for _ in range(2))
    resolve = Worker._resolve  # noqa: SLF001 the moment between two transactions has no other name

    async def while_another_is_quicker(row: InboxRow, failure: Exception) -> None:
        await other.drain()
        await resolve(worker, row, failure)

    monkeypatch.setattr(worker, "_resolve", while_another_is_quicker)
    await put(postgres_database, (AN, "một"))
    await worker.drain()
    assert office.refused == refused
    assert (await statuses(postgres_database))["một"][1] == attempts
    assert len(office.apologies) <= 1
