"""A monthly meeting, reported month by month: each time has its own date, status, report and evidence."""

import pytest
import sqlalchemy as sa

from bot.storage.tables import assignments, evidence, reports, tasks
from tests.scenarios.cast import Office

MEETING = "NV-007"
SERIES = (
    sa.select(
        assignments.c.period,
        assignments.c.status,
        sa.cast(assignments.c.due_on, sa.Text),
        sa.cast(assignments.c.completed_on, sa.Text),
    )
    .join(tasks, tasks.c.id == assignments.c.task_id)
    .where(tasks.c.code == MEETING)
    .order_by(assignments.c.due_on)
)
PERIODS = SERIES.with_only_columns(assignments.c.period, assignments.c.status)


@pytest.fixture
async def meeting(office: Office) -> Office:
    """10/07/2024: Hải Dương meets on the 25th of every month; announced and read. Nothing else is open."""
    await office.world.execute("UPDATE assignments SET status = 'cancelled', next_at = NULL")
    await give_meeting(office)
    await office.world.settle()
    office.an.expect("Giao nhiệm vụ mới: NV-007 (kỳ 07/2024)", "Thứ Năm 25/07/2024")
    return office


async def give_meeting(office: Office, rule: str = "FREQ=MONTHLY;BYMONTHDAY=25") -> None:
    cells = {"kind": "recurring", "recurrence": rule, "due_date": "", "title_vi": "Họp hằng tháng"}
    await office.world.assign(MEETING, **{"issued_date": "2024-07-10", **cells})


async def report(office: Office, said: str) -> None:
    await office.an.says(said)
    await office.an.presses("Ghi nhận")
    office.an.forget()


async def approve(office: Office) -> None:
    await office.chi.presses("Xác nhận")
    office.forget_all()


async def test_three_months_running_with_one_month_late(meeting: Office) -> None:
    await meeting.world.go_to("2024-07-24", "10:00")
    meeting.forget_all()
    await meeting.an.says(f"{MEETING} xong, 12/TB-UBND ngày 24/7/2024")
    meeting.an.expect("NV-007 (kỳ 07/2024)", "Hoàn thành, chờ xác nhận", "12/TB-UBND")
    await meeting.an.presses("Ghi nhận")
    meeting.forget_all()
    await approve(meeting)

    await meeting.world.go_to("2024-08-09", "08:29")
    meeting.an.expect_nothing()
    await meeting.world.go_to("2024-08-09", "08:30")
    meeting.an.expect("NV-007 (kỳ 08/2024)", "còn 10 ngày làm việc", "Thứ Sáu 23/08/2024")
    await meeting.world.go_to("2024-08-27", "09:00")
    meeting.forget_all()
    await meeting.an.says("/quahan")
    meeting.an.expect("1 nhiệm vụ quá hạn", "NV-007 (kỳ 08/2024)")
    await meeting.an.says(f"{MEETING} kỳ tháng 8 xong, 15/TB-UBND ngày 27/8/2024")
    meeting.an.expect("NV-007 (kỳ 08/2024)", "15/TB-UBND")
    await meeting.an.presses("Ghi nhận")
    meeting.forget_all()
    await approve(meeting)

    await meeting.world.go_to("2024-09-24", "09:00")
    meeting.forget_all()
    await report(meeting, f"{MEETING} xong, 19/TB-UBND ngày 24/9/2024")
    await approve(meeting)
    await meeting.world.go_to("2024-09-26", "00:01")
    assert await meeting.world.read(SERIES) == [
        ("2024-07", "done", "2024-07-25", "2024-07-24"),
        ("2024-08", "done", "2024-08-23", "2024-08-27"),
        ("2024-09", "done", "2024-09-25", "2024-09-24"),
        ("2024-10", "not_started", "2024-10-25", None),
    ]
    numbers = sa.select(assignments.c.period, evidence.c.number).order_by(evidence.c.id)
    numbers = numbers.join(reports, reports.c.assignment_id == assignments.c.id).join(evidence)
    assert await meeting.world.read(numbers) == [
        ("2024-07", "12/TB-UBND"),
        ("2024-08", "15/TB-UBND"),
        ("2024-09", "19/TB-UBND"),
    ]


async def test_the_next_one_is_there_on_the_day_after_and_is_no_news(meeting: Office) -> None:
    await report(meeting, f"{MEETING} xong, 12/TB-UBND ngày 9/7/2024")
    await approve(meeting)
    await meeting.world.go_to("2024-07-25", "23:59")
    assert await meeting.world.read(PERIODS) == [("2024-07", "done")]
    await meeting.world.go_to("2024-07-26", "00:01")
    await meeting.world.go_to("2024-07-26", "10:00")
    meeting.an.expect_nothing()
    meeting.forget_all()
    await meeting.an.says("/nhiemvu")
    meeting.an.expect("1 nhiệm vụ đang thực hiện", "NV-007 (kỳ 08/2024)", "còn 20 ngày làm việc")


async def test_a_month_that_was_not_done_stays_late_beside_the_next(meeting: Office) -> None:
    await meeting.world.go_to("2024-08-02", "09:00")
    meeting.forget_all()
    assert await meeting.world.read(PERIODS) == [("2024-07", "not_started"), ("2024-08", "not_started")]
    await meeting.an.says("/quahan")
    meeting.an.expect("1 nhiệm vụ quá hạn", "NV-007 (kỳ 07/2024)")


async def test_without_a_month_it_asks_which_while_two_are_open(meeting: Office) -> None:
    await meeting.world.go_to("2024-08-02", "09:00")
    meeting.forget_all()
    await meeting.an.says(f"{MEETING} xong, 12/TB-UBND ngày 1/8/2024")
    meeting.an.expect("chọn nhiệm vụ", button="NV-007 (kỳ 07/2024)")
    meeting.binh.forget()
    await meeting.an.presses("NV-007 (kỳ 08/2024)")
    meeting.an.expect("NV-007 (kỳ 08/2024)", "12/TB-UBND", button="Ghi nhận")


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ("NV-007 tháng 7 xong, 12/TB-UBND ngày 1/8/2024", "07/2024"),
        ("NV-007 (kỳ 08/2024) được 40%", "08/2024"),
        ("họp tháng 7 NV-007 xong, 12/TB-UBND ngày 1/8/2024", "07/2024"),
        ("NV-007 tháng trước xong, 12/TB-UBND ngày 1/8/2024", "07/2024"),
        ("nv 7 thang nay duoc 40%", "08/2024"),
        ("NV-007 for August 40%", "08/2024"),
        ("NV-007 xong tháng 7, 12/TB-UBND ngày 1/8/2024", "07/2024"),
    ],
)
async def test_the_month_said_picks_the_occurrence(meeting: Office, said: str, period: str) -> None:
    await meeting.world.go_to("2024-08-02", "09:00")
    meeting.forget_all()
    await meeting.an.says(said)
    meeting.an.expect(f"NV-007 (kỳ {period})", button="Ghi nhận")


async def test_a_month_that_is_done_takes_no_second_report(meeting: Office) -> None:
    await report(meeting, f"{MEETING} xong, 12/TB-UBND ngày 9/7/2024")
    await approve(meeting)
    await meeting.world.go_to("2024-08-02", "09:00")
    await meeting.an.says(f"{MEETING} tháng 7 xong, 12/TB-UBND ngày 1/8/2024")
    meeting.an.expect("trạng thái “đã hoàn thành”")
    meeting.forget_all()


async def test_of_a_task_that_does_not_come_round_a_month_is_a_date(office: Office) -> None:
    await office.an.says("NV-042 tháng 8 mới xong được")
    office.an.expect("NV-042", "tháng 8")


async def test_an_outage_of_three_months_ends_in_one_message_a_person(meeting: Office) -> None:
    await report(meeting, f"{MEETING} xong, 12/TB-UBND ngày 9/7/2024")
    await approve(meeting)
    await meeting.world.go_to("2024-10-31", "09:00")
    assert await meeting.world.read(PERIODS) == [
        ("2024-07", "done"),
        ("2024-08", "not_started"),
        ("2024-09", "not_started"),
        ("2024-10", "not_started"),
        ("2024-11", "not_started"),
    ]
    meeting.an.expect("3 nhiệm vụ", "NV-007 (kỳ 08/2024)", "kỳ 10/2024")
    meeting.binh.expect("Kính gửi lãnh đạo", "NV-007 (kỳ 09/2024)")
    meeting.forget_all()
    await meeting.world.go_to("2024-10-31", "10:00")


async def test_a_changed_rule_moves_what_is_to_come_and_leaves_what_is_past(meeting: Office) -> None:
    await meeting.world.go_to("2024-08-02", "09:00")
    meeting.forget_all()
    await give_meeting(meeting, "FREQ=MONTHLY;BYMONTHDAY=15")
    await meeting.world.settle()
    meeting.an.expect("NV-007 (kỳ 08/2024): thời hạn là 15/08/2024", button="NV-007 (kỳ 08/2024)")
    assert await meeting.world.read(SERIES) == [
        ("2024-07", "not_started", "2024-07-25", None),
        ("2024-08", "not_started", "2024-08-15", None),
    ]


async def test_a_rule_that_ends_takes_back_what_is_to_come(meeting: Office) -> None:
    await meeting.world.go_to("2024-08-02", "09:00")
    meeting.forget_all()
    await give_meeting(meeting, "FREQ=MONTHLY;BYMONTHDAY=25;UNTIL=20240731")
    await meeting.world.settle()
    meeting.an.expect("NV-007 (kỳ 08/2024): không còn phải thực hiện")
    assert await meeting.world.read(PERIODS) == [("2024-07", "not_started"), ("2024-08", "cancelled")]
    await meeting.world.go_to("2024-09-30", "09:00")
    meeting.forget_all()
    assert len(await meeting.world.read(PERIODS)) == 2
    await give_meeting(meeting, "FREQ=MONTHLY;BYMONTHDAY=30")
    await meeting.world.settle()
    assert (await meeting.world.read(PERIODS))[-1] == ("2024-09", "not_started")
    meeting.forget_all()


async def test_other_people_learn_nothing_of_it(meeting: Office) -> None:
    await meeting.giang.says(f"{MEETING} tháng 7 xong, 12/TB-UBND ngày 1/8/2024")
    meeting.giang.expect("NV-007")
    assert "Họp hằng tháng" not in meeting.giang.heard
    assert await meeting.world.read(PERIODS) == [("2024-07", "not_started")]


async def test_months_that_are_late_at_one_agency_are_not_counted_as_agencies(meeting: Office) -> None:
    await meeting.world.go_to("2024-08-28", "09:00")
    await meeting.world.go_to("2024-09-27", "09:00")
    meeting.forget_all()
    await meeting.dung.says("/quahan")
    meeting.dung.expect("3 nhiệm vụ quá hạn", "NV-007: 1 cơ quan, 3 kỳ")
