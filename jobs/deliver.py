"""The outbox's sender: claim, word, pace, send, note. One in an installation.

Each chat's messages go one after the other, chats side by side. Outcomes are noted as they come, several in one
commit while the last commit runs, so that a kill leaves as little as possible sent but not noted.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.domain.rules import Rules
from bot.messages import Channel, Outcome, OutcomeKind
from bot.services import UnitOfWork, delivery, is_outage, letters
from bot.services.delivery import Result
from bot.services.letters import Letter
from jobs.pacing import Pacer
from jobs.wording import list_menu, render_letter

log = logging.getLogger(__name__)
IN_FLIGHT = 8
"""More makes PTB's default transport slower, not faster (measured)."""


@dataclass(frozen=True, slots=True)
class Sender:
    begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]]
    channel: Channel
    rules: Callable[[], Rules]
    clock: Callable[[], datetime]
    pacer: Pacer

    async def deliver_once(self) -> int:
        """Sends one batch of what may go now; returns how many rows were taken."""
        async with self.begin() as uow:
            batch = await letters.claim(uow, now=self.clock(), rules=self.rules())
            mute = [letter for letter in batch if not letters.has_words(letter)]
            await delivery.drop(uow, mute)
            await uow.commit()
        await self._send_all([letter for letter in batch if letters.has_words(letter)])
        return len(batch)

    async def drain(self) -> int:
        """Delivers until nothing may go now."""
        total = 0
        while count := await self.deliver_once():
            total += count
        return total

    async def _send_all(self, batch: list[Letter]) -> None:
        outcomes: asyncio.Queue[Result | None] = asyncio.Queue()
        lanes = [list(lane) for _, lane in groupby(sorted(batch, key=_chat_of), key=_chat_of)]
        places = asyncio.Semaphore(IN_FLIGHT)

        async def send_lane(lane: list[Letter]) -> None:
            async with places:
                await self._send_lane(lane, outcomes)

        async with asyncio.TaskGroup() as group:
            notary = group.create_task(self._note(outcomes))
            await asyncio.gather(*(send_lane(lane) for lane in lanes))
            outcomes.put_nowait(None)
            await notary

    async def _send_lane(self, lane: list[Letter], outcomes: "asyncio.Queue[Result | None]") -> None:
        """One chat's letters in order; when one has to wait, the rest waits with it."""
        for position, letter in enumerate(lane):
            outcome = await self._send(letter)
            outcomes.put_nowait(Result(letter, outcome))
            if outcome.kind is OutcomeKind.RETRY_AFTER:
                for later in lane[position + 1 :]:
                    outcomes.put_nowait(Result(later, outcome))
                return

    async def _send(self, letter: Letter) -> Outcome:
        mail = letter.mail
        if mail.chat_id is None:
            return Outcome(OutcomeKind.UNREACHABLE, reason="not_linked")
        call = self._call(letter, mail.chat_id)
        await self.pacer.wait(mail.chat_id)
        try:
            return await call()
        except Exception as error:
            # A letter that cannot be worded must not stop the others; it is kept as failed and shows in `check`.
            log.exception("letter_failed", extra={"mail_id": mail.id, "error": type(error).__name__})
            return Outcome(OutcomeKind.REJECTED, reason=type(error).__name__)

    def _call(self, letter: Letter, chat_id: int) -> Callable[[], Awaitable[Outcome]]:
        async def call() -> Outcome:
            if letters.is_menu(letter):
                return await self.channel.set_menu(chat_id, list_menu(letter))
            message = render_letter(letter, rules=self.rules(), now=self.clock())
            if letter.mail.target_message_id is not None:
                return await self.channel.edit(chat_id, letter.mail.target_message_id, message)
            return await self.channel.send(chat_id, message)

        return call

    async def _note(self, outcomes: "asyncio.Queue[Result | None]") -> None:
        """Writes outcomes down as they come; whatever gathered during one commit goes into the next."""
        is_open = True
        while is_open:
            batch = [await outcomes.get()]
            while not outcomes.empty():
                batch.append(outcomes.get_nowait())
            is_open = None not in batch
            results = [result for result in batch if result is not None]
            if results:
                await self._settle(results)

    async def _settle(self, results: list[Result]) -> None:
        """Keeps trying while the database is away: what was sent must be noted, or it would be sent again."""
        pause = 0.5
        while True:
            try:
                async with self.begin() as uow:
                    await delivery.settle(uow, results, now=self.clock(), rules=self.rules())
                    await uow.commit()
                break
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("sender_waits", extra={"error": type(error).__name__, "pause": pause})
                await asyncio.sleep(pause)
                pause = min(30.0, pause * 2)
        _log_failures(results)


def _chat_of(letter: Letter) -> int:
    return letter.mail.chat_id or 0


def _log_failures(results: Iterable[Result]) -> None:
    for result in results:
        if result.outcome.kind is not OutcomeKind.DELIVERED:
            log.warning(
                "letter_not_delivered",
                extra={
                    "mail_id": result.letter.mail.id,
                    "outcome": result.outcome.kind.value,
                    "reason": result.outcome.reason,
                },
            )
