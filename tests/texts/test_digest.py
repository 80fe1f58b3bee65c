from datetime import date

import pytest

from bot.domain.agencies import Level
from bot.domain.figures import AssignmentFacts, Cells, Figures, Previous, ScopeName
from bot.texts.digest import render_digest
from tests.domain.figures_setting import MONDAY, fact, figures_of, late_by
from tests.texts.digest_setting import EN, HAI_DUONG, LAST_WEEK, VI, home, many_agencies, risky, view

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
    today = Previous(MONDAY, Cells())
    assert (
        home(figures_of([fact()], previous=today))[1]
        == "Toàn quốc, 15/07/2024, so với bản tổng hợp cùng ngày"
    )
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
    lines = home(figures_of([fact(assigned_on=date(2024, 7, 1), due_on=date(2024, 8, 30)), other]), EN)
    assert "• NV-019 Hai Duong Province, due 30/08: no report of progress for 10 working days" in lines


def test_a_task_at_risk_in_many_places_says_why_by_how_many() -> None:
    silent = {"assigned_on": date(2024, 7, 1)}
    figures = figures_of([risky(), risky(id=2, agency_id=2, **silent)])
    assert (
        "• NV-019: 2 cơ quan, hạn gần nhất 19/07: 2 sắp đến hạn mà chậm tiến độ, 1 lâu chưa báo cáo"
        in home(figures)
    )


def test_a_due_date_in_another_year_shows_the_year() -> None:
    figures = figures_of(
        [fact(assigned_on=date(2024, 5, 2), due_on=date(2025, 1, 24))], as_of=date(2024, 12, 2)
    )
    assert any("hạn 24/01/2025" in line for line in home(figures))


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


@pytest.mark.parametrize(("tasks", "is_folded"), [(3, False), (4, True)])
def test_only_what_is_longer_than_twelve_lines_is_folded(tasks: int, is_folded: bool) -> None:
    facts = [late_by(n, id=n, task_id=n) for n in range(1, tasks + 1)]
    assert ("blockquote" in render_digest(figures_of(facts), VI).text) is is_folded


def test_buttons_stand_two_a_row_at_most() -> None:
    for argument in ("home", "agencies", "late", "risk", "late.3", "a.1"):
        message = view(crowded(), argument)
        assert all(1 <= len(row) <= 2 for row in message.buttons)


def test_names_are_escaped() -> None:
    figures = figures_of([late_by(3, agency_vi="<b>Bộ TT&TT"), fact(id=2, agency_id=2)])
    assert "&lt;b&gt;Bộ TT&amp;TT" in render_digest(figures, VI).text
