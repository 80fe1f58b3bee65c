"""Which task a text means by the words of its title, over titles handed in (a thousand are fine).

A token index narrows the field by rare words; rapidfuzz ranks what is left.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.language.abbreviations import fold_spelled_out

_WORD = re.compile(r"[a-z0-9]+")
_SHORTLIST = 12
_IGNORED = frozenset({
    "nhiem", "vu", "da", "dang", "chua", "xong", "hoan", "thanh", "roi", "a", "nhe", "cua", "cho", "la",
    "va", "voi", "cac", "nhung", "o", "ve", "em", "anh", "chi", "toi", "minh", "ben", "so", "duoc", "co",
    "khong", "trong", "den", "het", "nam", "bao", "cao", "the", "of", "to", "and", "in", "for", "is",
    "done", "task", "thi", "ma", "nay",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """`score` from 0 to 1; above 0.6 the words fit well."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class TitleIndex:
    keys: tuple[str, ...]
    titles: tuple[str, ...]
    postings: dict[str, tuple[int, ...]]
    weights: dict[str, float]


def build_title_index(titles: Sequence[tuple[str, str]]) -> TitleIndex:
    """`titles`: (key, title) pairs; a key may come several times (one per language)."""
    folded = [fold_spelled_out(title).text.strip() for _, title in titles]
    postings: dict[str, list[int]] = defaultdict(list)
    for number, title in enumerate(folded):
        for word in set(_WORD.findall(title)):
            postings[word].append(number)
    total = max(1, len(folded))
    weights = {word: math.log(1 + total / len(numbers)) for word, numbers in postings.items()}
    keys = tuple(key for key, _ in titles)
    return TitleIndex(keys, tuple(folded), {word: tuple(n) for word, n in postings.items()}, weights)


def match_titles(
    text: str, titles: TitleIndex | Sequence[tuple[str, str]], *, limit: int = 5
) -> tuple[TitleMatch, ...]:
    """The best keys for the words of `text`, best first. Build the index once when there are many titles."""
    index = titles if isinstance(titles, TitleIndex) else build_title_index(titles)
    words = [
        word for word in dict.fromkeys(_WORD.findall(fold_spelled_out(text).text)) if word not in _IGNORED
    ]
    known = [word for word in words if word in index.weights]
    if not known:
        return ()
    best: dict[str, float] = {}
    for number, share in _shortlist(known, index):
        score = _score(" ".join(words), share, index.titles[number])
        best[index.keys[number]] = max(score, best.get(index.keys[number], 0.0))
    ranked = sorted(best.items(), key=lambda item: -item[1])[:limit]
    return tuple(TitleMatch(key, round(score, 3)) for key, score in ranked)


def _shortlist(known: list[str], index: TitleIndex) -> list[tuple[int, float]]:
    """Titles with the largest share of the text's word weight; the commonest words only count, never select."""
    weight: dict[int, float] = defaultdict(float)
    for word in sorted(known, key=lambda word: len(index.postings[word])):
        numbers = index.postings[word]
        if len(numbers) > 200 and weight:
            numbers = tuple(number for number in numbers if number in weight)
        for number in numbers:
            weight[number] += index.weights[word]
    total = sum(index.weights[word] for word in known)
    best = sorted(weight.items(), key=lambda item: -item[1])[:_SHORTLIST]
    return [(number, value / total) for number, value in best]


def _score(query: str, share: float, title: str) -> float:
    closeness = fuzz.token_set_ratio(query, title) / 100
    order = fuzz.partial_ratio(query, title) / 100
    return share * (0.5 * closeness + 0.5 * order)
