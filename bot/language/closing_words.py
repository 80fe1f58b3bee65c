"""The words by which an obstacle is said to be over (folded text). No decision lives here."""

from __future__ import annotations

import re

HINDRANCE = r"(?:vuong(?: mac)?|kho khan|ach tac|tro ngai|diem nghen|nut that|ton tai)"
_SOLVED = r"(?:thao go|go (?:xong|duoc|het|bo)|giai quyet|xu ly|khac phuc|khoi thong)"
_HINDRANCE_EN = r"(?:obstacle|blocker|bottleneck|difficult(?:y|ies)|issue|problem)s?"
CLOSED = re.compile(
    rf"\b{HINDRANCE}\b[^,.;?!\n]{{0,60}}?\b(?:da|vua|duoc|deu)(?: \w+){{0,2}}? {_SOLVED}\b|"
    rf"\b(?:da|vua|duoc|moi) (?:duoc |cung |vua |moi )*{_SOLVED}\b[^,.;?!\n]{{0,20}}? {HINDRANCE}\b|"
    rf"\b(?:khep lai|khep|dong lai|dong|ket thuc)(?: \w+)?? {HINDRANCE}\b|"
    r"\b(?:het|khong con|chang con|thoat) (?:bi |cac |nhung |gap )*(?:vuong(?: mac)?|kho khan|ach tac|"
    r"tro ngai|ket|tac)\b"
    r"(?: gi| mac| nao)*|"
    rf"\b{_HINDRANCE_EN}\b[^,.;?!\n]{{0,40}}?\b(?:resolved|cleared|removed|solved|fixed|gone|settled|over|"
    rf"closed)\b|"
    rf"\b(?:resolved|cleared|removed|solved|fixed|closed?)(?: [\w§-]+){{0,3}}? {_HINDRANCE_EN}\b|"
    r"\bno longer (?:blocked|stuck)\b|\bunblocked\b"
)
STILL_OPEN = re.compile(
    r"\b(?:chua|sap|dang|neu|khi|se|can|phai|not|will|should|once|if|until)\b[^,.;]*$|"
    r"\b(?:de nghi|kien nghi|xin|mong|nho)\b(?![^,.;]*\b(?:dong|ket thuc|khep))[^,.;]*$"
)
