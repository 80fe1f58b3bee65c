"""A letter for ways that know no markup and no buttons, and what such a way promises. Knows no wire."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.messages import Outcome


@dataclass(frozen=True, slots=True)
class PlainLetter:
    reference: str
    """The same for every try of one letter."""
    sent_at: datetime
    subject: str = field(repr=False)
    text: str = field(repr=False)


class PlainChannel(Protocol):
    """Never raises for what the other side answers; the outcome says it."""

    async def send(self, address: str, letter: PlainLetter) -> Outcome: ...
