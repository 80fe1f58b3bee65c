"""An undelivered reminder is no reminder: it goes on to the next in turn, or it is known that nobody got it."""

import pytest
import sqlalchemy as sa

from bot.domain.people import Actor, Role
from bot.messages import Outcome, OutcomeKind
from bot.services import directory, handing_on, notices
from bot.services.letters import Letter
from bot.storage import people
from bot.storage.database import Database
from bot.storage.queues import notice_items
from bot.storage.undelivered import count_strays
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.desk_setting import Desk, found_desk
from tests.services.post_setting import GONE, SENT, UNKNOWN, Post

REJECTED = Outcome(OutcomeKind.REJECTED, reason="bad_request")
LATE = local(2024, 7, 26)
"""The rung that tells the leader."""


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await found_desk(database)


async def tick(desk: Desk) -> None:
    """What the planner does."""
    async with desk.work() as uow:
        await notices.plan(uow, now=desk.now, rules=RULES)
        await handing_on.hand_on(uow, now=desk.now, rules=RULES)
        await notices.bundle(uow, now=desk.now, rules=RULES)


async def items_of(desk: Desk, person: Actor) -> list[tuple[str, str]]:
    """``(rung, outcome)`` of everything owed to the person, as it was planned."""
    wanted = sa.select(notice_items.c.rung, notice_items.c.outcome)
    rows = await desk.read(
        wanted.where(notice_items.c.person_id == person.person.id).order_by(notice_items.c.id)
    )
    return [(row[0], row[1]) for row in rows]


async def strays(desk: Desk) -> dict[str, int]:
    async with desk.work() as uow:
        return await count_strays(uow, since=desk.now - handing_on.STRAY_LIFE)


async def lose(desk: Desk, person: Actor) -> None:
    async with desk.work() as uow:
        await directory.lose(uow, person.person.telegram_id or 0, now=desk.now)


async def meet(desk: Desk, person: Actor) -> None:
    async with desk.work() as uow:
        await directory.meet(uow, person.person.telegram_id or 0, now=desk.now)


async def revoke(desk: Desk, person: Actor) -> None:
    async with desk.work() as uow:
        await directory.revoke(uow, person.person.id, now=desk.now)


async def send_all(post: Post, outcomes: dict[int, Outcome]) -> list[Letter]:
    """Everything that may go, by person; delivered unless told otherwise. Returns what was claimed."""
    claimed = await post.claim()
    for letter in claimed:
        await post.settle(outcomes.get(letter.mail.person_id or 0, SENT), letter)
    return claimed


async def fail_for_good(post: Post) -> None:
    for _ in range(3):
        await post.send(UNKNOWN)
        post.desk.tick(seconds=60)


# --- nobody knows whether it arrived ----------------------------------------------------------------------


@pytest.fixture
async def post(desk: Desk) -> Post:
    an = await desk.seat("An", Role.FOCAL_POINT, "HDG")
    await desk.assign()
    await desk.plan()
    return Post(desk, an)


async def test_what_was_tried_in_vain_three_times_goes_to_the_next_in_turn(post: Post) -> None:
    deputy = await post.desk.seat("Đỗ", Role.FOCAL_POINT, "HDG")
    await fail_for_good(post)
    assert await items_of(post.desk, post.an) == [("assigned", "undelivered")]
    assert (await post.send(SENT)).mail.person_id == deputy.person.id
    assert "announced" in await post.kinds()
    assert await strays(post.desk) == {}
    assert (await post.desk.actor(post.an.person.id)).person.unreachable_at is None


async def test_with_nobody_else_it_is_known_that_nobody_got_it(post: Post) -> None:
    await fail_for_good(post)
    assert await strays(post.desk) == {"focal_point": 1}
    assert "announced" not in await post.kinds()


async def test_with_nobody_else_the_same_person_is_tried_again_after_an_hour(post: Post) -> None:
    await fail_for_good(post)
    post.desk.tick(minutes=50)
    await tick(post.desk)
    assert await post.claim() == []
    post.desk.tick(minutes=10)
    await tick(post.desk)
    assert (await post.send(SENT)).mail.person_id == post.an.person.id
    assert await items_of(post.desk, post.an) == [("assigned", "sent")]


async def test_what_the_message_itself_prevented_goes_on_too(post: Post) -> None:
    deputy = await post.desk.seat("Đỗ", Role.FOCAL_POINT, "HDG")
    await post.send(REJECTED)
    assert (await post.send(SENT)).mail.person_id == deputy.person.id


async def test_what_has_lost_its_reason_is_left(post: Post) -> None:
    await fail_for_good(post)
    await post.desk.set(1, status="done")
    await tick(post.desk)
    assert await items_of(post.desk, post.an) == [("assigned", "dropped")]
    assert await strays(post.desk) == {}


# --- superiors --------------------------------------------------------------------------------------------


@pytest.fixture
async def country(desk: Desk) -> dict[str, Actor]:
    """A focal point, an officer and a leader; a task whose leader is to be told now."""
    seats = {"An": Role.FOCAL_POINT, "Chi": Role.OFFICER, "Dung": Role.LEADER}
    actors = {
        name: await desk.seat(name, role, "HDG" if name == "An" else "UBQGCDS")
        for name, role in seats.items()
    }
    await desk.assign()
    await desk.plan()
    await send_all(Post(desk, actors["An"]), {})
    desk.now = LATE
    return actors


async def test_an_escalation_to_a_leader_who_is_gone_goes_to_the_wider_scope(
    desk: Desk, country: dict[str, Actor]
) -> None:
    near = await desk.seat("Gần", Role.LEADER, "HDG")
    await tick(desk)
    await send_all(Post(desk, country["An"]), {near.person.id: GONE})
    assert await items_of(desk, near) == [("after-5", "undelivered")]
    assert ("after-5", "") in await items_of(desk, country["Dung"])


@pytest.mark.parametrize("name", ["Chi", "Dung"])
async def test_a_superior_who_comes_back_is_told_what_was_owed_meanwhile(
    desk: Desk, country: dict[str, Actor], name: str
) -> None:
    superior = country[name]
    await lose(desk, superior)
    await tick(desk)
    rung = "after-3" if name == "Chi" else "after-5"
    assert await items_of(desk, superior) == [(rung, "undelivered")]
    assert await strays(desk) == {superior.appointments[0].role.value: 1}
    await meet(desk, superior)
    await tick(desk)
    claimed = await send_all(Post(desk, country["An"]), {})
    assert superior.person.id in {letter.mail.person_id for letter in claimed}
    assert await items_of(desk, superior) == [(rung, "sent")]
    assert await strays(desk) == {}


async def test_whoever_takes_the_seat_gets_what_nobody_got(desk: Desk, country: dict[str, Actor]) -> None:
    await lose(desk, country["Dung"])
    await tick(desk)
    new = await desk.seat("Mới", Role.LEADER, "UBQGCDS")
    await tick(desk)
    assert await items_of(desk, new) == [("after-5", "")]
    assert await strays(desk) == {}


async def test_an_absent_superior_is_owed_nothing_later(desk: Desk, country: dict[str, Actor]) -> None:
    async with desk.work() as uow:
        away = sa.text(
            "INSERT INTO absences (person_id, from_on, to_on, created_at) SELECT id, '2024-07-01', '2024-08-30',"
            " created_at FROM people WHERE id = :id"
        )
        await uow.execute(away, {"id": country["Dung"].person.id})
    await tick(desk)
    assert await items_of(desk, country["Dung"]) == []


# --- revoked ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "role", "rung"), [("Chi", Role.OFFICER, "after-3"), ("Dung", Role.LEADER, "after-5")]
)
async def test_what_was_held_for_a_revoked_superior_goes_to_the_next(
    desk: Desk, country: dict[str, Actor], name: str, role: Role, rung: str
) -> None:
    desk.now = local(2024, 7, 26, 20, 0)  # held until the morning
    await tick(desk)
    assert await items_of(desk, country[name]) == [(rung, "")]
    next_one = await desk.seat("Hoa", role, "UBQGCDS")
    await revoke(desk, country[name])
    await tick(desk)
    assert await items_of(desk, next_one) == [(rung, "")]
    desk.now = local(2024, 7, 29, 7, 0)
    claimed = await send_all(Post(desk, country["An"]), {})
    told = [letter.mail.person_id for letter in claimed if letter.view is not None]
    assert next_one.person.id in told
    assert country[name].person.id not in told


async def test_a_revocation_behind_our_back_is_found_at_sending(
    desk: Desk, country: dict[str, Actor]
) -> None:
    await tick(desk)
    async with desk.work() as uow:
        await people.revoke_appointments(uow, country["Dung"].person.id, now=desk.now)
    new = await desk.seat("Mới", Role.LEADER, "UBQGCDS")
    post = Post(desk, country["An"])
    for letter in await post.claim():
        if letter.view is None:
            await post.drop(letter)
    await tick(desk)
    assert await items_of(desk, new) == [("after-5", "")]


async def test_what_was_held_for_a_leader_whom_nobody_follows_is_known(
    desk: Desk, country: dict[str, Actor]
) -> None:
    desk.now = local(2024, 7, 26, 20, 0)
    await tick(desk)
    await revoke(desk, country["Dung"])
    await tick(desk)
    assert await strays(desk) == {"leader": 1}
