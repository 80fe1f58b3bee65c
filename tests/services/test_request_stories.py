"""Random stories of requests, decisions, absences and silence: what must hold after every single step.

A story is one transaction that is rolled back at its end; a refused step is undone by itself, as in the bot.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import DomainError
from bot.domain.people import Actor, Role, Seat
from bot.domain.report import Draft, ReportKind
from bot.domain.requests import Extension, ExtensionStatus, Obstacle, ObstacleStatus, can_answer, can_decide
from bot.domain.task import OPEN_STATUSES, Assignment, Status
from bot.services import (
    UnitOfWork,
    climbing,
    extensions,
    forwarding,
    notices,
    obstacles,
    reporting,
    withdrawing,
)
from bot.services.desks import Office, open_office
from bot.services.notices import facts_of, next_owed_at
from bot.services.progress import change
from bot.storage import assignments
from bot.storage import extensions as extension_rows
from bot.storage import obstacles as obstacle_rows
from bot.storage.database import Database
from bot.storage.people import add_appointment, find_agency
from bot.storage.queues import outbox
from bot.storage.tables import absences, reports
from bot.storage.tables import assignments as assignment_table
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import NOW
from tests.services.reporting_setting import DOCUMENT
from tests.services.request_setting import found_requests

STEPS = 25
PATH = "/CP/HDG/"
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


@pytest.fixture
async def cast(sqlite_database: Database) -> Cast:
    """Two who ask are in the office above as well: Kiêm as an officer, Lan as a leader."""
    office = await found_requests(sqlite_database)
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
    return Cast(sqlite_database, office.task, tuple(people))


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
        ids = await self.uow.execute(sa.select(obstacle_rows.obstacles.c.id).order_by("id"))
        found = [await obstacle_rows.find_obstacle(self.uow, row[0]) for row in ids.all()]
        return [obstacle for obstacle in found if obstacle is not None]

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

    def _who(self, seat: Seat | None) -> Actor:
        if seat is None:
            return self.somebody()
        return next(actor for actor in self.cast.actors if actor.person.id == seat.appointment.person_id)

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
        if self.chance.random() < 0.3:
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
        officers = [actor for actor in self.cast.actors if actor.can_review(PATH)]
        by = self.chance.choice([*officers, self.somebody()])
        if self.chance.random() < 0.2:
            await reporting.approve(self.uow, by, row.id, row.rev, now=self.now, rules=RULES)
        else:
            await reporting.return_(self.uow, by, row.id, row.rev, "x", now=self.now, rules=RULES)

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
        if self.chance.random() < 0.3:
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
        try:
            async with self.uow.savepoint():
                await getattr(self, name)()
            self.told.append(name)
        except DomainError:
            self.due_on, self.absent = before
            self.told.append(f"({name})")

    # --- what must hold -----------------------------------------------------------------------------------

    async def check(self) -> None:
        assignment = await self.assignment()
        found = await self.extensions()
        assert sum(each.is_open for each in found) <= 1, self.told
        office = await open_office(self.uow, now=self.now, rules=RULES)
        for each in found:
            await self._check_extension(each, assignment, office)
        for obstacle in await self.obstacles():
            await self._check_obstacle(obstacle, assignment, office)
        await self._check_ladder(assignment)
        await self._check_reports(assignment)

    async def _check_extension(self, extension: Extension, assignment: Assignment, office: Office) -> None:
        assert extension.status is ExtensionStatus.PENDING or extension.clock_at is None, self.told
        if extension.status is not ExtensionStatus.PENDING or assignment.status not in OPEN_STATUSES:
            return
        decider = office.decider_of(extension, assignment.agency_path)
        able = {
            actor.person.id for actor in self.present if can_decide(actor, extension, assignment.agency_path)
        }
        assert extension.person_id not in able, self.told
        assert (decider is None) == (not able), self.told
        assert decider is None or decider.appointment.person_id in able, self.told
        self._check_clock(extension.clock_at, extension.climbs)
        await self._check_letter(
            "extension",
            extension.id,
            extension.climbs,
            lambda actor: can_decide(actor, extension, assignment.agency_path),
        )

    async def _check_obstacle(self, obstacle: Obstacle, assignment: Assignment, office: Office) -> None:
        is_awaited = obstacle.status in {ObstacleStatus.OPEN, ObstacleStatus.ASKED_BACK}
        assert is_awaited or obstacle.clock_at is None, self.told
        if not is_awaited or assignment.status not in OPEN_STATUSES:
            return
        self._check_clock(obstacle.clock_at, obstacle.climbs)
        if obstacle.status is ObstacleStatus.ASKED_BACK:
            return
        holder = office.answerer_of(obstacle, assignment.agency_path)
        able = {
            actor.person.id for actor in self.present if can_answer(actor, obstacle, assignment.agency_path)
        }
        assert obstacle.person_id not in able, self.told
        assert (holder is None) == (not able), self.told
        assert holder is None or holder.appointment.person_id in able, self.told
        await self._check_letter(
            "obstacle",
            obstacle.id,
            obstacle.climbs,
            lambda actor: can_answer(actor, obstacle, assignment.agency_path),
        )

    def _check_clock(self, clock_at: datetime | None, climbs: int) -> None:
        """It runs: into the future once the bot has looked."""
        assert clock_at is not None, self.told
        assert climbs >= 0
        if self.told and self.told[-1] == "wait":
            assert clock_at > self.now, self.told

    async def _check_letter(
        self, kind: str, request_id: int, climbs: int, may: Callable[[Actor], bool]
    ) -> None:
        """The desk that it lies on now was told, and nobody who may not decide it."""
        rows = await self.uow.execute(
            sa.select(outbox.c.person_id, outbox.c.data).where(outbox.c.kind == kind)
        )
        mine = [
            row[0] for row in rows.all() if (row[1][f"{kind}_id"], row[1]["climbs"]) == (request_id, climbs)
        ]
        assert mine, (kind, self.told)
        by_id = {actor.person.id: actor for actor in self.cast.actors}
        last = mine[-1]
        assert last is None or may(by_id[last]), (kind, self.told)

    async def _check_ladder(self, assignment: Assignment) -> None:
        assert assignment.due_on == self.due_on, self.told
        table = assignment_table
        where = table.c.id == assignment.id
        rows = await self.uow.execute(sa.select(table.c.planned_at, table.c.next_at).where(where))
        planned_at, next_at = rows.one()
        assert next_at == next_owed_at(facts_of(assignment), RULES, after=planned_at), self.told

    async def _check_reports(self, assignment: Assignment) -> None:
        """The state is that of the reports that were not taken back."""
        columns = sa.select(reports.c.at, reports.c.percent).where(reports.c.withdrawn_at.is_(None))
        kept = (await self.uow.execute(columns.order_by(reports.c.id))).all()
        assert assignment.last_report_at == (kept[-1][0] if kept else None), self.told
        percents = [row[1] for row in kept if row[1] is not None]
        assert assignment.percent == (percents[-1] if percents else None), self.told


NAMES = (
    *["wait"] * 5,
    *["ask"] * 4,
    *["grant", "refuse", "propose", "take"] * 3,
    *["stuck"] * 2,
    *["move_obstacle"] * 4,
    *["report", "take_back", "review", "go_away"] * 2,
    "amend",
)


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(st.sampled_from(NAMES), min_size=3, max_size=STEPS),
    seed=st.integers(0, 10**6),
)
async def test_somebody_else_always_has_the_request_and_no_clock_stands_still(
    cast: Cast, steps: list[str], seed: int
) -> None:
    async with cast.database.begin() as uow:
        story = Story(cast, uow, random.Random(seed))  # noqa: S311 a story, no secret
        for name in steps:
            await story.go_on(name)
            await story.check()
