"""A task named without its code: by its title, by its place in a list, by its agency."""

import pytest

from bot.domain.people import Role
from tests.scenarios.cast import CODE, Office

PLAN, SIGNATURE = "Ban hành Kế hoạch chuyển đổi số năm 2024", "Phổ cập chữ ký số đến cấp xã"


@pytest.fixture
async def two_more(office: Office) -> Office:
    """NV-010, a plan, and NV-011, digital signatures, beside NV-042."""
    await office.world.assign("NV-010", title_vi=PLAN, title_en="Issue the 2024 plan", due_date="2024-08-20")
    await office.world.assign(
        "NV-011", title_vi=SIGNATURE, title_en="Spread digital signatures", due_date="2024-08-21"
    )
    await office.world.settle()
    office.forget_all()
    return office


@pytest.mark.parametrize("said", ["chữ ký số xong 60%", "chu ky so xong 60%", "digital signatures 60%"])
async def test_words_of_the_title_name_the_task(two_more: Office, said: str) -> None:
    await two_more.an.says(said)
    two_more.an.expect("NV-011", "60%", button="Ghi nhận")


async def test_a_title_that_fits_two_tasks_is_asked_about(two_more: Office) -> None:
    await two_more.world.assign("NV-012", title_vi=f"{PLAN} của huyện", due_date="2024-08-25")
    await two_more.world.settle()
    two_more.forget_all()
    await two_more.an.says("kế hoạch chuyển đổi số xong 60%")
    two_more.an.expect("Đề nghị chọn nhiệm vụ", button="NV-012")
    await two_more.an.presses("NV-010")
    two_more.an.expect("NV-010", "60%", button="Ghi nhận")


async def test_a_title_outside_the_scope_names_nothing(two_more: Office) -> None:
    await two_more.giang.says("chữ ký số đến đâu rồi")
    two_more.giang.expect("Không tìm thấy trong phạm vi")


@pytest.mark.parametrize(
    ("said", "code"),
    [("việc thứ 2 xong 40%", "NV-010"), ("cái đầu tiên đạt 40%", CODE), ("the last one is at 40%", "NV-011")],
)
async def test_a_place_in_the_list_shown_last_names_the_task(two_more: Office, said: str, code: str) -> None:
    await two_more.an.says("/nhiemvu")
    two_more.an.expect(CODE, "NV-010", "NV-011")
    await two_more.an.says(said)
    two_more.an.expect(code, "40%", button="Ghi nhận")


async def test_a_card_opened_meanwhile_does_not_hide_the_list(two_more: Office) -> None:
    await two_more.an.says("/nhiemvu")
    await two_more.an.says("NV-011")
    two_more.an.forget()
    await two_more.an.says("việc thứ 2 xong 40%")
    two_more.an.expect("NV-010", "40%")


async def test_a_reply_to_an_older_list_counts_in_that_list(two_more: Office) -> None:
    await two_more.an.says("hạn tháng 8")
    older = two_more.an.expect("NV-010", "NV-011")
    await two_more.an.says("/nhiemvu")
    two_more.an.forget()
    await two_more.an.says("việc thứ 1 xong 40%", reply_to=older)
    two_more.an.expect("NV-010", "40%")


async def test_a_place_beyond_the_list_is_asked_about(two_more: Office) -> None:
    await two_more.an.says("/nhiemvu")
    two_more.an.forget()
    await two_more.an.says("việc thứ 9 xong 40%")
    two_more.an.expect("Đề nghị chọn nhiệm vụ")


@pytest.mark.parametrize("answer", ["2", "việc thứ 2", "NV-010", "kế hoạch chuyển đổi số"])
async def test_which_task_is_answered_in_words_as_well(two_more: Office, answer: str) -> None:
    await two_more.an.says("được 40% rồi")
    two_more.an.expect("Đề nghị chọn nhiệm vụ", button="NV-010")
    await two_more.an.says(answer)
    two_more.an.expect("NV-010", "40%", button="Ghi nhận")


async def test_the_place_in_a_reminder_names_the_task(two_more: Office) -> None:
    await two_more.world.assign("NV-020", due_date="2024-09-20")
    await two_more.world.assign("NV-021", due_date="2024-09-21")
    await two_more.world.settle()
    two_more.an.expect("NV-020", "NV-021")
    await two_more.an.says("việc thứ 2 được 15%")
    two_more.an.expect("NV-021", "15%", button="Ghi nhận")


async def test_a_named_agency_tells_one_of_several_assignments(office: Office) -> None:
    world = office.world
    focal = await world.appoint("Người của cả nước", Role.FOCAL_POINT, "CP")
    await world.assign("NV-050", "HDG|BGG")
    await world.settle()
    office.forget_all()
    await focal.says("Bắc Giang NV-050 được 30%")
    focal.expect("NV-050 · Bắc Giang", "30%", button="Ghi nhận")
    await focal.says("NV-050 được 30%")
    focal.expect("Đề nghị chọn nhiệm vụ", button="Bắc Giang")


@pytest.mark.parametrize("said", ["KP-001", "kp-001", "Hạn của KP-001?"])
async def test_a_code_of_any_form_names_the_task(two_more: Office, said: str) -> None:
    await two_more.world.assign("KP-001", title_vi="Bố trí kinh phí", due_date="2024-08-22")
    await two_more.world.settle()
    two_more.forget_all()
    await two_more.dung.says(said)
    two_more.dung.expect("KP-001", "Bố trí kinh phí", "Chủ trì: Hải Dương")
    await two_more.giang.says(said)
    assert "Bố trí" not in two_more.giang.heard
    two_more.forget_all()
