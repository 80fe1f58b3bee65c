"""A Monday's digest later on: it reads as it was sent, and what changed since is shown as a change."""

import pytest

from bot.demo.telegram_server import Message
from tests.scenarios.cast import CODE, Office


def digest_of(office: Office, week: str) -> Message:
    """The leader's message with the words of that week."""
    return next(m for m in office.dung.phone.bot_messages if m.text.startswith(week) and m.list_buttons())


@pytest.fixture
async def monday(office: Office) -> Office:
    """Mon 22/07/2024: NV-042 is two days late; one week before nothing was."""
    await office.world.go_to("2024-07-15", "07:30")
    await office.world.go_to("2024-07-22", "07:30")
    office.forget_all()
    return office


async def test_a_monday_says_what_changed_since_last_week(monday: Office) -> None:
    text = digest_of(monday, "Tuần 30").text
    assert "so với 15/07/2024" in text
    assert "Chưa hoàn thành quá hạn: 1 (+1)" in text


async def test_a_late_task_is_reached_and_urged_from_the_digest(monday: Office) -> None:
    digest = digest_of(monday, "Tuần 30")
    await monday.dung.presses("Quá hạn (1)", on=digest)
    await monday.dung.presses(CODE, on=digest)
    card = monday.dung.expect_edit("Theo bản tổng hợp 22/07/2024: hạn 20/07/2024, quá hạn 2 ngày")
    assert "chưa có thay đổi" in card.text
    await monday.dung.presses("Đôn đốc", on=digest)
    monday.forget_all()
    await monday.dung.presses("Đề nghị báo cáo ngay")
    await monday.dung.presses("Đôn đốc")
    monday.an.expect("Đôn đốc", CODE)
    monday.forget_all()


async def test_what_changed_since_is_shown_as_a_change(monday: Office) -> None:
    digest = digest_of(monday, "Tuần 30")
    sent = digest.text
    await monday.world.go_to("2024-07-23", "09:00")
    await monday.submit()
    await monday.chi.presses("Xác nhận")
    await monday.world.go_to("2024-08-20", "09:00")
    monday.forget_all()
    await monday.dung.presses("Quá hạn (1)", on=digest)
    await monday.dung.presses(CODE, on=digest)
    monday.dung.expect_edit("quá hạn 2 ngày", "chưa thực hiện → đã hoàn thành (23/07/2024)")
    await monday.dung.presses("Quay lại", on=digest)
    await monday.dung.presses("Quay lại", on=digest)
    assert monday.dung.expect_edit().text == sent


async def test_a_task_that_was_stopped_is_still_answered_from_the_digest(monday: Office) -> None:
    digest = digest_of(monday, "Tuần 30")
    await monday.world.execute("UPDATE assignments SET status = 'cancelled'")
    await monday.dung.presses("Quá hạn (1)", on=digest)
    await monday.dung.presses(CODE, on=digest)
    monday.dung.expect_edit(f"{CODE} Hải Dương", "quá hạn 2 ngày", "chưa thực hiện → dừng thực hiện")


async def test_an_obstacle_and_a_request_since_are_changes_too(monday: Office) -> None:
    digest = digest_of(monday, "Tuần 30")
    await monday.world.go_to("2024-07-22", "09:00")
    await monday.an.says(f"{CODE} xin gia hạn đến 31/07/2024 vì thiếu dữ liệu")
    await monday.an.presses("Ghi nhận")
    monday.forget_all()
    await monday.dung.presses("Quá hạn (1)", on=digest)
    await monday.dung.presses(CODE, on=digest)
    card = monday.dung.expect_edit("quá hạn 2 ngày", "Từ đó đến nay:", "xin gia hạn (22/07/2024)")
    assert "chưa có thay đổi" not in card.text
