"""What is said of a task that has not begun: it stays so, and a wish is no report on progress."""

import pytest

from tests.scenarios.cast import CODE, Office


@pytest.mark.parametrize("words", ["chưa làm", "chưa bắt đầu", "chưa triển khai", "not started yet"])
async def test_not_begun_is_said_and_kept(office: Office, words: str) -> None:
    await office.an.says(f"{CODE} {words}")
    office.an.expect(CODE, "Chưa bắt đầu thực hiện", button="Ghi nhận")
    await office.an.presses("Ghi nhận")
    office.an.expect_edit("Đã ghi nhận", "Chưa bắt đầu thực hiện")
    state = await office.world.state_of(CODE)
    assert state["status"] == "not_started"
    assert state["last_report_at"] is not None


async def test_not_begun_takes_nothing_back_from_what_has_begun(office: Office) -> None:
    await office.an.says(f"{CODE} 20%")
    await office.an.presses("Ghi nhận")
    await office.an.says(f"{CODE} chưa làm")
    await office.an.presses("Ghi nhận")
    office.an.forget()
    assert (await office.world.state_of(CODE))["status"] == "in_progress"


@pytest.mark.parametrize(
    "words", ["xin lùi đến 2/8 vì chờ thẩm định", "vướng kinh phí", "chưa làm, vướng kinh phí"]
)
async def test_a_wish_neither_starts_the_task_nor_counts_as_a_report(office: Office, words: str) -> None:
    await office.an.says(f"{CODE} {words}")
    await office.an.presses("Ghi nhận")
    office.forget_all()
    state = await office.world.state_of(CODE)
    assert (state["status"], state["last_report_at"]) == ("not_started", None)


async def test_a_figure_beside_a_wish_is_a_report(office: Office) -> None:
    await office.an.says(f"{CODE} 40%, vướng kinh phí")
    await office.an.presses("Ghi nhận")
    office.forget_all()
    state = await office.world.state_of(CODE)
    assert (state["status"], state["percent"]) == ("in_progress", 40)
    assert state["last_report_at"] is not None


async def test_the_head_hears_before_the_date_although_time_was_asked_for(office: Office) -> None:
    await office.world.go_to("2024-07-16", "09:00")
    office.forget_all()
    await office.an.says(f"{CODE} xin lùi đến 2/8 vì chờ thẩm định")
    await office.an.presses("Ghi nhận")
    await office.chi.presses("Từ chối")
    await office.chi.says("Thời hạn đã ấn định")
    office.forget_all()
    await office.world.go_to("2024-07-18", "08:30")
    office.an.expect(CODE)
    office.binh.expect(CODE)


async def test_a_wish_is_taken_back_to_where_it_was(office: Office) -> None:
    await office.an.says(f"{CODE} vướng kinh phí")
    await office.an.presses("Ghi nhận")
    await office.an.presses("Rút lại")
    office.forget_all()
    state = await office.world.state_of(CODE)
    assert (state["status"], state["last_report_at"]) == ("not_started", None)
