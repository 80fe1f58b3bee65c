"""Counts, values, what is left and amounts of money in folded text.

"41/63 tỉnh" is a count; the dot of "2.410/2.853" stands for thousands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.calendar_words import WORD_NUMBER, parse_number
from bot.language.folding import Folded
from bot.language.percents import SLASH_FRACTION, Number, parse_figure, read_percent

_NUM = r"\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d{1,2})?"
_UNIT_VI = (
    r"tinh|thanh pho|dia phuong|bo|nganh|so|don vi|co quan|dich vu|thu tuc|trang|ho so|van ban|xa|huyen|"
    r"phuong|quan|diem|tram|he thong|can bo|nguoi dan|nguoi|nhiem vu|muc tieu|hoi nghi|chi tieu|"
    r"co so du lieu|co so|truong|benh vien|doanh nghiep|hang muc|tieu chi|goi thau|du an|tai khoan|"
    r"thue bao|ho gia dinh|ho ngheo|ho|ban ghi|thon|ban|truong hop|y kien|lop|nganh|bieu mau|phieu|may|"
    r"thiet bi|giao dich|giay phep|chuong|buoc|ban|ke hoach|noi dung|muc|viec|bao cao|van de|khau|phan(?! tram)"
)
_UNIT_EN = (
    r"essential services|public services|online services|services?|provinces?|ministries|localities|"
    r"units?|systems?|records|documents|communes|districts|base stations|stations|agencies|pages|"
    r"signal dips|procedures|accounts|officials|files|databases|plans|sites|points|modules|steps|items|"
    r"tasks"
)
_UNIT = re.compile(rf" ?(?P<unit>{_UNIT_EN}|(?:{_UNIT_VI}))\b(?! ?(?:han|sau|toi khi))")
_RATIO = re.compile(
    rf"(?<![\d/.,-])(?P<value>{_NUM}) ?(?:/|trong(?: tong)?(?: so)?|tren tong so|tren|out of|"
    rf"of(?: the)?) ?(?P<target>{_NUM})(?![\d/%]|[.,]\d| ?(?:%|ngay|tuan|thang|nam\b|gio))"
)
_LEFT = re.compile(
    rf"\bcon (?:lai |thieu |ton |vuong |no |khoang |dung |moi )*(?P<value>{_NUM}|"
    rf"{WORD_NUMBER})(?= (?:{_UNIT_VI})\b)|\b(?P<english>{_NUM}) (?:more )?(?:{_UNIT_EN}) (?:left|"
    rf"remaining|to go|still)\b|\b(?:remaining|left):? (?P<rest>{_NUM})(?! ?%)"
)
_VALUE = re.compile(
    r"\b(?:dat|duoc|co|noi|len|len toi|khai|thanh|hop|phu|da|xong|moi|toi|hoa|nhap|khoang|gan|hon|cap|lap|"
    r"gom|voi|hanh|connected|issued|reached|completed|covered|now|at|have|"
    rf"has) (?P<value>{_NUM})(?P<scale> (?:trieu|nghin|ngan|ty))?(?= (?:{_UNIT_VI}|{_UNIT_EN})\b)"
)
_AMOUNT_REACHED = re.compile(
    rf"§ ?[:,=]? ?(?:(?:nay|hien|hien nay|hom nay|tinh den nay|den nay|tong|tong cong|"
    rf"ca thay) )*(?P<value>{_NUM})"
    rf"(?P<scale> (?:trieu|nghin|ngan|ty))? (?P<unit>{_UNIT_EN}|{_UNIT_VI})\b(?! ?(?:han|sau|toi khi))"
    r"(?![^,.;\n]*\b(?:chua|khong|nao|bi|vuong|thieu|cham|tre|loi|not|late|no)\b)"
)  # "NV-201 14 dịch vụ rồi"
_AMOUNT = re.compile(
    rf"\b(?:{_NUM}) ?(?:ty|trieu|nghin|ngan)(?: (?:dong|vnd|usd))?\b|\b(?:{_NUM}) ?(?:dong|vnd|usd)\b"
)
_ALL = re.compile(
    rf"\b(?:all|ca|tat ca|toan bo|du|day du) (?P<value>\d{{1,3}}) (?=(?:{_UNIT_VI}|{_UNIT_EN})\b)"
)
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
    return Figures(
        percent, value, target, remaining, unit, folded.fragment(*amount.span()) if amount else None
    )


def _ratio(
    folded: Folded, taken: tuple[tuple[int, int], ...]
) -> tuple[Number | None, Number | None, str | None]:
    for match in _RATIO.finditer(folded.text):
        if _is_free(match.span(), taken) and not SLASH_FRACTION.search(
            folded.text, max(0, match.start() - 8), match.end() + 6
        ):
            return (
                parse_figure(match["value"]),
                parse_figure(match["target"]),
                _unit_after(folded, match.end()),
            )
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
    end = (
        match.end("value")
        if match["value"]
        else match.end("english")
        if match["english"]
        else match.end("rest")
    )
    return value, _unit_after(folded, end)


def _plain_value(
    folded: Folded, taken: tuple[tuple[int, int], ...]
) -> tuple[Number | None, Number | None, str | None]:
    every = _ALL.search(folded.text)
    if every:
        return int(every["value"]), int(every["value"]), _unit_after(folded, every.end("value"))
    match = _VALUE.search(folded.text) or _AMOUNT_REACHED.search(folded.text)
    if match is None or not _is_free(match.span("value"), taken):
        return None, None, None
    value = parse_figure(match["value"])
    if match["scale"]:
        value = parse_figure(str(round(value * _SCALE[match["scale"].strip()], 2)))
    end = match.end("scale") if match["scale"] else match.end("value")
    return value, None, _unit_after(folded, end)
