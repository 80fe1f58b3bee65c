"""An edited message: before the tap its card is replaced, after the tap nothing changes."""

import sqlalchemy as sa

from bot.storage.tables import reports
from tests.scenarios.cast import CODE, PROOF, Office
from tests.world import Person

REPORTS = sa.select(reports.c.kind, reports.c.percent).order_by(reports.c.id)


async def edit(person: Person, text: str, *, back: int = 1) -> None:
    """The person edits their last message, or the one ``back`` from the end."""
    said = [message for message in person.phone.messages if not message.from_bot][-back]
    person.phone.edit(said.id, text)
    await person.world.settle()


async def test_the_card_of_an_edited_message_is_replaced_by_the_new_words(office: Office) -> None:
    await office.an.says(f"{CODE} 20%")
    old = office.an.expect("20%")
    button = office.an.data_of("Ghi nhận", on=old)
    await edit(office.an, f"{CODE} 80%")
    office.an.expect(CODE, "80%", button="Ghi nhận")
    assert "đã được thay" in old.text
    assert not old.list_buttons()
    await office.an.forges(button, on=old)
    assert await office.world.read(REPORTS) == []
    await office.an.presses("Ghi nhận")
    assert await office.world.read(REPORTS) == [("progress", 80)]


async def test_progress_becomes_completion(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    office.an.expect("40%")
    await edit(office.an, f"{CODE} xong, {PROOF} ngày 9/7/2024")
    office.an.expect("Hoàn thành", PROOF, button="Ghi nhận")


async def test_an_edited_message_can_be_edited_again(office: Office) -> None:
    await office.an.says(f"{CODE} 20%")
    await edit(office.an, f"{CODE} 30%")
    office.an.forget()
    await edit(office.an, f"{CODE} 35%")
    office.an.expect("35%", button="Ghi nhận")


async def test_words_that_report_nothing_leave_no_card_to_press(office: Office) -> None:
    await office.an.says(f"{CODE} 20%")
    old = office.an.expect("20%")
    await edit(office.an, "abc xyz")
    office.an.expect("Hệ thống chưa hiểu")
    assert not old.list_buttons()


async def test_a_refused_edit_leaves_no_card_to_press(office: Office) -> None:
    await office.an.says(f"{CODE} xin lùi đến 2/8 vì chờ thẩm định")
    old = office.an.expect("02/08/2024")
    await edit(office.an, f"{CODE} xin lùi đến 30/2/2025 vì chờ thẩm định")
    office.an.expect("Không có ngày 30/2/2025")
    assert not old.list_buttons()


async def test_an_edit_that_changes_no_word_says_nothing(office: Office) -> None:
    await office.an.says(f"{CODE} 20%")
    card = office.an.expect("20%")
    await edit(office.an, f"{CODE} 20%")
    office.an.expect_nothing()
    assert card.list_buttons()


async def test_editing_an_older_message_leaves_the_card_and_says_so(office: Office) -> None:
    await office.an.says("xin chào")
    await office.an.says(f"{CODE} 20%")
    office.an.forget()
    await edit(office.an, f"{CODE} 90%", back=2)
    office.an.expect("Phiếu đang chờ vẫn theo nội dung trước")
    await office.an.presses("Ghi nhận")
    assert await office.world.read(REPORTS) == [("progress", 20)]


async def test_the_question_which_task_is_replaced_too(office: Office) -> None:
    await office.world.assign("NV-050")
    await office.world.assign("NV-051")
    await office.world.settle()
    office.forget_all()
    await office.an.says("được 20% rồi")
    office.an.expect(button=CODE)
    await edit(office.an, "NV-050 được 20% rồi")
    office.an.expect("NV-050", "20%", button="Ghi nhận")


async def test_after_the_tap_an_edit_changes_nothing(office: Office) -> None:
    await office.an.says(f"{CODE} 20%")
    await office.an.presses("Ghi nhận")
    office.an.forget()
    await edit(office.an, f"{CODE} 80%")
    office.an.expect("không làm thay đổi báo cáo đã ghi")
    assert await office.world.read(REPORTS) == [("progress", 20)]
