"""Chat abbreviations and teencode spelled out in folded text, the index map kept.

Owns the word list. What is read case-sensitively: "hn" is *hôm nay*, "HN" a province; "ĐA" is *đề án*, "da" is *đã*.
"""

from __future__ import annotations

import re

from bot.language.folding import Folded, fold

_ALWAYS = {
    "ko": "khong", "k": "khong", "hok": "khong", "hem": "khong", "khg": "khong", "khum": "khong",
    "hong": "khong", "kg": "khong", "hongg": "khong",
    "dc": "duoc", "dx": "duoc", "trc": "truoc", "xog": "xong", "xoq": "xong", "xoong": "xong", "xg": "xong",
    "lm": "lam", "dag": "dang", "dg": "dang", "cug": "cung", "cx": "cung", "ntn": "nhu the nao", "j": "gi",
    "r": "roi", "oy": "roi", "rui": "roi", "vs": "voi", "wa": "qua", "mk": "minh", "bgio": "bay gio",
    "bjo": "bay gio", "cds": "chuyen doi so", "bc": "bao cao", "qd": "quyet dinh", "cv": "cong van",
    "vb": "van ban", "dv": "don vi", "ns": "nhan su", "tg": "thoi gian", "ds": "danh sach",
    "csdl": "co so du lieu", "cntt": "cong nghe thong tin", "attt": "an toan thong tin",
    "dvc": "dich vu cong", "dvctt": "dich vu cong truc tuyen", "tthc": "thu tuc hanh chinh", "mn": "moi nguoi",
    "ae": "anh em", "tks": "thanks", "thx": "thanks", "pls": "please", "plz": "please",
    "nvu": "nhiem vu", "kphi": "kinh phi", "tdo": "tien do", "dly": "du lieu", "hnay": "hom nay",
    "hqua": "hom qua", "thag": "thang", "nhug": "nhung", "chx": "chua",
    "chw": "chua", "kqua": "ket qua", "btri": "bo tri",
    "bik": "biet", "bit": "biet", "thui": "thoi",
}  # fmt: skip
_LOWER_ONLY = {"hn": "hom nay", "bn": "bao nhieu", "kp": "kinh phi", "gh": "gia han", "ld": "lanh dao"}
_AFTER_AUXILIARY = {"bh": "ban hanh", "ht": "hoan thanh", "dk": "duoc"}
_AUXILIARIES = frozenset({"da", "chua", "ky", "sap", "moi", "khong", "dang", "vua", "ko", "k", "se", "de"})
_NOT_WORDS = frozenset(
    {"xong", "kip", "lam", "co", "duoc", "dc", "biet", "the", "thay", "ro", "phai", "dam", "on"}
)
_DEEDS = frozenset(
    {
        "hoan",
        "ht",
        "xog",
        "xg",
        "xoq",
        "bao",
        "nop",
        "ky",
        "trinh",
        "ban",
        "bh",
        "trien",
        "bat",
        "gui",
        "dat",
        "thay",
    }
)
_DRAWN_OUT = re.compile(r"([a-hj-vx-z])\1{2,}")  # "xongggg"; "iii" is a quarter and "www" a link
_TOKEN = re.compile(r"(?<![\w/&.@-])[a-z][a-z0-9]{0,5}(?![\w&@]|[/-]\w|\.\w)")
_NEXT = re.compile(r"\s*([a-z0-9]+)")
_LAST = re.compile(r"([a-z0-9]+)\s*$")


def fold_spelled_out(text: str) -> Folded:
    """Folded text with abbreviations spelled out."""
    return spell_out(fold(text))


def spell_out(folded: Folded) -> Folded:
    drawn_out = [(match.start(), match.end(), match[1]) for match in _DRAWN_OUT.finditer(folded.text)]
    if drawn_out:
        folded = _rebuilt(folded, drawn_out)
    pieces: list[tuple[int, int, str]] = []
    for match in _TOKEN.finditer(folded.text):
        full = _expansion(folded, match)
        if full is not None and full != match.group():
            pieces.append((match.start(), match.end(), full))
    return _rebuilt(folded, pieces) if pieces else folded


def _expansion(folded: Folded, match: re.Match[str]) -> str | None:
    token = match.group()
    if token in _CASES:
        return _CASES[token](folded, match)
    if token in _LOWER_ONLY:
        return None if folded.is_upper(*match.span()) else _LOWER_ONLY[token]
    if token in _AFTER_AUXILIARY:
        return _AFTER_AUXILIARY[token] if _previous(folded, match) in _AUXILIARIES else None
    return _ALWAYS.get(token)


def _previous(folded: Folded, match: re.Match[str]) -> str:
    before = _LAST.search(folded.text, max(0, match.start() - 12), match.start())
    return before.group(1) if before else ""


def _following(folded: Folded, match: re.Match[str]) -> str:
    after = _NEXT.match(folded.text, match.end())
    return after.group(1) if after else ""


def _plan_or_not(folded: Folded, match: re.Match[str]) -> str:
    is_negation = not folded.is_upper(*match.span()) and _following(folded, match) in _NOT_WORDS
    return "khong" if is_negation else "ke hoach"


def _project(folded: Folded, match: re.Match[str]) -> str | None:
    """ĐA is *đề án*; DA without the stroke may be a shouted *đã* and stays."""
    written = folded.fragment(*match.span())
    return "de an" if written in {"ĐA", "ÐA"} and not _following(folded, match).startswith("xong") else None


def _task_word(folded: Folded, match: re.Match[str]) -> str | None:
    """NV before a number is a task code and is read elsewhere."""
    return None if _following(folded, match)[:1].isdigit() else "nhiem vu"


def _not_or_broken(folded: Folded, match: re.Match[str]) -> str | None:
    """hông is *không*; hỏng (broken) folds alike, and "lỗ hổng" is a hole."""
    if _previous(folded, match) == "lo":
        return None
    return "khong" if folded.fragment(*match.span()).lower() in {"hông", "hong", "hổng"} else None


def _risk_or_already(folded: Folded, match: re.Match[str]) -> str | None:
    return None if _following(folded, match) == "ro" else "roi"


def _not_yet(folded: Folded, match: re.Match[str]) -> str | None:
    """ "ch xong" is *chưa xong*; elsewhere "ch" may be *chị*."""
    return "chua" if _following(folded, match) in _NOT_WORDS | _DEEDS else None


_CASES = {
    "kh": _plan_or_not,
    "da": _project,
    "nv": _task_word,
    "hong": _not_or_broken,
    "rui": _risk_or_already,
    "ch": _not_yet,
}


def _rebuilt(folded: Folded, pieces: list[tuple[int, int, str]]) -> Folded:
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last = 0
    for start, end, full in pieces:
        text.append(folded.text[last:start] + full)
        starts += folded.starts[last:start] + (folded.starts[start],) * len(full)
        ends += folded.ends[last:start] + (folded.ends[end - 1],) * len(full)
        last = end
    text.append(folded.text[last:])
    starts += folded.starts[last:]
    ends += folded.ends[last:]
    return Folded(folded.original, "".join(text), tuple(starts), tuple(ends))
