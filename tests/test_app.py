"""The composition: one bot an installation, all loops or none, and nothing that a person sends can stop it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.engine import URL
from telegram.request import HTTPXRequest

from bot.app import App, TokenRefused, build_app, open_app
from bot.clock import system_clock
from bot.demo.telegram_server import Action, Message, TelegramWorld
from bot.demo.telegram_server.in_process import InProcessTransport
from bot.ingress import Poller
from bot.settings import Settings
from bot.storage.instance import AlreadyRunning
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail, claim_mail
from bot.storage.queues import outbox

AN, BINH, ADMIN = 101, 102, 900


@pytest.fixture
def telegram() -> TelegramWorld:
    world = TelegramWorld(clock=system_clock)
    for account in (AN, BINH, ADMIN):
        world.add_user(account, f"{account}", language_code="vi")
    return world


def make_app(telegram: TelegramWorld, database_url: URL, data_dir: Path) -> App:
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg] # pydantic-settings' own argument
        bot_token=SecretStr(telegram.token),
        database_url=SecretStr(database_url.render_as_string(hide_password=False)),
        data_dir=data_dir,
        admin_telegram_ids=(ADMIN,),
        telegram_api_base_url="http://loopback/bot",
        tick_seconds=3600,
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


async def test_a_second_bot_on_the_same_database_is_refused_until_the_first_has_ended(
    telegram: TelegramWorld, database_url: URL, tmp_path: Path
) -> None:
    async with open_app(make_app(telegram, database_url, tmp_path)):
        with pytest.raises(AlreadyRunning):
            async with open_app(make_app(telegram, database_url, tmp_path)):
                pass
    async with open_app(make_app(telegram, database_url, tmp_path)):
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
    monkeypatch.setattr("bot.app.FIRST_PAUSE", 0)
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
