"""A card nobody pressed is seen to end: by time, or because another one took its place."""

from typing import Any

import pytest
import sqlalchemy as sa
from markupsafe import Markup

from bot.domain.people import Actor, Role
from bot.messages import Message, Reply
from bot.services import talks
from bot.services.mail import queue_reply
from bot.services.talks import Talk
from bot.storage.database import Database
from bot.storage.outbox import find_mail_id
from bot.storage.queues import dialogues, outbox
from jobs.clocks import run_clocks
from tests.domain.figures_setting import RULES
from tests.services.desk_setting import Desk, found_desk

CHAT = 1001


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await found_desk(database)


@pytest.fixture
async def an(desk: Desk) -> Actor:
    return await desk.seat("An", Role.FOCAL_POINT, "HDG")


async def show_card(
    desk: Desk, an: Actor, text: str = "<b>NV-001</b> 40%", *, message_id: int | None = 5
) -> Talk:
    """A card in the chat, as a message of that number; None: still on its way."""
    async with desk.work() as uow:
        talk = await talks.open_talk(uow, an, "confirm", {"drafts": []}, now=desk.now)
        reply = Reply(messages=(Message(Markup(text), dialogue_id=talk.id),))  # noqa: S704 our own words
        await queue_reply(
            uow, reply, chat_id=CHAT, person_id=an.person.id, pressed_message_id=None, now=desk.now
        )
        if message_id is not None:
            waiting = sa.update(outbox).where(outbox.c.kind == "reply", outbox.c.status == "queued")
            await uow.execute(waiting.values(status="sent", message_id=message_id, chat_id=CHAT))
    return talk


async def endings(desk: Desk) -> list[tuple[int | None, dict[str, Any]]]:
    """Messages that are to be rewritten, and how."""
    where = outbox.c.kind == "info"
    columns = sa.select(outbox.c.target_message_id, outbox.c.data)
    return [(row[0], row[1]) for row in await desk.read(columns.where(where).order_by(outbox.c.id))]


async def run(desk: Desk) -> None:
    await run_clocks(desk.database.begin, rules=RULES, now=desk.now)


async def test_after_a_day_it_says_that_it_expired(desk: Desk, an: Actor) -> None:
    await show_card(desk, an)
    desk.tick(hours=23, minutes=59)
    await run(desk)
    assert await endings(desk) == []
    desk.tick(minutes=1)
    await run(desk)
    ((message_id, data),) = await endings(desk)
    assert (message_id, data["key"], data["facts"]) == (5, "card.expired", {"card": "<b>NV-001</b> 40%"})


async def test_it_expires_once(desk: Desk, an: Actor) -> None:
    await show_card(desk, an)
    desk.tick(days=1)
    for _ in range(3):
        await run(desk)
    assert len(await endings(desk)) == 1
    ((rev, card_id),) = await desk.read(sa.select(dialogues.c.rev, dialogues.c.card_id))
    assert (rev, card_id) == (2, None)


async def test_another_card_takes_its_place_visibly(desk: Desk, an: Actor) -> None:
    await show_card(desk, an)
    await show_card(desk, an, "<b>NV-001</b> 45%", message_id=6)
    ((message_id, data),) = await endings(desk)
    assert (message_id, data["key"], data["facts"]) == (5, "card.replaced", {"card": "<b>NV-001</b> 40%"})
    desk.tick(days=1)
    await run(desk)
    assert [target for target, _ in await endings(desk)] == [5, 6]


async def test_a_card_that_was_answered_is_left_as_it_is(desk: Desk, an: Actor) -> None:
    await show_card(desk, an)
    async with desk.work() as uow:
        await talks.close_talk(uow, an, now=desk.now)
    await show_card(desk, an, message_id=6)
    assert await endings(desk) == []


async def test_a_dialogue_without_buttons_of_its_own_ends_silently(desk: Desk, an: Actor) -> None:
    async with desk.work() as uow:
        await talks.open_talk(uow, an, "note", {}, now=desk.now)
    desk.tick(days=2)
    await run(desk)
    assert await endings(desk) == []


async def test_a_card_that_was_never_sent_cannot_say_anything(desk: Desk, an: Actor) -> None:
    await show_card(desk, an, message_id=None)
    desk.tick(days=2)
    await run(desk)
    assert await endings(desk) == []


async def test_everybodys_cards_end_by_themselves(desk: Desk, an: Actor) -> None:
    binh = await desk.seat("Bình", Role.FOCAL_POINT, "HDG")
    await show_card(desk, an)
    desk.tick(hours=1)
    await show_card(desk, binh, message_id=7)
    desk.tick(hours=23)
    await run(desk)
    assert [target for target, _ in await endings(desk)] == [5]
    async with desk.work() as uow:
        assert await talks.find_talk(uow, binh, now=desk.now) is not None
        assert await find_mail_id(uow, chat_id=CHAT, message_id=7) is not None
