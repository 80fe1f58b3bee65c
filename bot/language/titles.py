"""Which task a text means by the words of its title, over titles handed in (a thousand are fine).

A token index narrows the field by rare words; rapidfuzz ranks what is left.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from bot.language.abbreviations import fold_spelled_out

_WORD = re.compile(r"[a-z0-9]+")
_SHORTLIST = 12
_NAMED_FIT, _WHOLE_FIT = 0.38, 0.8
_AS_WELL = 0.1  # a title that fits worse by no more than this is not ruled out
_FEW = 3
_FIGURE = re.compile(r"\d+(?:[.,]\d+)? ?%")
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


@lru_cache(maxsize=64)
def cached_title_index(titles: tuple[tuple[str, str], ...]) -> TitleIndex:
    """The same, kept by content: a thousand titles are compared in a fraction of the time they take to index."""
    return build_title_index(titles)


def choose_titles(text: str, index: TitleIndex, *, is_named: bool, fewest_words: int = 2) -> tuple[str, ...]:
    """The keys that ``text`` can mean: none, exactly one when it is clear, else all that fit about as well.

    ``is_named``: the words were said as a task's name; else they are a whole message, and only a very good fit of at
    least ``fewest_words`` counts.
    """
    text = _FIGURE.sub(" ", text)
    fitting = match_titles(text, index)
    if not fitting or fitting[0].score < (_NAMED_FIT if is_named else _WHOLE_FIT):
        return ()
    if not is_named and len(_words_of(text) & index.weights.keys()) < fewest_words:
        return ()
    close = tuple(match.key for match in fitting if match.score >= fitting[0].score - _AS_WELL)
    return close if is_named or len(close) <= _FEW else ()


def _words_of(text: str) -> set[str]:
    return set(_WORD.findall(fold_spelled_out(text).text)) - _IGNORED


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
    fuzz = _load_fuzz()
    closeness: float = fuzz.token_set_ratio(query, title) / 100
    order: float = fuzz.partial_ratio(query, title) / 100
    return share * (0.5 * closeness + 0.5 * order)


@cache
def _load_fuzz() -> Any:  # noqa: ANN401 a module
    # With the first text that names no code, not by every start.
    return import_module("rapidfuzz.fuzz")
