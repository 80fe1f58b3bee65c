"""People who come, leave, change phones: somebody always hears of the open tasks."""

import pytest

from bot.domain.people import Role
from tests.scenarios.cast import CODE, FOCAL, TITLE, Office
from tests.world import AGENCIES, Person, World

DEPUTY = "Đỗ Hạnh"


async def seat_deputy(office: Office) -> Person:
    return await office.world.appoint(DEPUTY, Role.FOCAL_POINT, "HDG")


async def test_with_nobody_bound_nothing_crashes_and_whoever_comes_is_told(world: World) -> None:
    await world.load_csv("agencies.csv", AGENCIES)
    await world.assign(CODE, title_vi=TITLE)
    await world.go_to("2024-07-16")
    an = world.stranger(FOCAL)
    code = await world.invite(FOCAL, Role.FOCAL_POINT, "HDG")
    await an.says(f"/start {code}")
    an.expect("Kính chào", "Đầu mối: Ủy ban nhân dân tỉnh Hải Dương")
    an.expect(CODE, button="Đã xem")
    await world.settle()
    world.expect_silence()


async def test_a_head_who_comes_late_hears_of_what_is_late(office: Office) -> None:
    await office.world.go_to("2024-07-22")
    office.forget_all()
    await office.world.revoke(office.binh.name)
    new = office.world.stranger("Lãnh đạo mới")
    code = await office.world.invite("Lãnh đạo mới", Role.HEAD, "HDG")
    await new.says(f"/start {code}")
    new.expect("Kính chào")
    new.expect(CODE, "quá hạn 2 ngày")
    office.forget_all()


async def test_a_second_focal_point_is_not_told_all_over_what_the_first_knows(office: Office) -> None:
    deputy = office.world.stranger(DEPUTY)
    code = await office.world.invite(DEPUTY, Role.FOCAL_POINT, "HDG")
    await deputy.says(f"/start {code}")
    deputy.expect("Kính chào")
    office.world.expect_silence()


async def test_when_the_focal_point_leaves_the_deputy_hears_of_the_open_tasks(office: Office) -> None:
    deputy = await seat_deputy(office)
    await office.world.revoke(FOCAL)
    await office.world.settle()
    deputy.expect(CODE, button="Đã xem")
    office.world.expect_silence()


async def test_what_was_held_for_somebody_who_leaves_reaches_the_deputy(office: Office) -> None:
    deputy = await seat_deputy(office)
    office.world.clock.set("2024-07-10", "20:00")
    await office.world.assign("NV-002")
    await office.world.settle()
    await office.world.revoke(FOCAL)
    await office.world.go_to("2024-07-11", "07:00")
    deputy.expect("NV-002")
    office.an.expect_nothing()
    office.world.expect_silence()


async def test_a_new_phone_takes_over_and_the_old_one_is_a_strangers(office: Office) -> None:
    world = office.world
    code = await world.invite(FOCAL, Role.FOCAL_POINT, "HDG")
    phone = world.stranger("Máy mới", language_code="en")
    await phone.says(f"/start {code}")
    phone.expect("Kính chào", FOCAL)  # the language they chose stays
    await office.an.says(CODE)
    office.an.expect("đường dẫn mời riêng")
    await phone.says(CODE)
    phone.expect(CODE, "Hải Dương")


async def test_the_language_of_the_imported_list_stays(office: Office) -> None:
    people = "name,agency,role,language\nEmma,BYT,focal_point,en\n"
    await office.world.load_csv("people.csv", people)
    emma = office.world.stranger("Emma", language_code="vi")
    code = await office.world.invite("Emma", Role.FOCAL_POINT, "BYT")
    await emma.says(f"/start {code}")
    emma.expect("Ministry of Health")


@pytest.mark.parametrize("name_en", ["", "Ministry"])
async def test_an_agency_without_an_english_name_is_greeted_by_its_own(office: Office, name_en: str) -> None:
    await office.world.execute("UPDATE agencies SET name_en = :name WHERE code = 'BYT'", name=name_en)
    emma = office.world.stranger("Emma", language_code="en")
    code = await office.world.invite("Emma", Role.FOCAL_POINT, "BYT")
    await emma.says(f"/start {code}")
    emma.expect(f"Focal point: {name_en or 'Bộ Y tế'}")
