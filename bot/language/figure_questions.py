"""Questions about figures that name no task: who is slowest, who improved, what waits, how a period went."""

import re
from dataclasses import dataclass
from enum import StrEnum

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
_MOVED = re.compile(
    r"\b(?:tien bo|cai thien|tut lai|tut hang|tut ha|cham them|chuyen bien|improved|slipped)\b"
)
_OBSTACLE, _EXTENSION = (
    r"(?:vuong mac|kho khan|obstacles?)",
    r"(?:gia han|lui han|extensions?|extension requests?)",
)
_WAITS = r"(?:dang cho|con cho|cho tra loi|cho quyet dinh|cho duyet|waiting|pending|unanswered|undecided)"
_UNDONE = r"chua (?:duoc |ai |co )?(?:tra loi|giai quyet|xu ly|quyet dinh|duyet|thao go)"


def _waiting(matter: str) -> str:
    """The thing that waits, before or after the word for waiting."""
    return rf"\b{matter}\b.*\b(?:{_WAITS}|{_UNDONE})\b|\b(?:waiting|pending|unanswered|open) {matter}\b"


_HINDERED = r"\b(?:dang|con) (?:co )?vuong (?:mac )?(?:gi|nao|o dau)\b"
_OBSTACLES = re.compile(f"{_waiting(_OBSTACLE)}|{_HINDERED}")
_EXTENSIONS = re.compile(_waiting(_EXTENSION))
_WORRYING = re.compile(r"\b(?:dang lo|dang ngai|lo ngai|rui ro|(?:co )?nguy co|worr\w+|at risk)\b")
_HOW = re.compile(r"\b(?:tinh hinh|ket qua|so lieu|the nao|ra sao|how (?:was|is|did)|results? (?:of|for))\b")
_SOME_NAME = re.compile(r"(?:[a-z]+ ){2,5}(?:the nao|ra sao|sao roi)[ ?.!]*")
_NO_NAME = re.compile(
    r"\b(?:viec|vu|hinh|do|chung|tat ca|moi|hom|nay|bao cao|lieu|qua|tuan|thang|quy|nam|minh|toi|em|anh|chi)\b"
)
_PERIOD_WORD = re.compile(r"\b(tuan|thang|quy|nam|week|month|quarter|year)\b")
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


class FigureTopic(StrEnum):
    MOVED = "moved"
    OBSTACLES = "obstacles"
    """That wait for their answer."""
    EXTENSIONS = "extensions"
    """That wait for a decision."""
    WORRYING = "worrying"


_TOPICS = {
    FigureTopic.OBSTACLES: _OBSTACLES,
    FigureTopic.EXTENSIONS: _EXTENSIONS,
    FigureTopic.MOVED: _MOVED,
    FigureTopic.WORRYING: _WORRYING,
}


def find_topic(text: str) -> FigureTopic | None:
    """As in "tỉnh nào tiến bộ nhất", "vướng mắc nào chưa được trả lời", "có gì đáng lo không"."""
    folded = fold_text(text)
    return next((topic for topic, words in _TOPICS.items() if words.search(folded)), None)


def find_period_kind(text: str) -> str | None:
    """The kind of period that a question names first: week, month, quarter, year."""
    match = _PERIOD_WORD.search(fold_text(text))
    return _PERIODS.get(match[1], match[1]) if match else None


def asks_how_a_period_went(text: str) -> bool:
    """As in "tuần trước thế nào", "kết quả quý 2", "tình hình 6 tháng đầu năm"."""
    return _HOW.search(fold_text(text)) is not None and find_period_kind(text) is not None


def asks_about_some_name(text: str) -> bool:
    """As in "Hà Tây thế nào": some words that are no word for work or time, and how it stands."""
    folded = fold_text(text).strip()
    return _SOME_NAME.fullmatch(folded) is not None and _NO_NAME.search(folded) is None
