"""*Sửa* and *Hủy*: one field after the other, and questions that lost their object."""

import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.storage.queues import dialogues
from bot.storage.tables import evidence, reports
from tests.scenarios.cast import CODE, OUTDATED, Office

REPORTS = sa.select(reports.c.kind, reports.c.percent, reports.c.value, reports.c.note).order_by(reports.c.id)
PROOFS = sa.select(evidence.c.kind, evidence.c.number, evidence.c.url, evidence.c.file_name).order_by(
    evidence.c.id
)
MEGABYTE = 1024 * 1024


# --- correcting -------------------------------------------------------------------------------------------


async def correct(office: Office, field: str) -> None:
    await office.an.presses("Sửa")
    office.an.expect_edit("Cần sửa nội dung nào?")
    await office.an.presses(field)


async def test_the_percent_is_corrected(office: Office) -> None:
    await office.an.says(f"{CODE} 40%, đang xin ý kiến")
    office.an.expect("40%")
    await correct(office, "Tỷ lệ")
    office.an.expect("tỷ lệ hoàn thành")
    await office.an.says("45")
    office.an.expect("45%", "đang xin ý kiến")
    await office.an.presses("Ghi nhận")
    assert [row[1] for row in await office.world.read(REPORTS)] == [45]


async def test_the_note_is_corrected(office: Office) -> None:
    await office.an.says(f"{CODE} 40%, đang xin ý kiến")
    office.an.expect("40%")
    await correct(office, "Ghi chú")
    office.an.expect("nội dung ghi chú")
    await office.an.says("đã xin ý kiến xong")
    office.an.expect("40%", "đã xin ý kiến xong")
    await office.an.presses("Ghi nhận")
    assert [row[3] for row in await office.world.read(REPORTS)] == ["đã xin ý kiến xong"]


async def test_the_task_is_corrected_although_a_reminder_named_one(office: Office) -> None:
    await office.world.assign("NV-010")
    await office.world.settle()
    office.an.expect("NV-010")
    await office.an.says("được 40% rồi")
    office.an.expect("NV-010", "40%")
    await correct(office, "Nhiệm vụ")
    office.an.expect("Đề nghị chọn nhiệm vụ", button=CODE)
    await office.an.presses(CODE)
    office.an.expect(CODE, "40%")
    await office.an.presses("Ghi nhận")
    assert (await office.world.state_of(CODE))["percent"] == 40


async def test_the_proof_is_corrected(office: Office) -> None:
    await office.an.says(f"{CODE} xong, 58/KH-UBND ngày 9/7/2024")
    office.an.expect("58/KH-UBND")
    await correct(office, "Căn cứ")
    office.an.expect("căn cứ hoàn thành")
    await office.an.says("59/KH-UBND ngày 9/7/2024")
    assert "58/KH-UBND" not in office.an.expect("59/KH-UBND").text.replace("Ghi chú", "")
    await office.an.presses("Ghi nhận")
    office.chi.expect("59/KH-UBND")
    assert [row[1] for row in await office.world.read(PROOFS)] == ["59/KH-UBND"]


async def test_the_figure_is_corrected(office: Office) -> None:
    await office.world.assign("NV-080", kind="kpi", kpi_unit="xã", kpi_target="63")
    await office.world.settle()
    office.an.forget()
    await office.an.says("/baocao NV-080")
    await office.an.presses("Nhập số liệu")
    await office.an.says("40")
    office.an.forget()
    await correct(office, "Số liệu")
    office.an.expect("(xã)")
    await office.an.says("41")
    office.an.expect("41/63 xã")


async def test_one_figure_of_a_card_of_two_tasks_is_corrected(office: Office) -> None:
    await office.world.assign("NV-010")
    await office.world.settle()
    office.an.forget()
    await office.an.says(f"{CODE} 40%, NV-010 20%")
    office.an.expect("40%")
    await office.an.presses("Sửa")
    office.an.expect_edit("Cần sửa nội dung nào?")
    await office.an.presses("NV-010 Tỷ lệ")
    office.an.expect("NV-010", "tỷ lệ hoàn thành")
    await office.an.says("35")
    office.an.expect("NV-010", "35%", CODE, "40%", button="Ghi nhận")
    assert await office.world.read(REPORTS) == []


async def test_a_forged_field_is_outdated(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    office.an.expect("40%")
    talk = (await office.world.rows(dialogues))[0]
    await office.an.forges(Action(Verb.FIELD, talk[0], talk[5], "assignment_id"))
    assert office.an.toast == OUTDATED


# --- questions that lost their object ---------------------------------------------------------------------


async def test_cancel_under_a_question_ends_it(office: Office) -> None:
    await office.say_done()
    await office.an.presses("Hủy")
    office.an.expect_edit("Đã hủy")
    await office.an.says("58/KH-UBND ngày 9/7/2024")
    assert "Ghi nhận" not in [button.text for button in office.an.expect().list_buttons()]


async def test_cancel_under_an_old_question_leaves_the_new_card_alone(office: Office) -> None:
    await office.say_done()
    old = office.an.phone.last
    await office.an.says(f"{CODE} 40%")
    new = office.an.expect("40%")
    await office.an.presses("Hủy", on=old)
    assert office.an.toast == OUTDATED
    await office.an.presses("Ghi nhận", on=new)
    office.an.expect_edit("Đã ghi nhận")


async def test_a_question_about_a_stopped_task_does_not_swallow_later_words(office: Office) -> None:
    await office.say_done()
    task = await office.world.id_of(CODE)
    await office.world.execute("UPDATE assignments SET status = 'cancelled' WHERE id = :id", id=task)
    await office.an.says("58/KH-UBND ngày 9/7/2024")
    office.an.expect("Không tìm thấy")
    await office.an.says("cảm ơn")
    office.an.expect("Cảm ơn anh/chị")
