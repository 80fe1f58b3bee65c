"""What waits and what moved, beside the cells of a digest."""

from dataclasses import replace

from bot.domain.figures import Figures
from bot.domain.figures_json import from_json, to_json
from bot.domain.held_up import HeldUp, Move, Unanswered
from bot.domain.requests import ObstacleCategory
from tests.domain.figures_setting import MONDAY, fact, figures_of, late_by
from tests.texts.digest_setting import EN, buttons, home, many_agencies, shown, view

WAITING = HeldUp(
    (Unanswered(ObstacleCategory.FUNDING, 3, 12), Unanswered(ObstacleCategory.DATA, 1, 2)),
    2,
    (Move(1, 4, 1), Move(2, 3, 2), Move(3, 1, 3), Move(4, 1, 3), Move(5, 0, 3), Move(6, 0, 4)),
)


def waiting() -> Figures:
    return replace(figures_of(many_agencies(6), reporting_on=MONDAY), held_up=WAITING)


def test_it_says_what_waits_and_who_moved() -> None:
    lines = home(waiting())
    assert lines[-4:] == [
        "Vướng mắc chờ trả lời: kinh phí 3, dữ liệu 1; lâu nhất 12 ngày làm việc",
        "Gia hạn chờ quyết định: 2",
        "🟢 Tiến bộ (2): Tỉnh 1 (4 → 1), Tỉnh 2 (3 → 2)",
        "🔴 Chậm thêm (4): Tỉnh 6 (0 → 4), Tỉnh 5 (0 → 3), Tỉnh 3 (1 → 3) và 1 cơ quan khác",
    ]
    assert home(waiting(), EN)[-3:-1] == [
        "Extension requests waiting for a decision: 2",
        "🟢 Improved (2): Hai Duong Province (4 → 1), Hai Duong Province (3 → 2)",
    ]


def test_who_moved_is_listed_in_full_on_a_tap() -> None:
    assert "Chuyển biến (6)" in [button.label for button in buttons(view(waiting(), "home"))]
    moves = shown(view(waiting(), "moves"))
    assert moves[0] == "Chuyển biến (6)"
    assert moves[-1] == "🔴 Tỉnh 6: quá hạn 0 → 4"
    assert [button.label for button in buttons(view(waiting(), "moves"))] == ["« Quay lại"]


def test_nothing_is_said_of_what_there_is_not() -> None:
    assert not any("Vướng mắc" in line or "Gia hạn" in line for line in home(figures_of([late_by(3)])))
    raised_today = HeldUp((Unanswered(ObstacleCategory.DATA, 1, 0),))
    assert home(replace(figures_of([fact()]), held_up=raised_today))[-1] == "Vướng mắc chờ trả lời: dữ liệu 1"


def test_of_one_agency_the_change_of_its_cells_is_enough() -> None:
    figures = replace(figures_of([late_by(3)]), held_up=HeldUp(moves=(Move(1, 0, 1),)))
    assert not any("Chậm thêm" in line for line in home(figures))


def test_it_is_frozen_with_the_figures_and_older_ones_still_read() -> None:
    frozen = to_json(waiting())
    assert from_json(frozen) == waiting()
    old = {name: value for name, value in frozen.items() if name != "held_up"} | {"version": 2}
    assert from_json(old).held_up == HeldUp()
