"""Secrecy marks (Mật, Tối mật, Tuyệt mật) on what people paste, so that it can be refused before it is stored.

A miss stores a secret, a false alarm eats a report: ordinary words (bảo mật, mật khẩu, mật độ, "tôi mất điện
thoại", "do mất điện") pass. Accents decide where they are written; without any, the words around decide.
"""

from __future__ import annotations

import re
import unicodedata

from bot.language.folding import Folded, fold

_GAP = r"[\s\-_.*|]*"
_PAPER = (
    r"(?:van ban|tai lieu|cong van|ho so|bao cao|ke hoach|quyet dinh|to trinh|chi thi|nghi quyet|thong bao|du thao|de an|phu luc|file|tep|giay to|ban|nhiem vu|noi dung|thong tin|so lieu|du lieu|"
    r"bien ban|dien|ket luan|phuong an|chuong trinh)"
)
_TOP = re.compile(rf"(?<![a-z])(?P<level>t{_GAP}o{_GAP}i|t{_GAP}u{_GAP}y{_GAP}e{_GAP}t){_GAP}(?P<secret>m{_GAP}a{_GAP}t)(?![a-z])")
_SECRET = re.compile(r"(?<![a-z])mat(?![a-z])")
_SPACED = re.compile(r"(?<![^\W_])m[\s.]+a[\s.]+t(?![^\W_])")
_FILE_NAME = re.compile(
    r"(?<![a-z])(?:(?:toi|tuyet)[_\- ]?)?mat[_\-][\w.\-]*\.(?:pdf|docx?|xlsx?|zip|rar|jpg|png)\b|[_\-(](?:toi|tuyet)?[_\- ]?mat[)_\-]*\w{0,12}\.(?:pdf|docx?|xlsx?|zip|rar|jpg|png)\b"
)
_STATE_SECRET = re.compile(
    rf"\b{_PAPER} (?:\w+ ){{0,4}}?(?:thuoc (?:danh muc |pham vi )?|co (?:chua |noi dung )?|chua |mang |la |dong dau )(?:noi dung )?bi mat nha nuoc\b|\b{_PAPER} bi mat nha nuoc\b|\bdo mat[ :]+(?:toi|tuyet)\b"
)
_ENGLISH = re.compile(
    r"\btop[ -]secret\b|\b(?:marked|stamped|classified|labell?ed)(?: as)? (?:top )?(?:secret|confidential)\b|\bclassified (?:document|information|material|file|report)s?\b|\bstate secrets? (?:document|file)s?\b|^\W*(?:secret|confidential)\W*(?:\n|$)"
)
_STAMP_BEFORE = re.compile(
    rf"\b(?:(?:do|dau|mat do|muc do|muc|cap do|cap|loai|che do|dong dau|dong|dau do|ky hieu|danh dau)(?: (?:do|dau|muc|cap|bao|la))*:?|{_PAPER}(?: (?:nay|tren|kem theo|dinh kem))?(?: (?:la|co|thuoc|dong|mang|duoc|o|dang|loai|dien|che do|do|dau|thuoc loai|xep loai|dong dau))*) ?[\[(\"'*:]*$"
)
_STAMP_ONLY = re.compile(r"(?:\bdong (?:dau )?(?:do )?|\bdo(?: mat)?:? |\bco dau (?:do )?|\b(?:muc|cap|loai)(?: do)? |\bche do )[\[(\"'*:]*$")
_ORDINARY_AFTER = re.compile(r"\s*(?:khau|do\b|thiet|ong\b|ma\b|vu\b|danh|bao\b|ngu\b|ngot|mia|nghi\b|lenh|phong bi|dam\b)")
_ORDINARY_BEFORE = re.compile(r"\b(?:bao|bi|can|than|co|tui|gan|duong|ngot|soi|ri|nau|kin|tri|rau|an|nuoc|ong|hao|trang)\s$")
_NOT_STAMPED = re.compile(r"\b(?:khong|chang|chua)(?: (?:phai|thuoc|dong|co|la|dau|do|loai|van ban|tai lieu|bi|duoc|mang|thuoc loai|dien|chua))*\s$")
_LOST_AFTER = re.compile(
    r" (?:tran|bang|duong|tien|dien|roi|mang|het|tich|song|trang|thoi gian|nhieu|cong|du lieu|ket noi|mat|cap|lien lac|an toan|can doi|doan ket|khoang|chuc nang|\d|mot|hai|ba|ca|ho so|tai lieu|tin hieu|goc|file|dau|va|o |khi|trong|do|vi|hoan toan|duong|lau|gan|them|qua|kha|tien|dich)"
)  # fmt: skip


def find_classified_mark(text: str) -> tuple[int, int] | None:
    """The span of the first secrecy mark in the original text, or None."""
    folded = fold(text)
    for finder in (_find_top, _find_phrase, _find_secret):
        span = finder(folded)
        if span is not None:
            return folded.span(*span)
    spaced = _SPACED.search(folded.text)
    return folded.span(*spaced.span()) if spaced and folded.is_upper(*spaced.span()) else None


def _find_phrase(folded: Folded) -> tuple[int, int] | None:
    for pattern in (_STATE_SECRET, _ENGLISH, _FILE_NAME):
        match = pattern.search(folded.text)
        if match and not _NOT_STAMPED.search(folded.text, 0, match.start()) and not re.search(r"\bbao ve bi mat", match.group()):
            return match.span()
    return None


def _find_top(folded: Folded) -> tuple[int, int] | None:
    """Tối mật, tuyệt mật: by their accents, or without accents unless "toi mat" is *tôi mất*."""
    for match in _TOP.finditer(folded.text):
        level, secret = _written(folded, match, "level"), _written(folded, match, "secret")
        is_bare = level.isascii() and secret.isascii()
        if not is_bare and (level not in {"tối", "tuyệt", "toi", "tuyet"} or secret not in {"mật", "mat"}):
            continue
        if is_bare and level == "toi" and not _is_stamped_bare(folded, match):
            continue
        if not _NOT_STAMPED.search(folded.text, 0, match.start()):
            return match.span()
    return None


def _written(folded: Folded, match: re.Match[str], group: str) -> str:
    written = unicodedata.normalize("NFC", folded.fragment(*match.span(group))).lower()
    return re.sub(r"[\s\-_.*|]", "", written)


def _is_stamped_bare(folded: Folded, match: re.Match[str]) -> bool:
    """ "toi mat" without accents is a mark in capitals of a mixed text, after a word for papers, or alone."""
    text = folded.text
    is_alone = not re.sub(r"[\W_]", "", _line_of(text, match.start())[0].replace(match.group(), "", 1))
    is_shouted = folded.is_upper(*match.span()) and not folded.original.isupper()
    is_said = _STAMP_BEFORE.search(text, 0, match.start()) is not None
    return (is_alone or is_shouted or is_said) and not _LOST_AFTER.match(text, match.end())


def _line_of(text: str, position: int) -> tuple[str, int]:
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    return text[start : end if end >= 0 else len(text)], start


def _find_secret(folded: Folded) -> tuple[int, int] | None:
    for match in _SECRET.finditer(folded.text):
        if _is_mark(folded, match):
            return match.span()
    return None


def _is_mark(folded: Folded, match: re.Match[str]) -> bool:
    text, (start, end) = folded.text, match.span()
    written = unicodedata.normalize("NFC", folded.fragment(start, end))
    if written.lower() not in {"mật", "mat"} or _ORDINARY_AFTER.match(text, end) or _NOT_STAMPED.search(text, 0, start):
        return False
    if written.lower() == "mat":
        return _is_bare_mark(folded, match)
    if _ORDINARY_BEFORE.search(text, 0, start):
        return False
    return _STAMP_BEFORE.search(text, 0, start) is not None or _stands_out(folded, match, written)


def _stands_out(folded: Folded, match: re.Match[str], written: str) -> bool:
    """MẬT in capitals, (Mật), [mật], or alone on its line or before a colon at the start of a line."""
    text, (start, end) = folded.text, match.span()
    line, line_start = _line_of(text, start)
    if written.isupper() and not folded.fragment(line_start, line_start + len(line)).isupper():
        return True
    is_bracketed = text[start - 1 : start] in {"(", "[", "{", "<", '"', "*"} and text[end : end + 1] in {")", "]", "}", ">", '"', "*"}
    is_edge = written.isupper() and re.search(r"[-|,;/]\s*$", text[line_start:start]) and not line[end - line_start :].strip()
    is_heading = not text[line_start:start].strip(" *-#") and re.match(r"\s*(?:[:.\-!]|\n|$)", text[end:]) is not None
    return is_bracketed or is_heading or bool(is_edge)


def _is_bare_mark(folded: Folded, match: re.Match[str]) -> bool:
    """Without accents "mat" is mostly *mất* or *mặt*: only a stamp or a paper before it makes it a mark."""
    text, (start, end) = folded.text, match.span()
    written = folded.fragment(start, end)
    if _LOST_AFTER.match(text, end):
        return False
    if _STAMP_ONLY.search(text, 0, start):
        return not re.search(r"\bdo $", text[:start]) or re.match(r"\s*(?:[:.)\]]|$|a\b|b\b|c\b)", text[end:]) is not None
    line, line_start = _line_of(text, start)
    if not text[line_start:start].strip(" *-#([") and re.match(r"[\s)\]*]*(?:[:\-]|\n|$)", text[end:]):
        return True
    if written.isupper() and not folded.fragment(line_start, line_start + len(line)).isupper():
        return True
    return re.search(rf"\b(?!du lieu|so lieu|thong tin){_PAPER}(?: (?:nay|la|dong dau|thuoc loai|loai|do))* $", text[:start]) is not None
