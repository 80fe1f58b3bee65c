"""Reporting by buttons: menu, question, confirm card."""

import pytest
import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.storage.tables import evidence, reports
from tests.scenarios.cast import CODE, Office

REPORTS = sa.select(reports.c.kind, reports.c.percent, reports.c.value, reports.c.note).order_by(reports.c.id)
PROOFS = sa.select(evidence.c.kind, evidence.c.number, evidence.c.url, evidence.c.file_name).order_by(
    evidence.c.id
)
MEGABYTE = 1024 * 1024


# --- the menu ---------------------------------------------------------------------------------------------


async def test_a_percent_button_leads_to_the_card_and_stores_on_the_tap(office: Office) -> None:
    await office.open_menu()
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
    await office.open_menu()
    await office.an.presses("Số khác")
    office.an.expect("tỷ lệ hoàn thành", CODE)
    await office.an.says(said)
    office.an.expect(shown, button="Ghi nhận")
    await office.an.presses("Ghi nhận")
    office.an.forget()
    assert [row[1] for row in await office.world.read(REPORTS)] == [stored]
    office.chi.forget()


async def test_nonsense_for_a_number_is_asked_again_until_it_is_one(office: Office) -> None:
    await office.open_menu()
    await office.an.presses("Số khác")
    office.an.expect("tỷ lệ hoàn thành")
    for nonsense in ("abc", "-5", "nhiều lắm", "１２３４５"):
        await office.an.says(nonsense)
        office.an.forget()
        assert await office.world.read(REPORTS) == []
    await office.an.says("60")
    office.an.expect("60%", button="Ghi nhận")


async def test_too_large_a_number_is_refused_and_the_question_stays(office: Office) -> None:
    await office.open_menu()
    await office.an.presses("Số khác")
    office.an.expect("tỷ lệ hoàn thành")
    await office.an.says("150")
    office.an.expect("từ 0 đến 100")
    await office.an.says("50")
    office.an.expect("50%", button="Ghi nhận")


async def test_a_new_message_about_a_task_is_no_answer(office: Office) -> None:
    await office.open_menu()
    await office.an.presses("Số khác")
    office.an.expect("tỷ lệ hoàn thành")
    await office.an.says(f"{CODE} 30%")
    office.an.expect("30%", button="Ghi nhận")


async def test_a_question_in_between_is_answered(office: Office) -> None:
    await office.open_menu()
    await office.an.presses("Ghi chú")
    office.an.expect("nội dung ghi chú")
    await office.an.says("hạn của tôi là khi nào")
    office.an.expect("Thời hạn của 1 nhiệm vụ")


async def test_a_note_is_stored_as_said(office: Office) -> None:
    await office.open_menu()
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
    office.an.expect("1.041/63 xã", button="Ghi nhận")
    await office.an.presses("Ghi nhận")
    office.an.expect_edit("1.041/63 xã")
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


# --- the reply keyboard -----------------------------------------------------------------------------------


async def test_buttons_of_the_reply_keyboard_do_the_same(office: Office) -> None:
    office.an.phone.press_key("Báo cáo")
    await office.world.settle()
    office.an.expect(CODE, "Đề nghị cho biết tiến độ")
    office.an.phone.press_key("Thời hạn")
    await office.world.settle()
    office.an.expect("Thời hạn của 1 nhiệm vụ")
