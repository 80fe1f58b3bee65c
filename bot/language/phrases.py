"""The words by which a message names its task when it gives no code: "kế hoạch chuyển đổi số năm 2024"."""

from __future__ import annotations

import re

from bot.language.folding import Folded

_HEAD = (
    r"ke hoach|de an|bao cao(?= (?:so ket|tong ket|6 thang|nam|quy|thang \d|dinh ky|ket qua|tien do|de an|"
    r"chuyen de))|hoi nghi|tai lieu|mo hinh|chinh sach|quy che|nghi quyet|chuong trinh|chu ky so|"
    r"ho so truc tuyen|dich vu cong|phu song|lom song|5g|so hoa|du lieu (?=\w)|co so du lieu|ho ngheo|"
    r"vneid|dau tu cong|hop hang thang|hop (?:hang|dinh ky)|khau dot pha|cap do an toan|khen thuong|"
    r"thu tuc hanh chinh|dang ky kinh doanh|dang ky thue|nguoi co cong|tich hop|ket noi lien thong|"
    r"mien giam phi|le phi|ha tang so|ban do|trung tam du lieu|cong dich vu cong|danh muc|dan cu|dat dai"
)
_TASK_SAID = re.compile(
    r"\b(?:nhiem vu|(?<!lam )viec|dau viec)(?: ve| lien quan den)? (?P<text>(?!nao|gi|nay|cua|do\b|duoc|so\b|"
    r"thu\b|"
    r"trong|den|qua|la\b|tren|cham|moi|chua|da\b|dang|xong|co\b|khac|sap|toi|theo|o\b|thi|se|bi|phai|ton|"
    r"giup|roi|cho|thuong|can|con|het|may|bao)[^,.;:?!§\n]{2,80})"
)
_PAPER = re.compile(r"\b(?:ke hoach|de an|hoi nghi|tai lieu|mo hinh|ho ngheo|chu ky so)\b(?! so ¶| ¶)")
_WORK = re.compile(rf"\b(?P<text>{_HEAD})\b(?! so ¶| ¶)")
_MODIFIER = re.compile(
    r" (?!da\b|dang\b|chua\b|xong|dat\b|thi\b|la\b|cua\b|xin\b|duoc\b|con\b|van\b|se\b|moi\b|bi\b|vuong|"
    r"cho\b|cua|nay\b|kia\b|do\b|ay\b|den\b|sang\b|toi\b|truoc\b|hom\b|ngay\b|chieu\b|tuan\b|thang (?:nay|"
    r"truoc|sau)|giao\b|khong\b|khi\b|nhung\b|hoan thanh|hoan tat|trien khai|tang\b|giam\b|khoang|uoc|"
    r"gan\b|hon\b|nao\b|gi\b|the nao|ra sao|den dau|so ¶|¶|§|theo\b|tai\b|tren\b|voi\b|do\b|vi\b|nen\b|"
    r"roi\b|nhe\b|a\b|em\b|anh\b|chi\b|toi\b|minh\b|ben\b|de (?!an|xuat)|het\b|cham\b|muon\b|kip\b|gap\b|"
    r"thieu|qua\b|vao\b|tong hop|hien\b|cung\b|deu\b|phai\b|can\b|co\b|trong\b|tu (?:nay|ngay|hom|\d)|"
    r"ky (?!so)|ban hanh|to chuc|sap\b|luc\b|giup\b|va\b|hay\b|hoac\b|dung\b|lui\b|gia han|bao gio|"
    r"bao nhieu|may\b|ai\b|trinh\b|gui\b|nop\b|lam\b|ve den|ngoai|ma\b|thoi\b|nua\b|sach\b|khop\b|o\b|"
    r"\d+ ?%|\d+/\d+|\d{1,3}(?:\.\d{3})+)(?P<word>[^\s,.;:?!§¶()\"]+)"
)
_LEADING = re.compile(r"(?:viec|cai|nhiem vu|ve|lien quan den) ")
_ENGLISH = re.compile(
    r"\b(?:the|their|our|its|this|a|an|on|for|of) (?P<text>(?!task|tasks|deadline|ministry|province|"
    r"progress|status)(?:[a-z0-9-]+ ){0,3}(?:plan|plans|report|conference|signature|signatures|model|"
    r"project|document|services|data|coverage|budget plan|portal|databases?|integration))\b|"
    r"\bthe (?P<task>(?:[a-z0-9-]+ ){1,3})task\b"
)


def read_task_text(folded: Folded, *, is_difficulty: bool = False) -> str | None:
    """An exact piece of the message, or None. Asked only when no code is given.

    In a difficulty "dữ liệu", "kết nối" are what is missing rather than the task: only named papers count.
    """
    if is_difficulty:
        paper = _PAPER.search(folded.text)
        return folded.fragment(paper.start(), _phrase_end(folded.text, paper.end())) if paper else None
    named = _TASK_SAID.search(folded.text)
    if named:
        start = named.start("text")
        head = _WORK.match(folded.text, start)
        first = head.end() if head else start + len(named["text"].split(" ")[0])
        return folded.fragment(start, _phrase_end(folded.text, first))
    work = _best_work(folded.text)
    if work is not None:
        return folded.fragment(*work)
    english = _ENGLISH.search(folded.text)
    if english is None:
        return None
    group = "text" if english["text"] else "task"
    return folded.fragment(*english.span(group)).strip()


def _best_work(text: str) -> tuple[int, int] | None:
    """The longest phrase that starts with a known head; a head inside another phrase is part of it."""
    best: tuple[int, int] | None = None
    position = 0
    while match := _WORK.search(text, position):
        end = _phrase_end(text, match.end())
        if best is None or end - match.start() > best[1] - best[0] + 6:
            best = (match.start(), end)
        position = max(end, match.end())
    return best


def _phrase_end(text: str, end: int) -> int:
    for _ in range(10):
        match = _MODIFIER.match(text, end)
        if match is None:
            break
        end = match.end()
    return end
