"""The whole bot in one process: real database, real handlers, loopback Telegram, a clock that is set by hand.

Scenario tests speak through it in the domain's words; a message that nobody expected fails the test at the end.
People and the clock have modules of their own and are to be had from here as well.
"""

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import SecretStr
from telegram.request import HTTPXRequest

from bot.app import App, open_app
from bot.assembly import build_app
from bot.demo.telegram_server import TelegramWorld
from bot.demo.telegram_server.in_process import InProcessTransport
from bot.domain.people import Role
from bot.services import directory
from bot.services.exchange import NamedFile, import_files
from bot.settings import Settings
from bot.storage import people as people_storage
from bot.storage.tables import absences, agencies, assignments, people, tasks
from tests.hand_clock import START, ZONE, Clock
from tests.person import Person

__all__ = ["AGENCIES", "DATA", "START", "ZONE", "Clock", "Person", "World", "open_world", "task_csv"]

DATA = Path(__file__).parent.parent / "bot" / "demo" / "data"
AGENCIES = """\
code,name_vi,name_en,short_vi,level,parent
CP,Chính phủ,Government,Chính phủ,government,
UBQGCDS,Ủy ban Quốc gia về chuyển đổi số,National Committee on Digital Transformation,Ủy ban,committee,CP
HDG,Ủy ban nhân dân tỉnh Hải Dương,People's Committee of Hai Duong Province,Hải Dương,province,CP
SYT-HDG,Sở Y tế tỉnh Hải Dương,Hai Duong Department of Health,Sở Y tế Hải Dương,department,HDG
BGG,Ủy ban nhân dân tỉnh Bắc Giang,People's Committee of Bac Giang Province,Bắc Giang,province,CP
BYT,Bộ Y tế,Ministry of Health,Bộ Y tế,ministry,CP
"""
"""A small register: importing the whole sample takes longer than most scenarios."""


def task_csv(code: str, lead: str, today: date, cells: Mapping[str, str]) -> str:
    """A file of one task; what ``cells`` do not say: due 20/07/2024, issued today, one_off, each."""
    row = {"code": code, "lead": lead, "title_vi": f"Việc {code}", "kind": "one_off"}
    row |= {"issued_date": today.isoformat(), "due_date": "2024-07-20", "lead_mode": "each"} | dict(cells)
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, list(row))
    writer.writeheader()
    writer.writerow(row)
    return sheet.getvalue()


@dataclass(slots=True)
class World:
    app: App
    telegram: TelegramWorld
    clock: Clock
    people: dict[str, Person] = field(default_factory=dict)
    allowed_refusals: list[str] = field(default_factory=list)
    """Phrases of Telegram's refusals that this scenario provokes on purpose."""
    next_id: int = 700_000_001

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

    async def load_csv(self, name: str, text: str) -> None:
        async with self.app.database.begin() as uow:
            file = NamedFile(name, text.encode())
            result = await import_files(uow, [file], now=self.clock(), actor_id=None)
            assert not result.problems, result.problems
            await uow.commit()

    async def assign(self, code: str, lead: str = "HDG", **cells: str) -> None:
        """Imports one task, see ``task_csv``."""
        await self.load_csv("tasks.csv", task_csv(code, lead, self.clock().astimezone(ZONE).date(), cells))

    async def read(self, statement: sa.Select[Any]) -> list[tuple[Any, ...]]:
        async with self.app.database.begin() as uow:
            return [tuple(row) for row in (await uow.execute(statement)).all()]

    async def execute(self, statement: str, **values: object) -> None:
        """What no conversation can do (yet), written straight into the database."""
        async with self.app.database.begin() as uow:
            await uow.execute(sa.text(statement), values)
            await uow.commit()

    async def rows(self, *tables: sa.Table) -> list[tuple[Any, ...]]:
        """Every row of these tables, to compare before and after."""
        return [row for table in tables for row in await self.read(sa.select(table).order_by(*table.c))]

    async def id_of(self, code: str, agency: str = "HDG") -> int:
        """The assignment of that task to that agency."""
        joined = sa.select(assignments.c.id).join(tasks, tasks.c.id == assignments.c.task_id)
        joined = joined.join(agencies, agencies.c.id == assignments.c.agency_id)
        found = await self.read(joined.where(tasks.c.code == code, agencies.c.code == agency))
        return int(found[0][0])

    async def state_of(self, code: str, agency: str = "HDG") -> dict[str, Any]:
        """The assignment's row by column."""
        table = assignments
        found = await self.read(sa.select(table).where(table.c.id == await self.id_of(code, agency)))
        return dict(zip(table.c.keys(), found[0], strict=True))

    async def person_row(self, name: str) -> dict[str, Any]:
        """The row of the linked person whose phone that is."""
        where = people.c.telegram_id == self.people[name].phone.user.id
        found = await self.read(sa.select(people).where(where))
        return dict(zip(people.c.keys(), found[0], strict=True))

    async def revoke(self, name: str) -> None:
        person_id = (await self.person_row(name))["id"]
        async with self.app.database.begin() as uow:
            await directory.revoke(uow, person_id, now=self.clock())
            await uow.commit()

    async def away(self, name: str, from_on: str, to_on: str) -> None:
        days = {"from_on": date.fromisoformat(from_on), "to_on": date.fromisoformat(to_on)}
        person_id = (await self.person_row(name))["id"]
        async with self.app.database.begin() as uow:
            await uow.execute(
                sa.insert(absences).values(person_id=person_id, created_at=self.clock(), **days)
            )
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
        user = self.telegram.add_user(self.next_id, name, language_code=language_code)
        self.next_id += 1
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

    async def seat(self, name: str, role: Role, agency: str) -> None:
        """One more seat for somebody who is linked already."""
        person_id = (await self.person_row(name))["id"]
        async with self.app.database.begin() as uow:
            found = await people_storage.find_agency(uow, agency)
            assert found is not None
            await people_storage.add_appointment(
                uow, person_id=person_id, agency_id=found.id, role=role, order=9, now=self.clock()
            )
            await uow.commit()

    async def go_to(self, day: str, at: str = "08:30") -> None:
        """Sets the clock and lets everything happen that is due by then."""
        self.clock.set(day, at)
        await self.settle()

    def expect_silence(self) -> None:
        """Nobody has a message that the test did not expect."""
        for person in self.people.values():
            person.expect_nothing()


@asynccontextmanager
async def open_world(
    database_url: str,
    data_dir: Path,
    *,
    admin_ids: Sequence[int] = (),
    telegram: TelegramWorld | None = None,
    smtp_url: str = "",
) -> AsyncIterator[World]:
    """A bot on ``database_url``; afterwards no unexpected message and no broken rule of Telegram's.

    ``telegram`` is one that this database has already met; a new one is empty.
    """
    telegram = telegram or TelegramWorld(clock=Clock())
    clock = telegram.clock
    assert isinstance(clock, Clock)
    transport = InProcessTransport(telegram)
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg] # pydantic-settings' own argument
        bot_token=SecretStr(telegram.token),
        database_url=SecretStr(database_url),
        data_dir=data_dir,
        send_rate=0,
        admin_telegram_ids=tuple(admin_ids),
        smtp_url=SecretStr(smtp_url),
        smtp_from="dondoc@example.vn",
        telegram_api_base_url="http://loopback/bot",
        telegram_api_file_url="http://loopback/file/bot",
    )
    app = build_app(settings, clock=clock, request=HTTPXRequest(httpx_kwargs={"transport": transport}))
    async with open_app(app):
        world = World(app, telegram, clock)
        yield world
        world.expect_silence()
        assert telegram.violations(allow=world.allowed_refusals) == []
