"""Reminders by e-mail: words, address, server. A server that is away holds up nothing but e-mails."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.rules import Rules
from bot.domain.views import NoticeView
from bot.messages import Outcome, OutcomeKind
from bot.plain_letter import PlainChannel, PlainLetter
from bot.services import letters
from bot.services.delivery import CLOSED, PACED
from bot.services.letters import Letter
from bot.texts.email import render_email_text, render_subject
from jobs.wording import render_letter

AT_ONCE = 2
"""Connections to the mail server; more look like a flood to many."""
_QUEUE = timedelta(seconds=5)


@dataclass(slots=True)
class Post:
    channel: PlainChannel
    rules: Callable[[], Rules]
    clock: Callable[[], datetime]
    link: Callable[[], str]
    """Where the bot is to be found."""
    monotonic: Callable[[], float] = time.monotonic
    outcomes: Counter[OutcomeKind] = field(default_factory=Counter)
    """What the mail server answered, since the start."""
    _counter: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _closed_until: float = 0.0

    async def send(self, letter: Letter) -> Outcome:
        """To the person whose letter it is, and to nobody else."""
        if letter.reader is None or not letter.reader.person.email:
            return Outcome(OutcomeKind.REJECTED, reason="no_address")
        if self._counter.locked():
            # Not in a queue here: it would keep places from the chats' letters.
            return Outcome(OutcomeKind.RETRY_AFTER, wait=_QUEUE, reason=PACED)
        async with self._counter:
            if (left := self._closed_until - self.monotonic()) > 0:
                return Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=left), reason=CLOSED)
            outcome = await self.channel.send(letter.reader.person.email, self._word(letter))
            self.outcomes[outcome.kind] += 1
            if outcome.whole_channel:
                self._closed_until = self.monotonic() + outcome.wait.total_seconds()
        return outcome

    def _word(self, letter: Letter) -> PlainLetter:
        now, rules, language = self.clock(), self.rules(), letters.language_of(letter)
        if not isinstance(letter.view, NoticeView):
            raise TypeError("only reminders go by e-mail")
        message = render_letter(letter, rules=rules, now=now)
        return PlainLetter(
            # The same for every try, so that a mailbox can tell a repetition.
            reference=f"{letter.mail.id}.{letter.mail.created_at:%Y%m%d%H%M%S}",
            sent_at=now,
            subject=render_subject(letter.view, language),
            text=render_email_text(message, language, body_name=rules.body_name, link=self.link()),
        )
