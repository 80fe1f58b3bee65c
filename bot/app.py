"""The composition root: the only place that knows everybody. Builds the bot, runs its loops in one TaskGroup."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ExtBot
from telegram.request import BaseRequest

from bot.channels.telegram import TelegramChannel
from bot.clock import Clock, system_clock
from bot.domain.rules import Rules
from bot.ground import make_database, make_rules
from bot.heartbeat import Heartbeats, Loop
from bot.ingress import Poller
from bot.readings import Readings
from bot.services import rulebook
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.instance import Watch, hold_instance, nothing_to_watch
from bot.storage.meta import save_fact
from bot.storage.migrate import migrate
from bot.storage.outbox import requeue_unfinished
from bot.telegram_bot import make_bot
from bot.texts.welcome import list_public_commands
from bot.watchdog import LoopSilent as LoopSilent
from bot.watchdog import Watchdog
from bot.web import CannotListen as CannotListen
from bot.web import WebServer
from bot.worker import Unreadable, Worker
from handlers.adapter import AnyApplication, CollectingApplication, PtbDispatcher
from handlers.registry import register
from jobs.attachments import Courier
from jobs.clocks import run_clocks
from jobs.deliver import Sender
from jobs.digest import plan_digests
from jobs.evidence import Collector
from jobs.groups import leave_groups
from jobs.occurrences import plan_occurrences
from jobs.office_list import plan_office_lists
from jobs.pacing import Pacer
from jobs.plan import plan_notices
from jobs.timetable import Duty, Timetable
from jobs.upkeep import keep_up
from jobs.uploads import Registrar

log = logging.getLogger(__name__)
_EVIDENCE_EVERY = timedelta(seconds=30)
_UPLOADS_EVERY = timedelta(seconds=5)
"""Somebody waits for the preview."""
_GROUPS_EVERY = timedelta(minutes=1)
_UPKEEP_EVERY = timedelta(hours=1)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between tries while Telegram is not there at the start."""


class TokenRefused(Exception):
    """Telegram knows no bot of this token."""


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
    registrar: Registrar
    timetable: Timetable
    beats: Heartbeats
    watchdog: Watchdog
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
        await run_clocks(self.database.begin, rules=self.rules, now=now)
        await plan_occurrences(self.database.begin, rules=self.rules, now=now)
        await plan_notices(self.database.begin, rules=self.rules, now=now)
        await plan_office_lists(self.database.begin, rules=self.rules, now=now)

    async def leave_groups(self) -> None:
        """Goes out of the groups that nobody allowed in time."""
        channel = TelegramChannel(self.bot)
        await leave_groups(self.database.begin, channel.leave, now=self.clock())

    async def settle(self) -> None:
        """Fetches, works, plans and delivers until nothing is left to do at this instant of the clock."""
        has_news = True
        while True:
            fetched = await self.poller.fetch_once(wait_seconds=0)
            worked = await self.worker.drain()
            if worked or has_news:
                worked += await self.registrar.work()
                await self.plan()
                await self.leave_groups()
            failed = self.sender.failed
            sent = await self.sender.drain()
            # What was not delivered may be owed to somebody else by now.
            has_news = self.sender.failed != failed
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
        """All loops until cancelled; one that ends or hangs takes the process with it, for a supervisor to restart.

        Raises:
            TokenRefused: at the start or later. InstanceLost: another bot may have taken over.
            LoopSilent: a loop gives no sign of life any more.
        """
        for loop in (Loop.POLLER, Loop.WORKER, Loop.SENDER, Loop.TIMETABLE):
            self.beats.beat(loop)
        self.timetable.start()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._poll())
                group.create_task(self.worker.run())
                group.create_task(self._deliver())
                group.create_task(self.timetable.guard())
                group.create_task(self.watch_instance())
                group.create_task(self.watchdog.run())
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
    rules, beats = [make_rules(settings)], Heartbeats()
    worker = Worker(
        database,
        PtbDispatcher(application, lambda: rules[0], Unreadable),
        clock=clock,
        alarm_chats=settings.admin_telegram_ids,
        beats=beats,
    )
    channel = TelegramChannel(bot)
    sender = Sender(
        begin=database.begin,
        channel=channel,
        rules=lambda: rules[0],
        clock=clock,
        pacer=Pacer(
            settings.send_rate, sleep=lambda seconds: beats.pause(Loop.LETTERS, seconds, asyncio.sleep)
        ),
        beats=beats,
        courier=Courier(database.begin, channel, lambda: rules[0], clock, settings.data_dir),
    )
    app = App(
        settings=settings,
        database=database,
        bot=bot,
        application=application,
        clock=clock,
        poller=Poller(database, bot, clock=clock, on_updates=worker.wake.set, beats=beats),
        worker=worker,
        sender=sender,
        collector=Collector(database.begin, channel.fetch, clock, settings.data_dir),
        registrar=Registrar(database.begin, channel.fetch, lambda: rules[0], clock, settings.data_dir),
        timetable=Timetable([], wall=system_clock),
        beats=beats,
        watchdog=Watchdog(beats),
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
        Duty("uploads", app.registrar.work, _UPLOADS_EVERY),
        Duty("groups", app.leave_groups, _GROUPS_EVERY),
        Duty("upkeep", lambda: keep_up(app.database.begin, now=app.clock()), _UPKEEP_EVERY),
    )
    app.timetable = Timetable(duties, wall=system_clock, beats=app.beats)
    if app.settings.http_bind is None:
        return
    patience = {duty.name: (duty.limit + 4 * duty.every).total_seconds() for duty in duties}
    readings = Readings(
        app.database,
        app.clock,
        app.beats,
        duty_patience=patience,
        duties_ended=lambda: app.timetable.last_run,
        duty_lags=app.timetable.find_lags,
        polled_at=lambda: app.poller.polled_at,
        sends=lambda: app.sender.outcomes,
    )
    app.web = WebServer(app.settings.http_bind, readings)


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
