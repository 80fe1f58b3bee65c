"""Letters that wait: for somebody to hold the role, and for the office to open."""

import pytest
import sqlalchemy as sa

from bot.domain.people import Role
from bot.domain.report import Draft, Proof, ProofKind, ReportKind
from bot.messages import Outcome, OutcomeKind
from bot.services import directory, forwarding, reporting
from bot.storage.database import Database
from bot.storage.queues import outbox
from tests.domain.figures_setting import RULES
from tests.domain.ladder_setting import local
from tests.services.post_setting import GONE, SENT, Post, found_post

FLOOD = Outcome(OutcomeKind.RETRY_AFTER, reason="server_error")


@pytest.fixture
async def post(database: Database) -> Post:
    """The announcement is sent and a result is handed in."""
    post = await found_post(database)
    await post.send(SENT)
    return post


async def hand_in(post: Post) -> None:
    draft = Draft(1, ReportKind.DONE, proofs=(Proof(ProofKind.LINK, url="https://x.vn"),))
    async with post.desk.work() as uow:
        await reporting.record(uow, post.an, draft, now=post.desk.now, rules=RULES)


async def address(post: Post) -> int:
    async with post.desk.work() as uow:
        return await forwarding.address_waiting(uow, now=post.desk.now, rules=RULES)


async def reviews(post: Post) -> list[tuple[int | None, str]]:
    """``(person, status)`` of every letter that asks for a review."""
    wanted = sa.select(outbox.c.person_id, outbox.c.status).where(outbox.c.kind == "review")
    return [(row[0], row[1]) for row in await post.desk.read(wanted.order_by(outbox.c.id))]


# --- without an address -----------------------------------------------------------------------------------


async def test_a_result_without_an_officer_waits_and_troubles_no_sender(post: Post) -> None:
    await hand_in(post)
    assert await reviews(post) == [(None, "queued")]
    assert await address(post) == 0
    assert await post.claim() == []


async def test_whoever_becomes_officer_gets_it(post: Post) -> None:
    await hand_in(post)
    chi = await post.desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    assert await address(post) == 1
    assert await address(post) == 0
    assert (await post.send(SENT)).mail.person_id == chi.person.id
    assert await reviews(post) == [(chi.person.id, "sent")]


async def test_an_officer_of_another_agency_does_not_get_it(post: Post) -> None:
    await hand_in(post)
    await post.desk.seat("Khác", Role.OFFICER, "BGG")
    assert await address(post) == 0


async def test_it_comes_back_from_an_officer_who_is_gone_until_one_can_be_reached(post: Post) -> None:
    chi = await post.desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    await hand_in(post)
    await post.send(GONE)
    assert await reviews(post) == [(None, "queued")]
    async with post.desk.work() as uow:
        await directory.meet(uow, chi.person.telegram_id or 0, now=post.desk.now)
    assert await address(post) == 1
    assert (await post.send(SENT)).mail.person_id == chi.person.id


async def test_it_comes_back_from_an_officer_who_was_revoked_before_it_went(post: Post) -> None:
    chi = await post.desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    hoa = await post.desk.seat("Hoa", Role.OFFICER, "UBQGCDS")
    await hand_in(post)
    async with post.desk.work() as uow:
        await directory.revoke(uow, chi.person.id, now=post.desk.now)
    await post.drop(*await post.claim())
    assert await address(post) == 1
    assert (await post.send(SENT)).mail.person_id == hoa.person.id


# --- quiet hours, asked at sending ------------------------------------------------------------------------


async def test_an_outage_that_ends_at_night_rings_nobody_before_the_office_opens(post: Post) -> None:
    await post.desk.assign("NV-002")
    await post.desk.plan()
    await post.send(FLOOD)  # it was to go in office hours, and Telegram was away
    post.desk.now = local(2024, 7, 10, 22, 0)
    assert await post.claim() == []
    post.desk.now = local(2024, 7, 11, 6, 59)
    assert await post.claim() == []
    post.desk.now = local(2024, 7, 11, 7, 0)
    assert (await post.send(SENT)).mail.person_id == post.an.person.id


async def test_a_review_waits_for_the_morning_too(post: Post) -> None:
    await post.desk.seat("Chi", Role.OFFICER, "UBQGCDS")
    await hand_in(post)
    post.desk.now = local(2024, 7, 10, 22, 0)
    assert await post.claim() == []
    post.desk.now = local(2024, 7, 11, 7, 0)
    assert len(await post.claim()) == 1


async def test_a_reply_goes_at_any_hour(post: Post) -> None:
    post.desk.now = local(2024, 7, 10, 22, 0)
    await post.queue_reply()
    (letter,) = await post.claim()
    assert letter.mail.kind == "reply"
