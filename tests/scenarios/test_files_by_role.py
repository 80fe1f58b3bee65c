"""Whose list is taken: officers their own scope, administrators the register; and the templates for both."""

import io

from openpyxl import load_workbook

from bot.actions import Action, Verb
from bot.domain.people import Role
from bot.storage.tables import appointments
from tests.scenarios.cast import CODE, OUTDATED, Office
from tests.scenarios.file_setting import (
    GOOD,
    OTHER,
    content_of,
    name_of,
    opened,
    status_of,
    xlsx,
)
from tests.world import Person, World


async def provincial_officer(world: World) -> Person:
    return await world.appoint("Mai Lan", Role.OFFICER, "HDG")


async def test_an_officer_imports_only_inside_the_own_scope(office: Office) -> None:
    lan = await provincial_officer(office.world)
    await lan.sends_bytes("viec.xlsx", xlsx(GOOD, OTHER))
    lan.expect("Đã nhận")
    lan.expect("1 lỗi", "Dòng 3, cột lead: BGG ở ngoài phạm vi")
    await lan.sends_bytes("viec.xlsx", xlsx(GOOD))
    lan.expect("Đã nhận")
    lan.expect("Sẽ thêm 1", button="Áp dụng")


async def test_an_officer_cannot_take_over_somebody_elses_task(office: Office) -> None:
    await office.world.assign("NV-300", lead="BGG")
    await office.world.settle()
    office.forget_all()
    lan = await provincial_officer(office.world)
    await lan.sends_bytes("viec.xlsx", xlsx(("NV-300", "Của tôi", *GOOD[2:])))
    lan.expect("Đã nhận")
    lan.expect("Dòng 2, cột code: NV-300 ở ngoài phạm vi")


async def test_an_officer_does_not_import_people(office: Office) -> None:
    await office.chi.sends_bytes("nguoi.csv", b"name,agency,role\nX,HDG,admin\n")
    office.chi.expect("Đã nhận")
    office.chi.expect("không có quyền nhập danh sách nhân sự")
    assert len(await office.world.rows(appointments)) == 5


async def test_an_administrator_imports_people_and_not_tasks(office: Office) -> None:
    admin = await office.world.appoint("Ngô Quyền", Role.ADMIN, "UBQGCDS")
    await admin.sends_bytes("viec.xlsx", xlsx(GOOD))
    admin.expect("Đã nhận")
    admin.expect("không có quyền nhập danh sách nhiệm vụ")
    await admin.sends_bytes("nguoi.csv", "name,agency,role\nTạ Uyên,BYT,head\n".encode())
    admin.expect("Đã nhận")
    admin.expect("1 dòng nhân sự", "Sẽ thêm 1", button="Áp dụng")
    await admin.presses("Áp dụng")
    admin.expect("Đã áp dụng")


async def test_somebody_linked_who_gets_a_seat_by_a_list_is_told_and_gets_its_menu(office: Office) -> None:
    admin = await office.world.appoint("Ngô Quyền", Role.ADMIN, "UBQGCDS")
    await office.world.execute("UPDATE people SET email = 'an@hd.vn' WHERE name = :name", name=office.an.name)
    assert "review" not in str(office.an.phone.commands)
    text = f"name,agency,role,email\n{office.an.name},HDG,officer,an@hd.vn\n"
    await admin.sends_bytes("nguoi.csv", text.encode())
    await admin.presses("Áp dụng")
    admin.forget()
    office.an.expect("chuyên viên theo dõi", "Hải Dương")
    assert "duyet" in str(office.an.phone.commands)


async def test_a_focal_points_list_is_still_proof(office: Office) -> None:
    await office.an.sends_bytes("bang.xlsx", xlsx(GOOD))
    office.an.expect("căn cứ hoàn thành của nhiệm vụ nào?", button=CODE)
    assert await status_of(office.world) == []


async def both(office: Office) -> Person:
    """An, who is officer of the own province as well."""
    await office.world.execute(
        "INSERT INTO appointments (person_id, agency_id, role, turn, portfolio, created_at) "
        "SELECT p.id, a.id, 'officer', 1, '[]', p.created_at FROM people p, agencies a "
        "WHERE p.name = :name AND a.code = 'HDG'",
        name=office.an.name,
    )
    return office.an


async def test_who_reports_and_imports_is_asked_which_it_is(office: Office) -> None:
    an = await both(office)
    await an.sends_bytes("bang.xlsx", xlsx(GOOD))
    an.expect("căn cứ hoàn thành hay danh sách để nhập?", button="Căn cứ")
    await an.presses("Danh sách để nhập")
    an.expect_edit("Đã nhận", "bang.xlsx")
    an.expect("Sẽ thêm 1", button="Áp dụng")


async def test_said_to_be_proof_it_goes_to_its_task(office: Office) -> None:
    an = await both(office)
    await an.sends_bytes("bang.xlsx", xlsx(GOOD), caption=f"{CODE} xong")
    question = an.expect("căn cứ hoàn thành hay danh sách", button="Danh sách")
    await an.presses("Căn cứ hoàn thành")
    an.expect(CODE, "bang.xlsx", button="Ghi nhận")
    await an.presses("Danh sách", on=question)
    assert an.toast == OUTDATED


async def test_asked_for_proof_a_list_is_proof(office: Office) -> None:
    an = await both(office)
    await an.says(f"{CODE} đã hoàn thành")
    an.expect("căn cứ hoàn thành")
    await an.sends_bytes("bang.xlsx", xlsx(GOOD))
    an.expect(CODE, "bang.xlsx", button="Ghi nhận")


# --- templates --------------------------------------------------------------------------------------------


async def test_import_explains_and_gives_an_empty_list(office: Office) -> None:
    await office.chi.says("/import")
    told = office.chi.expect("5 MB", "nhiệm vụ")
    sheet = opened(told)
    head = [str(cell.value) for cell in sheet[1]]
    assert head[:4] == ["code", "title_vi", "kind", "lead"]
    assert sheet.max_row == 1


async def test_an_empty_list_that_was_filled_in_is_taken(office: Office) -> None:
    await office.chi.says("/import")
    workbook = load_workbook(io.BytesIO(content_of(office.chi.expect("5 MB"))))
    workbook.worksheets[0].append(["NV-700", "Việc mới", "one_off", "HDG"])
    filled = io.BytesIO()
    workbook.save(filled)
    await office.chi.sends_bytes("viec.xlsx", filled.getvalue())
    office.chi.expect("Đã nhận")
    office.chi.expect("Sẽ thêm 1", button="Áp dụng")


async def test_an_administrator_chooses_the_template(office: Office) -> None:
    admin = await office.world.appoint("Ngô Quyền", Role.ADMIN, "UBQGCDS")
    await admin.says("/import")
    admin.expect("nhân sự", button="Mẫu cơ quan")
    await admin.presses("Mẫu ngày nghỉ")
    assert name_of(admin.expect("ngày nghỉ")) == "mau-calendar.xlsx"
    await admin.forges(Action(Verb.TEMPLATE, argument="tasks"))
    admin.expect_nothing()


async def test_a_focal_point_imports_nothing(office: Office) -> None:
    await office.an.says("/import")
    assert office.an.expect().media is None
