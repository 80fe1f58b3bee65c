"""Whom a task is for, in words: "Bộ Y tế, Hải Dương", "các tỉnh", "tất cả bộ ngành và địa phương", "@TINH".

A plural without names after it means every agency of a level; "các tỉnh Hải Dương, Bắc Giang" means these two.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.agencies import Level
from bot.language.agencies import AgencyIndex, AgencyMatch, find_agencies
from bot.language.folding import Folded, fold, fold_text

_MINISTRIES = frozenset({Level.MINISTRY, Level.MINISTERIAL_LEVEL})
_LEVELS: dict[str, frozenset[Level]] = {
    "co quan thuoc chinh phu": frozenset({Level.GOV_AGENCY}),
    "co quan ngang bo": frozenset({Level.MINISTERIAL_LEVEL}),
    "bo": _MINISTRIES,
    "nganh": frozenset({Level.GOV_AGENCY}),
    "tinh": frozenset({Level.PROVINCE}),
    "thanh pho": frozenset({Level.PROVINCE}),
    "thanh": frozenset({Level.PROVINCE}),
    "dia phuong": frozenset({Level.PROVINCE}),
    "so": frozenset({Level.DEPARTMENT}),
    "ministerial-level agencies": frozenset({Level.MINISTERIAL_LEVEL}),
    "government agencies": frozenset({Level.GOV_AGENCY}),
    "ministries": _MINISTRIES,
    "provinces": frozenset({Level.PROVINCE}),
    "cities": frozenset({Level.PROVINCE}),
    "localities": frozenset({Level.PROVINCE}),
    "departments": frozenset({Level.DEPARTMENT}),
}
_WORD = "|".join(sorted(_LEVELS, key=len, reverse=True))
_MARK = r"(?:(?:tat ca|toan bo|moi|ca)(?: cac)?|cac|\d{1,2})"
_PLURAL = r"ministerial-level agencies|government agencies|ministries|provinces|cities|localities|departments"
_PHRASE = re.compile(
    rf"\b(?:{_MARK} (?:{_WORD})|(?:all (?:the )?)?(?:{_PLURAL}))\b"
    rf"(?:[ ,;&]+(?:va |and |{_MARK} |all )*(?:{_WORD})\b)*(?: truc thuoc trung uong)?"
)
_NAMED = re.compile(rf"(?:{_WORD})(?![\w-])")
_AROUND = re.compile(
    r"(?:\b(?:cac|tinh|thanh|pho|tp|ubnd|uy ban nhan dan|province|of|provincial|committee|people's)\b|\W)*"
)
"""Words around a name that say no more than the name does."""
_SHARED = re.compile(r"\bcac bo (?!nganh\b)")
_CONNECTOR = re.compile(r"[,;|/&+.:\n]| - |\b(?:va|and|cung|cho|gom|to|for|the|giao|chu tri|lead)\b")


@dataclass(frozen=True, slots=True)
class Leads:
    """What words name: groups by code, whole levels, agencies; ``rest`` is what stands for nothing known."""

    groups: tuple[str, ...] = ()
    levels: frozenset[Level] = frozenset()
    agencies: tuple[AgencyMatch, ...] = ()
    rest: tuple[str, ...] = ()


def find_leads(text: str, index: AgencyIndex, groups: Iterable[tuple[str, Iterable[str]]]) -> Leads:
    """``groups``: (code, names), as they are stored."""
    folded = fold(text)
    taken, found = _find_groups(folded, groups)
    agencies = [match for match in find_agencies(text, index) if not _overlaps(match, taken)]
    plain = _without_names(folded, agencies)
    levels: set[Level] = set()
    for phrase in _PHRASE.finditer(plain):
        start, end = folded.span(*phrase.span())
        if any(start < last and end > first for first, last in taken):
            continue
        agencies = [match for match in agencies if not _overlaps(match, [(start, end)])]
        taken.append((start, end))
        if not _introduces(folded, phrase.end(), agencies):
            levels |= {level for word in _NAMED.findall(phrase.group()) for level in _LEVELS[word]}
    spans = [*taken, *((match.start, match.end) for match in agencies)]
    rest = _rest(text, spans)
    named = _share_prefix(folded, rest, index)
    left = tuple(piece for piece in rest if piece not in named)
    return Leads(tuple(found), frozenset(levels), (*agencies, *named.values()), left)


def _share_prefix(folded: Folded, rest: Iterable[str], index: AgencyIndex) -> dict[str, AgencyMatch]:
    """ "các bộ Y tế, Công an": the word before the first name belongs to every one of them."""
    if _SHARED.search(folded.text) is None:
        return {}
    found = {piece: find_agencies(f"Bộ {piece}", index) for piece in rest}
    return {
        piece: matches[0]
        for piece, matches in found.items()
        if len(matches) == 1 and fold_text(matches[0].text) == fold_text(f"Bộ {piece}")
    }


def _without_names(folded: Folded, agencies: Iterable[AgencyMatch]) -> str:
    """Names blotted out: the "bộ" of "các tỉnh và Bộ Y tế" is no plural. "thuộc Chính phủ" names no agency."""
    kept = list(folded.text)
    for match in agencies:
        places = [
            at
            for at, start in enumerate(folded.starts)
            if match.start <= start and folded.ends[at] <= match.end
        ]
        before, after = folded.text[: places[0]], folded.text[places[-1] + 1 :]
        if not before.endswith("thuoc ") and not after.startswith(" agencies"):
            kept[places[0] : places[-1] + 1] = "#" * len(places)
    return "".join(kept)


def _find_groups(
    folded: Folded, groups: Iterable[tuple[str, Iterable[str]]]
) -> tuple[list[tuple[int, int]], list[str]]:
    named = [(fold_text(name), code) for code, names in groups for name in (code, *names) if name]
    taken: list[tuple[int, int]] = []
    found: list[str] = []
    for name, code in sorted(named, key=lambda pair: -len(pair[0])):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", folded.text):
            start, end = folded.span(*match.span())
            if not any(start < last and end > first for first, last in taken):
                taken.append((start, end))
                found.append(code)
    return taken, list(dict.fromkeys(found))


def _overlaps(match: AgencyMatch, spans: Iterable[tuple[int, int]]) -> bool:
    return any(match.start < last and match.end > first for first, last in spans)


def _introduces(folded: Folded, end: int, agencies: Iterable[AgencyMatch]) -> bool:
    """ "các tỉnh Hải Dương": the plural only announces the names that follow at once."""
    gap = re.match(r"[ :]*", folded.text[end:])
    after = end + (gap.end() if gap else 0)
    if after >= len(folded.text):
        return False
    start = folded.starts[after]
    return any(match.start == start for match in agencies)


def _rest(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    kept = list(text)
    for start, end in spans:
        kept[start:end] = ";" * (end - start)
    folded = fold("".join(kept))
    pieces: list[str] = []
    at = 0
    for match in [*_CONNECTOR.finditer(folded.text)]:
        pieces.append(folded.fragment(at, match.start()))
        at = match.end()
    pieces.append(folded.fragment(at, len(folded.text)))
    return tuple(piece for piece in pieces if not _AROUND.fullmatch(fold_text(piece)))
