"""A list sent to the bot: checked row by row, previewed, mended, applied on a tap."""

from datetime import date

import pytest
import sqlalchemy as sa

from bot.domain.people import Role
from bot.storage.queues import outbox
from bot.storage.tables import events, tasks
from bot.storage.upload_tables import uploads
from tests.scenarios.cast import CODE, OUTDATED, Office
from tests.scenarios.file_setting import (
    GOOD,
    HEAD,
    MEGABYTE,
    OTHER,
    THREE_FAULTS,
    codes,
    csv,
    kept_files,
    opened,
    preview,
    status_of,
    xlsx,
)


async def test_a_list_with_three_errors_is_mended_and_applied(office: Office) -> None:
    await office.chi.sends_bytes("viec.xlsx", xlsx(*THREE_FAULTS))
    office.chi.expect("Đã nhận", "viec.xlsx")
    told = office.chi.expect(
        "3 lỗi, chưa ghi gì", "Dòng 2, cột due_date", "Dòng 3, cột lead", "Dòng 4, cột title_vi"
    )
    assert "“31/09/2024” không phải ngày" in told.text
    assert not told.list_buttons()
    assert await codes(office.world) == [CODE]
    await office.chi.sends_bytes("viec.xlsx", xlsx(GOOD, OTHER))
    office.chi.expect("Đã nhận")
    office.chi.expect("2 dòng nhiệm vụ, không có lỗi", "Sẽ thêm 2", "Giao mới 3", button="Hủy")
    assert await codes(office.world) == [CODE]
    await office.chi.presses("Áp dụng")
    office.chi.expect_edit("Đang áp dụng", "viec.xlsx")
    office.chi.expect("Đã áp dụng", "Thêm 2")
    assert await codes(office.world) == [CODE, "NV-100", "NV-101"]
    assert await status_of(office.world) == ["faulty", "applied"]
    office.forget_all()


async def test_it_is_written_who_applied_it(office: Office) -> None:
    await preview(office.chi, GOOD)
    await office.chi.presses("Áp dụng")
    office.chi.expect("Đã áp dụng")
    who = (await office.world.person_row(office.chi.name))["id"]
    found = await office.world.read(
        sa.select(events.c.actor_id).where(events.c.kind == "imported").order_by(events.c.id)
    )
    assert found[-1] == (who,)
    office.forget_all()
    await office.an.says("/lichsu NV-100")
    office.an.expect(office.chi.name)


async def test_a_changed_date_is_shown_before_and_recorded_after(office: Office) -> None:
    await preview(office.chi, GOOD)
    await office.chi.presses("Áp dụng")
    office.forget_all()
    moved = (*GOOD[:-1], date(2024, 9, 15))
    told = await preview(office.chi, moved)
    assert "NV-100, hạn: 30/08/2024 → 15/09/2024" in told.text
    assert "dời hạn 1" in told.text
    await office.chi.presses("Áp dụng")
    office.chi.expect("Đã áp dụng", "thay đổi 1")
    assert (await office.world.state_of("NV-100"))["due_on"] == date(2024, 9, 15)
    amended = await office.world.read(sa.select(events.c.actor_id).where(events.c.kind == "amended"))
    assert {row[0] for row in amended} == {(await office.world.person_row(office.chi.name))["id"]}
    office.forget_all()


async def test_a_list_that_changes_nothing_needs_no_tap(office: Office) -> None:
    await preview(office.chi, GOOD)
    await office.chi.presses("Áp dụng")
    office.forget_all()
    await office.chi.sends_bytes("viec.xlsx", xlsx(GOOD))
    office.chi.expect("Đã nhận")
    assert not office.chi.expect("giống hệt dữ liệu đang có").list_buttons()


async def test_nobody_else_can_apply_it(office: Office) -> None:
    told = await preview(office.chi, GOOD)
    apply = office.chi.data_of("Áp dụng", on=told)
    colleague = await office.world.appoint("Đỗ Khanh", Role.OFFICER, "UBQGCDS")
    for person in (office.an, colleague, office.dung):
        await person.says("/trogiup")
        person.forget()
        await person.forges(apply)
        assert person.toast == "Không tìm thấy trong phạm vi của anh/chị."
    assert await codes(office.world) == [CODE]
    assert await status_of(office.world) == ["ready"]


async def test_the_same_press_twice_imports_once(office: Office) -> None:
    told = await preview(office.chi, GOOD)
    data = office.chi.data_of("Áp dụng", on=told)
    office.chi.phone.press_data(told.id, data)
    office.chi.phone.press_data(told.id, data)
    await office.world.settle()
    office.chi.expect("Đã áp dụng", "Thêm 1")
    assert "đã được" in office.chi.toast
    office.chi.expect_nothing()
    office.forget_all()


async def test_a_cancelled_list_leaves_nothing(office: Office) -> None:
    told = await preview(office.chi, GOOD)
    assert len(kept_files(office.world)) == 1
    data = office.chi.data_of("Áp dụng", on=told)
    await office.chi.presses("Hủy")
    office.chi.expect_edit("Đã hủy")
    assert kept_files(office.world) == []
    await office.chi.forges(data, on=told)
    assert office.chi.toast == OUTDATED
    assert await codes(office.world) == [CODE]


async def test_a_preview_that_no_longer_holds_is_shown_again(office: Office) -> None:
    old = await preview(office.chi, GOOD)
    data = office.chi.data_of("Áp dụng", on=old)
    await office.world.assign("NV-100", title_vi="Báo cáo năm", due_date="2024-08-30")
    office.forget_all()
    await office.chi.presses("Áp dụng", on=old)
    office.chi.expect("Dữ liệu đã thay đổi", "NV-100, tên: Báo cáo năm → Báo cáo quý", button="Áp dụng")
    assert (await office.world.read(sa.select(tasks.c.title_vi).where(tasks.c.code == "NV-100"))) == [
        ("Báo cáo năm",)
    ]
    await office.chi.forges(data, on=old)
    assert office.chi.toast == OUTDATED
    await office.chi.presses("Áp dụng")
    office.chi.expect("Đã áp dụng", "thay đổi 1")
    office.forget_all()


async def test_a_preview_can_be_applied_for_a_day(office: Office) -> None:
    told = await preview(office.chi, GOOD)
    await office.world.go_to("2024-07-11", "08:31")
    office.forget_all()
    assert await status_of(office.world) == ["expired"]
    assert kept_files(office.world) == []
    await office.chi.presses("Áp dụng", on=told)
    assert office.chi.toast == OUTDATED


async def test_revoked_between_the_tap_and_the_import_nothing_is_written(office: Office) -> None:
    told = await preview(office.chi, GOOD)
    office.chi.phone.press(told.id, "Áp dụng")
    await office.world.app.poller.fetch_once(wait_seconds=0)
    await office.world.app.worker.drain()
    await office.world.revoke(office.chi.name)
    await office.world.settle()
    assert await codes(office.world) == [CODE]
    office.forget_all()


async def test_a_formula_is_not_evaluated(office: Office) -> None:
    await office.chi.sends_bytes("viec.xlsx", xlsx((*GOOD[:-1], "=TODAY()+10")))
    office.chi.expect("Đã nhận")
    office.chi.expect("1 lỗi", "Dòng 2, cột due_date: có công thức")


async def test_a_list_larger_than_five_megabytes_is_not_taken(office: Office) -> None:
    await office.chi.sends_bytes("viec.xlsx", bytes(5 * MEGABYTE + 1))
    office.chi.expect("lớn hơn 5 MB")
    assert await status_of(office.world) == []


@pytest.mark.parametrize("name", ["viec.xls", "viec.XLSM", "viec.ods"])
async def test_other_tables_are_answered_with_what_to_do(office: Office, name: str) -> None:
    await office.chi.sends_bytes(name, b"x")
    office.chi.expect("chỉ nhận tệp .xlsx hoặc .csv", "Lưu thành")


async def test_what_is_no_workbook_inside_is_said(office: Office) -> None:
    await office.chi.sends_bytes("viec.xlsx", b"PK\x03\x04 nothing")
    office.chi.expect("Đã nhận")
    office.chi.expect("1 lỗi", "không phải tệp CSV hay Excel đọc được")


async def test_more_than_ten_errors_come_back_in_the_file_itself(office: Office) -> None:
    rows = [
        (
            f"NV-{n}",
            f"=Việc {n}" if n == 200 else f"Việc {n}",
            "one_off",
            "XXX",
            "single",
            "2024-07-10",
            "2024-08-30",
        )
        for n in range(200, 215)
    ]
    rows[0] = ("NV-200", "+1+1", *rows[0][2:])
    await office.chi.sends_bytes("viec.xlsx", xlsx(*rows))
    office.chi.expect("Đã nhận")
    office.chi.expect("15 lỗi", "… và 5 lỗi khác")
    file = office.chi.expect("cột error", "15")
    sheet = opened(file)
    head = [cell.value for cell in sheet[1]]
    assert head == [*HEAD, "error"]
    assert sheet["A2"].value == "NV-200"
    assert "không có cơ quan mã" in str(sheet["H2"].value)
    assert (sheet["B2"].data_type, sheet["B2"].quotePrefix) == ("s", True)


async def test_the_file_that_came_back_can_be_mended_and_sent(office: Office) -> None:
    await office.chi.sends_bytes("viec.xlsx", xlsx((*GOOD, "lead: không có"), head=(*HEAD, "error")))
    office.chi.expect("Đã nhận")
    office.chi.expect("Sẽ thêm 1", button="Áp dụng")


async def test_many_changes_come_as_a_file_before_the_preview(office: Office) -> None:
    rows = [
        (f"NV-{n}", "Việc", "one_off", "HDG", "single", "2024-07-10", "2024-08-30") for n in range(200, 208)
    ]
    await preview(office.chi, *rows)
    await office.chi.presses("Áp dụng")
    office.forget_all()
    await office.chi.sends_bytes("viec.xlsx", xlsx(*[(row[0], "Tên khác", *row[2:]) for row in rows]))
    office.chi.expect("Đã nhận")
    sheet = opened(office.chi.expect("Toàn bộ 8 thay đổi"))
    assert [cell.value for cell in sheet[2]] == ["NV-200", "tên", "Việc", "Tên khác"]
    assert sheet.max_row == 9
    office.chi.expect("thay đổi 8", "… và 3 thay đổi khác", button="Áp dụng")


async def test_a_secrecy_mark_is_refused_unquoted_and_kept_nowhere(office: Office) -> None:
    secret = "Kế hoạch Hoa Sen (Tối mật)"
    await office.chi.sends_bytes("viec.xlsx", xlsx(GOOD, ("NV-101", secret, *OTHER[2:])))
    office.chi.expect("Đã nhận")
    told = office.chi.expect("1 lỗi", "Dòng 3, cột title_vi", "dấu chỉ độ mật")
    assert "Hoa Sen" not in told.text
    assert kept_files(office.world) == []
    rows = await office.world.rows(uploads, outbox)
    assert "Hoa Sen" not in str(rows)


async def test_a_mark_in_a_date_is_not_quoted_either(office: Office) -> None:
    await office.chi.sends_bytes("viec.csv", csv("NV-1,Việc,one_off,HDG,single,2024-07-10,Tối mật"))
    office.chi.expect("Đã nhận")
    told = office.chi.expect("cột due_date", "dấu chỉ độ mật")
    assert "Tối mật" not in told.text
