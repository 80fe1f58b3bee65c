"""Reviews of periods: on request, by schedule, as a workbook."""

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from tests.scenarios.cast import CODE, OUTDATED, Office
from tests.scenarios.file_setting import content_of


@pytest.fixture
async def half(office: Office) -> Office:
    """1/7 is over: one task done on time, one late with an obstacle, praise for the one that is done."""
    await office.world.assign("NV-050", title_vi="Việc chậm", due_date="2024-07-12")
    await office.world.assign("NV-051", lead="BGG", due_date="2024-11-30")
    await office.world.go_to("2024-07-11", "09:00")
    office.forget_all()
    await office.submit()
    await office.chi.presses("Xác nhận")
    await office.an.says("NV-050 vướng kinh phí chưa được cấp")
    await office.an.presses("Ghi nhận")
    office.forget_all()
    return office


async def test_a_month_is_reviewed_on_request(half: Office) -> None:
    await half.world.go_to("2024-07-17", "09:00")
    half.forget_all()
    await half.dung.says("/tonghop tháng")
    half.dung.expect("Tháng 7/2024: hoàn thành 1, còn quá hạn 1", "Toàn quốc", "Hoàn thành đúng hạn: 1")
    await half.dung.presses("Quá hạn (1)")
    half.dung.expect_edit("Nguyên nhân: kinh phí (1)", "NV-050 Hải Dương, quá hạn 5 ngày: kinh phí")
    await half.dung.presses("Quay lại")
    await half.dung.presses("Vướng mắc")
    half.dung.expect_edit("kinh phí: nêu 1, chờ trả lời 1, lâu nhất 4 ngày làm việc")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("/tonghop tuan", "Tuần 28/2024"),
        ("/tonghop quý", "Quý III/2024"),
        ("/tonghop 6thang", "6 tháng cuối năm 2024"),
        ("/tonghop 6 tháng", "6 tháng cuối năm 2024"),
        ("/tonghop năm", "Năm 2024"),
        ("/summary month", "Tháng 7/2024"),
        ("/summary half", "6 tháng cuối năm 2024"),
        ("tổng hợp tháng này", "Tháng 7/2024"),
        ("tong hop quy nay", "Quý III/2024"),
    ],
)
async def test_every_period_has_its_words(half: Office, words: str, name: str) -> None:
    await half.dung.says(words)
    half.dung.expect(name)


async def test_the_six_month_review_comes_on_the_first_working_day_after(half: Office) -> None:
    await half.world.go_to("2024-12-31", "17:00")
    half.forget_all()
    await half.world.go_to("2025-01-02", "07:30")
    review = half.dung.expect("Năm 2024: hoàn thành 1, còn quá hạn 2", button="6 tháng cuối năm 2024")
    half.forget_all()
    await half.dung.presses("6 tháng cuối năm 2024", on=review)
    half.dung.expect_edit("6 tháng cuối năm 2024: hoàn thành 1", "tính đến 31/12/2024")
    await half.world.go_to("2025-01-02", "09:00")
    half.forget_all()
    await half.world.go_to("2025-01-03", "09:00")
    assert not any("Năm 2024" in message.text for message in half.dung.unread)
    half.forget_all()


async def test_a_frozen_review_stays_as_it_was_sent(half: Office) -> None:
    await half.world.go_to("2024-08-01", "07:30")
    before = next(message.text for message in half.dung.unread if "Tháng 7/2024" in message.text)
    half.forget_all()
    await half.submit("NV-050")
    await half.chi.presses("Xác nhận")
    half.forget_all()
    await half.world.go_to("2024-08-20", "09:00")
    half.forget_all()
    await half.dung.says("/tonghop thang")
    half.dung.expect("Tháng 8/2024: hoàn thành 1, còn quá hạn 0")
    await half.dung.presses("Tháng 7/2024")
    assert half.dung.expect_edit().text == before


async def test_the_workbook_has_a_sheet_for_each_question(half: Office) -> None:
    await half.dung.says("/tonghop thang")
    half.dung.expect("Tháng 7/2024", button="Tải Excel")
    await half.dung.presses("Tải Excel")
    message = half.dung.expect("mỗi nội dung một trang tính")
    book = load_workbook(io.BytesIO(content_of(message)))
    assert book.sheetnames == [
        "Số liệu chung",
        "Theo cơ quan",
        "Hoàn thành",
        "Quá hạn, nguyên nhân",
        "Có nguy cơ",
        "Vướng mắc",
        "Gia hạn",
        "Chuyển biến",
        "Cách làm tốt",
    ]
    assert [cell.value for cell in book["Hoàn thành"][2]][:1] == [CODE]
    heads = [cell.value for cell in book["Quá hạn, nguyên nhân"][1]]
    assert heads[4:6] == ["Thời hạn", "Hạn ban đầu"]
    about = {row[0].value: (row[1].value, row[1].number_format) for row in book["Số liệu chung"].iter_rows()}
    assert about["Kỳ báo cáo"][0] == "Tháng 7/2024"
    assert about["Phạm vi"][0] == "Toàn quốc"
    assert about["Tính đến ngày"] == (datetime(2024, 7, 11), "DD/MM/YYYY")  # noqa: DTZ001 a cell has no zone
    assert book["Quá hạn, nguyên nhân"].print_title_rows == "$1:$1"
    assert book["Quá hạn, nguyên nhân"].page_setup.orientation == "landscape"
    assert "Tháng 7/2024 · Toàn quốc" in str(book["Theo cơ quan"].HeaderFooter.oddHeader)


async def test_a_review_has_its_picture(half: Office) -> None:
    await half.world.go_to("2024-08-01", "09:00")
    half.forget_all()
    await half.dung.says("/tonghop tháng")
    half.dung.expect("Tháng 8/2024", button="Biểu đồ")
    await half.dung.presses("Tháng 7/2024")
    await half.dung.presses("Biểu đồ")
    half.dung.receives_picture("Tháng 7/2024: hoàn thành 1, còn quá hạn 1", "Toàn quốc, tính đến 31/07/2024")
    half.dung.expect_nothing()


async def test_each_agency_of_a_late_task_has_a_button_of_its_own(half: Office) -> None:
    await half.world.assign("NV-052", lead="HDG|BGG", due_date="2024-07-12")
    await half.world.go_to("2024-07-17", "09:00")
    half.forget_all()
    await half.dung.says("/tonghop tháng")
    half.dung.forget()
    await half.dung.presses("Quá hạn (3)")
    labels = [button.text for button in half.dung.expect_edit().list_buttons()]
    assert {"NV-052 · Hải Dương", "NV-052 · Bắc Giang"} <= set(labels)


async def test_praise_is_good_practice_in_the_review(office: Office) -> None:
    await office.dung.says(CODE)
    office.dung.forget()
    await office.dung.presses("Đôn đốc")
    await office.dung.presses("Biểu dương")
    office.dung.forget()
    await office.dung.presses("cách làm tốt")
    await office.dung.presses("Gửi")
    office.forget_all()
    await office.dung.says("/tonghop thang")
    office.dung.expect("Tháng 7/2024", button="Cách làm tốt (1)")
    await office.dung.presses("Cách làm tốt")
    office.dung.expect_edit(f"Hải Dương ({CODE}, 10/07/2024): Biểu dương cách làm tốt")


async def test_a_head_reviews_the_own_agency_only(half: Office) -> None:
    await half.binh.says("/tonghop nam")
    half.binh.expect("Năm 2024", "Hải Dương", "Tổng số 2")
    half.binh.expect_nothing()


async def test_a_forged_review_is_refused(half: Office) -> None:
    await half.binh.says("/tonghop nam")
    message = half.binh.expect("Năm 2024")
    await half.binh.forges("v1:per:0:0:decade.20240101", on=message)
    assert half.binh.toast == OUTDATED
