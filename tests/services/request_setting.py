"""An office with requests: who asks, decides, holds and climbs; each step is its own committed transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from bot.domain.people import Actor, Role
from bot.domain.report import Draft, ReportKind
from bot.domain.requests import Extension, Obstacle
from bot.domain.task import Assignment
from bot.services import climbing, desk, extensions, obstacles, reporting, withdrawing
from bot.services.desks import Office, open_office
from bot.services.notices import facts_of, next_owed_at
from bot.storage import assignments
from bot.storage import extensions as extension_rows
from bot.storage import obstacles as obstacle_rows
from bot.storage.database import Database
from bot.storage.queues import outbox
from bot.storage.tables import absences, events
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import Desk, found_desk

DUE, WANTED = date(2024, 7, 20), date(2024, 8, 2)
"""A Saturday, and a Friday ten working days later. It is Wednesday, 10/07/2024, 08:30."""


@dataclass(frozen=True)
class Requests:
    desk: Desk
    an: Actor
    """Focal point of Hải Dương, who asks."""
    chi: Actor
    """Officer of the committee."""
    dung: Actor
    """Leader of the committee."""
    task: int

    # --- asking -------------------------------------------------------------------------------------------

    async def record(self, draft: Draft, *, actor: Actor | None = None) -> int:
        """The id of the report."""
        async with self.desk.work() as uow:
            report_id, _ = await reporting.record(
                uow, actor or self.an, draft, now=self.desk.now, rules=RULES
            )
            return report_id

    async def record_all(self, *drafts: Draft) -> int:
        """Several with one tap; the id of the last report."""
        report_id = 0
        async with self.desk.work() as uow:
            for draft in drafts:
                report_id, _ = await reporting.record(uow, self.an, draft, now=self.desk.now, rules=RULES)
        return report_id

    def asking(self, wanted_on: date = WANTED, *, task: int | None = None) -> Draft:
        return Draft(task or self.task, ReportKind.EXTENSION, note="chờ thẩm định", wanted_on=wanted_on)

    def stuck(self, asked_of: str = "", *, task: int | None = None) -> Draft:
        return Draft(
            task or self.task,
            ReportKind.OBSTACLE,
            note="Thiếu kinh phí",
            category="funding",
            asked_of=asked_of,
        )

    async def ask(self, wanted_on: date = WANTED, *, actor: Actor | None = None) -> Extension:
        report_id = await self.record(self.asking(wanted_on), actor=actor)
        async with self.desk.work() as uow:
            found = await extension_rows.find_extension_of_report(uow, report_id)
        assert found is not None
        return found

    async def raise_(self, asked_of: str = "", *, actor: Actor | None = None) -> Obstacle:
        report_id = await self.record(self.stuck(asked_of), actor=actor)
        async with self.desk.work() as uow:
            found = await obstacle_rows.find_obstacle_of_report(uow, report_id)
        assert found is not None
        return found

    async def take_back(self, report_id: int, *, actor: Actor | None = None) -> list[Assignment]:
        async with self.desk.work() as uow:
            return await withdrawing.withdraw(
                uow, actor or self.an, report_id, now=self.desk.now, rules=RULES
            )

    # --- deciding -----------------------------------------------------------------------------------------

    async def grant(self, extension: Extension, actor: Actor | None = None) -> Extension:
        async with self.desk.work() as uow:
            decided, _ = await extensions.grant(
                uow, actor or self.chi, extension.id, now=self.desk.now, rules=RULES
            )
            return decided

    async def refuse(
        self, extension: Extension, actor: Actor | None = None, remark: str = "Giao ban 22/7"
    ) -> Extension:
        async with self.desk.work() as uow:
            decided, _ = await extensions.refuse(
                uow, actor or self.chi, extension.id, remark, now=self.desk.now, rules=RULES
            )
            return decided

    async def propose(
        self, extension: Extension, actor: Actor | None = None, on: date = date(2024, 7, 26)
    ) -> Extension:
        async with self.desk.work() as uow:
            decided, _ = await extensions.propose(
                uow, actor or self.chi, extension.id, on, now=self.desk.now, rules=RULES
            )
            return decided

    async def take(
        self, extension: Extension, actor: Actor | None = None, *, is_taken: bool = True
    ) -> Extension:
        async with self.desk.work() as uow:
            decided, _ = await extensions.take_offer(
                uow, actor or self.an, extension.id, is_taken=is_taken, now=self.desk.now, rules=RULES
            )
            return decided

    # --- obstacles ----------------------------------------------------------------------------------------

    async def answer(
        self, obstacle: Obstacle, actor: Actor | None = None, text: str = "Đã bố trí"
    ) -> Obstacle:
        async with self.desk.work() as uow:
            moved, _ = await obstacles.answer(
                uow, actor or self.chi, obstacle.id, text, now=self.desk.now, rules=RULES
            )
            return moved

    async def ask_back(
        self, obstacle: Obstacle, actor: Actor | None = None, text: str = "Thiếu bao nhiêu?"
    ) -> Obstacle:
        async with self.desk.work() as uow:
            moved, _ = await obstacles.ask_back(
                uow, actor or self.chi, obstacle.id, text, now=self.desk.now, rules=RULES
            )
            return moved

    async def pass_on(self, obstacle: Obstacle, actor: Actor | None = None, to: str = "BYT") -> Obstacle:
        async with self.desk.work() as uow:
            moved, _ = await obstacles.pass_on(
                uow, actor or self.chi, obstacle.id, to, now=self.desk.now, rules=RULES
            )
            return moved

    async def explain(self, obstacle: Obstacle, actor: Actor | None = None, text: str = "2 tỷ") -> Obstacle:
        async with self.desk.work() as uow:
            moved, _ = await obstacles.explain(
                uow, actor or self.an, obstacle.id, text, now=self.desk.now, rules=RULES
            )
            return moved

    async def close(self, obstacle: Obstacle, actor: Actor | None = None) -> Assignment:
        async with self.desk.work() as uow:
            return await obstacles.close(uow, actor or self.an, obstacle.id, now=self.desk.now, rules=RULES)

    # --- time ---------------------------------------------------------------------------------------------

    async def climb_at(self, now: datetime) -> int:
        self.desk.now = now
        async with self.desk.work() as uow:
            return await climbing.climb(uow, now=now, rules=RULES)

    async def away(self, actor: Actor, from_on: date, to_on: date) -> None:
        async with self.desk.work() as uow:
            row = {"person_id": actor.person.id, "from_on": from_on, "to_on": to_on}
            await uow.execute(sa.insert(absences).values(created_at=self.desk.now, **row))

    # --- looking ------------------------------------------------------------------------------------------

    async def extension(self, extension_id: int) -> Extension:
        async with self.desk.work() as uow:
            found = await extension_rows.find_extension(uow, extension_id)
        assert found is not None
        return found

    async def obstacle(self, obstacle_id: int) -> Obstacle:
        async with self.desk.work() as uow:
            found = await obstacle_rows.find_obstacle(uow, obstacle_id)
        assert found is not None
        return found

    async def office(self) -> Office:
        async with self.desk.work() as uow:
            return await open_office(uow, now=self.desk.now, rules=RULES)

    async def waiting(self, actor: Actor) -> list[tuple[str, int]]:
        """What ``/duyet`` lists: ``(kind, id)``."""
        async with self.desk.work() as uow:
            found = await desk.list_waiting(uow, actor, now=self.desk.now, rules=RULES)
        return [
            ("extension", item.extension.id)
            if item.extension
            else ("obstacle", item.obstacle.id)
            if item.obstacle
            else ("result", item.assignment.id)
            for item in found
        ]

    async def letters(self, kind: str) -> list[int | None]:
        """To whom letters of a kind were addressed, in order."""
        where = outbox.c.kind == kind
        rows = await self.desk.read(sa.select(outbox.c.person_id).where(where).order_by(outbox.c.id))
        return [row[0] for row in rows]

    async def infos(self) -> list[tuple[int, str]]:
        """Things told: ``(person, key)``, in order."""
        where = outbox.c.kind == "info"
        rows = await self.desk.read(
            sa.select(outbox.c.person_id, outbox.c.data).where(where).order_by(outbox.c.id)
        )
        return [(row[0], row[1]["key"]) for row in rows]

    async def history(self) -> list[str]:
        return [row[0] for row in await self.desk.read(sa.select(events.c.kind).order_by(events.c.id))]

    async def due_on(self) -> date:
        found: date = (await self.desk.row(self.task))["due_on"]
        return found

    async def cursor(self) -> tuple[datetime | None, datetime | None]:
        """When the ladder is looked at next, and when it would be if it were planned afresh."""
        row = await self.desk.row(self.task)
        async with self.desk.work() as uow:
            assignment = await assignments.find_assignment(uow, self.task)
        assert assignment is not None
        return row["next_at"], next_owed_at(facts_of(assignment), RULES, after=row["planned_at"])


async def found_requests(database: Database) -> Requests:
    setting = await found_desk(database)
    an = await setting.seat("An", Role.FOCAL_POINT, "HDG")
    chi = await setting.seat("Chi", Role.OFFICER, "UBQGCDS")
    dung = await setting.seat("Dung", Role.LEADER, "UBQGCDS")
    made = Requests(setting, an, chi, dung, await setting.assign())
    await setting.plan()
    return made


def ids_of(actors: Sequence[Actor]) -> list[int]:
    return [actor.person.id for actor in actors]
