"""The desk of people: the list, the card, hand-over, revoking, the morning's list."""

import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.domain.people import Role
from bot.storage.tables import events
from tests.scenarios.cast import CODE, FOCAL, NEIGHBOUR, Office
from tests.scenarios.people_setting import NEW, admin_of


async def test_the_desk_counts_and_lists_who_is_missing_and_who_is_gone(office: Office) -> None:
    await office.world.assign("NV-002", lead="BYT")
    await office.giang.blocks()
    await office.world.assign("NV-003", lead="BGG")
    await office.world.settle()
    await office.chi.says("/moi")
    office.chi.expect("5/5 người", "1 cơ quan có nhiệm vụ", "Không liên lạc được: 1")
    await office.chi.presses("Chưa có đầu mối")
    office.chi.expect_edit("1 cơ quan có nhiệm vụ nhưng chưa có đầu mối", "Bộ Y tế: chưa mời ai")
    await office.chi.presses("Nhân sự")
    await office.chi.presses("Không liên lạc được")
    office.chi.expect_edit("1 người không liên lạc được", NEIGHBOUR, "Bắc Giang")
    await office.chi.presses(NEIGHBOUR)
    office.chi.expect_edit(NEIGHBOUR, "Không liên lạc được từ 10/07", "Lịch sử")


async def test_the_card_shows_every_seat_and_what_happened(office: Office) -> None:
    admin = await admin_of(office)
    an = (await office.world.person_row(FOCAL))["id"]
    await admin.forges(Action(Verb.INVITE, 0, an))
    admin.expect("vai trò nào")
    await admin.presses("Lãnh đạo cơ quan")
    await admin.says("Sở Y tế Hải Dương")
    admin.expect("Thêm vai trò")
    await admin.presses("Xác nhận")
    office.an.expect("có thêm vai trò lãnh đạo cơ quan")
    await admin.forges(Action(Verb.PERSON, an))
    card = next(m for m in admin.phone.bot_messages if "Lịch sử:" in m.text)
    for words in (
        "Đầu mối (1): Hải Dương",
        "Lãnh đạo cơ quan (1): Sở Y tế Hải Dương",
        "thêm vai trò: Sở Y tế Hải Dương",
        "liên kết tài khoản",
        "được mời: Hải Dương",
    ):
        assert words in card.text, card.text
    admin.forget()


async def test_a_tap_hands_over_the_first_place_and_both_are_told(office: Office) -> None:
    deputy = await office.world.appoint("Đỗ Hạnh", Role.FOCAL_POINT, "HDG")
    await office.chi.says("/moi Hải Dương")
    office.chi.expect("1. Đầu mối: Lưu Ân", "2. Đầu mối: Đỗ Hạnh")
    await office.chi.presses("Đỗ Hạnh")
    await office.chi.presses("Đặt làm đầu mối chính")
    office.chi.expect_edit("Đỗ Hạnh", "đầu mối chính của Hải Dương")
    deputy.expect("Anh/chị là đầu mối chính của Hải Dương")
    office.an.expect("từ bây giờ là Đỗ Hạnh")
    office.forget_all()
    await office.world.go_to("2024-07-12")
    deputy.expect(CODE, "còn 5 ngày làm việc")
    office.an.expect_nothing()
    kinds = await office.world.read(sa.select(events.c.kind).where(events.c.kind == "handed_over"))
    assert len(kinds) == 1
    await office.chi.says("/moi Hải Dương")
    office.chi.expect("1. Đầu mối: Đỗ Hạnh", "2. Đầu mối: Lưu Ân")


async def revoke(office: Office, name: str) -> None:
    await office.chi.says("/moi Hải Dương")
    office.chi.expect(name)
    await office.chi.presses(name)
    await office.chi.presses("Thu hồi")
    office.chi.expect(f"Thu hồi mọi quyền của {name}", button="Nghỉ hưu")
    await office.chi.presses("Nghỉ hưu")
    office.chi.expect_edit("Thu hồi quyền của", "Lý do: Nghỉ hưu", "Có hiệu lực ngay")
    await office.chi.presses("Thu hồi", on=office.chi.phone.last)


async def test_revoking_works_on_the_next_press_and_says_who_is_missing(office: Office) -> None:
    await revoke(office, FOCAL)
    office.chi.expect_edit("Đã thu hồi quyền của Lưu Ân", "Chưa có đầu mối liên kết: Hải Dương")
    await office.an.presses("Báo cáo")
    assert "chưa được mời" in office.an.toast
    await office.an.says(CODE)
    office.an.expect("đường dẫn mời riêng")
    office.an.expect_nothing()
    data = await office.world.read(sa.select(events.c.data).where(events.c.kind == "revoked"))
    assert data == [({"reason": "Nghỉ hưu"},)]
    office.forget_all()


async def test_revoking_needs_a_reason_and_takes_one_in_words(office: Office) -> None:
    an = (await office.world.person_row(FOCAL))["id"]
    await office.chi.forges(Action(Verb.REVOKE, an))
    asked = office.chi.expect("Lý do?")
    await office.chi.forges(Action(Verb.TALK, 1, 1, "ok"), on=asked)
    await office.chi.says("Sang Sở Nội vụ")
    office.chi.expect("Lý do: Sang Sở Nội vụ")
    await office.an.says("/nhiemvu")
    office.an.expect(CODE)
    await office.chi.presses("Hủy")
    office.chi.expect_edit("Đã hủy")
    await office.an.says("/nhiemvu")
    office.an.expect(CODE)


async def test_revoking_kills_links_that_were_not_used(office: Office) -> None:
    code = await office.world.invite(NEW, Role.FOCAL_POINT, "HDG")
    await revoke(office, NEW)
    office.chi.expect_edit("Đã thu hồi")
    khoi = office.world.stranger(NEW)
    await khoi.says(f"/start {code}")
    khoi.expect("không còn hiệu lực")
    office.forget_all()


async def test_the_agencys_officer_hears_when_an_administrator_leaves_it_without(office: Office) -> None:
    admin = await admin_of(office)
    an = (await office.world.person_row(FOCAL))["id"]
    await admin.forges(Action(Verb.REVOKE, an))
    admin.expect("Lý do?")
    await admin.presses("Chuyển công tác")
    await admin.presses("Thu hồi")
    office.chi.expect("Hải Dương hiện không có đầu mối liên kết")
    admin.forget()
    office.binh.forget()


async def test_the_officer_hears_once_a_working_day_what_is_missing(office: Office) -> None:
    await office.world.assign("NV-002", lead="BYT")
    await office.world.go_to("2024-07-11", "08:29")
    office.chi.expect_nothing()
    await office.world.go_to("2024-07-11", "08:30")
    office.chi.expect("1 cơ quan có nhiệm vụ nhưng chưa có đầu mối", "Bộ Y tế")
    await office.world.go_to("2024-07-11", "15:00")
    office.chi.expect_nothing()
    await office.world.appoint("Đầu mối bộ", Role.FOCAL_POINT, "BYT")
    office.forget_all()
    await office.world.go_to("2024-07-12", "08:30")
    office.chi.expect_nothing()
    office.forget_all()


async def test_the_list_waits_for_a_working_day(office: Office) -> None:
    await office.world.go_to("2024-07-12", "16:00")
    office.forget_all()
    await office.world.assign("NV-002", lead="BYT")
    for day in ("2024-07-13", "2024-07-14"):
        await office.world.go_to(day, "09:00")
        office.chi.expect_nothing()
    await office.world.go_to("2024-07-15", "08:30")
    assert any("chưa có đầu mối" in message.text for message in office.chi.unread)
    office.forget_all()


async def test_the_desk_speaks_english(office: Office) -> None:
    await office.chi.says("/language")
    await office.chi.presses("English")
    office.chi.forget()
    await office.chi.says("/invite")
    office.chi.expect("People within your scope", "Linked: 5 of 5")
    await office.chi.says("/invite Dinh Khoi; Ministry of Health; focal point")
    office.chi.expect("Invite 1 person", "Focal point, Ministry of Health")
    await office.chi.presses("Confirm")
    office.chi.expect("Dinh Khoi", "https://t.me/")
    await office.chi.says("/invite Hai Duong")
    office.chi.expect("Hai Duong", FOCAL)
    await office.chi.presses(FOCAL)
    office.chi.expect_edit("Focal point (1)", "account linked")
    await office.chi.presses("Revoke")
    office.chi.expect("For what reason?")
    await office.chi.presses("Retired")
    await office.chi.presses("Revoke")
    office.chi.expect_edit("were revoked", "Without a linked focal point")
    office.forget_all()
