"""Reporting by buttons: menu, question, confirm card, correction; and what comes as a file."""

import pytest
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


async def open_menu(office: Office) -> None:
    await office.an.says("/baocao")
    office.an.expect(CODE, "Đề nghị cho biết tiến độ", button="50 %")


# --- the menu ---------------------------------------------------------------------------------------------


async def test_a_percent_button_leads_to_the_card_and_stores_on_the_tap(office: Office) -> None:
    await open_menu(office)
    await office.an.presses("75 %")
    office.an.expect(CODE, "75%", button="Ghi nhận")
    assert await office.world.read(REPORTS) == []
    await office.an.presses("Ghi nhận")
    assert await office.world.read(REPORTS) == [("progress", 75, None, "")]


@pytest.mark.parametrize(
    "argument", ["", "150", "-5", "abc", "99999999999999999999999999999999999999", "5.5"]
)
async def test_a_forged_percent_stores_nothing(office: Office, argument: str) -> None:
    await office.an.forges(Action(Verb.PERCENT, await office.world.id_of(CODE), 0, argument))
    assert "từ 0 đến 100" in office.an.toast
    office.an.expect_nothing()


@pytest.mark.parametrize(
    ("said", "shown", "stored"),
    [
        ("52,4", "52,4%", 52.4),
        ("52.4", "52,4%", 52.4),
        ("60%", "60%", 60),
        ("60 phần trăm", "60%", 60),
        ("0", "0%", 0),
        ("100", "100%", 100),
    ],
)
async def test_another_number_is_read(office: Office, said: str, shown: str, stored: float) -> None:
    await open_menu(office)
    await office.an.presses("Số khác")
    office.an.expect("tỷ lệ hoàn thành", CODE)
    await office.an.says(said)
    office.an.expect(shown, button="Ghi nhận")
    await office.an.presses("Ghi nhận")
    office.an.forget()
    assert [row[1] for row in await office.world.read(REPORTS)] == [stored]
    office.chi.forget()


async def test_nonsense_for_a_number_is_asked_again_until_it_is_one(office: Office) -> None:
    await open_menu(office)
    await office.an.presses("Số khác")
    office.an.expect("tỷ lệ hoàn thành")
    for nonsense in ("abc", "-5", "nhiều lắm", "１２３４５"):
        await office.an.says(nonsense)
        office.an.forget()
        assert await office.world.read(REPORTS) == []
    await office.an.says("60")
    office.an.expect("60%", button="Ghi nhận")


async def test_too_large_a_number_is_refused_and_the_question_stays(office: Office) -> None:
    await open_menu(office)
    await office.an.presses("Số khác")
    office.an.expect("tỷ lệ hoàn thành")
    await office.an.says("150")
    office.an.expect("từ 0 đến 100")
    await office.an.says("50")
    office.an.expect("50%", button="Ghi nhận")


async def test_a_new_message_about_a_task_is_no_answer(office: Office) -> None:
    await open_menu(office)
    await office.an.presses("Số khác")
    office.an.expect("tỷ lệ hoàn thành")
    await office.an.says(f"{CODE} 30%")
    office.an.expect("30%", button="Ghi nhận")


async def test_a_question_in_between_is_answered(office: Office) -> None:
    await open_menu(office)
    await office.an.presses("Ghi chú")
    office.an.expect("nội dung ghi chú")
    await office.an.says("hạn của tôi là khi nào")
    office.an.expect("Thời hạn của 1 nhiệm vụ")


async def test_a_note_is_stored_as_said(office: Office) -> None:
    await open_menu(office)
    await office.an.presses("Ghi chú")
    office.an.expect("nội dung ghi chú")
    await office.an.says("Đang lấy ý kiến các sở")
    office.an.expect("Ghi chú: Đang lấy ý kiến các sở")
    await office.an.presses("Ghi nhận")
    office.an.expect_edit("Đã lưu ghi chú")
    assert await office.world.read(REPORTS) == [("note", None, None, "Đang lấy ý kiến các sở")]


async def test_an_indicator_takes_a_figure(office: Office) -> None:
    await office.world.assign(
        "NV-080", kind="kpi", kpi_name_vi="Số xã", kpi_unit="xã", kpi_target="63", due_date="2024-12-31"
    )
    await office.world.settle()
    office.an.expect("NV-080")
    await office.an.says("/baocao NV-080")
    office.an.expect("NV-080", button="Nhập số liệu")
    await office.an.presses("Nhập số liệu")
    office.an.expect("(xã)")
    await office.an.says("1.041")
    office.an.expect("1.041 xã", button="Ghi nhận")
    await office.an.presses("Ghi nhận")
    office.an.expect_edit("1.041 xã")
    assert (await office.world.state_of("NV-080"))["value"] == 1041


async def test_an_absurd_figure_is_refused(office: Office) -> None:
    await office.world.assign("NV-080", kind="kpi", kpi_unit="xã", kpi_target="63")
    await office.world.settle()
    office.an.forget()
    await office.an.forges(Action(Verb.VALUE, await office.world.id_of("NV-080")))
    office.an.expect("(xã)")
    for said in ("9" * 400, f"NV-080 đạt {'9' * 400} xã", "9" * 16, f"1{'.000' * 6}"):
        await office.an.says(said)
        assert office.an.expect().list_buttons() == []
    assert await office.world.read(REPORTS) == []


# --- done -------------------------------------------------------------------------------------------------


async def say_done(office: Office) -> None:
    await open_menu(office)
    await office.an.presses("Hoàn thành")
    office.an.expect("căn cứ hoàn thành", CODE)


async def test_done_without_proof_asks_for_it(office: Office) -> None:
    await office.an.says(f"{CODE} đã hoàn thành")
    office.an.expect("căn cứ hoàn thành", CODE)
    await office.an.says("thì xong rồi mà")
    office.an.expect("Chưa thấy căn cứ")
    assert await office.world.read(REPORTS) == []


async def test_done_by_document(office: Office) -> None:
    await say_done(office)
    await office.an.says("58/KH-UBND ngày 9/7/2024")
    office.an.expect("58/KH-UBND ngày 09/07/2024")
    await office.an.presses("Ghi nhận")
    office.chi.expect("58/KH-UBND")
    assert await office.world.read(PROOFS) == [("document", "58/KH-UBND", "", "")]


async def test_done_by_link(office: Office) -> None:
    await say_done(office)
    await office.an.says("https://haiduong.gov.vn/kh.pdf")
    office.an.expect("https://haiduong.gov.vn/kh.pdf")
    await office.an.presses("Ghi nhận")
    office.chi.expect("https://haiduong.gov.vn/kh.pdf")
    assert await office.world.read(PROOFS) == [("link", "", "https://haiduong.gov.vn/kh.pdf", "")]


async def test_done_by_file_which_the_officer_can_open(office: Office) -> None:
    await say_done(office)
    await office.an.sends_file("ke-hoach <1>.pdf")
    office.an.expect("ke-hoach <1>.pdf")
    await office.an.presses("Ghi nhận")
    office.chi.expect("ke-hoach <1>.pdf", button="Mở tệp 1")
    await office.chi.presses("Mở tệp 1")
    opened = office.chi.expect(CODE, "Hải Dương")
    assert opened.media is not None
    assert opened.media.name == "ke-hoach <1>.pdf"


async def test_done_by_photo_which_the_officer_can_open(office: Office) -> None:
    await say_done(office)
    await office.an.sends_photo()
    office.an.expect("Ảnh kèm theo")
    await office.an.presses("Ghi nhận")
    office.chi.expect("Ảnh kèm theo")
    await office.chi.presses("Mở tệp 1")
    opened = office.chi.expect(CODE)
    assert opened.media is not None
    assert opened.media.kind == "photo"


async def test_a_second_file_joins_the_card(office: Office) -> None:
    await say_done(office)
    await office.an.sends_file("a.pdf")
    old = office.an.expect("a.pdf")
    await office.an.sends_file("b.pdf")
    office.an.expect("a.pdf", "b.pdf")
    await office.an.presses("Ghi nhận", on=old)
    assert office.an.toast == OUTDATED
    await office.an.presses("Ghi nhận")
    office.chi.expect("a.pdf", "b.pdf", button="Mở tệp 2")
    assert len(await office.world.read(PROOFS)) == 2


async def test_a_file_out_of_the_blue_asks_for_its_task(office: Office) -> None:
    await office.an.sends_file("a.pdf")
    office.an.expect("căn cứ hoàn thành của nhiệm vụ nào?", button=CODE)
    await office.an.presses(CODE)
    office.an.expect(CODE, "a.pdf", button="Ghi nhận")
    assert await office.world.read(REPORTS) == []


async def test_a_file_whose_caption_names_the_task_needs_no_question(office: Office) -> None:
    await office.an.sends_file("a.pdf", caption=f"{CODE} xong")
    office.an.expect(CODE, "a.pdf", button="Ghi nhận")


async def test_a_file_while_a_progress_card_is_open_asks_for_its_task(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    office.an.expect("40%")
    await office.an.sends_file("a.pdf")
    office.an.expect("nhiệm vụ nào?")


async def test_a_file_of_twenty_megabytes_is_taken_and_a_larger_one_is_not(office: Office) -> None:
    await say_done(office)
    await office.an.sends_file("lon.pdf", size=20 * MEGABYTE + 1)
    office.an.expect("lớn hơn 20 MB")
    await office.an.sends_file("vua.pdf", size=20 * MEGABYTE)
    office.an.expect("vua.pdf", button="Ghi nhận")


async def test_a_file_from_somebody_who_does_not_report_is_not_taken(office: Office) -> None:
    await office.chi.sends_file()
    office.chi.expect("Hệ thống chưa hiểu")
    assert await office.world.rows(dialogues) == []


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
    office.an.expect("41 xã")


async def test_a_card_of_two_tasks_is_said_anew(office: Office) -> None:
    await office.world.assign("NV-010")
    await office.world.settle()
    office.an.forget()
    await office.an.says(f"{CODE} 40%, NV-010 20%")
    office.an.expect("40%")
    await office.an.presses("Sửa")
    office.an.expect_edit("nhắn lại cả nội dung")
    assert await office.world.read(REPORTS) == []


async def test_a_forged_field_is_outdated(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    office.an.expect("40%")
    talk = (await office.world.rows(dialogues))[0]
    await office.an.forges(Action(Verb.FIELD, talk[0], talk[5], "assignment_id"))
    assert office.an.toast == OUTDATED


# --- questions that lost their object ---------------------------------------------------------------------


async def test_cancel_under_a_question_ends_it(office: Office) -> None:
    await say_done(office)
    await office.an.presses("Hủy")
    office.an.expect_edit("Đã hủy")
    await office.an.says("58/KH-UBND ngày 9/7/2024")
    assert "Ghi nhận" not in [button.text for button in office.an.expect().list_buttons()]


async def test_cancel_under_an_old_question_leaves_the_new_card_alone(office: Office) -> None:
    await say_done(office)
    old = office.an.phone.last
    await office.an.says(f"{CODE} 40%")
    new = office.an.expect("40%")
    await office.an.presses("Hủy", on=old)
    assert office.an.toast == OUTDATED
    await office.an.presses("Ghi nhận", on=new)
    office.an.expect_edit("Đã ghi nhận")


async def test_a_question_about_a_stopped_task_does_not_swallow_later_words(office: Office) -> None:
    await say_done(office)
    task = await office.world.id_of(CODE)
    await office.world.execute("UPDATE assignments SET status = 'cancelled' WHERE id = :id", id=task)
    await office.an.says("58/KH-UBND ngày 9/7/2024")
    office.an.expect("Không tìm thấy")
    await office.an.says("cảm ơn")
    office.an.expect("Cảm ơn anh/chị")


# --- the list of wishes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["/giahan", "/vuongmac"])
async def test_a_wish_is_said_in_a_sentence_and_reaches_the_officer(office: Office, command: str) -> None:
    await office.an.says(command)
    office.an.expect("viết một câu", CODE)
    await office.an.says("Thiếu kinh phí, xin lùi đến 30/8/2024")
    office.an.expect("Thiếu kinh phí", button="Ghi nhận")
    await office.an.presses("Ghi nhận")
    office.chi.expect(CODE, "Thiếu kinh phí")


async def test_buttons_of_the_reply_keyboard_do_the_same(office: Office) -> None:
    office.an.phone.press_key("Báo cáo")
    await office.world.settle()
    office.an.expect(CODE, "Đề nghị cho biết tiến độ")
    office.an.phone.press_key("Thời hạn")
    await office.world.settle()
    office.an.expect("Thời hạn của 1 nhiệm vụ")
