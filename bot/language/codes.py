"""Task codes and positions in a list, read from folded text: "nv 15", "NV-004, 005", "việc số 2"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.abbreviations import fold_spelled_out
from bot.language.folding import Folded

_LONGEST = 4096

_CODE = re.compile(
    r"(?<![a-z0-9])(?:nv|(?P<word>nhiem vu(?: so| ma)?|task(?: no\.?|"
    r" number)?)) ?[-_.:#]? ?0*(?P<number>\d{1,4})(?![\d%]|[.,/]\d| ?(?:%|phan tram)|(?(word) ?(?:nam\b|"
    r"thang|ngay\b|tuan|quy\b|tinh\b|bo\b|don vi|dia phuong)|(?!)))"
)
_MORE = re.compile(
    r"(?: ?[,;&+] ?| va | voi | and )(?P<code>(?:nv ?-? ?)?0*(?P<number>\d{1,4}))(?![\d%a-z]|[.,/:-]\d|"
    r" ?(?:%|phan tram|nam\b|thang|ngay|tuan|tinh|don vi|dich vu|dia phuong|bo\b|xa\b|diem|nhiem vu|viec|"
    r"trang|ho so|services|provinces))"
)
_ORDINAL = re.compile(
    r"\b(?:viec|cai|muc|y|dau viec|nhiem vu|task|item|so thu tu|stt)(?: (?:so|thu))? (?P<number>\d{1,2}|"
    r"nhat|hai|ba|tu|nam|dau tien|dau|cuoi cung|cuoi)\b(?! ?(?:[%/.,]\d?|phan tram|thang|tuan|nam\b|ngay|"
    r"quy))|\bthe (?P<english>first|second|third|fourth|fifth|last) (?:one|task|item)\b|\b(?:item|number|"
    r"no\.?|#) ?(?P<plain>\d{1,2})\b"
)
_ORDINAL_WORDS = {"nhat": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "dau tien": 1, "dau": 1, "cuoi cung": -1, "cuoi": -1,
                  "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}  # fmt: skip
_NEEDS_WORD = re.compile(
    r"\b(?:viec|cai|muc|y|dau viec|nhiem vu) (?:nhat|hai|ba|tu|nam|dau|cuoi)\b(?! tien| cung)"
)


@dataclass(frozen=True, slots=True)
class CodeMention:
    """A code in its stored form and where it stands in the folded text."""

    code: str
    start: int
    end: int


def find_codes(folded: Folded, known: frozenset[str] = frozenset()) -> tuple[CodeMention, ...]:
    """Codes of the form NV-001, padded to three digits, and any of `known` written literally (folded keys)."""
    found: list[CodeMention] = []
    position = 0
    while match := _CODE.search(folded.text, position):
        found.append(_mention(match, match.start()))
        position = match.end()
        while more := _MORE.match(folded.text, position):
            found.append(_mention(more, more.start("code")))
            position = more.end()
    return tuple(sorted([*found, *_known_codes(folded, known, found)], key=lambda mention: mention.start))


def _mention(match: re.Match[str], start: int) -> CodeMention:
    return CodeMention(f"NV-{int(match['number']):03d}", start, match.end())


def _known_codes(folded: Folded, known: frozenset[str], found: list[CodeMention]) -> list[CodeMention]:
    mentions = []
    for code in known:
        key = code.lower()
        start = folded.text.find(key) if not key.startswith("nv-") else -1
        end = start + len(key)
        if (
            start >= 0
            and _stands_alone(folded.text, start, end)
            and all(end <= m.start or start >= m.end for m in found)
        ):
            mentions.append(CodeMention(code, start, end))
    return mentions


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()


def find_ordinal(text: str) -> int | None:
    """A position in the list shown before: "việc số 2" is 2, "cái cuối" is -1."""
    return ordinal_in(fold_spelled_out(text[:_LONGEST]).text)


def ordinal_in(text: str) -> int | None:
    """The same in folded text."""
    match = _ORDINAL.search(text)
    if match is None or (_NEEDS_WORD.match(match.group()) and "thu" not in match.group().split()):
        return None
    said = match["number"] or match["english"] or match["plain"]
    return _ORDINAL_WORDS[said] if said in _ORDINAL_WORDS else int(said)
