"""Whatever a person sends or presses, the next one is served; through the whole bot and PTB."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from bot.demo.telegram_server import Message
from bot.domain.people import Role
from bot.storage.queues import inbox
from tests.world import World, open_world

ADMIN = 900

# --- what people send -------------------------------------------------------------------------------------


@pytest.fixture
async def world(database_url: URL, tmp_path: Path) -> AsyncIterator[World]:
    address = database_url.render_as_string(hide_password=False)
    async with open_world(address, tmp_path / "data", admin_ids=[ADMIN]) as world:
        world.telegram.add_user(ADMIN, "Quản trị")
        world.telegram.phone(ADMIN).chat.is_started = True
        yield world


async def statuses(world: World) -> list[str]:
    async with world.app.database.begin() as uow:
        return list((await uow.execute(sa.select(inbox.c.status).order_by(inbox.c.id))).scalars())


async def test_an_update_that_cannot_be_parsed_is_set_aside_at_once_and_alarms(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    an = world.stranger("An")
    poison = {"message_id": 1, "date": 0, "chat": {"id": an.phone.user.id}, "text": "bí mật"}
    world.telegram.push_raw("message", poison)
    with caplog.at_level(logging.DEBUG, "bot"):
        await an.says("xin chào")
    an.expect("mời")
    assert await statuses(world) == ["dead", "done"]
    assert "1" in world.telegram.phone(ADMIN).last.text
    assert "bí mật" not in "".join(
        record.getMessage() for record in caplog.records if record.name != "telegram"
    )


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("message", {}),
        ("message", {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}, "text": "không ai"}),
        ("something_new", {"chat": {"id": 7}}),
        (
            "callback_query",
            {"id": "1", "from": {"id": 7, "is_bot": False, "first_name": "x"}, "chat_instance": "1"},
        ),
        ("my_chat_member", {"chat": {"id": 7}}),
        ("edited_message", {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}}),
    ],
)
async def test_whatever_comes_the_next_person_is_served(
    world: World, kind: str, body: dict[str, object]
) -> None:
    an = world.stranger("An")
    world.allowed_refusals += ["query is too old", "chat not found"]
    world.telegram.queue.remember_allowed([])
    world.telegram.push_raw(kind, body)
    await an.says("xin chào")
    an.expect("mời")
    assert (await statuses(world))[-1] == "done"
    assert "new" not in await statuses(world)


async def test_a_huge_update_is_handled_like_any_other(world: World) -> None:
    an = world.stranger("An")
    user = an.phone.user.as_json()
    chat = {"id": an.phone.user.id, "type": "private"}
    entities = [{"type": "bold", "offset": place, "length": 1} for place in range(4000)]
    an.phone.chat.is_started = True
    world.telegram.push_raw(
        "message",
        {
            "message_id": 9,
            "date": 0,
            "chat": chat,
            "from": user,
            "text": "đ" * 1_000_000,
            "entities": entities,
        },
    )
    await world.settle()
    an.expect("mời")
    assert await statuses(world) == ["done"]


# --- presses ----------------------------------------------------------------------------------------------


@pytest.fixture
async def card(world: World) -> AsyncIterator[Message]:
    """An has a report to confirm."""
    await world.load("agencies.csv", "groups.csv")
    await world.load_task("NV-001")
    an = await world.appoint("An", Role.FOCAL_POINT, "HDG")
    await world.go_to("2024-07-10", "08:30")
    an.forget()
    await an.says("NV-001 40%")
    yield an.expect("40%", button="Ghi nhận")
    an.forget()


def answers(world: World) -> list[str]:
    return [call.params.get("text", "") for call in world.telegram.journal.list_calls("answerCallbackQuery")]


async def test_a_press_is_answered_exactly_once(world: World, card: Message) -> None:
    await world.people["An"].presses("Ghi nhận", on=card)
    assert len(answers(world)) == 1


async def test_a_press_that_fails_is_apologised_for_and_then_done_without_a_second_answer(
    world: World, card: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr("bot.services.reporting.record", fail)
        await world.people["An"].presses("Ghi nhận", on=card)
    assert len(answers(world)) == 1
    assert "Đã ghi nhận" not in card.text
    world.clock.now = world.clock.now.replace(minute=world.clock.now.minute + 1)
    await world.settle()
    assert "Đã ghi nhận" in card.text
    assert len(answers(world)) == 1


async def test_a_refused_press_says_why_and_changes_nothing(world: World, card: Message) -> None:
    an = world.people["An"]
    await an.presses("Ghi nhận", on=card)
    await an.forges("v1:ok:1:1", on=card)
    assert len(answers(world)) == 2
    assert answers(world)[1] != ""
    assert "Đã ghi nhận" in card.text
