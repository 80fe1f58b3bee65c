"""Document numbers (58/KH-UBND, 356/2025/NĐ-CP, 57-NQ/TW) and links, as evidence; never dates, 41/63 or 55-60 %.

Form by Decree 30/2020: number, "/", symbols joined with "-"; legal acts carry the year, Party papers put "-" first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.folding import Folded, is_preceded

_TYPES = (
    "kh|qd|bc|tb|ct|cd|nq|nd|tt|ttr|cv|hd|gm|bb|pa|da|dt|ctr|tttr|hdan|qc|tlt|ttlt|vbhn|hnvb|kl|"
    "qh|gp|tbkl|tr|qđ|to tr|chtr"
)
_HEAD = r"(?<![\w/.,-])(?P<head>\d{1,5}[a-z]?)"
_PATTERNS = (
    re.compile(
        rf"{_HEAD} ?/ ?(?:19|20)\d{{2}} ?/ ?(?P<first>[a-z]{{2,8}})\d{{0,2}}(?:-[a-z0-9&]{{1,12}}){{0,3}}"
    ),
    re.compile(
        rf"{_HEAD} ?/ ?(?P<first>[a-z]{{1,8}})(?: ?- ?[a-z&]{{1,12}}(?:\d{{1,3}})?)(?:-[a-z0-9&]{{1,12}}){{0,3}}"
    ),
    re.compile(rf"{_HEAD}-(?P<first>[a-z]{{2,5}})/[a-z]{{2,8}}(?:-[a-z]{{1,8}})?"),
    re.compile(rf"{_HEAD} ?/ ?(?P<first>[a-z]{{2,8}})\b"),
)
_SAID_BEFORE = re.compile(
    r"(?:\bso|\bke hoach|\bquyet dinh|\bcong van|\bvan ban|\bthong bao|\bchi thi|\bnghi quyet|\bto trinh|"
    r"\bbao cao|\bky hieu|\bno\.?|\bdecision|\bplan|\bdocument|\bletter|\breport)[ :.]*$"
)
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+|(?<![\w@.])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:vn|com|org|net|"
    r"gov)/[^\s<>\"]+"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A piece of evidence: the exact text and where it stands in the folded text."""

    text: str
    start: int
    end: int


def find_documents(folded: Folded) -> tuple[Mention, ...]:
    found: list[Mention] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(folded.text):
            start, end = match.span()
            if _is_number(match, folded) and all(end <= one.start or start >= one.end for one in found):
                found.append(Mention(folded.fragment(start, end), start, end))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _is_number(match: re.Match[str], folded: Folded) -> bool:
    """A known kind of document, or symbols in capitals; a lone symbol needs the word "số" or a kind before it."""
    is_said = is_preceded(_SAID_BEFORE, match.string, match.start())
    is_typed = re.fullmatch(_TYPES, match["first"]) is not None
    is_capital = folded.is_upper(*match.span("first"))
    if match.re is _PATTERNS[-1]:
        return is_typed and (is_said or (is_capital and folded.text[match.end() : match.end() + 1] != "/"))
    return is_typed or is_capital or is_said


def find_urls(folded: Folded) -> tuple[Mention, ...]:
    found = []
    for match in _URL.finditer(folded.text):
        end = match.start() + len(match.group().rstrip(".,;:!?)]}'"))
        found.append(Mention(folded.fragment(match.start(), end), match.start(), end))
    return tuple(found)
