"""After the tidying up, old messages of ours still answer."""

from jobs.upkeep import keep_up
from tests.scenarios.cast import CODE, OUTDATED, Office


async def tidy_up(office: Office, day: str) -> None:
    """Goes to that day and lets the hourly duty run."""
    await office.world.go_to(day)
    await keep_up(office.world.app.database.begin, now=office.world.clock())
    office.forget_all()


async def test_an_old_confirm_card_says_that_it_is_outdated(office: Office) -> None:
    await office.an.says(f"{CODE} xong 60%")
    card = office.an.expect(CODE, "60", button="Ghi nhận")
    pressed = next(button.data or "" for button in card.list_buttons() if "Ghi nhận" in button.text)
    await tidy_up(office, "2024-11-01")
    await office.an.forges(pressed, on=card)
    assert office.an.toast == OUTDATED
    office.forget_all()


async def test_a_reply_to_an_old_card_still_knows_its_task(office: Office) -> None:
    await office.an.says(CODE)
    card = office.an.expect(CODE)
    await office.world.assign("NV-002")
    await tidy_up(office, "2024-11-01")
    await office.an.says("đã xong 70%", reply_to=card)
    office.an.expect(CODE, "70")
    office.forget_all()


async def test_a_button_under_a_message_that_we_no_longer_know_still_answers(office: Office) -> None:
    await office.an.says(CODE)
    card = office.an.expect(CODE, button="Báo cáo")
    await tidy_up(office, "2025-09-01")
    await office.an.presses("Báo cáo", on=card)
    assert office.an.unread
    await office.an.says("đã xong 70%", reply_to=card)
    assert office.an.unread
    office.forget_all()
