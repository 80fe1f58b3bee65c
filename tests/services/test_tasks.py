import pytest
import sqlalchemy as sa

from bot.domain.errors import NotFound
from bot.domain.people import Actor, Role
from bot.domain.report import Draft, ReportKind
from bot.domain.task import Status
from bot.services import reporting, tasks
from bot.storage.database import Database
from bot.storage.queues import outbox
from bot.storage.tables import events
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import Desk, found_desk


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await found_desk(database)


@pytest.fixture
async def an(desk: Desk) -> Actor:
    return await desk.seat("An", Role.FOCAL_POINT, "HDG")


async def see(desk: Desk, actor: Actor, assignment_id: int) -> Status:
    async with desk.work() as uow:
        found = await tasks.get_visible(uow, actor, assignment_id, now=desk.now, rules=RULES)
    return found.status


async def is_hidden(desk: Desk, actor: Actor, assignment_id: int) -> bool:
    with pytest.raises(NotFound):
        await see(desk, actor, assignment_id)
    return True


# --- who sees what ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "agency", "is_seen"),
    [
        (Role.FOCAL_POINT, "HDG", True),
        (Role.HEAD, "HDG", True),
        (Role.OFFICER, "UBQGCDS", True),
        (Role.LEADER, "UBQGCDS", True),
        (Role.HEAD, "CP", True),
        (Role.FOCAL_POINT, "BGG", False),
        (Role.HEAD, "SYT-HDG", False),
        (Role.OFFICER, "BYT", False),
        (Role.FOCAL_POINT, "UBQGCDS", False),
        (Role.ADMIN, "CP", False),
    ],
)
async def test_scope_decides(sqlite_database: Database, role: Role, agency: str, is_seen: bool) -> None:
    desk = await found_desk(sqlite_database)
    task = await desk.assign()
    actor = await desk.seat("Ai", role, agency)
    if is_seen:
        assert await see(desk, actor, task) is Status.NOT_STARTED
    else:
        assert await is_hidden(desk, actor, task)


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.TRANSFERRED])
async def test_what_was_taken_away_is_hidden(desk: Desk, an: Actor, status: Status) -> None:
    task = await desk.assign()
    await desk.set(task, status=status)
    assert await is_hidden(desk, an, task)
    async with desk.work() as uow:
        assert await tasks.find_by_code(uow, an, "NV-001", now=desk.now, rules=RULES) == []


async def test_what_is_not_assigned_yet_is_hidden_until_midnight(desk: Desk, an: Actor) -> None:
    task = await desk.assign(issued_date="2024-07-11")
    assert await is_hidden(desk, an, task)
    desk.tick(hours=15, minutes=29)  # 23:59
    assert await is_hidden(desk, an, task)
    desk.tick(minutes=1)
    assert await see(desk, an, task)


async def test_a_missing_one_is_not_found(desk: Desk, an: Actor) -> None:
    for assignment_id in (0, -1, 10**17):
        assert await is_hidden(desk, an, assignment_id)


async def test_a_similar_code_of_an_agency_is_not_inside(desk: Desk) -> None:
    """/CP/HDG/ is no part of /CP/HDG2/."""
    await desk.load("agencies.csv", "code,name_vi,name_en,short_vi,level,parent\nHDG2,Hai,,Hai,province,CP\n")
    task = await desk.assign(lead="HDG2")
    assert await is_hidden(desk, await desk.seat("An", Role.HEAD, "HDG"), task)


@pytest.mark.parametrize("wild", ["H%", "H_G"])
async def test_wildcards_in_codes_are_no_wildcards(desk: Desk, wild: str) -> None:
    await desk.assign()
    actor = await desk.seat("An", Role.HEAD, "BGG")
    async with desk.work() as uow:
        await uow.execute(
            sa.text("UPDATE agencies SET path = :path WHERE code = 'BGG'"), {"path": f"/CP/{wild}/"}
        )
    moved = await desk.actor(actor.person.id)
    async with desk.work() as uow:
        page = await tasks.list_open(uow, moved, page=0, now=desk.now, rules=RULES)
    assert page.total == 0


async def test_a_code_is_found_in_any_case(desk: Desk, an: Actor) -> None:
    task = await desk.assign()
    async with desk.work() as uow:
        found = await tasks.find_by_code(uow, an, "nv-001", now=desk.now, rules=RULES)
    assert [assignment.id for assignment in found] == [task]


# --- lists ------------------------------------------------------------------------------------------------


async def test_pages_are_clamped(desk: Desk, an: Actor) -> None:
    for number in range(8):
        await desk.assign(f"NV-{number:03}")
    async with desk.work() as uow:
        for wanted, number, count in ((0, 0, 6), (1, 1, 2), (99, 1, 2), (10**17, 1, 2)):
            page = await tasks.list_open(uow, an, page=wanted, now=desk.now, rules=RULES)
            assert (page.number, len(page.items), page.total, page.count) == (number, count, 8, 2)


async def test_open_tasks_come_by_date_and_undated_last(desk: Desk, an: Actor) -> None:
    await desk.assign("NV-001", due_date="", due_precision="none")
    await desk.assign("NV-002", due_date="2024-08-01")
    await desk.assign("NV-003", due_date="2024-07-15")
    done = await desk.assign("NV-004")
    await desk.set(done, status=Status.DONE)
    async with desk.work() as uow:
        page = await tasks.list_open(uow, an, page=0, now=desk.now, rules=RULES)
    assert [item.task.code for item in page.items] == ["NV-003", "NV-002", "NV-001"]


async def test_the_due_day_itself_is_not_late(desk: Desk, an: Actor) -> None:
    await desk.assign(due_date="2024-07-10")
    async with desk.work() as uow:
        assert (await tasks.list_late(uow, an, page=0, now=desk.now, rules=RULES)).total == 0
    desk.tick(days=1)
    async with desk.work() as uow:
        assert (await tasks.list_late(uow, an, page=0, now=desk.now, rules=RULES)).total == 1


async def test_late_tasks_are_counted_inside_the_scope(desk: Desk) -> None:
    await desk.assign("NV-001", lead="HDG|BGG|BYT", due_date="2024-07-11")
    desk.tick(days=3)
    for role, agency, count in ((Role.LEADER, "UBQGCDS", 3), (Role.OFFICER, "BYT", 1)):
        actor = await desk.seat(agency, role, agency)
        async with desk.work() as uow:
            lines = await tasks.list_late_by_task(uow, actor, now=desk.now, rules=RULES)
        assert [(line.code, line.count, line.days_late) for line in lines] == [("NV-001", count, 2)]


async def test_the_roll_up_of_a_card_stays_inside_the_scope(desk: Desk) -> None:
    task = await desk.assign("NV-001", lead="HDG|BGG|BYT")
    await desk.set(task, status=Status.DONE)
    counts = []
    for role, agency in ((Role.LEADER, "UBQGCDS"), (Role.FOCAL_POINT, "HDG")):
        actor = await desk.seat(agency, role, agency)
        async with desk.work() as uow:
            view = await tasks.open_card(uow, actor, task, now=desk.now, rules=RULES)
        counts.append((view.done_count, view.lead_count))
    assert counts == [(1, 3), (1, 1)]


async def test_a_card_says_what_the_reader_may_do(desk: Desk, an: Actor) -> None:
    task = await desk.assign()
    rights = {}
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    dung = await desk.seat("Dung", Role.LEADER, "UBQGCDS")
    for actor in (an, chi, dung):
        async with desk.work() as uow:
            view = await tasks.open_card(uow, actor, task, now=desk.now, rules=RULES)
        rights[actor.person.name] = (view.can_report, view.can_review, view.can_amend)
    assert rights == {"An": (True, False, False), "Chi": (False, False, True), "Dung": (False, False, False)}


async def test_only_the_reviewer_in_turn_is_offered_a_decision(desk: Desk, an: Actor) -> None:
    task = await desk.assign()
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    dung = await desk.seat("Dung", Role.LEADER, "UBQGCDS")
    await desk.set(task, status=Status.SUBMITTED, submitted_at=desk.now)
    offered = []
    for actor in (an, chi, dung):
        async with desk.work() as uow:
            view = await tasks.open_card(uow, actor, task, now=desk.now, rules=RULES)
        offered.append(view.can_review)
    assert offered == [False, True, False]


# --- history ----------------------------------------------------------------------------------------------


async def test_a_history_starts_with_the_newest_and_ends_with_the_assignment(desk: Desk, an: Actor) -> None:
    task = await desk.assign()
    for percent in range(10):
        desk.tick(minutes=1)
        async with desk.work() as uow:
            draft = Draft(task, ReportKind.PROGRESS, percent=percent)
            await reporting.record(uow, an, draft, now=desk.now, rules=RULES)
    async with desk.work() as uow:
        first = await tasks.open_history(uow, an, task, page=0, now=desk.now, rules=RULES)
        last = await tasks.open_history(uow, an, task, page=99, now=desk.now, rules=RULES)
    assert first.count == 2
    assert (first.lines[0].kind, first.lines[0].who, first.lines[0].data["percent"]) == ("reported", "An", 9)
    assert (last.number, last.lines[-1].kind) == (1, "assigned")


# --- seen -------------------------------------------------------------------------------------------------


async def notice_id(desk: Desk, actor: Actor) -> int:
    where = (outbox.c.kind == "notice", outbox.c.person_id == actor.person.id)
    return int((await desk.read(sa.select(outbox.c.id).where(*where)))[0][0])


async def acknowledge(desk: Desk, actor: Actor, mail_id: int) -> int:
    async with desk.work() as uow:
        return await tasks.acknowledge(uow, actor, mail_id, now=desk.now, rules=RULES)


async def test_seen_is_noted_for_every_task_of_the_notice(desk: Desk, an: Actor) -> None:
    await desk.assign("NV-001")
    await desk.assign("NV-002")
    await desk.plan()
    assert await acknowledge(desk, an, await notice_id(desk, an)) == 2
    assert len(await desk.read(sa.select(events).where(events.c.kind == "seen"))) == 2


async def test_nobody_acknowledges_somebody_elses_notice(desk: Desk, an: Actor) -> None:
    await desk.assign()
    await desk.plan()
    for role, agency in ((Role.FOCAL_POINT, "BGG"), (Role.HEAD, "HDG"), (Role.LEADER, "UBQGCDS")):
        other = await desk.seat(agency, role, agency)
        with pytest.raises(NotFound):
            await acknowledge(desk, other, await notice_id(desk, an))
    assert await desk.read(sa.select(events).where(events.c.kind == "seen")) == []


async def test_a_notice_about_lost_rights_cannot_be_acknowledged(desk: Desk, an: Actor) -> None:
    await desk.assign()
    await desk.plan()
    mail_id = await notice_id(desk, an)
    powerless = Actor(an.person)
    with pytest.raises(NotFound):
        await acknowledge(desk, powerless, mail_id)


async def test_reportable_are_the_open_ones_of_own_agencies(desk: Desk, an: Actor) -> None:
    own = await desk.assign("NV-001")
    below = await desk.assign("NV-002", lead="SYT-HDG")
    await desk.assign("NV-003", lead="BGG")
    done = await desk.assign("NV-004")
    await desk.set(done, status=Status.DONE)
    async with desk.work() as uow:
        found = await tasks.list_reportable(uow, an, now=desk.now, rules=RULES)
    assert {item.id for item in found} == {own, below}
