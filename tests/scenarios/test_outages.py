"""Outages, moved dates, holidays: the ladder follows the present truth."""

import pytest
import sqlalchemy as sa

from bot.storage.queues import outbox
from tests.scenarios.cast import CODE, Office

SENT = (
    sa.select(sa.func.count()).select_from(outbox).where(outbox.c.kind == "notice", outbox.c.status == "sent")
)


# --- outages ----------------------------------------------------------------------------------------------


async def test_after_an_outage_everybody_gets_one_message_with_the_present_truth(office: Office) -> None:
    await office.world.assign("NV-002", due_date="2024-07-25")
    await office.world.settle()
    office.forget_all()
    await office.world.go_to("2024-07-30", "10:00")
    office.an.expect("2 nhiệm vụ cần chú ý", "quá hạn 10 ngày", "quá hạn 5 ngày")
    office.binh.expect("2 nhiệm vụ cần đôn đốc", "quá hạn 10 ngày")
    office.binh.receives_picture("Tuần")
    office.binh.expect("Tuần")
    office.chi.expect("quá hạn 10 ngày", "NV-002")
    office.dung.expect(CODE, "quá hạn 10 ngày")
    office.dung.receives_picture("Tuần")
    office.dung.expect("Tuần")
    office.world.expect_silence()


async def test_after_an_outage_over_night_nothing_comes_before_the_office_opens(office: Office) -> None:
    await office.world.go_to("2024-07-27", "10:00")  # a Saturday
    office.world.expect_silence()
    await office.world.go_to("2024-07-29", "07:00")
    office.an.expect(CODE, "quá hạn 9 ngày")
    office.forget_all()


async def test_after_a_weekend_asleep_everybody_gets_one_message_with_the_present_truth(
    office: Office,
) -> None:
    """What fell due on Saturday and on Sunday, and what was ended meanwhile, is one message on Monday."""
    world = office.world
    await world.assign("NV-002", due_date="2024-07-21")
    await world.assign("NV-003", due_date="2024-07-21")
    await world.go_to("2024-07-19", "17:50")
    office.forget_all()
    office.an.phone.say("NV-003 xong, 78/KH-UBND ngày 19/7/2024")
    await world.settle()
    await office.an.presses("Ghi nhận")
    office.forget_all()
    await world.go_to("2024-07-22", "08:30")
    office.an.expect("2 nhiệm vụ cần chú ý", f"{CODE}: quá hạn 2 ngày", "NV-002: quá hạn 1 ngày")
    office.binh.expect("2 nhiệm vụ cần đôn đốc", "quá hạn 2 ngày", "quá hạn 1 ngày")
    for leader in (office.binh, office.dung):
        leader.receives_picture("Tuần 30: 3 nhiệm vụ quá hạn")
        leader.expect("Tuần 30: 3 nhiệm vụ quá hạn")
    world.expect_silence()


@pytest.mark.parametrize(("first", "then"), [("2024-07-19", "2024-07-18"), ("2024-07-17", "2024-07-18")])
async def test_a_clock_that_jumps_by_a_day_and_back_tells_everybody_once(
    office: Office, first: str, then: str
) -> None:
    await office.world.go_to("2024-07-18")
    await office.world.go_to(first)
    office.forget_all()
    for at in ("08:31", "15:00"):
        await office.world.go_to(then, at)
        office.world.expect_silence()
    before = await office.world.read(SENT)
    await office.world.go_to("2024-07-19", "14:30")
    office.an.expect(CODE, "hôm nay là ngày làm việc cuối")
    office.an.expect_nothing()
    await office.world.go_to("2024-07-22", "08:30")
    office.an.expect(CODE, "quá hạn 2 ngày")
    office.binh.expect(CODE, "quá hạn 2 ngày")
    assert await office.world.read(SENT) == [(before[0][0] + 3,)]
    office.forget_all()


async def test_a_clock_that_jumps_back_repeats_nothing(office: Office) -> None:
    await office.world.go_to("2024-07-18")
    office.forget_all()
    before = await office.world.read(SENT)
    await office.world.go_to("2024-07-12")
    await office.world.go_to("2024-07-18", "08:31")
    office.world.expect_silence()
    assert await office.world.read(SENT) == before


async def test_an_import_of_overdue_tasks_tells_each_superior_once(office: Office) -> None:
    await office.submit()
    office.forget_all()
    await office.world.assign("NV-002", due_date="2024-07-09", issued_date="2024-05-01")
    await office.world.settle()
    office.an.expect("NV-002", "quá hạn 1 ngày")
    office.binh.expect("NV-002", "quá hạn 1 ngày")
    office.world.expect_silence()


# --- new dates, holidays ----------------------------------------------------------------------------------


async def test_a_later_date_from_the_office_starts_the_ladder_anew(office: Office) -> None:
    await office.world.go_to("2024-07-18")
    office.forget_all()
    await office.world.assign(CODE, due_date="2024-08-20", issued_date="2024-07-10")
    await office.world.settle()
    await office.world.go_to("2024-07-19")
    office.an.expect_nothing()
    await office.world.go_to("2024-08-16")
    assert "20/08/2024" in office.an.unread[-1].text
    assert "20/07/2024" not in office.an.unread[-1].text.partition("hạn ban đầu")[0]
    office.forget_all()
    await office.world.go_to("2024-08-21")
    office.an.expect(CODE, "quá hạn 1 ngày")
    office.forget_all()


async def test_a_date_moved_on_the_same_morning_takes_the_reminder_back(office: Office) -> None:
    world = office.world
    await world.go_to("2024-07-18", "17:00")
    office.forget_all()
    world.clock.set("2024-07-19", "08:30")
    await world.app.plan()
    await world.assign(CODE, due_date="2024-08-20", issued_date="2024-07-10")
    await world.settle()
    assert all("quá hạn" not in message.text for message in office.an.unread)
    assert all("ngày làm việc cuối" not in message.text for message in office.an.unread)
    office.forget_all()


async def test_an_earlier_date_is_reminded_at_once(office: Office) -> None:
    await office.world.assign(CODE, due_date="2024-07-11", issued_date="2024-07-10")
    await office.world.settle()
    office.forget_all()
    await office.world.go_to("2024-07-11", "14:00")
    office.an.expect(CODE, "đến hạn hôm nay")


async def test_over_tet_nobody_is_reminded_and_the_last_working_day_counts(office: Office) -> None:
    """Tết 2025: 25/01 to 02/02 are off; due on Monday 03/02, the working day before is Friday 24/01."""
    await office.submit()
    office.forget_all()
    await office.world.go_to("2025-01-10", "09:00")
    office.forget_all()
    await office.world.assign("NV-300", due_date="2025-01-30")
    await office.world.settle()
    office.forget_all()
    await office.world.go_to("2025-01-24")
    assert "Thứ Sáu 24/01/2025" in office.an.unread[-1].text
    office.forget_all()
    for day in ("2025-01-26", "2025-01-29", "2025-02-01"):
        await office.world.go_to(day, "10:00")
        office.world.expect_silence()
    await office.world.go_to("2025-02-03")
    assert any("NV-300" in message.text and "quá hạn 4 ngày" in message.text for message in office.an.unread)
    office.forget_all()


async def test_a_week_later_it_is_still_asked_for(office: Office) -> None:
    await office.world.go_to("2024-07-26")
    office.forget_all()
    await office.world.go_to("2024-08-01")
    office.an.expect_nothing()
    await office.world.go_to("2024-08-02")
    office.an.expect(CODE, "quá hạn 13 ngày")
    office.forget_all()
