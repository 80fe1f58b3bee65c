"""`run`: refuses what it cannot start with, tells its health while it lives, finishes what it has in hand."""

import asyncio
import signal
import socket
from collections.abc import Iterator

import httpx
import pytest
import sqlalchemy as sa

from bot.app import App, LoopSilent
from bot.commands.run import run_until_stopped
from bot.demo.telegram_server import Action, TelegramWorld
from bot.findings import FindingId
from bot.opening.refusals import Refused
from bot.settings import Settings
from bot.storage.database import Database, parse_database_url
from bot.storage.inbox import count_by_status
from bot.storage.instance import InstanceLost, hold_instance
from bot.storage.migrate import migrate
from bot.storage.queues import outbox
from bot.worker import Worker
from jobs.timetable import Timetable
from tests.commands.office import Office
from tests.commands.running_setting import AN, make_settings, run_here, until
from tests.ports import free_port

pytestmark = pytest.mark.usefixtures("_signals_as_before")


@pytest.fixture
def _signals_as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


# --- refused ----------------------------------------------------------------------------------------------


async def refusal(settings: Settings) -> FindingId:
    with pytest.raises(Refused) as caught:
        await asyncio.wait_for(run_until_stopped(settings), 30)
    (finding,) = caught.value.findings
    return finding.id


async def test_a_wrong_token_is_refused(running_office: Office) -> None:
    settings = make_settings(running_office, bot_token="111111:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB")
    assert await refusal(settings) is FindingId.TOKEN_REFUSED


async def test_a_token_that_is_taken_back_ends_it(running_office: Office, telegram: TelegramWorld) -> None:
    telegram.faults.refuse(401, method="getUpdates", times=None)
    assert await refusal(make_settings(running_office)) is FindingId.TOKEN_REFUSED


async def test_a_taken_port_is_refused(running_office: Office) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        bind = f"127.0.0.1:{other.getsockname()[1]}"
        assert await refusal(make_settings(running_office, http_bind=bind)) is FindingId.PORT_IN_USE


async def test_a_second_bot_on_the_same_file_is_refused(running_office: Office, sqlite_url: sa.URL) -> None:
    first = Database(sqlite_url)
    address = sqlite_url.render_as_string(hide_password=False)
    async with hold_instance(first):
        settings = make_settings(running_office, database_url=address)
        assert await refusal(settings) is FindingId.ALREADY_RUNNING
    await first.dispose()


@pytest.mark.parametrize(
    ("error", "wanted"),
    [(InstanceLost(), FindingId.INSTANCE_LOST), (LoopSilent("worker"), FindingId.LOOP_SILENT)],
    ids=["E043", "E044"],
)
async def test_what_ends_the_loops_is_told_by_its_id(
    running_office: Office, monkeypatch: pytest.MonkeyPatch, error: Exception, wanted: FindingId
) -> None:
    async def end_so(_app: App) -> None:
        raise ExceptionGroup("loops", [error])

    monkeypatch.setattr(App, "run", end_so)
    assert await refusal(make_settings(running_office)) is wanted


# --- its health -------------------------------------------------------------------------------------------


async def test_health_is_served_while_it_runs(running_office: Office, telegram: TelegramWorld) -> None:
    port = free_port()
    async with run_here(make_settings(running_office, http_bind=f"127.0.0.1:{port}")):
        await until(lambda: bool(telegram.journal.list_calls("getMe")))
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"http://127.0.0.1:{port}/healthz")
            while answer.json()["seconds_since"]["plan"] is None:
                answer = await client.get(f"http://127.0.0.1:{port}/healthz")
    assert answer.status_code == 200
    assert telegram.token not in answer.text


async def test_evidence_is_on_the_timetable(running_office: Office, telegram: TelegramWorld) -> None:
    port = free_port()
    async with run_here(make_settings(running_office, http_bind=f"127.0.0.1:{port}")):
        await until(lambda: bool(telegram.journal.list_calls("getMe")))
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"http://127.0.0.1:{port}/healthz")
    assert set(answer.json()["seconds_since"]) >= {"plan", "evidence"}


# --- its end ----------------------------------------------------------------------------------------------


async def open_office(office: Office) -> Database:
    """With one person waiting for an answer."""
    database = Database(parse_database_url(f"sqlite:///{office.folder / 'dondoc.sqlite'}"))
    await migrate(database)
    return database


async def test_a_letter_on_its_way_is_noted_before_the_end(
    running_office: Office, telegram: TelegramWorld
) -> None:
    database = await open_office(running_office)
    phone = telegram.phone(AN)
    phone.say("/start")
    fault = telegram.faults.happen(Action.STALL_AFTER, method="sendMessage", seconds=0.3)
    async with run_here(make_settings(running_office)):
        await until(lambda: fault.fired == 1)
    async with database.begin() as uow:
        statuses = (await uow.execute(sa.select(outbox.c.status))).scalars().all()
    await database.dispose()
    assert list(statuses) == ["sent"]
    assert len(phone.bot_messages) == 1


async def test_an_update_in_work_is_finished_before_the_end(
    running_office: Office, telegram: TelegramWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = await open_office(running_office)
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def meet(*_: object, **__: object) -> None:
        begun.set()
        await may_end.wait()

    monkeypatch.setattr("bot.services.directory.meet", meet)
    telegram.phone(AN).say("/start")
    async with run_here(make_settings(running_office)) as task:
        await begun.wait()
        task.cancel()
        await asyncio.sleep(0)
        may_end.set()
    async with database.begin() as uow:
        assert await count_by_status(uow) == {"done": 1}
    await database.dispose()


async def test_the_timetable_ends_beside_the_other_loops(
    running_office: Office, telegram: TelegramWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other, their graces would add up to more than a supervisor has patience for."""
    working, stopped = asyncio.Event(), asyncio.Event()

    async def work(_worker: Worker) -> None:
        working.set()
        try:
            await asyncio.Event().wait()
        finally:
            async with asyncio.timeout(30):
                await stopped.wait()

    async def stop(timetable: Timetable) -> None:
        await stop_really(timetable)
        stopped.set()

    stop_really = Timetable.stop
    monkeypatch.setattr(Worker, "run", work)
    monkeypatch.setattr(Timetable, "stop", stop)
    async with run_here(make_settings(running_office)) as bot:
        await asyncio.wait_for(working.wait(), 30)
        bot.cancel()
        await asyncio.wait({bot})
        assert bot.cancelled()
