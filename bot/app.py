"""The composition root: the only place that knows everybody. Builds the bot, runs its loops in one TaskGroup."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.resources import files

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ExtBot
from telegram.request import BaseRequest, HTTPXRequest

from bot.channels.telegram import TelegramChannel
from bot.clock import Clock, system_clock
from bot.domain.policy import load_policy
from bot.domain.rules import Rules
from bot.domain.slots import Slots
from bot.ingress import Poller
from bot.services import rulebook
from bot.settings import Settings
from bot.storage.database import Database, is_outage, parse_database_url
from bot.storage.instance import hold_instance
from bot.storage.meta import save_fact
from bot.storage.migrate import migrate
from bot.storage.outbox import requeue_unfinished
from bot.texts.welcome import list_public_commands
from bot.worker import Unreadable, Worker
from handlers.adapter import AnyApplication, CollectingApplication, PtbDispatcher
from handlers.registry import register
from jobs.deliver import Sender
from jobs.digest import plan_digests
from jobs.pacing import Pacer
from jobs.plan import plan_notices
from jobs.timetable import Duty, Timetable

log = logging.getLogger(__name__)
# PTB is moving retry_after from seconds to timedelta and warns at every flood until one asks for the new form.
os.environ.setdefault("PTB_TIMEDELTA", "1")
_CONNECTIONS = 8


class TokenRefused(Exception):
    """Telegram knows no bot of this token."""


def make_rules(settings: Settings) -> Rules:
    """The rules of a fresh start: the packaged ladder and calendar, the office's own days come from the database.

    Raises:
        PolicyInvalid: ``bot/policy.toml`` cannot be used.
    """
    policy = load_policy((files("bot") / "policy.toml").read_text(encoding="utf-8"))
    slots = Slots(
        remind_at=settings.remind_at,
        remind_again_at=settings.remind_again_at,
        office_hours=settings.office_hours,
        zone=settings.timezone,
    )
    return rulebook.make_rules(policy, slots, settings.body_name, [])


def make_database(settings: Settings) -> Database:
    url = parse_database_url(settings.database_address)
    return Database(url)


def make_bot(settings: Settings, request: BaseRequest | None = None) -> ExtBot[None]:
    """PTB's bot on our own transport settings; ``request`` replaces the network in tests."""
    proxy = settings.telegram_proxy or None
    # A long time-out for sends: an answer that comes late is better than not knowing (telegram: unknown outcome).
    sends = request or HTTPXRequest(
        connection_pool_size=_CONNECTIONS,
        connect_timeout=10,
        read_timeout=40,
        write_timeout=20,
        pool_timeout=10,
        proxy=proxy,
    )
    polls = request or HTTPXRequest(connection_pool_size=2, connect_timeout=10, read_timeout=40, proxy=proxy)
    return ExtBot(
        settings.bot_token.get_secret_value(),
        base_url=settings.telegram_api_base_url,
        base_file_url=settings.telegram_api_file_url,
        request=sends,
        get_updates_request=polls,
    )


@dataclass(slots=True)
class App:
    """The running parts. ``settle`` does by hand what the loops do by themselves (tests, the demo's clock)."""

    settings: Settings
    database: Database
    bot: ExtBot[None]
    application: AnyApplication
    clock: Clock
    poller: Poller
    worker: Worker
    sender: Sender
    timetable: Timetable
    _rules: list[Rules] = field(repr=False)
    mail_wake: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def rules(self) -> Rules:
        return self._rules[0]

    async def plan(self) -> None:
        """The planner's tick: rules refreshed, digests, due rungs."""
        now = self.clock()
        async with self.database.begin() as uow:
            self._rules[0] = await rulebook.refresh_rules(uow, self.rules, now=now)
            await uow.commit()
        await plan_digests(self.database.begin, now=now, rules=self.rules, digest_at=self.settings.digest_at)
        await plan_notices(self.database.begin, rules=self.rules, now=now)

    async def settle(self) -> None:
        """Fetches, works, plans and delivers until nothing is left to do at this instant of the clock."""
        while True:
            fetched = await self.poller.fetch_once(wait_seconds=0)
            worked = await self.worker.drain()
            await self.plan()
            sent = await self.sender.drain()
            if not fetched and not worked and not sent:
                return

    async def prepare(self) -> None:
        """Schema, leftovers of the last run. No network."""
        await migrate(self.database)
        async with self.database.begin() as uow:
            count = await requeue_unfinished(uow)
            await uow.commit()
        if count:
            log.info("requeued_unfinished", extra={"count": count})

    async def greet_telegram(self) -> None:
        """Learns the bot's own name and publishes the public command menu; waits as long as Telegram is away.

        Raises:
            TokenRefused: only a person can mend that.
        """
        pause = 1.0
        while True:
            try:
                await self.application.initialize()
                await self._publish_menu()
                break
            except InvalidToken:
                raise TokenRefused from None
            except TelegramError as error:
                log.warning("telegram_unreachable", extra={"error": type(error).__name__, "pause": pause})
            await asyncio.sleep(pause)
            pause = min(30.0, pause * 2)
        async with self.database.begin() as uow:
            await save_fact(uow, "bot_username", self.bot.username)
            await uow.commit()

    async def _publish_menu(self) -> None:
        for code, commands in list_public_commands():
            await self.bot.set_my_commands(list(commands), language_code=code)

    async def run(self) -> None:
        """All loops until cancelled; one that ends takes the process with it, so that a supervisor restarts it.

        Raises:
            TokenRefused: at the start or later.
        """
        self.timetable.start()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._poll())
                group.create_task(self.worker.run())
                group.create_task(self._deliver())
                group.create_task(self.timetable.guard())
        except* InvalidToken:
            raise TokenRefused from None
        finally:
            self.timetable.stop()

    async def _poll(self) -> None:
        await self.poller.run()

    async def _deliver(self) -> None:
        pause = 1.0
        while True:
            self.mail_wake.clear()
            try:
                await self.sender.drain()
                pause = 1.0
                await asyncio.wait_for(self.mail_wake.wait(), self.settings.tick_seconds)
            except TimeoutError:
                continue
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("sender_waits", extra={"error": type(error).__name__, "pause": pause})
                await asyncio.sleep(pause)
                pause = min(30.0, pause * 2)


def build_app(settings: Settings, *, clock: Clock = system_clock, request: BaseRequest | None = None) -> App:
    """Wires everything; opens nothing yet."""
    database = make_database(settings)
    bot = make_bot(settings, request)
    application = (
        Application.builder()
        .application_class(CollectingApplication)
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .build()
    )
    register(application)
    rules = [make_rules(settings)]
    worker = Worker(
        database,
        PtbDispatcher(application, lambda: rules[0], Unreadable),
        clock=clock,
        alarm_chats=settings.admin_telegram_ids,
    )
    sender = Sender(
        begin=database.begin,
        channel=TelegramChannel(bot),
        rules=lambda: rules[0],
        clock=clock,
        pacer=Pacer(settings.send_rate),
    )
    app = App(
        settings=settings,
        database=database,
        bot=bot,
        application=application,
        clock=clock,
        poller=Poller(database, bot, clock=clock, on_updates=worker.wake.set),
        worker=worker,
        sender=sender,
        timetable=Timetable([]),
        _rules=rules,
    )
    app.timetable = Timetable([Duty("plan", app.plan, timedelta(seconds=settings.tick_seconds))])
    database.on_mail = app.mail_wake.set
    return app


@asynccontextmanager
async def open_app(app: App, *, is_exclusive: bool = True) -> AsyncIterator[App]:
    """Prepared, greeted, and closed again whatever happens.

    Raises:
        AlreadyRunning: another process runs on this database. TokenRefused: see ``greet_telegram``.
    """
    try:
        if is_exclusive:
            async with hold_instance(app.database):
                await app.prepare()
                await app.greet_telegram()
                yield app
        else:
            await app.prepare()
            await app.greet_telegram()
            yield app
    finally:
        await app.application.shutdown()
        await app.database.dispose()
