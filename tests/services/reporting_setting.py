"""A focal point, an officer and one task, and the steps of a report between them."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from bot.domain.people import Actor, Role
from bot.domain.report import Draft, Proof, ProofKind, ReportKind
from bot.domain.task import Assignment
from bot.services import reporting, reviewing
from bot.storage.database import Database
from bot.storage.queues import outbox
from bot.storage.tables import absences
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import Desk, found_desk

DOCUMENT = Proof(ProofKind.DOCUMENT, number="58/KH-UBND", issued_on=date(2024, 7, 9))


@dataclass(frozen=True)
class Setting:
    desk: Desk
    an: Actor
    chi: Actor
    task: int

    async def record(self, draft: Draft, *, actor: Actor | None = None) -> Assignment:
        async with self.desk.work() as uow:
            _, assignment = await reporting.record(
                uow, actor or self.an, draft, now=self.desk.now, rules=RULES
            )
            return assignment

    async def say(self, percent: float = 40) -> Assignment:
        return await self.record(Draft(self.task, ReportKind.PROGRESS, percent=percent))

    async def submit(self) -> Assignment:
        return await self.record(Draft(self.task, ReportKind.DONE, proofs=(DOCUMENT,)))

    async def approve(self, rev: int, *, actor: Actor | None = None) -> Assignment:
        async with self.desk.work() as uow:
            return await reviewing.approve(
                uow, actor or self.chi, self.task, rev, now=self.desk.now, rules=RULES
            )

    async def send_back(
        self, rev: int, reason: str = "Thiếu dấu", *, actor: Actor | None = None
    ) -> Assignment:
        async with self.desk.work() as uow:
            return await reviewing.return_(
                uow, actor or self.chi, self.task, rev, reason, now=self.desk.now, rules=RULES
            )

    async def waiting_for(self, actor: Actor) -> list[int]:
        async with self.desk.work() as uow:
            found = await reviewing.list_submitted(uow, actor, now=self.desk.now, rules=RULES)
        return [assignment.id for assignment in found]

    async def away(self, actor: Actor, from_on: date, to_on: date) -> None:
        async with self.desk.work() as uow:
            row = {"person_id": actor.person.id, "from_on": from_on, "to_on": to_on}
            await uow.execute(sa.insert(absences).values(created_at=self.desk.now, **row))

    async def mail(self, kind: str) -> list[tuple[int, dict[str, object]]]:
        where = outbox.c.kind == kind
        rows = await self.desk.read(
            sa.select(outbox.c.person_id, outbox.c.data).where(where).order_by(outbox.c.id)
        )
        return [(row[0], row[1]) for row in rows]


async def found_setting(database: Database) -> Setting:
    desk = await found_desk(database)
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    return Setting(desk, an, chi, await desk.assign())
