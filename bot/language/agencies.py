"""Names of agencies in a text, over a list handed in. Several codes for one name are all returned: the bot asks.

Accents count when written ("hoà bình" is not Hòa Bình's neighbour by chance), capitals count for initials (HN).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.language.folding import Folded, fold, fold_text, is_preceded

_WORD = re.compile(r"[a-z0-9]+")
_PREFIXES = re.compile(r"^(?:uy ban nhan dan|ubnd|so|ban chi dao|bo)? ?(?:tinh|thanh pho|tp\.?)? ?(?=\w)")
_PLACE_BEFORE = re.compile(r"\b(?:tinh|ubnd|thanh pho|tp\.?|so(?: \w+){0,2}|bcd|dia phuong|bo|cua) $")
_ASKED_AFTER = re.compile(
    r" (?:the nao|sao\b|ra sao|den dau|toi dau|co (?:gi|viec|nhiem|qua)|dang|qua han|chua\b|con\b|how|is|"
    r"late|overdue)"
)
_ADDRESSEE = re.compile(
    r"\b(?:kinh gui|de bao cao|toi la|minh la|em la|i am the|trinh|kinh trinh|report to the|dear)(?: anh|"
    r" chi| van phong| dong chi| lanh dao)*:? $"
)


@dataclass(frozen=True, slots=True)
class AgencyMatch:
    """`candidates` has more than one code if the name is ambiguous. Positions in the original text."""

    candidates: tuple[str, ...]
    text: str
    start: int
    end: int
    is_addressee: bool = False

    @property
    def code(self) -> str | None:
        return self.candidates[0] if len(self.candidates) == 1 else None


@dataclass(frozen=True, slots=True)
class _Name:
    words: tuple[str, ...]
    codes: tuple[str, ...]
    spelled: frozenset[str]  # the accented forms, marks sorted; empty if only known without accents
    initials: bool


@dataclass(frozen=True, slots=True)
class AgencyIndex:
    """First word → names that start with it, longest first."""

    names: dict[str, tuple[_Name, ...]]


def build_agency_index(rows: Iterable[tuple[str, Iterable[str]]]) -> AgencyIndex:
    """`rows`: (code, names and aliases). The code itself is a name; initials of two-word names are added."""
    found: dict[tuple[tuple[str, ...], bool], dict[str, set[str]]] = {}
    for code, given in rows:
        names = [code, *given]
        folded = {fold_text(name) for name in names}
        for name in names:
            words = tuple(_WORD.findall(fold_text(name)))
            if not words or _is_everyday_word(fold_text(name), name, folded):
                continue
            found.setdefault((words, False), {}).setdefault(code, set()).add(_marks(name))
        for initials in {_initials(name) for name in names} - {""}:
            found.setdefault(((initials,), True), {}).setdefault(code, set())
    return AgencyIndex(_by_first_word(found))


@lru_cache(maxsize=16)
def cached_agency_index(rows: tuple[tuple[str, tuple[str, ...]], ...]) -> AgencyIndex:
    """The same, kept by content."""
    return build_agency_index(rows)


def _by_first_word(
    found: dict[tuple[tuple[str, ...], bool], dict[str, set[str]]],
) -> dict[str, tuple[_Name, ...]]:
    by_word: dict[str, list[_Name]] = {}
    for (words, initials), codes in found.items():
        spelled = frozenset(form for forms in codes.values() for form in forms)
        by_word.setdefault(words[0], []).append(_Name(words, tuple(codes), spelled, initials))
    return {
        word: tuple(sorted(names, key=lambda name: (name.initials, -len(name.words))))
        for word, names in by_word.items()
    }


def _is_everyday_word(folded: str, name: str, all_names: set[str]) -> bool:
    """ "Xây dựng", "Công an" are words of every day: only "Bộ Xây dựng" names the ministry."""
    is_of_ministry = any(other.startswith("bo ") for other in all_names)
    return is_of_ministry and " " in folded and not folded.startswith("bo ") and "&" not in name


def _initials(name: str) -> str:
    """HN for Hà Nội: only for plain two- and three-word place names."""
    core = re.sub(
        r"^(?:Ủy ban nhân dân |UBND )?(?:tỉnh |thành phố |TP\.? ?)?", "", unicodedata.normalize("NFC", name)
    )
    words = [word for word in re.split(r"[\s-]+", core) if word]
    is_place = 2 <= len(words) <= 3 and all(word[:1].isupper() and word[1:].islower() for word in words)
    return fold_text("".join(word[0] for word in words)) if is_place else ""


def _marks(text: str) -> str:
    """A spelling key that ignores where the tone stands: hoà = hòa."""
    words = []
    for word in _words_of(unicodedata.normalize("NFD", text).lower().replace("ð", "đ")):
        letters = [char for char in word if not unicodedata.combining(char)]
        marks = sorted(char for char in word if unicodedata.combining(char))
        words.append("".join(letters + marks))
    return " ".join(words)


def _words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*", text)


def find_agencies(text: str, index: AgencyIndex) -> tuple[AgencyMatch, ...]:
    """Agencies named in `text` in order, the longest name at each place."""
    return agencies_in(fold(text), index)


def agencies_in(folded: Folded, index: AgencyIndex) -> tuple[AgencyMatch, ...]:
    words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(folded.text)]
    found: list[AgencyMatch] = []
    position = 0
    while position < len(words):
        name = _name_at(words, position, folded, index)
        if name is None:
            position += 1
            continue
        start, end = words[position][1], words[position + len(name.words) - 1][2]
        first, last = folded.span(start, end)
        is_addressee = is_preceded(_ADDRESSEE, folded.text, start)
        found.append(AgencyMatch(name.codes, folded.original[first:last], first, last, is_addressee))
        position += len(name.words)
    return tuple(found)


def _name_at(
    words: list[tuple[str, int, int]], position: int, folded: Folded, index: AgencyIndex
) -> _Name | None:
    for name in index.names.get(words[position][0], ()):
        piece = words[position : position + len(name.words)]
        if tuple(word for word, _, _ in piece) == name.words and _fits(
            name, piece[0][1], piece[-1][2], folded
        ):
            return name
    return None


def _fits(name: _Name, start: int, end: int, folded: Folded) -> bool:
    written = folded.fragment(start, end)
    if name.initials:
        after = folded.text[end:]
        is_alone = not folded.text[:start].strip() and (
            not after.strip(" .?!") or _ASKED_AFTER.match(after) is not None
        )
        return written.isupper() and (is_alone or is_preceded(_PLACE_BEFORE, folded.text, start))
    if len(name.words) == 1 and len(name.words[0]) <= 3 and not written.isupper():
        return False  # "huế" and "TTg" pass below by their spelling, "cp", "la" never
    marks = _marks(written)
    is_bare = (
        all(not unicodedata.combining(char) for char in unicodedata.normalize("NFD", written))
        and "đ" not in written.lower()
    )
    return is_bare or marks in name.spelled
