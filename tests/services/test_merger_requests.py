"""What is open about a task whose agency is merged: requests, obstacles and urging follow to who is there."""

from datetime import date

import pytest
import sqlalchemy as sa

from bot.domain.people import Role
from bot.domain.report import Draft, ReportKind
from bot.domain.rungs import Recipient
from bot.domain.task import Status
from bot.services import reporting
from bot.storage import extensions
from bot.storage.database import Database
from bot.storage.extensions import NewExtension
from bot.storage.request_tables import extensions as extension_rows
from bot.storage.request_tables import obstacles, urges
from bot.storage.tables import agencies, assignments, events, reports
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import Desk
from tests.services.merger_setting import BASIS, MERGER, come, found_merger


@pytest.fixture
async def desk(database: Database) -> Desk:
    desk = await found_merger(database)
    await desk.load("agency_succession.csv", MERGER)
    return desk


async def test_open_requests_of_both_are_about_the_one_that_remains(desk: Desk) -> None:
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    hdg = await desk.assign("NV-019", "HDG|HPG")
    hpg = next(row[0] for row in await desk.read(sa.select(assignments.c.id)) if row[0] != hdg)
    await desk.set(hdg, status=Status.IN_PROGRESS)
    await _ask_everything(desk, an.person.id, hdg)
    await come(desk)
    for table in (extension_rows, obstacles, urges):
        assert await desk.read(sa.select(table.c.assignment_id)) == [(hpg,)], table.name


async def test_of_two_requests_for_more_time_the_last_stays_open(desk: Desk) -> None:
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    hdg = await desk.assign("NV-019", "HDG|HPG")
    hpg = next(row[0] for row in await desk.read(sa.select(assignments.c.id)) if row[0] != hdg)
    for which in (hdg, hpg):
        await _ask_time(desk, an.person.id, which)
        desk.tick(hours=1)
    await come(desk)
    found = await desk.read(
        sa.select(extension_rows.c.assignment_id, extension_rows.c.status, extension_rows.c.remark).order_by(
            extension_rows.c.id
        )
    )
    assert [row[1] for row in found] == ["withdrawn", "pending"]
    assert found[0][2] == BASIS


async def test_what_waits_for_the_predecessors_answer_waits_for_the_heirs(desk: Desk) -> None:
    an = await desk.seat("An", Role.FOCAL_POINT, "BGG")
    other = await desk.assign("NV-002", "BGG")
    holder = (await desk.read(sa.select(agencies.c.id).where(agencies.c.code == "HDG")))[0][0]
    await _ask_everything(desk, an.person.id, other, holder_id=holder)
    await come(desk)
    heir = (await desk.read(sa.select(agencies.c.id).where(agencies.c.code == "HPG25")))[0][0]
    assert await desk.read(sa.select(obstacles.c.holder_id)) == [(heir,)]


async def test_a_report_by_an_old_button_is_one_about_the_task_that_remains(desk: Desk) -> None:
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    hdg = await desk.assign("NV-019", "HDG|HPG")
    hpg = next(row[0] for row in await desk.read(sa.select(assignments.c.id)) if row[0] != hdg)
    await desk.set(hdg, status=Status.IN_PROGRESS)
    await come(desk)
    draft, actor = Draft(hdg, ReportKind.PROGRESS, percent=60), await desk.actor(an.person.id)
    async with desk.work() as uow:
        await reporting.record(uow, actor, draft, now=desk.now, rules=RULES)
    assert await desk.read(sa.select(reports.c.assignment_id)) == [(hpg,)]


async def _report(desk: Desk, person_id: int, assignment_id: int) -> int:
    async with desk.work() as uow:
        statement = sa.text(
            "INSERT INTO reports (assignment_id, person_id, at, kind, note)"
            " VALUES (:a, :p, :at, 'note', '') RETURNING id"
        ).bindparams(sa.bindparam("at", desk.now, type_=events.c.at.type))
        return int((await uow.execute(statement, {"a": assignment_id, "p": person_id})).scalar_one())


async def _ask_time(desk: Desk, person_id: int, assignment_id: int) -> None:
    report_id = await _report(desk, person_id, assignment_id)
    new = NewExtension(
        assignment_id,
        person_id,
        report_id,
        date(2024, 7, 20),
        date(2024, 9, 1),
        "thiếu dữ liệu",
        Recipient.OFFICER,
        desk.now,
    )
    async with desk.work() as uow:
        await extensions.add_extension(uow, new, now=desk.now)


async def _ask_everything(
    desk: Desk, person_id: int, assignment_id: int, *, holder_id: int | None = None
) -> None:
    await _ask_time(desk, person_id, assignment_id)
    report_id = await _report(desk, person_id, assignment_id)
    own = {"assignment_id": assignment_id, "person_id": person_id}
    async with desk.work() as uow:
        await uow.execute(
            sa.insert(obstacles).values(
                **own,
                report_id=report_id,
                raised_at=desk.now,
                category="data",
                text="thiếu dữ liệu",
                holder_id=holder_id,
                status="open",
                clock_at=desk.now,
            )
        )
        await uow.execute(sa.insert(urges).values(**own, kind="urge", made_at=desk.now, clock_at=desk.now))
