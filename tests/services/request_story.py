"""Random stories of requests, decisions, absences and silence, told step by step in one transaction.

A refused step is undone by itself, as in the bot.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from bot.domain.errors import DomainError
from bot.domain.people import Actor, Role
from bot.domain.report import Draft, ReportKind
from bot.domain.requests import Extension, Obstacle, ObstacleStatus, Turn
from bot.domain.task import Assignment, Status
from bot.services import (
    UnitOfWork,
    climbing,
    extensions,
    forwarding,
    notices,
    obstacles,
    reporting,
    reviewing,
    withdrawing,
)
from bot.services.desks import open_office
from bot.services.progress import change
from bot.storage import assignments
from bot.storage import extensions as extension_rows
from bot.storage import obstacles as obstacle_rows
from bot.storage.database import Database
from bot.storage.people import add_appointment, find_agency
from bot.storage.tables import absences, reports
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import NOW
from tests.services.reporting_setting import DOCUMENT
from tests.services.request_setting import found_requests

PATH = "/CP/HDG/"
NAMES = (
    *["wait", "move_obstacle"] * 4,
    *["ask", "propose", "take", "report"] * 3,
    *["grant", "stuck", "review"] * 2,
    *["refuse", "refuse", "take_back", "go_away", "amend"],
)
"""Steps, the more often the more there is to happen."""
SEATS = (
    ("Đỗ", Role.FOCAL_POINT, "HDG"),
    ("Bình", Role.HEAD, "HDG"),
    ("Hoa", Role.OFFICER, "UBQGCDS"),
    ("Hùng", Role.LEADER, "HDG"),
    ("Minh", Role.FOCAL_POINT, "BYT"),
    ("Nga", Role.HEAD, "BYT"),
    ("Giang", Role.FOCAL_POINT, "BGG"),
)


@dataclass(frozen=True)
class Cast:
    database: Database
    task: int
    actors: tuple[Actor, ...] = field(repr=False)


async def found_cast(database: Database) -> Cast:
    """Two who ask are in the office above as well: Kiêm as an officer, Lan as a leader."""
    office = await found_requests(database)
    people = [office.an, office.chi, office.dung]
    people += [await office.desk.seat(*seat) for seat in SEATS]
    for name, role in (("Kiêm", Role.OFFICER), ("Lan", Role.LEADER)):
        both = await office.desk.seat(name, Role.FOCAL_POINT, "HDG")
        async with office.desk.work() as uow:
            committee = await find_agency(uow, "UBQGCDS")
            assert committee is not None
            await add_appointment(uow, both.person.id, committee.id, role, order=0, now=NOW)
        people.append(await office.desk.actor(both.person.id))
    await office.desk.plan()
    return Cast(database, office.task, tuple(people))


@dataclass
class Story:
    """What has been told so far: the register itself, and the few things it is compared with."""

    cast: Cast
    uow: UnitOfWork
    chance: random.Random
    now: datetime = NOW
    due_on: date = date(2024, 7, 20)
    absent: list[tuple[int, date, date]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    # --- looking ------------------------------------------------------------------------------------------

    async def assignment(self) -> Assignment:
        found = await assignments.find_assignment(self.uow, self.cast.task)
        assert found is not None
        return found

    async def extensions(self) -> list[Extension]:
        return await extension_rows.list_extensions(self.uow, self.cast.task)

    async def obstacles(self) -> list[Obstacle]:
        return await obstacle_rows.list_unclosed(self.uow, self.cast.task)

    @property
    def present(self) -> list[Actor]:
        today = RULES.today(self.now)
        away = {person for person, start, end in self.absent if start <= today <= end}
        return [actor for actor in self.cast.actors if actor.person.id not in away]

    def somebody(self) -> Actor:
        return self.chance.choice(self.cast.actors)

    def reporter(self) -> Actor:
        able = [actor for actor in self.cast.actors if actor.can_report(PATH)]
        return self.chance.choice(able)

    async def some_extension(self) -> tuple[int, Actor]:
        """Mostly the newest, and whoever it lies with; else anybody with any."""
        found = await self.extensions()
        if not found:
            return 0, self.somebody()
        if self.chance.random() < 0.2:
            return self.chance.choice(found).id, self.somebody()
        office = await open_office(self.uow, now=self.now, rules=RULES)
        return found[-1].id, self._who(office.decider_of(found[-1], PATH))

    async def some_obstacle(self) -> tuple[Obstacle | None, Actor]:
        found = await self.obstacles()
        if not found:
            return None, self.somebody()
        obstacle = self.chance.choice(found)
        if self.chance.random() < 0.2:
            return obstacle, self.somebody()
        office = await open_office(self.uow, now=self.now, rules=RULES)
        return obstacle, self._who(office.answerer_of(obstacle, PATH))

    def _who(self, turn: Turn | None) -> Actor:
        if turn is None:
            return self.somebody()
        person_id = turn.seat.appointment.person_id
        return next(actor for actor in self.cast.actors if actor.person.id == person_id)

    # --- steps --------------------------------------------------------------------------------------------

    async def _record(self, draft: Draft) -> None:
        await reporting.record(self.uow, self.reporter(), draft, now=self.now, rules=RULES)

    async def ask(self) -> None:
        days = self.chance.choice([1, 5, 10, 19, 21, 40])
        await self._record(
            Draft(self.cast.task, ReportKind.EXTENSION, note="x", delta_days=days, is_delta_working=True)
        )

    async def grant(self) -> None:
        which, by = await self.some_extension()
        extension, _ = await extensions.grant(self.uow, by, which, now=self.now, rules=RULES)
        assert extension.granted_on is not None
        self.due_on = extension.granted_on

    async def refuse(self) -> None:
        which, by = await self.some_extension()
        await extensions.refuse(self.uow, by, which, "x", now=self.now, rules=RULES)

    async def propose(self) -> None:
        offered_on = self.due_on + timedelta(days=self.chance.choice([1, 7, 30, 60]))
        which, by = await self.some_extension()
        await extensions.propose(self.uow, by, which, offered_on, now=self.now, rules=RULES)

    async def take(self) -> None:
        is_taken = self.chance.random() < 0.7
        which, _ = await self.some_extension()
        extension, _ = await extensions.take_offer(
            self.uow, self.reporter(), which, is_taken=is_taken, now=self.now, rules=RULES
        )
        if is_taken:
            assert extension.granted_on is not None
            self.due_on = extension.granted_on

    async def stuck(self) -> None:
        asked_of = self.chance.choice(["", "BYT", "BGG", "HDG"])
        await self._record(
            Draft(self.cast.task, ReportKind.OBSTACLE, note="x", category="hr", asked_of=asked_of)
        )

    async def move_obstacle(self) -> None:
        """Mostly a step that its status allows."""
        obstacle, by = await self.some_obstacle()
        which, status = (obstacle.id, obstacle.status) if obstacle else (0, ObstacleStatus.OPEN)
        if status is ObstacleStatus.OPEN or self.chance.random() < 0.2:
            how = self.chance.choice(["answer", "ask_back", "pass_on"])
        else:
            how = self.chance.choice(["explain", "explain", "close"])
        match how:
            case "answer":
                await obstacles.answer(self.uow, by, which, "x", now=self.now, rules=RULES)
            case "ask_back":
                await obstacles.ask_back(self.uow, by, which, "x", now=self.now, rules=RULES)
            case "pass_on":
                code = self.chance.choice(["BYT", "BGG", "SYT-HDG"])
                await obstacles.pass_on(self.uow, by, which, code, now=self.now, rules=RULES)
            case "explain":
                await obstacles.explain(self.uow, self.reporter(), which, "x", now=self.now, rules=RULES)
            case _:
                await obstacles.close(self.uow, self.reporter(), which, now=self.now, rules=RULES)

    async def report(self) -> None:
        if self.chance.random() < 0.5:
            await self._record(Draft(self.cast.task, ReportKind.DONE, proofs=(DOCUMENT,)))
        else:
            percent = float(self.chance.randrange(101))
            await self._record(Draft(self.cast.task, ReportKind.PROGRESS, percent=percent))

    async def take_back(self) -> None:
        rows = await self.uow.execute(
            sa.select(reports.c.id, reports.c.person_id).order_by(reports.c.id.desc())
        )
        found = rows.first()
        if found is not None:
            by = next(actor for actor in self.cast.actors if actor.person.id == found[1])
            await withdrawing.withdraw(self.uow, by, found[0], now=self.now, rules=RULES)

    async def review(self) -> None:
        row = await self.assignment()
        officers = [actor for actor in self.cast.actors if actor.can_amend(PATH)]
        by = self.chance.choice([*officers, self.somebody()])
        if self.chance.random() < 0.1:
            await reviewing.approve(self.uow, by, row.id, row.rev, now=self.now, rules=RULES)
        else:
            await reviewing.return_(self.uow, by, row.id, row.rev, "x", now=self.now, rules=RULES)

    async def go_away(self) -> None:
        person, start = self.somebody().person.id, RULES.today(self.now)
        end = start + timedelta(days=self.chance.randrange(10))
        await self.uow.execute(
            sa.insert(absences).values(person_id=person, from_on=start, to_on=end, created_at=self.now)
        )
        self.absent.append((person, start, end))

    async def amend(self) -> None:
        """The office moves the date, or takes the task away."""
        row = await self.assignment()
        if self.chance.random() < 0.1:
            await change(self.uow, row, {"status": Status.TRANSFERRED}, rules=RULES, now=self.now)
        else:
            due_on = self.due_on + timedelta(days=self.chance.choice([-3, 4, 20]))
            await change(self.uow, row, {"due_on": due_on}, rules=RULES, now=self.now)
            self.due_on = due_on

    async def wait(self) -> None:
        """Time passes, and what the bot does by itself happens."""
        self.now += timedelta(minutes=self.chance.choice([3, 60, 8 * 60, 26 * 60, 73 * 60]))
        await notices.plan(self.uow, now=self.now, rules=RULES)
        await climbing.climb(self.uow, now=self.now, rules=RULES)
        await forwarding.address_waiting(self.uow, now=self.now, rules=RULES)

    async def go_on(self, name: str) -> None:
        before = (self.due_on, list(self.absent))
        self.now += timedelta(seconds=1)
        try:
            async with self.uow.savepoint():
                await getattr(self, name)()
            self.told.append(name)
        except DomainError:
            self.due_on, self.absent = before
            self.told.append(f"({name})")
