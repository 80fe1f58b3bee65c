"""The officials of a trial: they report one after the other, as fast as the bot answers, and wait when it is dead."""

import asyncio
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.demo.telegram_server import Event, Message, Phone, TelegramWorld
from bot.domain.people import Language, Role
from bot.services import directory
from bot.services.exchange import NamedFile, import_files
from bot.storage.database import Database
from tests.faults.figures import Expected

DATA = Path(__file__).parents[2] / "bot" / "demo" / "data"
TASK = "NV-001"
"""The sample's task of the ninth meeting, one for each agency of this group."""
GROUP = "@CHUA_BAN_HANH_KH2024"
FIRST_ACCOUNT = 700_000_001
MOST = 32


@dataclass(frozen=True, slots=True)
class Official:
    agency: str
    account: int


async def fill(database: Database, world: TelegramWorld, count: int, *, now: datetime) -> list[Official]:
    """The sample register, its first task, and a linked focal point in ``count`` of the agencies that have it."""
    for name in ("agencies.csv", "groups.csv"):
        await _import(database, name, (DATA / name).read_bytes(), now=now)
    await _import(database, "tasks.csv", _make_rows([_find_task()]), now=now)
    officials = [
        Official(code, FIRST_ACCOUNT + number) for number, code in enumerate(_list_members()[:count])
    ]
    for official in officials:
        world.add_user(official.account, official.agency, language_code="vi")
        world.phone(official.account).chat.is_started = True
        await link(database, official, now=now)
    return officials


async def _import(database: Database, name: str, content: bytes, *, now: datetime) -> None:
    async with database.begin() as uow:
        result = await import_files(uow, [NamedFile(name, content)], now=now, actor_id=None)
        assert not result.problems, result.problems
        await uow.commit()


async def link(
    database: Database, official: Official, *, now: datetime, role: Role = Role.FOCAL_POINT
) -> None:
    async with database.begin() as uow:
        invitation = await directory.invite(
            uow,
            agency_code=official.agency,
            role=role,
            name=f"Đầu mối {official.agency}",
            now=now,
        )
        await directory.link(
            uow,
            code=invitation.code,
            telegram_id=official.account,
            language=Language.VI,
            actor=None,
            now=now,
        )
        await uow.commit()


def _read(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _list_members() -> list[str]:
    return next(row["members"].split("|") for row in _read("groups.csv") if row["code"] == GROUP)


def _find_task() -> dict[str, str]:
    return next(row for row in _read("tasks.csv") if row["code"] == TASK)


def _make_rows(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


async def assign(database: Database, officials: list[Official], code: str, *, now: datetime) -> None:
    """A new task for every one of them: the clock owes each a notice."""
    new = {
        "code": code,
        "title_vi": f"Nhiệm vụ {code}",
        "title_en": f"Task {code}",
        "lead": "|".join(official.agency for official in officials),
        "issued_date": now.date().isoformat(),
        "due_date": "2024-12-31",
    }
    await _import(database, "tasks.csv", _make_rows([_find_task() | new]), now=now)


class Eyes:
    """Wakes whoever looks at a chat when something changes in it."""

    def __init__(self, world: TelegramWorld) -> None:
        self._changed: dict[int, asyncio.Event] = {}
        world.subscribe(self._on_event)

    def _on_event(self, event: Event) -> None:
        self._changed.setdefault(event.chat_id, asyncio.Event()).set()

    async def until(self, chat_id: int, find: Callable[[], Message | None]) -> Message:
        changed = self._changed.setdefault(chat_id, asyncio.Event())
        while True:
            changed.clear()
            if (found := find()) is not None:
                return found
            await changed.wait()


async def report(world: TelegramWorld, eyes: Eyes, expected: Expected, account: int, percent: int) -> None:
    """Two updates: the words, and the press on the card that repeats them. Returns when it is confirmed."""
    phone = world.phone(account)
    known = len(phone.bot_messages)
    phone.say(f"{TASK} {percent}%")
    card = await eyes.until(account, lambda: find_card(phone, known, percent))
    phone.press(card.id, "Ghi nhận")
    # From here on it is the bot's: shown or not, it has to be stored once.
    expected.effects.setdefault(account, []).append(float(percent))
    await eyes.until(account, lambda: card if "Đã ghi nhận" in card.text else None)


def find_card(phone: Phone, known: int, percent: int) -> Message | None:
    for message in phone.bot_messages[known:]:
        has_button = any("Ghi nhận" in button.text for button in message.list_buttons())
        if has_button and f"{percent}%" in message.text:
            return message
    return None
