"""Random histories of a small country's tasks, told by the services themselves: what figures are counted from."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from bot.domain.amending import Amendment, AmendmentKind
from bot.domain.errors import DomainError
from bot.domain.people import Actor, Role
from bot.domain.report import Draft, ReportKind
from bot.domain.requests import Extension
from bot.domain.task import Assignment
from bot.services import (
    UnitOfWork,
    amending,
    extensions,
    obstacles,
    reorganising,
    reporting,
    reviewing,
    withdrawing,
)
from bot.services.exchange import NamedFile, import_files
from bot.storage import assignments
from bot.storage import extensions as extension_rows
from bot.storage import obstacles as obstacle_rows
from bot.storage.database import Database
from bot.storage.people import find_actor_by_id
from bot.storage.tables import agencies, kpi_targets, reports, tasks
from bot.storage.tables import assignments as rows
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import NOW, Desk, found_desk
from tests.services.reporting_setting import DOCUMENT

AGENCIES = ("HDG", "SYT-HDG", "BGG", "BYT")
STEPS = (
    *["wait", "report", "submit"] * 4,
    *["approve", "give_back", "ask", "grant"] * 3,
    *["note", "stuck", "answer", "take_back", "move_date", "offer", "take_offer"] * 2,
    *["transfer", "transfer", "stop", "merge"],
)
BODIES = ("CP", "UBQGCDS")
_SUCCESSION = "predecessor,successor,event,effective_date,legal_basis,share\n"
_BASIS = "Nghị quyết 202/2025/QH15"


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
    async with database.begin() as uow:
        which = sa.select(tasks.c.id, sa.literal(60.0), tasks.c.issued_on).where(tasks.c.code != "NV-12")
        columns = ["task_id", "target", "valid_from"]
        await uow.execute(sa.insert(kpi_targets).from_select(columns, which))
        await uow.commit()
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
        if (actor := await self._reporter_of(one)) is not None:
            await reporting.record(self.uow, actor, draft, now=self.now, rules=RULES)

    async def _reporter_of(self, one: Assignment) -> Actor | None:
        for actor in self.world.reporters.values():
            present = await self.present(actor)
            if present.can_report(one.agency_path):
                return present
        return None

    async def present(self, actor: Actor) -> Actor:
        """With the seats of this moment: a merger carries them to the heir."""
        found = await find_actor_by_id(self.uow, actor.person.id)
        assert found is not None
        return found

    async def report(self) -> None:
        percent = self.chance.randrange(100)
        value = float(percent) if percent % 3 == 0 else None
        await self._record(ReportKind.PROGRESS, percent=float(percent), value=value)

    async def note(self) -> None:
        await self._record(ReportKind.NOTE, note="đang làm")

    async def submit(self) -> None:
        await self._record(ReportKind.DONE, proofs=(DOCUMENT,))

    async def stuck(self) -> None:
        await self._record(ReportKind.OBSTACLE, note="Thiếu kinh phí", category="funding")

    async def ask(self) -> None:
        wanted_on = RULES.today(self.now) + timedelta(days=self.chance.choice([10, 25]))
        await self._record(ReportKind.EXTENSION, note="chờ", wanted_on=wanted_on)

    async def _asked(self) -> Extension | None:
        ids = list((await self.uow.execute(sa.select(rows.c.id))).scalars())
        return next(iter((await extension_rows.load_open(self.uow, ids)).values()), None)

    async def grant(self) -> None:
        if (asked := await self._asked()) is not None:
            await extensions.grant(self.uow, self.world.dung, asked.id, now=self.now, rules=RULES)

    async def offer(self) -> None:
        if (asked := await self._asked()) is not None:
            offered_on = RULES.today(self.now) + timedelta(days=self.chance.choice([5, 20, 40]))
            await extensions.propose(
                self.uow, self.world.dung, asked.id, offered_on, now=self.now, rules=RULES
            )

    async def take_offer(self) -> None:
        asked = await self._asked()
        one = await assignments.find_assignment(self.uow, asked.assignment_id) if asked else None
        if asked is None or one is None or (actor := await self._reporter_of(one)) is None:
            return
        is_taken = self.chance.random() < 0.7
        await extensions.take_offer(self.uow, actor, asked.id, is_taken=is_taken, now=self.now, rules=RULES)

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
        await withdrawing.withdraw(self.uow, await self.present(actor), report_id, now=self.now, rules=RULES)

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

    async def merge(self) -> None:
        """One agency goes into another, or both into a new one, from today on."""
        alive = sa.select(agencies.c.code).where(
            agencies.c.valid_to.is_(None), agencies.c.code.not_in(BODIES)
        )
        codes = list((await self.uow.execute(alive.order_by(agencies.c.code))).scalars())
        if len(codes) < 3:
            return
        gone, other = self.chance.sample(codes, 2)
        today, heir = RULES.today(self.now), other
        pairs = [(gone, other)]
        if self.chance.random() < 0.5:
            heir = f"N{len(self.told)}"
            head = "code,name_vi,level,parent,valid_from\n"
            await self._load("agencies.csv", f"{head}{heir},Tỉnh {heir},province,CP,{today}\n")
            pairs = [(gone, heir), (other, heir)]
        event = "merge_into" if heir == other else "merge_new"
        lines = [f"{a},{b},{event},{today},{_BASIS},main\n" for a, b in pairs]
        await self._load("agency_succession.csv", f"{_SUCCESSION}{''.join(lines)}")
        while await reorganising.plan_step(self.uow, now=self.now, rules=RULES) is not None:
            pass

    async def _load(self, name: str, text: str) -> None:
        result = await import_files(self.uow, [NamedFile(name, text.encode())], now=self.now, actor_id=None)
        assert not result.problems, result.problems
