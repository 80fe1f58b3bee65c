"""A focal point who is owed an announcement, and what becomes of letters."""

from dataclasses import dataclass

import sqlalchemy as sa
from markupsafe import Markup

from bot.domain.people import Actor, Role
from bot.messages import Message, Outcome, OutcomeKind, encode_message
from bot.services import delivery, letters
from bot.services.delivery import Result
from bot.services.letters import Letter
from bot.storage.database import Database
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail
from bot.storage.queues import notice_items, outbox
from bot.storage.tables import events
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import Desk, found_desk

GONE = Outcome(OutcomeKind.UNREACHABLE, reason="forbidden")
SENT = Outcome(OutcomeKind.DELIVERED, message_id=55)
UNKNOWN = Outcome(OutcomeKind.UNKNOWN, reason="TimedOut")


@dataclass(frozen=True)
class Post:
    desk: Desk
    an: Actor

    async def claim(self) -> list[Letter]:
        """What may go now, without menus."""
        async with self.desk.work() as uow:
            claimed = await letters.claim(uow, now=self.desk.now, rules=RULES)
        return [letter for letter in claimed if letter.mail.kind is not MailKind.MENU]

    async def settle(self, outcome: Outcome, *claimed: Letter) -> None:
        async with self.desk.work() as uow:
            results = [Result(letter, outcome) for letter in claimed]
            await delivery.settle(uow, results, now=self.desk.now, rules=RULES)

    async def send(self, outcome: Outcome, *, kind: MailKind | None = None) -> Letter:
        """The only letter that may go, or the only one of a kind."""
        (letter,) = [each for each in await self.claim() if kind in {None, each.mail.kind}]
        await self.settle(outcome, letter)
        return letter

    async def drop(self, *claimed: Letter) -> None:
        async with self.desk.work() as uow:
            await delivery.drop(uow, claimed)

    async def queue_reply(
        self, chat_id: int = 1001, *, actor: Actor | None = None, target_message_id: int | None = None
    ) -> None:
        person_id = (actor or self.an).person.id
        mail = NewMail(
            MailKind.REPLY,
            encode_message(Message(Markup("x"))),
            Priority.REPLY,
            person_id=person_id,
            chat_id=chat_id,
            target_message_id=target_message_id,
        )
        async with self.desk.work() as uow:
            await add_mail(uow, mail, now=self.desk.now)

    async def mail(self) -> list[tuple[str, str]]:
        where = outbox.c.kind != "menu"
        rows = await self.desk.read(
            sa.select(outbox.c.kind, outbox.c.status).where(where).order_by(outbox.c.id)
        )
        return [(row[0], row[1]) for row in rows]

    async def outcomes(self) -> list[str]:
        return [
            row[0]
            for row in await self.desk.read(sa.select(notice_items.c.outcome).order_by(notice_items.c.id))
        ]

    async def kinds(self) -> list[str]:
        return [row[0] for row in await self.desk.read(sa.select(events.c.kind).order_by(events.c.id))]


async def found_post(database: Database) -> Post:
    """A focal point who is owed the announcement of one task."""
    desk = await found_desk(database)
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    await desk.assign()
    await desk.plan()
    return Post(desk, an)
