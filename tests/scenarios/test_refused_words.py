"""What words cannot do, and what hostile words do not do."""

import pytest
import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.storage.tables import evidence, reports
from tests.scenarios.cast import CODE, Office

REPORTS = sa.select(reports.c.kind, reports.c.percent, reports.c.value, reports.c.note).order_by(reports.c.id)


# --- what is refused --------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["150%", "101%", "100,5 %"])
async def test_more_than_everything_is_refused(office: Office, said: str) -> None:
    await office.an.says(f"{CODE} {said}")
    office.an.forget()
    assert await office.world.read(REPORTS) == []
    assert not any(button.text.endswith("Ghi nhận") for button in office.an.phone.last.list_buttons())


async def test_unfinished_is_never_finished(office: Office) -> None:
    await office.an.says(f"{CODE} chưa xong")
    assert "báo cáo hoàn thành" not in office.an.expect(CODE).text


async def test_after_completion_a_report_is_refused_politely(office: Office) -> None:
    await office.submit()
    office.chi.expect("chờ xác nhận")
    await office.chi.presses("Xác nhận")
    office.an.expect("đã xác nhận hoàn thành")
    await office.an.says(f"{CODE} 60%")
    office.an.expect("trạng thái “đã hoàn thành”")
    assert len(await office.world.read(REPORTS)) == 1


async def test_an_edit_of_a_message_changes_nothing(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    office.an.expect("40%")
    await office.an.presses("Ghi nhận")
    said = [message for message in office.an.phone.messages if not message.from_bot][-1]
    office.an.phone.edit(said.id, f"{CODE} 90%")
    await office.world.settle()
    office.an.expect("không làm thay đổi báo cáo")
    assert (await office.world.state_of(CODE))["percent"] == 40


@pytest.mark.parametrize("what", ["send_voice", "send_sticker", "send_location"])
async def test_what_it_cannot_read_it_says(office: Office, what: str) -> None:
    getattr(office.an.phone, what)()
    await office.world.settle()
    office.an.expect("Hệ thống đọc được")


async def test_an_unknown_command_is_explained(office: Office) -> None:
    await office.an.says("/khonglenh")
    office.an.expect("/trogiup")


async def test_the_longest_message_is_answered(office: Office) -> None:
    await office.an.says(f"{CODE} 40% " + "<b>&\"' 😀 " * 340)
    office.an.expect(CODE, "40%")
    await office.an.presses("Ghi nhận")
    office.an.expect_edit("Đã ghi nhận")


async def test_hostile_words_come_back_as_words(office: Office) -> None:
    await office.an.forges(Action(Verb.NOTE, await office.world.id_of(CODE)))
    office.an.expect("nội dung ghi chú")
    said = "<b>đậm</b> <script>x</script> &lt; & {code} {0} %s \u202eRTL 👨‍👩‍👧"
    await office.an.says(said)
    office.an.expect(said, button="Ghi nhận")
    await office.an.presses("Ghi nhận")
    office.an.expect_edit(said)


# --- wishes -----------------------------------------------------------------------------------------------


async def test_a_document_number_and_a_link_are_kept_as_proof(office: Office) -> None:
    await office.an.says(f"{CODE} xong, 58/KH-UBND ngày 9/7/2024, https://haiduong.gov.vn/kh?a=1&b=2")
    office.an.expect("58/KH-UBND", "09/07/2024", "https://haiduong.gov.vn/kh?a=1&b=2")
    await office.an.presses("Ghi nhận")
    office.chi.expect("58/KH-UBND", "https://haiduong.gov.vn")
    assert [row[0] for row in await office.world.read(sa.select(evidence.c.kind))] == ["document", "link"]
