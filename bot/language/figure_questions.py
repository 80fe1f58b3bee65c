"""Questions about figures that name no task: which agencies are slowest, how it stands against the period before."""

import re
from dataclasses import dataclass

from bot.language.folding import fold_text

DEFAULT_COUNT = 5
_SLOWEST = re.compile(
    r"\b(?:(?:cham|tre)(?: tien do| han)? nhat(?! la| vao| trong| den| ngay| truoc| \d)|slowest|most overdue)\b"
)
_COUNT = re.compile(r"\b(\d{1,2})\b")
_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "muoi": 10, "three": 3, "five": 5, "ten": 10}
_PROVINCES = re.compile(r"\b(?:tinh|thanh pho|dia phuong|provinces?|localit\w+)\b")
_MINISTRIES = re.compile(r"\b(?:bo|nganh|ministr\w+)\b")
_AGAINST = re.compile(
    r"\bso (?:sanh )?voi (tuan|thang|quy|nam) truoc\b|\bcompared? (?:with|to) last (week|month|quarter|year)\b"
)
_PERIODS = {"tuan": "week", "thang": "month", "quy": "quarter", "nam": "year"}


@dataclass(frozen=True, slots=True)
class Slowest:
    """``level``: province, ministry, or nothing for all."""

    count: int
    level: str = ""


def find_slowest(text: str) -> Slowest | None:
    """As in "top 5 chậm nhất", "10 bộ chậm nhất", "the five slowest provinces" (count and level)."""
    folded = fold_text(text)
    if _SLOWEST.search(folded) is None:
        return None
    digits = _COUNT.search(folded)
    words = [_WORDS[word] for word in folded.split() if word in _WORDS]
    count = int(digits[1]) if digits else (words or [DEFAULT_COUNT])[0]
    level = "province" if _PROVINCES.search(folded) else "ministry" if _MINISTRIES.search(folded) else ""
    return Slowest(count, level)


def find_compared_period(text: str) -> str | None:
    """The kind of period that is compared with the one before it: week, month, quarter, year."""
    match = _AGAINST.search(fold_text(text))
    if match is None:
        return None
    return _PERIODS[match[1]] if match[1] else match[2]
