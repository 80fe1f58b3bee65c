"""Cards whose matter is over lose their buttons and say what became of it; desks it climbed to are told."""

from bot.demo.telegram_server import Message
from tests.scenarios.cast import CODE, HEAD, LEADER, OFFICER, Office
from tests.world import Person


def card_of(person: Person, words: str) -> Message:
    return next(message for message in reversed(person.phone.bot_messages) if words in message.text)


def is_spent(card: Message, *words: str) -> bool:
    return not card.list_buttons() and all(word in card.text for word in words)


async def ask_for_time(office: Office) -> None:
    await office.an.says(f"{CODE} xin lùi đến 2/8 vì chờ thẩm định")
    await office.an.presses("Ghi nhận")
    office.an.forget()


async def raise_obstacle(office: Office) -> None:
    await office.an.says(f"{CODE} vướng kinh phí, chưa được bố trí")
    await office.an.presses("Ghi nhận")
    office.an.forget()


async def test_the_card_of_a_returned_result_is_over(office: Office) -> None:
    await office.submit()
    card = card_of(office.chi, "Kết quả chờ xác nhận")
    await office.chi.presses("Trả lại")
    await office.chi.says("Thiếu phụ lục")
    assert is_spent(card, CODE, "kết quả đã được trả lại", OFFICER)
    office.forget_all()


async def test_the_card_of_a_result_that_was_taken_back_is_over(office: Office) -> None:
    await office.an.says(f"{CODE} xong, 77/KH-UBND ngày 9/7/2024")
    await office.an.presses("Ghi nhận")
    card = card_of(office.chi, "Kết quả chờ xác nhận")
    await office.an.presses("Rút lại")
    assert is_spent(card, "đã được đầu mối rút lại")
    office.forget_all()


async def test_the_card_of_a_result_that_progress_replaced_is_over(office: Office) -> None:
    await office.submit()
    card = card_of(office.chi, "Kết quả chờ xác nhận")
    await office.an.says(f"{CODE} mới 80%")
    await office.an.presses("Ghi nhận")
    assert is_spent(card, "đã được đầu mối rút lại")
    office.forget_all()


async def test_a_confirmed_result_says_so_on_the_card_that_was_pressed(office: Office) -> None:
    await office.submit()
    await office.chi.presses("Xác nhận")
    office.chi.expect_edit("đã xác nhận hoàn thành", CODE)
    office.forget_all()


async def test_a_refused_request_is_over_on_its_card(office: Office) -> None:
    await ask_for_time(office)
    card = card_of(office.chi, "Xin gia hạn")
    await office.chi.presses("Từ chối")
    await office.chi.says("Thời hạn đã ấn định")
    assert is_spent(card, "đã từ chối gia hạn", OFFICER)
    office.forget_all()


async def test_a_request_replaced_by_another_is_over(office: Office) -> None:
    await ask_for_time(office)
    card = card_of(office.chi, "Xin gia hạn")
    await office.an.says(f"{CODE} xin lùi đến 9/8 vì chờ thẩm định")
    await office.an.presses("Ghi nhận")
    assert is_spent(card, "đề nghị gia hạn đã được rút")
    assert card_of(office.chi, "Xin gia hạn").list_buttons()
    office.forget_all()


async def test_a_request_withdrawn_at_once_is_over(office: Office) -> None:
    await ask_for_time(office)
    card = card_of(office.chi, "Xin gia hạn")
    await office.an.presses("Rút lại")
    assert is_spent(card, "đề nghị gia hạn đã được rút")
    office.forget_all()


async def test_the_leader_it_climbed_to_hears_that_the_officer_decided(office: Office) -> None:
    await ask_for_time(office)
    await office.world.go_to("2024-07-12", "08:30")
    above, below = card_of(office.dung, "Xin gia hạn"), card_of(office.chi, "Xin gia hạn")
    office.forget_all()
    await office.chi.presses("Đồng ý", on=below)
    office.dung.expect(CODE, "đã đồng ý gia hạn", OFFICER)
    assert is_spent(above, "đã đồng ý gia hạn", OFFICER)
    office.an.forget()


async def test_what_the_leader_decides_is_over_for_the_officer_without_a_message(office: Office) -> None:
    await ask_for_time(office)
    await office.world.go_to("2024-07-12", "08:30")
    below = card_of(office.chi, "Xin gia hạn")
    office.forget_all()
    await office.dung.presses("Đồng ý")
    assert is_spent(below, "đã đồng ý gia hạn", LEADER)
    office.an.forget()


async def test_an_obstacle_answered_below_is_told_above(office: Office) -> None:
    await raise_obstacle(office)
    below = card_of(office.chi, "Vướng mắc")
    await office.world.go_to("2024-07-15", "08:30")
    above = card_of(office.dung, "Vướng mắc:")
    office.forget_all()
    await office.chi.presses("Trả lời", on=below)
    await office.chi.says("Đã bố trí bổ sung")
    office.dung.expect(CODE, "vướng mắc đã được trả lời", OFFICER)
    assert is_spent(above, "vướng mắc đã được trả lời")
    assert is_spent(below, "vướng mắc đã được trả lời")
    office.forget_all()
    await office.an.presses("Đã tháo gỡ")
    office.dung.expect_nothing()
    assert HEAD not in above.text


async def test_an_obstacle_asked_back_waits_for_a_new_card(office: Office) -> None:
    await raise_obstacle(office)
    card = card_of(office.chi, "Vướng mắc")
    await office.chi.presses("Hỏi lại")
    await office.chi.says("Cần mấy người?")
    assert is_spent(card, "đã hỏi lại")
    await office.an.says("3 người", reply_to=office.an.phone.last)
    assert card_of(office.chi, "Vướng mắc:").list_buttons()
    office.forget_all()
