"""In groups it says nothing; tasks of the future do not exist yet."""

import pytest

from bot.actions import Action, Verb
from bot.demo.telegram_server.groups import Group
from bot.domain.people import Role
from bot.storage.queues import dialogues, snapshots
from bot.storage.tables import assignments, evidence, reports
from tests.scenarios.cast import CODE, FOCAL, OFFICER, OUTDATED, Office, learns_nothing
from tests.world import Person

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


# --- groups that somebody allowed -------------------------------------------------------------------------


def enter(office: Office, by: Person, *others: Person, title: str = "Tổ công tác") -> Group:
    """``by`` puts the bot into a group with the others."""
    members = [person.phone.user.id for person in (by, *others)]
    group = office.world.telegram.add_group(title, members)
    group.add_bot(by=by.phone.user.id)
    return group


async def allowed(office: Office, *others: Person) -> Group:
    """A group that the officer allowed."""
    group = enter(office, office.chi, office.an, office.dung, *others)
    await office.world.settle()
    office.chi.expect("Cho phép hệ thống hoạt động trong nhóm Tổ công tác?", button="Đồng ý")
    await office.chi.presses("Đồng ý")
    office.chi.expect_edit("Đã cho phép trong nhóm Tổ công tác")
    return group


async def say(office: Office, person: Person, group: Group, text: str) -> list[str]:
    """What the bot says in the group to that."""
    before = len([m for m in group.messages if m.from_bot])
    office.world.telegram.phone(person.phone.user.id, group.id).say(text)
    await office.world.settle()
    return [m.text for m in group.messages if m.from_bot][before:]


@pytest.mark.parametrize("who", ["chi", "dung"])
async def test_whoever_may_allow_it_is_asked_in_private(office: Office, who: str) -> None:
    person: Person = getattr(office, who)
    group = enter(office, person)
    await office.world.settle()
    person.expect("Cho phép hệ thống hoạt động trong nhóm Tổ công tác?", "1 giờ", button="Từ chối")
    assert group.has_bot
    assert [m for m in group.messages if m.from_bot] == []


async def test_refused_it_leaves_at_once(office: Office) -> None:
    group = enter(office, office.chi)
    await office.world.settle()
    office.chi.expect("Cho phép")
    await office.chi.presses("Từ chối")
    office.chi.expect_edit("sẽ rời nhóm")
    assert not group.has_bot


async def test_unanswered_it_leaves_after_an_hour(office: Office) -> None:
    group = enter(office, office.chi)
    await office.world.settle()
    question = office.chi.expect("Cho phép")
    stays = []
    for at in ("09:29", "09:31"):
        await office.world.go_to("2024-07-10", at)
        stays.append(group.has_bot)
    assert stays == [True, False]
    await office.chi.presses("Đồng ý", on=question)
    assert office.chi.toast == OUTDATED


async def test_before_the_answer_it_is_silent(office: Office) -> None:
    group = enter(office, office.chi, office.dung)
    await office.world.settle()
    office.chi.expect("Cho phép")
    assert await say(office, office.dung, group, "/tonghop") == []
    assert group.has_bot


async def test_in_an_allowed_group_it_tells_numbers_and_no_name(office: Office) -> None:
    await office.world.assign("NV-002", due_date="2024-07-05", issued_date="2024-07-01")
    group = await allowed(office)
    office.forget_all()
    for person in (office.an, office.chi, office.dung):
        said = await say(office, person, group, "/tonghop")
        assert len(said) == 1
        assert "Tình hình nhiệm vụ đến 10/07/2024" in said[0]
        late = await say(office, person, group, "/quahan")
        assert "Quá hạn: 1 nhiệm vụ, 1 lượt cơ quan" in late[0]
        for secret in ("Hải Dương", "NV-002", FOCAL):
            assert secret not in said[0] + late[0]
    assert "Trong nhóm: /tonghop" in (await say(office, office.an, group, "/trogiup"))[0]


@pytest.mark.parametrize("text", ["/nhiemvu", f"/lichsu {CODE}", f"{CODE} 40%", "quá hạn", "/moi", "/start"])
async def test_nothing_else_is_answered_there(office: Office, text: str) -> None:
    group = await allowed(office)
    before = await office.world.rows(dialogues, *RECORD)
    assert await say(office, office.an, group, text) == []
    assert await office.world.rows(dialogues, *RECORD) == before
    assert group.has_bot


async def test_strangers_get_no_answer_in_an_allowed_group(office: Office) -> None:
    stranger = office.world.stranger("Người lạ")
    group = await allowed(office, stranger)
    for text in ("/tonghop", "/quahan", "/trogiup", "chào"):
        assert await say(office, stranger, group, text) == []
    assert group.has_bot
    learns_nothing(stranger)


async def test_only_a_leader_opens_the_list_for_everybody(office: Office) -> None:
    await office.world.assign("NV-002", due_date="2024-07-05", issued_date="2024-07-01")
    stranger = office.world.stranger("Người lạ")
    group = await allowed(office, stranger)
    office.forget_all()
    await say(office, office.an, group, "/quahan")
    message = next(m for m in group.messages if m.from_bot)
    for person in (office.an, office.chi, stranger):
        phone = office.world.telegram.phone(person.phone.user.id, group.id)
        phone.press(message.id, "Mở danh sách")
        await office.world.settle()
        assert "NV-002" not in group.messages[-1].text
    office.world.telegram.phone(office.dung.phone.user.id, group.id).press(message.id, "Mở danh sách")
    await office.world.settle()
    opened = next(m for m in group.messages if m.id == message.id)
    assert "NV-002 · Hải Dương: quá hạn 5 ngày" in opened.text
    assert "Vũ Dung mở lúc 10/07 08:30" in opened.text


async def test_a_provinces_officer_allows_figures_of_the_province_only(office: Office) -> None:
    await office.world.assign("NV-002", lead="BGG", due_date="2024-07-05", issued_date="2024-07-01")
    officer = await office.world.appoint("Chuyên viên tỉnh", Role.OFFICER, "HDG")
    group = enter(office, officer, office.dung)
    await office.world.settle()
    officer.expect("Cho phép")
    await officer.presses("Đồng ý")
    office.forget_all()
    assert await say(office, office.dung, group, "/quahan") == ["Không có nhiệm vụ nào quá hạn."]


async def test_it_leaves_when_whoever_allowed_it_lost_the_office(office: Office) -> None:
    group = await allowed(office)
    await office.world.revoke(OFFICER)
    assert await say(office, office.dung, group, "/tonghop") == []
    assert not group.has_bot


async def test_nobody_else_answers_for_a_group(office: Office) -> None:
    group = enter(office, office.chi)
    await office.world.settle()
    office.chi.expect("Cho phép")
    for person in (office.an, office.binh, office.dung):
        await person.forges(Action(Verb.GROUP, 1, argument="yes"))
        assert person.toast == OUTDATED
    assert await say(office, office.chi, group, "/tonghop") == []


async def test_put_out_and_in_again_it_asks_again(office: Office) -> None:
    group = await allowed(office)
    group.kick_bot(by=office.an.phone.user.id)
    await office.world.settle()
    group.add_bot(by=office.an.phone.user.id)
    await office.world.settle()
    assert not group.has_bot
    group.add_bot(by=office.chi.phone.user.id)
    await office.world.settle()
    office.chi.expect("Cho phép")


async def test_an_upgraded_group_stays_allowed(office: Office) -> None:
    group = await allowed(office)
    office.world.telegram.phone(office.an.phone.user.id, group.id).say("/tonghop")
    bigger = group.migrate(by=office.chi.phone.user.id)
    office.world.allowed_refusals.append("upgraded to a supergroup")
    await office.world.settle()
    assert len([m for m in bigger.messages if m.from_bot]) == 1
    assert len(await say(office, office.dung, bigger, "/tonghop")) == 1
    assert bigger.has_bot


async def test_groups_in_english(office: Office) -> None:
    await office.chi.says("/language")
    await office.chi.presses("English")
    office.chi.forget()
    group = enter(office, office.chi)
    await office.world.settle()
    office.chi.expect("May the bot stay in the group", button="Agree")
    await office.chi.presses("Agree")
    office.chi.expect_edit("Allowed in the group")
    assert "Tasks as of 10/07/2024" in (await say(office, office.chi, group, "/summary"))[0]
    assert await say(office, office.chi, group, "/overdue") == ["No task is overdue."]
