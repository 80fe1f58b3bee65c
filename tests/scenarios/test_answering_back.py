"""A question that was asked back is answered in words: by replying to it, or when it is the only one that is open."""

import pytest
import sqlalchemy as sa

from bot.storage.request_tables import obstacles
from tests.scenarios.cast import CODE, Office

STORED = sa.select(obstacles.c.text, obstacles.c.status).order_by(obstacles.c.id)
QUESTION = "Cần mấy người?"


@pytest.fixture
async def asked(office: Office) -> Office:
    """The focal point raised an obstacle about NV-042; the officer asked back; both letters are read."""
    await ask_back(office, CODE, "thiếu nhân lực, phòng chỉ còn hai người")
    return office


async def ask_back(office: Office, code: str, trouble: str) -> None:
    await office.an.says(f"{code} {trouble}")
    await office.an.presses("Ghi nhận")
    await office.chi.presses("Hỏi lại")
    await office.chi.says(QUESTION)
    office.forget_all()


@pytest.mark.parametrize("words", ["3 người", "thiếu 2 kỹ sư", "khoảng 5 tỷ", "60%"])
async def test_a_reply_to_the_question_is_the_answer(asked: Office, words: str) -> None:
    await asked.an.says(words, reply_to=asked.an.phone.last)
    asked.an.expect(CODE, "đã gửi nội dung làm rõ")
    asked.chi.expect(words, QUESTION, button="Trả lời")
    assert [row[1] for row in await asked.world.read(STORED)] == ["open"]


@pytest.mark.parametrize("words", ["3 người", "cần 3 người nữa", "thiếu 2 kỹ sư", "khoảng 5 tỷ"])
async def test_words_that_can_answer_the_only_question_are_shown_and_sent(asked: Office, words: str) -> None:
    await asked.an.says(words)
    asked.an.expect(CODE, QUESTION, words, button="Gửi")
    asked.chi.expect_nothing()
    await asked.an.presses("Gửi")
    asked.an.expect_edit("đã gửi nội dung làm rõ")
    asked.chi.expect(words, button="Trả lời")


async def test_a_refused_explanation_is_not_sent(asked: Office) -> None:
    await asked.an.says("3 người")
    asked.an.forget()
    await asked.an.presses("Hủy")
    asked.chi.expect_nothing()
    assert [row[1] for row in await asked.world.read(STORED)] == ["asked_back"]


async def test_a_report_is_no_answer(asked: Office) -> None:
    await asked.an.says("60% rồi")
    asked.an.expect(CODE, "60%", button="Ghi nhận")


async def test_a_reply_that_names_another_task_is_about_that(asked: Office) -> None:
    await asked.world.assign("NV-050")
    await asked.world.settle()
    question = next(m for m in asked.an.phone.bot_messages if QUESTION in m.text)
    asked.an.forget()
    await asked.an.says("NV-050 30%", reply_to=question)
    asked.an.expect("NV-050", "30%", button="Ghi nhận")


async def test_of_two_questions_none_is_guessed(asked: Office) -> None:
    await asked.world.assign("NV-050")
    await asked.world.settle()
    await ask_back(asked, "NV-050", "vướng kinh phí")
    await asked.an.says("3 người")
    asked.an.expect("Hệ thống chưa hiểu")
    assert [row[1] for row in await asked.world.read(STORED)] == ["asked_back", "asked_back"]


async def test_a_neighbour_does_not_answer(asked: Office) -> None:
    await asked.giang.says("3 người")
    asked.giang.expect("Hệ thống chưa hiểu")
