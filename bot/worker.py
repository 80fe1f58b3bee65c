"""Works the inbox off: one row, one transaction {effects, replies, done}; on PostgreSQL two chats at once.

A handler's failure is undone, counted and tried again, then set aside as ``dead`` with an alarm, while other chats
go on. A failure of the infrastructure (connection, disk, lock) is nobody's fault: it is tried again uncounted.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.clock import Clock
from bot.domain.errors import DomainError
from bot.heartbeat import Heartbeats, Loop
from bot.in_hand import finish
from bot.storage.database import Database, UnitOfWork, is_outage
from bot.storage.inbox import InboxRow, claim_next, find_next_retry, hold_again, mark_done, mark_failed
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail

AfterCommit = Callable[[bool], Awaitable[None]]
"""What is to be done once the effects are safe; told whether the press was answered already (by an apology)."""
ANSWER_WITHIN = 10.0
"""Seconds for an answer to a press: it is worth something at once or not at all."""
LANES = 2
"""Chats worked on at once by one process on PostgreSQL: enough to use the time that commits take."""
LONGEST_PAUSE = 30.0
_LAST_ANSWERS = 2.0
_OWN_FAULTS = (FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError)
"""From inside a handler these are mistakes of the program; a disk that fails says something else."""
log = logging.getLogger(__name__)


class Unreadable(Exception):
    """The payload is no update that we can parse; trying again would not help."""


class Dispatcher(Protocol):
    """What turns a payload into effects; ``handlers`` provides it."""

    async def handle(self, uow: UnitOfWork, payload: str, now: datetime) -> AfterCommit | None: ...

    async def refuse(
        self, uow: UnitOfWork, payload: str, now: datetime, error: DomainError
    ) -> AfterCommit | None: ...

    async def apologise(self, payload: str) -> None: ...


class Worker:
    def __init__(
        self,
        database: Database,
        dispatcher: Dispatcher,
        *,
        clock: Clock,
        alarm_chats: Sequence[int] = (),
        beats: Heartbeats | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        lanes: int = 1,
    ) -> None:
        """``lanes``: how many chats may be worked on at once; SQLite has one writer."""
        self._database = database
        self._lanes = lanes
        self._dispatcher = dispatcher
        self._clock = clock
        self._alarm_chats = alarm_chats
        self._beats = beats or Heartbeats()
        self._sleep = sleep
        self._answers: set[asyncio.Task[None]] = set()
        self._retry_at: datetime | None = None
        """When the first of the rows that failed may be tried again, as of the last look that found none to handle."""
        self.wake = asyncio.Event()

    async def work_once(self) -> bool:
        """Handles the oldest row that may be handled; False when none waits."""
        return await self._take_one() is not None

    async def _take_one(self) -> InboxRow | None:
        row: InboxRow | None = None
        try:
            async with self._database.begin() as uow:
                row = await claim_next(uow, now=self._clock())
                if row is None:
                    self._retry_at = await find_next_retry(uow)
                    return None
                after_commit = await self._dispatcher.handle(uow, row.payload, self._clock())
                await uow.commit()
        except Exception as error:
            if row is None or _is_outage(error):
                raise
            await self._resolve(row, error)
            return replace(row, has_others=True)  # perhaps itself
        if after_commit is not None:
            self._do_later(after_commit(row.attempts > 0))
        return row

    async def _resolve(self, row: InboxRow, error: Exception) -> None:
        """Everything was undone. An expected refusal is explained; a failure of ours is counted against the row."""
        if not isinstance(error, DomainError):
            await self._set_back(row, error)
            return
        try:
            after_commit = await self._refuse(row, error)
        except Exception as failure:
            if _is_outage(failure):
                raise
            await self._set_back(row, failure)
            return
        if after_commit is not None:
            self._do_later(after_commit(row.attempts > 0))

    async def _refuse(self, row: InboxRow, error: DomainError) -> AfterCommit | None:
        """None also when another process's worker took the row up in between: it refuses, and once is enough."""
        async with self._database.begin() as uow:
            if not await hold_again(uow, row):
                return None
            after_commit = await self._dispatcher.refuse(uow, row.payload, self._clock(), error)
            await mark_done(uow, row.id, now=self._clock())
            await uow.commit()
        return after_commit

    async def _set_back(self, row: InboxRow, error: Exception) -> None:
        place = _place_of(error)
        log.error("update_failed", extra={"inbox_id": row.id, "error": place})
        async with self._database.begin() as uow:
            if not await hold_again(uow, row):
                return
            is_dead = await mark_failed(
                uow, row, error=place, now=self._clock(), is_final=isinstance(error, Unreadable)
            )
            if is_dead:
                await self._raise_alarm(uow, row)
            await uow.commit()
        if row.attempts == 0:
            self._do_later(self._dispatcher.apologise(row.payload))

    def _do_later(self, answer: Awaitable[None]) -> None:
        """Beside the next row: a Telegram that does not answer must not keep anybody waiting."""
        task = asyncio.get_running_loop().create_task(_try_once(answer))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def finish_answers(self, *, within: float | None = None) -> None:
        """Until every press handled so far is answered, or given up; at most ``within`` seconds."""
        if self._answers:
            await asyncio.wait(set(self._answers), timeout=within)

    async def _raise_alarm(self, uow: UnitOfWork, row: InboxRow) -> None:
        log.error("update_dead", extra={"inbox_id": row.id})
        for chat_id in self._alarm_chats:
            mail = NewMail(
                MailKind.ALARM,
                {"key": "dead_update", "facts": {"inbox_id": row.id}},
                Priority.DECISION,
                chat_id=chat_id,
                dedupe_key=f"dead:{row.id}:{chat_id}",
            )
            await add_mail(uow, mail, now=self._clock())

    async def drain(self) -> int:
        """Works until nothing may be handled now; returns how many rows were. Answers are given when it returns."""
        count = await self._work_lane()
        await self.finish_answers()
        return count

    async def _work_lane(self) -> int:
        count = 0
        while await finish(self.work_once()):
            self._beats.beat(Loop.WORKER)
            count += 1
        return count

    async def work_off(self) -> int:
        """The same side by side, as ``run`` does it: while one row waits for the disk another is thought about.

        A claim that finds nothing costs as much as one that does, so a single row gets a single lane.
        """
        count = 0
        while (row := await finish(self._take_one())) is not None:
            self._beats.beat(Loop.WORKER)
            count += 1
            if not row.has_others:
                # What came after the claim has set ``wake``; looking again would cost a transaction for nothing.
                self._retry_at = None
                return count
            if count > 1 and self._lanes > 1:
                return count + await self._work_side_by_side()
        return count

    async def _work_side_by_side(self) -> int:
        lanes = (self._work_lane() for _ in range(self._lanes))
        counts = await asyncio.gather(*lanes, return_exceptions=True)
        for failure in counts:
            if isinstance(failure, BaseException):
                raise failure
        return sum(count for count in counts if isinstance(count, int))

    async def run(self) -> None:
        pause = 1.0
        try:
            while True:
                self._beats.beat(Loop.WORKER)
                self.wake.clear()
                try:
                    await self.work_off()
                    pause = 1.0
                    await self._rest()
                except Exception as error:
                    if not is_outage(error):
                        raise
                    log.warning("worker_waits", extra={"error": type(error).__name__, "pause": pause})
                    await self._sleep(pause)
                    pause = min(LONGEST_PAUSE, pause * 2)
        finally:
            await self.finish_answers(within=_LAST_ANSWERS)

    async def _rest(self) -> None:
        """Until something comes, or a failed row may be tried again; half a minute at most, to give a sign of life."""
        seconds = LONGEST_PAUSE
        if self._retry_at is not None:
            seconds = (self._retry_at - self._clock()).total_seconds()
        with suppress(TimeoutError):
            # No wait_for: before Python 3.12 it forgets a cancellation that comes together with the event.
            # Bounded both ways: the wall clock may have been set while the row waited.
            async with asyncio.timeout(min(LONGEST_PAUSE, max(0.1, seconds))):
                await self.wake.wait()


async def _try_once(answer: Awaitable[None]) -> None:
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            await answer
    except Exception as error:
        # Best effort: the effects are committed, and the outbox carries everything that matters.
        log.warning("answer_failed", extra={"error": type(error).__name__})


def _is_outage(error: Exception) -> bool:
    return is_outage(error) and not isinstance(error, _OWN_FAULTS)


def _place_of(error: Exception) -> str:
    """``KeyError tasks.py:41``: enough to find it, nothing of what the person wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} {trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
