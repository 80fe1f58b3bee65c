"""The whole bot in one process: real database, real handlers, loopback Telegram, a clock that is set by hand.

Scenario tests speak through it in the domain's words; a message that nobody expected fails the test at the end.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from telegram.request import HTTPXRequest

from bot.app import App, build_app, open_app
from bot.demo.telegram_server import Message, Phone, TelegramWorld
from bot.demo.telegram_server.in_process import InProcessTransport
from bot.domain.people import Role
from bot.services import directory
from bot.services.exchange import NamedFile, import_files
from bot.settings import Settings

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DATA = Path(__file__).parent.parent / "bot" / "demo" / "data"
START = datetime(2024, 7, 10, 7, 50, tzinfo=ZONE).astimezone(UTC)
"""The morning of the 9th meeting."""


@dataclass(slots=True)
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def set(self, day: date | str, at: str = "08:30") -> None:
        on = date.fromisoformat(day) if isinstance(day, str) else day
        self.now = datetime.combine(on, time.fromisoformat(at), ZONE).astimezone(UTC)


@dataclass(slots=True)
class Person:
    """Somebody with a phone. ``expect`` takes the next unread message and checks it."""

    world: "World"
    name: str
    phone: Phone
    read: int = 0

    @property
    def unread(self) -> list[Message]:
        return self.phone.bot_messages[self.read :]

    async def says(self, text: str, *, reply_to: Message | None = None) -> Self:
        self.phone.say(text, reply_to=reply_to.id if reply_to else None)
        await self.world.settle()
        return self

    async def presses(self, button: str, *, on: Message | None = None) -> Self:
        message = on or next(m for m in reversed(self.phone.bot_messages) if _has_button(m, button))
        self.phone.press(message.id, button)
        await self.world.settle()
        return self

    def expect(self, *words: str, button: str = "") -> Message:
        """The next unread message says all of ``words``."""
        assert self.unread, f"{self.name} got no message; expected {words}"
        message = self.unread[0]
        self.read += 1
        for word in words:
            assert word in message.text, f"{self.name}: {word!r} not in {message.text!r}"
        if button:
            assert _has_button(message, button), f"{self.name}: no button {button!r} under {message.text!r}"
        return message

    def expect_edit(self, *words: str) -> Message:
        """The message that was rewritten last says all of ``words``."""
        edited = max((m for m in self.phone.bot_messages if m.edited_at), key=lambda m: m.edited_at or START)
        for word in words:
            assert word in edited.text, f"{self.name}: {word!r} not in {edited.text!r}"
        return edited

    def expect_nothing(self) -> None:
        assert not self.unread, f"{self.name} got {[m.text for m in self.unread]}"

    def forget(self) -> None:
        """Whatever came so far is of no interest here."""
        self.read = len(self.phone.bot_messages)


def _has_button(message: Message, button: str) -> bool:
    return any(button in entry.text for entry in message.list_buttons())


@dataclass(slots=True)
class World:
    app: App
    telegram: TelegramWorld
    clock: Clock
    people: dict[str, Person] = field(default_factory=dict)
    _next_id: int = 700_000_001

    async def settle(self) -> None:
        await self.app.settle()

    async def load(self, *names: str) -> None:
        """Imports the sample data (all of it unless files are named)."""
        chosen = names or ("agencies.csv", "groups.csv", "tasks.csv")
        files = [NamedFile(name, (DATA / name).read_bytes()) for name in chosen]
        async with self.app.database.begin() as uow:
            result = await import_files(uow, files, now=self.clock(), actor_id=None)
            assert not result.problems, result.problems
            await uow.commit()

    async def load_task(self, *codes: str) -> None:
        """Imports only these rows of the sample's tasks."""
        head, *rows = (DATA / "tasks.csv").read_text(encoding="utf-8").splitlines()
        chosen = [row for row in rows if row.partition(",")[0] in codes]
        content = "\n".join([head, *chosen]).encode()
        async with self.app.database.begin() as uow:
            result = await import_files(
                uow, [NamedFile("tasks.csv", content)], now=self.clock(), actor_id=None
            )
            assert not result.problems, result.problems
            await uow.commit()

    async def invite(self, name: str, role: Role, agency: str) -> str:
        """An invitation code for that seat."""
        async with self.app.database.begin() as uow:
            invitation = await directory.invite(
                uow, agency_code=agency, role=role, name=name, now=self.clock()
            )
            await uow.commit()
        return invitation.code

    def stranger(self, name: str, *, language_code: str = "vi") -> Person:
        """Somebody with a phone and no office."""
        user = self.telegram.add_user(self._next_id, name, language_code=language_code)
        self._next_id += 1
        self.people[name] = Person(self, name, self.telegram.phone(user.id))
        return self.people[name]

    async def appoint(self, name: str, role: Role, agency: str, *, language_code: str = "vi") -> Person:
        """Invites, links by ``/start``, and forgets the greeting."""
        person = self.people.get(name) or self.stranger(name, language_code=language_code)
        code = await self.invite(name, role, agency)
        await person.says(f"/start {code}")
        assert person.unread, f"{name} was not greeted"
        person.forget()
        return person

    async def go_to(self, day: str, at: str = "08:30") -> None:
        """Sets the clock and lets everything happen that is due by then."""
        self.clock.set(day, at)
        await self.settle()

    def expect_silence(self) -> None:
        """Nobody has a message that the test did not expect."""
        for person in self.people.values():
            person.expect_nothing()


@asynccontextmanager
async def open_world(database_url: str, data_dir: Path) -> AsyncIterator[World]:
    """A fresh bot on ``database_url``; afterwards no unexpected message and no broken rule of Telegram's."""
    clock = Clock()
    telegram = TelegramWorld(clock=clock)
    transport = InProcessTransport(telegram)
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg] # pydantic-settings' own argument
        bot_token=telegram.token,
        database_url=database_url,
        data_dir=data_dir,
        send_rate=0,
        telegram_api_base_url="http://loopback/bot",
        telegram_api_file_url="http://loopback/file/bot",
    )
    app = build_app(settings, clock=clock, request=HTTPXRequest(httpx_kwargs={"transport": transport}))
    async with open_app(app):
        world = World(app, telegram, clock)
        yield world
        world.expect_silence()
        assert telegram.violations() == []
