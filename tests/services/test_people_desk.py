"""The people desk on both databases: order, hand-over, revoking, invitations and their rights."""

from datetime import date

import pytest
import sqlalchemy as sa

from bot.domain.absence import PeriodRefused
from bot.domain.errors import NotAllowed, NotFound, Outdated
from bot.domain.people import Actor, Role
from bot.domain.people_views import DeskList
from bot.services import absences, inviting, people_desk
from bot.storage.database import Database
from bot.storage.tables import agencies, appointments, events, invitations, people
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import Desk, found_desk, race


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await found_desk(database)


async def officer_of(desk: Desk, agency: str = "UBQGCDS") -> Actor:
    return await desk.seat("Chinh", Role.OFFICER, agency)


async def agency_id(desk: Desk, code: str) -> int:
    return int((await desk.read(sa.select(agencies.c.id).where(agencies.c.code == code)))[0][0])


async def turns_of(desk: Desk, code: str = "HDG") -> list[tuple[str, int]]:
    joined = sa.select(people.c.name, appointments.c.turn).join_from(appointments, people)
    joined = joined.where(
        appointments.c.agency_id == await agency_id(desk, code), appointments.c.role == Role.FOCAL_POINT
    )
    return [(name, turn) for name, turn in await desk.read(joined.order_by(appointments.c.turn))]


async def make_first(desk: Desk, actor: Actor, target: Actor) -> None:
    async with desk.work() as uow:
        await people_desk.make_first(uow, actor, target.appointments[0].id, now=desk.now)


async def test_the_order_of_the_others_is_kept_when_one_comes_first(desk: Desk) -> None:
    officer = await officer_of(desk)
    seated = [await desk.seat(name, Role.FOCAL_POINT, "HDG") for name in ("An", "Bình", "Cúc")]
    await make_first(desk, officer, seated[2])
    assert await turns_of(desk) == [("Cúc", 1), ("An", 2), ("Bình", 3)]
    with pytest.raises(Outdated):
        await make_first(desk, officer, seated[2])


async def test_two_hand_overs_at_once_leave_one_order(desk: Desk) -> None:
    officer = await officer_of(desk)
    seated = [await desk.seat(name, Role.FOCAL_POINT, "HDG") for name in ("An", "Bình", "Cúc")]
    await race(make_first(desk, officer, seated[1]), make_first(desk, officer, seated[2]))
    assert [turn for _, turn in await turns_of(desk)] == [1, 2, 3]
    done = await desk.read(sa.select(events.c.person_id).where(events.c.kind == "handed_over"))
    assert len(done) == 2


@pytest.mark.parametrize("role", [Role.FOCAL_POINT, Role.HEAD, Role.LEADER])
async def test_others_have_no_desk(desk: Desk, role: Role) -> None:
    actor = await desk.seat("Ai", role, "HDG")
    async with desk.work() as uow:
        with pytest.raises(NotAllowed):
            await people_desk.open_desk(uow, actor, now=desk.now, rules=RULES)
        with pytest.raises(NotAllowed):
            await people_desk.open_list(uow, actor, DeskList.GONE, page=0, now=desk.now, rules=RULES)
        with pytest.raises(NotAllowed):
            await inviting.list_known_agencies(uow, actor, now=desk.now, rules=RULES)


async def test_pages_beyond_the_end_show_the_last(desk: Desk) -> None:
    officer = await officer_of(desk)
    async with desk.work() as uow:
        page = await people_desk.open_list(
            uow, officer, DeskList.AGENCIES, page=999, now=desk.now, rules=RULES
        )
    assert (page.number, page.total) == (0, 1)


async def test_an_agency_without_tasks_is_not_missed(desk: Desk) -> None:
    officer = await officer_of(desk)
    await desk.assign(lead="BYT")
    async with desk.work() as uow:
        view = await people_desk.open_desk(uow, officer, now=desk.now, rules=RULES)
    assert view.without == 1
    await desk.seat("Dung", Role.FOCAL_POINT, "BYT")
    async with desk.work() as uow:
        assert (await people_desk.open_desk(uow, officer, now=desk.now, rules=RULES)).without == 0


async def test_revoking_one_of_two_focal_points_leaves_nothing_missing(desk: Desk) -> None:
    officer = await officer_of(desk)
    first = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    second = await desk.seat("Bình", Role.FOCAL_POINT, "HDG")
    for target, missing in ((first, []), (second, ["HDG"])):
        async with desk.work() as uow:
            done = await people_desk.revoke(uow, officer, target.person.id, "nghỉ", now=desk.now, rules=RULES)
        assert [agency.code for agency in done.left_without] == missing


async def test_a_seat_taken_away_can_be_given_again(desk: Desk) -> None:
    officer = await officer_of(desk)
    target = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    hdg, bgg = await agency_id(desk, "HDG"), await agency_id(desk, "BGG")
    async with desk.work() as uow:
        for where in (bgg, hdg, bgg):
            await inviting.appoint(
                uow, officer, target.person.id, Role.FOCAL_POINT, where, now=desk.now, rules=RULES
            )
    held = (await desk.actor(target.person.id)).appointments
    assert sorted(seat.agency.code for seat in held) == ["BGG", "HDG"]
    async with desk.work() as uow:
        with pytest.raises(NotFound):
            await inviting.appoint(uow, officer, 999, Role.HEAD, bgg, now=desk.now, rules=RULES)


async def test_one_wrong_row_of_many_makes_none(desk: Desk) -> None:
    officer = await officer_of(desk, "HDG")
    rows = [
        ("An", Role.FOCAL_POINT, await agency_id(desk, "HDG")),
        ("Bình", Role.FOCAL_POINT, await agency_id(desk, "BGG")),
    ]
    before = await desk.read(sa.select(invitations.c.id))
    with pytest.raises(NotFound):
        async with desk.work() as uow:
            await inviting.invite_many(uow, officer, rows, now=desk.now, rules=RULES)
    assert await desk.read(sa.select(invitations.c.id)) == before


async def test_an_agency_that_is_gone_takes_nobody(desk: Desk) -> None:
    officer = await officer_of(desk)
    bgg = await agency_id(desk, "BGG")
    async with desk.work() as uow:
        gone = sa.update(agencies).where(agencies.c.id == bgg).values(valid_to=date(2024, 7, 1))
        await uow.execute(gone)
        with pytest.raises(NotFound):
            await inviting.propose(uow, officer, "An", Role.HEAD, bgg, now=desk.now, rules=RULES)


# --- absences ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2024, 7, 1), date(2024, 7, 9)),
        (date(2024, 7, 12), date(2024, 7, 11)),
        (date(2024, 7, 12), date(2026, 7, 11)),
    ],
)
async def test_impossible_days_are_refused_at_the_tap_too(desk: Desk, first: date, last: date) -> None:
    actor = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    async with desk.work() as uow:
        with pytest.raises(PeriodRefused):
            await absences.record(uow, actor, 0, (first, last), now=desk.now, rules=RULES)


async def test_a_deputy_who_is_away_too_is_passed_over(desk: Desk) -> None:
    actor = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    deputy = await desk.seat("Bình", Role.FOCAL_POINT, "HDG")
    await desk.seat("Cúc", Role.FOCAL_POINT, "HDG")
    days = date(2024, 7, 15), date(2024, 7, 16)
    async with desk.work() as uow:
        await absences.record(uow, deputy, 0, days, now=desk.now, rules=RULES)
        planned = await absences.plan(uow, actor, 0, days, now=desk.now, rules=RULES)
    assert [stand_in.name for stand_in in planned.stand_ins] == ["Cúc"]


async def test_a_deputy_gives_no_turn_away(desk: Desk) -> None:
    await desk.seat("An", Role.FOCAL_POINT, "HDG")
    deputy = await desk.seat("Bình", Role.FOCAL_POINT, "HDG")
    async with desk.work() as uow:
        days = date(2024, 7, 15), date(2024, 7, 16)
        planned = await absences.plan(uow, deputy, 0, days, now=desk.now, rules=RULES)
    assert planned.stand_ins == ()
