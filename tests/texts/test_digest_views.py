from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import Action, Verb
from bot.demo.telegram_server.html_markup import parse_html
from bot.domain.agencies import Level
from bot.domain.figures import Cells, Figures, Previous, ScopeName
from bot.domain.figures_json import from_json, to_json
from bot.domain.held_up import HeldUp, Move, Unanswered
from bot.domain.people import Language
from bot.domain.requests import ObstacleCategory
from bot.messages import Button
from bot.texts.digest import parse_view, render_digest
from bot.texts.digest_places import Place, View, ViewName
from tests.domain.figures_setting import MONDAY, fact, figures_of, late_by
from tests.texts.digest_setting import EN, LAST_WEEK, VI, buttons, many_agencies, risky, shown, view

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
        ("Biểu đồ", Action(Verb.DIGEST, 9, 0, "chart")),
        ("📥 Tải Excel (hiện nay)", Action(Verb.EXCEL, argument="all")),
    ]


def test_live_buttons_stay_live() -> None:
    message = render_digest(figures_of([late_by(3)]), VI)
    assert {button.action.verb for button in buttons(message) if button.action} == {Verb.SUMMARY, Verb.EXCEL}
    assert [button.label for button in buttons(message)[-3:]] == ["Cập nhật", "Biểu đồ", "📥 Tải Excel"]


def test_agencies_come_late_first_in_pages() -> None:
    figures = figures_of([*many_agencies(13), fact(id=99, agency_id=99, agency_vi="Bộ Y tế")])
    first = view(figures, "agencies")
    assert "Tỉnh, thành phố (14): quá hạn 13/14" in shown(first)
    assert shown(first)[-1] == "Trang 1/2"
    assert [button.label for button in buttons(first)][-2:] == ["Sau ›", "« Quay lại"]
    second = view(figures, "agencies", page=1)
    assert buttons(second)[1] == Button("Bộ Y tế", Action(Verb.DIGEST, 1, 0, "a.99"))


def many_groups() -> Figures:
    ministries = [
        late_by(n, id=n + 50, agency_id=n + 50, agency_vi=f"Bộ {n}", level=Level.MINISTRY) for n in (1, 2)
    ]
    return figures_of([*many_agencies(13), *ministries])


def test_many_agencies_of_several_groups_are_reached_by_their_group() -> None:
    groups = view(many_groups(), "agencies")
    assert [(button.label, button.action) for button in buttons(groups)] == [
        ("Bộ, cơ quan ngang bộ (2)", Action(Verb.DIGEST, 1, 0, "agencies.1")),
        ("Tỉnh, thành phố (13)", Action(Verb.DIGEST, 1, 0, "agencies.3")),
        ("« Quay lại", Action(Verb.DIGEST, 1, 0, "home")),
    ]
    ministries = view(many_groups(), "agencies.1")
    assert "Bộ, cơ quan ngang bộ (2): quá hạn 2/2" in shown(ministries)
    assert not any("Tỉnh" in line for line in shown(ministries))
    assert [button.action for button in buttons(ministries)] == [
        Action(Verb.DIGEST, 1, 0, "a.51"),
        Action(Verb.DIGEST, 1, 0, "a.52"),
        Action(Verb.DIGEST, 1, 0, "agencies"),
    ]


def test_back_from_an_agency_leads_to_its_page_of_its_group() -> None:
    figures = many_groups()
    last = buttons(view(figures, "agencies.3", page=1))[0].action
    assert last is not None
    assert buttons(view(figures, last.argument))[-1].action == Action(Verb.DIGEST, 1, 1, "agencies.3")


def test_a_group_that_is_not_there_is_empty() -> None:
    assert shown(view(many_groups(), "agencies.99"))[0] == "Theo cơ quan (0)"


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
    "argument", ["nowhere", "a", "a.0", "a.x", "home.3", "chart.1", "a.1.2", "late.²", "."]
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


# --- limits ---

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
    moves = tuple(Move(n, n * 10**5, 10**6) for n in range(1, 41))
    waiting = tuple(Unanswered(kind, 10**5, 10**4) for kind in ObstacleCategory)
    figures = replace(figures, held_up=HeldUp(waiting, 10**5, moves))
    for argument in (
        "home",
        "agencies",
        "late",
        "risk",
        "moves",
        "a.7",
        "late.3",
        "risk.53",
        "late.99",
        "a.99",
    ):
        wanted = parse_view(argument) or View()
        message = render_digest(figures, language, snapshot_id=10**8, view=wanted, page=page)
        assert 0 < len(parse_html(str(message.text))[0]) <= 4096
        for button in buttons(message):
            assert button.action is not None
            assert Action.parse(button.action.encode()) == button.action
            assert 0 < len(button.label) <= 80


def test_the_original_date_stands_beside_one_that_was_granted() -> None:
    extended = {"original_due_on": date(2024, 7, 1)}
    figures = figures_of([late_by(3, **extended), late_by(2, id=2, agency_id=2), risky(id=3, **extended)])
    assert "• Hải Dương: hạn 12/07, quá 3 ngày (hạn ban đầu 01/07)" in shown(view(figures, "late.19"))
    assert any(
        line.endswith("(originally due 01/07)") for line in shown(view(figures, "risk.19", language=EN))
    )
    assert any(
        "quá hạn 3 ngày" in line and "(hạn ban đầu 01/07)" in line for line in shown(view(figures, "a.1"))
    )
    frozen = to_json(figures)
    assert from_json(frozen) == figures
    first: list[list[object]] = [
        [*item[:4], item.due_on.isoformat(), item.status.value, item.days_late, []] for item in figures.late
    ]
    assert all(item.extended_from is None for item in from_json(frozen | {"late": first}).late)
