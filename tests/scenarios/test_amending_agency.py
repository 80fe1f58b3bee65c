"""A task that goes to another agency, or ends."""

import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.domain.people import Role
from bot.storage.request_tables import extensions, obstacles
from tests.scenarios.amending_setting import open_menu, state, stop, transfer
from tests.scenarios.cast import CODE, FOCAL, OFFICER, TITLE, Office


async def test_a_task_goes_to_another_agency_with_its_history(office: Office) -> None:
    await office.an.says(f"{CODE} 40%")
    await office.an.presses("Ghi nhận")
    office.forget_all()
    await transfer(office)
    await office.chi.presses("Xác nhận")
    office.chi.expect_edit("đã chuyển từ Hải Dương sang Bắc Giang")
    for person in (office.an, office.binh):
        person.expect(f"{CODE}: chuyển từ Hải Dương sang Bắc Giang", "Đúng chức năng hơn", OFFICER)
    office.giang.expect(f"Giao nhiệm vụ mới: {CODE}", TITLE)
    assert (await state(office))[0] == "transferred"
    assert await state(office, "BGG") == ("not_started", "2024-07-20", "2024-07-20")
    old, new = await office.world.id_of(CODE), await office.world.id_of(CODE, "BGG")
    assert (await office.world.state_of(CODE, "BGG"))["transferred_from_id"] == old
    await office.giang.says(f"/lichsu {CODE}")
    office.giang.expect(
        "Nhật ký", "40%", FOCAL, "chuyển Hải Dương → Bắc Giang, Đúng chức năng hơn", "giao nhiệm vụ"
    )
    await office.an.forges(Action(Verb.CARD, new))
    await office.an.forges(Action(Verb.HISTORY, old))
    assert "Không tìm thấy" in office.an.toast


async def test_the_old_agency_is_reminded_no_more_and_the_new_one_is(office: Office) -> None:
    await transfer(office)
    await office.chi.presses("Xác nhận")
    office.forget_all()
    await office.world.go_to("2024-07-18", "08:30")
    for person in (office.an, office.binh):
        assert not any(CODE in message.text for message in person.unread)
    office.giang.expect(CODE)
    office.forget_all()


async def test_what_was_asked_for_is_closed_and_the_asker_told_once(office: Office) -> None:
    await office.an.says(f"{CODE} vướng kinh phí, chưa được bố trí")
    await office.an.presses("Ghi nhận")
    await office.an.says(f"{CODE} xin gia hạn đến 9/8/2024 vì chờ thẩm định")
    await office.an.presses("Ghi nhận")
    office.forget_all()
    await open_menu(office)
    await office.chi.presses("Chuyển")
    await office.chi.says("BGG")
    office.chi.forget()
    await office.chi.says("Đúng chức năng hơn")
    office.chi.expect("Khép lại đề nghị gia hạn đến 09/08/2024", "Khép lại vướng mắc: 1")
    await office.chi.presses("Xác nhận")
    office.an.expect("đề nghị đang chờ của anh/chị khép lại")
    office.an.expect_nothing()
    office.forget_all()
    over = [m for m in office.chi.phone.bot_messages if "đã chuyển cơ quan khác thực hiện" in m.text]
    assert len(over) == 2, "the request and the obstacle"
    assert not any(m.list_buttons() for m in over)
    assert await office.world.read(sa.select(extensions.c.status, extensions.c.clock_at)) == [
        ("withdrawn", None)
    ]
    assert await office.world.read(sa.select(obstacles.c.status, obstacles.c.clock_at)) == [("closed", None)]
    await office.world.go_to("2024-07-16", "16:00")
    assert not any("Xin gia hạn" in m.text or "Vướng mắc" in m.text for m in office.dung.unread)
    office.forget_all()


async def test_it_can_come_back(office: Office) -> None:
    await transfer(office)
    await office.chi.presses("Xác nhận")
    office.forget_all()
    await office.chi.says(CODE)
    await office.chi.presses("Điều chỉnh")
    await office.chi.presses("Chuyển")
    await office.chi.says("Hải Dương")
    office.chi.forget()
    await office.chi.says("Chuyển nhầm")
    office.chi.expect("Bắc Giang → Hải Dương")
    await office.chi.presses("Xác nhận")
    office.an.expect(f"{CODE}: giao lại cho Hải Dương", "Chuyển nhầm")
    office.forget_all()
    assert (await state(office))[0] == "not_started"
    assert (await state(office, "BGG"))[0] == "transferred"
    await office.an.says(f"/lichsu {CODE}")
    office.an.expect("chuyển Hải Dương → Bắc Giang", "chuyển Bắc Giang → Hải Dương")


async def test_an_agency_that_has_the_task_does_not_get_it_twice(office: Office) -> None:
    await office.world.assign("NV-051", lead="HDG|BGG")
    await office.world.settle()
    office.forget_all()
    await office.chi.forges(Action(Verb.ADJUST, await office.world.id_of("NV-051"), 0, "transfer"))
    office.chi.expect("chuyển cho cơ quan nào?")
    await office.chi.says("Bắc Giang")
    office.chi.expect("Bắc Giang đã được giao nhiệm vụ này")
    await office.chi.says("Hải Dương")
    office.chi.expect("Đề nghị nhắn một cơ quan")
    await office.chi.says("Bộ Y tế")
    office.chi.expect("lý do")
    await office.chi.says("Đúng chức năng hơn")
    office.chi.expect("NV-051: Hải Dương → Bộ Y tế", "Bộ Y tế chưa có đầu mối liên kết")


async def test_an_officer_transfers_only_inside_the_own_scope(office: Office) -> None:
    local = await office.world.appoint("Ngô Khánh", Role.OFFICER, "HDG")
    await local.forges(Action(Verb.ADJUST, await office.world.id_of(CODE), 0, "transfer"))
    local.expect("chuyển cho cơ quan nào?")
    await local.says("Bắc Giang")
    local.expect("trong phạm vi của anh/chị")


async def test_a_stopped_task_reminds_nobody(office: Office) -> None:
    await stop(office)
    await office.chi.presses("Xác nhận")
    office.chi.expect_edit(f"{CODE} · Hải Dương", "đã dừng")
    for person in (office.an, office.binh):
        person.expect(f"{CODE} · Hải Dương: dừng thực hiện", "Trùng nhiệm vụ", OFFICER)
    assert (await state(office))[0] == "cancelled"
    await office.world.go_to("2024-07-30", "16:00")
    for person in (office.an, office.binh):
        assert all(CODE not in message.text for message in person.unread)
    office.forget_all()
    await office.an.says(f"{CODE} 40%")
    office.an.expect(CODE)
    assert (await state(office))[0] == "cancelled"


async def test_letters_on_their_way_are_dropped(office: Office) -> None:
    await office.world.go_to("2024-07-10", "19:00")
    office.forget_all()
    await office.an.says(f"{CODE} xin gia hạn đến 9/8/2024 vì chờ thẩm định")
    await office.an.presses("Ghi nhận")
    await office.submit()
    office.chi.expect_nothing()
    await open_menu(office)
    await office.chi.presses("Dừng")
    office.chi.forget()
    await office.chi.says("Trùng nhiệm vụ")
    office.chi.expect("Đang có kết quả chờ xác nhận")
    await office.chi.presses("Xác nhận")
    office.forget_all()
    await office.world.go_to("2024-07-11", "08:30")
    office.chi.expect_nothing()
    office.an.expect("dừng thực hiện")
    office.an.expect_nothing()
    office.binh.expect("dừng thực hiện")
