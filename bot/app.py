"""The running bot: its loops in one TaskGroup, from start to stop. `bot.assembly` puts the parts together."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field

from telegram.error import InvalidToken
from telegram.ext import ExtBot

from bot.channels.telegram import TelegramChannel
from bot.clock import Clock
from bot.domain.rules import Rules
from bot.greeting import TokenRefused as TokenRefused
from bot.greeting import greet
from bot.heartbeat import Heartbeats, Loop
from bot.hook import Hook
from bot.ingress import HookKeeper, Poller
from bot.planning import plan_all
from bot.services import rulebook
from bot.settings import Settings
from bot.standby import until_ours
from bot.storage.database import Database
from bot.storage.generation import take_over_sending
from bot.storage.instance import Role, Roles, hold_instance
from bot.storage.meta import save_fact
from bot.storage.migrate import migrate
from bot.waking import Waking
from bot.watchdog import LoopSilent as LoopSilent
from bot.watchdog import Watchdog
from bot.web import CannotListen as CannotListen
from bot.web import WebServer
from bot.worker import Worker
from handlers.adapter import AnyApplication
from jobs.deliver import Sender
from jobs.evidence import Collector
from jobs.groups import leave_groups
from jobs.timetable import Timetable
from jobs.uploads import Registrar

log = logging.getLogger(__name__)


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
    waking: Waking
    mail_wake: asyncio.Event
    _rules: list[Rules] = field(repr=False)
    web: WebServer | None = None
    keeper: HookKeeper | None = None
    """Cares for the webhook; without it updates are polled."""
    roles: Roles = field(default_factory=Roles)
    hook: Hook | None = None
    running_since: float | None = None
    """Monotonic moment at which the loops began; None while Telegram is waited for."""

    @property
    def rules(self) -> Rules:
        return self._rules[0]

    async def plan(self) -> None:
        """The planner's tick: rules refreshed, digests, due rungs."""
        await self.refresh_rules()
        await plan_all(self.database.begin, self.settings, now=self.clock(), rules=self.rules)

    async def refresh_rules(self) -> None:
        async with self.database.begin() as uow:
            self._rules[0] = await rulebook.refresh_rules(uow, self.rules, now=self.clock())
            await uow.commit()

    async def leave_groups(self) -> None:
        """Goes out of the groups that nobody allowed in time."""
        await leave_groups(self.database.begin, TelegramChannel(self.bot).leave, now=self.clock())

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
        await self.database.forget_names()
        if self.roles.has(Role.SENDER):
            await self._become_sender()

    async def _become_sender(self) -> None:
        if count := await take_over_sending(self.database):
            log.info("requeued_unfinished", extra={"count": count})

    async def greet_telegram(self) -> None:
        """Raises:
        TokenRefused: only a person can mend that.
        """
        await greet(self.application, self.bot, self.beats)
        async with self.database.begin() as uow:
            await save_fact(uow, "bot_username", self.bot.username)
            await uow.commit()

    async def run(self) -> None:
        """All loops until cancelled; one that ends or hangs takes the process with it, for a supervisor to restart.

        Raises:
            TokenRefused: at the start or later. InstanceLost: another bot may have taken over.
            LoopSilent: a loop gives no sign of life any more.
        """
        self.running_since = time.monotonic()
        for loop in (Loop.POLLER, Loop.WORKER, Loop.SENDER, Loop.TIMETABLE):
            self.beats.beat(loop)
        if self.roles.has(Role.PLANNER):
            self.timetable.start()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._poll())
                group.create_task(self.worker.run())
                group.create_task(self._deliver())
                group.create_task(self._keep_time())
                group.create_task(self.roles.watch())
                group.create_task(self.watchdog.run())
                if self.waking.bell is not None:
                    group.create_task(self.waking.bell.run())
                if self.web is not None:
                    group.create_task(self.web.serve())
        except* InvalidToken:
            raise TokenRefused from None
        finally:
            # Once more, for an end before that loop began.
            await self.timetable.stop()

    async def _until_ours(self, role: Role, loop: Loop) -> None:
        # Handlers of every process read by the rules, but only the planner's tick would renew them.
        renew, every = self.refresh_rules, self.settings.tick_seconds
        await until_ours(self.roles, role, beats=self.beats, loop=loop, meanwhile=renew, every=every)

    async def _poll(self) -> None:
        await self._until_ours(Role.POLLER, Loop.POLLER)
        await (self.keeper or self.poller).run()

    async def _keep_time(self) -> None:
        if not self.roles.has(Role.PLANNER):
            await self._until_ours(Role.PLANNER, Loop.TIMETABLE)
            self.timetable.start()
        try:
            await self.timetable.guard()
        finally:
            # Beside the other loops, so that their graces do not add up.
            await self.timetable.stop()

    async def _deliver(self) -> None:
        if not self.roles.has(Role.SENDER):
            await self._until_ours(Role.SENDER, Loop.SENDER)
            await self._become_sender()
        await self.sender.run(self.mail_wake, tick_seconds=self.settings.tick_seconds)


@asynccontextmanager
async def open_app(app: App, *, is_exclusive: bool = True) -> AsyncIterator[App]:
    """Prepared, greeted, and closed again whatever happens.

    Raises:
        AlreadyRunning: another process runs on this database. TokenRefused: see ``greet_telegram``.
        CannotListen: ``HTTP_BIND`` is taken.
    """
    try:
        async with hold_instance(app.database) if is_exclusive else nullcontext(Roles()) as roles:
            app.roles = roles
            async with app.web.hold_port() if app.web is not None else nullcontext():
                await app.prepare()
                if app.web is not None:
                    # Whoever asks is answered and what Telegram delivers is stored, however long it is waited for.
                    app.web.start()
                await app.greet_telegram()
                yield app
    finally:
        await app.application.shutdown()
        # A start that was refused or stopped half-way: the application does not count as started, its connections do.
        await app.bot.shutdown()
        await app.database.dispose()
        app.watchdog.stop()
