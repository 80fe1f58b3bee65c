"""Free text: what is said becomes a confirm card, and only a tap stores it."""

import pytest
import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.storage.tables import evidence, reports
from tests.scenarios.cast import CODE, OUTDATED, Office

REPORTS = sa.select(reports.c.kind, reports.c.percent, reports.c.value, reports.c.note).order_by(reports.c.id)


async def test_nothing_is_stored_before_the_tap(office: Office) -> None:
    before = await office.world.rows(reports)
    state = await office.world.state_of(CODE)
    await office.an.says(f"{CODE} 40%")
    office.an.expect("Đề nghị kiểm tra", CODE, "Hải Dương", "40%", button="Ghi nhận")
    assert await office.world.rows(reports) == before
    assert await office.world.state_of(CODE) == state


async def test_a_tap_stores_exactly_the_card(office: Office) -> None:
    await office.an.says(f"{CODE} 40%, đang xin ý kiến")
    office.an.expect("40%", "đang xin ý kiến")
    await office.an.presses("Ghi nhận")
    assert office.an.toast == "Đã ghi nhận"
    assert office.an.expect_edit("Đã ghi nhận", "40%", "đang xin ý kiến").buttons == ()
    assert await office.world.read(REPORTS) == [("progress", 40, None, f"{CODE} 40%, đang xin ý kiến")]
    state = await office.world.state_of(CODE)
    assert (state["percent"], state["status"]) == (40, "in_progress")


async def test_a_double_tap_stores_once(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    card = office.an.expect("40%")
    office.an.phone.press(card.id, "Ghi nhận")
    office.an.phone.press(card.id, "Ghi nhận")
    await office.world.settle()
    assert len(await office.world.read(REPORTS)) == 1
    assert [toast.text for toast in office.an.phone.toasts[-2:]] == [
        "Đã ghi nhận",
        OUTDATED,
    ]
    office.an.expect_edit("Đã ghi nhận", "40%")


async def test_record_and_cancel_at_once_is_recorded_and_says_so(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    card = office.an.expect("40%")
    office.an.phone.press(card.id, "Ghi nhận")
    office.an.phone.press(card.id, "Hủy")
    await office.world.settle()
    assert len(await office.world.read(REPORTS)) == 1
    office.an.expect_edit("Đã ghi nhận")


async def test_cancel_stores_nothing(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    card = office.an.expect("40%")
    await office.an.presses("Hủy")
    office.an.expect_edit("Đã hủy, chưa ghi gì")
    await office.an.forges(f"v1:ok:{1}:1", on=card)
    assert await office.world.read(REPORTS) == []


async def test_an_older_card_stores_nothing(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    old = office.an.expect("40%")
    await office.an.says(f"{CODE} 60%")
    new = office.an.expect("60%")
    await office.an.presses("Ghi nhận", on=old)
    assert office.an.toast == OUTDATED
    await office.an.presses("Hủy", on=old)
    assert await office.world.read(REPORTS) == []
    await office.an.presses("Ghi nhận", on=new)
    office.an.expect_edit("Đã ghi nhận", "60%")


async def test_a_card_expires_after_a_day(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    office.an.expect("40%")
    await office.world.go_to("2024-07-11", "08:31")
    await office.an.presses("Ghi nhận")
    assert office.an.toast == OUTDATED
    assert await office.world.read(REPORTS) == []


# --- which task -------------------------------------------------------------------------------------------


async def test_two_tasks_come_on_one_card(office: Office) -> None:
    await office.world.assign("NV-010")
    await office.world.settle()
    office.an.forget()
    await office.an.says(f"{CODE} 40%, NV-010 20%")
    office.an.expect(CODE, "40%", "NV-010", "20%")
    await office.an.presses("Ghi nhận")
    office.an.expect_edit(CODE, "40%", "NV-010", "20%")
    assert {(row[0], row[1]) for row in await office.world.read(REPORTS)} == {
        ("progress", 40),
        ("progress", 20),
    }
    assert (await office.world.state_of("NV-010"))["percent"] == 20


async def test_of_two_tasks_none_is_stored_when_one_may_not_be(office: Office) -> None:
    await office.world.assign("NV-010")
    await office.world.settle()
    await office.an.says(f"{CODE} 40%, NV-010 20%")
    office.an.forget()
    world = office.world
    stopped = await world.id_of("NV-010")
    await world.execute("UPDATE assignments SET status = 'cancelled' WHERE id = :id", id=stopped)
    await office.an.presses("Ghi nhận")
    assert office.an.toast.startswith("Không tìm thấy")
    assert await world.read(REPORTS) == []


async def test_a_done_task_among_others_keeps_the_others(office: Office) -> None:
    await office.world.assign("NV-010")
    await office.world.settle()
    office.an.forget()
    await office.an.says(f"{CODE} xong, NV-010 20%")
    office.an.expect("căn cứ hoàn thành", CODE)
    await office.an.says("58/KH-UBND ngày 9/7/2024")
    office.an.expect(CODE, "58/KH-UBND", "NV-010", "20%")
    await office.an.presses("Ghi nhận")
    office.chi.expect("Kết quả chờ xác nhận")
    assert sorted(row[0] for row in await office.world.read(REPORTS)) == ["done", "progress"]


async def test_very_many_tasks_in_one_message_are_asked_in_parts(office: Office) -> None:
    codes = [f"NV-{number}" for number in range(100, 140)]
    for code in codes:
        await office.world.assign(code, title_vi="Một nhiệm vụ có tên thật là dài " * 5)
    await office.world.settle()
    office.an.forget()
    await office.an.says(", ".join(f"{code} 20%" for code in codes))
    office.an.expect("tối đa 10 nhiệm vụ")


async def test_an_unknown_code_is_named(office: Office) -> None:
    await office.an.says("NV-999 40%")
    office.an.expect("Chưa tìm thấy NV-999")


async def test_a_long_row_of_unknown_codes_is_still_answered(office: Office) -> None:
    await office.an.says(" ".join(f"NV-{number}" for number in range(1000, 1500)) + " 40%")
    office.an.expect("Chưa tìm thấy NV-1000")


async def test_one_open_task_needs_no_code(office: Office) -> None:
    await office.an.says("được 40% rồi")
    office.an.expect(CODE, "40%", button="Ghi nhận")


async def test_of_several_the_last_reminder_decides(office: Office) -> None:
    await office.world.assign("NV-010", due_date="2024-08-20")
    await office.world.settle()
    office.an.expect("NV-010")
    await office.an.says("được 40% rồi")
    office.an.expect("NV-010", "40%", button="Ghi nhận")


async def ask_which(office: Office) -> None:
    """Two tasks announced in one message: none of them is meant without a word."""
    await office.world.assign("NV-010", due_date="2024-08-20")
    await office.world.assign("NV-011", due_date="2024-08-21")
    await office.world.settle()
    office.an.forget()


async def test_of_several_it_asks_with_buttons(office: Office) -> None:
    await ask_which(office)
    await office.an.says("được 40% rồi")
    office.an.expect("Đề nghị chọn nhiệm vụ", button="NV-011")
    await office.an.presses("NV-011")
    office.an.expect("NV-011", "40%")
    await office.an.presses("Ghi nhận")
    assert (await office.world.state_of("NV-011"))["percent"] == 40


async def test_the_choice_of_an_older_question_is_outdated(office: Office) -> None:
    await ask_which(office)
    await office.an.says("được 40% rồi")
    old = office.an.expect("Đề nghị chọn nhiệm vụ")
    await office.an.says("được 90% rồi")
    office.an.expect("Đề nghị chọn nhiệm vụ")
    await office.an.presses("NV-010", on=old)
    assert office.an.toast == OUTDATED
    office.an.expect_nothing()


async def test_a_reply_to_a_reminder_means_its_task(office: Office) -> None:
    first = office.an.phone.last
    await ask_which(office)
    await office.an.says("được 40% rồi", reply_to=first)
    office.an.expect(CODE, "40%", button="Ghi nhận")


async def test_a_reply_to_a_card_means_its_task(office: Office) -> None:
    await ask_which(office)
    await office.an.says("NV-011")
    card = office.an.expect("NV-011")
    await office.an.says(CODE)
    office.an.expect(CODE)
    await office.an.says("được 40% rồi", reply_to=card)
    office.an.expect("NV-011", "40%")


async def test_a_reply_to_an_own_message_means_nothing_special(office: Office) -> None:
    await ask_which(office)
    own = office.an.phone.say("xin chào")
    await office.world.settle()
    office.an.forget()
    await office.an.says("được 40% rồi", reply_to=own)
    office.an.expect("Đề nghị chọn nhiệm vụ")


async def test_without_any_task_it_says_so(office: Office) -> None:
    await office.giang.says("được 40% rồi")
    office.giang.expect("không có nhiệm vụ nào cần báo cáo")


# --- what is refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["150%", "101%", "100,5 %"])
async def test_more_than_everything_is_refused(office: Office, said: str) -> None:
    await office.an.says(f"{CODE} {said}")
    office.an.forget()
    assert await office.world.read(REPORTS) == []
    assert not any(button.text.endswith("Ghi nhận") for button in office.an.phone.last.list_buttons())


async def test_unfinished_is_never_finished(office: Office) -> None:
    await office.an.says(f"{CODE} chưa xong")
    assert "báo cáo hoàn thành" not in office.an.expect(CODE).text


async def test_after_completion_a_report_is_refused_politely(office: Office) -> None:
    await office.submit()
    office.chi.expect("chờ xác nhận")
    await office.chi.presses("Xác nhận")
    office.an.expect("đã xác nhận hoàn thành")
    await office.an.says(f"{CODE} 60%")
    office.an.expect("trạng thái không cho phép")
    assert len(await office.world.read(REPORTS)) == 1


async def test_an_edit_of_a_message_changes_nothing(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    office.an.expect("40%")
    await office.an.presses("Ghi nhận")
    said = [message for message in office.an.phone.messages if not message.from_bot][-1]
    office.an.phone.edit(said.id, f"{CODE} 90%")
    await office.world.settle()
    office.an.expect("không làm thay đổi báo cáo")
    assert (await office.world.state_of(CODE))["percent"] == 40


@pytest.mark.parametrize("what", ["send_voice", "send_sticker", "send_location"])
async def test_what_it_cannot_read_it_says(office: Office, what: str) -> None:
    getattr(office.an.phone, what)()
    await office.world.settle()
    office.an.expect("Hệ thống đọc được")


async def test_an_unknown_command_is_explained(office: Office) -> None:
    await office.an.says("/khonglenh")
    office.an.expect("/trogiup")


async def test_the_longest_message_is_answered(office: Office) -> None:
    await office.an.says(f"{CODE} 40% " + "<b>&\"' 😀 " * 340)
    office.an.expect(CODE, "40%")
    await office.an.presses("Ghi nhận")
    office.an.expect_edit("Đã ghi nhận")


async def test_hostile_words_come_back_as_words(office: Office) -> None:
    await office.an.forges(Action(Verb.NOTE, await office.world.id_of(CODE)))
    office.an.expect("nội dung ghi chú")
    said = "<b>đậm</b> <script>x</script> &lt; & {code} {0} %s \u202eRTL 👨‍👩‍👧"
    await office.an.says(said)
    office.an.expect(said, button="Ghi nhận")
    await office.an.presses("Ghi nhận")
    office.an.expect_edit(said)


# --- wishes -----------------------------------------------------------------------------------------------


async def test_a_wish_for_time_is_passed_on_and_the_date_stays(office: Office) -> None:
    await office.an.says(f"{CODE} xin gia hạn đến 30/8/2024 vì thiếu kinh phí")
    office.an.expect("xin gia hạn", "thời hạn chưa thay đổi")
    await office.an.presses("Ghi nhận")
    office.chi.expect("Xin gia hạn", CODE, "thiếu kinh phí", "chưa phải là quyết định")
    assert str((await office.world.state_of(CODE))["due_on"]) == "2024-07-20"


async def test_a_document_number_and_a_link_are_kept_as_proof(office: Office) -> None:
    await office.an.says(f"{CODE} xong, 58/KH-UBND ngày 9/7/2024, https://haiduong.gov.vn/kh?a=1&b=2")
    office.an.expect("58/KH-UBND", "09/07/2024", "https://haiduong.gov.vn/kh?a=1&b=2")
    await office.an.presses("Ghi nhận")
    office.chi.expect("58/KH-UBND", "https://haiduong.gov.vn")
    assert [row[0] for row in await office.world.read(sa.select(evidence.c.kind))] == ["document", "link"]
