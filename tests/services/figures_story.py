"""Random histories of a small country's tasks, told by the services themselves: what figures are counted from."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from bot.domain.amending import Amendment, AmendmentKind
from bot.domain.errors import DomainError
from bot.domain.people import Actor, Role
from bot.domain.report import Draft, ReportKind
from bot.domain.task import Assignment
from bot.services import UnitOfWork, amending, extensions, obstacles, reporting, reviewing, withdrawing
from bot.storage import assignments
from bot.storage import extensions as extension_rows
from bot.storage import obstacles as obstacle_rows
from bot.storage.database import Database
from bot.storage.tables import assignments as rows
from bot.storage.tables import reports
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import NOW, Desk, found_desk
from tests.services.reporting_setting import DOCUMENT

AGENCIES = ("HDG", "SYT-HDG", "BGG", "BYT")
STEPS = (
    *["wait", "report", "submit"] * 4,
    *["approve", "give_back", "ask", "grant"] * 3,
    *["note", "stuck", "answer", "take_back", "move_date"] * 2,
    *["transfer", "transfer", "stop"],
)


@dataclass
class World:
    """Founded once; every history is told in a transaction that is rolled back."""

    database: Database
    reporters: dict[str, Actor]
    chi: Actor
    dung: Actor
    heads: dict[str, Actor]


async def found_world(database: Database) -> World:
    desk: Desk = await found_desk(database)
    reporters = {code: await desk.seat(f"Đầu mối {code}", Role.FOCAL_POINT, code) for code in AGENCIES}
    heads = {code: await desk.seat(f"Lãnh đạo {code}", Role.HEAD, code) for code in ("HDG", "BGG")}
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    dung = await desk.seat("Dũng", Role.LEADER, "UBQGCDS")
    for number in range(3):
        await desk.assign(f"NV-1{number}", "|".join(AGENCIES), due_date=f"2024-07-{18 + 5 * number}")
    await desk.assign("NV-20", "HDG", due_date="")
    return World(database, reporters, chi, dung, heads)


@dataclass
class History:
    world: World
    uow: UnitOfWork
    chance: random.Random
    now: datetime = NOW
    told: list[str] = field(default_factory=list)

    async def go_on(self) -> None:
        """One step; what the rules refuse has not happened."""
        name = self.chance.choice(STEPS)
        self.now += timedelta(seconds=1)
        try:
            async with self.uow.savepoint():
                await getattr(self, name)()
            self.told.append(name)
        except DomainError:
            self.told.append(f"({name})")

    async def one(self) -> Assignment:
        ids = list((await self.uow.execute(sa.select(rows.c.id).order_by(rows.c.id))).scalars())
        found = await assignments.find_assignment(self.uow, self.chance.choice(ids))
        assert found is not None
        return found

    async def wait(self) -> None:
        self.now += timedelta(hours=self.chance.choice([1, 20, 50, 120]))

    async def _record(self, kind: ReportKind, **more: object) -> None:
        one = await self.one()
        draft = Draft(one.id, kind, **more)  # type: ignore[arg-type] # fields of the draft
        actor = self.world.reporters[one.agency_code]
        await reporting.record(self.uow, actor, draft, now=self.now, rules=RULES)

    async def report(self) -> None:
        await self._record(ReportKind.PROGRESS, percent=float(self.chance.randrange(100)))

    async def note(self) -> None:
        await self._record(ReportKind.NOTE, note="đang làm")

    async def submit(self) -> None:
        await self._record(ReportKind.DONE, proofs=(DOCUMENT,))

    async def stuck(self) -> None:
        await self._record(ReportKind.OBSTACLE, note="Thiếu kinh phí", category="funding")

    async def ask(self) -> None:
        wanted_on = RULES.today(self.now) + timedelta(days=self.chance.choice([10, 25]))
        await self._record(ReportKind.EXTENSION, note="chờ", wanted_on=wanted_on)

    async def grant(self) -> None:
        ids = list((await self.uow.execute(sa.select(rows.c.id))).scalars())
        for extension in (await extension_rows.load_open(self.uow, ids)).values():
            await extensions.grant(self.uow, self.world.dung, extension.id, now=self.now, rules=RULES)
            return

    async def answer(self) -> None:
        one = await self.one()
        for obstacle in await obstacle_rows.list_unclosed(self.uow, one.id):
            await obstacles.answer(
                self.uow, self.world.chi, obstacle.id, "Đã bố trí", now=self.now, rules=RULES
            )

    async def approve(self) -> None:
        one = await self.one()
        await reviewing.approve(self.uow, self.world.chi, one.id, one.rev, now=self.now, rules=RULES)

    async def give_back(self) -> None:
        one = await self.one()
        await reviewing.return_(self.uow, self.world.chi, one.id, one.rev, "thiếu", now=self.now, rules=RULES)

    async def take_back(self) -> None:
        found = (await self.uow.execute(sa.select(reports.c.id, reports.c.person_id))).all()
        if not found:
            return
        report_id, person_id = self.chance.choice(found[-4:])
        actor = next(a for a in self.world.reporters.values() if a.person.id == person_id)
        await withdrawing.withdraw(self.uow, actor, report_id, now=self.now, rules=RULES)

    async def _amend(self, kind: AmendmentKind, *, agency: str = "", due_on: date | None = None) -> None:
        one = await self.one()
        wanted = Amendment(kind, one.id, one.rev, due_on=due_on, agency=agency, reason="theo chỉ đạo")
        await amending.amend(self.uow, self.world.chi, wanted, now=self.now, rules=RULES)

    async def move_date(self) -> None:
        days = timedelta(days=self.chance.randrange(1, 30))
        await self._amend(AmendmentKind.DUE, due_on=RULES.today(self.now) + days)

    async def transfer(self) -> None:
        await self._amend(AmendmentKind.TRANSFER, agency=self.chance.choice(AGENCIES))

    async def stop(self) -> None:
        await self._amend(AmendmentKind.STOP)
