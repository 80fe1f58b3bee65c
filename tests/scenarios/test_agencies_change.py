"""Hải Dương becomes part of Hải Phòng, a ministry is split: what the people concerned see on their phones."""

import pytest
import sqlalchemy as sa

from bot.demo.telegram_server import Message
from bot.domain.people import Role
from bot.storage.tables import agency_successions, assignments
from tests.scenarios.cast import CODE, HEAD, OUTDATED, Office
from tests.world import Person

REGISTER = """\
code,name_vi,name_en,short_vi,level,parent,valid_from,valid_to,aliases
HDG,Ủy ban nhân dân tỉnh Hải Dương,Hai Duong,Hải Dương,province,CP,,2024-07-15,HD
HPG,Ủy ban nhân dân thành phố Hải Phòng,Hai Phong,TP. Hải Phòng,province,CP,,2024-07-15,Hải Phòng
HPG25,Ủy ban nhân dân thành phố Hải Phòng,Hai Phong,TP. Hải Phòng,province,CP,2024-07-16,,
BYT,Bộ Y tế,Ministry of Health,Bộ Y tế,ministry,CP,,,
BNV,Bộ Nội vụ,Ministry of Home Affairs,Bộ Nội vụ,ministry,CP,,,
BKHCN,Bộ Khoa học và Công nghệ,Ministry of Science,Bộ KH&CN,ministry,CP,,,
"""
BASIS = "Nghị quyết 202/2025/QH15"
HEADER = "predecessor,successor,event,effective_date,legal_basis,share"
MERGER = f"""{HEADER}
HDG,HPG25,merge_new,2024-07-16,{BASIS},main
HPG,HPG25,merge_new,2024-07-16,{BASIS},main
"""
SPLIT = f"""{HEADER}
BYT,BNV,merge_into,2024-07-16,Nghị quyết 176/2025/QH15,main
BYT,BKHCN,transfer_function,2024-07-16,Nghị quyết 176/2025/QH15,part
"""
PHONG = "Hoàng Phong"


@pytest.fixture
async def merging(office: Office) -> Office:
    """Friday 12/07/2024: the merger of Tuesday 16/07 is known; NV-019 is with both, Phong answers for Hải Phòng."""
    await office.world.load_csv("agencies.csv", REGISTER)
    await office.world.appoint(PHONG, Role.FOCAL_POINT, "HPG")
    await office.world.load_csv("agency_succession.csv", MERGER)
    await office.world.assign("NV-019", "HDG|HPG", title_vi="Ban hành kế hoạch", due_date="2024-07-31")
    await office.world.go_to("2024-07-12", "08:30")
    office.forget_all()
    return office


def phong_of(office: Office) -> Person:
    return office.world.people[PHONG]


async def pass_the_day(office: Office) -> None:
    """Monday's digests are read; Tuesday morning everybody has heard."""
    await office.world.go_to("2024-07-15", "09:00")
    office.forget_all()
    await office.world.go_to("2024-07-16", "09:00")


async def read_letters(office: Office) -> None:
    office.an.expect(
        "Cơ quan của anh/chị được sắp xếp lại từ 16/07/2024",
        "Hải Dương, TP. Hải Phòng → TP. Hải Phòng",
        BASIS,
        "tiếp tục báo cáo như trước",
    )
    office.chi.expect("Đã sắp xếp lại cơ quan", "gộp 1", "Cần xác nhận lại: 3 vai trò", "/moi")
    office.forget_all()


async def test_hai_duong_becomes_part_of_hai_phong_with_open_tasks(merging: Office) -> None:
    await merging.an.says(f"{CODE} xong 40%")
    await merging.an.presses("Ghi nhận")
    await pass_the_day(merging)
    await read_letters(merging)
    await merging.an.says("/nhiemvu")
    merging.an.expect(CODE, "NV-019")
    await merging.an.says(f"{CODE} xong 60%")
    merging.an.expect("60")
    await merging.an.presses("Ghi nhận")
    merging.forget_all()
    await merging.chi.says(f"/lichsu {CODE}")
    merging.chi.expect("Hải Dương → TP. Hải Phòng", BASIS, "40", "60")


async def test_of_the_task_that_both_had_one_remains_with_the_worst_status(merging: Office) -> None:
    await merging.an.says("NV-019 xong 60%")
    await merging.an.presses("Ghi nhận")
    await pass_the_day(merging)
    merging.forget_all()
    await merging.chi.says("NV-019")
    merging.chi.expect("NV-019", "TP. Hải Phòng", "chưa thực hiện")
    found = await merging.world.read(
        sa.select(assignments.c.status).where(assignments.c.period == "").order_by(assignments.c.id)
    )
    assert sorted(row[0] for row in found) == ["not_started", "not_started", "transferred"]


async def test_a_button_from_before_opens_what_the_task_became(merging: Office) -> None:
    await merging.binh.says("NV-019")
    card = merging.binh.expect("NV-019", "Hải Dương")
    history = merging.binh.data_of("Nhật ký", on=card)
    await pass_the_day(merging)
    merging.forget_all()
    await merging.binh.forges(history, on=card)
    merging.binh.expect_edit("NV-019", "TP. Hải Phòng")
    assert OUTDATED not in merging.binh.heard


async def test_a_digest_and_a_review_say_that_tasks_were_merged(merging: Office) -> None:
    await pass_the_day(merging)
    said = "1 nhiệm vụ của các cơ quan sáp nhập được gộp, số liệu so sánh thay đổi theo"
    merging.forget_all()
    await merging.dung.says("/tonghop tháng")
    merging.dung.expect("Tháng 7/2024", said)
    await merging.world.go_to("2024-07-22", "07:30")
    digest = next(m for m in merging.dung.unread if "Tuần 30" in m.text and m.list_buttons())
    assert said in digest.text
    await merging.world.go_to("2024-07-29", "07:30")
    later = next(m for m in merging.dung.unread if "Tuần 31" in m.text and m.list_buttons())
    assert said not in later.text
    merging.forget_all()


async def test_the_old_name_is_answered_with_the_new_one(merging: Office) -> None:
    await pass_the_day(merging)
    merging.forget_all()
    await merging.dung.says("Hải Dương thế nào")
    merging.dung.expect("Hải Dương nay thuộc TP. Hải Phòng", "2")
    await merging.dung.says("Hải Dương")
    merging.dung.expect("Hải Dương nay thuộc TP. Hải Phòng")
    await merging.dung.says("Hải Phòng thế nào")
    assert "nay thuộc" not in merging.dung.expect("Hải Phòng").text


async def test_who_may_not_see_the_heir_hears_nothing_of_it(merging: Office) -> None:
    await pass_the_day(merging)
    merging.forget_all()
    await merging.giang.says("Hải Dương thế nào")
    assert "nay thuộc" not in merging.giang.unread[0].text
    merging.giang.forget()


async def test_a_digest_shown_again_after_the_merger_reads_as_it_was_sent(merging: Office) -> None:
    await merging.world.go_to("2024-07-15", "09:00")
    digest = next(m for m in merging.dung.unread if "Tuần" in m.text and m.list_buttons())
    home, places = digest.text, await walk(merging.dung, digest)
    assert any("Hải Dương" in text for text in places)
    await merging.world.go_to("2024-07-16", "09:00")
    merging.forget_all()
    again = await walk(merging.dung, digest)
    assert again == places
    assert merging.dung.expect_edit().text.strip() == home.strip()


async def test_a_task_of_an_old_digest_is_followed_to_the_agency_that_goes_on_with_it(
    merging: Office,
) -> None:
    """Of the two NV-017 one stays and one became part of it; both are found from the digest of the day before."""
    await merging.world.assign("NV-018", "HDG", title_vi="Việc chậm", due_date="2024-07-13")
    await merging.world.assign("NV-017", "HDG|HPG", title_vi="Việc của hai tỉnh", due_date="2024-07-13")
    await merging.world.go_to("2024-07-15", "09:00")
    digest = next(m for m in merging.dung.unread if "Tuần" in m.text and m.list_buttons())
    await merging.world.go_to("2024-07-16", "09:00")
    merging.forget_all()
    for agency in ("Hải Dương", "TP. Hải Phòng"):
        await merging.dung.presses("Quá hạn", on=digest)
        await merging.dung.presses("NV-017", on=digest)
        await merging.dung.presses(agency, on=digest)
        told = merging.dung.expect_edit("Theo bản tổng hợp 15/07/2024: hạn 13/07/2024, quá hạn 2 ngày").text
        assert (
            "nay do TP. Hải Phòng thực hiện" in told or f"cơ quan thực hiện: {agency} → TP. Hải Phòng" in told
        )
        assert "0% → 0%" not in told
        assert "chưa có thay đổi" not in told
        assert "gộp nhiệm vụ khi sắp xếp cơ quan (16/07/2024)" in told or "nay do" in told
        if "nay do" in told:
            await merging.dung.presses("Xem tại TP. Hải Phòng", on=digest)
            merging.dung.expect_edit("NV-017", "TP. Hải Phòng")
            await merging.dung.presses("Quay lại", on=digest)
        else:
            await merging.dung.presses("Quay lại", on=digest)
        await merging.dung.presses("Quay lại", on=digest)
        await merging.dung.presses("Quay lại", on=digest)
    await merging.dung.presses("Quá hạn", on=digest)
    await merging.dung.presses("NV-018", on=digest)
    merging.dung.expect_edit("NV-018", "cơ quan thực hiện: Hải Dương → TP. Hải Phòng")
    merging.forget_all()


async def test_who_took_over_the_tasks_of_others_did_not_slip(office: Office) -> None:
    await office.world.load_csv("agencies.csv", REGISTER)
    into = f"{HEADER}\nHDG,BGG,merge_into,2024-07-16,{BASIS},main\n"
    await office.world.load_csv("agency_succession.csv", into)
    await office.world.assign("NV-017", "HDG|BYT|BGG", title_vi="Việc chậm", due_date="2024-07-12")
    await office.world.assign("NV-018", "HDG", title_vi="Việc khác", due_date="2024-07-12")
    await office.world.assign("NV-019", "BYT", title_vi="Việc của Bộ", due_date="2024-07-19")
    await office.world.go_to("2024-07-15", "09:00")
    office.forget_all()
    await office.world.go_to("2024-07-22", "07:30")
    digest = next(m for m in office.dung.unread if "Tuần 30" in m.text and m.list_buttons())
    assert "Chậm thêm (1): Bộ Y tế (1 → 2)" in digest.text
    office.forget_all()
    office.forget_all()


async def walk(person: Person, digest: Message) -> list[str]:
    """Down to the agencies of the digest and back home: every text on the way."""
    told = []
    for button in ("Theo cơ quan", "«"):
        await person.presses(button, on=digest)
        told.append(f"{person.expect_edit().text} {[b.text for b in digest.list_buttons()]}")
    return told


async def test_seats_are_confirmed_again_with_a_tap_each(merging: Office) -> None:
    await pass_the_day(merging)
    merging.forget_all()
    await merging.chi.says("/moi")
    merging.chi.expect(button="Xác nhận lại (3)")
    await merging.chi.presses("Xác nhận lại")
    merging.chi.expect_edit("3 vai trò cần xác nhận lại", HEAD, "Hải Dương → TP. Hải Phòng")
    await merging.chi.presses(f"Xác nhận: {HEAD}")
    merging.chi.expect_edit(f"Đã xác nhận: {HEAD}", "2 vai trò")
    merging.binh.expect("Vai trò của anh/chị tại TP. Hải Phòng đã được xác nhận")


async def test_a_split_is_listed_and_an_officer_decides(office: Office) -> None:
    await office.world.load_csv("agencies.csv", REGISTER.replace("2024-07-15", ""))
    await office.world.assign("NV-020", "BYT", title_vi="Việc của Bộ Y tế", due_date="2024-07-31")
    await office.world.load_csv("agency_succession.csv", SPLIT)
    await office.world.appoint(PHONG, Role.FOCAL_POINT, "BKHCN")
    await pass_the_day(office)
    office.chi.expect("Chờ phân giao: 1 nhiệm vụ", "Bộ Y tế → Bộ Nội vụ, Bộ KH&CN")
    office.forget_all()
    await office.chi.says("/moi")
    office.chi.expect(button="Chờ phân giao (1)")
    await office.chi.presses("Chờ phân giao")
    office.chi.expect_edit("1 nhiệm vụ chờ phân giao", "NV-020", "Bộ Y tế")
    await office.chi.presses("NV-020")
    office.chi.expect_edit("cho cơ quan nào")
    await office.chi.presses("Bộ KH&CN")
    office.chi.expect_edit("Bộ Y tế → Bộ KH&CN", "Không còn nhiệm vụ nào")
    assert [m for m in phong_of(office).unread if "NV-020" in m.text]
    office.forget_all()


async def test_an_administrator_sends_the_list_to_the_bot(office: Office) -> None:
    await office.world.load_csv("agencies.csv", REGISTER)
    quan = await office.world.appoint("Đỗ Quân", Role.ADMIN, "UBQGCDS")
    await quan.sends_bytes("agency_succession.csv", MERGER.replace("HPG,HPG25", "HPG,XXX").encode())
    quan.expect("Đã nhận")
    quan.expect("1 lỗi, chưa ghi gì", "Dòng 3, cột successor")
    assert await office.world.read(sa.select(agency_successions.c.id)) == []
    await quan.sends_bytes("agency_succession.csv", MERGER.encode())
    quan.expect("Đã nhận")
    quan.expect("không có lỗi", button="Áp dụng")
    await quan.presses("Áp dụng")
    quan.expect("Đã áp dụng")
    assert len(await office.world.read(sa.select(agency_successions.c.id))) == 2
    await pass_the_day(office)
    office.an.expect("Hải Dương, TP. Hải Phòng → TP. Hải Phòng")
    office.forget_all()
