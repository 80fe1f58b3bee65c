"""Free text: what is said becomes a confirm card, and only a tap stores it."""

import sqlalchemy as sa

from bot.storage.tables import reports
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
    card = office.an.expect_edit("Đã ghi nhận", "40%", "đang xin ý kiến")
    assert [entry.text for entry in card.list_buttons()] == ["↩️ Rút lại (10 phút)"]
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
    confirm, cancel = office.an.data_of("Ghi nhận", on=old), office.an.data_of("Hủy", on=old)
    await office.an.says(f"{CODE} 60%")
    office.an.expect_edit("đã được thay, chưa ghi gì", "40%")
    new = office.an.expect("60%")
    for data in (confirm, cancel):
        await office.an.forges(data, on=old)
        assert office.an.toast == OUTDATED
    assert await office.world.read(REPORTS) == []
    await office.an.presses("Ghi nhận", on=new)
    assert "Đã ghi nhận" in new.text


async def test_a_card_expires_after_a_day(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    card = office.an.expect("40%")
    confirm = office.an.data_of("Ghi nhận", on=card)
    await office.world.go_to("2024-07-11", "08:31")
    assert office.an.expect_edit("Phiếu đã hết hạn, chưa ghi gì", "40%").buttons == ()
    await office.an.forges(confirm, on=card)
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
