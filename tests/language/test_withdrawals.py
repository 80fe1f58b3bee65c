"""What is taken back in words, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import Intent, Withdrawn, find_withdrawal, understand
from tests.language.rows import SAID_AT, without_accents

TAKEN_BACK = [
    ("rút lại báo cáo vừa rồi", Withdrawn.report),
    ("hủy báo cáo vừa gửi", Withdrawn.report),
    ("Nhầm rồi, hủy báo cáo vừa nãy", Withdrawn.report),
    ("xóa giúp em báo cáo lúc nãy", Withdrawn.report),
    ("NV-011 xin rút lại báo cáo", Withdrawn.report),
    ("rút lại nhé", Withdrawn.report),
    ("withdraw my last report", Withdrawn.report),
    ("please cancel the last update", Withdrawn.report),
    ("NV-011 xin rút lại đề nghị gia hạn", Withdrawn.extension),
    ("hủy xin gia hạn NV-001", Withdrawn.extension),
    ("thôi không gia hạn NV-001 nữa", Withdrawn.extension),
    ("cancel my extension request for NV-001", Withdrawn.extension),
    ("em rút lại vướng mắc NV-001", Withdrawn.obstacle),
]
KEPT = [
    "rút lại báo cáo thế nào?",
    "đừng hủy báo cáo",
    "Bộ đã rút lại báo cáo của NV-001",
    "NV-001 không cần gia hạn",
    "xin gia hạn NV-001 đến 30/8",
    "NV-001 rút kinh nghiệm, báo cáo sau",
    "NV-001 đang hoàn thiện báo cáo",
    "hủy thầu NV-001, báo cáo sau",
    "",
]


@pytest.mark.parametrize(("text", "what"), TAKEN_BACK)
def test_it_tells_what_is_taken_back(text: str, what: Withdrawn) -> None:
    assert find_withdrawal(text) is what
    assert find_withdrawal(without_accents(text)) is what


@pytest.mark.parametrize(("text", "_what"), TAKEN_BACK)
def test_what_takes_back_reports_nothing(text: str, _what: Withdrawn) -> None:
    assert understand(text, at=SAID_AT).intent is Intent.other


@pytest.mark.parametrize("text", KEPT)
def test_other_words_take_nothing_back(text: str) -> None:
    assert find_withdrawal(text) is None
    assert find_withdrawal(without_accents(text)) is None


@given(st.text())
def test_it_reads_any_text(text: str) -> None:
    assert find_withdrawal(text) in {None, *Withdrawn}
