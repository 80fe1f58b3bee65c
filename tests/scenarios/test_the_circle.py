"""The main job from end to end, in the domain's words: NV-001 for Hải Dương."""

import pytest

from bot.domain.people import Role
from tests.world import Person, World

MISSING = "31 cơ quan có nhiệm vụ nhưng chưa có đầu mối"
"""The officer's list of every working morning: in this story one province of thirty-two has a focal point."""


@pytest.fixture
async def cast(world: World) -> dict[str, Person]:
    """The sample register on the morning of 10/07/2024, and five people who linked their phones."""
    await world.load("agencies.csv", "groups.csv")
    people = {
        "An": await world.appoint("An", Role.FOCAL_POINT, "HDG"),
        "Bình": await world.appoint("Bình", Role.HEAD, "HDG"),
        "Chi": await world.appoint("Chi", Role.OFFICER, "UBQGCDS"),
        "Dung": await world.appoint("Dung", Role.LEADER, "UBQGCDS"),
    }
    await world.load_task("NV-001")
    return people


async def test_a_task_is_reported_falls_silent_climbs_and_is_completed(  # noqa: PLR0915 one story, told to its end
    world: World, cast: dict[str, Person]
) -> None:
    an, binh, chi, dung = cast["An"], cast["Bình"], cast["Chi"], cast["Dung"]

    await world.go_to("2024-07-10", "08:30")
    chi.expect(MISSING)
    announced = an.expect("NV-001", "Giao nhiệm vụ mới", "20/07/2024", button="Đã xem")
    world.expect_silence()
    await an.presses("Đã xem", on=announced)
    assert an.phone.toasts[-1].text == "Đã ghi nhận anh/chị đã xem."

    await world.go_to("2024-07-11", "10:00")
    chi.expect(MISSING)
    await an.says("NV-001 40%")
    an.expect("Đề nghị kiểm tra trước khi ghi", "NV-001", "40%", button="Ghi nhận")
    await an.presses("Ghi nhận")
    an.expect_edit("Đã ghi nhận", "40%")

    # The report of Thursday is fresh on Friday: no reminder five working days before.
    await world.go_to("2024-07-12")
    chi.expect(MISSING)
    world.expect_silence()
    await world.go_to("2024-07-15", "07:30")
    for reader in (binh, dung):
        reader.receives_picture("Tuần 29")
    binh.expect("Hải Dương", "Chưa hoàn thành trong hạn: 1")
    dung.expect("Chưa hoàn thành trong hạn: 32")
    await world.go_to("2024-07-16")
    chi.expect(MISSING)
    an.expect("NV-001", "còn 3 ngày làm việc", "40%", button="Báo cáo")
    await world.go_to("2024-07-18")
    chi.expect(MISSING)
    an.expect("NV-001", "còn 1 ngày làm việc", button="Xin gia hạn")
    # A week without a report: the head hears of it while there is still time.
    binh.expect("NV-001", "Hải Dương", "11/07/2024")
    await world.go_to("2024-07-19")
    chi.expect(MISSING)
    an.expect("NV-001", "ngày làm việc cuối trước hạn", button="Vướng mắc")
    await world.go_to("2024-07-19", "14:00")
    an.expect("NV-001")
    await world.go_to("2024-07-20")
    world.expect_silence()

    await world.go_to("2024-07-22", "07:30")
    for reader in (binh, dung):
        reader.receives_picture("Tuần 30")
        reader.expect("quá hạn")
    await world.go_to("2024-07-22")
    chi.expect(MISSING)
    an.expect("NV-001", "quá hạn 2 ngày", "lãnh đạo cơ quan")
    binh.expect("NV-001", "quá hạn 2 ngày", button="Đã xem")
    await world.go_to("2024-07-24")
    chi.expect(MISSING)
    an.expect("NV-001", "quá hạn 4 ngày", "chuyên viên theo dõi")
    chi.expect("NV-001: 32 cơ quan", "quá hạn 4 ngày", button="Mở danh sách")
    await world.go_to("2024-07-26")
    chi.expect(MISSING)
    an.expect("NV-001", "quá hạn 6 ngày", "lãnh đạo Ủy ban")
    dung.expect("NV-001: 32 cơ quan", "quá hạn 6 ngày")
    world.expect_silence()

    await an.says("NV-001 xong, 58/KH-UBND ngày 26/7/2024")
    an.expect("58/KH-UBND", "26/07/2024", button="Ghi nhận")
    await an.presses("Ghi nhận")
    an.expect_edit("Đã chuyển cơ quan thường trực xác nhận")
    chi.expect("Kết quả chờ xác nhận", "58/KH-UBND", button="Trả lại")
    await chi.presses("Xác nhận")
    chi.expect_edit("đã xác nhận hoàn thành")
    an.expect("NV-001", "đã xác nhận hoàn thành")

    await world.go_to("2024-07-29", "07:30")
    dung.receives_picture("Tuần 31: 31 nhiệm vụ quá hạn")
    binh.receives_picture("Tuần 31: không có nhiệm vụ quá hạn")
    digest = dung.expect("Hoàn thành quá hạn: 1")
    assert "Chưa hoàn thành quá hạn: 31" in digest.text
    binh.expect("Hoàn thành quá hạn: 1")
