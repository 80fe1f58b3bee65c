"""A directive that gets another date, or ends, for every agency at once."""

import pytest

from bot.domain.people import Role
from tests.scenarios.amending_setting import AMENDED
from tests.scenarios.cast import OUTDATED, Office

TASK = "NV-060"
OTHERS = ("HDG", "BGG", "BYT")


@pytest.fixture
async def shared(office: Office) -> Office:
    """One task of two provinces and a ministry; the provinces have somebody linked."""
    await office.world.assign(TASK, "HDG|BGG|BYT", due_date="2024-08-20")
    await office.world.settle()
    office.forget_all()
    return office


async def open_card(office: Office, what: str, *said: str) -> None:
    await office.chi.forges(f"v1:adjust:{await office.world.id_of(TASK)}:0:{what}")
    for words in said:
        await office.chi.says(words)
    office.chi.forget()


async def dates(office: Office) -> list[str]:
    return [str((await office.world.state_of(TASK, agency))["due_on"]) for agency in OTHERS]


async def test_one_tap_moves_the_date_of_all(shared: Office) -> None:
    await open_card(shared, "due", "30/8", "Kết luận phiên họp")
    await shared.chi.presses("Cả 3 cơ quan")
    shared.chi.expect_edit(
        f"Sửa hạn {TASK} cho 3 cơ quan",
        "Bắc Giang",
        "Thời hạn mới: Thứ Sáu 30/08/2024",
        "Hiện nay: 20/08/2024 (3)",
        "Lý do: Kết luận phiên họp",
    )
    assert await dates(shared) == ["2024-08-20"] * 3
    await shared.chi.presses("Xác nhận")
    shared.chi.expect_edit(f"{TASK}: thời hạn mới của 3 cơ quan là Thứ Sáu 30/08/2024")
    assert await dates(shared) == ["2024-08-30"] * 3
    for person in (shared.an, shared.giang):
        person.expect(f"{TASK}: thời hạn mới 30/08/2024", "Kết luận phiên họp")
    assert len(await shared.world.read(AMENDED)) == 3


async def test_the_single_card_still_means_one_agency(shared: Office) -> None:
    await open_card(shared, "due", "30/8", "Kết luận phiên họp")
    await shared.chi.presses("Xác nhận")
    assert await dates(shared) == ["2024-08-30", "2024-08-20", "2024-08-20"]
    shared.forget_all()


async def test_a_report_in_between_stops_nothing_and_what_is_over_is_left_out(shared: Office) -> None:
    await open_card(shared, "stop", "Trùng nhiệm vụ")
    await shared.chi.presses("Cả 3 cơ quan")
    await shared.an.says(f"{TASK} 40%")
    await shared.an.presses("Ghi nhận")
    await shared.world.execute(
        "UPDATE assignments SET status = 'done' WHERE id = :id", id=await shared.world.id_of(TASK, "BGG")
    )
    shared.forget_all()
    await shared.chi.presses("Xác nhận")
    shared.chi.expect_edit(f"{TASK}: đã dừng ở 2 cơ quan", "Không điều chỉnh 1 cơ quan")
    found = [(await shared.world.state_of(TASK, agency))["status"] for agency in OTHERS]
    assert found == ["cancelled", "done", "cancelled"]
    shared.forget_all()


async def test_what_a_colleague_dated_anew_meanwhile_keeps_that_date(shared: Office) -> None:
    other = await shared.world.appoint("Ngô Khánh", Role.OFFICER, "UBQGCDS")
    await open_card(shared, "due", "30/8", "Kết luận phiên họp")
    await shared.chi.presses("Cả 3 cơ quan")
    await other.forges(f"v1:adjust:{await shared.world.id_of(TASK, 'BGG')}:0:due")
    for words in ("13/9", "Chờ nghị định"):
        await other.says(words)
    await other.presses("Xác nhận")
    shared.forget_all()
    await shared.chi.presses("Xác nhận")
    shared.chi.expect_edit(f"{TASK}: thời hạn mới của 2 cơ quan", "Không điều chỉnh 1 cơ quan")
    assert await dates(shared) == ["2024-08-30", "2024-09-13", "2024-08-30"]
    other.forget()
    shared.forget_all()


async def test_a_card_of_yesterday_sets_no_date_that_is_past(shared: Office) -> None:
    await open_card(shared, "due", "10/7/2024", "Kết luận phiên họp")
    await shared.chi.presses("Cả 3 cơ quan")
    await shared.world.go_to("2024-07-11", "08:00")
    await shared.chi.presses("Xác nhận")
    assert "đã qua" in shared.chi.toast
    assert await dates(shared) == ["2024-08-20"] * 3
    shared.forget_all()


async def test_a_second_press_changes_nothing_more(shared: Office) -> None:
    await open_card(shared, "due", "30/8", "Kết luận phiên họp")
    await shared.chi.presses("Cả 3 cơ quan")
    card = shared.chi.phone.last
    confirm = shared.chi.data_of("Xác nhận", on=card)
    await shared.chi.presses("Xác nhận")
    await shared.chi.forges(confirm, on=card)
    assert "đã được" in shared.chi.toast
    assert len(await shared.world.read(AMENDED)) == 3
    shared.forget_all()


async def test_it_reaches_no_agency_outside_the_officers_scope(shared: Office) -> None:
    narrow = await shared.world.appoint("Lê Hẹp", Role.OFFICER, "HDG")
    await narrow.forges(f"v1:adjust:{await shared.world.id_of(TASK)}:0:due")
    await narrow.says("30/8")
    await narrow.says("Kết luận phiên họp")
    card = narrow.phone.last
    assert not any("Cả" in button.text for button in card.list_buttons())
    confirm = narrow.data_of("Xác nhận", on=card)
    await narrow.forges(f"{confirm}.all", on=card)
    assert narrow.toast == OUTDATED
    await narrow.presses("Xác nhận")
    assert await dates(shared) == ["2024-08-30", "2024-08-20", "2024-08-20"]
    narrow.forget()
    shared.forget_all()


async def test_a_transfer_is_never_wide(shared: Office) -> None:
    await open_card(shared, "transfer", "SYT-HDG", "Đúng chức năng hơn")
    card = shared.chi.phone.last
    confirm = shared.chi.data_of("Xác nhận", on=card)
    assert not any("Cả" in button.text for button in card.list_buttons())
    await shared.chi.forges(f"{confirm}.all", on=card)
    assert shared.chi.toast == OUTDATED
    assert await shared.world.read(AMENDED) == []
    shared.forget_all()
