"""A question that nobody answers is seen to end, like a card; one that is answered stays as it was asked."""

from tests.scenarios.cast import CODE, PROOF, Office


async def test_the_question_for_proof_is_seen_to_expire(office: Office) -> None:
    await office.an.says(f"{CODE} xong rồi")
    question = office.an.expect("căn cứ hoàn thành", button="Hủy")
    await office.world.go_to("2024-07-11", "08:31")
    assert "Câu hỏi đã hết hạn, chưa ghi gì" in question.text
    assert not question.list_buttons()
    office.forget_all()


async def test_an_answered_question_stays_as_it_was_asked(office: Office) -> None:
    await office.an.says(f"{CODE} xong rồi")
    question = office.an.expect("căn cứ hoàn thành")
    await office.an.says(f"{PROOF} ngày 9/7/2024")
    office.an.expect("Hoàn thành", button="Ghi nhận")
    assert question.edited_at is None
    await office.world.go_to("2024-07-11", "08:31")
    assert question.edited_at is None
    office.forget_all()


async def test_the_officers_question_is_seen_to_expire(office: Office) -> None:
    await office.submit()
    office.chi.forget()
    await office.chi.presses("Trả lại")
    question = office.chi.expect("lý do trả lại")
    await office.world.go_to("2024-07-11", "08:31")
    assert "Câu hỏi đã hết hạn" in question.text
    office.forget_all()
