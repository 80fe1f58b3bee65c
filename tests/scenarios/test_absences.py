"""Away: announced in words or by a tap; reminders, results and decisions pass to the next in turn and come back."""

import pytest
import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.domain.people import Role
from bot.storage.tables import absences, events
from tests.scenarios.cast import CODE, FOCAL, OUTDATED, Office
from tests.world import Person

DEPUTY, SECOND_OFFICER = "Đỗ Hạnh", "Cao Sơn"


async def seat_deputy(office: Office) -> Person:
    return await office.world.appoint(DEPUTY, Role.FOCAL_POINT, "HDG")


async def announce(person: Person, days: str) -> None:
    """``/vang`` in words, confirmed."""
    await person.says(f"/vang {days}")
    person.expect("Ghi vắng mặt", button="Ghi nhận")
    await person.presses("Ghi nhận")
    person.expect_edit("Đã ghi vắng mặt")


async def days_of(office: Office) -> list[tuple[str, str]]:
    found = await office.world.read(sa.select(absences.c.from_on, absences.c.to_on).order_by(absences.c.id))
    return [(first.isoformat(), last.isoformat()) for first, last in found]


# --- announcing -------------------------------------------------------------------------------------------


async def test_days_in_words_become_a_card_with_weekdays_and_the_deputy(office: Office) -> None:
    deputy = await seat_deputy(office)
    await office.an.says("/vang từ 12/7 đến 15/7")
    office.an.expect(
        "Từ: Thứ Sáu 12/07/2024", "Đến hết: Thứ Hai 15/07/2024", "Đầu mối, Hải Dương: Đỗ Hạnh nhận thay"
    )
    assert await days_of(office) == []
    await office.an.presses("Ghi nhận")
    office.an.expect_edit("Đã ghi vắng mặt", "Đỗ Hạnh nhận thay")
    assert await days_of(office) == [("2024-07-12", "2024-07-15")]
    deputy.expect("Lưu Ân vắng mặt từ 12/07/2024 đến 15/07/2024", "Hải Dương")


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("mai nghỉ", "2024-07-11", "2024-07-11"),
        ("tuần sau", "2024-07-15", "2024-07-19"),
        ("tu 20/7 den 25/7", "2024-07-20", "2024-07-25"),
        ("20-25/7", "2024-07-20", "2024-07-25"),
        ("nghỉ 3 ngày từ thứ hai", "2024-07-15", "2024-07-17"),
        ("đến hết 12/7", "2024-07-10", "2024-07-12"),
    ],
)
async def test_the_days_are_understood_as_answer_too(
    office: Office, said: str, first: str, last: str
) -> None:
    await office.an.says("/vang")
    office.an.expect("Chưa ghi ngày vắng mặt nào", "Vắng từ ngày nào", button="Tuần sau")
    await office.an.says(said)
    office.an.expect("Ghi vắng mặt", "chưa có ai nhận thay")
    await office.an.presses("Ghi nhận")
    assert await days_of(office) == [(first, last)]


@pytest.mark.parametrize(
    ("button", "first", "last"),
    [
        ("Hôm nay", "2024-07-10", "2024-07-10"),
        ("Ngày mai", "2024-07-11", "2024-07-11"),
        ("Tuần sau", "2024-07-15", "2024-07-19"),
    ],
)
async def test_a_tap_is_enough(office: Office, button: str, first: str, last: str) -> None:
    await office.an.says("/vang")
    office.an.expect(button=button)
    await office.an.presses(button)
    office.an.expect_edit("Ghi vắng mặt")
    await office.an.presses("Ghi nhận")
    assert await days_of(office) == [(first, last)]


async def test_other_days_while_the_card_is_open_replace_it(office: Office) -> None:
    await office.an.says("/vang mai")
    office.an.expect("11/07/2024")
    await office.an.says("à nhầm, từ 12/7 đến 13/7")
    card = office.an.expect("12/07/2024")
    await office.an.presses("Ghi nhận", on=card)
    assert await days_of(office) == [("2024-07-12", "2024-07-13")]


@pytest.mark.parametrize("said", ["từ 1/7 đến 5/7/2024", "từ 25/7 đến 20/7", "từ 1/1/2030 đến 5/1/2030"])
async def test_days_that_cannot_be_are_refused(office: Office, said: str) -> None:
    await office.an.says(f"/vang {said}")
    office.an.expect("Những ngày này không dùng được")
    assert await days_of(office) == []


async def test_a_report_while_the_question_is_open_is_a_report(office: Office) -> None:
    await office.an.says("/vang")
    office.an.expect("Vắng từ ngày nào")
    await office.an.says(f"{CODE} 40%")
    office.an.expect(CODE, "40%", button="Ghi nhận")
    await office.an.says("xin chào")
    office.an.forget()


async def test_the_same_days_are_recorded_once(office: Office) -> None:
    await announce(office.an, "tuần sau")
    await office.an.says("/vang thứ ba tuần sau")
    office.an.expect("16/07/2024")
    await office.an.presses("Ghi nhận")
    office.an.expect_edit("đã được ghi vắng mặt")
    assert len(await days_of(office)) == 1


async def test_an_old_card_records_nothing(office: Office) -> None:
    await office.an.says("/vang mai")
    card = office.an.expect("11/07/2024")
    await office.an.says("/vang tuần sau")
    office.an.expect("15/07/2024")
    await office.an.forges(Action(Verb.TALK, 1, 1, "ok"), on=card)
    assert office.an.toast == OUTDATED
    assert await days_of(office) == []


# --- the list, and back again -----------------------------------------------------------------------------


async def test_an_absence_can_be_listed_and_cancelled(office: Office) -> None:
    await announce(office.an, "tuần sau")
    await office.an.says("/vang")
    office.an.expect("15/07/2024 đến 19/07/2024", button="Hủy 15/07 - 19/07")
    await office.an.presses("Hủy 15/07")
    office.an.expect_edit("Đã hủy vắng mặt 15/07/2024")
    assert await days_of(office) == []
    kinds = await office.world.read(sa.select(events.c.kind).where(events.c.kind.in_(["absent", "back"])))
    assert [kind for (kind,) in kinds] == ["absent", "back"]


async def test_coming_back_early_gives_the_turn_back_at_once(office: Office) -> None:
    deputy = await seat_deputy(office)
    await announce(office.an, "từ 11/7 đến 19/7")
    deputy.expect("vắng mặt")
    await office.world.go_to("2024-07-12")
    deputy.expect(CODE, "còn 5 ngày làm việc")
    await office.an.says("/vang")
    office.an.expect("11/07/2024")
    await office.an.presses("Hủy 11/07")
    assert await days_of(office) == [("2024-07-11", "2024-07-11")]
    office.forget_all()
    await office.world.go_to("2024-07-16")
    office.an.expect(CODE, "còn 3 ngày làm việc")
    office.forget_all()


async def test_nobody_cancels_what_is_not_theirs(office: Office) -> None:
    await announce(office.an, "tuần sau")
    absence = (await office.world.read(sa.select(absences.c.id)))[0][0]
    for person in (office.giang, office.binh, office.dung):
        await person.forges(Action(Verb.UNAWAY, absence))
        assert "Không tìm thấy" in person.toast or "không thuộc phạm vi" in person.toast
    assert len(await days_of(office)) == 1


# --- by the officer ---------------------------------------------------------------------------------------


async def test_the_officer_enters_one_for_a_focal_point_who_is_told(office: Office) -> None:
    deputy = await seat_deputy(office)
    an = (await office.world.person_row(FOCAL))["id"]
    await office.chi.forges(Action(Verb.AWAY, an))
    office.chi.expect("Lịch vắng mặt của Lưu Ân")
    await office.chi.says("từ 12/7 đến 15/7")
    office.chi.expect("Ghi vắng mặt cho Lưu Ân", "Đỗ Hạnh nhận thay")
    await office.chi.presses("Ghi nhận")
    office.chi.expect_edit("Đã ghi vắng mặt")
    office.an.expect("Phạm Chinh đã ghi anh/chị vắng mặt từ 12/07/2024 đến 15/07/2024")
    deputy.expect("Lưu Ân vắng mặt")
    await office.an.says("/vang")
    office.an.expect("12/07/2024 đến 15/07/2024")
    await office.an.presses("Hủy 12/07")
    assert await days_of(office) == []


@pytest.mark.parametrize("who", ["giang", "binh", "dung"])
async def test_nobody_else_enters_one_for_others(office: Office, who: str) -> None:
    person: Person = getattr(office, who)
    await person.forges(Action(Verb.AWAY, (await office.world.person_row(FOCAL))["id"]))
    assert "Không tìm thấy" in person.toast or "không thuộc phạm vi" in person.toast
    person.expect_nothing()


async def test_an_administrator_is_in_no_turn(office: Office) -> None:
    admin = await office.world.appoint("Mai Quản", Role.ADMIN, "CP")
    await admin.says("/vang mai")
    admin.expect("không thuộc phạm vi")


# --- the turn passes and comes back -----------------------------------------------------------------------


async def test_reminders_go_to_the_deputy_and_come_back(office: Office) -> None:
    deputy = await seat_deputy(office)
    await announce(office.an, "từ 12/7 đến 15/7")
    deputy.expect("vắng mặt")
    await office.world.go_to("2024-07-12")
    deputy.expect(CODE, "còn 5 ngày làm việc")
    office.an.expect_nothing()
    await office.world.go_to("2024-07-16")
    office.an.expect(CODE, "còn 3 ngày làm việc")
    office.forget_all()


async def test_result_cards_go_to_the_other_officer_and_come_back(office: Office) -> None:
    other = await office.world.appoint(SECOND_OFFICER, Role.OFFICER, "UBQGCDS")
    await announce(office.chi, "hôm nay")
    other.expect("Phạm Chinh vắng mặt")
    await office.submit()
    other.expect("Kết quả chờ xác nhận", CODE)
    office.chi.expect_nothing()
    await other.presses("Trả lại")
    other.expect(CODE)
    await other.says("Thiếu dấu")
    office.forget_all()
    await office.world.go_to("2024-07-11", "09:00")
    office.forget_all()
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận", CODE)
    other.expect_nothing()


async def test_decisions_go_to_the_deputy_and_come_back(office: Office) -> None:
    deputy = await seat_deputy(office)
    await office.submit()
    office.chi.expect("Kết quả chờ xác nhận")
    await announce(office.an, "hôm nay")
    deputy.expect("vắng mặt")
    await office.chi.presses("Trả lại")
    office.chi.expect(CODE)
    await office.chi.says("Thiếu dấu")
    deputy.expect("được trả lại", "Thiếu dấu")
    office.forget_all()
    await office.world.go_to("2024-07-11", "09:00")
    office.forget_all()
    await office.submit()
    office.chi.forget()
    await office.chi.presses("Xác nhận")
    office.an.expect(CODE, "đã xác nhận")
    office.forget_all()


# --- English ----------------------------------------------------------------------------------------------


async def test_absences_speak_english(office: Office) -> None:
    deputy = await seat_deputy(office)
    await office.an.says("/language")
    await office.an.presses("English")
    office.an.forget()
    await office.an.says("/away")
    office.an.expect("Your absences", "Away from when to when?", button="Tomorrow")
    await office.an.says("from 12/7 to 15/7")
    office.an.expect("Record an absence", "Fri 12/07/2024", "Mon 15/07/2024", "Đỗ Hạnh stands in")
    await office.an.presses("Record")
    office.an.expect_edit("The absence is recorded")
    deputy.expect("Lưu Ân vắng mặt")
    await office.an.says("/away")
    office.an.expect("12/07/2024 to 15/07/2024")
    await office.an.presses("Cancel 12/07")
    office.an.expect_edit("was cancelled")
