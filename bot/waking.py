"""Who is woken by what, in this process and in the others. Knows the loops by their events only."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.storage.bell import Bell, Topic
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Waking:
    """``bell`` reaches other processes; there are none beside an SQLite file."""

    worker: asyncio.Event
    mail: asyncio.Event
    is_sender: Callable[[], bool]
    bell: Bell | None

    def on_mail(self) -> None:
        """Letters were queued."""
        self.mail.set()
        if self.bell is not None and not self.is_sender():
            self.bell.ring(Topic.MAIL)

    def on_updates(self) -> None:
        """Updates were stored."""
        self.worker.set()
        if self.bell is not None:
            self.bell.ring(Topic.INBOX)


def make_waking(
    database: Database, worker: asyncio.Event, mail: asyncio.Event, *, is_sender: Callable[[], bool]
) -> Waking:
    """Set up for letters: ``database`` calls it after every commit that queued some."""
    wakes = {Topic.INBOX: worker.set, Topic.MAIL: mail.set}
    waking = Waking(worker, mail, is_sender, None if database.is_sqlite else Bell(database, wakes))
    database.on_mail = waking.on_mail
    return waking
