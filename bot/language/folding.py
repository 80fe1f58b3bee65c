"""Accent-free lower case with a way back: every rule of the package reads folded text.

Owns the index map from folded characters to the original text, so that a fragment handed to a caller is an
exact piece of what the person wrote. Knows nothing of tasks, dates or intents.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SPECIAL = {
    "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ɖ": "d", "Ɖ": "d",  # U+00D0 is a frequent wrong form of U+0110
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "⁄": "/", "∕": "/",
    "→": ">", "➔": ">", "➜": ">",
    "\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n", "\v": "\n", "\f": "\n",
}  # fmt: skip


class _FoldTable(dict[str, str]):
    """One character to its folded form; filled as characters are met."""

    def __missing__(self, char: str) -> str:
        folded = _fold_char(char)
        if len(self) < 20_000:  # a bound, so that hostile texts cannot grow the table without end
            self[char] = folded
        return folded


def _fold_char(char: str) -> str:
    special = _SPECIAL.get(char)
    if special is not None:
        return special
    if char.isspace():
        return " "
    kept = "".join(
        _SPECIAL.get(part, part)
        for part in unicodedata.normalize("NFKD", char)
        if unicodedata.category(part) not in {"Mn", "Me", "Cf", "Cc", "Cs", "Sk"}
    )
    return kept.lower()


_TABLE = _FoldTable()


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `starts[i]`, `ends[i]` bound the piece of the original that folded character i stands for."""

    original: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of a folded one, without blanks at its ends."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.original)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def fragment(self, start: int, end: int) -> str:
        """The exact piece of the original behind a folded span."""
        first, last = self.span(start, end)
        return self.original[first:last]

    def is_spelled(self, start: int, end: int, *forms: str) -> bool:
        """Whether the person wrote one of `forms`, or wrote without any accents (then nothing can be told)."""
        written = unicodedata.normalize("NFC", self.fragment(start, end)).lower().replace("ð", "đ")
        return is_bare(written) or written in forms

    def is_upper(self, start: int, end: int) -> bool:
        return self.fragment(start, end).isupper()

    def replaced(self, text: str) -> Folded:
        """The same map under another text of the same length (used to blank out what is already read)."""
        return Folded(self.original, text, self.starts, self.ends)


def is_bare(text: str) -> bool:
    """No Vietnamese accents at all: written without diacritics."""
    return text.isascii() or all(_TABLE[char] == char.lower() for char in text)


def fold(text: str) -> Folded:
    """Accent-free lower case, runs of blanks as one (a line break stays a line break), no invisible characters."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, char in enumerate(text):
        folded = _TABLE[char]
        if not folded:
            if ends and unicodedata.combining(char):
                ends[-1] = index + 1
            continue
        if folded in " \n" and chars and chars[-1] in " \n":
            if folded == "\n":
                chars[-1] = "\n"
            ends[-1] = index + 1
            continue
        for piece in folded:
            chars.append(piece)
            starts.append(index)
            ends.append(index + 1)
    return Folded(text, "".join(chars), tuple(starts), tuple(ends))


def fold_text(text: str) -> str:
    """Only the folded text, trimmed: for keys and comparisons."""
    return fold(text).text.strip()


_REACH = 120  # longer than any rule about "what stands before" looks back


def is_preceded(pattern: re.Pattern[str], text: str, end: int) -> bool:
    """Whether `pattern` (which ends in "$") stands right before `end`; looks back a bounded way, so that long
    texts cost no more than linear time."""
    return pattern.search(text, max(0, end - _REACH), end) is not None
