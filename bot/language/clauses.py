"""Cutting a message about several tasks: "NV-004 80%, NV-005 30%, NV-013 chưa làm" into one piece a task.

Codes side by side ("NV-004 và NV-005 đều xong") stay together: they share what is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.language.codes import CodeMention
from bot.language.prepared import Prepared

_TOGETHER = re.compile(r"^(?:[ ,;&+/]|va|voi|cung|and|lan|hai|nhiem vu)*$")
_BREAK = re.compile(r"[.;\n!?]+|,|\b(?:nhung|con|va|and|but|while|thi con|rieng)\b")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the original text."""

    start: int
    end: int


def cut(message: Prepared) -> tuple[Piece, ...]:
    """One piece for each group of codes; the whole text if there is at most one group."""
    groups = _groups(message)
    length = len(message.folded.original)
    if len(groups) < 2:
        return (Piece(0, length),)
    cuts = [_cut_between(message.text, left[-1].end, right[0].start) for left, right in pairwise(groups)]
    edges = [0, *(message.folded.starts[position] for position in cuts), length]
    return tuple(Piece(start, end) for start, end in pairwise(edges))


def _groups(message: Prepared) -> list[list[CodeMention]]:
    groups: list[list[CodeMention]] = []
    for mention in message.codes:
        if groups and _TOGETHER.match(message.text[groups[-1][-1].end : mention.start]):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups


def _cut_between(text: str, end: int, start: int) -> int:
    """After the last break before the next code; without one, at the code itself."""
    breaks = list(_BREAK.finditer(text, end, start))
    if not breaks:
        return start
    return breaks[-1].end() if breaks[-1].group()[0] in ".;\n!?," else breaks[-1].start()
