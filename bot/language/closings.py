"""An obstacle that is over, in words: "vướng mắc NV-001 đã được tháo gỡ", "hết vướng rồi", "close the obstacle".

Only of the obstacle: whether the task has one, and whose it is, is for the caller to know.
"""

from __future__ import annotations

import re

from bot.language.abbreviations import fold_spelled_out
from bot.language.closing_words import CLOSED, HINDRANCE
from bot.language.obstacles import is_obstacle

_LONGEST = 4096
_ORDERED = re.compile(rf"\b(?:khep lai|khep|dong lai|dong|ket thuc)(?: \w+)?? {HINDRANCE}\b|^\W*close\b")
_DOUBTED = re.compile(
    r"\b(?:chua|sap|dang|neu|khi|bao gio|se|can|phai|kho ma|mot phan|phan nao|mot so|co ban|buoc dau|gan|"
    r"nham|de(?! nghi)|"
    r"\d+ trong|\d+/\d+|phan lon|vai|moi duoc|khong (?:the|duoc)|not|will|should|must|partly|partially|some|"
    r"once|if|when|"
    r"unless|until|to be|needs?|almost|nearly|can)\b|n't"
)
_WISHED = re.compile(r"\b(?:de nghi|kien nghi|xin|mong|nho|giup|please|hope)\b")
_SEGMENT = re.compile(r"[.;!?\n,]+|\b(?:nhung|tuy nhien|but|however)\b")


def closes_obstacle(text: str) -> bool:
    """Whether the obstacle is said to be over: all of it, now, and not as a wish, a plan or a question.

    Of a text that names another difficulty beside it ("… nhưng còn thiếu người") the answer is no.
    """
    folded = fold_spelled_out(text[:_LONGEST]).text
    if "?" in folded:
        return False
    parts = _SEGMENT.split(folded)
    others = [part for part in parts if not _is_closing(part)]
    return len(others) < len(parts) and not any(is_obstacle(part) for part in others)


def _is_closing(part: str) -> bool:
    match = CLOSED.search(part)
    if match is None or _DOUBTED.search(part):
        return False
    return _ORDERED.search(part) is not None or _WISHED.search(part) is None
