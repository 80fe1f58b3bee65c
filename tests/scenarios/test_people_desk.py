"""The people desk: inviting out of the chat, lists, hand-over, taking rights away; never above one's own rights."""

import re

import pytest
import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.demo.telegram_server import Message
from bot.domain.people import Role
from bot.storage.queues import outbox
from bot.storage.tables import agencies, appointments, events, invitations, people
from tests.scenarios.cast import CODE, FOCAL, HEAD, NEIGHBOUR, OFFICER, OUTDATED, Office
from tests.world import Person

_LINK = re.compile(r"https://t\.me/\w+\?start=([\w-]+)")
NEW = "Đinh Khôi"
NOT_YOURS = "không thuộc phạm vi"


async def link_by_words(office: Office, name: str = NEW, agency: str = "Hải Dương") -> str:
    """The officer invites a focal point in words; the code of the link."""
    await office.chi.presses("Mời", on=await open_desk(office))
    office.chi.expect("vai trò nào", button="Đầu mối")
    await office.chi.says("đầu mối")
    office.chi.expect("ở cơ quan nào")
    await office.chi.says(agency)
    office.chi.expect("họ và tên")
    await office.chi.says(name)
    office.chi.expect(f"Mời {name}", "Đầu mối", "7 ngày", button="Xác nhận")
    await office.chi.presses("Xác nhận")
    return code_in(office.chi)


async def open_desk(office: Office) -> Message:
    await office.chi.says("/moi")
    return office.chi.expect("Nhân sự trong phạm vi", button="Mời")


def code_in(person: Person) -> str:
    """The code of the link in the next unread message."""
    found = _LINK.search(person.expect("https://t.me/").text)
    assert found is not None
    return found[1]


async def admin_of(office: Office) -> Person:
    return await office.world.appoint("Mai Quản", Role.ADMIN, "CP")


# --- inviting ---------------------------------------------------------------------------------------------


async def test_an_officer_invites_a_focal_point_in_words_and_the_link_works(office: Office) -> None:
    code = await link_by_words(office)
    khoi = office.world.stranger(NEW)
    await khoi.says(f"/start {code}")
    khoi.expect(f"Kính chào {NEW}", "Đầu mối: Ủy ban nhân dân tỉnh Hải Dương")
    khoi.expect_nothing()


async def test_the_link_is_a_message_to_forward_with_name_role_and_last_day(office: Office) -> None:
    await link_by_words(office)
    message = office.chi.phone.last
    assert f"Kính gửi anh/chị {NEW}" in message.text
    assert "đến 17/07/2024" in message.text
    assert not message.list_buttons()


async def test_the_code_is_stored_nowhere_in_clear_once_it_was_sent(office: Office) -> None:
    code = await link_by_words(office)
    stored = str(await office.world.rows(outbox, invitations, events))
    assert code not in stored


async def test_a_link_works_once(office: Office) -> None:
    code = await link_by_words(office)
    for name in (NEW, "Người khác"):
        await office.world.stranger(name).says(f"/start {code}")
    office.world.people[NEW].forget()
    office.world.people["Người khác"].expect("không còn hiệu lực")


async def test_a_link_dies_after_seven_days(office: Office) -> None:
    code = await link_by_words(office)
    await office.world.go_to("2024-07-17", "09:00")
    late = office.world.stranger(NEW)
    await late.says(f"/start {code}")
    late.expect("không còn hiệu lực")
    office.forget_all()


async def test_role_and_agency_by_buttons(office: Office) -> None:
    await office.chi.says("/moi Hải Dương")
    office.chi.expect("Hải Dương", FOCAL, HEAD, button="Mời")
    await office.chi.presses("Mời")
    office.chi.expect("vai trò nào")
    await office.chi.presses("Lãnh đạo cơ quan")
    office.chi.expect_edit("Lãnh đạo cơ quan", "Hải Dương", "họ và tên")
    await office.chi.says("Tạ Lan")
    office.chi.expect("Mời Tạ Lan", "Lãnh đạo cơ quan: Hải Dương")
    await office.chi.presses("Xác nhận")
    code_in(office.chi)


async def test_an_agency_is_found_by_its_code_too(office: Office) -> None:
    await link_by_words(office, agency="byt")
    assert "Bộ Y tế" in office.chi.phone.last.text


async def test_an_ambiguous_agency_is_asked_with_buttons(office: Office) -> None:
    more = "code,name_vi,name_en,short_vi,level,parent\nBGG2,Sở Y tế Bắc Giang,,Y tế BG,department,BGG\n"
    await office.world.load_csv("agencies.csv", more)
    await office.chi.presses("Mời", on=await open_desk(office))
    office.chi.expect("vai trò nào")
    await office.chi.presses("Đầu mối")
    office.chi.expect_edit("ở cơ quan nào")
    await office.chi.says("y tế")
    asked = office.chi.expect("cơ quan nào")
    assert len(asked.list_buttons()) > 2
    await office.chi.presses("Y tế BG", on=asked)
    office.chi.expect_edit("Đầu mối, Y tế BG", "họ và tên")


async def test_an_unknown_agency_is_asked_again(office: Office) -> None:
    await office.chi.presses("Mời", on=await open_desk(office))
    office.chi.expect("vai trò nào")
    await office.chi.says("lãnh đạo")  # of the two kinds, an officer may invite only heads of agencies
    office.chi.expect("Lãnh đạo cơ quan: ở cơ quan nào")
    await office.chi.says("Sao Hỏa")
    office.chi.expect("Không tìm thấy cơ quan")


async def test_nothing_is_written_before_the_tap(office: Office) -> None:
    before = await office.world.rows(people, appointments, invitations)
    await office.chi.presses("Mời", on=await open_desk(office))
    for text in ("đầu mối", "BYT", NEW):
        await office.chi.says(text)
    office.chi.forget()
    assert await office.world.rows(people, appointments, invitations) == before
    await office.chi.presses("Hủy")
    office.chi.expect_edit("Đã hủy")
    assert await office.world.rows(people, appointments, invitations) == before


async def test_a_second_tap_makes_no_second_link(office: Office) -> None:
    await link_by_words(office)
    card = next(m for m in office.chi.phone.bot_messages if "Đã tạo đường dẫn" in m.text)
    made = await office.world.rows(invitations)
    await office.chi.forges(Action(Verb.TALK, 1, 1, "ok"), on=card)
    assert office.chi.toast == OUTDATED
    assert await office.world.rows(invitations) == made


async def test_a_pasted_list_gives_a_preview_and_one_link_a_line(office: Office) -> None:
    rows = "Đinh Khôi; Bộ Y tế; đầu mối\nTạ Lan; BGG; lãnh đạo cơ quan\nHồ Minh; Bắc Giang; dau moi"
    await office.chi.says(f"/moi\n{rows}")
    office.chi.expect("Mời 3 người", "1. Đinh Khôi: Đầu mối, Bộ Y tế", "2. Tạ Lan", "3. Hồ Minh")
    await office.chi.presses("Xác nhận")
    office.chi.expect_edit("Đã tạo 3 đường dẫn")
    links = _LINK.findall(office.chi.expect("Đinh Khôi", "Tạ Lan", "Hồ Minh").text)
    assert len(set(links)) == 3
    lan = office.world.stranger("Tạ Lan")
    await lan.says(f"/start {links[1]}")
    lan.expect("Kính chào Tạ Lan", "Lãnh đạo cơ quan")


async def test_a_list_with_faults_names_every_line_and_stores_nothing(office: Office) -> None:
    before = await office.world.rows(people, invitations)
    rows = (
        "Đinh Khôi; Sao Hỏa; đầu mối\nTạ Lan; BGG; thủ kho\nHồ Minh\nÝ Nhi; BYT; quản trị\n"
        "Bùi Oanh; BYT; đầu mối\nBùi Oanh; BYT; đầu mối"
    )
    await office.chi.says(f"/moi {rows}")
    office.chi.expect(
        "5 dòng chưa đúng", "Dòng 1", "Sao Hỏa", "Dòng 2", "thủ kho", "Dòng 3", "Dòng 4", "Dòng 6"
    )
    assert await office.world.rows(people, invitations) == before


# --- nobody raises anybody above what is theirs to give ---------------------------------------------------


@pytest.mark.parametrize("role", ["chuyên viên theo dõi", "quản trị", "lãnh đạo ủy ban"])
async def test_an_officer_invites_no_officer_leader_or_administrator(office: Office, role: str) -> None:
    before = await office.world.rows(appointments, invitations)
    await office.chi.says(f"/moi {NEW}; UBQGCDS; {role}")
    office.chi.expect("1 dòng chưa đúng", "không thuộc quyền mời")
    await office.chi.presses("Mời", on=await open_desk(office))
    office.chi.expect("vai trò nào")
    await office.chi.says(role)
    office.chi.expect("ở cơ quan nào")
    await office.chi.says("UBQGCDS")
    office.chi.expect(NOT_YOURS)
    assert await office.world.rows(appointments, invitations) == before


async def test_a_provinces_officer_invites_nobody_outside_the_province(office: Office) -> None:
    officer = await office.world.appoint("Chuyên viên tỉnh", Role.OFFICER, "HDG")
    await officer.says(f"/moi {NEW}; Bắc Giang; đầu mối")
    officer.expect("không rõ cơ quan")
    await officer.says(f"/moi {NEW}; Sở Y tế Hải Dương; đầu mối")
    officer.expect("Mời 1 người", "Sở Y tế Hải Dương")
    bac_giang = await office.world.read(sa.select(agencies.c.id).where(agencies.c.code == "BGG"))
    await officer.forges(Action(Verb.INVITE, bac_giang[0][0]))
    assert "Không tìm thấy" in officer.toast
    await officer.forges(Action(Verb.SEATS, bac_giang[0][0]))
    assert "Không tìm thấy" in officer.toast


async def test_a_new_link_is_refused_for_somebody_with_a_seat_above(office: Office) -> None:
    """It would bind another account to all of the person, the leader's seat too."""
    leader_id = (await office.world.person_row("Vũ Dung"))["id"]
    admin = await admin_of(office)
    await admin.forges(Action(Verb.INVITE, 0, leader_id))
    admin.expect("vai trò nào")
    await admin.presses("Đầu mối")
    admin.expect_edit("ở cơ quan nào")
    await admin.says("Bắc Giang")
    admin.expect("Thêm vai trò cho Vũ Dung")
    await admin.presses("Xác nhận")
    office.dung.expect("có thêm vai trò đầu mối của Bắc Giang")
    before = await office.world.rows(invitations)
    await office.chi.says("/moi Vũ Dung; Bắc Giang; đầu mối")
    office.chi.expect("không thuộc quyền mời")
    await office.chi.forges(Action(Verb.INVITE, 0, leader_id, "link"))
    assert NOT_YOURS in office.chi.toast
    await office.chi.forges(Action(Verb.REVOKE, leader_id))
    assert NOT_YOURS in office.chi.toast
    assert await office.world.rows(invitations) == before


@pytest.mark.parametrize("verb", [Verb.INVITE, Verb.REVOKE])
async def test_nobody_gives_or_takes_their_own_seats(office: Office, verb: Verb) -> None:
    admin = await admin_of(office)
    own = (await office.world.person_row(admin.name))["id"]
    await admin.forges(Action(verb, own if verb is Verb.REVOKE else 0, own))
    assert NOT_YOURS in admin.toast


@pytest.mark.parametrize("who", ["an", "binh", "dung"])
async def test_the_desk_is_closed_to_everybody_else(office: Office, who: str) -> None:
    person: Person = getattr(office, who)
    target = (await office.world.person_row(NEIGHBOUR))["id"]
    before = await office.world.rows(people, appointments, invitations)
    await person.says("/moi")
    person.expect(NOT_YOURS)
    await person.says(f"/moi {NEW}; BYT; đầu mối")
    person.expect(NOT_YOURS)
    for action in (
        Action(Verb.PEOPLE),
        Action(Verb.PEOPLE, 0, 0, "gone"),
        Action(Verb.SEATS, 3),
        Action(Verb.PERSON, target),
        Action(Verb.INVITE),
        Action(Verb.INVITE, 0, target, "link"),
        Action(Verb.REVOKE, target),
        Action(Verb.FIRST, 1),
        Action(Verb.AWAY, target),
    ):
        await person.forges(action)
        assert NOT_YOURS in person.toast or "Không tìm thấy" in person.toast, action
    person.expect_nothing()
    assert await office.world.rows(people, appointments, invitations) == before


async def test_an_officer_revoked_in_the_middle_makes_no_link(office: Office) -> None:
    await office.chi.says(f"/moi {NEW}; BYT; đầu mối")
    card = office.chi.expect("Mời 1 người")
    await office.world.revoke(OFFICER)
    before = await office.world.rows(people, invitations)
    await office.chi.presses("Xác nhận", on=card)
    assert await office.world.rows(people, invitations) == before


# --- the list, the card, the hand-over --------------------------------------------------------------------


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


# --- taking rights away -----------------------------------------------------------------------------------


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


# --- the morning's list -----------------------------------------------------------------------------------


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


# --- English ----------------------------------------------------------------------------------------------


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
