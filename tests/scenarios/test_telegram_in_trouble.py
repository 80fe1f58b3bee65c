"""Telegram slows us down, refuses, fails, or says nothing; updates that nobody can read; handlers that break."""

import pytest
import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.demo.telegram_server import Action as Mishap
from bot.storage.queues import inbox, outbox
from bot.storage.tables import reports
from handlers import lists
from handlers.turn import Turn
from tests.scenarios.cast import CODE, Office, seat_office
from tests.scenarios.conftest import OPERATOR
from tests.world import Person, World

MAIL = sa.select(outbox.c.kind, outbox.c.status, outbox.c.error).order_by(outbox.c.id.desc())


@pytest.fixture(autouse=True)
def operator(request: pytest.FixtureRequest) -> None:
    """Alarms have somewhere to go."""
    if "office" in request.fixturenames:
        telegram = request.getfixturevalue("office").world.telegram
        telegram.add_user(OPERATOR, "Quản trị")
        telegram.chats[OPERATOR].is_started = True


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


# --- poison -----------------------------------------------------------------------------------------------

POISON = [
    {"message_id": "x", "date": 0},
    {"message_id": 1, "date": "yesterday", "chat": {"id": 700_000_001, "type": "private"}},
    {"message_id": 1, "date": 10**30, "chat": {"id": 700_000_001, "type": "private"}, "text": "a"},
    {"message_id": 1, "date": 1, "chat": "nobody", "from": 5},
]


@pytest.mark.parametrize("payload", POISON)
async def test_poison_is_set_aside_and_the_others_go_on(office: Office, payload: dict[str, object]) -> None:
    world = office.world
    world.telegram.push_raw("message", payload)
    office.binh.phone.say(CODE)
    office.an.phone.say(CODE)
    await world.settle()
    office.binh.expect(CODE)
    for _ in range(6):
        world.clock.tick(seconds=30)
        await world.settle()
    office.an.expect(CODE)
    statuses = [row[0] for row in await world.read(sa.select(inbox.c.status))]
    assert set(statuses) == {"done", "dead"}
    assert statuses.count("dead") == 1
    alarms = [message.text for message in world.telegram.phone(OPERATOR).bot_messages]
    assert len(alarms) == 1
    assert "không xử lý được" in alarms[0]


@pytest.mark.parametrize("kind", ["message_reaction", "poll", "pre_checkout_query", "brand_new_kind"])
async def test_updates_of_other_kinds_do_no_harm(office: Office, kind: str) -> None:
    office.world.telegram.queue.remember_allowed([])
    office.world.telegram.push_raw(kind, {"id": "1", "from": {"id": 5}})
    await office.an.says(CODE)
    office.an.expect(CODE)


async def test_a_channel_post_is_nobodys_word(office: Office) -> None:
    chat = {"id": -1001, "type": "channel", "title": "x"}
    payload = {"message_id": 1, "date": 1, "chat": chat, "sender_chat": chat, "text": "/start"}
    office.world.telegram.push_raw("message", payload)
    await office.world.settle()
    assert {row[0] for row in await office.world.read(sa.select(inbox.c.status))} == {"done"}


# --- our own failures -------------------------------------------------------------------------------------


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every card fails to open."""
    tries: list[str] = []

    async def fail(turn: Turn, assignment_id: int, *, back: object = None) -> None:
        del back
        tries.append(f"{turn.incoming.kind} {assignment_id}")
        raise KeyError("a mistake of ours")

    monkeypatch.setattr(lists, "card", fail)
    return tries


async def test_a_handler_that_breaks_is_tried_again_then_set_aside(office: Office, broken: list[str]) -> None:
    world = office.world
    message = office.an.phone.last
    office.an.phone.press_data(message.id, Action(Verb.CARD, await world.id_of(CODE)).encode())
    await world.settle()
    assert office.an.toast.startswith("Hệ thống đang bận")
    office.binh.phone.say("/han")
    await world.settle()
    office.binh.expect("Thời hạn")
    office.an.phone.say("/han")
    await world.settle()
    office.an.expect_nothing()  # the chat keeps its order
    for _ in range(8):
        world.clock.tick(seconds=20)
        await world.settle()
    assert len(broken) == 4
    office.an.expect("Thời hạn")
    assert [row[0] for row in await world.read(sa.select(inbox.c.status))].count("dead") == 1
    assert len(world.telegram.phone(OPERATOR).bot_messages) == 1


async def test_a_handler_that_breaks_once_answers_in_the_end(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = lists.card
    tries: list[int] = []

    async def fail_first(turn: Turn, assignment_id: int, *, back: Action | None = None) -> object:
        tries.append(assignment_id)
        if len(tries) == 1:
            raise RuntimeError
        return await opened(turn, assignment_id, back=back)

    monkeypatch.setattr(lists, "card", fail_first)
    await office.an.says(CODE)
    office.an.expect_nothing()
    office.world.clock.tick(seconds=3)
    await office.world.settle()
    office.an.expect(CODE)


async def test_what_a_broken_handler_wrote_is_undone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.an.says(f"{CODE} 40%")
    office.an.expect("40%")

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("handlers.drafts.render_stored", fail)
    await office.an.presses("Ghi nhận")
    for _ in range(6):
        office.world.clock.tick(seconds=20)
        await office.world.settle()
    assert await office.world.rows(reports) == []
    assert (await office.world.state_of(CODE))["rev"] == 0
    monkeypatch.undo()
    await office.an.presses("Ghi nhận")
    office.an.expect_edit("Đã ghi nhận")


async def test_no_text_of_a_person_reaches_the_record_of_failures(office: Office, broken: list[str]) -> None:
    office.an.phone.say(CODE)
    await office.world.settle()
    assert broken
    errors = [row[0] for row in await office.world.read(sa.select(inbox.c.error).where(inbox.c.error != ""))]
    assert len(errors) == 1
    assert errors[0].startswith("KeyError test_telegram_in_trouble.py:")


async def test_updates_that_come_twice_count_once(office: Office) -> None:
    office.world.telegram.faults.happen(Mishap.DUPLICATE, times=None)
    await office.an.says(f"{CODE} 40%")
    office.an.expect("40%")
    await office.an.presses("Ghi nhận")
    office.an.expect_edit("Đã ghi nhận")
    office.an.expect_nothing()
    assert len(await office.world.rows(reports)) == 1
