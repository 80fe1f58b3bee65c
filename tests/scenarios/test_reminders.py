"""When reminders come, how they merge, what they leave out. One task, one agency; the calendar of July 2024."""

import pytest
import sqlalchemy as sa

from bot.domain.people import Role
from bot.storage.queues import notice_items, outbox
from tests.scenarios.cast import CODE, Office
from tests.world import Person

SENT = (
    sa.select(sa.func.count()).select_from(outbox).where(outbox.c.kind == "notice", outbox.c.status == "sent")
)


async def second_focal_point(office: Office, name: str = "Đầu mối hai") -> Person:
    return await office.world.appoint(name, Role.FOCAL_POINT, "HDG")


async def see(office: Office) -> None:
    """The focal point presses *Đã xem* under the last notice."""
    await office.an.presses("Đã xem")


# --- one message a person and slot ------------------------------------------------------------------------


async def test_several_tasks_come_as_one_message_the_most_urgent_first(office: Office) -> None:
    for code, due in (("NV-003", "2024-09-30"), ("NV-001", "2024-07-31"), ("NV-002", "2024-08-15")):
        await office.world.assign(code, due_date=due)
    await office.world.settle()
    text = office.an.expect("Giao 3 nhiệm vụ", button="Mở danh sách").text
    assert text.index("NV-001") < text.index("NV-002") < text.index("NV-003")
    office.world.expect_silence()


async def test_twelve_due_tasks_are_one_message_for_each_person(office: Office) -> None:
    for number in range(11):
        await office.world.assign(f"NV-1{number:02}")
    await office.world.settle()
    office.forget_all()
    await office.world.go_to("2024-07-18")
    office.an.expect("12 nhiệm vụ cần chú ý", "NV-110")
    office.binh.expect("12 nhiệm vụ cần đôn đốc")  # a week without a report
    office.binh.receives_picture("Tuần")
    office.binh.expect("Tuần")
    office.dung.receives_picture("Tuần")
    office.dung.expect("Tuần")
    office.world.expect_silence()
    await office.world.go_to("2024-07-22")
    office.an.expect("12 nhiệm vụ", "Đã báo cáo lãnh đạo cơ quan")
    office.binh.expect("12 nhiệm vụ cần đôn đốc", "quá hạn 2 ngày")
    office.binh.receives_picture("Tuần")
    office.binh.expect("Tuần")
    office.dung.receives_picture("Tuần")
    office.dung.expect("Tuần")


async def test_a_task_without_a_date_is_only_announced(office: Office) -> None:
    await office.submit()  # the other task rests
    office.chi.forget()
    await office.world.assign("NV-002", due_date="", due_precision="none")
    await office.world.settle()
    office.an.expect("NV-002", "chưa giao")
    for day in ("2024-07-17", "2024-08-20", "2024-12-30"):
        await office.world.go_to(day)
    office.an.expect_nothing()
    office.forget_all()


async def test_the_due_day_has_two_reminders(office: Office) -> None:
    await office.world.go_to("2024-07-18")
    office.forget_all()
    await office.world.go_to("2024-07-19", "08:30")
    office.an.expect(CODE, "ngày làm việc cuối trước hạn")
    await office.world.go_to("2024-07-19", "13:59")
    office.world.expect_silence()
    await office.world.go_to("2024-07-19", "14:00")
    office.an.expect(CODE, "ngày làm việc cuối trước hạn")
    office.world.expect_silence()


async def test_done_before_the_slot_drops_the_reminder(office: Office) -> None:
    await office.world.go_to("2024-07-19")
    office.forget_all()
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận")
    await office.world.go_to("2024-07-19", "14:00")
    office.an.expect_nothing()


async def test_what_was_planned_is_dropped_when_its_reason_is_gone_before_sending(office: Office) -> None:
    """Assigned at night, and handed in the same night."""
    world = office.world
    world.clock.set("2024-07-10", "20:00")
    await world.assign("NV-002")
    await world.settle()
    await office.submit("NV-002")
    await world.go_to("2024-07-11", "07:00")
    office.an.expect_nothing()
    office.chi.expect("Kết quả chờ xác nhận", "NV-002")
    held = sa.select(notice_items.c.outcome).where(
        notice_items.c.assignment_id == await world.id_of("NV-002")
    )
    assert await world.read(held) == [("dropped",)]


async def test_a_fresh_report_spares_the_early_reminder_but_not_the_late_one(office: Office) -> None:
    await office.world.go_to("2024-07-11", "10:00")
    await office.an.says(f"{CODE} 20%")
    await office.an.presses("Ghi nhận")
    office.forget_all()
    await office.world.go_to("2024-07-12")
    office.an.expect_nothing()
    await office.world.go_to("2024-07-16")
    office.an.expect(CODE, "còn 3 ngày làm việc", "20%")
    office.forget_all()


async def test_a_report_in_the_minute_of_the_reminder_does_not_cost_the_superior_his(office: Office) -> None:
    """The first report moves the task from "not started"; the rung of that morning is owed all the same."""
    world = office.world
    await world.go_to("2024-07-19", "14:00")
    office.forget_all()
    world.clock.set("2024-07-22", "08:30")
    office.an.phone.say(f"{CODE} 40%")
    await world.app.poller.fetch_once(wait_seconds=0)
    await world.app.worker.drain()
    await world.app.sender.drain()
    office.an.phone.press(office.an.phone.last.id, "Ghi nhận")
    await world.app.poller.fetch_once(wait_seconds=0)
    await world.app.worker.drain()
    await world.settle()
    assert any("NV-042 quá hạn 2 ngày" in message.text for message in office.binh.unread)
    office.forget_all()


# --- quiet hours ------------------------------------------------------------------------------------------


async def test_what_comes_at_night_waits_for_the_office_and_is_one_message(office: Office) -> None:
    office.world.clock.set("2024-07-10", "20:00")
    await office.world.assign("NV-002")
    await office.world.settle()
    office.world.clock.set("2024-07-11", "05:00")
    await office.world.assign("NV-003")
    await office.world.settle()
    office.world.expect_silence()
    await office.world.go_to("2024-07-11", "06:59")
    office.world.expect_silence()
    await office.world.go_to("2024-07-11", "07:00")
    office.an.expect("Giao 2 nhiệm vụ", "NV-002", "NV-003")
    office.world.expect_silence()


async def test_what_comes_on_friday_evening_waits_for_monday(office: Office) -> None:
    office.world.clock.set("2024-07-12", "19:00")
    await office.world.settle()
    office.forget_all()
    await office.world.assign("NV-002", due_date="2024-08-30")
    await office.world.settle()
    for day in ("2024-07-13", "2024-07-14"):
        await office.world.go_to(day)
        office.world.expect_silence()
    await office.world.go_to("2024-07-15", "07:00")
    office.an.expect("NV-002")
    office.forget_all()


# --- conditions -------------------------------------------------------------------------------------------


async def test_three_days_before_the_deputy_is_told_only_if_nobody_looked(office: Office) -> None:
    deputy = await second_focal_point(office)
    await office.world.go_to("2024-07-12")
    office.an.expect(CODE)
    await office.world.go_to("2024-07-16")
    office.an.expect(CODE, "còn 3 ngày làm việc")
    deputy.expect(CODE, "còn 3 ngày làm việc")
    office.forget_all()


async def test_three_days_before_the_deputy_is_spared_if_the_focal_point_looked(office: Office) -> None:
    deputy = await second_focal_point(office)
    await office.world.go_to("2024-07-12")
    await see(office)
    await office.world.go_to("2024-07-16")
    office.an.expect(CODE)
    office.an.expect("còn 3 ngày làm việc")
    deputy.expect_nothing()
    office.forget_all()


async def test_looking_counts_also_when_the_slot_has_more_messages_than_one_batch(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The focal point's own message of that morning, still unread, is no reason to call the deputy."""
    monkeypatch.setattr("bot.services.letters.CLAIM_BATCH", 1)
    deputy = await second_focal_point(office)
    await office.world.go_to("2024-07-12")
    await see(office)
    await office.world.go_to("2024-07-16")
    office.an.expect(CODE)
    office.an.expect("còn 3 ngày làm việc")
    deputy.expect_nothing()
    office.forget_all()


async def test_one_day_before_the_head_is_told_only_of_silence(office: Office) -> None:
    await office.world.go_to("2024-07-17", "10:00")
    await office.an.says(f"{CODE} 90%")
    await office.an.presses("Ghi nhận")
    office.forget_all()
    await office.world.go_to("2024-07-18")
    office.an.expect(CODE, "còn 1 ngày làm việc")
    office.binh.expect_nothing()


# --- what the person answers ------------------------------------------------------------------------------


async def test_seen_is_noted_once_for_each_press_and_names_no_foreign_task(office: Office) -> None:
    await office.world.go_to("2024-07-12")
    office.an.expect(CODE, button="Đã xem")
    await see(office)
    assert office.an.toast == "Đã ghi nhận anh/chị đã xem."
    await office.an.says(f"/lichsu {CODE}")
    office.an.expect("Nhật ký", "Lưu Ân: đã xem")


async def test_seen_under_a_message_of_two_tasks_notes_both(office: Office) -> None:
    await office.world.assign("NV-002")
    await office.world.settle()
    office.an.forget()
    await office.world.go_to("2024-07-12")
    office.an.expect("2 nhiệm vụ")
    await see(office)
    await office.an.says("/lichsu NV-002")
    office.an.expect("đã xem")


async def test_the_list_button_of_a_notice_leaves_the_notice_alone(office: Office) -> None:
    await office.world.assign("NV-002")
    await office.world.settle()
    office.an.forget()
    await office.world.go_to("2024-07-12")
    notice = office.an.expect("2 nhiệm vụ")
    await office.an.presses("Mở danh sách", on=notice)
    office.an.expect("Thời hạn của 2 nhiệm vụ")
    assert notice.edited_at is None
