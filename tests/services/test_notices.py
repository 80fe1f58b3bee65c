"""Planning and bundling of notices: everything that is owed, once, to whoever has the turn."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.domain.people import Absence, Actor, Role
from bot.domain.rungs import Recipient
from bot.domain.task import Status
from bot.domain.views import NoticeView
from bot.messages import Outcome, OutcomeKind
from bot.services import notices
from bot.services.delivery import Result, settle
from bot.services.notices import choose_seats
from bot.storage import people
from bot.storage.database import Database
from bot.storage.queues import notice_items, outbox
from bot.storage.tables import assignments
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.desk_setting import Desk, found_desk, race
from tests.services.notice_setting import ITEMS, bundle, claim, plan

NOTICES = sa.select(outbox.c.id).where(outbox.c.kind == "notice")


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await found_desk(database)


@pytest.fixture
async def on_sqlite(sqlite_database: Database) -> Desk:
    """For rules that do not depend on which database holds the rows."""
    return await found_desk(sqlite_database)


@pytest.fixture
async def an(desk: Desk) -> Actor:
    return await desk.seat("An", Role.FOCAL_POINT, "HDG")


# --- planning ---------------------------------------------------------------------------------------------


async def test_planning_again_changes_nothing(desk: Desk, an: Actor) -> None:
    await desk.assign()
    assert await plan(desk) == 1
    assert await plan(desk) == 0
    await desk.set(1, planned_at=None, next_at=desk.now)
    assert await plan(desk) == 1
    assert await desk.read(ITEMS) == [("assigned", "focal_point")]


async def test_killed_between_planning_and_bundling_it_goes_on(desk: Desk, an: Actor) -> None:
    await desk.assign()
    await plan(desk)
    assert await desk.read(NOTICES) == []
    assert await bundle(desk) == 1
    assert await bundle(desk) == 0
    assert len(await desk.read(NOTICES)) == 1


async def test_killed_in_the_middle_of_planning_nothing_is_lost(desk: Desk, an: Actor) -> None:
    await desk.assign()
    async with desk.database.begin() as uow:
        await notices.plan(uow, now=desk.now, rules=RULES)  # and no commit
    assert await desk.read(ITEMS) == []
    assert await plan(desk) == 1


async def test_a_batch_at_a_time_plans_everything(desk: Desk, an: Actor) -> None:
    for number in range(5):
        await desk.assign(f"NV-{number:03}")
    counts = [await plan(desk, limit=2) for _ in range(4)]
    assert counts == [2, 2, 1, 0]
    assert len(await desk.read(ITEMS)) == 5


async def test_two_planners_at_once_plan_everything_once(desk: Desk, an: Actor) -> None:
    for number in range(6):
        await desk.assign(f"NV-{number:03}")
    counts, _ = await race(plan(desk), plan(desk))
    assert sum(counts) == 6
    await race(bundle(desk), bundle(desk))
    assert len(await desk.read(ITEMS)) == 6
    loose = await desk.read(sa.select(notice_items.c.id).where(notice_items.c.outbox_id.is_(None)))
    assert loose == []


async def test_what_is_owed_in_quiet_hours_joins_what_waits(desk: Desk, an: Actor) -> None:
    desk.now = local(2024, 7, 10, 20, 0)
    await desk.assign("NV-001")
    await desk.plan()
    desk.tick(hours=1)
    await desk.assign("NV-002")
    await desk.plan()
    rows = await desk.read(sa.select(outbox.c.not_before).where(outbox.c.kind == "notice"))
    assert rows == [(local(2024, 7, 11, 7, 0),)]


async def test_what_is_owed_while_a_notice_is_on_its_way_is_a_second_one(desk: Desk, an: Actor) -> None:
    await desk.assign("NV-001")
    await desk.plan()
    (letter,) = await claim(desk)
    await desk.assign("NV-002")
    await desk.plan()
    assert len(await desk.read(NOTICES)) == 2
    on_its_way = sa.select(notice_items.c.assignment_id).where(notice_items.c.outbox_id == letter.mail.id)
    assert len(await desk.read(on_its_way)) == 1


async def test_what_joins_a_notice_on_its_way_after_the_server_forgot_the_claim_is_told_later(
    desk: Desk, an: Actor
) -> None:
    """The row waits again, the message is out without the newcomer: it was not told when that arrives."""
    await desk.assign("NV-001")
    await plan(desk)
    await bundle(desk)
    [on_its_way] = await claim(desk)
    async with desk.work() as uow:
        await uow.execute(sa.update(outbox).values(status="queued"))
    await desk.assign("NV-002")
    await plan(desk)
    await bundle(desk)
    assert len(await desk.read(NOTICES)) == 1
    async with desk.work() as uow:
        arrived = Result(on_its_way, Outcome(OutcomeKind.DELIVERED, message_id=7))
        await settle(uow, [arrived], now=desk.now, rules=RULES)
    assert await bundle(desk) == 1
    [later] = await claim(desk)
    assert isinstance(later.view, NoticeView)
    assert [line.assignment.task.code for line in later.view.lines] == ["NV-002"]


async def test_cancelled_tasks_are_not_planned(desk: Desk, an: Actor) -> None:
    task = await desk.assign()
    await desk.set(task, status=Status.CANCELLED)
    await desk.plan()
    assert await desk.read(NOTICES) == []


async def test_a_far_away_date_costs_no_endless_planning(desk: Desk, an: Actor) -> None:
    task = await desk.assign(due_date="2099-12-31")
    await desk.plan()
    assert (await desk.row(task))["next_at"] > local(2099, 1, 1)


async def test_changed_rules_look_at_every_open_task_again(desk: Desk, an: Actor) -> None:
    await desk.assign("NV-001")
    done = await desk.assign("NV-002")
    await desk.plan()
    await desk.set(done, status=Status.DONE)
    for fingerprint, is_new in (("a", True), ("a", False), ("b", True)):
        async with desk.work() as uow:
            assert await notices.replan_when_rules_changed(uow, fingerprint, now=desk.now) is is_new
    due = await desk.read(sa.select(assignments.c.id).where(assignments.c.next_at <= desk.now))
    assert due == [(1,)]
    await desk.plan()
    assert len(await desk.read(ITEMS)) == 2


# --- the climb --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        (local(2024, 7, 12), [("before-5", "focal_point")]),
        (local(2024, 7, 16), [("before-3", "focal_point"), ("before-3", "deputy")]),
        (local(2024, 7, 18), [("before-1", "focal_point"), ("before-1", "head")]),
        (local(2024, 7, 19), [("due-morning", "focal_point")]),
        (local(2024, 7, 19, 14, 0), [("due-afternoon", "focal_point")]),
        (local(2024, 7, 22), [("after-1", "focal_point"), ("after-1", "head")]),
        (local(2024, 7, 24), [("after-3", "focal_point"), ("after-3", "officer")]),
        (local(2024, 7, 26), [("after-5", "focal_point"), ("after-5", "leader")]),
        (local(2024, 8, 2), [("weekly-1", "focal_point"), ("weekly-1", "head"), ("weekly-1", "officer")]),
    ],
)
async def test_each_rung_is_owed_to_its_recipients(
    on_sqlite: Desk, at: datetime, wanted: list[tuple[str, str]]
) -> None:
    desk = on_sqlite
    await desk.seat("An", Role.FOCAL_POINT, "HDG")
    await desk.seat("Đỗ", Role.FOCAL_POINT, "HDG")
    await desk.seat("Bình", Role.HEAD, "HDG")
    await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    await desk.seat("Dung", Role.LEADER, "UBQGCDS")
    task = await desk.assign()
    desk.now = at - timedelta(minutes=1)
    await plan(desk)
    already = len(await desk.read(ITEMS))
    desk.now = at
    await plan(desk)
    assert (await desk.read(ITEMS))[already:] == wanted
    assert (await desk.row(task))["planned_at"] == at


# --- turns ------------------------------------------------------------------------------------------------


async def turn_of(desk: Desk, recipient: Recipient, *, away: list[Absence] | None = None) -> list[str]:
    async with desk.work() as uow:
        seats = await people.list_seats(uow)
        chosen = choose_seats(recipient, "/CP/HDG/", seats, away or [], RULES, desk.now)
    names = {}
    for seat in chosen:
        person_id = seat.appointment.person_id
        names[person_id] = (await desk.actor(person_id)).person.name
    return list(names.values())


async def test_turns_follow_the_order_and_pass_the_absent(on_sqlite: Desk) -> None:
    desk = on_sqlite
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    for name in ("Bảo", "Cao"):
        await desk.seat(name, Role.FOCAL_POINT, "HDG")
    assert await turn_of(desk, Recipient.FOCAL_POINT) == ["An"]
    assert await turn_of(desk, Recipient.DEPUTY) == ["Bảo"]
    away = [Absence(an.person.id, desk.now.date(), desk.now.date())]
    assert await turn_of(desk, Recipient.FOCAL_POINT, away=away) == ["Bảo"]
    assert await turn_of(desk, Recipient.DEPUTY, away=away) == ["Cao"]


async def test_with_one_focal_point_there_is_no_deputy(on_sqlite: Desk) -> None:
    desk = on_sqlite
    await desk.seat("An", Role.FOCAL_POINT, "HDG")
    assert await turn_of(desk, Recipient.DEPUTY) == []
    assert await turn_of(desk, Recipient.HEAD) == []


async def test_whoever_never_linked_or_cannot_be_reached_has_no_turn(desk: Desk, an: Actor) -> None:
    await desk.load("people.csv", "name,agency,role\nChưa,HDG,focal_point\n")
    await desk.seat("Đỗ", Role.FOCAL_POINT, "HDG")
    async with desk.work() as uow:
        await people.update_person(uow, an.person.id, unreachable_at=desk.now)
    assert await turn_of(desk, Recipient.FOCAL_POINT) == ["Đỗ"]


async def test_the_smallest_scope_comes_first(on_sqlite: Desk) -> None:
    desk = on_sqlite
    await desk.seat("Nước", Role.OFFICER, "UBQGCDS")
    await desk.seat("Tỉnh", Role.OFFICER, "HDG")
    await desk.seat("Khác", Role.OFFICER, "BGG")
    assert await turn_of(desk, Recipient.OFFICER) == ["Tỉnh"]
