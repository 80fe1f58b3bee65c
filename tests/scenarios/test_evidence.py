"""Done needs proof: a document, a link, a file, a photo."""

import sqlalchemy as sa

from bot.storage.queues import dialogues
from bot.storage.tables import evidence, reports
from tests.scenarios.cast import CODE, OUTDATED, Office

REPORTS = sa.select(reports.c.kind, reports.c.percent, reports.c.value, reports.c.note).order_by(reports.c.id)
PROOFS = sa.select(evidence.c.kind, evidence.c.number, evidence.c.url, evidence.c.file_name).order_by(
    evidence.c.id
)
MEGABYTE = 1024 * 1024


async def test_done_without_proof_asks_for_it(office: Office) -> None:
    await office.an.says(f"{CODE} đã hoàn thành")
    office.an.expect("căn cứ hoàn thành", CODE)
    await office.an.says("thì xong rồi mà")
    office.an.expect("Chưa thấy căn cứ")
    assert await office.world.read(REPORTS) == []


async def test_done_by_document(office: Office) -> None:
    await office.say_done()
    await office.an.says("58/KH-UBND ngày 9/7/2024")
    office.an.expect("58/KH-UBND ngày 09/07/2024")
    await office.an.presses("Ghi nhận")
    office.chi.expect("58/KH-UBND")
    assert await office.world.read(PROOFS) == [("document", "58/KH-UBND", "", "")]


async def test_done_by_link(office: Office) -> None:
    await office.say_done()
    await office.an.says("https://haiduong.gov.vn/kh.pdf")
    office.an.expect("https://haiduong.gov.vn/kh.pdf")
    await office.an.presses("Ghi nhận")
    office.chi.expect("https://haiduong.gov.vn/kh.pdf")
    assert await office.world.read(PROOFS) == [("link", "", "https://haiduong.gov.vn/kh.pdf", "")]


async def test_done_by_file_which_the_officer_can_open(office: Office) -> None:
    await office.say_done()
    await office.an.sends_file("ke-hoach <1>.pdf")
    office.an.expect("ke-hoach <1>.pdf")
    await office.an.presses("Ghi nhận")
    office.chi.expect("ke-hoach <1>.pdf", button="Mở tệp 1")
    await office.chi.presses("Mở tệp 1")
    opened = office.chi.expect(CODE, "Hải Dương")
    assert opened.media is not None
    assert opened.media.name == "ke-hoach <1>.pdf"


async def test_done_by_photo_which_the_officer_can_open(office: Office) -> None:
    await office.say_done()
    await office.an.sends_photo()
    office.an.expect("Ảnh kèm theo")
    await office.an.presses("Ghi nhận")
    office.chi.expect("Ảnh kèm theo")
    await office.chi.presses("Mở tệp 1")
    opened = office.chi.expect(CODE)
    assert opened.media is not None
    assert opened.media.kind == "photo"


async def test_a_second_file_joins_the_card(office: Office) -> None:
    await office.say_done()
    await office.an.sends_file("a.pdf")
    old = office.an.expect("a.pdf")
    confirm = office.an.data_of("Ghi nhận", on=old)
    await office.an.sends_file("b.pdf")
    office.an.expect("a.pdf", "b.pdf")
    await office.an.forges(confirm, on=old)
    assert office.an.toast == OUTDATED
    await office.an.presses("Ghi nhận")
    office.chi.expect("a.pdf", "b.pdf", button="Mở tệp 2")
    assert len(await office.world.read(PROOFS)) == 2


async def test_a_file_out_of_the_blue_asks_for_its_task(office: Office) -> None:
    await office.an.sends_file("a.pdf")
    office.an.expect("căn cứ hoàn thành của nhiệm vụ nào?", button=CODE)
    await office.an.presses(CODE)
    office.an.expect(CODE, "a.pdf", button="Ghi nhận")
    assert await office.world.read(REPORTS) == []


async def test_a_file_whose_caption_names_the_task_needs_no_question(office: Office) -> None:
    await office.an.sends_file("a.pdf", caption=f"{CODE} xong")
    office.an.expect(CODE, "a.pdf", button="Ghi nhận")


async def test_a_file_while_a_progress_card_is_open_asks_for_its_task(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    office.an.expect("40%")
    await office.an.sends_file("a.pdf")
    office.an.expect("nhiệm vụ nào?")


async def test_a_file_of_twenty_megabytes_is_taken_and_a_larger_one_is_not(office: Office) -> None:
    await office.say_done()
    await office.an.sends_file("lon.pdf", size=20 * MEGABYTE + 1)
    office.an.expect("lớn hơn 20 MB")
    await office.an.sends_file("vua.pdf", size=20 * MEGABYTE)
    office.an.expect("vua.pdf", button="Ghi nhận")


async def test_a_file_from_somebody_who_does_not_report_is_not_taken(office: Office) -> None:
    await office.chi.sends_file()
    office.chi.expect("Hệ thống chưa hiểu")
    assert await office.world.rows(dialogues) == []
