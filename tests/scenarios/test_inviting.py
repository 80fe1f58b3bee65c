"""Inviting people in chat, one by one and many at once."""

from bot.actions import Action, Verb
from bot.storage.queues import outbox
from bot.storage.tables import appointments, events, invitations, people
from tests.scenarios.cast import FOCAL, HEAD, OUTDATED, Office
from tests.scenarios.people_setting import _LINK, NEW, code_in, link_by_words, open_desk


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
