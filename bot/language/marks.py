"""Secrecy marks (Mật, Tối mật, Tuyệt mật) on what people paste, so that it can be refused before it is stored.

A miss stores a secret, a false alarm eats a report: ordinary words (bảo mật, mật khẩu, mật độ, "tôi mất điện
thoại", "do mất điện") pass. Accents decide where they are written; without any, the words around decide.
"""

from __future__ import annotations

import re
import unicodedata

from bot.language.folding import Folded, fold, is_preceded

_GAP = r"[\s\-_.*|]*"
_PAPER = (
    r"(?:van ban|tai lieu|cong van|ho so|bao cao|ke hoach|quyet dinh|to trinh|chi thi|nghi quyet|"
    r"thong bao|du thao|de an|phu luc|file|tep|giay to|ban|nhiem vu|noi dung|thong tin|so lieu|du lieu|"
    r"bien ban|dien|ket luan|phuong an|chuong trinh)"
)
_TOP = re.compile(
    rf"(?<![a-z])(?P<level>t{_GAP}o{_GAP}i|"
    rf"t{_GAP}u{_GAP}y{_GAP}e{_GAP}t){_GAP}(?P<secret>m{_GAP}a{_GAP}t)(?![a-z])"
)
_SECRET = re.compile(r"(?<![a-z])mat(?![a-z])")
_SPACED = re.compile(r"(?<![^\W_])m[\s.]+a[\s.]+t(?![^\W_])")
_FILE_NAME = re.compile(
    r"(?<![a-z])(?:(?:toi|tuyet)[_\- ]?)?mat[_\-][\w.\-]*\.(?:pdf|docx?|xlsx?|zip|rar|jpg|png)\b|"
    r"[_\-(](?:toi|tuyet)?[_\- ]?mat[)_\-]*\w{0,12}\.(?:pdf|docx?|xlsx?|zip|rar|jpg|png)\b"
)
_STATE_SECRET = re.compile(
    rf"\b{_PAPER} (?:\w+ ){{0,4}}?(?:thuoc (?:danh muc |pham vi )?|co (?:chua |noi dung )?|chua |mang |la |"
    rf"dong dau )(?:noi dung )?bi mat nha nuoc\b|\b{_PAPER} bi mat nha nuoc\b|\bdo mat[ :]+(?:toi|tuyet)\b"
)
_ENGLISH = re.compile(
    r"\btop[ -]secret\b|\b(?:marked|stamped|classified|labell?ed)(?: as)? (?:top )?(?:secret|"
    r"confidential)\b|\bclassified (?:document|information|material|file|report)s?\b|"
    r"\bstate secrets? (?:document|file)s?\b|^\W*(?:secret|confidential)\W*(?:\n|$)"
)
_STAMP_BEFORE = re.compile(
    r"\b(?:(?:do|dau|mat do|muc do|muc|cap do|cap|loai|che do|dong dau|dong|dau do|ky hieu|"
    rf"danh dau)(?: (?:do|dau|muc|cap|bao|la))*:?|{_PAPER}(?: (?:nay|tren|kem theo|dinh kem))?(?: (?:la|co|"
    r"thuoc|dong|mang|duoc|o|dang|loai|dien|che do|do|dau|thuoc loai|xep loai|dong dau))*) ?[\[(\"'*:]*$"
)
_STAMP_ONLY = re.compile(
    r"(?:\bdong (?:dau )?(?:do )?|\bdo(?: mat)?:? |\bco dau (?:do )?|\b(?:muc|cap|loai)(?: do)? |"
    r"\bche do )[\[(\"'*:]*$"
)
_NEXT_WORD = re.compile(r"\s*([a-z]+)")
_ORDINARY_NEXT = frozenset({"khẩu", "độ", "thiết", "ong", "mã", "vụ", "ngữ", "ngọt", "mía", "danh", "lệnh"})
_ORDINARY_NEXT_BARE = frozenset({"khau", "thiet", "ong", "ngot", "mia", "danh", "ngu"})
_AMBIGUOUS_NEXT_BARE = frozenset({"do", "ma", "vu", "lenh"})  # mật độ, but also "văn bản mật do Bộ ban hành"
_ORDINARY_BEFORE = re.compile(
    r"\b(?:bao|bi|can|than|co|tui|gan|duong|ngot|soi|ri|nau|kin|tri|rau|an|nuoc|ong|hao|trang)\s$"
)
_NOT_STAMPED = re.compile(
    r"\b(?:khong|chang|chua)(?: (?:phai|thuoc|dong|co|la|dau|do|loai|van ban|tai lieu|bi|duoc|mang|"
    r"thuoc loai|dien|chua))*\s$"
)
_LOST_AFTER = re.compile(

        r" (?:tran|bang|duong|tien|dien|roi|mang|het|tich|song|trang|thoi gian|nhieu|cong|du lieu|ket noi|"
        r"mat|cap|lien lac|an toan|can doi|doan ket|khoang|chuc nang|\d|mot|hai|ba|ca|ho so|tai lieu|"
        r"tin hieu|goc|file|dau|va|o |khi|hoan toan|duong|lau|gan|them|qua|kha|tien|dich)"

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
        if (
            match
            and not is_preceded(_NOT_STAMPED, folded.text, match.start())
            and not re.search(r"\bbao ve bi mat", match.group())
        ):
            return match.span()
    return None


def _find_top(folded: Folded) -> tuple[int, int] | None:
    """Tối mật, tuyệt mật: by their accents, or without accents unless "toi mat" is *tôi mất*."""
    for match in _TOP.finditer(folded.text):
        level, secret = _written(folded, match, "level"), _written(folded, match, "secret")
        is_bare = level.isascii() and secret.isascii()
        if level not in {"tối", "tuyệt", "toi", "tuyet"} or secret not in {"mật", "mat"}:
            continue
        if is_bare and level == "toi" and not _is_stamped_bare(folded, match):
            continue
        is_word = _next_word(folded, match.end()) in {"khẩu", "khau", "mã"}  # "từ tối mật khẩu bị đổi"
        if not is_word and not is_preceded(_NOT_STAMPED, folded.text, match.start()):
            return match.span()
    return None


def _next_word(folded: Folded, position: int) -> str:
    """The following word as it was written, in lower case."""
    match = _NEXT_WORD.match(folded.text, position)
    return _as_typed(folded, *match.span(1)) if match else ""


def _written(folded: Folded, match: re.Match[str], group: str) -> str:
    return re.sub(r"[\s\-_.*|]", "", _as_typed(folded, *match.span(group)))


def _as_typed(folded: Folded, start: int, end: int) -> str:
    """What was written in lower case, with its accents, without invisible characters."""
    written = unicodedata.normalize("NFC", folded.fragment(start, end)).lower()
    return "".join(char for char in written if unicodedata.category(char) != "Cf")


def _is_stamped_bare(folded: Folded, match: re.Match[str]) -> bool:
    """ "toi mat" without accents is a mark in capitals of a mixed text, after a word for papers, or alone."""
    text = folded.text
    is_alone = not re.sub(r"[\W_]", "", _line_of(text, match.start())[0].replace(match.group(), "", 1))
    is_shouted = folded.is_upper(*match.span()) and not folded.original.isupper()
    is_said = is_preceded(_STAMP_BEFORE, text, match.start())
    return (is_alone or is_shouted or is_said) and not _LOST_AFTER.match(text, match.end())


def _line_of(text: str, position: int) -> tuple[str, int]:
    """The line around a position and where it starts; of a very long line only the neighbourhood."""
    start = max(text.rfind("\n", max(0, position - 200), position) + 1, position - 200, 0)
    end = text.find("\n", position, position + 200)
    return text[start : end if end >= 0 else position + 200], start


def _find_secret(folded: Folded) -> tuple[int, int] | None:
    for match in _SECRET.finditer(folded.text):
        if _is_mark(folded, match):
            return match.span()
    return None


def _is_mark(folded: Folded, match: re.Match[str]) -> bool:
    text, (start, end) = folded.text, match.span()
    written = _as_typed(folded, start, end)
    if written not in {"mật", "mat"} or is_preceded(_NOT_STAMPED, text, start):
        return False
    if written == "mat":
        return _is_bare_mark(folded, match)
    if _next_word(folded, end) in _ORDINARY_NEXT or is_preceded(_ORDINARY_BEFORE, text, start):
        return False
    return is_preceded(_STAMP_BEFORE, text, start) or _stands_out(folded, match)


def _stands_out(folded: Folded, match: re.Match[str]) -> bool:
    """MẬT in capitals, (Mật), [mật], or alone on its line or before a colon at the start of a line."""
    text, (start, end) = folded.text, match.span()
    if _is_shouted(folded, match):
        return True
    is_bracketed = text[start - 1 : start] in _OPENING and text[end : end + 1] in _CLOSING
    line, line_start = _line_of(text, start)
    before, after = line[: start - line_start], line[end - line_start :]
    is_edge = (
        folded.is_upper(start, end)
        and before.rstrip().endswith(("-", "|", ",", ";", "/"))
        and not after.strip()
    )
    is_heading = not before.strip(" *-#") and re.match(r"\s*(?:[:.\-!]|$)", after) is not None
    return is_bracketed or is_heading or is_edge


_OPENING = frozenset('([{<"*')
_CLOSING = frozenset(')]}>"*')


def _is_shouted(folded: Folded, match: re.Match[str]) -> bool:
    """In capitals on a line that is not all in capitals."""
    line, line_start = _line_of(folded.text, match.start())
    return (
        folded.is_upper(*match.span()) and not folded.fragment(line_start, line_start + len(line)).isupper()
    )


def _is_bare_mark(folded: Folded, match: re.Match[str]) -> bool:
    """Without accents "mat" is mostly *mất* or *mặt*: only a stamp or a paper before it makes it a mark."""
    text, (start, end) = folded.text, match.span()
    following = _next_word(folded, end)
    if _LOST_AFTER.match(text, end) or following in _ORDINARY_NEXT_BARE:
        return False
    if is_preceded(_PAPER_BEFORE, text, start):
        return True
    if following in _AMBIGUOUS_NEXT_BARE:
        return False
    if is_preceded(_STAMP_ONLY, text, start):
        return not is_preceded(_DO_BEFORE, text, start) or _LEVEL_AFTER.match(text, end) is not None
    line, line_start = _line_of(text, start)
    is_first = not line[: start - line_start].strip(" *-#([")
    is_heading = is_first and _HEADING_AFTER.match(text, end) is not None
    return is_heading or _is_shouted(folded, match)


_PAPER_BEFORE = re.compile(
    rf"\b(?!du lieu|so lieu|thong tin){_PAPER}(?: (?:nay|la|dong dau|thuoc loai|loai|do))* $"
)
_DO_BEFORE = re.compile(r"\bdo $")
_LEVEL_AFTER = re.compile(r"\s*(?:[:.)\]]|$|[abc]\b)")
_HEADING_AFTER = re.compile(r"[\s)\]*]*(?:[:\-]|\n|$)")
