"""A small register for tests of services: agencies, seats and tasks through the services themselves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa

from bot.domain.errors import DomainError
from bot.domain.people import Actor, Language, Role
from bot.services import UnitOfWork, directory, notices
from bot.services.exchange import NamedFile, import_files
from bot.storage.database import Database
from bot.storage.people import add_appointment, find_actor_by_id, find_agency
from bot.storage.tables import agencies, assignments, tasks
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.world import AGENCIES, task_csv

NOW = local(2024, 7, 10, 8, 30)
_T = TypeVar("_T")


@dataclass(slots=True)
class Desk:
    """Every step is its own committed transaction at ``now``."""

    database: Database
    now: datetime = NOW
    _account: int = 1000

    @asynccontextmanager
    async def work(self) -> AsyncIterator[UnitOfWork]:
        async with self.database.begin() as uow:
            yield uow
            await uow.commit()

    def tick(self, **spans: float) -> None:
        self.now += timedelta(**spans)

    async def load(self, name: str, text: str) -> None:
        async with self.work() as uow:
            result = await import_files(uow, [NamedFile(name, text.encode())], now=self.now, actor_id=None)
            assert not result.problems, result.problems

    async def assign(self, code: str = "NV-001", lead: str = "HDG", **cells: str) -> int:
        """A task, see ``task_csv``; returns the id of the first lead's assignment."""
        await self.load("tasks.csv", task_csv(code, lead, RULES.today(self.now), cells))
        joined = sa.select(assignments.c.id).join(tasks, tasks.c.id == assignments.c.task_id)
        joined = joined.join(agencies, agencies.c.id == assignments.c.agency_id)
        found = await self.read(joined.where(tasks.c.code == code, agencies.c.code == lead.partition("|")[0]))
        return int(found[0][0])

    async def seat(self, name: str, role: Role, agency: str) -> Actor:
        """Invited and linked."""
        self._account += 1
        async with self.work() as uow:
            invitation = await directory.invite(uow, agency_code=agency, role=role, name=name, now=self.now)
            return await directory.link(
                uow,
                code=invitation.code,
                telegram_id=self._account,
                language=Language.VI,
                actor=None,
                now=self.now,
            )

    async def seat_also(self, actor: Actor, role: Role, agency: str) -> Actor:
        """One more seat for somebody who is linked already."""
        async with self.work() as uow:
            found = await find_agency(uow, agency)
            assert found is not None
            await add_appointment(uow, actor.person.id, found.id, role, order=9, now=self.now)
        return await self.actor(actor.person.id)

    async def actor(self, person_id: int) -> Actor:
        async with self.work() as uow:
            found = await find_actor_by_id(uow, person_id)
        assert found is not None
        return found

    async def plan(self) -> None:
        async with self.work() as uow:
            await notices.plan(uow, now=self.now, rules=RULES)
        async with self.work() as uow:
            await notices.bundle(uow, now=self.now, rules=RULES)

    async def read(self, statement: sa.Select[Any]) -> list[tuple[Any, ...]]:
        async with self.work() as uow:
            return [tuple(row) for row in (await uow.execute(statement)).all()]

    async def row(self, assignment_id: int) -> dict[str, Any]:
        found = await self.read(sa.select(assignments).where(assignments.c.id == assignment_id))
        return dict(zip(assignments.c.keys(), found[0], strict=True))

    async def set(self, assignment_id: int, **values: object) -> None:
        async with self.work() as uow:
            which = sa.update(assignments).where(assignments.c.id == assignment_id)
            await uow.execute(which.values(**values))


async def found_desk(database: Database) -> Desk:
    desk = Desk(database)
    await desk.load("agencies.csv", AGENCIES)
    return desk


async def race(*steps: Awaitable[_T]) -> tuple[list[_T], list[DomainError]]:
    """All at once: what came out, and which refusals."""
    ends = await asyncio.gather(*steps, return_exceptions=True)
    refusals = [end for end in ends if isinstance(end, DomainError)]
    for end in ends:
        if isinstance(end, BaseException) and not isinstance(end, DomainError):
            raise end
    return [end for end in ends if not isinstance(end, BaseException)], refusals
