import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import Action, Verb
from bot.domain.agencies import Level
from bot.domain.figures import AssignmentFacts, Cells, Figures, Previous, ScopeName
from bot.domain.people import Language
from bot.messages import Button, Message
from bot.texts.digest import parse_view, render_digest
from bot.texts.digest_places import Place, View, ViewName
from tests.domain.figures_setting import MONDAY, fact, figures_of, late_by

VI, EN = Language.VI, Language.EN
LAST_WEEK = MONDAY - timedelta(7)
HAI_DUONG = (ScopeName("Hải Dương", "People's Committee of Hai Duong Province", Level.PROVINCE),)


def risky(**changes: object) -> AssignmentFacts:
    return fact(**{"assigned_on": date(2024, 7, 10), "due_on": date(2024, 7, 19), "percent": 20, **changes})


def shown(message: Message) -> list[str]:
    """The lines as they stand on the phone."""
    return re.sub(r"<[^>]*>", "", str(message.text)).split("\n")


def buttons(message: Message) -> list[Button]:
    return [button for row in message.buttons for button in row]


def home(figures: Figures, language: Language = VI) -> list[str]:
    return shown(render_digest(figures, language, snapshot_id=1))


def view(figures: Figures, argument: str, page: int = 0, language: Language = VI) -> Message:
    wanted = parse_view(argument)
    assert wanted is not None
    return render_digest(figures, language, snapshot_id=1, view=wanted, page=page)


def many_agencies(count: int) -> list[AssignmentFacts]:
    return [late_by(10 + n, id=n, agency_id=n, agency_vi=f"Tỉnh {n}") for n in range(1, count + 1)]


# --- the first line ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "vietnamese", "english"),
    [
        (
            [late_by(3), risky(id=2)],
            "Tuần 29: 1 nhiệm vụ quá hạn, 1 có nguy cơ",
            "Week 29: 1 overdue, 1 at risk",
        ),
        ([late_by(3)], "Tuần 29: 1 nhiệm vụ quá hạn", "Week 29: 1 overdue"),
        (
            [risky()],
            "Tuần 29: không có nhiệm vụ quá hạn, 1 có nguy cơ",
            "Week 29: none overdue, 1 at risk",
        ),
        ([fact()], "Tuần 29: không có nhiệm vụ quá hạn", "Week 29: none overdue"),
    ],
)
def test_the_first_line_answers(facts: list[AssignmentFacts], vietnamese: str, english: str) -> None:
    figures = figures_of(facts, reporting_on=MONDAY)
    assert home(figures)[0] == vietnamese
    assert home(figures, EN)[0] == english


def test_live_figures_say_so() -> None:
    assert home(figures_of([late_by(3)]))[0] == "Hiện nay: 1 nhiệm vụ quá hạn"


def test_the_second_line_says_whose_figures_and_of_which_day() -> None:
    previous = Previous(LAST_WEEK, Cells())
    assert home(figures_of([fact()], previous=previous))[1] == "Toàn quốc, 15/07/2024, so với 08/07/2024"
    assert home(figures_of([fact()], scope=HAI_DUONG), EN)[1] == "Hai Duong Province, 15/07/2024"


def test_a_scope_of_many_agencies_names_two() -> None:
    scope = tuple(ScopeName(name, name, Level.PROVINCE) for name in ("Hà Nam", "Hà Nội", "Huế", "Sơn La"))
    assert home(figures_of([fact()], scope=scope))[1] == "Hà Nam, Hà Nội và 2 cơ quan khác, 15/07/2024"


# --- the cells --------------------------------------------------------------------------------------------


def test_the_four_cells_stand_with_their_change() -> None:
    then = Cells(done_on_time=2, done_late=1, open_in_time=1, open_late=0)
    figures = figures_of([late_by(1), late_by(1, id=2), fact(id=3)], previous=Previous(LAST_WEEK, then))
    assert home(figures)[3:7] == [
        "Hoàn thành đúng hạn: 0 (−2)",
        "Hoàn thành quá hạn: 0 (−1)",
        "Chưa hoàn thành trong hạn: 1",
        "Chưa hoàn thành quá hạn: 2 (+2)",
    ]


def test_what_has_no_date_stands_beside_the_cells() -> None:
    assert "Chưa có thời hạn: 1" in home(figures_of([fact(due_on=None)]))
    assert not any("Chưa có thời hạn" in line for line in home(figures_of([fact()])))


def test_extensions_and_waiting_results_stand_in_the_total() -> None:
    figures = figures_of([fact(original_due_on=MONDAY), fact(id=2, status="submitted")])
    submitted = figures_of([fact(original_due_on=MONDAY)])
    assert "Tổng số 1, trong đó gia hạn 1" in home(submitted)
    assert any(line.startswith("Tổng số 2") for line in home(figures))


def test_large_numbers_are_grouped_the_vietnamese_way() -> None:
    figures = figures_of([late_by(1, id=n) for n in range(1, 1201)])
    assert "Chưa hoàn thành quá hạn: 1.200" in home(figures)
    assert "Open, overdue: 1,200" in home(figures, EN)


# --- late and at risk -------------------------------------------------------------------------------------


def test_the_five_longest_overdue_are_named_longest_first() -> None:
    facts = [
        late_by(n, id=n, task_id=n, task_code=f"NV-{n:03}", agency_id=n, agency_vi=f"Tỉnh {n}")
        for n in range(1, 8)
    ]
    lines = [line for line in home(figures_of(facts)) if line.startswith("• ")]
    assert lines == [f"• NV-{n:03} Tỉnh {n}, quá hạn {n} ngày" for n in range(7, 2, -1)]


def test_a_task_late_in_many_places_is_one_line() -> None:
    assert "• NV-019: 85 cơ quan, lâu nhất 95 ngày" in home(figures_of(many_agencies(85)))


def test_within_one_agency_the_title_stands_instead_of_its_name() -> None:
    assert "• NV-019, quá hạn 3 ngày: Ban hành Kế hoạch chuyển đổi số năm 2024" in home(
        figures_of([late_by(3)])
    )


def test_periods_of_one_recurring_task_are_counted_as_periods() -> None:
    figures = figures_of([late_by(3, period="2024-06"), late_by(33, id=2, period="2024-05")])
    assert any(line.startswith("• NV-019 (2 kỳ), quá hạn 33 ngày") for line in home(figures))


def test_a_risk_is_told_with_its_reason() -> None:
    other = fact(id=9, agency_id=9)
    lines = home(figures_of([risky(), other]))
    assert "• NV-019 Hải Dương, hạn 19/07: sắp đến hạn, mới đạt 20%" in lines
    lines = home(figures_of([risky(percent=None), other]))
    assert "• NV-019 Hải Dương, hạn 19/07: sắp đến hạn, chưa có số liệu tiến độ" in lines
    lines = home(figures_of([fact(assigned_on=date(2024, 7, 1)), other]), EN)
    assert "• NV-019 Hai Duong Province, due 31/12: no report for 10 working days" in lines


def test_a_task_at_risk_in_many_places_says_how_many_are_silent() -> None:
    silent = {"assigned_on": date(2024, 7, 1)}
    figures = figures_of([risky(), risky(id=2, agency_id=2, **silent)])
    assert "• NV-019: 2 cơ quan, hạn gần nhất 19/07, 1 chưa báo cáo" in home(figures)


def test_a_due_date_in_another_year_shows_the_year() -> None:
    figures = figures_of([fact(assigned_on=date(2024, 5, 2), due_on=date(2025, 1, 31))])
    assert any("hạn 31/01/2025" in line for line in home(figures))


# --- a phone ----------------------------------------------------------------------------------------------


def crowded() -> Figures:
    facts = [late_by(n, id=n, task_id=n, task_code=f"NV-{n:03}", agency_id=n) for n in range(1, 9)]
    facts += [risky(id=100 + n, task_id=100 + n, task_code=f"NV-{n + 100}", agency_id=n) for n in range(1, 9)]
    facts.append(fact(id=200, due_on=None))
    return figures_of(facts, previous=Previous(LAST_WEEK, Cells()), reporting_on=MONDAY)


def test_at_most_twelve_lines_stand_before_the_fold() -> None:
    text = str(render_digest(crowded(), VI).text)
    before, quotation = text.split("<blockquote expandable>")
    assert len([line for line in before.split("\n") if line]) + 3 <= 12  # Telegram shows three quoted lines
    assert quotation.count("\n") + 1 == 5 + 1 + 3


def test_a_short_digest_has_no_fold() -> None:
    assert "blockquote" not in render_digest(figures_of([late_by(1)]), VI).text


def test_buttons_stand_two_a_row_at_most() -> None:
    for argument in ("home", "agencies", "late", "risk", "late.3", "a.1"):
        message = view(crowded(), argument)
        assert all(1 <= len(row) <= 2 for row in message.buttons)


def test_names_are_escaped() -> None:
    figures = figures_of([late_by(3, agency_vi="<b>Bộ TT&TT"), fact(id=2, agency_id=2)])
    assert "&lt;b&gt;Bộ TT&amp;TT" in render_digest(figures, VI).text


MONSTER = st.text(st.sampled_from("Ưaệ &<\"' \n"), min_size=200, max_size=500).map("x{}".format)


@settings(max_examples=15, deadline=None)
@given(MONSTER, st.sampled_from(Language), st.integers(0, 10**9 - 1))
def test_no_view_outgrows_a_message_or_a_button_whatever_the_names(
    name: str, language: Language, page: int
) -> None:
    names = {"title_vi": name, "title_en": name, "agency_vi": name, "agency_en": name, "period": name}
    big = {"task_code": name, **names}
    facts = [late_by(n, id=10**15 + n, task_id=n % 9 + 1, agency_id=n % 40 + 1, **big) for n in range(1, 60)]
    facts += [risky(id=10**15 + 100 + n, task_id=50 + n % 9, agency_id=n % 40 + 1, **big) for n in range(60)]
    scope = tuple(ScopeName(name, name, Level.PROVINCE) for _ in range(9))
    figures = figures_of(facts, scope=scope, previous=Previous(LAST_WEEK, Cells(), 10**8))
    for argument in ("home", "agencies", "late", "risk", "a.7", "late.3", "risk.53", "late.99", "a.99"):
        wanted = parse_view(argument) or View()
        message = render_digest(figures, language, snapshot_id=10**8, view=wanted, page=page)
        assert 0 < len(message.text) <= 4096
        for button in buttons(message):
            assert button.action is not None
            assert Action.parse(button.action.encode()) == button.action
            assert 0 < len(button.label) <= 80


# --- the way through --------------------------------------------------------------------------------------


def test_home_leads_to_agencies_late_risk_the_week_before_and_now() -> None:
    facts = [late_by(3), risky(id=2, agency_id=2)]
    figures = figures_of(facts, reporting_on=MONDAY, previous=Previous(LAST_WEEK, Cells(), snapshot_id=4))
    message = render_digest(figures, VI, snapshot_id=9)
    assert [(button.label, button.action) for button in buttons(message)] == [
        ("Theo cơ quan (2)", Action(Verb.DIGEST, 9, 0, "agencies")),
        ("Quá hạn (1)", Action(Verb.DIGEST, 9, 0, "late")),
        ("Có nguy cơ (1)", Action(Verb.DIGEST, 9, 0, "risk")),
        ("Tuần 28", Action(Verb.DIGEST, 4, 0, "home")),
        ("Số liệu hiện nay", Action(Verb.SUMMARY, 0, 0, "home")),
    ]


def test_live_buttons_stay_live() -> None:
    message = render_digest(figures_of([late_by(3)]), VI)
    assert {button.action.verb for button in buttons(message) if button.action} == {Verb.SUMMARY}
    assert buttons(message)[-1].label == "Cập nhật"


def test_agencies_come_late_first_in_pages() -> None:
    figures = figures_of([*many_agencies(13), fact(id=99, agency_id=99, agency_vi="Bộ Y tế")])
    first = view(figures, "agencies")
    assert "Tỉnh, thành phố (14): quá hạn 13/14" in shown(first)
    assert shown(first)[-1] == "Trang 1/2"
    assert [button.label for button in buttons(first)][-2:] == ["Sau ›", "« Quay lại"]
    second = view(figures, "agencies", page=1)
    assert buttons(second)[1] == Button("Bộ Y tế", Action(Verb.DIGEST, 1, 0, "a.99"))


def test_an_agency_shows_its_cells_and_its_tasks_as_cards() -> None:
    figures = figures_of(
        [late_by(3, id=5), risky(id=6, task_id=2, task_code="NV-002"), fact(id=7, agency_id=2)]
    )
    message = view(figures, "a.1")
    assert shown(message)[0] == "Hải Dương"
    assert "Chưa hoàn thành quá hạn: 1" in shown(message)
    assert "Nhiệm vụ quá hạn" in shown(message)
    assert "Có nguy cơ chậm" in shown(message)
    assert [(button.label, button.action) for button in buttons(message)] == [
        ("NV-019", Action(Verb.CARD, 5, 0, "dig.1.0.a.1")),
        ("NV-002", Action(Verb.CARD, 6, 0, "dig.1.0.a.1")),
        ("« Quay lại", Action(Verb.DIGEST, 1, 0, "agencies")),
    ]


def test_back_from_an_agency_leads_to_its_page_of_the_list() -> None:
    figures = figures_of([*many_agencies(13), fact(id=99, agency_id=99)])
    assert buttons(view(figures, "a.99"))[-1].action == Action(Verb.DIGEST, 1, 1, "agencies")


def test_a_card_knows_the_way_back_to_its_page() -> None:
    action = Place(7, View(ViewName.AGENCY, 12), page=2).card_action(5)
    assert Action.parse_argument(action.argument) == Action(Verb.DIGEST, 7, 2, "a.12")
    live = Place(0, View(ViewName.LATE), page=1).card_action(5)
    assert Action.parse_argument(live.argument) == Action(Verb.SUMMARY, 0, 1, "late")


def test_a_task_late_in_many_places_opens_the_list_of_places() -> None:
    figures = figures_of([*many_agencies(9), late_by(2, id=50, task_id=2, task_code="NV-002")])
    listed = view(figures, "late")
    assert buttons(listed)[0] == Button("NV-019 (9 cơ quan)", Action(Verb.DIGEST, 1, 0, "late.19"))
    assert buttons(listed)[1].action == Action(Verb.CARD, 50, 0, "dig.1.0.late")
    task = view(figures, "late.19")
    assert shown(task)[0] == "NV-019 (9)"
    assert "• Tỉnh 9: hạn 26/06, quá 19 ngày" in shown(task)
    assert buttons(task)[0] == Button("Tỉnh 9", Action(Verb.CARD, 9, 0, "dig.1.0.late.19"))
    assert buttons(task)[-1].action == Action(Verb.DIGEST, 1, 0, "late")


def test_a_task_at_risk_shows_the_reason_of_each_agency() -> None:
    figures = figures_of([risky(), risky(id=2, agency_id=2, agency_vi="Bắc Giang", percent=10)])
    assert "• Bắc Giang, hạn 19/07: sắp đến hạn, mới đạt 10%" in shown(view(figures, "risk.19"))


@pytest.mark.parametrize("argument", ["a.12", "late.12", "risk.12"])
def test_an_old_button_to_what_is_gone_still_answers(argument: str) -> None:
    message = view(figures_of([fact()]), argument)
    assert shown(message)[0] == "Không có nhiệm vụ nào."
    assert buttons(message)[-1].label == "« Quay lại"


@pytest.mark.parametrize("page", [0, 1, 7])
def test_any_page_number_is_safe(page: int) -> None:
    assert shown(view(figures_of(many_agencies(13)), "agencies", page=page))[-1] in {
        "Trang 1/2",
        "Trang 2/2",
    }


@pytest.mark.parametrize(
    "argument", ["nowhere", "a", "a.0", "a.x", "home.3", "agencies.1", "a.1.2", "late.²", "."]
)
def test_a_view_that_was_never_written_is_refused(argument: str) -> None:
    assert parse_view(argument) is None


@pytest.mark.parametrize(
    ("argument", "expected"),
    [("", View()), ("home", View()), ("late", View(ViewName.LATE)), ("a.12", View(ViewName.AGENCY, 12))],
)
def test_a_view_is_read_back(argument: str, expected: View) -> None:
    assert parse_view(argument) == expected
    assert parse_view(expected.argument) == expected


def test_frozen_figures_read_the_same_in_both_languages_a_year_later() -> None:
    figures = figures_of([late_by(3, agency_vi="Hải Dương"), fact(id=2, agency_id=2)], reporting_on=MONDAY)
    later = render_digest(figures, EN, snapshot_id=1)
    assert "• NV-019 Hai Duong Province, 3 days overdue" in shown(later)
    assert shown(later)[0].startswith("Week 29")
