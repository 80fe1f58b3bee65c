"""Questions about agencies and figures in a leader's own words: answered as the digest says it, never about else."""

import pytest

from tests.scenarios.asking_setting import with_dates, with_plan
from tests.scenarios.cast import Office


@pytest.fixture
async def dated(office: Office) -> Office:
    return await with_dates(office)


@pytest.fixture
async def plan(office: Office) -> Office:
    return await with_plan(office)


@pytest.mark.parametrize(
    "said", ["/tonghop Hải Dương", "tỉnh Hải Dương", "hai duong con gi", "Hải Dương có vấn đề gì không"]
)
async def test_an_agency_is_found_however_it_is_asked_for(dated: Office, said: str) -> None:
    await dated.dung.says(said)
    dated.dung.expect("Hải Dương: 1 nhiệm vụ quá hạn", button="Đôn đốc")


async def test_an_agency_of_which_there_are_no_figures_is_not_the_whole_country(dated: Office) -> None:
    for said in ("Hà Tây thế nào", "ha tay the nao"):
        await dated.dung.says(said)
        dated.dung.expect("Không tìm thấy trong phạm vi")


async def test_a_plan_in_the_name_of_a_ministry_is_no_task(plan: Office) -> None:
    csv = "code,name_vi,short_vi,level,parent\nBKHDT,Bộ Kế hoạch và Đầu tư,Bộ KH&ĐT,ministry,CP\n"
    await plan.world.load_csv("agencies.csv", csv)
    await plan.dung.says("Bộ Kế hoạch và Đầu tư sao rồi")
    plan.dung.expect("Bộ KH&ĐT: chưa được giao")


async def test_a_task_at_an_agency_is_found_by_any_name_of_it(plan: Office) -> None:
    csv = "code,name_vi,short_vi,level,parent,aliases\nHPG,Thành phố Hải Phòng,TP. Hải Phòng,province,CP,Hải Phòng\n"
    await plan.world.load_csv("agencies.csv", csv)
    await plan.world.assign("NV-062", "HDG|HPG", title_vi="Việc của hai tỉnh")
    await plan.world.settle()
    plan.forget_all()
    for said in ("NV-062 Hải Phòng", "nv-062 hai phong"):
        await plan.dung.says(said)
        plan.dung.expect("NV-062", "Chủ trì: TP. Hải Phòng")


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ("tuần trước thế nào", "Tuần 27/2024"),
        ("ket qua quy 2", "Quý II/2024"),
        ("tình hình 6 tháng đầu năm", "6 tháng đầu năm 2024"),
        ("tỉnh nào tiến bộ nhất tuần này", "Tuần 28/2024: chuyển biến"),
        ("vướng mắc nào chưa được trả lời", "Tuần 28/2024: vướng mắc theo loại"),
        ("đang vướng gì", "Tuần 28/2024: vướng mắc theo loại"),
        ("những đề nghị gia hạn nào đang chờ", "Tuần 28/2024: gia hạn"),
        ("có gì đáng lo không", "Có nguy cơ chậm"),
    ],
)
async def test_figures_are_asked_for_in_many_words(dated: Office, said: str, period: str) -> None:
    await dated.dung.says(said)
    dated.dung.expect(period)
    dated.forget_all()


async def test_on_a_monday_the_week_that_is_over_is_compared(dated: Office) -> None:
    await dated.world.go_to("2024-07-15", "08:30")
    dated.forget_all()
    await dated.dung.says("so với tuần trước")
    dated.dung.expect("Tuần 28/2024", "tính đến 14/07/2024")


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ("Hải Dương tháng 8 thế nào", "giai đoạn 01/08/2023–31/08/2023"),
        ("số liệu ngày 5/7", "ngày 05/07/2024"),
        ("số liệu Hải Dương ngày 5/7", "ngày 05/07/2024"),
        ("tháng 6 tỉnh nào chậm nhất", "giai đoạn 01/06/2024–30/06/2024"),
        ("ngày 5/8 tỉnh nào chậm nhất", "ngày 05/08/2023"),
    ],
)
async def test_present_figures_say_that_they_are_not_of_the_day_asked_for(
    dated: Office, said: str, noted: str
) -> None:
    await dated.dung.says(said)
    dated.dung.expect("Đây là số liệu đến hôm nay 10/07/2024", f"chưa lập số liệu riêng cho {noted}")
    dated.forget_all()


@pytest.mark.parametrize("said", ["số liệu hôm nay", "tỉnh nào chậm nhất"])
async def test_figures_of_today_need_no_such_words(dated: Office, said: str) -> None:
    await dated.dung.says(said)
    assert "chưa lập số liệu riêng" not in dated.dung.heard
    dated.forget_all()
