"""Taking back in words what was sent: "rút lại báo cáo vừa rồi", "không xin gia hạn nữa", "withdraw my last report".

Which report or request it is, and whether it can still be taken back, is for the caller to know.
"""

from __future__ import annotations

import re
from enum import StrEnum

from bot.language.abbreviations import fold_spelled_out

_LONGEST = 4096


class Withdrawn(StrEnum):
    report = "report"  # what was reported last
    extension = "extension"  # the request for another date
    obstacle = "obstacle"


_CODE = r"(?:§++|nv[\s.]?\d++|[a-z]{1,8}-\d[\w-]*+)"
_OPENING = (
    rf"^(?>(?:\W|{_CODE}|\b(?:a|ah|ui|oi|chet|thoi|da|vang|xin|loi|cho|de nghi|em|e|toi|minh|don vi|ben em|"
    r"chung toi|"
    r"anh|chi|bot|voi|giup|nham|roi|mat|gui|ghi|bao|muon|duoc|phep|nho|lam on|nhiem vu|viec|cua|khong phai|"
    r"sorry|"
    r"oops|please|i|we|want|would|like|to|can|you|let|me|my|mistake|wrong|nay|kia|vua|truoc|ve)\b)*)"
)
_TAKE_BACK = (
    r"(?:rut lai|rut|thu hoi|huy bo|huy|xoa|go bo|bo(?! tri| sung| qua| nhiem)|withdraw|take back|"
    r"retract|cancel|undo|delete|remove)"
)
_GAP = (
    rf"(?: (?:{_CODE}|cai|ban|tin|phan|cac|yeu cau|noi dung|giup|ho|di|lai|em|toi|minh|voi|anh|chi|my|our|"
    r"the|last|latest|that|this|previous|for))*"
)
_EXTENSION = (
    r"(?:(?:de nghi|yeu cau|don|phieu|de xuat) (?:xin )?(?:gia han|lui han|lui|doi han)|xin (?:gia han|"
    r"lui han|lui|doi han|them)|"
    r"(?:gia han|lui han|doi han)|extension(?: request)?|request (?:for (?:an )?extension|to extend)|"
    r"(?:de nghi|yeu cau)\b(?! ho tro))"
)
_OBSTACLE = r"(?:(?:bao cao |bao )?(?:vuong mac|vuong|kho khan)|obstacle|blocker)"
_REPORT = (
    r"(?:(?:ket qua )?bao cao|tin vua (?:gui|nhan|roi)|so lieu vua|noi dung vua|(?:cai|tin|noi dung|"
    r"so lieu) (?:vua|luc nay|hoi nay|ban nay)|"
    r"report|update|submission|message|ghi nhan)"
)
_DONE_WITH = re.compile(
    rf"{_OPENING}(?:khong|thoi khong|khoi|chang|khong can)(?: \w+){{0,2}}? (?:gia han|lui han|doi han|"
    rf"xin them)\b(?: {_CODE})?"
    r"(?: them)? nua\b|\bno longer (?:need|want) (?:an?|the|more) (?:extension|time)\b"
)
_OBJECTS = (
    (Withdrawn.extension, re.compile(rf"{_OPENING}{_TAKE_BACK}{_GAP} {_EXTENSION}\b")),
    (Withdrawn.obstacle, re.compile(rf"{_OPENING}{_TAKE_BACK}{_GAP} {_OBSTACLE}\b")),
    (Withdrawn.report, re.compile(rf"{_OPENING}{_TAKE_BACK}{_GAP} {_REPORT}\b")),
    (
        Withdrawn.report,
        re.compile(
            rf"{_OPENING}(?:rut lai|thu hoi|take (?:it|that) back|undo)(?: {_CODE}| di| giup| nhe| a| em|"
            rf" toi)*\W*$"
        ),
    ),
)
_ASKED = re.compile(
    r"\?|\b(?:the nao|lam sao|cach nao|ra sao|bao gio|khi nao|duoc khong|co duoc|how|when)\b|"
    r"\b(?:khong|dung|chua|khoan|don't|do not|not|neu)(?: \w+){0,2} (?:rut|huy|thu hoi|xoa|bo|withdraw|"
    r"cancel|delete)\b"
)


def find_withdrawal(text: str) -> Withdrawn | None:
    """What is taken back; None when nothing is, or when it is only asked how. At the head of the text only."""
    return withdrawal_in(fold_spelled_out(text[:_LONGEST]).text)


def withdrawal_in(folded: str) -> Withdrawn | None:
    """The same in folded text."""
    if _ASKED.search(folded):
        return None
    if _DONE_WITH.search(folded):
        return Withdrawn.extension
    return next((what for what, pattern in _OBJECTS if pattern.search(folded)), None)
