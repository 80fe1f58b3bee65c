"""The list of what waits, in pages, with the way back; a huge id and hostile words fit a phone and a button."""

import pytest

from bot.domain.requests import ExtensionStatus
from bot.domain.views import Waiting, WaitingPage
from bot.texts.digest_places import Place, View, ViewName
from bot.texts.digest_waiting import render_waiting
from tests.domain.figures_setting import RULES
from tests.texts.digest_setting import EN, VI, buttons, shown
from tests.texts.hostile_setting import HUGE_ID, NOW, assignment
from tests.texts.request_setting import extension, obstacle

TODAY = NOW.date()


def test_a_page_in_the_middle_leads_on_and_back_and_to_each_card_once() -> None:
    one = assignment("<b>")
    items = (
        Waiting(NOW, one, obstacle=obstacle("x", holder_path="/1/", holder_vi="Bộ Tài chính")),
        Waiting(NOW, one, extension=extension("x", status=ExtensionStatus.PROPOSED)),
    )
    page = WaitingPage(items, 1, 3, 17, 1)
    message = render_waiting(page, Place(HUGE_ID, View(ViewName.WAITING, 2), 1), VI, RULES, TODAY)
    assert [button.label for button in buttons(message)][1:] == ["‹ Trước", "Sau ›", "« Quay lại"]
    assert all(button.action and button.action.encode() for button in buttons(message))
    lines = shown(message)
    assert lines[-1] == "Trang 2/3"
    assert any(line.endswith("kinh phí, mới hôm nay, đang ở Bộ Tài chính") for line in lines)
    assert any(line.endswith("xin đến 02/08/2024, mới hôm nay, đang ở người đề nghị") for line in lines)


@pytest.mark.parametrize(("climbs", "who"), [(0, "the officer"), (1, "the leader")])
def test_in_english_too_it_says_with_whom_a_request_lies(climbs: int, who: str) -> None:
    items = (Waiting(NOW, assignment("x"), extension=extension("x", climbs=climbs)),)
    message = render_waiting(WaitingPage(items, 0, 1, 0, 1), Place(), EN, RULES, TODAY)
    assert shown(message)[-1].endswith(f"wants 02/08/2024, since today, with {who}")
