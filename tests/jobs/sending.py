"""A sender with a post office of paper: a real outbox, a channel that does what the test says, a clock by hand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.domain.agencies import Level
from bot.domain.people import Role
from bot.domain.rules import Rules
from bot.ground import make_rules
from bot.heartbeat import Heartbeats
from bot.messages import Message, Outcome, OutcomeKind
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.outbox import MailKind, NewMail, Priority, add_mail
from bot.storage.people import add_appointment, add_person, update_person
from bot.storage.queues import outbox
from bot.storage.register import add_agencies
from bot.storage.register_rows import AgencyRow
from jobs.deliver import Sender
from jobs.pacing import Pacer

START = datetime(2024, 7, 16, 2, tzinfo=UTC)
AN, BINH = 101, 102
RULES: Rules = make_rules(Settings(_env_file=None))  # type: ignore[call-arg] # pydantic-settings' own argument
DELIVERED = Outcome(OutcomeKind.DELIVERED)

Reaction = Callable[[int, str], Awaitable[Outcome]]
"""What the channel does with ``(chat, text)``."""


def answering(outcome: Outcome, *, times: int = 1_000) -> Reaction:
    left = [times]

    async def react(_chat: int, _text: str) -> Outcome:
        left[0] -= 1
        return outcome if left[0] >= 0 else DELIVERED

    return react


@dataclass(slots=True)
class PaperChannel:
    """Keeps what was sent, in order; ``reactions`` by chat or by text, everything else is delivered."""

    sent: list[tuple[int, str]] = field(default_factory=list)
    tried: list[tuple[int, str]] = field(default_factory=list)
    edited: list[tuple[int, int, str]] = field(default_factory=list)
    reactions: dict[int | str, Reaction] = field(default_factory=dict)
    after_send: Callable[[int], None] = field(default=lambda _count: None)
    most_at_once: int = 0
    _at_once: int = 0

    async def send(self, address: int | str, message: Message) -> Outcome:
        chat, text = int(address), str(message.text)
        self.tried.append((chat, text))
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        react = self.reactions.get(text) or self.reactions.get(chat)
        outcome = await react(chat, text) if react else DELIVERED
        await asyncio.sleep(0)
        self._at_once -= 1
        if outcome.kind is not OutcomeKind.DELIVERED:
            return outcome
        self.sent.append((chat, text))
        self.after_send(len(self.sent))
        return Outcome(OutcomeKind.DELIVERED, message_id=len(self.sent))

    async def edit(self, address: int | str, message_id: int, message: Message) -> Outcome:
        self.edited.append((int(address), message_id, str(message.text)))
        return Outcome(OutcomeKind.DELIVERED, message_id=message_id)

    async def set_menu(self, address: int | str, commands: tuple[tuple[str, str], ...]) -> Outcome:
        del address, commands
        return DELIVERED

    def texts(self, chat: int) -> list[str]:
        return [text for to, text in self.sent if to == chat]


@dataclass(slots=True)
class PostOffice:
    database: Database
    channel: PaperChannel = field(default_factory=PaperChannel)
    now: datetime = START
    monotonic: float = 1000.0
    rate: float = 0
    clock: Callable[[], datetime] | None = None
    """Instead of the hands of ``now``."""
    pauses: list[float] = field(default_factory=list)
    is_time_flying: bool = False
    """Whether pauses move the hands."""
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    beats: Heartbeats = field(init=False)
    _sender: Sender | None = None

    def __post_init__(self) -> None:
        self.database.on_mail = self.wake.set
        self.beats = Heartbeats(monotonic=lambda: self.monotonic)

    @property
    def sender(self) -> Sender:
        if self._sender is None:
            self._sender = Sender(
                begin=self.database.begin,
                channel=self.channel,
                rules=lambda: RULES,
                clock=self.clock or (lambda: self.now),
                pacer=Pacer(self.rate, monotonic=lambda: self.monotonic, sleep=self._pause),
                sleep=self._pause,
                beats=self.beats,
            )
        return self._sender

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if self.is_time_flying:
            self.go_on(seconds)
        await asyncio.sleep(0)

    def go_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.monotonic += seconds

    async def put(self, *texts: str, chat: int | None = AN, **given: Any) -> list[int]:  # noqa: ANN401 fields of NewMail
        """One rendered row each, a reply unless told otherwise; their ids."""
        fields: dict[str, Any] = {
            "kind": MailKind.REPLY,
            "priority": Priority.REPLY,
            "chat_id": chat,
            **given,
        }
        async with self.database.begin() as uow:
            ids = [
                await add_mail(uow, NewMail(**{"data": {"text": text}} | fields), now=self.now)
                for text in texts
            ]
            await uow.commit()
        return [mail_id for mail_id in ids if mail_id is not None]

    async def add_person(self, telegram_id: int | None, *, is_seated: bool = False) -> int:
        """``is_seated``: as the focal point of an agency; rendered words go to nobody else."""
        async with self.database.begin() as uow:
            person_id = await add_person(uow, name="An", now=self.now)
            await update_person(uow, person_id, telegram_id=telegram_id)
            if is_seated:
                row = AgencyRow("HDG", "Tỉnh Hải Dương", Level.PROVINCE, "Hải Dương", path="/HDG/")
                agency_id = (await add_agencies(uow, [row], {}))["HDG"]
                await add_appointment(uow, person_id, agency_id, Role.FOCAL_POINT, order=1, now=self.now)
            await uow.commit()
        return person_id

    async def rows(self) -> dict[int, tuple[str, str]]:
        """``(status, error)`` by id."""
        async with self.database.begin() as uow:
            rows = await uow.execute(sa.select(outbox.c.id, outbox.c.status, outbox.c.error))
            return {row[0]: (row[1], row[2]) for row in rows}

    async def count(self, status: str) -> int:
        return sum(found == status for found, _ in (await self.rows()).values())

    @asynccontextmanager
    async def running(self, *, tick_seconds: float = 3600) -> AsyncIterator[asyncio.Task[None]]:
        """The sender's own loop beside the test; what ends it early is raised."""
        task = asyncio.create_task(self.sender.run(self.wake, tick_seconds=tick_seconds))
        try:
            yield task
        finally:
            was_done = task.done()
            task.cancel()
            await asyncio.wait({task})
        if was_done:
            task.result()

    async def until_sent(self, count: int) -> None:
        """Waits for so many messages in all."""
        enough = asyncio.Event()
        self.channel.after_send = lambda sent: enough.set() if sent >= count else None
        if len(self.channel.sent) < count:
            async with asyncio.timeout(30):
                await enough.wait()

    async def until(self, is_so: Callable[[], Awaitable[bool]]) -> None:
        """Looks again and again, for half a minute at most."""
        async with asyncio.timeout(30):
            while True:
                if await is_so():
                    return
                await asyncio.sleep(0.005)

    async def until_noted(self, count: int) -> None:
        """Waits until so many rows are marked as sent."""

        async def are_noted() -> bool:
            return await self.count("sent") >= count

        await self.until(are_noted)
