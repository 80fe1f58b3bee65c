"""When an obstacle is said to be over, and when it only looks so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import Intent, closes_obstacle, understand
from tests.language.rows import SAID_AT, without_accents

OVER = [
    "vướng mắc NV-001 đã được tháo gỡ",
    "NV-042 đã tháo gỡ xong vướng mắc",
    "khép lại vướng mắc NV-042",
    "đề nghị đóng vướng mắc NV-042",
    "hết vướng rồi",
    "NV-001 hết vướng, tiếp tục triển khai",
    "khó khăn về kinh phí đã được giải quyết",
    "NV-003 không còn vướng mắc gì nữa",
    "vướng mắc dữ liệu NV-003 đã xử lý xong",
    "The obstacle of NV-001 has been resolved",
    "we are no longer blocked on NV-001",
    "close the obstacle on NV-042",
]
OPEN = [
    "vướng mắc chưa được tháo gỡ",
    "vướng mắc NV-001 đã được tháo gỡ chưa?",
    "đề nghị Bộ tháo gỡ vướng mắc",
    "vướng mắc đang được giải quyết",
    "đã tháo gỡ một phần vướng mắc",
    "đã tháo gỡ vướng mắc kinh phí nhưng còn thiếu người",
    "nếu hết vướng thì xong ngay",
    "mong vướng mắc sớm được tháo gỡ",
    "gần hết vướng",
    "NV-001 không có vướng mắc",
    "vướng kinh phí",
    "NV-001 60%",
    "đóng dấu NV-001",
    "the obstacle is not resolved yet",
    "",
]


@pytest.mark.parametrize("text", OVER)
def test_an_obstacle_that_is_over_is_closed(text: str) -> None:
    assert closes_obstacle(text)
    assert closes_obstacle(without_accents(text))


@pytest.mark.parametrize("text", OPEN)
def test_an_obstacle_that_is_not_over_stays_open(text: str) -> None:
    assert not closes_obstacle(text)
    assert not closes_obstacle(without_accents(text))


@pytest.mark.parametrize("text", OVER)
def test_an_obstacle_that_is_over_is_neither_a_new_one_nor_a_finished_task(text: str) -> None:
    intents = understand(text, at=SAID_AT).intents
    assert not {Intent.report_obstacle, Intent.report_done} & set(intents)


@given(st.text())
def test_it_reads_any_text(text: str) -> None:
    assert closes_obstacle(text) in {True, False}
