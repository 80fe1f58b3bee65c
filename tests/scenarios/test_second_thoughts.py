"""Second thoughts: an open card is replaced, what is stored gets a correcting report; more proof joins a submission."""

import sqlalchemy as sa

from bot.storage.tables import reports
from tests.scenarios.cast import CODE, PROOF, Office

REPORTS = sa.select(reports.c.kind, reports.c.percent).order_by(reports.c.id)


async def test_a_slip_on_an_open_card_replaces_it(office: Office) -> None:
    await office.an.says(f"{CODE} 53%")
    office.an.expect("53%")
    await office.an.says("à nhầm, 35%")
    office.an.expect_edit("đã được thay", "53%")
    office.an.expect(CODE, "35%", button="Ghi nhận")
    await office.an.presses("Ghi nhận")
    assert await office.world.read(REPORTS) == [("progress", 35)]


async def test_not_done_after_all_replaces_the_card_of_completion(office: Office) -> None:
    await office.an.says(f"{CODE} xong, {PROOF} ngày 9/7/2024")
    office.an.expect("Hoàn thành", PROOF)
    await office.an.says("chưa xong, mới được 80%")
    card = office.an.expect(CODE, "80%", button="Ghi nhận")
    assert PROOF not in card.text
    await office.an.presses("Ghi nhận")
    assert await office.world.read(REPORTS) == [("progress", 80)]


async def test_another_date_replaces_the_one_on_the_card(office: Office) -> None:
    await office.an.says(f"{CODE} xin lùi đến 2/8 vì chờ thẩm định")
    office.an.expect("Thứ Sáu 02/08/2024")
    await office.an.says("à nhầm, xin lùi đến 9/8")
    office.an.expect("Thứ Sáu 09/08/2024", "chờ thẩm định", button="Ghi nhận")


async def test_another_length_on_the_card_counts_from_the_deadline(office: Office) -> None:
    await office.an.says(f"{CODE} cho xin lùi thêm 5 ngày làm việc vì chờ thẩm định")
    office.an.expect("Thứ Sáu 26/07/2024")
    await office.an.says("à nhầm, 10 ngày làm việc")
    office.an.expect("Thứ Sáu 02/08/2024", "chờ thẩm định", button="Ghi nhận")


async def test_a_correction_after_storing_is_a_report_of_its_own(office: Office) -> None:
    await office.world.assign("NV-010")
    await office.world.settle()
    office.an.forget()
    await office.an.says(f"{CODE} 53%")
    await office.an.presses("Ghi nhận")
    office.an.forget()
    await office.an.says("à nhầm, 35%")
    office.an.expect(CODE, "35%", button="Ghi nhận")
    await office.an.presses("Ghi nhận")
    assert await office.world.read(REPORTS) == [("progress", 53), ("progress", 35)]
    assert (await office.world.state_of(CODE))["percent"] == 35


async def test_an_english_slip_is_corrected(office: Office) -> None:
    await office.an.says(f"{CODE} 53%")
    office.an.expect("53%")
    await office.an.says("sorry, I meant 35%")
    office.an.expect(CODE, "35%", button="Ghi nhận")


async def test_more_proof_joins_what_is_under_review(office: Office) -> None:
    await office.submit()
    office.chi.expect(PROOF)
    await office.world.go_to("2024-07-11", "09:00")
    office.forget_all()
    await office.an.says(f"{CODE} xong, 78/BC-UBND ngày 10/7/2024")
    await office.an.presses("Ghi nhận")
    office.an.forget()
    office.chi.expect("Kết quả chờ xác nhận", PROOF, "78/BC-UBND")
    await office.chi.presses("Xác nhận")
    office.forget_all()
    assert str((await office.world.state_of(CODE))["completed_on"]) == "2024-07-10"


async def test_progress_says_that_it_takes_back_what_is_under_review(office: Office) -> None:
    await office.submit()
    office.chi.forget()
    await office.an.says(f"{CODE} 80%")
    office.an.expect("80%", "Kết quả đang chờ xác nhận sẽ được rút lại", button="Ghi nhận")
    await office.an.presses("Ghi nhận")
    assert (await office.world.state_of(CODE))["status"] == "in_progress"
