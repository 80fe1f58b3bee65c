import pytest

from bot.language import Slowest, find_compared_period, find_slowest


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
