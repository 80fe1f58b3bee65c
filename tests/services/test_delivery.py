from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.domain.people import Role
from bot.domain.views import NoticeView
from bot.messages import Outcome, OutcomeKind
from bot.services import delivery
from bot.storage import waiting_mail
from bot.storage.claiming import claim_mail
from bot.storage.database import Database
from bot.storage.queues import outbox
from tests.domain.ladder_setting import local
from tests.services.post_setting import GONE, SENT, UNKNOWN, Post, found_post

BROKEN = Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=5), reason=delivery.SERVER_ERROR)


@pytest.fixture
async def post(database: Database) -> Post:
    return await found_post(database)


@pytest.fixture
async def on_sqlite(sqlite_database: Database) -> Post:
    """For rules that do not depend on which database holds the rows."""
    return await found_post(sqlite_database)


# --- delivered --------------------------------------------------------------------------------------------


async def test_what_was_delivered_counts_as_a_reminder(post: Post) -> None:
    await post.send(SENT)
    assert await post.mail() == [("notice", "sent")]
    assert await post.outcomes() == ["sent"]
    assert (await post.kinds())[-1] == "announced"
    assert await post.desk.read(sa.select(outbox.c.message_id).where(outbox.c.kind == "notice")) == [(55,)]


async def test_noting_it_twice_counts_once(post: Post) -> None:
    letter = await post.send(SENT)
    await post.settle(SENT, letter)
    assert (await post.kinds()).count("announced") == 1


async def test_what_is_claimed_is_not_claimed_again(post: Post) -> None:
    assert len(await post.claim()) == 1
    assert await post.claim() == []


async def test_what_arrived_counts_though_its_claim_was_taken_back(post: Post) -> None:
    (letter,) = await post.claim()
    async with post.desk.work() as uow:
        await delivery.requeue_unfinished(uow)
    await post.settle(UNKNOWN, letter)
    assert await post.mail() == [("notice", "queued")]
    await post.settle(SENT, letter)
    assert await post.mail() == [("notice", "sent")]


async def test_what_has_nothing_to_say_is_dropped(post: Post) -> None:
    (letter,) = await post.claim()
    async with post.desk.work() as uow:
        await delivery.drop(uow, [letter])
    assert await post.mail() == [("notice", "dropped")]


# --- not delivered ----------------------------------------------------------------------------------------


async def test_an_undelivered_reminder_is_no_reminder(post: Post) -> None:
    await post.send(GONE)
    assert await post.mail() == [("notice", "failed")]
    assert await post.outcomes() == ["undelivered"]
    assert "announced" not in await post.kinds()
    assert (await post.kinds())[-1] == "undelivered"
    assert (await post.desk.actor(post.an.person.id)).person.unreachable_at == post.desk.now


async def test_the_next_in_turn_gets_it_in_the_same_moment(post: Post) -> None:
    deputy = await post.desk.seat("Đỗ", Role.FOCAL_POINT, "HDG")
    await post.send(GONE)
    (letter,) = await post.claim()
    assert letter.mail.person_id == deputy.person.id
    assert isinstance(letter.view, NoticeView)


async def test_when_the_next_cannot_be_reached_either_it_goes_on_and_ends(post: Post) -> None:
    for name in ("Đỗ", "Em"):
        await post.desk.seat(name, Role.FOCAL_POINT, "HDG")
    for _ in range(3):
        await post.send(GONE)
    assert await post.claim() == []
    assert await post.outcomes() == ["undelivered"] * 3


async def test_a_flood_holds_back_everything_for_that_chat(post: Post) -> None:
    account = post.an.person.telegram_id or 0
    binh = await post.desk.seat("Bình", Role.HEAD, "HDG")
    await post.queue_reply(account)
    await post.queue_reply(binh.person.telegram_id or 0, actor=binh)
    claimed = await post.claim()
    await post.queue_reply(account)
    first = next(letter for letter in claimed if letter.mail.chat_id == account)
    await post.settle(Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=30), reason="flood"), first)
    rest = [letter for letter in claimed if letter is not first and letter.mail.chat_id != account]
    await post.settle(SENT, *rest)
    assert [letter for letter in await post.claim() if letter.mail.chat_id == account] == []
    post.desk.tick(seconds=30)
    again = [letter.mail.id for letter in await post.claim() if letter.mail.chat_id == account]
    assert first.mail.id in again
    assert again == sorted(again)


@pytest.mark.parametrize(
    ("tries", "status"), [(1, "queued"), (2, "queued"), (3, "failed")], ids=["once", "twice", "thrice"]
)
async def test_a_notice_of_unknown_fate_is_tried_three_times_in_all(
    on_sqlite: Post, tries: int, status: str
) -> None:
    for _ in range(tries):
        await on_sqlite.send(UNKNOWN)
        on_sqlite.desk.tick(seconds=60)
    assert await on_sqlite.mail() == [("notice", status)]


async def test_a_notice_of_unknown_fate_waits_a_minute(on_sqlite: Post) -> None:
    await on_sqlite.send(UNKNOWN)
    on_sqlite.desk.tick(seconds=59)
    assert await on_sqlite.claim() == []
    on_sqlite.desk.tick(seconds=1)
    assert len(await on_sqlite.claim()) == 1


async def test_floods_do_not_use_up_the_tries(on_sqlite: Post) -> None:
    for _ in range(5):
        await on_sqlite.send(Outcome(OutcomeKind.RETRY_AFTER, wait=timedelta(seconds=1), reason="flood"))
        on_sqlite.desk.tick(seconds=1)
    await on_sqlite.send(UNKNOWN)
    assert await on_sqlite.mail() == [("notice", "queued")]


async def test_the_day_of_server_errors_begins_with_the_first_one(on_sqlite: Post) -> None:
    on_sqlite.desk.tick(days=7)
    for _ in range(2):
        await on_sqlite.send(BROKEN)
        assert await on_sqlite.mail() == [("notice", "queued")]
        on_sqlite.desk.tick(days=1)
    on_sqlite.desk.tick(hours=2)
    await on_sqlite.send(BROKEN)
    assert (await on_sqlite.mail())[0] == ("notice", "failed")


async def test_after_a_weekend_there_is_an_hour_of_tries_left(on_sqlite: Post) -> None:
    friday_evening, monday_morning = local(2024, 7, 19, 17, 55), local(2024, 7, 22, 7, 0)
    for now, status in [
        (friday_evening, "queued"),
        (monday_morning, "queued"),
        (monday_morning + timedelta(minutes=61), "failed"),
    ]:
        on_sqlite.desk.now = now
        await on_sqlite.send(BROKEN)
        assert (await on_sqlite.mail())[0] == ("notice", status)


async def test_what_the_last_readers_chat_refused_is_not_counted_for_the_next(on_sqlite: Post) -> None:
    (letter,) = await on_sqlite.claim()
    await on_sqlite.settle(BROKEN, letter)
    async with on_sqlite.desk.work() as uow:
        [mail] = await claim_mail(uow, now=on_sqlite.desk.now + BROKEN.wait, limit=1)
        assert mail.refused_at == on_sqlite.desk.now
        await waiting_mail.unaddress(uow, [mail.id])
        [mail] = await waiting_mail.list_unaddressed(uow)
        await waiting_mail.address(uow, mail, on_sqlite.an.person.id)
        [mail] = await claim_mail(uow, now=on_sqlite.desk.now + BROKEN.wait, limit=1)
        assert mail.refused_at is None


async def test_a_reply_of_unknown_fate_is_not_repeated(on_sqlite: Post) -> None:
    await on_sqlite.send(SENT)
    await on_sqlite.queue_reply()
    await on_sqlite.send(UNKNOWN)
    assert (await on_sqlite.mail())[-1] == ("reply", "failed")


async def test_an_edit_of_unknown_fate_is_repeated(on_sqlite: Post) -> None:
    """Unlike a new message it cannot stand there twice."""
    await on_sqlite.send(SENT)
    await on_sqlite.queue_reply(target_message_id=7)
    await on_sqlite.send(UNKNOWN)
    assert (await on_sqlite.mail())[-1] == ("reply", "queued")
    on_sqlite.desk.tick(seconds=60)
    await on_sqlite.send(SENT)
    assert (await on_sqlite.mail())[-1] == ("reply", "sent")


async def test_giving_up_leaves_what_was_owed_to_the_next(post: Post) -> None:
    (letter,) = await post.claim()
    async with post.desk.work() as uow:
        await delivery.give_up(uow, delivery.Result(letter, UNKNOWN), error="KeyError", now=post.desk.now)
    assert await post.outcomes() == ["undelivered"]


@pytest.mark.parametrize("kind", [OutcomeKind.REJECTED, OutcomeKind.UNREACHABLE])
async def test_a_refused_reply_ends(on_sqlite: Post, kind: OutcomeKind) -> None:
    await on_sqlite.send(SENT)
    await on_sqlite.queue_reply()
    await on_sqlite.send(Outcome(kind))
    assert (await on_sqlite.mail())[-1] == ("reply", "failed")


async def test_a_chat_that_moved_is_followed(on_sqlite: Post) -> None:
    await on_sqlite.send(SENT)
    await on_sqlite.queue_reply(-5)
    await on_sqlite.send(Outcome(OutcomeKind.MOVED, new_chat_id=-1005))
    (letter,) = await on_sqlite.claim()
    assert letter.mail.chat_id == -1005


async def test_who_came_back_since_the_claim_stays_within_reach(on_sqlite: Post) -> None:
    """Out of reach when the letter was claimed, so it was not tried; heard from before that was noted."""
    await on_sqlite.send(Outcome(OutcomeKind.UNREACHABLE, reason=delivery.KNOWN_UNREACHABLE))
    assert (await on_sqlite.desk.actor(on_sqlite.an.person.id)).person.unreachable_at is None


async def test_a_group_that_is_gone_does_not_make_the_person_unreachable(on_sqlite: Post) -> None:
    await on_sqlite.send(SENT)
    await on_sqlite.queue_reply(-5)
    await on_sqlite.send(GONE)
    assert (await on_sqlite.desk.actor(on_sqlite.an.person.id)).person.unreachable_at is None
