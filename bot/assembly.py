"""Builds the bot from its settings and hands each part what it may know of the others. Opens nothing, runs nothing."""

import asyncio
from datetime import timedelta

from telegram.ext import Application
from telegram.request import BaseRequest

from bot.app import App
from bot.channels.telegram import TelegramChannel
from bot.clock import Clock, system_clock
from bot.greeting import TokenRefused as TokenRefused
from bot.ground import make_database, make_rules
from bot.heartbeat import Heartbeats, Loop
from bot.hook import Hook
from bot.ingress import HookKeeper, HookTarget, Poller
from bot.intake import Intake
from bot.post_office import make_post
from bot.readings import Readings
from bot.settings import Settings
from bot.storage.instance import Role
from bot.telegram_bot import make_bot
from bot.waking import make_waking
from bot.watchdog import LoopSilent as LoopSilent
from bot.watchdog import Watchdog
from bot.web import CannotListen as CannotListen
from bot.web import WebServer
from bot.worker import LANES, Unreadable, Worker
from handlers.adapter import CollectingApplication, PtbDispatcher
from handlers.registry import register
from jobs.attachments import Courier
from jobs.deliver import Sender
from jobs.evidence import Collector
from jobs.pacing import Pacer
from jobs.timetable import Duty, Timetable
from jobs.upkeep import keep_up
from jobs.uploads import Registrar


def build_app(settings: Settings, *, clock: Clock = system_clock, request: BaseRequest | None = None) -> App:
    """Wires everything; opens nothing yet."""
    database = make_database(settings)
    bot = make_bot(settings, request)
    builder = Application.builder().application_class(CollectingApplication).bot(bot)
    application = builder.updater(None).job_queue(None).build()
    register(application)
    rules, beats = [make_rules(settings)], Heartbeats()
    worker = Worker(
        database,
        PtbDispatcher(application, lambda: rules[0], Unreadable),
        clock=clock,
        alarm_chats=settings.admin_telegram_ids,
        beats=beats,
        lanes=1 if database.is_sqlite else LANES,
    )
    channel = TelegramChannel(bot)
    sender = Sender(
        begin=database.begin,
        begin_claim=database.begin_lightly,
        channel=channel,
        rules=lambda: rules[0],
        clock=clock,
        pacer=Pacer(
            settings.send_rate, sleep=lambda seconds: beats.pause(Loop.LETTERS, seconds, asyncio.sleep)
        ),
        beats=beats,
        courier=Courier(database.begin, channel, lambda: rules[0], clock, settings.data_dir),
        post=make_post(settings, bot, rules=lambda: rules[0], clock=clock),
    )
    mail_wake = asyncio.Event()
    waking = make_waking(database, worker.wake, mail_wake, is_sender=lambda: app.roles.has(Role.SENDER))
    app = App(
        settings=settings,
        database=database,
        bot=bot,
        application=application,
        clock=clock,
        poller=Poller(database, bot, clock=clock, on_updates=waking.on_updates, beats=beats),
        worker=worker,
        sender=sender,
        collector=Collector(database.begin, channel.fetch, clock, settings.data_dir),
        registrar=Registrar(database.begin, channel.fetch, lambda: rules[0], clock, settings.data_dir),
        timetable=Timetable([], wall=system_clock),
        beats=beats,
        watchdog=Watchdog(beats),
        waking=waking,
        mail_wake=mail_wake,
        _rules=rules,
    )
    _arm_hook(app)
    _arm(app)
    return app


def _arm_hook(app: App) -> None:
    if not app.settings.webhook_url:
        return
    target = HookTarget(app.settings.webhook_url, app.settings.webhook_secret.get_secret_value())
    app.keeper = HookKeeper(target, app.bot, beats=app.beats)
    intake = Intake(app.database, clock=app.clock, on_updates=app.waking.on_updates)
    app.hook = Hook(target.url, target.secret, intake.take)


def _arm(app: App) -> None:
    """The timetable, and the HTTP server that tells how it keeps it."""
    duties = (
        Duty("plan", app.plan, timedelta(seconds=app.settings.tick_seconds)),
        Duty("evidence", app.collector.collect, timedelta(seconds=30)),
        Duty("uploads", app.registrar.work, timedelta(seconds=5)),  # somebody waits for the preview
        Duty("groups", app.leave_groups, timedelta(minutes=1)),
        Duty("upkeep", lambda: keep_up(app.database.begin, now=app.clock()), timedelta(hours=1)),
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
        polled_at=lambda: (app.keeper or app.poller).polled_at,
        sends=lambda: app.sender.outcomes,
        emails=lambda: app.sender.post.outcomes if app.sender.post else None,
        knocks=lambda: app.hook.knocks if app.hook else None,
        running_since=lambda: app.running_since,
        has_role=lambda role: app.roles.has(role),  # noqa: PLW0108 they are replaced when it opens
    )
    app.web = WebServer(app.settings.http_bind, readings, app.hook)
