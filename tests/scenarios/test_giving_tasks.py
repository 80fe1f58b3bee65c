"""``/giao``: a task in a chat, question by question or in one message, previewed, then given, announced, rolled up."""

import pytest
import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.domain.people import Role
from bot.storage.events import EventKind
from bot.storage.tables import assignments, directives, events, tasks
from tests.scenarios.cast import OFFICER, OUTDATED, Office, learns_nothing
from tests.world import World

TITLE = "Ban hành kế hoạch dữ liệu mở"
ALL_IN_ONE = f"/giao {TITLE}; Hải Dương, Bắc Giang; 30/9; 123/TB-VPCP"
TASKS = sa.select(tasks.c.code, tasks.c.lead, tasks.c.lead_mode, tasks.c.due_on).order_by(tasks.c.id)
MADE = sa.select(sa.func.count()).select_from(assignments)


async def codes(office: Office) -> list[str]:
    return [row[0] for row in await office.world.read(TASKS)]


async def count(world: World, code: str) -> int:
    joined = MADE.join(tasks, tasks.c.id == assignments.c.task_id).where(tasks.c.code == code)
    return int((await world.read(joined))[0][0])


async def test_it_asks_one_thing_at_a_time(office: Office) -> None:
    chi = office.chi
    await chi.says("/giao")
    chi.expect("Tên nhiệm vụ là gì?", button="Hủy")
    await chi.says(TITLE)
    chi.expect("Nguồn giao", button="Không ghi nguồn")
    await chi.says("Phiên họp lần thứ 9")
    chi.expect("Giao cơ quan nào chủ trì?")
    await chi.says("Hải Dương và Bắc Giang")
    chi.expect("2 cơ quan cùng được giao", button="Mỗi cơ quan một việc riêng")
    await chi.presses("Mỗi cơ quan")
    chi.expect_edit("Thời hạn đến khi nào?")
    await chi.says("hết tháng 8")
    chi.expect(
        "Giao 2 cơ quan",
        TITLE,
        "tháng 8/2024 (Thứ Sáu 30/08/2024)",
        "Nguồn giao: Phiên họp lần thứ 9",
        "Mỗi cơ quan báo cáo",
        "Cơ quan: Hải Dương, Bắc Giang",
        button="Giao",
    )
    assert await codes(office) == ["NV-042"]
    await chi.presses("Giao")
    chi.expect_edit("Đã giao NV-043 cho 2 cơ quan", TITLE)
    office.an.expect("Giao nhiệm vụ mới: NV-043", TITLE, button="Báo cáo")
    office.giang.expect("Giao nhiệm vụ mới: NV-043")
    assert (await office.world.state_of("NV-043"))["due_on"].isoformat() == "2024-08-30"
    assert await office.world.read(sa.select(directives.c.document, directives.c.meeting)) == [
        ("", "Phiên họp lần thứ 9")
    ]


async def test_one_message_says_it_all(office: Office) -> None:
    await office.chi.says(ALL_IN_ONE)
    office.chi.expect("2 cơ quan cùng được giao", button="Cùng chủ trì một việc")
    await office.chi.presses("Cùng chủ trì")
    office.chi.expect_edit("Giao 2 cơ quan", "Thứ Hai 30/09/2024", "Nguồn giao: 123/TB-VPCP")
    await office.chi.presses("Giao")
    office.forget_all()
    (_, made) = await office.world.read(TASKS)
    assert (made[0], made[1], made[2], str(made[3])) == ("NV-043", "HDG|BGG", "joint", "2024-09-30")
    assert await office.world.read(sa.select(directives.c.document)) == [("123/TB-VPCP",)]


async def test_an_english_officer_gives_a_task_in_english(office: Office) -> None:
    await office.chi.says("/language")
    await office.chi.presses("English")
    office.chi.forget()
    await office.chi.says("/assign Publish the open data plan; HDG; end of September")
    office.chi.expect("Source: which document or meeting?", button="No source")
    await office.chi.presses("No source")
    office.chi.expect_edit(
        "Assign to 1 agency",
        "month 9/2024 (Mon 30/09/2024)",
        "Source: none",
        "People's Committee of Hai Duong Province",
    )
    await office.chi.presses("Assign")
    office.chi.expect_edit("NV-043 assigned to 1 agency")
    office.an.expect("Giao nhiệm vụ mới: NV-043", "Publish the open data plan")


async def test_each_step_is_recorded_with_its_actor(office: Office) -> None:
    await office.chi.says(ALL_IN_ONE)
    await office.chi.presses("Mỗi cơ quan")
    await office.chi.presses("Giao")
    office.forget_all()
    officer = (await office.world.person_row(OFFICER))["id"]
    made = sa.select(events.c.actor_id).where(
        events.c.kind == EventKind.ASSIGNED, events.c.actor_id.is_not(None)
    )
    assert await office.world.read(made) == [(officer,), (officer,)]


async def test_nothing_is_given_before_the_tap_and_only_once_after_it(office: Office) -> None:
    await office.chi.says(f"/giao {TITLE}; Hải Dương; 30/9; 123/TB-VPCP")
    card = office.chi.expect("Giao 1 cơ quan")
    assert await codes(office) == ["NV-042"]
    give = office.chi.data_of("Giao", on=card)
    await office.chi.presses("Giao")
    await office.chi.forges(give, on=card)
    assert office.chi.toast == OUTDATED
    assert await codes(office) == ["NV-042", "NV-043"]
    office.forget_all()


async def test_a_part_is_corrected_on_the_preview(office: Office) -> None:
    await office.chi.says(f"/giao {TITLE}; Hải Dương; 30/9; 123/TB-VPCP")
    office.chi.expect("Giao 1 cơ quan")
    await office.chi.presses("Sửa")
    office.chi.expect_edit("Sửa phần nào?")
    await office.chi.presses("Thời hạn")
    office.chi.expect_edit("Thời hạn đến khi nào?")
    await office.chi.says("2/9")
    office.chi.expect("Thứ Hai 02/09/2024", "Ngày nghỉ; ngày làm việc cuối là Thứ Sáu 30/08/2024")
    await office.chi.presses("Hủy")
    office.chi.expect_edit("hủy")
    assert await codes(office) == ["NV-042"]


async def test_agencies_without_a_focal_point_are_named(office: Office) -> None:
    await office.chi.says(f"/giao {TITLE}; Bộ Y tế và Hải Dương; 30/9; 123/TB-VPCP")
    office.chi.forget()
    await office.chi.presses("Mỗi cơ quan")
    office.chi.expect_edit("Chưa có đầu mối liên kết (1): Bộ Y tế")


async def test_the_first_may_lead_while_the_others_assist(office: Office) -> None:
    await office.chi.says(f"/giao {TITLE}; Hải Dương và Bộ Y tế; 30/9; 123/TB-VPCP")
    office.chi.forget()
    await office.chi.presses("Cơ quan đầu chủ trì")
    office.chi.expect_edit("Giao 1 cơ quan", "Cơ quan: Hải Dương", "Phối hợp: Bộ Y tế")
    await office.chi.presses("Giao")
    office.forget_all()
    assert await count(office.world, "NV-043") == 1
    assert (await office.world.read(sa.select(tasks.c.coordinating)))[-1] == ("BYT",)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Hải Dương và Tây Nguyên", "Chưa rõ cơ quan: Tây Nguyên"),
        ("mọi người", "Chưa rõ cơ quan"),
        ("@KHONG_CO", "Chưa rõ cơ quan"),
    ],
)
async def test_unknown_agencies_are_asked_again(office: Office, said: str, answer: str) -> None:
    await office.chi.says(f"/giao {TITLE}; 30/9; 123/TB-VPCP")
    office.chi.expect("Giao cơ quan nào chủ trì?")
    await office.chi.says(said)
    office.chi.expect(answer)
    await office.chi.says("Hải Dương")
    office.chi.expect("Giao 1 cơ quan")


@pytest.mark.parametrize(
    ("said", "answer"),
    [("30/2", "Không có ngày 30/2"), ("5/7/2024", "đã qua"), ("sớm nhất có thể", "Chưa rõ ngày nào")],
)
async def test_a_date_that_makes_no_sense_is_asked_again(office: Office, said: str, answer: str) -> None:
    await office.chi.says(f"/giao {TITLE}; Hải Dương; 123/TB-VPCP")
    office.chi.expect("Thời hạn đến khi nào?")
    await office.chi.says(said)
    office.chi.expect(answer)
    await office.chi.presses("Chưa có thời hạn")
    office.chi.expect_edit("Thời hạn: chưa có")


async def test_a_question_in_between_is_answered(office: Office) -> None:
    await office.chi.says(f"/giao {TITLE}; 30/9; 123/TB-VPCP")
    office.chi.forget()
    await office.chi.says("NV-042 thế nào rồi")
    office.chi.expect("NV-042")
    await office.chi.says("Hải Dương")
    office.chi.expect("Giao 1 cơ quan")


async def test_only_officers_give_tasks_and_only_inside_their_scope(office: Office) -> None:
    for person in (office.an, office.binh, office.dung):
        await person.says(ALL_IN_ONE)
        person.expect("không thuộc phạm vi")
    local = await office.world.appoint("Ngô Khánh", Role.OFFICER, "HDG")
    await local.says(f"/giao {TITLE}; Bắc Giang; 30/9; 123/TB-VPCP")
    local.expect("Ngoài phạm vi theo dõi của anh/chị: Bắc Giang")
    await local.says("Hải Dương")
    local.expect("Giao 1 cơ quan")
    assert await codes(office) == ["NV-042"]


async def test_what_is_outside_a_group_is_left_out_and_said(office: Office) -> None:
    local = await office.world.appoint("Ngô Khánh", Role.OFFICER, "HDG")
    await local.says(f"/giao {TITLE}; các tỉnh; 30/9; 123/TB-VPCP")
    local.expect("Giao 1 cơ quan", "Cơ quan: Hải Dương", "Ngoài phạm vi của anh/chị, không giao: 1 cơ quan")
    await local.presses("Giao")
    office.forget_all()
    local.forget()
    assert (await office.world.read(TASKS))[-1][1] == "HDG"


async def test_forged_and_foreign_presses_give_nothing(office: Office) -> None:
    await office.chi.says(f"/giao {TITLE}; Hải Dương; 30/9; 123/TB-VPCP")
    card = office.chi.expect("Giao 1 cơ quan")
    give = office.chi.data_of("Giao", on=card)
    office.giang.phone.say("xin chào")
    await office.world.settle()
    for person in (office.an, office.giang, office.dung):
        await person.forges(give)
        person.forget()
    for argument in ("ok.1", "m.each", "f.all", "none", "x"):
        action = Action.parse(give)
        assert action is not None
        await office.chi.forges(Action(Verb.TALK, action.id, action.rev, argument), on=card)
        assert office.chi.toast == OUTDATED, argument
    assert await codes(office) == ["NV-042"]
    learns_nothing(office.giang)


async def test_a_change_of_the_register_is_shown_before_anything_is_given(office: Office) -> None:
    await office.chi.says(f"/giao {TITLE}; các tỉnh; 30/9; 123/TB-VPCP")
    office.chi.expect("2 cơ quan cùng")
    await office.chi.presses("Mỗi cơ quan")
    await office.world.execute("UPDATE agencies SET valid_to = '2024-07-01' WHERE code = 'BGG'")
    await office.chi.presses("Giao")
    office.chi.expect_edit("Danh sách cơ quan đã thay đổi", "Giao 1 cơ quan")
    assert await codes(office) == ["NV-042"]
    await office.chi.presses("Giao")
    office.forget_all()
    assert await count(office.world, "NV-043") == 1


async def test_a_task_for_all_provinces_rolls_up_on_its_card(sqlite_world: World) -> None:
    world = sqlite_world
    await world.load()
    chi = await world.appoint(OFFICER, Role.OFFICER, "UBQGCDS")
    an = await world.appoint("Lưu Ân", Role.FOCAL_POINT, "HDG")
    await world.go_to("2024-07-10", "08:30")
    for person in (chi, an):
        person.forget()
    await chi.says(f"/giao {TITLE}; các tỉnh; hết quý III; Phiên họp lần thứ 9")
    chi.expect("63 cơ quan cùng được giao")
    await chi.presses("Mỗi cơ quan")
    card = chi.expect_edit("Giao 63 cơ quan", "quý 3/2024", "Chưa có đầu mối liên kết: 62 cơ quan")
    assert "Hải Dương" in card.text
    assert "Cà Mau" in card.text
    await chi.presses("Giao")
    done = chi.expect_edit("cho 63 cơ quan")
    code = done.text.split()[3]
    assert await count(world, code) == 63
    assert (await world.read(TASKS))[-1][1:3] == ("@TINH", "each")
    an.expect(f"Giao nhiệm vụ mới: {code}")
    await chi.presses(code, on=done)
    chi.expect_edit(f"{code}: 0/63 cơ quan đã hoàn thành")
    await an.says(f"{code} xong, 77/KH-UBND ngày 9/7/2024")
    await an.presses("Ghi nhận")
    an.forget()
    chi.expect("Kết quả chờ xác nhận")
    await chi.presses("Xác nhận")
    an.forget()
    chi.forget()
    await chi.says(code)
    chi.expect(f"{code}: 1/63 cơ quan đã hoàn thành")
