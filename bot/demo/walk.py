"""Time travel: the clock walks from halt to halt while the bot's own loops do the work.

Nothing here fetches, handles or sends. The running poller, worker and sender do that; a walk wakes them, plans what
is due, and waits at each halt until nothing is left, so that no work is done twice and no press outlives its time.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.app import App
from bot.demo.clock import DemoClock, Step, find_target, stops_between
from bot.demo.telegram_server import TelegramWorld
from bot.domain.task import Assignment
from bot.services import tasks
from bot.storage import inbox, outbox, people
from bot.storage.inbox import InboxStatus
from bot.storage.outbox import MailStatus

log = logging.getLogger(__name__)
PATIENCE = 30.0
"""Real seconds after which a halt is left although something still waits (a failing handler's next try)."""
SOON = timedelta(seconds=5)
"""What only waits for its turn in a chat that has had enough for a second is still of this moment."""
_LOOK_EVERY = 0.02


class AlreadyWalking(Exception):
    """The clock is on its way; the next step has to wait."""


class NowhereToGo(Exception):
    """No due day is left."""


@dataclass(frozen=True, slots=True)
class Target:
    """``code`` is the task whose due day it is, for that step only."""

    at: datetime
    code: str = ""


class Walker:
    """``due_days_of``: the Telegram account whose due days the fourth step goes through.

    ``on_move`` is called whenever the clock was moved, and when a walk begins and ends.
    """

    def __init__(self, app: App, world: TelegramWorld, clock: DemoClock, *, due_days_of: int) -> None:
        self._app = app
        self._world = world
        self._clock = clock
        self._due_days_of = due_days_of
        self.on_move: Callable[[], None] = lambda: None
        self._walk: asyncio.Task[None] | None = None
        self._may_go_on = True

    @property
    def is_walking(self) -> bool:
        return self._walk is not None and not self._walk.done()

    async def list_targets(self) -> dict[Step, Target | None]:
        """Where each step would lead from here."""
        owed = await self._list_owed()
        return {step: self._find_target(step, owed) for step in Step}

    def _find_target(self, step: Step, owed: list[Assignment]) -> Target | None:
        rules, now = self._app.rules, self._clock()
        codes = {item.due_on: item.task.code for item in reversed(owed) if item.due_on is not None}

        def find(days: set[date]) -> datetime | None:
            digest_at = self._app.settings.digest_at
            return find_target(
                step, now, rules.calendar, rules.slots, digest_at=digest_at, due_days=sorted(days)
            )

        at = find(set(codes))
        if at is None:
            return None
        # Two due days may share a morning (a Saturday and its Friday): the earlier one names it.
        day = min((day for day in codes if find({day}) == at), default=None) if step is Step.DUE else None
        return Target(at, codes[day] if day else "")

    async def _list_owed(self) -> list[Assignment]:
        async with self._app.database.begin() as uow:
            actor = await people.find_actor(uow, self._due_days_of)
            if actor is None:
                return []
            return await tasks.list_reportable(uow, actor, now=self._clock(), rules=self._app.rules)

    async def start(self, step: Step) -> Target:
        """Sets out in the background; returns where to.

        Raises:
            AlreadyWalking, NowhereToGo.
        """
        if self.is_walking:
            raise AlreadyWalking
        target = self._find_target(step, await self._list_owed())
        if target is None:
            raise NowhereToGo
        if self.is_walking:
            raise AlreadyWalking
        self._may_go_on = True
        self._walk = asyncio.create_task(self._walk_to(target.at))
        self.on_move()
        return target

    async def wait(self) -> None:
        """Until the present walk is over."""
        if self._walk is not None:
            await asyncio.wait({self._walk})

    def rest(self) -> None:
        """Ends the walk at the halt where it is."""
        self._may_go_on = False

    async def stop(self) -> None:
        """Ends the walk in the middle of what it does: for the end of the process."""
        if self._walk is not None:
            self._walk.cancel()
            await asyncio.wait({self._walk})

    async def _walk_to(self, target: datetime) -> None:
        try:
            await self.settle()
            for halt in self._list_halts(target):
                if not self._may_go_on:
                    break
                self._clock.move_to(halt)
                self.on_move()
                await self.settle()
            self._app.timetable.run_now()
        except Exception as error:
            log.exception("walk_failed", extra={"error": type(error).__name__})
        finally:
            self._walk = None
            self.on_move()

    def _list_halts(self, target: datetime) -> list[datetime]:
        rules, digest_at = self._app.rules, self._app.settings.digest_at
        return stops_between(self._clock(), target, rules.calendar, rules.slots, digest_at=digest_at)

    async def settle(self) -> None:
        """Plans what is due now and waits until the loops have nothing left to do at this moment."""
        await self._app.plan()
        # Retries and quiet hours wait by the clock, which has just jumped over their moment.
        self._app.worker.wake.set()
        self._app.mail_wake.set()
        give_up_at = time.monotonic() + PATIENCE
        while not await self._is_idle():
            if time.monotonic() > give_up_at:
                log.warning("halt_left_unsettled")
                return
            await asyncio.sleep(_LOOK_EVERY)

    async def _is_idle(self) -> bool:
        if self._has_unheard():
            return False
        async with self._app.database.begin() as uow:
            waiting = await inbox.count_by_status(uow)
            mails = await outbox.count_by_status(uow)
            next_due_at = await outbox.find_next_due(uow)
        if waiting.get(InboxStatus.NEW) or mails.get(MailStatus.SENDING):
            return False
        is_due_soon = next_due_at is not None and next_due_at <= self._clock() + SOON
        return not is_due_soon and not self._has_unheard()

    def _has_unheard(self) -> bool:
        """Words not fetched yet, or a press that the bot has taken and not answered: both would expire by a jump."""
        if self._world.queue.list_pending(now=self._clock()):
            return True
        limit = self._world.rules.answer_within
        return any(
            press.was_delivered and not press.answered and self._clock() - press.at < limit
            for press in self._world.presses.values()
        )
