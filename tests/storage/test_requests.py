"""Rows of requests and obstacles: one open request, one step at a time, due in order."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.domain.agencies import Scope
from bot.domain.report import Draft, ReportKind
from bot.domain.requests import (
    Extension,
    ExtensionStatus,
    Obstacle,
    ObstacleCategory,
    ObstacleStatus,
)
from bot.domain.rungs import Recipient
from bot.storage import extensions, obstacles, reports
from bot.storage.database import Database, UnitOfWork
from bot.storage.extensions import NewExtension
from bot.storage.obstacles import NewObstacle
from bot.storage.people import add_person
from bot.storage.request_tables import extensions as extension_table
from bot.storage.tables import agencies, assignments, tasks

NOW = datetime(2024, 7, 16, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
HDG, BGG, BYT = "/CP/HDG/", "/CP/BGG/", "/CP/BYT/"


@dataclass(frozen=True)
class Office:
    database: Database
    an: int
    chi: int
    hdg: int
    """The assignment of Hải Dương."""
    bgg: int
    byt: int
    """The Ministry of Health itself."""

    async def ask(self, assignment_id: int | None = None, *, at: datetime = NOW, **changes: object) -> int:
        which = assignment_id or self.hdg
        async with self.database.begin() as uow:
            draft = Draft(which, ReportKind.EXTENSION, note="x")
            report_id = await reports.add_report(uow, draft, self.an, now=at)
            new = NewExtension(
                assignment_id=which,
                person_id=self.an,
                report_id=report_id,
                old_due_on=date(2024, 7, 20),
                wanted_on=date(2024, 8, 2),
                reason="chờ thẩm định",
                decider=Recipient.OFFICER,
                clock_at=at + HOUR,
            )
            made = replace(new, **changes)  # type: ignore[arg-type] # fields of the row
            extension_id = await extensions.add_extension(uow, made, now=at)
            await uow.commit()
        return extension_id

    async def stuck(self, *, at: datetime = NOW, holder_id: int | None = None) -> int:
        async with self.database.begin() as uow:
            draft = Draft(self.hdg, ReportKind.OBSTACLE, note="x", category="funding")
            report_id = await reports.add_report(uow, draft, self.an, now=at)
            new = NewObstacle(
                assignment_id=self.hdg,
                person_id=self.an,
                report_id=report_id,
                category=ObstacleCategory.FUNDING,
                text="Thiếu kinh phí",
                holder_id=holder_id,
                clock_at=at + HOUR,
            )
            obstacle_id = await obstacles.add_obstacle(uow, new, now=at)
            await uow.commit()
        return obstacle_id

    async def extension(self, extension_id: int) -> Extension:
        async with self.database.begin() as uow:
            found = await extensions.find_extension(uow, extension_id)
        assert found is not None
        return found

    async def obstacle(self, obstacle_id: int) -> Obstacle:
        async with self.database.begin() as uow:
            found = await obstacles.find_obstacle(uow, obstacle_id)
        assert found is not None
        return found

    async def decide(self, extension: Extension, status: ExtensionStatus, **values: object) -> bool:
        async with self.database.begin() as uow:
            is_first = await extensions.decide_extension(uow, extension, status, **values)
            await uow.commit()
        return is_first

    async def move(self, obstacle: Obstacle, status: ObstacleStatus, **values: object) -> bool:
        async with self.database.begin() as uow:
            is_first = await obstacles.move_obstacle(uow, obstacle, status, **values)
            await uow.commit()
        return is_first


async def _add(uow: UnitOfWork, table: sa.Table, **values: object) -> int:
    return int((await uow.execute(sa.insert(table).values(**values).returning(table.c.id))).scalar_one())


@pytest.fixture
async def office(database: Database) -> Office:
    return await found_office(database)


async def found_office(database: Database) -> Office:
    async with database.begin() as uow:
        found = {}
        for code, level in (("HDG", "province"), ("BGG", "province"), ("BYT", "ministry")):
            found[code] = await _add(
                uow,
                agencies,
                code=code,
                name_vi=f"Tên {code}",
                name_en=f"Name {code}",
                short_vi=f"Ngắn {code}",
                level=level,
                path=f"/CP/{code}/",
            )
        task_id = await _add(
            uow,
            tasks,
            code="NV-001",
            title_vi="Việc",
            title_en="",
            kind="one_off",
            lead="HDG",
            lead_mode="each",
            due_precision="day",
            created_at=NOW,
        )
        made = {
            code: await _add(
                uow,
                assignments,
                task_id=task_id,
                agency_id=found[code],
                status="in_progress",
                assigned_on=date(2024, 7, 1),
                assigned_at=NOW,
                due_on=date(2024, 7, 20),
                original_due_on=date(2024, 7, 20),
                precision="day",
            )
            for code in ("HDG", "BGG")
        }
        an, chi = await add_person(uow, name="An", now=NOW), await add_person(uow, name="Chi", now=NOW)
        await uow.commit()
    return Office(database, an, chi, made["HDG"], made["BGG"], found["BYT"])


# --- requests for more time -------------------------------------------------------------------------------


async def test_a_request_comes_back_as_it_was_asked(office: Office) -> None:
    extension_id = await office.ask()
    assert await office.extension(extension_id) == Extension(
        id=extension_id,
        assignment_id=office.hdg,
        person_id=office.an,
        person_name="An",
        asked_at=NOW,
        old_due_on=date(2024, 7, 20),
        wanted_on=date(2024, 8, 2),
        reason="chờ thẩm định",
        status=ExtensionStatus.PENDING,
        decider=Recipient.OFFICER,
        clock_at=NOW + HOUR,
    )


async def test_what_is_not_there_is_none(office: Office) -> None:
    async with office.database.begin() as uow:
        assert await extensions.find_extension(uow, 7) is None
        assert await extensions.find_extension_of_report(uow, 7) is None
        assert await extensions.find_replaced(uow, office.hdg) is None
        assert await obstacles.find_obstacle(uow, 7) is None
        assert await obstacles.find_obstacle_of_report(uow, 7) is None
        assert await extensions.load_open(uow, []) == {}


async def test_a_new_request_withdraws_the_open_one_of_that_assignment_only(office: Office) -> None:
    first, other = await office.ask(), await office.ask(office.bgg)
    second = await office.ask(at=NOW + HOUR)
    withdrawn = await office.extension(first)
    assert (withdrawn.status, withdrawn.clock_at, withdrawn.decided_at, withdrawn.decided_by) == (
        ExtensionStatus.WITHDRAWN,
        None,
        NOW + HOUR,
        "An",
    )
    async with office.database.begin() as uow:
        found = await extensions.load_open(uow, [office.hdg, office.bgg])
        assert {key: extension.id for key, extension in found.items()} == {
            office.hdg: second,
            office.bgg: other,
        }
        assert [each.id for each in await extensions.list_extensions(uow, office.hdg)] == [first, second]


@pytest.mark.parametrize("status", [ExtensionStatus.PENDING, ExtensionStatus.PROPOSED])
async def test_the_database_itself_allows_one_open_request(office: Office, status: ExtensionStatus) -> None:
    first = await office.ask()
    second = await office.ask()
    async with office.database.begin() as uow:
        with pytest.raises(sa.exc.IntegrityError):
            await uow.execute(
                sa.update(extension_table).where(extension_table.c.id == first).values(status=status)
            )
    assert (await office.extension(second)).is_open


async def test_it_is_decided_once(office: Office) -> None:
    asked = await office.extension(await office.ask())
    values = {"granted_on": date(2024, 8, 2), "decided_at": NOW, "decided_by": office.chi}
    assert await office.decide(asked, ExtensionStatus.GRANTED, **values)
    assert not await office.decide(asked, ExtensionStatus.REFUSED, remark="nein")
    decided = await office.extension(asked.id)
    assert (decided.status, decided.granted_on, decided.decided_by, decided.clock_at, decided.remark) == (
        ExtensionStatus.GRANTED,
        date(2024, 8, 2),
        "Chi",
        None,
        "",
    )


async def test_of_twenty_deciders_at_once_one_is_first(postgres_database: Database) -> None:
    office = await found_office(postgres_database)
    asked = await office.extension(await office.ask())
    wide = Database(postgres_database.url, pool_size=20)
    together = replace(office, database=wide)
    firsts = await asyncio.gather(*(together.decide(asked, ExtensionStatus.REFUSED) for _ in range(20)))
    await wide.dispose()
    assert sorted(firsts) == [False] * 19 + [True]


@pytest.mark.parametrize("is_offered", [False, True])
async def test_what_was_replaced_is_put_back_as_it_was(office: Office, is_offered: bool) -> None:
    first = await office.extension(await office.ask())
    if is_offered:
        values = {"decided_at": NOW, "decided_by": office.chi, "proposed_on": date(2024, 7, 26)}
        await office.decide(first, ExtensionStatus.PROPOSED, **values)
        first = await office.extension(first.id)
    async with office.database.begin() as uow:
        replaced = await extensions.find_replaced(uow, office.hdg)
    second = await office.extension(await office.ask(at=NOW + HOUR))
    await office.decide(second, ExtensionStatus.WITHDRAWN)
    async with office.database.begin() as uow:
        assert replaced is not None
        await extensions.put_back(uow, replaced)
        await uow.commit()
    assert await office.extension(first.id) == first


async def test_what_waits_is_listed_inside_the_scope_oldest_first(office: Office) -> None:
    later = await office.ask(at=NOW + HOUR)
    earlier = await office.ask(office.bgg)
    offered = await office.extension(later)
    async with office.database.begin() as uow:
        everywhere = await extensions.list_pending(uow, Scope(("/CP/",)))
        assert [extension.id for extension in everywhere] == [earlier, later]
        assert [e.id for e in await extensions.list_pending(uow, Scope((HDG,)))] == [later]
        assert await extensions.list_pending(uow, Scope()) == []
    await office.decide(offered, ExtensionStatus.PROPOSED)
    async with office.database.begin() as uow:
        assert await extensions.list_pending(uow, Scope((HDG,))) == []


async def test_due_are_pending_ones_whose_time_has_come(office: Office) -> None:
    second = await office.ask(at=NOW + HOUR)
    first = await office.ask(office.bgg)
    found = []
    for now in (NOW + HOUR - timedelta(seconds=1), NOW + HOUR, NOW + 2 * HOUR):
        async with office.database.begin() as uow:
            found.append([e.id for e in await extensions.list_due(uow, now=now, limit=9)])
    assert found == [[], [first], [first, second]]
    async with office.database.begin() as uow:
        assert [e.id for e in await extensions.list_due(uow, now=NOW + 2 * HOUR, limit=1)] == [first]
    await office.decide(await office.extension(first), ExtensionStatus.REFUSED)
    async with office.database.begin() as uow:
        await extensions.stop_clock(uow, await office_extension(uow, second))
        assert await extensions.list_due(uow, now=NOW + 9 * HOUR, limit=9) == []


async def office_extension(uow: UnitOfWork, extension_id: int) -> Extension:
    found = await extensions.find_extension(uow, extension_id)
    assert found is not None
    return found


async def test_climbing_starts_the_clock_anew(office: Office) -> None:
    asked = await office.extension(await office.ask())
    async with office.database.begin() as uow:
        await extensions.climb_extension(uow, asked, climbs=1, clock_at=NOW + 5 * HOUR)
        await uow.commit()
    risen = await office.extension(asked.id)
    assert (risen.climbs, risen.clock_at, risen.status) == (1, NOW + 5 * HOUR, ExtensionStatus.PENDING)


async def test_two_clocks_never_hold_the_same_request(postgres_database: Database) -> None:
    office = await found_office(postgres_database)
    asked = await office.ask()
    async with office.database.begin() as one, office.database.begin() as two:
        assert [e.id for e in await extensions.list_due(one, now=NOW + HOUR, limit=9)] == [asked]
        assert await extensions.list_due(two, now=NOW + HOUR, limit=9) == []


async def test_a_clock_passes_over_what_somebody_decides_just_now(postgres_database: Database) -> None:
    office = await found_office(postgres_database)
    await office.ask()
    await office.stuck()
    locked = sa.select(assignments.c.id).where(assignments.c.id == office.hdg).with_for_update()
    async with office.database.begin() as decider, office.database.begin() as clock:
        await decider.execute(locked)
        assert await extensions.list_due(clock, now=NOW + HOUR, limit=9) == []
        assert await obstacles.list_due(clock, now=NOW + HOUR, limit=9) == []


# --- obstacles --------------------------------------------------------------------------------------------


async def test_an_obstacle_comes_back_as_it_was_raised(office: Office) -> None:
    own, passed = await office.stuck(), await office.stuck(holder_id=office.byt)
    expected = Obstacle(
        id=own,
        assignment_id=office.hdg,
        person_id=office.an,
        person_name="An",
        raised_at=NOW,
        category=ObstacleCategory.FUNDING,
        text="Thiếu kinh phí",
        status=ObstacleStatus.OPEN,
        clock_at=NOW + HOUR,
    )
    assert await office.obstacle(own) == expected
    held = {"holder_path": BYT, "holder_vi": "Ngắn BYT", "holder_en": "Name BYT"}
    assert await office.obstacle(passed) == replace(expected, id=passed, **held)  # type: ignore[arg-type] # strings


async def test_an_obstacle_moves_only_from_where_it_was_read(office: Office) -> None:
    raised = await office.obstacle(await office.stuck())
    answer = {"answer": "Đã bố trí", "answered_at": NOW, "answered_by": office.chi, "clock_at": None}
    assert await office.move(raised, ObstacleStatus.OPEN, climbs=1)
    assert not await office.move(raised, ObstacleStatus.ANSWERED, **answer)
    risen = await office.obstacle(raised.id)
    assert await office.move(risen, ObstacleStatus.ANSWERED, **answer)
    assert not await office.move(risen, ObstacleStatus.ASKED_BACK)
    answered = await office.obstacle(raised.id)
    assert (answered.status, answered.answer, answered.answered_by, answered.clock_at) == (
        ObstacleStatus.ANSWERED,
        "Đã bố trí",
        "Chi",
        None,
    )


async def test_unclosed_ones_of_an_assignment_are_listed(office: Office) -> None:
    first, second = await office.stuck(), await office.stuck()
    await office.move(await office.obstacle(first), ObstacleStatus.CLOSED)
    async with office.database.begin() as uow:
        assert [each.id for each in await obstacles.list_unclosed(uow, office.hdg)] == [second]
        assert await obstacles.list_unclosed(uow, office.bgg) == []


async def test_open_ones_await_the_office_or_whoever_holds_them(office: Office) -> None:
    later = await office.stuck(at=NOW + HOUR)
    held = await office.stuck(holder_id=office.byt)
    asked_back = await office.stuck()
    await office.move(await office.obstacle(asked_back), ObstacleStatus.ASKED_BACK)

    async def awaiting(scope: Scope, *holders: str, with_held: bool = False) -> list[int]:
        async with office.database.begin() as uow:
            found = await obstacles.list_awaiting(uow, scope, holders=holders, with_held=with_held)
        return [each.id for each in found]

    assert await awaiting(Scope(("/CP/",))) == [later]
    assert await awaiting(Scope(("/CP/",)), with_held=True) == [held, later]
    assert await awaiting(Scope((BGG,)), with_held=True) == []
    assert await awaiting(Scope(), BYT) == [held]
    assert await awaiting(Scope(), HDG, BGG) == []
    assert await awaiting(Scope()) == []


async def test_due_are_open_and_asked_back_ones(office: Office) -> None:
    raised = [await office.stuck() for _ in range(4)]
    wanted = (
        ObstacleStatus.OPEN,
        ObstacleStatus.ASKED_BACK,
        ObstacleStatus.ANSWERED,
        ObstacleStatus.CLOSED,
    )
    for obstacle_id, status in zip(raised, wanted, strict=True):
        await office.move(await office.obstacle(obstacle_id), status)
    async with office.database.begin() as uow:
        assert [each.id for each in await obstacles.list_due(uow, now=NOW + HOUR, limit=9)] == raised[:2]
        assert await obstacles.list_due(uow, now=NOW, limit=9) == []
        assert len(await obstacles.list_due(uow, now=NOW + HOUR, limit=1)) == 1
