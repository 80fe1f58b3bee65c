"""Percentages, counts, values and amounts in folded text.

"100% là không kịp" is certainty and no percentage; "từ 40% lên 65%" is 65; "41/63 tỉnh" a count; "2.410" has a dot
for thousands; of a range the lower end is taken, so that nothing is claimed too high.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.calendar_words import WORD_NUMBER, parse_number
from bot.language.folding import Folded

Number = int | float

_PERCENT = re.compile(
    r"(?<![\d/.,])(?:(?P<low>\d{1,3}(?:[.,]\d{1,2})?)(?: ?(?:%|phan tram))? ?(?:-|~|den|toi) ?)?(?P<value>\d{1,3}(?:[.,]\d{1,2})?) ?"
    r"(?:%|phan tram\b|percent\b|pct\b|per cent\b)"
)
_AFTER_CODE = re.compile(r"§ ?[:=]? ?(?P<value>\d{1,3})\s*(?=$|[,;.\n](?!\d))")  # "nv4 80, nv5: 30"
_PERCENT_WORDS = re.compile(rf"\b(?P<value>{WORD_NUMBER}) (?:phan tram|%)")
_RISE = re.compile(r"(?:\btu|\bfrom)(?: muc)? ?$")
_CERTAIN_BEFORE = re.compile(
    r"(?:chac chan|chac|dam bao|bao dam|cam ket|tin tuong|tin|kha nang|xac suat|nhat tri|dong y|ung ho|sure|certain|agree)(?: la)? ?$"
)
_CERTAIN_AFTER = re.compile(
    r"^ ?(?:la (?:khong|se|kip|chac|xong|tre|cham|qua han|het|tuan|mai|thang)|khong kip|khong the|chac chan|se|tuan|mai\b|ngay mai|thang sau"
    r"|kip\b|khong xong|chac\b|dong y|nhat tri|sure|certain|chance|agree|we (?:will|won't|cannot|can't)|i (?:will|won't|can't))"
)
_NOT_LEVEL_BEFORE = re.compile(
    r"(?:muc tieu|chi tieu|ke hoach(?: de ra)?|yeu cau|target(?: of| is)?|goal(?: of)?|tang(?: them)?|giam(?: di)?|khong phai|"
    r"khong phai la|chua (?:duoc|dat|toi|den)|not|below|duoi)(?: la)? ?$"
)
_LEFT_BEFORE = re.compile(r"\bcon (?:lai |khoang |no |thieu )*$")
_LEFT_AFTER = re.compile(r"^ ?(?:nua|chua|khoi luong (?:chua|con)|cong viec (?:chua|con)|left|remaining|to go)")
_FRACTIONS = (
    (re.compile(r"\b(?:(?:mot|1) nua|gan mot nua|nua chang|nua duong|nua khoi luong|nua cong viec|half(?:way)?)\b(?! (?:thang|ngay|nam|tuan|nhiem ky))"), 50),
    (re.compile(r"\b(?:hai|2) phan ba\b|\btwo[ -]thirds?\b"), 67),
    (re.compile(r"\b(?:mot|1) phan ba\b|\b(?:one|a)[ -]third\b"), 33),
    (re.compile(r"\b(?:mot|1) phan (?:tu|bon)\b|\b(?:one|a)[ -]quarter\b(?! (?:of the year|report))"), 25),
    (re.compile(r"\b(?:ba|3) phan (?:tu|bon)\b|\bthree[ -]quarters?\b"), 75),
)  # fmt: skip
_SLASH_FRACTION = re.compile(
    r"(?:^|\b(?:duoc|xong|dat|lam|khoang|gan|hon|qua|den|moi|chung|about) )(?P<a>[1-4]) ?/ ?(?P<b>[2-5])(?![\d/]| ?(?!roi|thoi|nhe|nha|a\b|anh|chi|khoi|cong|done|complete)[a-z])|"
    r"\b(?P<c>[1-4])/(?P<d>[2-5]) (?:khoi luong|cong viec|chang duong|so viec|tien do)"
)
_NUM = r"\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d{1,2})?"
_UNIT_VI = (
    r"tinh|thanh pho|dia phuong|bo|nganh|so|don vi|co quan|dich vu|thu tuc|trang|ho so|van ban|xa|huyen|phuong|quan|diem|tram|he thong"
    r"|can bo|nguoi dan|nguoi|nhiem vu|muc tieu|hoi nghi|chi tieu|co so du lieu|co so|truong|benh vien|doanh nghiep|hang muc|tieu chi|goi thau|du an"
    r"|tai khoan|thue bao|ho gia dinh|ho ngheo|ho|ban ghi|thon|ban|truong hop|y kien|lop|nganh|bieu mau|phieu|may|thiet bi|giao dich|giay phep|chuong|buoc|ban|ke hoach|noi dung|muc|viec|bao cao|van de|khau|phan"
)
_UNIT_EN = (
    r"essential services|public services|online services|services?|provinces?|ministries|localities|units?|systems?|records|documents|communes"
    r"|districts|base stations|stations|agencies|pages|signal dips|procedures|accounts|officials|files|databases|plans|sites|points|modules|steps|items|tasks"
)
_UNIT = re.compile(rf" ?(?P<unit>{_UNIT_EN}|(?:{_UNIT_VI}))\b(?! ?(?:han|sau|toi khi))")
_RATIO = re.compile(
    rf"(?<![\d/.,-])(?P<value>{_NUM}) ?(?:/|trong(?: tong)?(?: so)?|tren tong so|tren|out of|of(?: the)?) ?(?P<target>{_NUM})(?![\d/%]|[.,]\d| ?(?:%|ngay|tuan|thang|nam\b|gio))"
)
_LEFT = re.compile(
    rf"\bcon (?:lai |thieu |ton |vuong |no |khoang |dung |moi )*(?P<value>{_NUM}|{WORD_NUMBER})(?= (?:{_UNIT_VI})\b)|"
    rf"\b(?P<english>{_NUM}) (?:more )?(?:{_UNIT_EN}) (?:left|remaining|to go|still)\b|\b(?:remaining|left):? (?P<rest>{_NUM})(?! ?%)"
)
_VALUE = re.compile(
    rf"\b(?:dat|duoc|co|noi|len|len toi|khai|thanh|hop|phu|da|xong|moi|toi|hoa|nhap|khoang|gan|hon|cap|lap|gom|voi|hanh|"
    rf"connected|issued|reached|completed|covered|now|at|have|has) (?P<value>{_NUM})(?P<scale> (?:trieu|nghin|ngan|ty))?(?= (?:{_UNIT_VI}|{_UNIT_EN})\b)"
)
_AMOUNT = re.compile(rf"\b(?:{_NUM}) ?(?:ty|trieu|nghin|ngan)(?: (?:dong|vnd|usd))?\b|\b(?:{_NUM}) ?(?:dong|vnd|usd)\b")
_ALL = re.compile(rf"\b(?:all|ca|tat ca|toan bo|du|day du) (?P<value>\d{{1,3}}) (?=(?:{_UNIT_VI}|{_UNIT_EN})\b)")
_SCALE = {"nghin": 1000, "ngan": 1000, "trieu": 1_000_000, "ty": 1_000_000_000}


@dataclass(frozen=True, slots=True)
class Figures:
    """What the numbers of a text say; `unit` and `amount` are exact pieces of it."""

    percent: Number | None = None
    value: Number | None = None
    target: Number | None = None
    remaining: Number | None = None
    unit: str | None = None
    amount: str | None = None

    @property
    def is_whole(self) -> bool:
        """Everything counted is done: 63/63."""
        return self.value is not None and self.value == self.target


def parse_figure(text: str) -> Number:
    """"2.410" is 2410, "52,4" is 52.4, "1.250.000" is 1250000."""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", text):
        return int(re.sub("[.,]", "", text))
    number = float(text.replace(",", "."))
    return int(number) if number.is_integer() else number


def read_figures(folded: Folded, taken: tuple[tuple[int, int], ...] = ()) -> Figures:
    """Figures of a text whose dates (`taken` folded spans), codes and document numbers are already known."""
    percent = read_percent(folded.text)
    value, target, unit = _ratio(folded, taken)
    remaining = None
    if value is None:
        remaining, left_unit = _remaining(folded)
        value, target, unit = _plain_value(folded, taken)
        unit = unit or left_unit
    amount = _AMOUNT.search(folded.text)
    return Figures(percent, value, target, remaining, unit, folded.fragment(*amount.span()) if amount else None)


def read_percent(text: str) -> Number | None:
    levels: list[Number] = []
    for match in _PERCENT.finditer(text):
        if _is_level(match, text):
            levels.append(_level(match, text))
    if levels:
        return levels[-1] if _REPLACES.search(text) else levels[0]
    bare = _AFTER_CODE.search(text)
    if bare and int(bare["value"]) <= 100:
        return int(bare["value"])
    words = _PERCENT_WORDS.search(text)
    if words and not _CERTAIN_BEFORE.search(text, 0, words.start()):
        return parse_number(words["value"])
    return _fraction(text)


_REPLACES = re.compile(r"\btu \d|\bfrom \d|khong phai|\bnot \d|->|>|sua lai|chinh lai|len \d|nham")


def _level(match: re.Match[str], text: str) -> Number:
    is_range = match["low"] is not None and not _RISE.search(text, 0, match.start())
    value = parse_figure(match["low"] if is_range else match["value"])
    if _LEFT_BEFORE.search(text, 0, match.start()) and (_LEFT_AFTER.match(text[match.end() :]) or "con lai" in text) and value <= 100:
        return 100 - value
    return value


def _is_level(match: re.Match[str], text: str) -> bool:
    """Not certainty ("chắc 99%"), not a target, an increase, or what it is said not to be."""
    start, end = match.span()
    if _CERTAIN_BEFORE.search(text, 0, start) or _CERTAIN_AFTER.match(text[end : end + 40]):
        return False
    if match["low"] is not None and _RISE.search(text, 0, start):
        return True
    return not (_NOT_LEVEL_BEFORE.search(text, 0, start) or (_RISE.search(text, 0, start) and _PERCENT.search(text, end)))


def _fraction(text: str) -> Number | None:
    for pattern, percent in _FRACTIONS:
        if pattern.search(text):
            return percent
    match = _SLASH_FRACTION.search(text)
    if match is None:
        return None
    part, whole = int(match["a"] or match["c"]), int(match["b"] or match["d"])
    return round(100 * part / whole) if part < whole else None


def _ratio(folded: Folded, taken: tuple[tuple[int, int], ...]) -> tuple[Number | None, Number | None, str | None]:
    for match in _RATIO.finditer(folded.text):
        if _is_free(match.span(), taken) and not _SLASH_FRACTION.search(folded.text, max(0, match.start() - 8), match.end() + 6):
            return parse_figure(match["value"]), parse_figure(match["target"]), _unit_after(folded, match.end())
    return None, None, None


def _is_free(span: tuple[int, int], taken: tuple[tuple[int, int], ...]) -> bool:
    return all(span[1] <= start or span[0] >= end for start, end in taken)


def _unit_after(folded: Folded, position: int) -> str | None:
    match = _UNIT.match(folded.text, position)
    if match is None or folded.text[match.end() : match.end() + 1] == ",":
        return None
    return folded.fragment(*match.span("unit"))


def _remaining(folded: Folded) -> tuple[Number | None, str | None]:
    match = _LEFT.search(folded.text)
    if match is None:
        return None, None
    said = match["value"] or match["english"] or match["rest"]
    value = parse_figure(said) if said[0].isdigit() else parse_number(said)
    end = match.end("value") if match["value"] else match.end("english") if match["english"] else match.end("rest")
    return value, _unit_after(folded, end)


def _plain_value(
    folded: Folded, taken: tuple[tuple[int, int], ...]
) -> tuple[Number | None, Number | None, str | None]:
    every = _ALL.search(folded.text)
    if every:
        return int(every["value"]), int(every["value"]), _unit_after(folded, every.end("value"))
    match = _VALUE.search(folded.text)
    if match is None or not _is_free(match.span("value"), taken):
        return None, None, None
    value = parse_figure(match["value"])
    if match["scale"]:
        value = parse_figure(str(round(value * _SCALE[match["scale"].strip()], 2)))
    end = match.end("scale") if match["scale"] else match.end("value")
    return value, None, _unit_after(folded, end)
