"""Indicators: a value never stands without its target, and the target has a day and a source."""

import pytest
import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.storage.tables import kpi_targets
from tests.scenarios.cast import Office, learns_nothing

CODE = "NV-080"
TARGETS = sa.select(kpi_targets.c.target, sa.cast(kpi_targets.c.valid_from, sa.Text), kpi_targets.c.source)
KPI = {
    "kind": "kpi",
    "kpi_name_vi": "Số xã có điểm phục vụ",
    "kpi_unit": "xã",
    "due_date": "2024-12-31",
    "issued_date": "2024-07-01",
    "source_doc": "15/QĐ-UBQG",
}


async def give(office: Office, lead: str = "HDG", **cells: str) -> None:
    await office.world.assign(CODE, lead, **{**KPI, "kpi_target": "63", **cells})
    await office.world.settle()
    office.forget_all()


async def report(office: Office, value: str) -> None:
    await office.an.says(f"{CODE} được {value} xã")
    await office.an.presses("Ghi nhận")
    office.world.clock.tick(minutes=1)
    office.forget_all()


async def open_card(office: Office) -> None:
    await office.an.says(CODE)


async def test_the_confirm_card_says_target_and_source(office: Office) -> None:
    await give(office)
    await office.an.says(f"{CODE} được 41 xã")
    office.an.expect(
        "Số liệu: 41/63 xã",
        "Chỉ tiêu: 63 xã (từ 01/07/2024, theo 15/QĐ-UBQG)",
        button="Ghi nhận",
    )


async def test_without_a_target_that_is_said(office: Office) -> None:
    await give(office, kpi_target="")
    await office.an.says(f"{CODE} được 41 xã")
    office.an.expect("41 xã (chưa giao chỉ tiêu)", "Chỉ tiêu: chưa giao chỉ tiêu")
    await office.an.presses("Ghi nhận")
    office.forget_all()
    await open_card(office)
    office.an.expect("41 xã (chưa giao chỉ tiêu)")


async def test_a_lower_value_is_asked_back(office: Office) -> None:
    await give(office)
    await report(office, "41")
    await office.an.says(f"{CODE} được 14 xã")
    office.an.expect("14/63 xã", "Thấp hơn số đã báo cáo (41/63 xã), đề nghị kiểm tra lại", button="Ghi nhận")
    await office.an.says(f"{CODE} được 42 xã")
    assert "đề nghị kiểm tra lại" not in office.an.expect("42/63 xã").text


async def test_where_less_is_better_a_higher_value_is_asked_back(office: Office) -> None:
    await give(office, kpi_target="0", kpi_baseline="63")
    await report(office, "41")
    await office.an.says(f"{CODE} được 40 xã")
    assert "đề nghị kiểm tra lại" not in office.an.expect("40/0 xã").text
    await office.an.says(f"{CODE} được 50 xã")
    office.an.expect("Cao hơn số đã báo cáo (41/0 xã)")


async def test_a_new_target_keeps_the_old_one_for_the_old_values(office: Office) -> None:
    await give(office)
    await report(office, "41")
    await office.world.go_to("2024-07-12", "10:00")
    office.forget_all()
    await give(office, kpi_target="100", source_doc="20/QĐ-UBQG")
    await report(office, "50")
    assert await office.world.read(TARGETS) == [
        (63.0, "2024-07-01", "15/QĐ-UBQG"),
        (100.0, "2024-07-12", "20/QĐ-UBQG"),
    ]
    await open_card(office)
    office.an.expect("50/100 xã", "Chỉ tiêu: 100 xã (từ 12/07/2024, theo 20/QĐ-UBQG)", button="Diễn biến")
    await office.an.presses("Diễn biến")
    office.an.expect_edit("12/07/2024: 50/100 xã (+9 xã)", "10/07/2024: 41/63 xã")


async def test_the_development_leaves_out_what_was_taken_back_and_turns_pages(office: Office) -> None:
    await give(office)
    for value in ("10", "30", "20"):
        await report(office, value)
    await office.an.says(f"{CODE} được 99 xã")
    await office.an.presses("Ghi nhận")
    await office.an.presses("Rút lại")
    office.forget_all()
    await open_card(office)
    office.an.forget()
    await office.an.presses("Diễn biến")
    card = office.an.phone.last
    assert "20/63 xã (−10 xã)" in card.text
    assert "▁█▅" in card.text
    assert "99" not in card.text
    for value in ("21", "22", "23", "24", "25", "26"):
        await report(office, value)
    await open_card(office)
    office.an.forget()
    await office.an.presses("Diễn biến")
    assert "26/63 xã" in office.an.phone.last.text
    assert office.an.phone.last.text.endswith("30/63 xã (+20 xã)")
    assert "10/63 xã" not in office.an.phone.last.text
    await office.an.presses("Trang sau")
    assert office.an.phone.last.text.endswith("10/07/2024: 10/63 xã")
    await office.an.presses("« Nhiệm vụ")
    office.an.expect("Chỉ tiêu: 63 xã", button="Diễn biến")


async def test_the_history_shows_no_bare_number(office: Office) -> None:
    await give(office)
    await report(office, "41")
    await office.an.says(f"/lichsu {CODE}")
    office.an.expect("báo cáo tiến độ 41/63 xã")


@pytest.mark.parametrize(
    ("mode", "line"),
    [
        ("each", "1/2 cơ quan đạt chỉ tiêu (63 xã), 2 đã báo cáo"),
        ("joint", "Tổng của 2/2 cơ quan đã báo cáo: 81/63 xã"),
    ],
)
async def test_agencies_roll_up_as_the_task_is_led(office: Office, mode: str, line: str) -> None:
    await give(office, "HDG|BGG", lead_mode=mode)
    await report(office, "63")
    await office.giang.says(f"{CODE} được 18 xã")
    await office.giang.presses("Ghi nhận")
    office.forget_all()
    await office.chi.forges(Action(Verb.CARD, await office.world.id_of(CODE)))
    office.chi.expect(line)
    await office.an.says(CODE)
    assert "cơ quan đạt" not in office.an.expect("63/63 xã").text


async def test_a_share_is_never_added_up(office: Office) -> None:
    await give(office, "HDG|BGG", lead_mode="joint", kpi_unit="%", kpi_target="100")
    await office.chi.forges(Action(Verb.CARD, await office.world.id_of(CODE)))
    office.chi.expect("0/2 cơ quan đạt chỉ tiêu (100 %), 0 đã báo cáo")


async def test_nobody_else_sees_the_development(office: Office) -> None:
    await give(office)
    await report(office, "41")
    office.giang.phone.say("xin chào")
    await office.world.settle()
    await office.giang.forges(Action(Verb.CURVE, await office.world.id_of(CODE)))
    learns_nothing(office.giang)
    assert "41/63" not in office.giang.heard
    office.giang.forget()


# --- shares and lists -------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["đạt 45%", "45 %", "mới được 45%"])
async def test_the_percent_of_a_share_is_its_value(office: Office, words: str) -> None:
    await give(office, kpi_unit="%", kpi_target="80")
    await office.an.says(f"{CODE} {words}")
    office.an.expect("Số liệu: 45/80 %", button="Ghi nhận")
    await office.an.presses("Ghi nhận")
    office.forget_all()
    state = await office.world.state_of(CODE)
    assert (state["value"], state["percent"]) == (45, None)
    await open_card(office)
    await office.an.presses("Diễn biến")
    office.an.expect_edit("45")
    assert "chưa có số liệu" not in office.an.phone.last.text
    office.an.forget()


async def test_a_share_is_reported_by_a_tap_as_well(office: Office) -> None:
    await give(office, kpi_unit="%", kpi_target="80")
    task = await office.world.id_of(CODE)
    await office.an.forges(Action(Verb.PERCENT, task, argument="50"))
    office.an.expect("Số liệu: 50/80 %", button="Ghi nhận")


async def test_the_percent_of_a_count_is_how_far_the_work_is(office: Office) -> None:
    await give(office)
    await office.an.says(f"{CODE} 45%")
    office.an.expect("Tiến độ: 45%", button="Ghi nhận")


async def test_the_list_of_an_indicator_shows_each_value_against_its_target(office: Office) -> None:
    await give(office, "HDG|BGG")
    await report(office, "41")
    await office.chi.says(CODE)
    listed = office.chi.expect("0/2", "41/63 xã", "chưa có số liệu")
    assert "Hải Dương" in next(line for line in listed.text.splitlines() if "41/63" in line)
