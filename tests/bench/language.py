"""How long one message takes to be read, with 10 and with 1,000 tasks in scope, beside a named baseline.

The baseline ``casefold+findall`` is the least that any reading of a text does: lower case and its words.
"""

import re
import statistics
import time
from collections.abc import Callable, Sequence

from bot.language import Context, cached_agency_index, cached_title_index, understand
from tests.language.rows import AGENCIES, SAID_AT, SENTENCES

ROUNDS = 3
_WORD = re.compile(r"\w+")
_NOUNS = (
    "kế hoạch",
    "đề án",
    "hội nghị",
    "báo cáo",
    "mô hình",
    "chính sách",
    "dịch vụ công",
    "cơ sở dữ liệu",
)
_FIELDS = (
    "y tế",
    "giáo dục",
    "đất đai",
    "nông nghiệp",
    "xây dựng",
    "giao thông",
    "hộ tịch",
    "an ninh mạng",
    "du lịch",
)


def run() -> dict[str, float]:
    """Milliseconds a message: the mean over the development sentences, the median of some rounds.

    ``cold`` is building the index of 1,000 titles, paid once after a title has changed.
    """
    texts = [row["text"] for row in SENTENCES]
    few, many = _titles(10), _titles(1000)
    figures = {
        "baseline_casefold_findall_ms": _mean(texts, _baseline),
        "language_10_tasks_ms": _mean(texts, _reader(few)),
        "language_1000_tasks_ms": _mean(texts, _reader(many)),
    }
    cached_title_index.cache_clear()
    start = time.perf_counter()
    cached_title_index(many)
    return figures | {"language_cold_index_1000_ms": _milliseconds(start)}


def _titles(count: int) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"NV-{n:04d}", f"Ban hành {_NOUNS[n % 8]} {_FIELDS[n % 9]} giai đoạn {n} của tỉnh số {n // 7}")
        for n in range(count)
    )


def _reader(titles: tuple[tuple[str, str], ...]) -> Callable[[str], object]:
    """As the handlers do it: alone first, then among the names, whose indexes are found by content every time."""

    def read(text: str) -> object:
        if understand(text, at=SAID_AT).slots.tasks:
            return understand(text, at=SAID_AT, context=Context(cached_agency_index(AGENCIES)))
        fresh = tuple((code, title) for code, title in titles)
        context = Context(cached_agency_index(AGENCIES), cached_title_index(fresh))
        return understand(text, at=SAID_AT, context=context)

    return read


def _baseline(text: str) -> object:
    return _WORD.findall(text.casefold())


def _mean(texts: Sequence[str], read: Callable[[str], object]) -> float:
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for text in texts:
            read(text)
        rounds.append(_milliseconds(start) / len(texts))
    return round(statistics.median(rounds), 4)


def _milliseconds(start: float) -> float:
    return round(1000 * (time.perf_counter() - start), 4)
