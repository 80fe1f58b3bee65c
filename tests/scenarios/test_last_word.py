"""Words without a code after something was stored: they are about that, not about what was announced before."""

import pytest
import sqlalchemy as sa

from bot.storage.tables import reports
from tests.scenarios.cast import CODE, PROOF, Office

OTHER = "NV-050"
REPORTS = sa.select(reports.c.kind, reports.c.percent).order_by(reports.c.id)


async def announce_other(office: Office) -> None:
    """Another task is announced to the focal point; read."""
    await office.world.assign(OTHER)
    await office.world.settle()
    office.forget_all()


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("chưa xong, mới 45% thôi", "45%"),
        ("vướng nhân lực", "Vướng mắc"),
        ("xin thêm 5 ngày vì chờ thẩm định", "gia hạn"),
        ("60% rồi", "60%"),
    ],
)
async def test_what_was_just_reported_on_beats_an_older_announcement(
    office: Office, words: str, shown: str
) -> None:
    await announce_other(office)
    await office.an.says(f"{CODE} 20%")
    await office.an.presses("Ghi nhận")
    office.an.forget()
    await office.world.go_to("2024-07-10", "08:40")
    await office.an.says(words)
    card = office.an.expect(CODE, shown, button="Ghi nhận")
    assert OTHER not in card.text


async def test_a_submitted_task_is_taken_back_in_words_without_its_code(office: Office) -> None:
    await announce_other(office)
    await office.submit()
    office.chi.forget()
    await office.an.says("chưa xong, mới 45% thôi")
    office.an.expect(CODE, "45%", "sẽ được rút lại", button="Ghi nhận")


async def test_a_newer_reminder_beats_what_was_reported_before_it(office: Office) -> None:
    await office.an.says(f"{CODE} 20%")
    await office.an.presses("Ghi nhận")
    await office.world.go_to("2024-07-10", "08:40")
    await announce_other(office)
    await office.an.says("30%")
    office.an.expect(OTHER, "30%", button="Ghi nhận")


async def test_two_tasks_stored_with_one_tap_are_asked_about(office: Office) -> None:
    await announce_other(office)
    await office.world.assign("NV-051")
    await office.world.settle()
    office.forget_all()
    await office.an.says(f"{CODE} 20%; {OTHER} 30%")
    await office.an.presses("Ghi nhận")
    office.an.forget()
    await office.an.says("40% rồi")
    question = office.an.expect(button=CODE)
    labels = " ".join(entry.text for entry in question.list_buttons())
    assert OTHER in labels
    assert "NV-051" not in labels


async def test_what_was_withdrawn_is_not_spoken_of(office: Office) -> None:
    await announce_other(office)
    await office.an.says(f"{CODE} xong, {PROOF} ngày 9/7/2024")
    await office.an.presses("Ghi nhận")
    await office.an.presses("Rút lại")
    office.forget_all()
    await office.an.says("60% rồi")
    office.an.expect(OTHER, "60%", button="Ghi nhận")
