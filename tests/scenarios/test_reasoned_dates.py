"""Dates that are questioned or refused say why: proof dated ahead, days off, limits, days that are over."""

import pytest
import sqlalchemy as sa

from bot.storage.request_tables import extensions
from tests.scenarios.cast import CODE, FOCAL, PROOF, Office

OFFERED = sa.select(extensions.c.status, extensions.c.proposed_on)


# --- proof dated ahead ------------------------------------------------------------------------------------


async def test_proof_dated_ahead_is_asked_about(office: Office) -> None:
    await office.an.says(f"{CODE} xong, {PROOF} ngày 31/12/2025")
    office.an.expect(PROOF, "Thứ Tư 31/12/2025", "sau hôm nay", "căn cứ hoàn thành")
    await office.an.says(f"{PROOF} ngày 9/7/2024")
    office.an.expect("Hoàn thành", "09/07/2024", button="Ghi nhận")


async def test_an_answer_dated_ahead_is_asked_about_again(office: Office) -> None:
    await office.say_done()
    await office.an.says(f"{PROOF} ngày 11/7/2024")
    office.an.expect("Thứ Năm 11/07/2024", "sau hôm nay")
    await office.an.says(f"{PROOF} ngày 10/7/2024")
    office.an.expect("Hoàn thành", "10/07/2024", button="Ghi nhận")


# --- the date that is offered -----------------------------------------------------------------------------


async def offer(office: Office, day: str) -> None:
    """The officer is asked for more time and answers with another date."""
    await office.an.says(f"{CODE} xin lùi đến 16/8 vì chờ thẩm định")
    await office.an.presses("Ghi nhận")
    await office.chi.presses("Ngày khác")
    office.forget_all()
    await office.chi.says(day)


async def test_both_sides_are_warned_of_a_day_off(office: Office) -> None:
    await offer(office, "10/8")
    office.chi.expect("Thứ Bảy 10/08/2024", "ngày làm việc cuối là Thứ Sáu 09/08/2024")
    office.an.expect(
        "Thứ Bảy 10/08/2024", "ngày làm việc cuối là Thứ Sáu 09/08/2024", button="Đồng ý hạn này"
    )


async def test_a_working_day_is_no_cause_for_warning(office: Office) -> None:
    await offer(office, "9/8")
    assert "⚠️" not in office.chi.expect("09/08/2024").text
    assert "⚠️" not in office.an.expect("09/08/2024").text


async def test_the_request_for_a_day_off_warns_the_decider(office: Office) -> None:
    await office.an.says(f"{CODE} xin lùi đến 10/8 vì chờ thẩm định")
    await office.an.presses("Ghi nhận")
    office.an.forget()
    office.chi.expect("Thứ Bảy 10/08/2024", "ngày làm việc cuối là Thứ Sáu 09/08/2024")


@pytest.mark.parametrize(
    ("button", "told"), [("Đồng ý hạn này", "đã đồng ý hạn"), ("Giữ hạn cũ", "không chọn hạn")]
)
async def test_whoever_offered_hears_what_became_of_it(office: Office, button: str, told: str) -> None:
    await offer(office, "9/8")
    office.forget_all()
    await office.an.presses(button)
    office.chi.expect(CODE, "Hải Dương", told, "09/08/2024", FOCAL)


async def test_an_offer_beyond_the_officer_names_the_limit(office: Office) -> None:
    await offer(office, "30/9")
    office.chi.expect("tối đa 20 ngày làm việc", "16/08/2024", "lãnh đạo")
    assert await office.world.read(OFFERED) == [("pending", None)]
    await office.chi.says("16/8")
    office.chi.expect("đã đề xuất hạn Thứ Sáu 16/08/2024")
    office.an.forget()


async def test_an_offered_day_that_is_over_is_refused_as_such(office: Office) -> None:
    await offer(office, "1/7/2024")
    office.chi.expect("01/07/2024 đã qua")


async def test_a_second_extension_is_said_to_be_the_leaders(office: Office) -> None:
    await office.an.says(f"{CODE} xin lùi đến 26/7 vì chờ thẩm định")
    await office.an.presses("Ghi nhận")
    await office.chi.presses("Đồng ý")
    await office.an.says(f"{CODE} xin lùi đến 2/8 vì chờ thẩm định")
    await office.an.presses("Ghi nhận")
    office.forget_all()
    await office.dung.presses("Ngày khác")
    office.dung.forget()
    await office.dung.says("31/7")
    office.dung.expect("đã đề xuất hạn")
    office.an.forget()


# --- the date of a task -----------------------------------------------------------------------------------

SENSELESS = [
    ("1/7/2024", "đã qua"),
    ("30/2/2025", "Không có ngày 30/2/2025"),
    ("1/1/2050", "muộn nhất là"),
]


@pytest.mark.parametrize(("said", "why"), SENSELESS)
async def test_a_new_task_says_why_its_date_is_refused(office: Office, said: str, why: str) -> None:
    for words in ("/giao", "Xây dựng báo cáo quý", "Phiên họp lần thứ 9", "Hải Dương"):
        await office.chi.says(words)
    office.chi.forget()
    await office.chi.says(said)
    office.chi.expect(why)


@pytest.mark.parametrize(("said", "why"), SENSELESS)
async def test_an_amended_date_says_why_it_is_refused(office: Office, said: str, why: str) -> None:
    await office.chi.says(CODE)
    await office.chi.presses("Điều chỉnh")
    await office.chi.presses("Sửa hạn")
    office.chi.forget()
    await office.chi.says(said)
    office.chi.expect(why)
