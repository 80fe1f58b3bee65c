import pytest

from bot.language import (
    FigureTopic,
    Slowest,
    asks_about_some_name,
    asks_how_a_period_went,
    find_compared_period,
    find_slowest,
    find_topic,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("top 5 chậm nhất", Slowest(5)),
        ("top 3 cham nhat", Slowest(3)),
        ("10 bộ chậm nhất", Slowest(10, "ministry")),
        ("tỉnh nào chậm nhất", Slowest(5, "province")),
        ("the five slowest provinces", Slowest(5, "province")),
        ("NV-001 chậm nhất là 20/7", None),
        ("nộp chậm nhất ngày 20/7", None),
        ("ai chậm", None),
    ],
)
def test_it_reads_how_many_of_whom(text: str, found: Slowest | None) -> None:
    assert find_slowest(text) == found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("so với tuần trước", "week"),
        ("so sánh với tháng trước", "month"),
        ("compared to last quarter", "quarter"),
        ("so với kế hoạch", None),
    ],
)
def test_it_reads_which_period_is_compared(text: str, kind: str | None) -> None:
    assert find_compared_period(text) == kind


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("vướng mắc nào chưa được trả lời", FigureTopic.OBSTACLES),
        ("dang vuong gi", FigureTopic.OBSTACLES),
        ("đề nghị gia hạn đang chờ", FigureTopic.EXTENSIONS),
        ("which pending extension requests", FigureTopic.EXTENSIONS),
        ("ai tiến bộ, ai tụt lại", FigureTopic.MOVED),
        ("có gì đáng lo không", FigureTopic.WORRYING),
        ("vướng kinh phí chưa được cấp", None),
        ("xin gia hạn đến 30/9", None),
    ],
)
def test_it_reads_what_figures_are_about(text: str, topic: FigureTopic | None) -> None:
    assert find_topic(text) is topic


@pytest.mark.parametrize(
    ("text", "is_period", "is_name"),
    [
        ("tuần trước thế nào", True, False),
        ("kết quả quý 2", True, False),
        ("Hà Tây thế nào", False, True),
        ("công việc thế nào", False, False),
        ("tình hình chung ra sao", False, False),
    ],
)
def test_it_tells_a_period_from_a_name(text: str, is_period: bool, is_name: bool) -> None:
    assert asks_how_a_period_went(text) is is_period
    assert asks_about_some_name(text) is is_name
