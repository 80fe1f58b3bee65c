"""Percentages and fractions in folded text.

"100% là không kịp" is certainty and no percentage; "từ 40% lên 65%" is 65; of a range the lower end is taken, so that
nothing is claimed too high.
"""

from __future__ import annotations

import re

from bot.language.calendar_words import WORD_NUMBER, parse_number
from bot.language.claim_words import OF_A_PERIOD
from bot.language.folding import is_preceded

Number = int | float


_PERCENT = re.compile(
    r"(?<![\d/.,])(?P<minus>(?<![^\s:=(])-(?=\d))?(?:(?P<low>\d{1,3}(?:[.,]\d{1,2})?)(?: ?(?:%|"
    r"phan tram))? ?(?:-|~|den|"
    r"toi) ?)?(?P<value>\d{1,3}(?:[.,]\d{1,2})?) ?(?:%|phan tram\b|percent\b|pct\b|per cent\b)"
)
_AFTER_CODE = re.compile(r"§ ?[:=]? ?(?P<value>\d{1,3})\s*(?=$|[,;.\n](?!\d))")  # "nv4 80, nv5: 30"
_PERCENT_WORDS = re.compile(rf"\b(?P<value>{WORD_NUMBER}) (?:phan tram|%)")
_RISE = re.compile(r"(?:\btu|\bfrom)(?: muc)? ?$")
_CERTAIN_BEFORE = re.compile(
    r"(?:chac chan|chac|dam bao|bao dam|cam ket|tin tuong|tin|kha nang|xac suat|nhat tri|dong y|ung ho|"
    r"sure|certain|agree)(?: la)? ?$"
)
_CERTAIN_AFTER = re.compile(
    r"^ ?(?:la (?:khong|se|kip|chac|xong|tre|cham|qua han|het|tuan|mai|thang)|khong kip|khong the|"
    r"chac chan|se|tuan|mai\b|ngay mai|thang sau|kip\b|khong xong|chac\b|dong y|nhat tri|sure|certain|"
    r"chance|agree|we (?:will|won't|cannot|can't)|i (?:will|won't|can't))"
)
_NOT_LEVEL_BEFORE = re.compile(
    r"(?:muc tieu|chi tieu|ke hoach de ra|(?:so voi|theo|vuot|dat) ke hoach|ke hoach(?= la)|yeu cau|"
    r"target(?: of| is)?|goal(?: of)?|(?:tang|nang|nhich|nhinh|them|cao hon|vuot)(?: them| duoc| khoang| gan|"
    r" hon)*|"
    r"(?:increased?|grew|up|another|rose)(?: by)?|"
    r"giam(?: di)?|khong(?: dat| duoc| phai| toi| den| la)+|(?:bao gio|khi nao|neu)(?: \w+){0,2}|"
    r"chua (?:duoc|dat|toi|den)|not|below|(?<!khong )duoi)(?: la)? ?$"
)
_MORE_AFTER = re.compile(
    r"^ ?(?:(?:nhieu |cao )?hon (?:so voi |han )?(?:tuan|thang|quy|nam|ky|lan|hom|dot)\b|(?:more|higher|"
    r"better|up) (?:than|on|from)\b)"
)
_OF_ALL = re.compile(
    r"\b(?:chung|toan (?:tinh|bo|nganh|quoc|thanh pho)|ca (?:tinh|nuoc|bo|nganh)|binh quan|trung binh|"
    r"overall|average)"
    r"\b[^,.;%§]*$"
)
_LEFT_BEFORE = re.compile(r"\bcon (?:lai |khoang |no |thieu )*$")
_LEFT_AFTER = re.compile(
    r"^ ?(?:nua|chua|khoi luong (?:chua|con)|cong viec (?:chua|con)|left|remaining|to go)"
)
_FRACTIONS = (
    (re.compile(
        r"\b(?:(?:mot|1) nua|gan mot nua|phan nua|nua chang|nua duong|nua khoi luong|nua cong viec|"
        r"half(?:way)?)\b(?! (?:thang|ngay|nam|tuan|nhiem ky))"
        ), 50),
    (re.compile(r"\b(?:hai|2) phan ba\b|\btwo[ -]thirds?\b"), 67),
    (re.compile(r"\b(?:mot|1) phan ba\b|\b(?:one|a)[ -]third\b"), 33),
    (re.compile(r"\b(?:mot|1) phan (?:tu|bon)\b|\b(?:one|a)[ -]quarter\b(?! (?:of the year|report))"), 25),
    (re.compile(r"\b(?:ba|3) phan (?:tu|bon)\b|\bthree[ -]quarters?\b"), 75),
)  # fmt: skip
SLASH_FRACTION = re.compile(
    r"(?:^|\b(?:duoc|xong|dat|lam|khoang|gan|hon|qua|den|moi|chung|con|con lai|"
    r"about) )(?P<a>[1-4]) ?/ ?(?P<b>[2-5])(?![\d/]| ?(?!roi|thoi|nhe|nha|a\b|anh|chi|khoi|cong|done|"
    r"complete)[a-z])|\b(?P<c>[1-4])/(?P<d>[2-5]) (?:khoi luong|cong viec|chang duong|so viec|tien do)"
)
_REPLACES = re.compile(r"\btu \d|\bfrom \d|khong phai|\bnot \d|->|>|sua lai|chinh lai|len \d|nham")


def parse_figure(text: str) -> Number:
    """ "2.410" is 2410, "52,4" is 52.4, "1.250.000" is 1250000."""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", text):
        return int(re.sub("[.,]", "", text))
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


def read_percent(text: str) -> Number | None:
    said = [match for match in _PERCENT.finditer(text) if _is_level(match, text)]
    own = [match for match in said if not is_preceded(_OF_ALL, text, match.start())]
    levels = [_level(match, text) for match in own or said]
    if levels:
        return levels[-1] if _REPLACES.search(text) else levels[0]
    bare = _AFTER_CODE.search(text)
    if bare and int(bare["value"]) <= 100:
        return int(bare["value"])
    words = _PERCENT_WORDS.search(text)
    if words and not is_preceded(_CERTAIN_BEFORE, text, words.start()):
        return parse_number(words["value"])
    return _fraction(text)


def _level(match: re.Match[str], text: str) -> Number:
    is_range = match["low"] is not None and not is_preceded(_RISE, text, match.start())
    value = parse_figure(match["low"] if is_range else match["value"])
    if match["minus"]:
        return -value  # no level; whoever stores it refuses what is below 0
    if (
        is_preceded(_LEFT_BEFORE, text, match.start())
        and (_LEFT_AFTER.match(text[match.end() :]) or "con lai" in text)
        and value <= 100
    ):
        return 100 - value
    return value


def _is_level(match: re.Match[str], text: str) -> bool:
    """Not certainty ("chắc 99%"), not a target, an increase, or what it is said not to be."""
    start, end = match.span()
    after = text[end : end + 40]
    if is_preceded(_CERTAIN_BEFORE, text, start) or _CERTAIN_AFTER.match(after) or _MORE_AFTER.match(after):
        return False
    if match["value"] == "100" and OF_A_PERIOD.search(text, start):
        return False
    if match["low"] is not None and is_preceded(_RISE, text, start):
        return True
    return not (
        is_preceded(_NOT_LEVEL_BEFORE, text, start)
        or (is_preceded(_RISE, text, start) and _PERCENT.search(text, end))
    )


def _fraction(text: str) -> Number | None:
    for pattern, percent in _FRACTIONS:
        if pattern.search(text):
            return percent
    match = SLASH_FRACTION.search(text)
    if match is None:
        return None
    part, whole = int(match["a"] or match["c"]), int(match["b"] or match["d"])
    if match.group().startswith("con"):
        part = whole - part
    return round(100 * part / whole) if 0 < part < whole else None
