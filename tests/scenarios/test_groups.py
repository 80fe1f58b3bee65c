"""In groups it says nothing; tasks of the future do not exist yet."""

import pytest

from bot.actions import Action, Verb
from bot.storage.queues import dialogues, snapshots
from bot.storage.tables import assignments, evidence, reports
from tests.scenarios.cast import CODE, Office

RECORD = (assignments, reports, evidence, snapshots)
# --- not yet assigned -------------------------------------------------------------------------------------


async def test_a_task_of_the_future_is_invisible(office: Office) -> None:
    world = office.world
    world.allowed_refusals.append("message is not modified")
    await world.assign("NV-070", title_vi="Việc ngày mai", issued_date="2024-07-11")
    future = await world.id_of("NV-070")
    for person in (office.an, office.chi):
        for text in ("nv-070", "/lichsu nv-070", "/nhiemvu", "/han", "/quahan", "/tonghop", "/baocao"):
            person.phone.say(text)
        await world.settle()
        person.forget()
        message = person.phone.last
        for verb in Verb:
            person.phone.press_data(message.id, Action(verb, future).encode())
        person.phone.press_data(message.id, Action(Verb.PERCENT, future, argument="50").encode())
        await world.settle()
        person.forget()
        assert "Việc ngày mai" not in person.heard
    assert (await world.state_of("NV-070"))["status"] == "not_started"
    assert await world.rows(reports) == []


async def test_a_task_of_the_future_is_announced_on_its_day(office: Office) -> None:
    await office.world.assign("NV-070", issued_date="2024-07-11")
    await office.world.go_to("2024-07-10", "17:00")
    office.world.expect_silence()
    await office.world.go_to("2024-07-11", "07:00")
    office.an.expect("NV-070", "Giao nhiệm vụ mới")


# --- groups -----------------------------------------------------------------------------------------------


async def test_in_a_group_it_says_nothing_and_leaves(office: Office) -> None:
    world = office.world
    group = world.telegram.add_group("Nhóm", [office.an.phone.user.id])
    group.add_bot(by=office.an.phone.user.id)
    await world.settle()
    assert [m for m in group.messages if m.from_bot] == []
    assert world.telegram.journal.list_calls("leaveChat")


@pytest.mark.parametrize(
    "text", [f"/lichsu {CODE}", f"{CODE} 40%", "/start", "/tonghop", "Văn bản đóng dấu MẬT"]
)
async def test_words_in_a_group_are_not_answered(office: Office, text: str) -> None:
    world = office.world
    world.allowed_refusals.append("bot is not a member")  # it leaves at every word
    group = world.telegram.add_group("Nhóm", [office.an.phone.user.id])
    group.add_bot(by=office.an.phone.user.id)
    phone = world.telegram.phone(office.an.phone.user.id, group.id)
    phone.say(text)
    phone.send_document("a.pdf", b"%PDF")
    await world.settle()
    assert [m for m in group.messages if m.from_bot] == []
    assert await world.rows(reports) == []


async def test_a_press_in_a_group_is_answered_with_nothing(office: Office) -> None:
    world = office.world
    group = world.telegram.add_group("Nhóm", [office.an.phone.user.id])
    group.add_bot(by=office.an.phone.user.id)
    message = world.telegram.post(group.chat, world.telegram.bot)
    phone = world.telegram.phone(office.an.phone.user.id, group.id)
    assignment_id = await world.id_of(CODE)
    before = await world.rows(dialogues, *RECORD)
    for action in (Action(Verb.CARD, assignment_id), Action(Verb.TASKS), Action(Verb.NUMBER, assignment_id)):
        phone.press_data(message.id, action.encode())
    await world.settle()
    called = {call.method for call in world.telegram.journal.list_calls(chat_id=group.id)}
    assert called == {"leaveChat"}
    assert [toast.text for toast in phone.toasts] == ["", "", ""]
    assert await world.rows(dialogues, *RECORD) == before
