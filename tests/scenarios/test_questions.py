"""Questions in words: what is due when, who has not finished, how an agency stands; inside the asker's scope."""

from collections.abc import Sequence

import pytest

from bot.actions import Action, Verb
from bot.domain.asking import AskKind, AskLevel, Query
from bot.domain.people import Role
from tests.scenarios.asking_setting import TITLE, with_dates, with_plan
from tests.scenarios.cast import CODE, SECRETS, Office


@pytest.fixture
async def dated(office: Office) -> Office:
    return await with_dates(office)


@pytest.mark.parametrize(
    ("said", "listed"),
    [
        ("tuần này có gì đến hạn", ["NV-013", "NV-010"]),
        ("tuan sau toi phai nop gi", ["NV-011", CODE]),
        ("ngày 12/7 có việc gì đến hạn?", ["NV-010"]),
        ("tháng 9 phải nộp gì", ["NV-012"]),
        ("quý 3 có những hạn nào", ["NV-013", "NV-010", "NV-011", CODE, "NV-012"]),
        ("What is due next week?", ["NV-011", CODE]),
        ("từ nay đến 19/7 còn những việc gì phải xong?", ["NV-010", "NV-011"]),
    ],
)
async def test_a_period_lists_only_what_is_due_in_it(dated: Office, said: str, listed: Sequence[str]) -> None:
    await dated.an.says(said)
    answer = dated.an.expect("đến hạn")
    codes = ["NV-010", "NV-011", "NV-012", "NV-013", CODE]
    assert {code for code in codes if code in answer.text} == set(listed)
    assert f"{len(listed)} nhiệm vụ đến hạn" in answer.text.splitlines()[0]


async def test_an_empty_period_names_the_next_date(dated: Office) -> None:
    await dated.an.says("tháng 8 có gì đến hạn")
    dated.an.expect("Không có nhiệm vụ nào đến hạn từ 01/08 đến 31/08/2024", "NV-012", "Thứ Hai 30/09/2024")


async def test_the_pages_keep_the_period(office: Office) -> None:
    for number in range(10, 20):
        await office.world.assign(f"NV-0{number}", due_date="2024-07-17")
    await office.world.assign("NV-099", due_date="2024-12-31")
    await office.world.settle()
    office.forget_all()
    await office.an.says("tuần sau có gì đến hạn")
    office.an.expect("11 nhiệm vụ đến hạn", "trang 1/2", button="Trang sau")
    await office.an.presses("Trang sau")
    second = office.an.expect_edit("11 nhiệm vụ đến hạn", "trang 2/2")
    assert "NV-099" not in second.text
    await office.an.presses("NV-019")
    office.an.expect_edit("NV-019", "Chủ trì")
    await office.an.presses("Quay lại")
    office.an.expect_edit("trang 2/2")


async def test_the_date_of_one_task_opens_its_card(dated: Office) -> None:
    await dated.an.says("hạn của NV-011 là ngày nào")
    dated.an.expect("NV-011", "Thứ Tư 17/07/2024")


async def test_those_who_watch_many_get_one_line_a_task(office: Office) -> None:
    await office.world.assign("NV-050", "HDG|BGG", due_date="2024-07-17")
    await office.world.settle()
    office.forget_all()
    await office.dung.says("tuần sau có gì đến hạn")
    office.dung.expect("2 nhiệm vụ đến hạn", "NV-050: 2 cơ quan", button="NV-050 (2)")


async def test_one_task_tells_its_state_and_who_leads(dated: Office) -> None:
    await dated.dung.says("NV-011 đến đâu rồi, ai chủ trì")
    dated.dung.expect("NV-011", "Chủ trì: Hải Dương", "chưa thực hiện")


# --- who has not … ----------------------------------------------------------------------------------------


@pytest.fixture
async def plan(office: Office) -> Office:
    return await with_plan(office)


@pytest.mark.parametrize(
    "said", ["tỉnh nào chưa ban hành kế hoạch", "Which provinces have not issued their plan?"]
)
async def test_who_has_not_finished_is_counted_first(plan: Office, said: str) -> None:
    await plan.dung.says(said)
    answer = plan.dung.expect("2/2 tỉnh, thành phố chưa hoàn thành NV-060", "Hải Dương", "Bắc Giang")
    assert "Bộ Y tế" not in answer.text
    await plan.dung.presses("Bắc Giang")
    plan.dung.expect_edit("NV-060", "Chủ trì: Bắc Giang")
    await plan.dung.presses("Quay lại")
    plan.dung.expect_edit("2/2 tỉnh")


async def test_who_never_reported_is_not_who_has_not_finished(plan: Office) -> None:
    await plan.dung.says("tỉnh nào chưa báo cáo NV-060")
    answer = plan.dung.expect("1/2 tỉnh, thành phố chưa báo cáo NV-060", "Bắc Giang")
    assert "Hải Dương" not in answer.text


async def test_when_all_have_finished_it_says_so(plan: Office) -> None:
    await plan.world.execute("UPDATE assignments SET status = 'done', completed_on = '2024-07-10'")
    await plan.dung.says("tỉnh nào chưa ban hành kế hoạch")
    plan.dung.expect("Cả 2 tỉnh, thành phố đã hoàn thành NV-060")


async def test_the_only_one_that_was_given_it_is_counted_too(office: Office) -> None:
    await office.world.assign("NV-060", "HDG", title_vi=TITLE)
    await office.world.settle()
    office.forget_all()
    await office.dung.says("tỉnh nào chưa ban hành kế hoạch")
    office.dung.expect("1/1 tỉnh, thành phố chưa hoàn thành NV-060", button="Hải Dương")


async def test_a_plan_that_may_be_two_tasks_is_asked_about(plan: Office) -> None:
    await plan.world.assign("NV-061", "HDG|BGG", title_vi=f"{TITLE} của sở, ngành")
    await plan.world.settle()
    plan.forget_all()
    await plan.dung.says("tỉnh nào chưa ban hành kế hoạch")
    plan.dung.expect(
        "Anh/chị hỏi nhiệm vụ nào",
        f"NV-060: {TITLE}",
        f"NV-061: {TITLE} của sở, ngành",
        button="NV-061",
    )
    await plan.dung.presses("NV-061")
    plan.dung.expect_edit("2/2 tỉnh, thành phố chưa hoàn thành NV-061")


async def test_which_province_is_late(plan: Office) -> None:
    await plan.world.go_to("2024-07-22")
    plan.forget_all()
    await plan.dung.says("tỉnh nào quá hạn")
    plan.dung.expect("2/2 tỉnh, thành phố có nhiệm vụ quá hạn", "Hải Dương: 2 nhiệm vụ", button="Hải Dương")
    await plan.dung.presses("Hải Dương")
    plan.dung.expect_edit("Hải Dương: 2 nhiệm vụ quá hạn", CODE, "NV-060")


async def test_a_ministry_that_was_given_nothing_is_no_ministry_that_is_late(office: Office) -> None:
    await office.dung.says("bộ nào quá hạn")
    office.dung.expect("không có bộ, cơ quan ngang bộ nào được giao")


# --- an agency --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["Hải Dương thế nào", "hai duong sao roi", "How is Hai Duong doing?", "Hải Dương"]
)
async def test_an_agencys_name_tells_how_it_stands(dated: Office, said: str) -> None:
    await dated.dung.says(said)
    dated.dung.expect(
        "Hải Dương: 1 nhiệm vụ quá hạn", "Chưa hoàn thành trong hạn: 4", "NV-013", button="Quá hạn (1)"
    )
    await dated.dung.presses("Quá hạn (1)")
    dated.dung.expect_edit("Hải Dương: 1 nhiệm vụ quá hạn", "NV-013")


@pytest.mark.parametrize(
    "said", ["Hải Dương thế nào", "Hải Dương có gì quá hạn", "tuần này Hải Dương có hạn gì", "Hải Dương"]
)
async def test_an_agency_outside_the_scope_is_not_found(dated: Office, said: str) -> None:
    await dated.giang.says(said)
    answer = dated.giang.expect("Không tìm thấy trong phạm vi")
    assert [secret for secret in SECRETS if secret in answer.text] == []


async def test_initials_that_mean_two_agencies_are_asked_about(office: Office) -> None:
    head = "code,name_vi,short_vi,level,parent"
    csv = f"{head}\nHNI,Thành phố Hà Nội,Hà Nội,province,CP\nHNM,Tỉnh Hà Nam,Hà Nam,province,CP\n"
    await office.world.load_csv("agencies.csv", csv)
    await office.dung.says("HN thế nào")
    office.dung.expect("Anh/chị hỏi cơ quan nào", button="Hà Nam")
    await office.dung.presses("Hà Nam")
    office.dung.expect_edit("Hà Nam", "chưa được giao nhiệm vụ nào")


async def test_what_my_own_province_has(dated: Office) -> None:
    await dated.an.says("tỉnh mình có gì")
    dated.an.expect("Thời hạn của 5 nhiệm vụ")


# --- figures of a period ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ("/tonghop quy", "Quý III/2024"),
        ("tổng hợp quý này", "Quý III/2024"),
        ("/tonghop 6thang", "6 tháng cuối năm 2024"),
        ("báo cáo tổng hợp tháng 6", "Tháng 6/2024"),
    ],
)
async def test_a_period_that_is_asked_for_is_reviewed(dated: Office, said: str, period: str) -> None:
    await dated.dung.says(said)
    dated.dung.expect(period, "Toàn quốc", button="Tải Excel")


async def test_a_summary_without_a_period_has_no_such_line(dated: Office) -> None:
    await dated.dung.says("/tonghop")
    dated.dung.receives_picture("Hiện nay")
    assert "chưa lập số liệu riêng" not in dated.dung.expect("quá hạn").text


# --- in English, and forged -------------------------------------------------------------------------------


async def test_the_answers_are_english_for_whoever_reads_english(plan: Office) -> None:
    john = await plan.world.appoint("John", Role.LEADER, "UBQGCDS", language_code="en")
    await john.says("Which provinces have not issued their plan?")
    john.expect("2/2 provinces and cities have not completed NV-060")
    await john.says("How is Hai Duong doing?")
    john.expect("Hai Duong", "none overdue", button="Open")
    await john.says("/summary quarter")
    john.expect("Quarter III/2024")
    await john.says("What is due next week?")
    john.expect("2 tasks due from 15/07 to 21/07/2024")


async def test_a_forged_question_shows_nothing_of_another_agency(dated: Office) -> None:
    found = await dated.world.state_of(CODE)
    hdg, task = found["agency_id"], found["task_id"]
    everything = [
        query
        for kind in AskKind
        for query in (
            Query(kind, agency_id=hdg),
            Query(kind, task_id=task),
            Query(kind, level=AskLevel.PROVINCE),
        )
    ]
    for query in everything:
        action = Action(Verb.ASKED, 999, argument=query.argument)
        dated.giang.phone.press_data(dated.giang.phone.last.id, action.encode())
    await dated.world.settle()
    dated.giang.forget()
    assert [secret for secret in SECRETS if secret in dated.giang.heard] == []


async def test_a_forged_argument_is_outdated(office: Office) -> None:
    await office.an.forges(Action(Verb.ASKED, 0, argument="d20249999-20240101"))
    assert office.an.toast.startswith("Nút này không còn hiệu lực")
