"""The composition: one bot an installation, all loops or none, and nothing that a person sends can stop it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from unittest import mock

import httpx
import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.engine import URL
from telegram.request import HTTPXRequest

from bot.app import App, LoopSilent, TokenRefused, open_app
from bot.assembly import build_app
from bot.clock import system_clock
from bot.demo.telegram_server import Action, Message, TelegramWorld
from bot.demo.telegram_server.in_process import InProcessTransport
from bot.heartbeat import Heartbeats, Loop
from bot.in_hand import finish
from bot.ingress import Poller
from bot.settings import Settings
from bot.storage.claiming import claim_mail
from bot.storage.instance import AlreadyRunning
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail
from bot.storage.queues import outbox
from bot.watchdog import SILENT_AFTER, Watchdog

AN, BINH, ADMIN = 101, 102, 900


@pytest.fixture
def telegram() -> TelegramWorld:
    world = TelegramWorld(clock=system_clock)
    for account in (AN, BINH, ADMIN):
        world.add_user(account, f"{account}", language_code="vi")
    return world


def make_app(
    telegram: TelegramWorld, database_url: URL, data_dir: Path, *, http_bind: tuple[str, int] | None = None
) -> App:
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg] # pydantic-settings' own argument
        bot_token=SecretStr(telegram.token),
        database_url=SecretStr(database_url.render_as_string(hide_password=False)),
        data_dir=data_dir,
        admin_telegram_ids=(ADMIN,),
        telegram_api_base_url="http://loopback/bot",
        tick_seconds=3600,
        http_bind=http_bind,
    )
    transport = InProcessTransport(telegram)
    return build_app(settings, request=HTTPXRequest(httpx_kwargs={"transport": transport}))


@pytest.fixture
def app(telegram: TelegramWorld, sqlite_url: URL, tmp_path: Path) -> App:
    return make_app(telegram, sqlite_url, tmp_path)


@asynccontextmanager
async def running(app: App) -> AsyncIterator[asyncio.Task[None]]:
    """Open, with all loops; stopped at the end as by a signal."""
    async with open_app(app):
        loops = asyncio.create_task(app.run())
        try:
            yield loops
        finally:
            loops.cancel()
            await asyncio.wait({loops})


class Eyes:
    """Waits for the bot's next message in a chat."""

    def __init__(self, telegram: TelegramWorld) -> None:
        self._telegram = telegram
        self._something = asyncio.Event()
        telegram.subscribe(lambda _event: self._something.set())

    async def until_told(self, account: int, count: int = 1) -> Message:
        async with asyncio.timeout(30):
            while True:
                self._something.clear()
                messages = self._telegram.phone(account).bot_messages
                if len(messages) >= count:
                    return messages[count - 1]
                await self._something.wait()


# --- one bot ----------------------------------------------------------------------------------------------


async def test_a_second_bot_on_the_same_file_is_refused_until_the_first_has_ended(
    telegram: TelegramWorld, sqlite_url: URL, tmp_path: Path
) -> None:
    async with open_app(make_app(telegram, sqlite_url, tmp_path)):
        with pytest.raises(AlreadyRunning):
            async with open_app(make_app(telegram, sqlite_url, tmp_path)):
                pass
    async with open_app(make_app(telegram, sqlite_url, tmp_path)):
        pass


async def test_what_the_last_one_left_in_flight_goes_again_once(
    telegram: TelegramWorld, database_url: URL, tmp_path: Path
) -> None:
    telegram.phone(AN).say("/start")
    app = make_app(telegram, database_url, tmp_path)
    async with open_app(app), app.database.begin() as uow:
        mail = NewMail(MailKind.REPLY, {"text": "dở dang"}, Priority.REPLY, chat_id=AN)
        await add_mail(uow, mail, now=app.clock())
        await claim_mail(uow, now=app.clock(), limit=1)
        await uow.commit()
    for _ in range(2):
        app = make_app(telegram, database_url, tmp_path)
        async with open_app(app):
            await app.sender.drain()
    assert [message.text for message in telegram.phone(AN).bot_messages] == ["dở dang"]


# --- starting and ending ----------------------------------------------------------------------------------


async def test_it_waits_for_a_telegram_that_is_away_at_the_start(
    telegram: TelegramWorld, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.greeting.FIRST_PAUSE", 0)
    telegram.faults.refuse(502, method="getMe")
    telegram.faults.happen(Action.DROP_BEFORE, method="getMe", nth=2)
    telegram.faults.happen(Action.HTML, method="setMyCommands")
    async with open_app(app):
        assert app.bot.username == "loopback_bot"
    assert telegram.profile.list_commands(telegram.phone(AN).chat, user_id=AN, language="vi")


async def test_a_token_that_nobody_knows_is_refused_at_the_start(telegram: TelegramWorld, app: App) -> None:
    telegram.faults.refuse(401, method="getMe", times=None)
    with pytest.raises(TokenRefused):
        async with open_app(app):
            pass


async def test_a_token_that_is_taken_back_ends_the_bot(telegram: TelegramWorld, app: App) -> None:
    async def no_sleep(_seconds: float) -> None:
        await asyncio.sleep(0)

    app.poller = Poller(
        app.database, app.bot, clock=app.clock, on_updates=app.worker.wake.set, sleep=no_sleep
    )
    async with open_app(app):
        telegram.faults.refuse(401, method="getUpdates", times=None)
        with pytest.raises(TokenRefused):
            await app.run()


@pytest.mark.parametrize("part", ["bot.worker.claim_next", "bot.services.letters.claim_singly"])
async def test_a_loop_that_dies_takes_all_others_with_it(
    app: App, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    async def fail(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError

    async with open_app(app):
        monkeypatch.setattr(part, fail)
        monkeypatch.setattr("bot.services.letters.claim", fail)
        with pytest.raises(ExceptionGroup) as caught:
            await app.run()
    assert caught.group_contains(ZeroDivisionError)


HANGING = [
    ("poller", "bot.intake.add_updates"),
    ("worker", "bot.worker.claim_next"),
    ("sender", "bot.services.letters.claim"),
]


@pytest.mark.parametrize(("name", "part"), HANGING, ids=[name for name, _ in HANGING])
async def test_a_loop_that_hangs_ends_the_bot_and_is_named(
    telegram: TelegramWorld,
    app: App,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    name: str,
    part: str,
) -> None:
    """The watchdog's time flies while everybody else's goes on: it stands still until the loop hangs."""
    hangs = asyncio.Event()

    async def hang(*_given: object, **_named: object) -> None:
        hangs.set()
        await asyncio.Event().wait()

    ahead = [0.0]
    app.beats = Heartbeats(monotonic=lambda: time.monotonic() + ahead[0])
    hasty_loop = HastySleep(app.beats, ahead, hangs, name)
    ended: list[int] = []
    app.watchdog = Watchdog(app.beats, sleep=hasty_loop, end=lambda: ended.append(1))
    for part_of_app in (app.poller, app.worker, app.sender, app.timetable):
        monkeypatch.setattr(part_of_app, "_beats", app.beats)
    monkeypatch.setattr("bot.worker.finish", partial(finish, grace=0.01))
    async with open_app(app):
        monkeypatch.setattr(part, hang)
        telegram.phone(AN).say("xin chào")
        with pytest.raises(ExceptionGroup) as caught:
            await app.run()
    app.watchdog.stop()
    assert caught.group_contains(LoopSilent, match=rf"^{name}$")
    assert "loop_silent" in [record.getMessage() for record in caplog.records]
    assert ended == []


async def test_the_watchdog_sees_to_the_end_until_everything_is_closed(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = mock.Mock(closed=mock.AsyncMock(wraps=app.database.dispose))
    monkeypatch.setattr(app.database, "dispose", ends.closed)
    monkeypatch.setattr(app.watchdog, "stop", ends.stopped)
    async with open_app(app):
        pass
    assert [name for name, *_ in ends.mock_calls] == ["closed", "stopped"]


class HastySleep:
    """Sleeps an instant; once the loop hangs, two minutes have passed and only the others were heard since."""

    def __init__(self, beats: Heartbeats, ahead: list[float], hangs: asyncio.Event, name: str) -> None:
        self._beats = beats
        self._ahead = ahead
        self._hangs = hangs
        self._others = [loop for loop in Loop if loop not in {name, Loop.LETTERS}]

    async def __call__(self, _seconds: float) -> None:
        await self._hangs.wait()
        self._ahead[0] += SILENT_AFTER + 1
        for loop in self._others:
            self._beats.beat(loop)


async def test_what_stands_on_the_pages_is_what_the_loops_do(
    telegram: TelegramWorld, sqlite_url: URL, tmp_path: Path
) -> None:
    # An account that is in no figure by chance.
    account = telegram.add_user(7_418_529_630, "Lan").id
    app = make_app(telegram, sqlite_url, tmp_path, http_bind=("127.0.0.1", 0))
    eyes = Eyes(telegram)
    async with running(app):
        telegram.phone(account).say("xin chào")
        await eyes.until_told(account)
        # Telegram has it a moment before the sender knows and counts that.
        async with asyncio.timeout(10):
            while not app.sender.outcomes:  # noqa: ASYNC110 a counter tells nobody
                await asyncio.sleep(0.01)
        assert app.web is not None
        address = f"http://127.0.0.1:{app.web.port}"
        async with httpx.AsyncClient(trust_env=False) as client:
            health, ready, figures = [
                await client.get(f"{address}{page}") for page in ("/healthz", "/readyz", "/metrics")
            ]
    assert (health.status_code, ready.status_code, figures.status_code) == (200, 200, 200)
    assert {"poller", "worker", "sender", "letters", "timetable", "plan", "upkeep"} <= set(
        health.json()["seconds_since"]
    )
    assert 'dondoc_sends_total{outcome="delivered"} 1' in figures.text.splitlines()
    for secret in (str(account), "xin chào", telegram.token):
        assert secret not in health.text + ready.text + figures.text


async def test_a_reply_is_sent_at_the_commit_and_not_at_the_tick(telegram: TelegramWorld, app: App) -> None:
    eyes = Eyes(telegram)
    async with running(app):
        telegram.phone(AN).say("xin chào")
        await eyes.until_told(AN)
        telegram.phone(BINH).say("xin chào")
        await eyes.until_told(BINH)


async def test_a_stop_leaves_nothing_half_done(telegram: TelegramWorld, app: App) -> None:
    eyes = Eyes(telegram)
    for number in range(30):
        telegram.phone(AN).say(f"{number}")
        telegram.phone(BINH).say(f"{number}")
    async with running(app):
        await eyes.until_told(AN, 2)
    database = make_app(telegram, app.database.url, app.settings.data_dir).database
    async with database.begin() as uow:
        mails = (await uow.execute(sa.select(outbox.c.status, outbox.c.message_id))).all()
    await database.dispose()
    assert {status for status, _ in mails} <= {"queued", "sent"}
    noted = {message_id for status, message_id in mails if status == "sent"}
    seen = {message.id for account in (AN, BINH) for message in telegram.phone(account).bot_messages}
    assert noted == seen
