"""E-mails that wait: over a weekend, for a server, and what may still join them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.messages import Outcome, OutcomeKind
from bot.services import UnitOfWork, letters
from bot.services.delivery import CLOSED, PACED, STOPPING, Result, settle
from bot.services.emailing import plan_emails
from bot.services.letters import Letter
from bot.storage.emailed import find_waiting
from bot.storage.generation import take_over_sending
from bot.storage.outbox import requeue_unfinished
from bot.storage.queues import outbox
from tests.mail_server import PostOffice
from tests.scenarios.cast import Office, seat_office
from tests.scenarios.email_setting import AN, block, states
from tests.world import World


@asynccontextmanager
async def email_on_its_way(office: Office) -> AsyncIterator[tuple[UnitOfWork, Letter]]:
    """The e-mail is planned and claimed by hand; the unit of work is not committed."""
    await block(office)
    await office.world.go_to("2024-07-12")
    now, rules = office.world.clock(), office.world.app.rules
    async with office.world.app.database.begin() as uow:
        assert await plan_emails(uow, now=now, rules=rules) == 1
        [letter] = await letters.claim(uow, now=now, rules=rules)
        yield uow, letter


async def test_what_was_planned_before_a_weekend_is_tried_again_on_monday(
    mailing_office: Office, post: PostOffice
) -> None:
    """Planned on a Friday evening, put off on Monday by a server that does not know us yet."""
    world = mailing_office.world
    await block(mailing_office)
    post.answers[AN] = "450 later"
    await world.go_to("2024-07-12", "19:00")
    assert (await states(world), post.greetings) == ([("queued", "")], 0)
    await world.go_to("2024-07-15", "07:00")
    assert (await states(world), post.greetings) == ([("queued", "recipient_refused")], 1)
    del post.answers[AN]
    await world.go_to("2024-07-15", "07:06")
    assert (await states(world), post.recipients) == ([("sent", "")], [AN])
    mailing_office.forget_all()


@pytest.mark.parametrize("reason", [PACED, STOPPING, CLOSED])
async def test_reasons_of_our_own_never_end_it(office: Office, reason: str) -> None:
    later = Outcome(OutcomeKind.RETRY_AFTER, reason="recipient_refused")
    async with email_on_its_way(office) as (uow, letter):
        now, rules = office.world.clock(), office.world.app.rules
        await settle(uow, [Result(letter, later)], now=now, rules=rules)
        now += timedelta(days=7)
        for outcome, status in [(replace(later, reason=reason), "queued"), (later, "failed")]:
            [again] = await letters.claim(uow, now=now, rules=rules)
            await settle(uow, [Result(again, outcome)], now=now, rules=rules)
            rows = await uow.execute(sa.select(outbox.c.status).where(outbox.c.id == letter.mail.id))
            assert rows.scalar_one() == status
    office.forget_all()


async def test_what_is_new_joins_only_what_has_certainly_not_gone(world: World) -> None:
    office = await seat_office(world)
    async with email_on_its_way(office) as (uow, letter):
        now, rules = world.clock(), world.app.rules
        person_id = letter.mail.person_id or 0
        assert await find_waiting(uow, person_id, now=now) is None
        refused = Outcome(OutcomeKind.RETRY_AFTER, reason="recipient_refused")
        await settle(uow, [Result(letter, refused)], now=now, rules=rules)
        assert await find_waiting(uow, person_id, now=now) == letter.mail.id
        assert await find_waiting(uow, person_id, now=now + timedelta(hours=2)) is None
        await letters.claim(uow, now=now, rules=rules)
        assert await requeue_unfinished(uow) == 1
        assert await find_waiting(uow, person_id, now=now) is None
    office.forget_all()


async def test_nothing_joins_what_was_on_its_way_when_the_sender_died(world: World) -> None:
    """The next start is a take-over; the mailbox may have it, under the number that it keeps."""
    office = await seat_office(world)
    async with email_on_its_way(office) as (uow, letter):
        await uow.commit()
    assert await take_over_sending(world.app.database) == 1
    async with world.app.database.begin() as uow:
        assert await find_waiting(uow, letter.mail.person_id or 0, now=world.clock()) is None
    office.forget_all()


async def test_nothing_joins_what_may_have_arrived(office: Office) -> None:
    async with email_on_its_way(office) as (uow, letter):
        now = office.world.clock()
        silence = Result(letter, Outcome(OutcomeKind.UNKNOWN, reason="SMTPServerDisconnected"))
        await settle(uow, [silence], now=now, rules=office.world.app.rules)
        assert await find_waiting(uow, letter.mail.person_id or 0, now=now) is None
    office.forget_all()
