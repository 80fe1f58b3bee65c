"""`run`: refuses what it cannot start with, stays alive through what passes, stops quickly and cleanly."""

import asyncio
import json
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import httpx
import pytest
import sqlalchemy as sa

from bot.app import App, LoopSilent
from bot.commands.run import run_until_stopped
from bot.demo.telegram_server import Action, TelegramWorld, serve
from bot.findings import FindingId
from bot.opening.refusals import Refused
from bot.settings import Settings
from bot.storage.database import Database, parse_database_url
from bot.storage.inbox import count_by_status
from bot.storage.instance import InstanceLost, hold_instance
from bot.storage.migrate import migrate
from bot.storage.queues import outbox
from tests.commands.office import Office

AN = 700_000_001


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def telegram() -> TelegramWorld:
    world = TelegramWorld(clock=now)
    world.add_user(AN, "Lê Văn Tư", language_code="vi")
    return world


@pytest.fixture
async def address(telegram: TelegramWorld) -> AsyncIterator[str]:
    async with serve(telegram) as address:
        yield address


@pytest.fixture
def running_office(office: Office, telegram: TelegramWorld, address: str) -> Office:
    office.settings |= {
        "BOT_TOKEN": telegram.token,
        "TELEGRAM_API_BASE_URL": f"{address}/bot",
        "TELEGRAM_API_FILE_URL": f"{address}/file/bot",
        "TICK_SECONDS": "0.2",
        "LOG_FORMAT": "json",
    }
    return office


async def until(is_so: Callable[[], bool]) -> None:
    """Waits for what another process does; the test's own time limit ends it."""
    while not is_so():  # noqa: ASYNC110 nobody here could set an event
        await asyncio.sleep(0.02)


async def read_until(process: asyncio.subprocess.Process, word: str) -> str:
    """What it wrote on standard error up to the line with ``word``."""
    assert process.stderr is not None
    lines: list[str] = []
    while not lines or word not in lines[-1]:
        line = await asyncio.wait_for(process.stderr.readline(), 30)
        assert line, f"ended without {word!r}: {lines}"
        lines.append(line.decode())
    return "".join(lines)


@asynccontextmanager
async def running(office: Office) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await office.start("run")
    try:
        await read_until(process, '"running"')
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


# --- a process of its own -----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_with_0(number: signal.Signals, running_office: Office) -> None:
    # uvicorn would take the signals for itself and raise them again at its end.
    running_office.settings["HTTP_BIND"] = "127.0.0.1:0"
    async with running(running_office) as process:
        process.send_signal(number)
        rest = await read_until(process, '"stopped"')
        assert await asyncio.wait_for(process.wait(), 10) == 0
        assert "Traceback" not in rest


async def test_it_migrates_answers_and_remembers_its_name(
    running_office: Office, telegram: TelegramWorld
) -> None:
    phone = telegram.phone(AN)
    phone.say("/start")
    async with running(running_office):
        await until(lambda: bool(phone.bot_messages))
        result = await running_office.finish(await running_office.start("check"))
    assert result.code == 0
    assert "I202: the bot is @loopback_bot" in result.out
    assert telegram.violations() == []


async def test_other_commands_work_beside_it_but_no_second_run(running_office: Office) -> None:
    agencies = running_office.write("a.csv", "code,name_vi,level\nHDG,Hải Dương,province\n")
    async with running(running_office):
        for arguments, code in (
            (("migrate",), 0),
            (("import", str(agencies)), 0),
            (("invite", "--agency", "HDG", "--role", "head", "--name", "Lê Văn Tư"), 0),
            (("run",), 2),
        ):
            result = await running_office.finish(await running_office.start(*arguments))
            assert result.code == code, (arguments, result)
    assert result.ids == [FindingId.ALREADY_RUNNING]
    # The name is known from the run, so no hint was needed.
    assert "@" not in result.out


async def test_a_start_without_telegram_waits_and_can_be_stopped(running_office: Office) -> None:
    running_office.settings["TELEGRAM_API_BASE_URL"] = "http://127.0.0.1:1/bot"
    process = await running_office.start("run")
    await read_until(process, "telegram_unreachable")
    process.send_signal(signal.SIGTERM)
    assert (await running_office.finish(process)).code == 0


async def test_neither_token_nor_person_nor_words_reach_the_log(
    running_office: Office, telegram: TelegramWorld
) -> None:
    telegram.faults.refuse(500, method="getUpdates", times=2)
    phone = telegram.phone(AN)
    phone.say("/start tuyệt-đối-kín")
    phone.say("NV-001 xong 60%, vướng kinh phí")
    telegram.queue.push("message", {"message_id": 1, "text": "vướng kinh phí", "chat": 5}, now=now())
    async with running(running_office) as process:
        said = await read_until(process, "update_dead")
        process.send_signal(signal.SIGTERM)
        said += await read_until(process, '"stopped"')
    entries = [json.loads(line) for line in said.splitlines()]
    assert {"poll_failed", "update_failed"} <= {entry["event"] for entry in entries}
    for secret in (telegram.token, telegram.token.partition(":")[2], "Lê Văn Tư", "kinh phí", "kín", str(AN)):
        assert secret not in said


# --- in this process ----------------------------------------------------------------------------------------


def make_settings(office: Office, **changes: object) -> Settings:
    values = {name.lower(): value for name, value in office.settings.items()}
    return Settings(_env_file=None, data_dir=office.folder, **(values | changes))  # type: ignore[arg-type,call-arg] # as load_settings


@pytest.fixture
def _signals_as_before() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


pytestmark = pytest.mark.usefixtures("_signals_as_before")


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


@asynccontextmanager
async def run_here(settings: Settings) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(run_until_stopped(settings))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})
        if not task.cancelled():
            task.exception()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


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


async def test_evidence_is_on_the_timetable(running_office: Office, telegram: TelegramWorld) -> None:
    port = free_port()
    async with run_here(make_settings(running_office, http_bind=f"127.0.0.1:{port}")):
        await until(lambda: bool(telegram.journal.list_calls("getMe")))
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"http://127.0.0.1:{port}/healthz")
    assert set(answer.json()["seconds_since"]) >= {"plan", "evidence"}
