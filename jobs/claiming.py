"""Takes from the outbox what may go now, loaded with what it says. One row that cannot be loaded stops no other."""

import logging
from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.domain.rules import Rules
from bot.services import UnitOfWork, delivery, is_outage, letters
from bot.services.letters import Letter

log = logging.getLogger(__name__)


class Claimer:
    def __init__(
        self,
        begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]],
        *,
        rules: Callable[[], Rules],
        clock: Callable[[], datetime],
    ) -> None:
        self._begin = begin
        self._rules = rules
        self._clock = clock
        self._has_leftovers = False
        self.next_at: datetime | None = None
        """When the first of the letters that may not go yet may go, as of the last look that found none to take."""

    async def take(
        self, limit: int, *, busy_chats: Collection[int] = (), in_hand: Collection[int] = ()
    ) -> tuple[list[Letter], int]:
        """The letters that have something to say, and how many rows were taken.

        ``busy_chats`` get none; ``in_hand`` are the rows that were taken earlier and are still on their way.
        """
        await self.put_back_leftovers(in_hand)
        # Cut off in the commit, nobody knows whether the rows were taken; nobody would ever send them.
        self._has_leftovers = True
        worded, taken = await self._take(limit, busy_chats)
        self._has_leftovers = False
        return worded, taken

    async def put_back_leftovers(self, in_hand: Collection[int]) -> None:
        """Rows of a claim that was cut off go back; those ``in_hand`` are on their way."""
        if not self._has_leftovers:
            return
        async with self._begin() as uow:
            count = await delivery.requeue_unfinished(uow, in_hand=in_hand)
            await uow.commit()
        self._has_leftovers = False
        log.info("requeued_unfinished", extra={"count": count})

    async def _take(self, limit: int, busy_chats: Collection[int]) -> tuple[list[Letter], int]:
        now, rules = self._clock(), self._rules()
        try:
            async with self._begin() as uow:
                batch = await letters.claim(uow, now=now, rules=rules, limit=limit, busy_chats=busy_chats)
                if not batch:
                    self.next_at = await letters.find_next_due(uow, now=now)
                return await _keep_worded(uow, batch), len(batch)
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("claim_failed", extra={"error": type(error).__name__})
        async with self._begin() as uow:
            batch, failed = await letters.claim_singly(
                uow, now=now, rules=rules, limit=limit, busy_chats=busy_chats
            )
            worded = await _keep_worded(uow, batch)
        log.error("letters_not_loaded", extra={"mail_ids": failed})
        return worded, len(batch) + len(failed)


async def _keep_worded(uow: UnitOfWork, batch: list[Letter]) -> list[Letter]:
    """Commits the claim; letters that have nothing left to say end here."""
    await delivery.drop(uow, [letter for letter in batch if not letters.has_words(letter)])
    await uow.commit()
    return [letter for letter in batch if letters.has_words(letter)]
