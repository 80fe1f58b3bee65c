"""Whose turn it is: deputies, absences, blocked phones."""

from bot.domain.people import Role
from bot.storage.queues import notice_items
from tests.scenarios.cast import CODE, FOCAL, Office, seat_office
from tests.world import Person, World

DEPUTY = "Đỗ Hạnh"


async def seat_deputy(office: Office) -> Person:
    return await office.world.appoint(DEPUTY, Role.FOCAL_POINT, "HDG")


# --- unreachable ------------------------------------------------------------------------------------------


async def test_a_blocked_phone_hands_over_to_the_deputy_at_once(world: World) -> None:
    office = await seat_office(world)
    deputy = await seat_deputy(office)
    office.an.phone.block_bot()
    await world.go_to("2024-07-12")
    deputy.expect(CODE, "còn 5 ngày làm việc", button="Đã xem")
    assert (await world.person_row(FOCAL))["unreachable_at"] is not None
    world.expect_silence()


async def test_a_deleted_account_hands_over_to_the_deputy_at_once(office: Office) -> None:
    deputy = await seat_deputy(office)
    office.an.phone.delete_account()
    await office.world.go_to("2024-07-12")
    deputy.expect(CODE, "còn 5 ngày làm việc")
    assert (await office.world.person_row(FOCAL))["unreachable_at"] is not None


async def test_the_hand_over_is_in_the_history(office: Office) -> None:
    deputy = await seat_deputy(office)
    office.an.phone.delete_account()
    await office.world.go_to("2024-07-12")
    deputy.expect(CODE)
    await deputy.says(f"/lichsu {CODE}")
    deputy.expect("Lưu Ân: không liên lạc được", "Đỗ Hạnh: được nhắc hạn")


async def test_several_letters_to_a_blocked_phone_are_refused_once(office: Office) -> None:
    """The violation check at the end of each scenario counts the refusals."""
    deputy = await seat_deputy(office)
    office.an.phone.delete_account()
    await office.submit_for(deputy)
    office.chi.expect("chờ xác nhận")
    await office.world.assign("NV-002")
    await office.world.settle()
    deputy.expect("NV-002")
    await office.chi.presses("Xác nhận")
    deputy.expect("đã xác nhận")
    for day in ("2024-07-12", "2024-07-16", "2024-07-18", "2024-07-19"):
        await office.world.go_to(day)
    office.forget_all()


async def test_two_letters_at_once_to_a_deleted_account_are_refused_once(office: Office) -> None:
    deputy = await seat_deputy(office)
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận")
    office.an.phone.delete_account()
    await office.world.assign("NV-002")
    office.chi.phone.press(office.chi.phone.last.id, "Xác nhận")
    await office.world.settle()
    assert {"NV-002", "đã xác nhận"} == {
        word for word in ("NV-002", "đã xác nhận") for message in deputy.unread if word in message.text
    }
    office.forget_all()


async def test_a_decision_about_the_result_of_somebody_known_to_be_gone_goes_straight_on(
    office: Office,
) -> None:
    deputy = await seat_deputy(office)
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận")
    office.an.phone.delete_account()
    await office.world.assign("NV-002")
    await office.world.settle()
    deputy.expect("NV-002")
    await office.chi.presses("Xác nhận")
    deputy.expect(CODE, "đã xác nhận")
    calls = office.world.telegram.journal.list_calls("sendMessage", chat_id=office.an.phone.chat.id)
    assert [call.status for call in calls].count(403) == 1


async def test_blocking_is_no_sign_of_having_seen(office: Office) -> None:
    await office.world.go_to("2024-07-12")
    office.an.expect(CODE)
    await office.an.blocks()
    third = await seat_deputy(office)
    fourth = await office.world.appoint("Người thứ tư", Role.FOCAL_POINT, "HDG")
    office.forget_all()
    await office.world.go_to("2024-07-16")
    third.expect(CODE, "còn 3 ngày làm việc")
    fourth.expect(CODE, "còn 3 ngày làm việc")  # the deputy's turn, because nobody had looked
    office.forget_all()


async def test_after_unblocking_the_turn_comes_back(office: Office) -> None:
    deputy = await seat_deputy(office)
    await office.an.blocks()
    await office.world.go_to("2024-07-12")
    deputy.expect(CODE)
    await office.an.unblocks()
    assert (await office.world.person_row(FOCAL))["unreachable_at"] is None
    office.an.expect(CODE, "còn 5 ngày làm việc")
    await office.an.presses("Đã xem")
    await office.world.go_to("2024-07-16")
    office.an.expect(CODE, "còn 3 ngày làm việc")
    deputy.expect_nothing()
    office.forget_all()


async def test_who_comes_back_is_told_what_was_missed(office: Office) -> None:
    office.an.phone.block_bot()
    await office.world.assign("NV-002")
    await office.world.go_to("2024-07-12")
    office.an.expect_nothing()
    office.an.phone.unblock_bot()
    await office.world.go_to("2024-07-12", "10:00")
    office.an.expect("2 nhiệm vụ", "NV-002", CODE)
    office.world.expect_silence()


async def test_who_comes_back_hears_of_tasks_given_while_nobody_could_be_reached(office: Office) -> None:
    await office.an.blocks()
    await office.world.assign("NV-002")
    await office.world.settle()
    await office.world.go_to("2024-07-10", "10:00")
    await office.an.unblocks()
    office.an.expect("NV-002")
    office.world.expect_silence()


async def test_what_was_missed_and_done_since_is_not_told(office: Office) -> None:
    deputy = await seat_deputy(office)
    office.an.phone.block_bot()
    await office.world.assign("NV-002")
    await office.world.settle()
    deputy.expect("NV-002")
    await deputy.says("NV-002 xong, 5/KH-UBND ngày 9/7/2024")
    await deputy.presses("Ghi nhận")
    office.forget_all()
    await office.an.unblocks()
    assert all("NV-002" not in message.text for message in office.an.unread)
    office.forget_all()


async def test_a_blocked_officers_review_goes_to_the_next_officer(office: Office) -> None:
    other = await office.world.appoint("Chuyên viên hai", Role.OFFICER, "UBQGCDS")
    office.chi.phone.block_bot()
    await office.submit()
    other.expect("Kết quả chờ xác nhận", CODE, button="Xác nhận")


async def test_a_decision_that_cannot_be_delivered_goes_to_the_deputy(office: Office) -> None:
    deputy = await seat_deputy(office)
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận")
    office.an.phone.delete_account()
    await office.chi.presses("Trả lại")
    await office.chi.says("Thiếu dấu")
    deputy.expect("được trả lại", "Thiếu dấu")
    office.forget_all()


# --- absent -----------------------------------------------------------------------------------------------


async def test_an_absence_passes_the_turn_and_ends(world: World) -> None:
    office = await seat_office(world)
    deputy = await seat_deputy(office)
    await world.away(FOCAL, "2024-07-12", "2024-07-15")
    await world.go_to("2024-07-12")
    deputy.expect(CODE, "còn 5 ngày làm việc")
    office.an.expect_nothing()
    await world.go_to("2024-07-16")
    office.an.expect(CODE, "còn 3 ngày làm việc")
    office.forget_all()


async def test_when_everybody_is_away_nothing_crashes(office: Office) -> None:
    for person in (office.an, office.binh, office.chi, office.dung):
        await office.world.away(person.name, "2024-07-10", "2024-08-31")
    for day in ("2024-07-18", "2024-07-22", "2024-07-26"):
        await office.world.go_to(day)
    office.forget_all()
    assert await office.world.read(notice_items.select().where(notice_items.c.rung != "assigned")) == []
