"""What an officer decides about a result, and the clocks that run meanwhile."""

from datetime import date

import pytest

from bot.actions import Action, Verb
from bot.domain.people import Role
from bot.storage.tables import reports
from tests.scenarios.cast import CODE, OUTDATED, PROOF, Office
from tests.world import Person, World


async def second_officer(world: World) -> Person:
    return await world.appoint("Chuyên viên hai", Role.OFFICER, "UBQGCDS")


async def test_approval_is_told_to_the_focal_point(office: Office) -> None:
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận", CODE, "Hải Dương", PROOF, "Lưu Ân", button="Trả lại")
    await office.chi.presses("Xác nhận")
    office.chi.expect_edit("đã xác nhận hoàn thành")
    office.an.expect(CODE, "đã xác nhận hoàn thành", "Phạm Chinh")
    assert (await office.world.state_of(CODE))["status"] == "done"


async def test_it_is_complete_as_of_the_day_it_was_submitted(office: Office) -> None:
    """Submitted on Friday, approved on Monday: on time."""
    await office.world.go_to("2024-07-12", "10:00")
    office.forget_all()
    await office.world.execute("UPDATE assignments SET due_on = '2024-07-12'")
    await office.submit()
    office.chi.expect("chờ xác nhận")
    await office.world.go_to("2024-07-15", "09:00")
    office.forget_all()
    await office.chi.presses("Xác nhận")
    office.an.expect("đã xác nhận")
    assert (await office.world.state_of(CODE))["completed_on"] == date(2024, 7, 12)
    await office.binh.says("/tonghop")
    office.binh.receives_picture("Hiện nay")
    office.binh.expect("Hoàn thành đúng hạn: 1", "Hoàn thành quá hạn: 0")


async def return_it(office: Office, reason: str = "Thiếu dấu") -> None:
    office.chi.expect("Kết quả chờ xác nhận")
    await office.chi.presses("Trả lại")
    office.chi.expect("lý do trả lại", CODE)
    await office.chi.says(reason)
    office.chi.expect("đã trả lại", CODE)


async def test_a_return_needs_a_reason_and_tells_it(office: Office) -> None:
    await office.submit()
    await return_it(office, "Thiếu dấu <đỏ>")
    office.an.expect("kết quả được trả lại", "Thiếu dấu <đỏ>", "Phạm Chinh", button="Báo cáo")
    state = await office.world.state_of(CODE)
    assert (state["status"], state["submitted_at"]) == ("returned", None)


async def test_until_the_reason_is_given_the_result_is_still_submitted(office: Office) -> None:
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận")
    await office.chi.presses("Trả lại")
    office.chi.expect("lý do trả lại")
    assert (await office.world.state_of(CODE))["status"] == "submitted"
    await office.chi.presses("Hủy")
    office.chi.expect_edit("Đã hủy")
    assert (await office.world.state_of(CODE))["status"] == "submitted"


async def test_a_returned_result_is_submitted_again_and_approved(office: Office) -> None:
    await office.submit()
    await return_it(office)
    office.an.expect("được trả lại")
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận")
    await office.chi.presses("Xác nhận")
    office.an.expect("đã xác nhận hoàn thành")
    assert len(await office.world.rows(reports)) == 2


async def test_after_a_return_the_ladder_runs_again(office: Office) -> None:
    await office.world.go_to("2024-07-17", "09:00")
    office.forget_all()
    await office.submit()
    await office.world.go_to("2024-07-18")
    office.an.expect_nothing()
    await return_it(office)
    office.an.expect("được trả lại")
    await office.world.go_to("2024-07-19")
    office.an.expect(CODE, "ngày làm việc cuối trước hạn")


async def test_while_submitted_the_focal_point_has_peace_and_the_officers_clock_runs(office: Office) -> None:
    await office.world.go_to("2024-07-17", "09:00")
    office.forget_all()
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận")
    for day in ("2024-07-18", "2024-07-19"):
        await office.world.go_to(day)
        office.world.expect_silence()
    await office.world.go_to("2024-07-22")
    for reader in (office.binh, office.dung):
        reader.receives_picture("Tuần")
        reader.expect("Tuần")  # the digest
    office.chi.expect("quá hạn xem xét", CODE)
    await office.world.go_to("2024-07-24")
    office.world.expect_silence()
    await office.world.go_to("2024-07-25")
    office.dung.expect("quá hạn xem xét", CODE)
    office.world.expect_silence()


async def test_a_decision_in_time_stops_the_officers_clock(office: Office) -> None:
    await office.world.go_to("2024-07-17", "09:00")
    office.forget_all()
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận")
    await office.chi.presses("Xác nhận")
    office.an.expect("đã xác nhận")
    await office.world.go_to("2024-07-26")
    office.binh.forget()  # the digest
    office.dung.forget()
    office.chi.expect_nothing()
    office.an.expect_nothing()


# --- two officers, old cards ------------------------------------------------------------------------------


async def test_the_second_officer_learns_who_was_faster_and_when(office: Office) -> None:
    other = await second_officer(office.world)
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận")
    await other.says("/duyet")
    other.expect("1 việc chờ anh/chị quyết định")
    await other.presses(CODE)
    office.world.clock.tick(minutes=20)
    await office.chi.presses("Xác nhận")
    office.an.expect("đã xác nhận")
    await other.presses("Xác nhận")
    assert other.toast == "Việc này đã được Phạm Chinh quyết định lúc 08:50 10/07."
    assert len(await office.world.rows(reports)) == 1


async def test_returning_what_was_approved_meanwhile_says_so_and_lets_go(office: Office) -> None:
    other = await second_officer(office.world)
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận")
    state = await office.world.state_of(CODE)
    await other.forges(Action(Verb.RETURN, state["id"], state["rev"]))
    other.expect("lý do trả lại")
    await office.chi.presses("Xác nhận")
    office.an.expect("đã xác nhận")
    await other.says("Thiếu dấu")
    other.expect("đã được Phạm Chinh quyết định")
    await other.says("Thiếu dấu")
    assert "quyết định" not in other.expect().text
    assert (await office.world.state_of(CODE))["status"] == "done"


async def test_the_card_of_an_earlier_submission_is_outdated(office: Office) -> None:
    await office.submit()
    old = office.chi.phone.last
    buttons = [office.chi.data_of(button, on=old) for button in ("Xác nhận", "Trả lại")]
    await return_it(office)
    office.an.expect("được trả lại")
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận")
    for button in buttons:
        await office.chi.forges(button, on=old)
        assert office.chi.toast == OUTDATED
    assert (await office.world.state_of(CODE))["status"] == "submitted"


async def test_a_withdrawn_result_cannot_be_approved(office: Office) -> None:
    await office.submit()
    button = office.chi.data_of("Xác nhận", on=office.chi.expect("Kết quả chờ xác nhận"))
    await office.an.says(f"{CODE} mới được 80%")
    office.an.expect("80%")
    await office.an.presses("Ghi nhận")
    await office.chi.forges(button)
    assert office.chi.toast == OUTDATED
    assert (await office.world.state_of(CODE))["status"] == "in_progress"


async def test_with_no_officer_the_leader_decides(office: Office) -> None:
    await office.world.away(office.chi.name, "2024-07-10", "2024-07-12")
    await office.submit()
    await office.dung.presses("Trả lại", on=office.dung.expect("Kết quả chờ xác nhận", CODE))
    office.dung.expect("lý do")
    await office.dung.says("Thiếu phụ lục")
    office.dung.expect("đã trả lại")
    office.an.expect("Thiếu phụ lục", CODE)
    office.chi.expect_nothing()


async def test_with_nobody_there_it_waits_for_whoever_comes(office: Office) -> None:
    for person in (office.chi, office.dung):
        await office.world.revoke(person.name)
    await office.submit()
    other = await second_officer(office.world)
    await other.says("/duyet")
    other.expect("1 việc chờ anh/chị quyết định", CODE)


async def test_an_officer_with_that_province_comes_before_one_for_the_country(office: Office) -> None:
    world = office.world
    near = await world.appoint("Người gần", Role.OFFICER, "UBQGCDS")
    person_id = (await world.person_row(near.name))["id"]
    only = "UPDATE appointments SET portfolio = :paths WHERE person_id = :id"
    await world.execute(only, paths='["/CP/HDG/"]', id=person_id)
    await office.submit()
    near.expect("Kết quả chờ xác nhận", CODE)
    office.chi.expect_nothing()


async def test_an_absent_officers_turn_passes(office: Office) -> None:
    other = await second_officer(office.world)
    await office.world.away(office.chi.name, "2024-07-10", "2024-07-12")
    await office.submit()
    other.expect("Kết quả chờ xác nhận", CODE)
    office.chi.expect_nothing()


async def test_a_result_handed_in_at_night_reaches_the_officer_in_the_morning(office: Office) -> None:
    office.world.clock.set("2024-07-10", "21:00")
    await office.submit()
    office.chi.expect_nothing()
    await office.world.go_to("2024-07-11", "07:00")
    office.chi.expect("Kết quả chờ xác nhận", CODE)


@pytest.mark.parametrize("page", [0, 7, 999_999_999])
async def test_any_page_of_the_queue_is_safe(office: Office, page: int) -> None:
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận")
    await office.chi.forges(Action(Verb.REVIEW, page, 0, "new"))
    office.chi.expect("1 việc chờ anh/chị quyết định")


@pytest.mark.parametrize("page", [0, 7, 999_999_999])
async def test_any_page_of_a_history_is_safe(office: Office, page: int) -> None:
    await office.an.says(CODE)
    office.an.expect(CODE)
    await office.an.forges(Action(Verb.HISTORY, await office.world.id_of(CODE), page))
    office.an.expect_edit(f"Nhật ký {CODE}", "(trang 1/1)", "Lưu Ân")
