"""What is stored about me: told, handed out, erased; the record stays under a pseudonym."""

import json

import pytest
import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.domain.people import Role
from bot.storage.queues import inbox, outbox
from bot.storage.tables import absences, people, reports
from tests.scenarios.cast import CODE, FOCAL, OUTDATED, PROOF, Office
from tests.world import Person


async def report(office: Office) -> None:
    await office.an.says(f"{CODE} 40%, chờ ý kiến")
    await office.an.presses("Ghi nhận")
    office.an.forget()


async def erase(person: Person) -> None:
    await person.says("/quyenriengtu")
    person.expect("Dữ liệu lưu về anh/chị", button="Xóa dữ liệu")
    await person.presses("Xóa dữ liệu")
    person.expect("Xóa dữ liệu cá nhân?", "Người dùng #", button="Xác nhận xóa")
    await person.presses("Xác nhận xóa")


async def test_the_short_answer_says_who_and_how_much(office: Office) -> None:
    await report(office)
    await office.an.says("/quyenriengtu")
    office.an.expect(
        f"Họ tên: {FOCAL}",
        "Đầu mối: Hải Dương",
        f"{office.an.phone.user.id}, liên kết ngày 10/07/2024",
        "Thư điện tử: không có",
        "1 báo cáo",
    )


async def test_the_export_holds_everything_and_nothing_of_others(office: Office) -> None:
    await report(office)
    await office.submit()
    office.chi.forget()
    await office.an.says("/quyenriengtu")
    office.an.forget()
    await office.an.presses("Xuất dữ liệu")
    text = office.an.expect("Dữ liệu của anh/chị (1/1)").text
    data = json.loads(text.partition("\n")[2])
    assert data["person"]["name"] == FOCAL
    assert data["person"]["telegram_id"] == office.an.phone.user.id
    assert [seat["agency"] for seat in data["seats"]] == ["HDG"]
    assert [entry["task"] for entry in data["reports"]] == [CODE, CODE]
    assert [entry["number"] for entry in data["evidence"]] == [PROOF]
    assert "Phạm Chinh" not in text


async def test_a_long_export_comes_in_parts_that_make_one_document(office: Office) -> None:
    for percent in (10, 20, 30):
        await office.an.says(f"{CODE} {percent}%, {'đang hoàn thiện <dự thảo> & ' * 60}")
        await office.an.presses("Ghi nhận")
    await office.an.says("/quyenriengtu")
    office.an.forget()
    await office.an.presses("Xuất dữ liệu")
    parts = list(office.an.unread)
    assert len(parts) > 1
    whole = "".join(part.text.partition("\n")[2] for part in parts)
    notes = [entry["note"] for entry in json.loads(whole)["reports"]]
    assert [note.count("<dự thảo>") for note in notes] == [60, 60, 60]
    office.an.forget()


async def test_erasing_needs_a_second_tap(office: Office) -> None:
    before = await office.world.rows(people)
    await office.an.says("/quyenriengtu")
    office.an.forget()
    await office.an.presses("Xóa dữ liệu")
    asked = office.an.expect("Xóa dữ liệu cá nhân?")
    await office.an.presses("Hủy", on=asked)
    office.an.expect_edit("Đã hủy")
    await office.an.forges(Action(Verb.TALK, 1, 1, "ok"), on=asked)
    assert office.an.toast == OUTDATED
    assert await office.world.rows(people) == before


async def test_erasing_leaves_the_record_and_takes_the_person(office: Office) -> None:
    await report(office)
    row = await office.world.person_row(FOCAL)
    await office.world.execute("UPDATE people SET email = 'an@hd.vn' WHERE id = :id", id=row["id"])
    await office.world.away(FOCAL, "2024-07-20", "2024-07-25")
    kept = await office.world.rows(reports)
    await erase(office.an)
    office.an.expect_edit("Đã xóa dữ liệu cá nhân", f"Người dùng #{row['id']}")
    found = (await office.world.read(sa.select(people).where(people.c.id == row["id"])))[0]
    stored = dict(zip(people.c.keys(), found, strict=True))
    assert stored["name"] == f"Người dùng #{row['id']}"
    assert (stored["email"], stored["telegram_id"], stored["language"]) == ("", None, None)
    assert await office.world.rows(absences) == []
    assert await office.world.rows(reports) == kept
    office.forget_all()


async def test_the_history_shows_the_pseudonym(office: Office) -> None:
    await report(office)
    await erase(office.an)
    office.forget_all()
    await office.chi.says(f"/lichsu {CODE}")
    history = office.chi.expect("Người dùng #", "báo cáo tiến độ")
    assert FOCAL not in history.text


async def test_name_and_account_are_nowhere_in_what_was_sent_or_received(office: Office) -> None:
    await report(office)
    number = str(office.an.phone.user.id)
    await erase(office.an)
    office.forget_all()
    await office.world.settle()
    told = str(await office.world.read(sa.select(outbox.c.data)))
    assert "Phạm Chinh" in told
    assert FOCAL not in told
    assert await office.world.read(sa.select(outbox.c.id).where(outbox.c.chat_id == int(number))) == []
    words = inbox.c.payload.contains(number)
    # The press that erased is the one update that was still in hand; the upkeep takes it with all the others.
    assert len(await office.world.read(sa.select(inbox.c.id).where(words))) <= 1


async def test_afterwards_the_person_is_a_stranger_and_old_links_are_dead(office: Office) -> None:
    code = await office.world.invite(FOCAL, Role.FOCAL_POINT, "HDG")
    await erase(office.an)
    office.forget_all()
    await office.an.says("/nhiemvu")
    office.an.expect("đường dẫn mời riêng")
    await office.an.says(f"/start {code}")
    office.an.expect("không còn hiệu lực")


async def test_officer_and_administrator_are_told_without_the_name(office: Office) -> None:
    admin = await office.world.appoint("Mai Quản", Role.ADMIN, "CP")
    await erase(office.an)
    office.chi.expect("Hải Dương hiện không có đầu mối liên kết")
    for person in (office.chi, admin):
        told = person.expect("Người dùng #", "Hải Dương", "đã tự xóa dữ liệu cá nhân")
        assert FOCAL not in told.text
    office.forget_all()


async def test_what_was_owed_goes_on_to_the_next_in_turn(office: Office) -> None:
    deputy = await office.world.appoint("Đỗ Hạnh", Role.FOCAL_POINT, "HDG")
    await erase(office.an)
    office.forget_all()
    await office.world.go_to("2024-07-12")
    deputy.expect(CODE, "còn 5 ngày làm việc")
    office.forget_all()


@pytest.mark.parametrize("argument", ["", "zz", "erase.1"])
async def test_a_forged_choice_does_nothing(office: Office, argument: str) -> None:
    before = await office.world.rows(people)
    await office.an.forges(Action(Verb.PRIVACY, argument=argument))
    assert office.an.toast == OUTDATED
    assert await office.world.rows(people) == before


async def test_privacy_speaks_english(office: Office) -> None:
    await office.an.says("/language")
    await office.an.presses("English")
    office.an.forget()
    await office.an.says("/privacy")
    office.an.expect("What is stored about you", "Focal point", button="Erase my data")
    await office.an.presses("Export my data")
    office.an.expect("Your data (1/1)")
    await office.an.presses("Erase my data")
    office.an.expect("Erase your personal data?")
    await office.an.presses("Confirm erasing")
    office.an.expect_edit("Your personal data were erased")
    office.forget_all()
