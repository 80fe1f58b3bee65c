"""What the operator's pages show: who is alive, whether a person would be served, and the figures of the queues.

Looks only. A database that is away, or slow, is an answer as well.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.heartbeat import Heartbeats, Loop
from bot.hook import Knock
from bot.messages import OutcomeKind
from bot.metrics import Metric, MetricKind, by_label, gauge, render_metrics
from bot.storage import health
from bot.storage.database import Database, is_outage
from bot.storage.instance import Role
from bot.storage.migrate import find_revision, newest_revision
from bot.vitals import Health, Readiness, judge

LOOP_PATIENCE = 90.0
"""Seconds a loop may be silent; its longest wait takes half of them. The watchdog ends the process a little later."""
POLL_PATIENCE = 120.0
"""Seconds since Telegram last answered; a quiet long poll takes 25."""
_DATABASE_PATIENCE = 5.0
RECOUNT_AFTER = 60.0
"""Seconds between two counts of what no index counts (what was set aside or given up)."""


@dataclass(slots=True)
class Readings:
    """The parts are asked through functions, so that this knows no loop. All times are the monotonic clock's."""

    database: Database
    clock: Callable[[], datetime]
    beats: Heartbeats
    duty_patience: Mapping[str, float]
    duties_ended: Callable[[], Mapping[str, float]]
    duty_lags: Callable[[], Mapping[str, float]]
    polled_at: Callable[[], float | None]
    sends: Callable[[], Mapping[OutcomeKind, int]]
    emails: Callable[[], Mapping[OutcomeKind, int] | None] = lambda: None
    """The mail server's answers; None while no e-mail is sent."""
    monotonic: Callable[[], float] = time.monotonic
    running_since: Callable[[], float | None] = lambda: None
    """When the loops began; None while they wait for Telegram's first answer: until then nobody can be late."""
    knocks: Callable[[], Mapping[Knock, int] | None] = lambda: None
    """Deliveries of the webhook by how they ended; None while updates are polled."""
    has_role: Callable[[Role], bool] = lambda _role: True
    _stood_by_at: float = 0.0
    """When this process was last seen without the planner's duties."""
    _abandoned: health.Abandoned | None = None
    _counted_at: float = 0.0

    def find_health(self) -> Health:
        now = self.monotonic()
        # A lane without letters is at rest: it is as if it had been heard of just now.
        heard = dict.fromkeys([Loop.LETTERS.value], now)
        heard |= {name: now - age for name, age in self.beats.ages().items()}
        if not self.has_role(Role.PLANNER):
            self._stood_by_at = now
        if self._stood_by_at:
            heard |= dict.fromkeys(self.duty_patience, self._stood_by_at)
        patience = dict.fromkeys([loop.value for loop in Loop], LOOP_PATIENCE) | dict(self.duty_patience)
        since = self.running_since()
        return judge(
            heard | dict(self.duties_ended()),
            patience=patience,
            since=now if since is None else since,
            now=now,
        )

    async def find_readiness(self) -> Readiness:
        answers, is_migrated = await self._ask_schema()
        age = self._poll_age()
        is_heard = age is not None and age <= POLL_PATIENCE
        checks = {"database": answers, "migrated": is_migrated}
        # Another process hears Telegram for all; but before the first answer ours does nothing for anybody.
        counts = self.has_role(Role.POLLER) or self.running_since() is None
        return Readiness(checks | {"telegram": is_heard} if counts else checks)

    async def _ask_schema(self) -> tuple[bool, bool]:
        try:
            async with asyncio.timeout(_DATABASE_PATIENCE):
                present = await find_revision(self.database)
        except Exception as error:
            if isinstance(error, TimeoutError) or is_outage(error):
                return False, False
            raise
        return True, present == newest_revision()

    async def render_figures(self) -> str:
        queues = await self._count_queues()
        figures = [gauge("dondoc_database_up", "Whether the database answered.", queues is not None)]
        if queues is not None:
            figures += _list_queue_metrics(queues, self._abandoned or health.Abandoned(0, 0), self.clock())
        return render_metrics([*figures, *self._list_own_metrics()])

    async def _count_queues(self) -> health.Queues | None:
        """None while the database is away."""
        try:
            async with asyncio.timeout(_DATABASE_PATIENCE), self.database.begin() as uow:
                if self._abandoned is None or self.monotonic() - self._counted_at > RECOUNT_AFTER:
                    self._abandoned = await health.count_abandoned(uow)
                    self._counted_at = self.monotonic()
                return await health.count_queues(uow)
        except Exception as error:
            if isinstance(error, TimeoutError) or is_outage(error):
                return None
            raise

    def _poll_age(self) -> float | None:
        polled_at = self.polled_at()
        return None if polled_at is None else self.monotonic() - polled_at

    def _list_own_metrics(self) -> list[Metric]:
        now, age = self.monotonic(), self._poll_age()
        ended = {name: now - at for name, at in self.duties_ended().items()}
        sends = {kind.value: float(self.sends().get(kind, 0)) for kind in OutcomeKind}
        polls = (
            [] if age is None else [gauge("dondoc_poll_age_seconds", "Since Telegram last answered.", age)]
        )
        return [
            *polls,
            *self._list_shared_metrics(),
            by_label("dondoc_loop_age_seconds", "Since each loop gave a sign.", "loop", self.beats.ages()),
            by_label("dondoc_duty_age_seconds", "Since each duty last ended well.", "duty", ended),
            by_label("dondoc_tick_lag_seconds", "How late each duty began.", "duty", self.duty_lags()),
            by_label(
                "dondoc_sends_total",
                "Calls that carry letters, by outcome.",
                "outcome",
                sends,
                kind=MetricKind.COUNTER,
            ),
        ]

    def _list_shared_metrics(self) -> list[Metric]:
        roles = {role.value: float(self.has_role(role)) for role in Role}
        shared = [by_label("dondoc_role", "Whether this process has the role.", "role", roles)]
        if (knocks := self.knocks()) is not None:
            counts = {knock.value: float(knocks.get(knock, 0)) for knock in Knock}
            text = "Deliveries of the webhook, by how they ended."
            name = "dondoc_webhook_requests_total"
            shared.append(by_label(name, text, "outcome", counts, kind=MetricKind.COUNTER))
        if (emails := self.emails()) is not None:
            counts = {kind.value: float(emails.get(kind, 0)) for kind in OutcomeKind}
            text = "Reminders handed to the mail server, by outcome."
            shared.append(by_label("dondoc_emails_total", text, "outcome", counts, kind=MetricKind.COUNTER))
        return shared


def _list_queue_metrics(queues: health.Queues, abandoned: health.Abandoned, now: datetime) -> list[Metric]:
    inbox = {"new": float(queues.inbox_new), "dead": float(abandoned.dead_updates)}
    outbox = {
        "queued": float(queues.queued),
        "sending": float(queues.sending),
        "failed": float(abandoned.failed_letters),
    }
    return [
        by_label("dondoc_inbox_rows", "Updates not handled yet, and set aside.", "status", inbox),
        by_label("dondoc_outbox_rows", "Letters not sent yet, and given up.", "status", outbox),
        gauge("dondoc_inbox_oldest_seconds", "Age of the oldest update.", _age(queues.oldest_unread_at, now)),
        gauge(
            "dondoc_outbox_oldest_seconds",
            "How long the letter that could go first has waited.",
            _age(queues.oldest_unsent_at, now),
        ),
        gauge("dondoc_people_unreachable", "Linked people who cannot be reached.", queues.unreachable_people),
    ]


def _age(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
