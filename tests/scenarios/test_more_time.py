"""More time: asked by a sentence or by taps, decided by a person, never by silence."""

import pytest
import sqlalchemy as sa

from bot.actions import Action, Verb
from bot.domain.people import Role
from bot.storage.request_tables import extensions
from tests.scenarios.cast import CODE, LEADER, OFFICER, Office, learns_nothing

ASKED = sa.select(extensions.c.status, extensions.c.wanted_on, extensions.c.granted_on).order_by(
    extensions.c.id
)
DUE = "Thứ Bảy 20/07/2024"


async def ask(office: Office, until: str = "2/8/2024") -> None:
    await office.an.says(f"{CODE} xin gia hạn đến {until} vì chờ thẩm định")
    await office.an.presses("Ghi nhận")
    office.an.forget()


async def due_on(office: Office) -> str:
    return str((await office.world.state_of(CODE))["due_on"])


async def test_a_sentence_becomes_a_request_that_the_officer_grants(office: Office) -> None:
    await office.an.says(f"{CODE} xin gia hạn đến 2/8/2024 vì chờ thẩm định")
    office.an.expect(
        CODE,
        "Đến Thứ Sáu 02/08/2024, còn 17 ngày làm việc",
        "Thêm 10 ngày làm việc",
        f"Thời hạn: {DUE}",
        "Lý do: chờ thẩm định",
        "Chuyên viên theo dõi quyết định",
        button="Ghi nhận",
    )
    assert await office.world.read(ASKED) == []
    await office.an.presses("Ghi nhận")
    office.chi.expect(
        f"Xin gia hạn: {CODE} · Hải Dương",
        f"Từ {DUE} đến Thứ Sáu 02/08/2024 (thêm 10 ngày làm việc)",
        "chờ thẩm định",
        "Gia hạn lần đầu",
        "nhắc lại từ",
        button="Đồng ý",
    )
    assert await due_on(office) == "2024-07-20"
    await office.chi.presses("Đồng ý")
    office.chi.expect_edit("đã đồng ý gia hạn đến Thứ Sáu 02/08/2024")
    office.an.expect(f"{CODE}: được gia hạn đến Thứ Sáu 02/08/2024", OFFICER)
    assert await due_on(office) == "2024-08-02"


async def test_reminders_follow_the_new_date(office: Office) -> None:
    await ask(office)
    await office.chi.presses("Đồng ý")
    office.forget_all()
    await office.world.go_to("2024-07-18", "08:30")
    office.dung.forget()
    office.binh.forget()
    office.an.expect_nothing()
    await office.world.go_to("2024-07-19", "08:30")
    office.an.expect(CODE, "còn 10 ngày làm việc")


async def test_taps_alone_ask_for_more_time(office: Office) -> None:
    await office.an.says("/giahan")
    office.an.expect("xin gia hạn đến ngày nào?", DUE, button="+10 ngày làm việc: Thứ Sáu 02/08/2024")
    await office.an.presses("+10 ngày làm việc")
    office.an.expect("lý do xin gia hạn?", button="Thiếu nhân lực")
    await office.an.presses("Thiếu nhân lực")
    office.an.expect("Thứ Sáu 02/08/2024", "Lý do: Thiếu nhân lực", button="Ghi nhận")
    await office.an.presses("Ghi nhận")
    office.chi.expect("Thiếu nhân lực", button="Từ chối")


async def test_days_without_a_date_count_from_the_due_date(office: Office) -> None:
    await office.an.says(f"{CODE} cho xin lùi thêm 5 ngày làm việc nữa do chưa đủ số liệu")
    office.an.expect("Đến Thứ Sáu 26/07/2024", "Thêm 5 ngày làm việc")


async def test_an_english_focal_point_asks_in_english(office: Office) -> None:
    await office.an.says("/language")
    await office.an.presses("English")
    office.an.forget()
    await office.an.says(f"{CODE} need an extension until 2 August because the review is pending")
    office.an.expect("More time", "Fri 02/08/2024", "17 working days left", button="Record")
    await office.an.presses("Record")
    office.chi.expect("Xin gia hạn", "Thứ Sáu 02/08/2024")
    await office.chi.presses("Đồng ý")
    office.chi.forget()
    office.an.expect("extended to Fri 02/08/2024", OFFICER)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("xin lùi đến 30/2/2025", "Không có ngày 30/2/2025"),
        ("xin lùi đến 18/7/2024", "không muộn hơn thời hạn hiện nay"),
        ("xin lùi đến 1/7/2024", "đã qua"),
    ],
)
async def test_a_date_that_makes_no_sense_is_refused_with_the_reason(
    office: Office, said: str, answer: str
) -> None:
    await office.an.says(f"{CODE} {said} vì thiếu người")
    office.an.expect(answer)
    assert await office.world.read(ASKED) == []


async def test_a_day_off_is_taken_with_a_warning(office: Office) -> None:
    await office.an.says(f"{CODE} xin gia hạn đến 2/9/2024 vì chờ thẩm định")
    office.an.expect("Thứ Hai 02/09/2024", "Quốc khánh", "ngày làm việc cuối là Thứ Sáu 30/08/2024")


async def test_a_reminder_says_that_a_request_is_pending(office: Office) -> None:
    await office.world.go_to("2024-07-17", "16:00")
    office.forget_all()
    await ask(office)
    office.chi.forget()
    await office.world.go_to("2024-07-18", "08:30")
    office.an.expect(CODE, "Đang xin gia hạn đến 02/08/2024, chờ quyết định")
    office.binh.forget()


async def test_a_refusal_needs_a_reason_and_reaches_the_asker(office: Office) -> None:
    await ask(office)
    await office.chi.presses("Từ chối")
    office.chi.forget()
    await office.chi.says("Hội nghị giao ban 22/7 cần có kế hoạch")
    office.chi.expect("đã từ chối gia hạn")
    office.an.expect("không được gia hạn", f"Thời hạn vẫn là {DUE}", "giao ban 22/7", OFFICER)
    assert await due_on(office) == "2024-07-20"


async def test_another_date_is_offered_and_taken(office: Office) -> None:
    await ask(office)
    await office.chi.presses("Ngày khác")
    office.chi.forget()
    await office.chi.says("26/7")
    office.chi.expect("đã đề xuất hạn Thứ Sáu 26/07/2024")
    offer = office.an.expect("được đề xuất hạn Thứ Sáu 26/07/2024", DUE, button="Giữ hạn cũ")
    assert await due_on(office) == "2024-07-20"
    await office.an.presses("Đồng ý hạn này")
    office.an.expect_edit("thời hạn mới là Thứ Sáu 26/07/2024")
    office.chi.expect(CODE, "đã đồng ý hạn 26/07/2024")
    assert await due_on(office) == "2024-07-26"
    await office.an.forges(Action(Verb.LEAVE, 1), on=offer)
    assert OFFICER in office.an.toast
    assert await due_on(office) == "2024-07-26"


async def test_the_old_date_may_be_kept(office: Office) -> None:
    await ask(office)
    await office.chi.presses("Ngày khác")
    office.chi.forget()
    await office.chi.says("26/7")
    office.forget_all()
    await office.an.presses("Giữ hạn cũ")
    office.an.expect_edit(f"giữ thời hạn {DUE}")
    office.chi.expect(CODE, "không chọn hạn 26/07/2024")
    assert await due_on(office) == "2024-07-20"


async def test_silence_climbs_to_the_leader_who_grants(office: Office) -> None:
    await ask(office)
    button = office.chi.data_of("Đồng ý", on=office.chi.expect("Chờ trả lời đến 12/07 08:30"))
    await office.world.go_to("2024-07-12", "08:29")
    office.dung.expect_nothing()
    await office.world.go_to("2024-07-12", "08:30")
    office.dung.expect("Xin gia hạn", CODE, "Chưa được xử lý trong thời hạn", button="Đồng ý")
    office.an.expect("đề nghị gia hạn chưa được quyết định", "báo cáo lãnh đạo")
    office.an.forget()
    await office.dung.presses("Đồng ý")
    office.an.expect("được gia hạn đến", LEADER)
    await office.chi.forges(button)
    assert LEADER in office.chi.toast


async def test_a_second_request_goes_to_the_leader_while_the_officer_is_away(office: Office) -> None:
    await ask(office)
    await office.chi.presses("Đồng ý")
    office.forget_all()
    await office.world.away(OFFICER, "2024-07-10", "2024-07-31")
    await office.an.says(f"{CODE} xin lùi đến 9/8/2024 vì chờ thẩm định")
    office.an.expect("Lãnh đạo quyết định vì gia hạn lần hai")
    await office.an.presses("Ghi nhận")
    office.dung.expect("Xin gia hạn", "Đã gia hạn 1 lần (đến 02/08/2024)")
    office.chi.expect_nothing()
    await office.chi.forges(Action(Verb.GRANT, 2))
    assert await due_on(office) == "2024-08-02"
    await office.dung.presses("Đồng ý")
    office.an.expect("được gia hạn đến Thứ Sáu 09/08/2024", LEADER)


async def test_a_new_request_replaces_the_open_one(office: Office) -> None:
    await ask(office)
    await office.an.says(f"{CODE} xin gia hạn đến 9/8/2024 vì chờ thẩm định")
    office.an.expect("Thay đề nghị đang chờ (đến 02/08/2024)")
    await office.an.presses("Ghi nhận")
    assert [row[0] for row in await office.world.read(ASKED)] == ["withdrawn", "pending"]
    office.chi.forget()


async def test_a_request_is_taken_back_within_ten_minutes(office: Office) -> None:
    await office.an.says(f"{CODE} 60%, xin gia hạn đến 2/8/2024 vì chờ thẩm định")
    await office.an.presses("Ghi nhận")
    office.forget_all()
    button = office.chi.data_of("Đồng ý", on=office.chi.phone.last)
    await office.an.presses("Rút lại")
    office.an.expect_edit("Đã rút lại", CODE)
    state = await office.world.state_of(CODE)
    assert (state["percent"], state["status"]) == (None, "not_started")
    assert [row[0] for row in await office.world.read(ASKED)] == ["withdrawn"]
    await office.chi.forges(button)
    assert "quyết định" in office.chi.toast
    assert await due_on(office) == "2024-07-20"


async def test_nobody_else_decides_or_learns(office: Office) -> None:
    await ask(office)
    office.giang.phone.say("xin chào")
    await office.world.settle()
    for verb in (Verb.GRANT, Verb.REFUSE, Verb.PROPOSE, Verb.REQUEST, Verb.TAKE, Verb.LEAVE):
        for person in (office.giang, office.binh, office.an):
            await person.forges(Action(verb, 1))
            person.forget()
    assert [row[0] for row in await office.world.read(ASKED)] == ["pending"]
    learns_nothing(office.giang)
    office.chi.forget()


async def test_what_waits_is_listed_and_opened(office: Office) -> None:
    await ask(office)
    office.chi.forget()
    await office.chi.says("/duyet")
    office.chi.expect("1 việc chờ anh/chị quyết định", "xin gia hạn đến 02/08/2024")
    await office.chi.presses("⏳")
    office.chi.expect("Xin gia hạn", button="Đồng ý")
    await office.dung.says("/duyet")
    office.dung.expect("Không có việc nào")


async def test_the_officer_may_not_decide_the_own_wish(office: Office) -> None:
    await office.world.seat(OFFICER, Role.FOCAL_POINT, "HDG")
    await office.chi.says(f"{CODE} xin gia hạn đến 2/8/2024 vì chờ thẩm định")
    await office.chi.presses("Ghi nhận")
    office.chi.forget()
    office.dung.expect("Xin gia hạn", button="Đồng ý")
    await office.chi.forges(Action(Verb.GRANT, 1))
    assert await due_on(office) == "2024-07-20"


@pytest.mark.parametrize(
    ("said", "has_obstacle"),
    [("vướng kinh phí, xin lùi đến 31/7 vì chờ vốn", True), ("xin lùi đến 31/7 vì vướng kinh phí", False)],
)
async def test_what_is_in_the_way_stands_beside_a_wish_with_another_reason(
    office: Office, said: str, has_obstacle: bool
) -> None:
    await office.an.says(f"{CODE} {said}")
    card = office.an.expect("31/07/2024", said.rpartition(" vì ")[2], button="Ghi nhận")
    assert ("Vướng mắc: kinh phí" in card.text) is has_obstacle
