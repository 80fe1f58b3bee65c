"""Words at the end that ask: "xong à", "xong hả". They become question marks, the text keeps its length.

"à" asks and "ạ" is polite; written without accents both are "a", which is taken as polite.
"""

from __future__ import annotations

import re

from bot.language.folding import Folded

_CLAIM = r"(?:xong|thanh|tat|hanh|ky|nop|duyet|done|finished|completed?)(?: (?:roi|het|that|that su|ca))*"
_ENDING = re.compile(
    rf"\b{_CLAIM} (?P<word>a|ha|hu|u|sao|chang)(?: (?:anh|chi|em|ban|bac|bot))?(?=\s*[.!]*\s*$)"
)
_ASKING = {
    "a": ("à", "á"),
    "u": ("ư",),
    "ha": ("hả", "há", "ha"),
    "hu": ("hử", "hu"),
    "sao": ("sao",),
    "chang": ("chăng", "chang"),
}


def with_question_marks(folded: Folded) -> str:
    match = _ENDING.search(folded.text)
    if match is None:
        return folded.text
    start, end = match.span("word")
    if folded.fragment(start, end).lower() not in _ASKING[match["word"]]:
        return folded.text
    return folded.text[:start] + "?" * (end - start) + folded.text[end:]
