"""Nobody in turn can be reached on Telegram: the reminder comes by e-mail, or the office knows that it did not."""

import logging
from email.message import EmailMessage

import pytest
import sqlalchemy as sa

from bot.domain.people import Role
from bot.messages import Outcome, OutcomeKind
from bot.services import letters
from bot.services.delivery import Result, settle
from bot.services.emailing import goes_by_email, plan_emails
from bot.storage.queues import notice_items
from bot.storage.tables import events, people
from bot.storage.undelivered import count_strays
from tests.mail_server import PostOffice
from tests.scenarios.cast import CODE, FOCAL, Office, seat_office
from tests.scenarios.email_setting import AN, block, give_address, states
from tests.world import START, World

DEPUTY = "pho@hd.vn"


async def undelivered(world: World) -> int:
    async with world.app.database.begin() as uow:
        return sum((await count_strays(uow, since=START)).values())


def words_of(letter: EmailMessage) -> str:
    content: str = letter.get_content()
    return content.replace("\r\n", "\n")


async def test_who_blocked_the_bot_gets_the_reminder_by_email(
    mailing_office: Office, post: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    for ours in ("bot", "jobs", "aiosmtplib"):
        caplog.set_level(logging.DEBUG, ours)
    await block(mailing_office)
    await mailing_office.world.go_to("2024-07-12")
    [letter] = post.letters
    assert (post.recipients, letter["To"], letter["Subject"]) == ([AN], AN, f"[Đôn Đốc] Nhiệm vụ {CODE}")
    words = words_of(letter)
    assert words.startswith(f"{CODE}: ")
    for part in ("Hoàn thành kế hoạch Bạch Đàn", "20/07/2024", "https://t.me/", "không gửi được"):
        assert part in words
    for markup in ("<", "&", "Đã xem", "Xin gia hạn"):
        assert markup not in words
    assert [status for status, _ in await states(mailing_office.world)] == ["sent"]
    assert await undelivered(mailing_office.world) == 0
    for secret in (AN, "Bạch Đàn", mailing_office.an.name):
        assert secret not in "".join(
            r.getMessage() + str(vars(r)) for r in caplog.records if "mail.log" not in r.name
        )
    history = await mailing_office.world.read(sa.select(events.c.data).where(events.c.kind == "reminded"))
    assert history[-1][0]["by"] == "email"
    # Once is enough, whatever time passes until the next rung.
    await mailing_office.world.go_to("2024-07-15", "11:00")
    assert len(post.letters) == 1
    mailing_office.forget_all()


async def test_the_next_focal_point_comes_before_any_email(mailing_office: Office, post: PostOffice) -> None:
    deputy = await mailing_office.world.appoint("Phó đầu mối", Role.FOCAL_POINT, "HDG")
    await block(mailing_office)
    await mailing_office.world.go_to("2024-07-12")
    deputy.expect(CODE)
    assert post.letters == []
    mailing_office.forget_all()


async def test_nobody_gets_a_letter_without_an_address(mailing_office: Office, post: PostOffice) -> None:
    await block(mailing_office, "")
    await mailing_office.world.go_to("2024-07-12")
    assert (post.letters, await undelivered(mailing_office.world)) == ([], 1)
    mailing_office.forget_all()


async def test_a_refused_address_is_tried_once_and_the_next_person_instead(
    mailing_office: Office, post: PostOffice
) -> None:
    world = mailing_office.world
    deputy = await world.appoint("Phó đầu mối", Role.FOCAL_POINT, "HDG")
    await give_address(world, deputy, DEPUTY)
    await deputy.blocks()
    await block(mailing_office)
    post.answers[AN] = "550 no such user"
    await world.go_to("2024-07-12")
    await world.go_to("2024-07-12", "08:31")
    assert sorted(await states(world)) == [("failed", "recipient_refused"), ("sent", "")]
    assert post.recipients == [DEPUTY]
    mailing_office.forget_all()


async def test_a_refused_address_of_the_last_one_leaves_the_reminder_undelivered(
    mailing_office: Office, post: PostOffice
) -> None:
    world = mailing_office.world
    await block(mailing_office)
    post.answers[AN] = "550 no such user"
    for at in ("08:30", "08:31", "10:00"):
        await world.go_to("2024-07-12", at)
    assert await states(world) == [("failed", "recipient_refused")]
    assert (post.greetings, await undelivered(world)) == (1, 1)
    mailing_office.forget_all()
    # Back on Telegram, what is still owed comes there.
    await mailing_office.an.unblocks()
    assert any(CODE in message.text for message in mailing_office.an.unread)
    mailing_office.forget_all()


async def test_a_server_that_was_down_gets_it_later(mailing_office: Office, post: PostOffice) -> None:
    world, way = mailing_office.world, mailing_office.world.app.sender.post
    assert way is not None
    way.monotonic = lambda: world.clock().timestamp()
    await block(mailing_office)
    await post.close()
    await world.go_to("2024-07-12")
    assert await states(world) == [("queued", "mail_server_away")]
    await post.open()
    await world.go_to("2024-07-12", "08:32")
    assert (await states(world), post.recipients) == ([("sent", "")], [AN])
    mailing_office.forget_all()


async def test_a_server_that_stays_away_a_day_long_leaves_it_to_the_office(
    mailing_office: Office, post: PostOffice
) -> None:
    world, way = mailing_office.world, mailing_office.world.app.sender.post
    assert way is not None
    way.monotonic = lambda: world.clock().timestamp()
    await block(mailing_office)
    await post.close()
    await world.go_to("2024-07-12")
    await world.go_to("2024-07-15", "08:30")
    assert await states(world) == [("failed", "mail_server_away")]
    assert await undelivered(world) == 1
    mailing_office.forget_all()


async def test_when_nobody_knows_it_goes_again_twice_at_most_under_the_same_number(
    mailing_office: Office, post: PostOffice
) -> None:
    world = mailing_office.world
    await block(mailing_office)
    post.hangs_up = 9
    for at in ("08:30", "08:32", "08:34", "08:36", "08:38"):
        await world.go_to("2024-07-12", at)
    assert len(post.letters) == 3
    assert len({letter["Message-ID"] for letter in post.letters}) == 1
    assert [status for status, _ in await states(world)] == ["failed"]
    assert await undelivered(world) == 1
    mailing_office.forget_all()


async def test_who_comes_back_before_it_went_gets_it_on_telegram(
    mailing_office: Office, post: PostOffice
) -> None:
    world = mailing_office.world
    await block(mailing_office)
    post.answers[AN] = "450 later"
    await world.go_to("2024-07-12")
    assert await states(world) == [("queued", "recipient_refused")]
    await mailing_office.an.unblocks()
    mailing_office.forget_all()
    await world.go_to("2024-07-12", "09:00")
    mailing_office.an.expect(CODE, button="Đã xem")
    assert (await states(world), post.letters) == ([("sent", "")], [])
    mailing_office.forget_all()


async def test_who_lost_the_office_gets_no_letter(mailing_office: Office, post: PostOffice) -> None:
    world = mailing_office.world
    await block(mailing_office)
    post.answers[AN] = "450 later"
    await world.go_to("2024-07-12")
    del post.answers[AN]
    await world.revoke(FOCAL)
    await world.go_to("2024-07-12", "09:00")
    assert post.letters == []
    mailing_office.forget_all()


async def test_a_reminder_whose_reason_is_gone_is_not_sent(mailing_office: Office, post: PostOffice) -> None:
    world = mailing_office.world
    await block(mailing_office)
    post.answers[AN] = "450 later"
    await world.go_to("2024-07-12")
    del post.answers[AN]
    await world.execute("UPDATE assignments SET status = 'done'")
    await world.go_to("2024-07-12", "09:00")
    assert (post.letters, [status for status, _ in await states(world)]) == ([], ["dropped"])
    mailing_office.forget_all()


async def test_without_a_server_everything_is_as_before(office: Office) -> None:
    await block(office)
    await office.world.go_to("2024-07-12")
    assert (await states(office.world), await undelivered(office.world)) == ([], 1)
    assert await office.world.read(sa.select(people.c.email).where(people.c.email != "")) == [(AN,)]
    assert await office.world.read(
        sa.select(notice_items.c.id).where(notice_items.c.outcome == "undelivered")
    )
    office.forget_all()


async def test_it_is_the_same_on_both_databases(world: World) -> None:
    office = await seat_office(world)
    await block(office)
    await world.go_to("2024-07-12")
    now, rules = world.clock(), world.app.rules
    async with world.app.database.begin() as uow:
        assert await plan_emails(uow, now=now, rules=rules) == 1
        [letter] = await letters.claim(uow, now=now, rules=rules)
        assert goes_by_email(letter)
        refused = Result(letter, Outcome(OutcomeKind.REJECTED, reason="recipient_refused"))
        await settle(uow, [refused], now=now, rules=rules)
        assert await plan_emails(uow, now=now, rules=rules) == 0
        await uow.commit()
    assert (await states(world), await undelivered(world)) == ([("failed", "recipient_refused")], 1)
    office.forget_all()
