"""What a handler gets and gives: ``Turn`` in, ``Reply`` out. Knows no Telegram."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.errors import NotAllowed
from bot.domain.people import Actor, Language
from bot.domain.rules import Rules
from bot.messages import Incoming, Reply
from bot.services import UnitOfWork


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that one person said or pressed."""

    uow: UnitOfWork
    speaker: Actor | None
    """None for strangers; only the handlers that are open to them look at it."""
    now: datetime
    language: Language
    incoming: Incoming
    rules: Rules

    @property
    def actor(self) -> Actor:
        """The speaker, known.

        Raises:
            NotAllowed: a stranger; the adapter stops strangers before that.
        """
        if self.speaker is None:
            raise NotAllowed
        return self.speaker

    @property
    def today(self) -> date:
        return self.rules.today(self.now)


Handler = Callable[[Turn], Awaitable[Reply]]
