"""Updates that nobody can read, handlers that break: the others go on, and the operator is told."""

import pytest
import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.demo.telegram_server import Action as Mishap
from bot.storage.queues import inbox
from bot.storage.tables import reports
from handlers import lists
from handlers.turn import Turn
from tests.scenarios.cast import CODE, Office
from tests.scenarios.conftest import OPERATOR


@pytest.fixture(autouse=True)
def operator(request: pytest.FixtureRequest) -> None:
    """Alarms have somewhere to go."""
    if "office" in request.fixturenames:
        telegram = request.getfixturevalue("office").world.telegram
        telegram.add_user(OPERATOR, "Quản trị")
        telegram.chats[OPERATOR].is_started = True


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
    assert errors[0].startswith("KeyError test_poison.py:")


async def test_updates_that_come_twice_count_once(office: Office) -> None:
    office.world.telegram.faults.happen(Mishap.DUPLICATE, times=None)
    await office.an.says(f"{CODE} 40%")
    office.an.expect("40%")
    await office.an.presses("Ghi nhận")
    office.an.expect_edit("Đã ghi nhận")
    office.an.expect_nothing()
    assert len(await office.world.rows(reports)) == 1
