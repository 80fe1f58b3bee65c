"""Words that take the last ones back: "à nhầm, 35%", "đính chính: 35%", "sorry, I meant 35%"."""

import re

from bot.language.folding import fold

_OPENING = re.compile(
    r"^\W*(?:(?:a|ah|ui|oi|chet|thoi|xin loi|sorry|oops|ay)\W+){0,3}"
    r"(?:(?:em|toi|minh|i)\W+)?"
    r"(?:(?:viet |go |ghi |bao |nhap |gui |noi )?nham(?! lan\b)(?: roi| mat| chut| ty)?(?: a| ạ)?"
    r"|dinh chinh(?: lai)?|(?:bao cao|bao|noi|viet|ghi|sua) lai(?: la)?|y (?:em|toi|minh) la"
    r"|(?:i )?meant?|correction|my mistake|i mean)\b(?:\W+(?:la|phai la|thanh|that ra la|it is)\b)?\W*"
)


def strip_second_thought(text: str) -> str | None:
    """What is said instead; None when the text takes nothing back, or says nothing instead."""
    folded = fold(text)
    match = _OPENING.match(folded.text)
    if match is None:
        return None
    if match.end() >= len(folded.text):
        return None
    return folded.fragment(match.end(), len(folded.text)).strip() or None
