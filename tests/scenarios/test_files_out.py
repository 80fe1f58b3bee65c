"""Files that the bot makes when it sends them: the task list, the calendar."""

from datetime import datetime

import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.storage.tables import assignments
from bot.storage.upload_tables import sent_files
from tests.scenarios.cast import CODE, TITLE, Office, learns_nothing
from tests.scenarios.file_setting import content_of, name_of, opened


async def test_the_list_comes_as_a_workbook(office: Office) -> None:
    await office.an.says("/nhiemvu")
    office.an.expect(CODE, button="Tải Excel")
    await office.an.presses("Tải Excel")
    file = office.an.expect("tính đến 10/07/2024")
    assert name_of(file) == "nhiem-vu-2024-07-10.xlsx"
    sheet = opened(file)
    assert (sheet["B2"].value, sheet["C2"].value) == (CODE, TITLE)
    assert sheet["H2"].value == datetime(2024, 7, 20)  # noqa: DTZ001 a workbook knows no zones
    assert sheet.max_row == 2


async def test_a_reader_gets_the_own_scope_and_nothing_else(office: Office) -> None:
    await office.giang.says("/trogiup")
    office.giang.forget()
    await office.giang.forges(Action(Verb.EXCEL, argument="all"))
    file = office.giang.expect("tính đến")
    assert opened(file).max_row == 1
    learns_nothing(office.giang)


async def test_the_overdue_list_holds_what_is_late(office: Office) -> None:
    await office.world.assign("NV-500", due_date="2024-12-31")
    await office.world.go_to("2024-07-22")
    office.forget_all()
    await office.dung.says("/quahan")
    office.dung.expect(CODE, button="Tải Excel")
    await office.dung.presses("Tải Excel")
    file = office.dung.expect("quá hạn")
    assert name_of(file) == "nhiem-vu-qua-han-2024-07-22.xlsx"
    sheet = opened(file)
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [CODE]
    office.forget_all()


async def test_the_summary_has_its_workbook(office: Office) -> None:
    await office.dung.says("/tonghop")
    await office.dung.presses("Tải Excel")
    office.dung.forget()
    assert name_of(office.dung.phone.last) == "nhiem-vu-2024-07-10.xlsx"


async def test_the_second_reader_costs_no_upload(office: Office) -> None:
    for person in (office.chi, office.dung):
        await person.says("/quahan")
        await person.says("/tonghop")
        await person.presses("Tải Excel")
    first, second = (person.phone.last for person in (office.chi, office.dung))
    assert first.media is not None
    assert second.media is not None
    assert first.media.file == second.media.file
    assert len(await office.world.rows(sent_files)) == 2  # the picture is the same for both as well
    office.forget_all()


async def test_a_report_in_between_makes_a_new_file(office: Office) -> None:
    await office.chi.says("/tonghop")
    await office.chi.presses("Tải Excel")
    before = office.chi.phone.last
    await office.an.says(f"{CODE} 40%")
    await office.an.presses("Ghi nhận")
    await office.chi.presses("Tải Excel")
    after = office.chi.phone.last
    assert content_of(before) != content_of(after)
    assert opened(after)["M2"].value == 40
    office.forget_all()


async def test_an_id_that_telegram_forgot_is_uploaded_again(office: Office) -> None:
    office.world.allowed_refusals.append("wrong file identifier")
    await office.chi.says("/tonghop")
    await office.chi.presses("Tải Excel")
    await office.world.execute("UPDATE sent_files SET file_id = 'BQACgone' WHERE key LIKE '%.xlsx:%'")
    await office.dung.says("/tonghop")
    await office.dung.presses("Tải Excel")
    assert opened(office.dung.phone.last).max_row == 2
    office.forget_all()


async def test_whoever_was_revoked_meanwhile_gets_no_file(office: Office) -> None:
    await office.chi.says("/tonghop")
    office.chi.forget()
    office.chi.phone.press(office.chi.phone.last.id, "Tải Excel")
    await office.world.app.poller.fetch_once(wait_seconds=0)
    await office.world.app.worker.drain()
    await office.world.revoke(office.chi.name)
    await office.world.settle()
    office.chi.expect_nothing()
    office.forget_all()


async def test_deadlines_come_as_a_calendar(office: Office) -> None:
    await office.an.says("/lich")
    file = office.an.expect("1 thời hạn")
    assert name_of(file) == "lich-han-2024-07-10.ics"
    text = content_of(file).decode()
    found = await office.world.read(sa.select(assignments.c.id, assignments.c.rev))
    assert f"UID:assignment-{found[0][0]}@dondoc\r\n" in text
    assert "DTSTART;VALUE=DATE:20240720\r\n" in text
    assert f"SUMMARY:Hạn {CODE}: {TITLE}\r\n" in text


async def test_without_deadlines_there_is_no_calendar(office: Office) -> None:
    await office.giang.says("/calendar")
    assert office.giang.expect("không có thời hạn").media is None


async def test_who_watches_many_agencies_gets_no_calendar_of_them_all(office: Office) -> None:
    await office.dung.says("/lich")
    assert office.dung.expect().media is None
