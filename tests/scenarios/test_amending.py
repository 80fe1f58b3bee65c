"""A date moved from the card, and presses that are old, forged or too late."""

import pytest
import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.domain.people import Role
from bot.storage.request_tables import extensions
from tests.scenarios.amending_setting import AMENDED, DUE, move_due, open_menu, state, stop
from tests.scenarios.cast import CODE, OFFICER, OUTDATED, TITLE, Office, learns_nothing


async def test_the_lawful_date_moves_and_the_original_one_stays(office: Office) -> None:
    await move_due(office)
    office.chi.expect(f"Từ {DUE} đến Thứ Sáu 02/08/2024", "Lý do: Chờ nghị định", button="Xác nhận")
    assert await state(office) == ("not_started", "2024-07-20", "2024-07-20")
    await office.chi.presses("Xác nhận")
    office.chi.expect_edit("thời hạn mới là Thứ Sáu 02/08/2024")
    office.an.expect(
        f"{CODE}: thời hạn mới 02/08/2024", "trước là 20/07/2024", TITLE, "Chờ nghị định", OFFICER
    )
    assert await state(office) == ("not_started", "2024-08-02", "2024-07-20")
    ((actor, data),) = await office.world.read(AMENDED)
    assert actor == (await office.world.person_row(OFFICER))["id"]
    assert data["fields"] == {"due_on": ["2024-07-20", "2024-08-02"]}
    assert data["reason"] == "Chờ nghị định"


async def test_the_ladder_follows_the_new_date(office: Office) -> None:
    await move_due(office)
    await office.chi.presses("Xác nhận")
    office.forget_all()
    await office.world.go_to("2024-07-18", "08:30")
    for person in (office.an, office.binh, office.dung):
        for message in person.unread:
            assert "còn 1 ngày" not in message.text
        person.forget()
    await office.world.go_to("2024-07-19", "08:30")
    office.an.expect(CODE, "còn 10 ngày làm việc")


async def test_an_earlier_date_is_lawful_too(office: Office) -> None:
    await move_due(office, "15/7")
    office.chi.expect("đến Thứ Hai 15/07/2024")
    await office.chi.presses("Xác nhận")
    office.forget_all()
    assert (await state(office))[1:] == ("2024-07-15", "2024-07-20")


async def test_a_task_without_a_date_gets_its_first(office: Office) -> None:
    await office.world.assign("NV-050", due_date="")
    await office.world.settle()
    office.forget_all()
    await office.chi.says("NV-050")
    await office.chi.presses("Điều chỉnh")
    await office.chi.presses("Sửa hạn")
    office.chi.forget()
    await office.chi.says("hết quý III")
    await office.chi.says("Theo kết luận phiên họp")
    office.chi.expect("lý do")
    office.chi.expect("Thứ Hai 30/09/2024", "trước đây chưa có")
    await office.chi.presses("Xác nhận")
    office.an.expect("NV-050: thời hạn 30/09/2024")
    row = await office.world.state_of("NV-050")
    assert (str(row["due_on"]), str(row["original_due_on"]), row["precision"]) == (
        "2024-09-30",
        "2024-09-30",
        "quarter",
    )


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("20/7", f"Thời hạn đang là {DUE}"),
        ("1/7/2024", "đã qua"),
        ("30/2", "Không có ngày 30/2"),
        ("sớm", "Chưa rõ ngày nào"),
    ],
)
async def test_a_date_that_makes_no_sense_is_asked_again(office: Office, said: str, answer: str) -> None:
    await open_menu(office)
    await office.chi.presses("Sửa hạn")
    office.chi.forget()
    await office.chi.says(said)
    office.chi.expect(answer)
    await office.chi.says("2/8")
    office.chi.expect("lý do điều chỉnh?")
    assert (await state(office))[1] == "2024-07-20"


async def test_an_open_request_is_overtaken_and_the_asker_told(office: Office) -> None:
    await office.an.says(f"{CODE} xin gia hạn đến 9/8/2024 vì chờ thẩm định")
    await office.an.presses("Ghi nhận")
    card = office.chi.phone.last
    grant = office.chi.data_of("Đồng ý", on=card)
    office.forget_all()
    await move_due(office)
    office.chi.expect("Khép lại đề nghị gia hạn đến 09/08/2024")
    await office.chi.presses("Xác nhận")
    told = next(m for m in office.chi.phone.bot_messages if m.id == card.id)
    assert "thời hạn đã được sửa" in told.text
    assert not told.list_buttons()
    office.an.expect(f"{CODE}: thời hạn mới 02/08/2024", "Đề nghị gia hạn của anh/chị khép lại")
    found = await office.world.read(sa.select(extensions.c.status, extensions.c.clock_at))
    assert found == [("withdrawn", None)]
    await office.chi.forges(grant, on=card)
    assert OFFICER in office.chi.toast
    assert (await state(office))[1] == "2024-08-02"
    await office.world.go_to("2024-07-12", "08:30")
    office.dung.expect_nothing()
    office.forget_all()


async def test_in_english(office: Office) -> None:
    for person in (office.chi, office.an):
        await person.says("/language")
        await person.presses("English")
        person.forget()
    await office.chi.says(CODE)
    await office.chi.presses("Amend")
    await office.chi.presses("Change date")
    office.chi.forget()
    await office.chi.says("2 August")
    office.chi.expect("for what reason?")
    await office.chi.says("The decree is late")
    office.chi.expect("Change the date", "to Fri 02/08/2024", "Reason: The decree is late", button="Confirm")
    await office.chi.presses("Confirm")
    office.chi.expect_edit("the deadline is now Fri 02/08/2024")
    office.an.expect(f"{CODE}: new deadline 02/08/2024", "The decree is late", OFFICER)
    await office.chi.says(f"/history {CODE}")
    office.chi.expect("deadline 20/07/2024 → 02/08/2024, The decree is late")


async def test_a_second_press_hears_who_did_it_and_when(office: Office) -> None:
    await move_due(office)
    card = office.chi.expect("Sửa hạn", button="Xác nhận")
    confirm = office.chi.data_of("Xác nhận", on=card)
    await office.chi.presses("Xác nhận")
    office.an.forget()
    await office.chi.forges(confirm, on=card)
    assert f"đã được {OFFICER} quyết định lúc 08:30 10/07" in office.chi.toast
    assert len(await office.world.read(AMENDED)) == 1


async def test_of_two_officers_one_amends(office: Office) -> None:
    other = await office.world.appoint("Ngô Khánh", Role.OFFICER, "UBQGCDS")
    await stop(office)
    await other.forges(Action(Verb.ADJUST, await office.world.id_of(CODE), 0, "due"))
    other.expect("thời hạn mới")
    await other.says("2/8")
    await other.says("Chờ nghị định")
    other.forget()
    await office.chi.presses("Xác nhận")
    office.an.forget()
    office.binh.forget()
    await other.presses("Xác nhận")
    assert f"đã được {OFFICER} quyết định" in other.toast
    assert (await state(office))[:2] == ("cancelled", "2024-07-20")


async def test_a_report_in_between_makes_the_card_old(office: Office) -> None:
    await stop(office)
    card = office.chi.phone.last
    await office.submit()
    office.chi.forget()
    await office.chi.presses("Xác nhận", on=card)
    assert office.chi.toast == OUTDATED
    assert (await state(office))[0] == "submitted"
    office.forget_all()


async def test_an_old_card_is_dead_and_nobody_else_amends(office: Office) -> None:
    await stop(office)
    card = office.chi.phone.last
    confirm = office.chi.data_of("Xác nhận", on=card)
    office.giang.phone.say("xin chào")
    await office.world.settle()
    for person in (office.an, office.binh, office.dung, office.giang):
        await person.forges(confirm)
        for argument in ("", "due", "transfer", "stop"):
            await person.forges(Action(Verb.ADJUST, await office.world.id_of(CODE), 0, argument))
        person.forget()
    await office.chi.presses("Hủy", on=card)
    await office.chi.forges(confirm, on=card)
    assert office.chi.toast == OUTDATED
    assert (await state(office))[0] == "not_started"
    learns_nothing(office.giang)
    office.forget_all()


async def test_only_an_officers_card_offers_it(office: Office) -> None:
    for person in (office.an, office.binh, office.dung):
        await person.says(CODE)
        buttons = [entry.text for entry in person.phone.last.list_buttons()]
        assert not any("Điều chỉnh" in text for text in buttons), person.name
    office.forget_all()


async def test_what_was_overtaken_before_the_morning_is_not_told(office: Office) -> None:
    await office.world.go_to("2024-07-10", "19:00")
    office.forget_all()
    await move_due(office)
    await office.chi.presses("Xác nhận")
    await office.chi.says(CODE)
    await office.chi.presses("Điều chỉnh")
    await office.chi.presses("Dừng")
    await office.chi.says("Trùng nhiệm vụ")
    await office.chi.presses("Xác nhận")
    office.chi.forget()
    office.an.expect_nothing()
    await office.world.go_to("2024-07-11", "08:30")
    office.an.expect("dừng thực hiện")
    office.an.expect_nothing()
    office.binh.expect("dừng thực hiện")
