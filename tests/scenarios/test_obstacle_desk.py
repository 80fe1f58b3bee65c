"""Obstacles: raised in a sentence or by taps, held by one desk at a time, answered, closed by whoever raised them."""

import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.domain.people import Role
from bot.storage.request_tables import obstacles
from tests.scenarios.cast import CODE, HEAD, OFFICER, PROOF, TITLE, Office, learns_nothing

STORED = sa.select(obstacles.c.category, obstacles.c.text, obstacles.c.status).order_by(obstacles.c.id)
MINISTRY, MINISTER = "Đỗ Yên", "Tô Minh"


async def raise_one(office: Office) -> None:
    await office.an.says(f"{CODE} vướng kinh phí, chưa được bố trí")
    await office.an.presses("Ghi nhận")
    office.an.forget()


async def seat_ministry(office: Office) -> None:
    await office.world.appoint(MINISTRY, Role.FOCAL_POINT, "BYT")
    await office.world.appoint(MINISTER, Role.HEAD, "BYT")
    office.forget_all()


async def test_a_sentence_reaches_the_officer_who_answers(office: Office) -> None:
    await office.an.says(f"{CODE} vướng kinh phí, chưa được bố trí")
    office.an.expect("Vướng mắc: kinh phí", "chưa được bố trí", "chuyên viên theo dõi", button="Ghi nhận")
    assert await office.world.read(STORED) == []
    await office.an.presses("Ghi nhận")
    office.chi.expect(f"Vướng mắc: {CODE} · Hải Dương", "kinh phí", "chưa được bố trí", button="Hỏi lại")
    await office.chi.presses("Trả lời")
    office.chi.expect("nội dung trả lời")
    await office.chi.says("Đã bổ sung 2 tỷ đồng từ ngân sách trung ương")
    office.chi.expect("đã gửi trả lời")
    office.an.expect("vướng mắc đã được trả lời", "2 tỷ đồng", OFFICER, button="Đã tháo gỡ")
    await office.an.presses("Đã tháo gỡ")
    office.an.expect_edit("vướng mắc đã khép lại")
    assert [row[2] for row in await office.world.read(STORED)] == ["closed"]


async def test_taps_choose_the_kind_and_one_sentence_says_it(office: Office) -> None:
    await office.an.says("/vuongmac")
    office.an.expect("vướng mắc về việc gì?", CODE, button="Nhân lực")
    await office.an.presses("Nhân lực")
    office.an.expect("vướng mắc gì, cần ai tháo gỡ")
    await office.an.says("Phòng chỉ còn hai người")
    office.an.expect("Vướng mắc: nhân lực", "Phòng chỉ còn hai người", button="Ghi nhận")
    await office.an.presses("Sửa")
    await office.an.presses("Loại vướng mắc")
    office.an.expect("vướng mắc về việc gì?")
    await office.an.presses("Phối hợp")
    office.an.expect("Vướng mắc: phối hợp", "Phòng chỉ còn hai người", button="Ghi nhận")
    await office.an.presses("Ghi nhận")
    office.chi.expect("phối hợp")
    assert await office.world.read(STORED) == [("coordination", "Phòng chỉ còn hai người", "open")]


async def test_the_officer_asks_back_and_gets_it_explained(office: Office) -> None:
    await raise_one(office)
    office.chi.forget()
    await office.chi.presses("Hỏi lại")
    office.chi.expect("làm rõ điều gì?")
    await office.chi.says("Thiếu bao nhiêu?")
    office.chi.expect("đã gửi câu hỏi")
    office.an.expect("cần anh/chị làm rõ", "Thiếu bao nhiêu?", OFFICER, button="Làm rõ")
    await office.an.presses("Làm rõ")
    office.an.forget()
    await office.an.says("Thiếu 2 tỷ đồng")
    office.an.expect("đã gửi nội dung làm rõ")
    office.chi.expect("Thiếu 2 tỷ đồng", "Thiếu bao nhiêu?", button="Trả lời")


async def test_passed_to_another_agency_it_is_answered_late_there(office: Office) -> None:
    await seat_ministry(office)
    ministry, minister = office.world.people[MINISTRY], office.world.people[MINISTER]
    await raise_one(office)
    office.chi.forget()
    await office.chi.presses("Chuyển cơ quan")
    office.chi.expect("chuyển cơ quan nào?")
    await office.chi.says("Bộ Y tế")
    office.chi.expect("đã chuyển Bộ Y tế")
    ministry.expect("Vướng mắc", CODE, "kinh phí", button="Trả lời")
    minister.expect_nothing()
    await office.world.go_to("2024-07-15", "08:30")
    minister.expect("Vướng mắc", CODE, "Chưa được xử lý trong thời hạn")
    office.an.expect("vướng mắc chưa được trả lời", "lãnh đạo cơ quan được hỏi")
    button = minister.data_of("Trả lời", on=minister.phone.last)
    office.forget_all()
    await ministry.presses("Trả lời")
    await ministry.says("Bộ đã có văn bản hướng dẫn")
    ministry.forget()
    office.an.expect("vướng mắc đã được trả lời", "văn bản hướng dẫn", MINISTRY)
    minister.expect(CODE, "vướng mắc đã được trả lời", MINISTRY)
    await minister.forges(button)
    assert MINISTRY in minister.toast


async def test_the_holder_reads_the_obstacle_and_nothing_else(office: Office) -> None:
    await seat_ministry(office)
    ministry = office.world.people[MINISTRY]
    await raise_one(office)
    await office.chi.presses("Chuyển cơ quan")
    await office.chi.says("Bộ Y tế")
    office.forget_all()
    task = await office.world.id_of(CODE)
    before = len(ministry.heard)
    for verb in (Verb.CARD, Verb.HISTORY, Verb.REPORT, Verb.PERCENT, Verb.HAND_ON, Verb.CLOSE, Verb.GRANT):
        await ministry.forges(Action(verb, task))
    await ministry.says(CODE)
    told = ministry.heard[before:]
    assert [secret for secret in (TITLE, PROOF, HEAD) if secret in told] == []
    ministry.forget()


async def test_with_nobody_at_the_other_agency_it_stays(office: Office) -> None:
    await raise_one(office)
    office.chi.forget()
    await office.chi.presses("Chuyển cơ quan")
    office.chi.forget()
    await office.chi.says("Bộ Y tế")
    office.chi.expect("Bộ Y tế chưa có đầu mối")
    assert [row[2] for row in await office.world.read(STORED)] == ["open"]


async def test_silence_climbs_from_the_officer_to_the_leader(office: Office) -> None:
    await raise_one(office)
    office.chi.forget()
    await office.world.go_to("2024-07-15", "07:30")
    office.forget_all()
    await office.world.go_to("2024-07-15", "08:30")
    office.dung.expect("Vướng mắc", CODE, "Chưa được xử lý trong thời hạn", button="Trả lời")
    office.an.expect("vướng mắc chưa được trả lời", "báo cáo lãnh đạo Ủy ban")
    office.forget_all()


async def test_an_obstacle_and_a_wish_in_one_sentence_are_two_requests(office: Office) -> None:
    await office.an.says(f"{CODE} xong 60%, vướng kinh phí, xin lùi đến 2/8")
    office.an.expect("Tiến độ: 60%", "Vướng mắc: kinh phí", "Đến Thứ Sáu 02/08/2024", button="Ghi nhận")
    await office.an.presses("Ghi nhận")
    office.chi.expect("Vướng mắc", "vướng kinh phí")
    office.chi.expect("Xin gia hạn", "Tiến độ: 60%")
    office.an.forget()
    await office.chi.says("/duyet")
    office.chi.expect("2 việc chờ", "vướng mắc (kinh phí)", "xin gia hạn đến 02/08/2024")


async def test_nobody_else_answers_or_learns(office: Office) -> None:
    await raise_one(office)
    for verb in (Verb.ANSWER, Verb.ASK_BACK, Verb.HAND_ON, Verb.MATTER, Verb.EXPLAIN, Verb.CLOSE):
        await office.giang.forges(Action(verb, 1), on=office.giang.phone.bot_messages[0])
    office.giang.forget()
    learns_nothing(office.giang)
    assert [row[2] for row in await office.world.read(STORED)] == ["open"]
    office.chi.forget()
