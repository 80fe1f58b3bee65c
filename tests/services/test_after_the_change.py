"""What people still have to do after agencies changed: confirm seats, allocate the tasks of a split."""

from datetime import date

import pytest
import sqlalchemy as sa

from bot.domain.errors import NotAllowed, NotFound, Outdated
from bot.domain.people import Actor, Language, Role
from bot.domain.urging import Target, TargetKind, UrgeKind
from bot.messages import Message
from bot.services import allocating, reseating, urging
from bot.storage import people
from bot.storage.database import Database
from bot.storage.events import EventKind
from bot.storage.queues import outbox
from bot.storage.tables import agencies, events
from bot.texts.catalogue import say
from bot.texts.reorganising import with_changes
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import Desk
from tests.services.merger_setting import MERGER, SPLIT, come, found_merger, held
from tests.world import task_csv


@pytest.fixture
async def desk(database: Database) -> Desk:
    desk = await found_merger(database)
    await desk.load("agency_succession.csv", MERGER)
    await desk.load("agency_succession.csv", SPLIT)
    return desk


async def seats(desk: Desk, actor: Actor) -> list[tuple[str, str, str]]:
    async with desk.work() as uow:
        page = await reseating.list_seats(uow, actor)
    return [(seat.name, seat.old.code, seat.new.code) for seat in page.items]


async def test_an_officer_confirms_a_seat_once(desk: Desk) -> None:
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    await come(desk)
    assert await seats(desk, chi) == [("An", "HDG", "HPG25")]
    seat = (await desk.actor(an.person.id)).appointments[0].id
    async with desk.work() as uow:
        await reseating.confirm(uow, chi, seat, now=desk.now)
    assert await seats(desk, chi) == []
    with pytest.raises(Outdated):
        async with desk.work() as uow:
            await reseating.confirm(uow, chi, seat, now=desk.now)
    made = sa.select(events.c.actor_id).where(events.c.kind == EventKind.APPOINTED)
    assert await desk.read(made) == [(chi.person.id,)]
    told = [row[0]["key"] for row in await desk.read(sa.select(outbox.c.data).where(outbox.c.kind == "info"))]
    assert told.count("reorganised.confirmed") == 1


async def test_nobody_confirms_the_own_seat_and_a_focal_point_none(desk: Desk) -> None:
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    await come(desk)
    actor = await desk.actor(an.person.id)
    with pytest.raises(NotAllowed):
        await seats(desk, actor)
    with pytest.raises(NotFound):
        async with desk.work() as uow:
            await reseating.confirm(uow, actor, actor.appointments[0].id, now=desk.now)


async def test_a_split_is_listed_for_the_officer_with_the_main_heir_first(desk: Desk) -> None:
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    await desk.assign("NV-001", "BTTTT")
    await desk.assign("NV-002", "BGG")
    await come(desk)
    async with desk.work() as uow:
        page = await allocating.list_waiting(uow, chi, now=desk.now, rules=RULES)
    listed = [
        (one.assignment.task.code, one.old.code, [heir.code for heir in one.heirs]) for one in page.items
    ]
    assert listed == [("NV-001", "BTTTT", ["BKHCN", "BVHTTDL"])]


async def test_the_officer_says_who_takes_it_and_the_last_one_brings_the_people_along(desk: Desk) -> None:
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    an = await desk.seat("An", Role.FOCAL_POINT, "BTTTT")
    first, second = await desk.assign("NV-001", "BTTTT"), await desk.assign("NV-002", "BTTTT")
    await come(desk)
    heirs = {row[0]: row[1] for row in await desk.read(sa.select(agencies.c.code, agencies.c.id))}
    await allocate(desk, chi, first, heirs["BVHTTDL"])
    assert await held(desk, "NV-001") == [("BVHTTDL", "not_started")]
    assert [seat.agency.code for seat in (await desk.actor(an.person.id)).appointments] == ["BTTTT"]
    await allocate(desk, chi, second, heirs["BKHCN"])
    assert [seat.agency.code for seat in (await desk.actor(an.person.id)).appointments] == ["BKHCN"]
    with pytest.raises((Outdated, NotFound)):
        await allocate(desk, chi, second, heirs["BKHCN"])


async def allocate(desk: Desk, actor: Actor, assignment_id: int, heir_id: int) -> None:
    async with desk.work() as uow:
        await allocating.allocate(uow, actor, assignment_id, heir_id, now=desk.now, rules=RULES)


async def test_only_an_heir_can_be_chosen_and_only_by_an_officer(desk: Desk) -> None:
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    an = await desk.seat("An", Role.FOCAL_POINT, "BTTTT")
    task = await desk.assign("NV-001", "BTTTT")
    await come(desk)
    others = {row[0]: row[1] for row in await desk.read(sa.select(agencies.c.code, agencies.c.id))}
    with pytest.raises(Outdated):
        await allocate(desk, chi, task, others["BGG"])
    with pytest.raises(NotFound):
        await allocate(desk, an, task, others["BKHCN"])
    assert await held(desk, "NV-001") == [("BTTTT", "not_started")]


async def test_a_list_of_tasks_that_names_an_heir_instead_decides_as_well(desk: Desk) -> None:
    task = await desk.assign("NV-001", "BTTTT|BGG", issued_date="2024-07-10")
    await come(desk)
    row = task_csv("NV-001", "BVHTTDL|BGG", date(2024, 7, 10), {})
    for _ in range(2):
        await desk.load("tasks.csv", row)
        await come(desk, desk.now)
        assert await held(desk, "NV-001") == [("BGG", "not_started"), ("BVHTTDL", "not_started")]
    assert (await desk.row(task))["status"] == "not_started"


async def test_a_list_that_names_somebody_else_is_refused(desk: Desk) -> None:
    await desk.assign("NV-001", "BTTTT", issued_date="2024-07-10")
    await come(desk)
    with pytest.raises(AssertionError, match="lead_removed"):
        await desk.load("tasks.csv", task_csv("NV-001", "BGG", date(2024, 7, 10), {}))


async def test_an_officer_who_also_came_along_leaves_the_own_seat_to_others(desk: Desk) -> None:
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    async with desk.work() as uow:
        gone = await people.find_agency(uow, "HDG")
        assert gone is not None
        await people.add_appointment(uow, chi.person.id, gone.id, Role.HEAD, order=1, now=desk.now)
    await come(desk)
    actor = await desk.actor(chi.person.id)
    assert await seats(desk, actor) == []
    own = next(seat for seat in actor.appointments if seat.role is Role.HEAD)
    with pytest.raises(NotAllowed):
        async with desk.work() as uow:
            await reseating.confirm(uow, actor, own.id, now=desk.now)


async def test_urging_an_agency_that_has_merged_reaches_its_heir(desk: Desk) -> None:
    chi = await desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    await desk.assign("NV-001", "HDG")
    await come(desk)
    async with desk.work() as uow:
        old = await people.find_agency(uow, "HDG")
        assert old is not None
        pressed = Target(TargetKind.AGENCY, old.id)
        plan = await urging.plan_urging(uow, chi, pressed, UrgeKind.URGE, now=desk.now, rules=RULES)
    assert [(a.task.code, a.agency_vi) for a in plan.assignments] == [("NV-001", "Hải Phòng mới")]
    assert plan.followed is not None
    text = with_changes(Message(say(Language.VI, "league.empty")), [plan.followed], Language.VI).text
    assert text.startswith("<i>Hải Dương nay thuộc Hải Phòng mới.</i>")
