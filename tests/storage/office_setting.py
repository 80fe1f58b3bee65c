"""A small office whose rows of requests are written straight into the tables."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

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
            report_id = (await reports.add_report(uow, draft, self.an, {}, now=at)).report_id
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
            report_id = (await reports.add_report(uow, draft, self.an, {}, now=at)).report_id
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
