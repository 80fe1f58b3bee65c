"""The composition root: the only place that knows everybody. Builds the bot, runs its loops in one TaskGroup."""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ExtBot
from telegram.request import BaseRequest, HTTPXRequest

from bot.channels.telegram import TelegramChannel
from bot.clock import Clock, system_clock
from bot.domain.rules import Rules
from bot.ground import make_database, make_rules
from bot.ingress import Poller
from bot.services import rulebook
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.instance import Watch, hold_instance, nothing_to_watch
from bot.storage.meta import save_fact
from bot.storage.migrate import migrate
from bot.storage.outbox import requeue_unfinished
from bot.texts.welcome import list_public_commands
from bot.web import CannotListen as CannotListen
from bot.web import Health, WebServer, judge
from bot.worker import Unreadable, Worker
from handlers.adapter import AnyApplication, CollectingApplication, PtbDispatcher
from handlers.registry import register
from jobs.deliver import Sender
from jobs.digest import plan_digests
from jobs.evidence import Collector
from jobs.pacing import Pacer
from jobs.plan import plan_notices
from jobs.timetable import Duty, Timetable

log = logging.getLogger(__name__)
# PTB is moving retry_after from seconds to timedelta and warns at every flood until one asks for the new form.
os.environ.setdefault("PTB_TIMEDELTA", "1")
_CONNECTIONS = 8
_EVIDENCE_EVERY = timedelta(seconds=30)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between tries while Telegram is not there at the start."""


class TokenRefused(Exception):
    """Telegram knows no bot of this token."""


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
    collector: Collector
    timetable: Timetable
    _rules: list[Rules] = field(repr=False)
    web: WebServer | None = None
    watch_instance: Watch = nothing_to_watch
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
        pause = FIRST_PAUSE
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
            pause = min(LONGEST_PAUSE, pause * 2)
        async with self.database.begin() as uow:
            await save_fact(uow, "bot_username", self.bot.username)
            await uow.commit()

    async def _publish_menu(self) -> None:
        for code, commands in list_public_commands():
            await self.bot.set_my_commands(list(commands), language_code=code)

    async def run(self) -> None:
        """All loops until cancelled; one that ends takes the process with it, so that a supervisor restarts it.

        Raises:
            TokenRefused: at the start or later. InstanceLost: another bot may have taken over.
        """
        self.timetable.start()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._poll())
                group.create_task(self.worker.run())
                group.create_task(self._deliver())
                group.create_task(self.timetable.guard())
                group.create_task(self.watch_instance())
                if self.web is not None:
                    group.create_task(self.web.serve())
        except* InvalidToken:
            raise TokenRefused from None
        finally:
            await self.timetable.stop()

    async def _poll(self) -> None:
        await self.poller.run()

    async def _deliver(self) -> None:
        await self.sender.run(self.mail_wake, tick_seconds=self.settings.tick_seconds)


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
    channel = TelegramChannel(bot)
    sender = Sender(
        begin=database.begin,
        channel=channel,
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
        collector=Collector(database.begin, channel.fetch, clock, settings.data_dir),
        timetable=Timetable([], wall=system_clock),
        _rules=rules,
    )
    _arm(app)
    database.on_mail = app.mail_wake.set
    return app


def _arm(app: App) -> None:
    """The timetable, and the HTTP server that tells how it keeps it."""
    duties = (
        Duty("plan", app.plan, timedelta(seconds=app.settings.tick_seconds)),
        Duty("evidence", app.collector.collect, _EVIDENCE_EVERY),
    )
    app.timetable = Timetable(duties, wall=system_clock)
    if app.settings.http_bind is None:
        return
    patience = {duty.name: (duty.limit + 4 * duty.every).total_seconds() for duty in duties}
    since = time.monotonic()

    def health() -> Health:
        return judge(app.timetable.last_run, patience=patience, since=since, now=time.monotonic())

    app.web = WebServer(app.settings.http_bind, health)


@asynccontextmanager
async def open_app(app: App, *, is_exclusive: bool = True) -> AsyncIterator[App]:
    """Prepared, greeted, and closed again whatever happens.

    Raises:
        AlreadyRunning: another process runs on this database. TokenRefused: see ``greet_telegram``.
        CannotListen: ``HTTP_BIND`` is taken.
    """
    try:
        async with hold_instance(app.database) if is_exclusive else nullcontext(nothing_to_watch) as watch:
            app.watch_instance = watch
            if app.web is not None:
                app.web.bind()
            await app.prepare()
            await app.greet_telegram()
            yield app
    finally:
        if app.web is not None:
            app.web.close()
        await app.application.shutdown()
        # A start that was refused or stopped half-way: the application does not count as started, its connections do.
        await app.bot.shutdown()
        await app.database.dispose()
