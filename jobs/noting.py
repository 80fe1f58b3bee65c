"""Writes down what became of letters. Whoever comes while a commit runs shares the next one.

What was sent must be noted, or it would be sent again: a database that is away is waited for, and one outcome that
cannot be noted in full does not take the others with it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from bot.domain.rules import Rules
from bot.messages import OutcomeKind
from bot.services import UnitOfWork, delivery, is_outage
from bot.services.delivery import Result

log = logging.getLogger(__name__)
MOST_OPEN = 1
"""Outcomes not yet committed at which sending waits: each of them is sent twice if the process dies now."""
_COMMIT = 0.04
"""Seconds of sending that may be open, where more than one letter goes in that time."""
_FASTEST = 1000.0
"""Telegram's paid ceiling, messages a second."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0


class Notary:
    def __init__(
        self,
        begin: Callable[[], AbstractAsyncContextManager[UnitOfWork]],
        *,
        rules: Callable[[], Rules],
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        on_try: Callable[[], None] = lambda: None,
        rate: float = 1,
    ) -> None:
        """``rate``: messages a second, 0 for no limit."""
        self._begin = begin
        self._rules = rules
        self._clock = clock
        self._sleep = sleep
        self._on_try = on_try
        self._waiting: list[Result] = []
        """What is still to be written, in the order in which it came."""
        self._noted = 0
        """How many came since the start; ``_written`` of them, the first, are committed."""
        self._written = 0
        self._page: asyncio.Event | None = None
        """Set at the end of the page that is being written."""
        self._most_open = max(MOST_OPEN, int((rate or _FASTEST) * _COMMIT))

    async def catch_up(self) -> None:
        """Returns when what is open now is written; at once unless the database is slow."""
        if len(self._waiting) > self._most_open:
            await self._see_written(self._noted)

    async def note(self, results: Sequence[Result]) -> None:
        """Returns when they are committed."""
        self._waiting += results
        self._noted += len(results)
        await self._see_written(self._noted)

    async def _see_written(self, count: int) -> None:
        """Whoever finds the pen free writes for everybody; the others wait for the end of the page, all at once."""
        while self._written < count:
            if self._page is None:
                await self._write_page()
            else:
                await self._page.wait()

    async def _write_page(self) -> None:
        batch = list(self._waiting)
        page = self._page = asyncio.Event()
        try:
            await self._settle(batch)
            del self._waiting[: len(batch)]
            self._written += len(batch)
        finally:
            self._page = None
            page.set()
        _log_failures(batch)

    async def _settle(self, batch: Sequence[Result]) -> None:
        try:
            await self._write(batch)
        except Exception as error:
            log.exception("letters_not_settled", extra={"error": type(error).__name__})
            for result in batch:
                await self._settle_alone(result)

    async def _settle_alone(self, result: Result) -> None:
        try:
            await self._write([result])
        except Exception as error:
            name = type(error).__name__
            log.exception("letter_not_settled", extra={"mail_id": result.letter.mail.id, "error": name})
            await self._commit(lambda uow: delivery.give_up(uow, result, error=name, now=self._clock()))

    async def _write(self, batch: Sequence[Result]) -> None:
        await self._commit(
            lambda uow: delivery.settle(uow, batch, now=self._clock(), rules=self._rules()),
        )

    async def _commit(self, write: Callable[[UnitOfWork], Awaitable[None]]) -> None:
        """Keeps trying while the database is away."""
        pause = FIRST_PAUSE
        while True:
            self._on_try()
            try:
                async with self._begin() as uow:
                    await write(uow)
                    await uow.commit()
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("sender_waits", extra={"error": type(error).__name__, "pause": pause})
            else:
                return
            await self._sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)


def _log_failures(results: Iterable[Result]) -> None:
    for result in results:
        outcome = result.outcome
        if outcome.kind is OutcomeKind.DELIVERED or outcome.reason in delivery.NOT_TRIED:
            continue
        extra = {"mail_id": result.letter.mail.id, "outcome": outcome.kind.value, "reason": outcome.reason}
        log.warning("letter_not_delivered", extra=extra)
