"""Somebody new answers for the agency; rights and reasons are asked again at sending."""

import pytest
import sqlalchemy as sa

from bot.domain.people import Actor, Role
from bot.domain.task import Status
from bot.domain.views import NoticeView
from bot.services import letters, notices
from bot.storage import assignments as assignments_of_agency
from bot.storage import people
from bot.storage.database import Database
from bot.storage.queues import notice_items
from bot.storage.tables import agencies
from tests.domain.ladder_setting import local
from tests.services.desk_setting import Desk, found_desk
from tests.services.notice_setting import ITEMS, claim, plan


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await found_desk(database)


@pytest.fixture
async def an(desk: Desk) -> Actor:
    return await desk.seat("An", Role.FOCAL_POINT, "HDG")


# --- somebody new answers for the agency ------------------------------------------------------------------


async def announce_again(desk: Desk) -> None:
    agency = await desk.read(sa.select(agencies.c.id).where(agencies.c.code == "HDG"))
    async with desk.work() as uow:
        await assignments_of_agency.announce_again(uow, agency[0][0], now=desk.now)


async def test_announcing_again_loses_no_older_rung_that_is_still_to_be_planned(
    desk: Desk, an: Actor
) -> None:
    """Down from the 15th to the 18th: the deputy's rung of the 16th is behind the newest one."""
    deputy = await desk.seat("Đỗ", Role.FOCAL_POINT, "HDG")
    await desk.assign()
    desk.now = local(2024, 7, 15)
    await desk.plan()
    desk.now = local(2024, 7, 18)
    await announce_again(desk)
    await plan(desk)
    rungs = sa.select(notice_items.c.rung).where(notice_items.c.person_id == deputy.person.id)
    assert await desk.read(rungs) == [("before-3",)]


async def test_announcing_again_tells_whoever_is_new_and_nobody_twice(desk: Desk, an: Actor) -> None:
    await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    task = await desk.assign()
    desk.now = local(2024, 7, 24)
    await plan(desk)
    before = await desk.read(ITEMS)
    await announce_again(desk)
    await plan(desk)
    assert await desk.read(ITEMS) == before
    assert (await desk.row(task))["next_at"] > desk.now
    new = await desk.seat("Mới", Role.FOCAL_POINT, "HDG")
    async with desk.work() as uow:
        await people.revoke_appointments(uow, an.person.id, now=desk.now)
    await announce_again(desk)
    await plan(desk)
    told = sa.select(notice_items.c.rung, notice_items.c.person_id).order_by(notice_items.c.id)
    assert (await desk.read(told))[len(before) :] == [
        ("assigned", new.person.id),
        ("after-3", new.person.id),
    ]


async def test_changed_rules_do_not_take_an_announcement_back(desk: Desk, an: Actor) -> None:
    await desk.assign()
    await desk.plan()
    async with desk.work() as uow:
        await people.revoke_appointments(uow, an.person.id, now=desk.now)
    await desk.seat("Mới", Role.FOCAL_POINT, "HDG")
    await announce_again(desk)
    async with desk.work() as uow:
        await notices.replan_when_rules_changed(uow, "other", now=desk.now)
    await plan(desk)
    assert len(await desk.read(ITEMS)) == 2


async def test_a_date_that_moves_at_the_same_time_does_not_either(desk: Desk, an: Actor) -> None:
    await desk.assign()
    await desk.plan()
    async with desk.work() as uow:
        await people.revoke_appointments(uow, an.person.id, now=desk.now)
    await desk.seat("Mới", Role.FOCAL_POINT, "HDG")
    await announce_again(desk)
    await desk.assign(due_date="2024-08-20")
    await plan(desk)
    assert await desk.read(ITEMS) == [("assigned", "focal_point"), ("assigned", "focal_point")]


async def test_a_task_is_announced_once_though_its_date_changes(desk: Desk, an: Actor) -> None:
    await desk.assign()
    await desk.plan()
    await desk.assign(due_date="2024-08-20")
    await desk.set(1, planned_at=None, next_at=desk.now)
    await desk.plan()
    assert await desk.read(ITEMS) == [("assigned", "focal_point")]


async def test_one_person_in_two_seats_is_owed_both_and_reads_one_line(desk: Desk, an: Actor) -> None:
    """Focal point and head at once: the rung is owed to each seat, the message says it once."""
    async with desk.work() as uow:
        agency = await people.find_agency(uow, "HDG")
        assert agency is not None
        await people.add_appointment(uow, an.person.id, agency.id, Role.HEAD, order=1, now=desk.now)
    await desk.assign()
    await desk.plan()
    await claim(desk)
    desk.now = local(2024, 7, 22)
    await desk.plan()
    assert (await desk.read(ITEMS))[-2:] == [("after-1", "focal_point"), ("after-1", "head")]
    (letter,) = await claim(desk)
    assert isinstance(letter.view, NoticeView)
    assert [line.assignment.task.code for line in letter.view.lines] == ["NV-001"]


# --- what is said at sending ------------------------------------------------------------------------------


async def test_rights_are_asked_again_at_sending(desk: Desk, an: Actor) -> None:
    await desk.assign()
    await desk.plan()
    async with desk.work() as uow:
        await people.revoke_appointments(uow, an.person.id, now=desk.now)
    (letter,) = await claim(desk)
    assert letter.view is None
    assert not letters.has_words(letter)


async def test_a_reason_that_is_gone_is_dropped_and_the_others_stay(desk: Desk, an: Actor) -> None:
    first = await desk.assign("NV-001")
    await desk.assign("NV-002")
    await desk.plan()
    await desk.set(first, status=Status.DONE)
    (letter,) = await claim(desk)
    assert isinstance(letter.view, NoticeView)
    assert [line.assignment.task.code for line in letter.view.lines] == ["NV-002"]
    outcomes = await desk.read(sa.select(notice_items.c.outcome).order_by(notice_items.c.assignment_id))
    assert outcomes == [("dropped",), ("",)]


async def test_a_task_that_moves_away_is_not_told_any_more(desk: Desk, an: Actor) -> None:
    task = await desk.assign()
    await desk.plan()
    other = sa.text(
        "UPDATE assignments SET agency_id = (SELECT id FROM agencies WHERE code = 'BGG') WHERE id = :id"
    )
    async with desk.work() as uow:
        await uow.execute(other, {"id": task})
    (letter,) = await claim(desk)
    assert letter.view is None
