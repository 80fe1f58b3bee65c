"""Đôn đốc: from a card, the digest or by command; it reaches the agency at once, waits for an answer, and climbs."""

import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.storage.request_tables import urges
from tests.scenarios.cast import CODE, FOCAL, HEAD, LEADER, OFFICER, Office, learns_nothing

STORED = sa.select(urges.c.kind, urges.c.remark, urges.c.is_express).order_by(urges.c.id)


async def urge(office: Office) -> None:
    """The leader urges NV-042 with a usual remark; nobody has read it yet."""
    await office.dung.says(f"/dondoc {CODE}")
    await office.dung.presses("báo cáo ngay tiến độ")
    await office.dung.presses("Đôn đốc")
    office.dung.forget()


async def test_a_leader_urges_and_the_agency_answers(office: Office) -> None:
    await office.dung.says(f"/dondoc {CODE}")
    office.dung.expect("Đôn đốc 1 nhiệm vụ", CODE, f"Gửi tới: {FOCAL}, {HEAD}", button="báo cáo ngay tiến độ")
    await office.dung.says("Chủ tịch cần số liệu trong ngày")
    office.dung.expect("Chủ tịch cần số liệu", "Gửi ngay", button="Đôn đốc")
    assert await office.world.read(STORED) == []
    await office.dung.presses("Đôn đốc")
    office.dung.expect_edit("Đã gửi đôn đốc")
    for reader in (office.an, office.binh):
        reader.expect(f"Đôn đốc: {CODE}", "Chủ tịch cần số liệu", LEADER, "trước 11/07 08:30")
    await office.an.presses("Đã xem")
    await office.dung.says("/dondoc")
    office.dung.expect("Đôn đốc gần đây", CODE, "đã xem 10/07 08:30")
    await office.an.says(f"{CODE} 55%, đã trình ký")
    await office.an.presses("Ghi nhận")
    office.an.forget()
    office.dung.expect(CODE, "đã trả lời đôn đốc", "55%", "đã trình ký", FOCAL)
    await office.world.go_to("2024-07-11", "08:30")
    office.forget_all()
    await office.dung.says("/dondoc")
    office.dung.expect("đã trả lời 10/07 08:30")


async def test_from_the_card_and_in_the_history(office: Office) -> None:
    await office.chi.says(CODE)
    office.chi.expect(CODE, button="Đôn đốc")
    await office.chi.presses("Đôn đốc")
    office.chi.expect("Chọn lời nhắn", button="Biểu dương")
    await office.chi.presses("hoàn thành đúng hạn")
    office.chi.expect_edit("Đề nghị hoàn thành đúng hạn", "Gửi ngay")
    await office.chi.presses("Đôn đốc")
    office.an.expect("Đề nghị hoàn thành đúng hạn", OFFICER, button="Báo cáo")
    office.binh.forget()
    await office.an.says(f"/lichsu {CODE}")
    office.an.expect(OFFICER, "đôn đốc: Đề nghị hoàn thành đúng hạn")


async def test_silence_climbs_to_the_leader_and_the_urger_hears_it(office: Office) -> None:
    await office.chi.says(f"/dondoc {CODE}")
    await office.chi.presses("báo cáo ngay tiến độ")
    await office.chi.presses("Đôn đốc")
    office.forget_all()
    await office.world.go_to("2024-07-11", "08:29")
    office.dung.expect_nothing()
    await office.world.go_to("2024-07-11", "08:30")
    office.chi.expect(CODE, "chưa trả lời đôn đốc")
    office.dung.expect("Báo cáo", CODE, f"chưa trả lời đôn đốc của {OFFICER}")
    office.an.expect_nothing()
    await office.world.go_to("2024-07-12", "08:30")
    office.dung.expect_nothing()
    office.an.forget()


async def test_at_night_it_waits_unless_it_is_express(office: Office) -> None:
    await office.world.go_to("2024-07-10", "21:00")
    await office.dung.says(f"/dondoc {CODE}")
    await office.dung.presses("báo cáo ngay tiến độ")
    office.dung.forget()
    await office.dung.says("Họp sáng mai")
    office.dung.expect("sẽ tới lúc 11/07 07:00", button="Hỏa tốc")
    await office.dung.presses("Đôn đốc")
    office.an.expect_nothing()
    await office.world.go_to("2024-07-11", "07:00")
    office.an.expect("Họp sáng mai", "trước 12/07 07:00")
    office.binh.forget()
    await office.world.go_to("2024-07-11", "22:00")
    await urge_express(office)
    office.an.expect("HỎA TỐC", CODE)
    office.binh.expect("HỎA TỐC", CODE)


async def urge_express(office: Office) -> None:
    await office.dung.says(f"/dondoc {CODE}")
    await office.dung.presses("báo cáo ngay tiến độ")
    await office.dung.presses("Hỏa tốc")
    office.dung.forget()


async def test_praise_goes_the_same_road_without_a_clock(office: Office) -> None:
    await office.dung.says(CODE)
    await office.dung.presses("Đôn đốc")
    await office.dung.presses("Biểu dương")
    office.dung.forget()
    await office.dung.presses("cách làm tốt")
    office.dung.expect_edit("Biểu dương cách làm tốt")
    await office.dung.presses("Gửi")
    office.an.expect("Biểu dương", CODE, LEADER)
    office.binh.expect("Biểu dương", CODE)
    await office.world.go_to("2024-07-12", "08:30")
    office.dung.expect_nothing()
    office.an.forget()


async def test_an_agency_with_several_late_tasks_gets_one_message(office: Office) -> None:
    await office.world.assign("NV-010", issued_date="2024-06-03", due_date="2024-07-01")
    await office.world.assign("NV-011", issued_date="2024-06-03", due_date="2024-07-02")
    await office.world.assign("NV-012", "BGG")
    await office.world.settle()
    office.forget_all()
    await office.dung.says("/tonghop")
    office.dung.forget()
    await office.dung.presses("Theo cơ quan")
    await office.dung.presses("Hải Dương", on=office.dung.phone.last)
    await office.dung.presses("Đôn đốc")
    office.dung.expect("Đôn đốc 2 nhiệm vụ", "NV-010", "NV-011")
    await office.dung.presses("nguyên nhân chậm")
    await office.dung.presses("Đôn đốc")
    office.an.expect("NV-010", "NV-011", "nguyên nhân chậm")
    office.binh.expect("NV-010", "NV-011")
    office.an.expect_nothing()
    await office.an.presses("Đã xem")
    assert await office.world.read(sa.select(sa.func.count()).where(urges.c.seen_at.is_not(None))) == [(2,)]
    office.dung.forget()


async def test_a_task_that_was_done_meanwhile_is_not_urged(office: Office) -> None:
    await office.world.go_to("2024-07-10", "21:00")
    await office.dung.says(f"/dondoc {CODE}")
    await office.dung.presses("báo cáo ngay tiến độ")
    await office.dung.presses("Đôn đốc")
    office.dung.forget()
    await office.submit()
    await office.chi.says(CODE)
    await office.chi.presses("Xác nhận")
    office.forget_all()
    await office.world.go_to("2024-07-11", "07:00")
    office.an.forget()
    office.binh.expect_nothing()
    office.chi.forget()
    office.dung.forget()


async def test_an_english_leader_urges_in_english(office: Office) -> None:
    await office.dung.says("/language")
    await office.dung.presses("English")
    office.dung.forget()
    await office.dung.says(f"/urge {CODE}")
    office.dung.expect("Urge 1 task", FOCAL, button="Please explain the delay")
    await office.dung.presses("Please explain the delay")
    office.dung.expect_edit("“Please explain the delay”", "It goes out at once")
    await office.dung.presses("Send")
    office.an.expect(f"Đôn đốc: {CODE}", "Please explain the delay")
    office.binh.forget()


async def test_only_the_office_above_may_urge(office: Office) -> None:
    task = await office.world.id_of(CODE)
    for person in (office.an, office.binh, office.giang):
        await person.says(f"/dondoc {CODE}")
        for kind in ("c", "a", "t"):
            await person.forges(Action(Verb.URGE, task, argument=kind))
            # A question that opens is half a tap from a word of urging.
            assert "Chọn lời nhắn" not in person.heard
        await person.forges(Action(Verb.URGE_SEEN, 1))
        person.forget()
    assert await office.world.read(STORED) == []
    learns_nothing(office.giang)


async def test_a_forged_or_old_tap_sends_nothing(office: Office) -> None:
    await office.dung.says(f"/dondoc {CODE}")
    question = office.dung.phone.last
    data = office.dung.data_of("báo cáo ngay", on=question)
    await office.dung.presses("báo cáo ngay tiến độ")
    card = office.dung.phone.last
    send = office.dung.data_of("Đôn đốc", on=card)
    await office.dung.presses("Đôn đốc")
    for old in (data, send):
        await office.dung.forges(old, on=card)
        await office.chi.forges(old)
    assert len(await office.world.read(STORED)) == 1
    office.forget_all()
