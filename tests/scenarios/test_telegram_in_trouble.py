"""Telegram slows us down, refuses, fails, or says nothing."""

import pytest
import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.demo.telegram_server import Action as Mishap
from bot.storage.queues import outbox
from bot.storage.tables import reports
from tests.scenarios.cast import CODE, Office, seat_office
from tests.world import Person, World

MAIL = sa.select(outbox.c.kind, outbox.c.status, outbox.c.error).order_by(outbox.c.id.desc())


def faults_for(person: Person) -> int:
    return person.phone.chat.id


async def last_mail(office: Office) -> tuple[str, str, str]:
    kind, status, error = (await office.world.read(MAIL))[0]
    return kind, status, error


# --- 429 --------------------------------------------------------------------------------------------------


async def test_a_flood_in_one_chat_holds_up_that_chat_only(world: World) -> None:
    office = await seat_office(world)
    flood = world.telegram.faults.refuse(
        429, chat_id=faults_for(office.an), method="sendMessage", retry_after=30
    )
    office.an.phone.say(CODE)
    office.binh.phone.say(CODE)
    await world.settle()
    office.binh.expect(CODE)
    office.an.expect_nothing()
    world.clock.tick(seconds=29)
    await world.settle()
    office.an.expect_nothing()
    assert flood.fired == 1
    world.clock.tick(seconds=2)
    await world.settle()
    office.an.expect(CODE)


async def test_after_a_flood_the_order_is_kept(office: Office) -> None:
    office.world.telegram.faults.refuse(
        429, chat_id=faults_for(office.an), method="sendMessage", retry_after=30
    )
    for text in (CODE, "/han", "/nhiemvu"):
        office.an.phone.say(text)
    await office.world.settle()
    office.world.clock.tick(seconds=31)
    await office.world.settle()
    office.an.expect("Chủ trì")
    office.an.expect("Thời hạn của 1 nhiệm vụ")
    office.an.expect("1 nhiệm vụ đang thực hiện")


# --- 4xx --------------------------------------------------------------------------------------------------


async def test_a_refused_message_is_given_up_and_the_next_goes(office: Office) -> None:
    office.world.telegram.faults.refuse(400, chat_id=faults_for(office.an), method="sendMessage")
    await office.an.says(CODE)
    office.an.expect_nothing()
    assert (await last_mail(office))[:2] == ("reply", "failed")
    await office.an.says("/han")
    office.an.expect("Thời hạn")


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (403, "Forbidden: bot was kicked from the group chat"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: PEER_ID_INVALID"),
        (400, "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
async def test_who_cannot_be_reached_is_told_when_they_are_back(
    office: Office, status: int, description: str
) -> None:
    office.world.telegram.faults.refuse(
        status, chat_id=faults_for(office.an), method="sendMessage", description=description
    )
    await office.world.go_to("2024-07-12", "08:30")
    office.an.expect_nothing()
    assert await last_mail(office) == ("notice", "failed", "chat_gone" if status == 400 else "forbidden")
    await office.an.says("/han")
    office.an.expect("Thời hạn")
    office.an.expect(CODE, "còn 5 ngày làm việc")
    office.an.expect_nothing()


@pytest.mark.parametrize("status", [401, 404, 409])
async def test_a_telegram_that_refuses_everything_is_waited_for(office: Office, status: int) -> None:
    office.world.telegram.faults.refuse(status, method="sendMessage", times=1)
    await office.an.says(CODE)
    office.an.expect_nothing()
    office.world.clock.tick(seconds=6)
    await office.world.settle()
    office.an.expect(CODE)
    office.an.expect_nothing()


async def test_markup_that_is_refused_goes_as_plain_words(office: Office) -> None:
    office.world.telegram.faults.refuse(
        400,
        chat_id=faults_for(office.an),
        method="sendMessage",
        description="Bad Request: can't parse entities: unsupported start tag",
    )
    await office.an.says(CODE)
    office.an.expect(CODE)
    office.an.expect_nothing()


async def test_a_rewritten_message_that_vanished_is_sent_anew(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    card = office.an.expect("40%")
    card.is_deleted = True
    office.world.allowed_refusals.append("message to edit not found")
    office.an.read -= 1
    office.an.phone.press_data(card.id, card.list_buttons()[0].data or "")
    await office.world.settle()
    office.an.expect("Đã ghi nhận", "40%")
    assert len(await office.world.rows(reports)) == 1


async def test_a_rewrite_that_changes_nothing_is_no_failure(office: Office) -> None:
    office.world.allowed_refusals.append("message is not modified")
    await office.an.says("/nhiemvu")
    office.an.expect("1 nhiệm vụ")
    await office.an.forges(Action(Verb.TASKS))
    await office.an.forges(Action(Verb.TASKS))
    assert {row[1] for row in await office.world.read(MAIL)} == {"sent"}


# --- nobody knows, and nobody was there -------------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_failing_telegram_is_tried_again(office: Office, status: int) -> None:
    office.world.telegram.faults.refuse(status, chat_id=faults_for(office.an), method="sendMessage", times=2)
    await office.an.says(CODE)
    for _ in range(2):
        office.an.expect_nothing()
        office.world.clock.tick(seconds=5)
        await office.world.settle()
    office.an.expect(CODE)


async def test_a_lost_connection_before_sending_loses_nothing(office: Office) -> None:
    office.world.telegram.faults.happen(
        Mishap.HTML, chat_id=faults_for(office.an), method="sendMessage", times=1
    )
    await office.an.says(CODE)
    office.world.clock.tick(seconds=5)
    await office.world.settle()
    office.an.expect(CODE)
    office.an.expect_nothing()


@pytest.mark.parametrize("mishap", [Mishap.DROP_AFTER, Mishap.STALL_AFTER, Mishap.GARBLE])
async def test_a_reply_whose_fate_is_unknown_is_not_repeated(office: Office, mishap: Mishap) -> None:
    chat = faults_for(office.an)
    office.world.telegram.faults.happen(mishap, chat_id=chat, method="sendMessage", seconds=3600)
    await office.an.says(CODE)
    for _ in range(4):
        office.world.clock.tick(minutes=2)
        await office.world.settle()
    office.an.expect(CODE)
    office.an.expect_nothing()
    assert (await last_mail(office))[1] == "failed"


async def test_a_notice_whose_fate_is_unknown_is_repeated_at_most_twice(office: Office) -> None:
    chat = faults_for(office.an)
    lost = office.world.telegram.faults.happen(
        Mishap.DROP_AFTER, chat_id=chat, method="sendMessage", times=None
    )
    await office.world.go_to("2024-07-12", "08:30")
    assert lost.fired == 1
    office.world.clock.tick(seconds=59)
    await office.world.settle()
    assert lost.fired == 1
    for wanted in (2, 3, 3, 3):
        office.world.clock.tick(seconds=61)
        await office.world.settle()
        assert lost.fired == wanted
    office.an.forget()
    assert (await last_mail(office))[:2] == ("notice", "failed")


async def test_a_notice_that_arrives_at_the_second_try_counts_as_sent(office: Office) -> None:
    office.world.telegram.faults.happen(
        Mishap.DROP_BEFORE, chat_id=faults_for(office.an), method="sendMessage"
    )
    await office.world.go_to("2024-07-12", "08:30")
    office.an.expect_nothing()
    office.world.clock.tick(seconds=61)
    await office.world.settle()
    office.an.expect(CODE, "còn 5 ngày làm việc")
    await office.an.presses("Đã xem")
    assert office.an.toast == "Đã ghi nhận anh/chị đã xem."


async def test_an_answer_to_a_press_that_fails_costs_nothing_else(office: Office) -> None:
    office.world.telegram.faults.refuse(400, method="answerCallbackQuery", times=None)
    await office.an.says(f"{CODE} 40%")
    office.an.expect("40%")
    office.an.phone.press(office.an.phone.last.id, "Ghi nhận")
    await office.world.settle()
    office.an.expect_edit("Đã ghi nhận")
    assert len(await office.world.rows(reports)) == 1
    press = next(iter(office.world.telegram.presses.values()))
    press.was_delivered = False  # Telegram refused the answer, so nothing could stop the spinner
