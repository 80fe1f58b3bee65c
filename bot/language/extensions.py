"""Whether another due date is wanted, which one, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.language.date_types import DateMatch, DateProblem, Delta
from bot.language.dates import deltas_in
from bot.language.folding import Folded
from bot.language.prepared import Prepared

_WANTS = re.compile(
    r"\bgia han\b|\b(?:lui|doi|hoan(?! thanh| tat| thien)|gian|noi|chuyen|day|keo dai|dieu chinh|thay doi|sua|cap nhat|tang|gia tang)(?: lai| them)? (?:thoi han|han\b|thoi gian (?:hoan thanh|thuc hien|nop)|deadline|moc|ngay nop|tien do sang|thoi diem)|\bdoi (?:han|sang|den|qua|toi|lai(?: den| sang)?|ngay nop|deadline)\b|"
    r"\blui (?:den|sang|lai|toi|qua|them|\d|ngay|tien do|§|ra|duoc|mot|hai|ba|nua)|\bhoan (?:den|sang|lai den|lai toi|lai sang|nop)|\bkeo dai (?:den|them|sang|toi)|\bcho (?:em|toi|minh|chung toi|ben em|don vi|phep)?(?: \w+)? ?(?:them|lui|doi|cham|khat|hoan(?! thanh| tat| thien)|muon|tre)\b(?! (?:nhat|thong tin|y kien|chi tiet|so lieu|nguoi|kinh phi|von|hoi|biet))|"
    r"\bxin (?:phep )?(?:duoc )?(?:them|nop (?:cham|muon|tre|sau)|cham|khat|muon|tre|(?:tam )?hoan(?! thanh| tat| thien)|lui|doi|noi (?:ra|them|rong)|ban hanh cham|(?:\w+ ){0,3}(?:cham|muon|tre)\b)(?! (?:thong tin|y kien|chi tiet|so lieu|nguoi|kinh phi|von|hoi|hoc|so\b|huong dan|nhan su|nhan luc|can bo|bien che|tien))|"
    r"\b(?:can|xin|de nghi|cho|muon|mong)(?: \w+){0,3} (?:them|bo sung) (?:thoi gian|\d+ ?(?:ngay|tuan|thang)|(?:mot|hai|ba|bon|nam|sau|bay|muoi|vai|it) (?:ngay|tuan|thang)|ngay|chut thoi gian|it thoi gian|it ngay)|\bthem (?:\d+|mot|hai|ba|bon|nam|sau|bay|muoi|vai|it) (?:ngay|tuan|thang)\b(?: lam viec)? (?:duoc|nua duoc)|"
    r"\bkhat (?:lai|den|han|sang)|\bxin (?:\d+|mot|hai|ba|vai|nua) (?:ngay|tuan|thang)|\b(?:nop|gui|ban hanh|hoan thanh|bao cao|xong)(?: \w+){0,2} (?:cham|muon|tre)(?! nhat)(?: hon)?(?: \w+){0,4} (?:duoc khong|co duoc|duoc a|khong a|nhe|nha|duoc)|"
    r"\b(?:xem xet|cho phep|cho|dong y|chap thuan)(?: \w+){0,3} (?:cham|lui|gia han|keo dai|hoan(?! thanh| tat| thien))(?! (?:do|vi))\b|\bde (?:sang )?(?:tuan|thang|quy) (?:sau|toi) (?:duoc|dc)"
)
_WANTS_DATE = re.compile(r"\b(?:xin|cho (?:em|toi|minh|ben em|don vi|chung toi|tinh)|de nghi cho|cho)(?: xin| nop| phep| lui| doi| gui)*(?: \w+){0,2} (?:den|toi|sang|qua)(?: het| cuoi| ngay)* ?$|\b(?:xin|de nghi)(?: cho)? (?:phep |duoc )+(?:hoan thanh|nop|ban hanh|trinh|gui|to chuc)\b[^.,;]{0,30}$|\bxin(?: duoc| phep)* (?:nop|gui|bao cao|trinh|ban hanh|to chuc|hop|hoan thanh|xong)(?: \w+){0,3}?(?: vao| ngay| sang| trong| den| truoc)+ ?$")
_WANTS_EN = re.compile(
    r"\bexten(?:d|sion|ding)\b|\b(?:more|extra|additional|another|some) (?:time|days?|weeks?|months?)\b|\b(?:one|two|three|four|five|ten|a few|\d+) (?:more|extra|additional|another)(?: working| business)? (?:days?|weeks?|months?)\b|"
    r"\b(?:postpon\w*|push(?:ed|ing)?(?: \w+){0,3} (?:back|to|until)|reschedul\w*|defer\w*|put off)|\b(?:move|shift|change|delay)(?: \w+){0,4} (?:deadline|due date|to|until|till)\b|\b(?:can|could|may) (?:we|i)(?: please)? (?:have|get|submit|deliver|finish|do|send)(?: \w+){0,4} (?:until|till|by|late|later|next|on)\b|\bbe (?:moved|extended|postponed|pushed|delayed)\b|\bnew deadline\b|\blater deadline\b|\bneed until\b"
)
_NOT_WANTED = re.compile(
    r"\b(?:khong|chua|khoi|dung|khong can|chua can|khong xin|khong phai|huy|rut)(?: \w+){0,2} (?:gia han|lui han|xin them|lui|doi han)|\b(?:tu choi|dong y|da duyet|da duoc|duoc|da|da cho|chap thuan|phe duyet) (?:cho )?gia han(?! (?:khong|ko))|"
    r"\b(?:no|don't|not|without|doesn't)(?: \w+){0,3} (?:extension|extend|more time)|\b(?:approve|reject|approved|rejected|granted|refuse)(?: \w+){0,2} extension|\b(?:ai|don vi nao|bo nao|tinh nao|nhung ai|bao nhieu|co ai)(?: \w+){0,4} gia han|\bgia han (?:cua|da|nao|§+ (?:da|duoc|the nao))|\bextension(?: \w+)? (?:approved|granted|requests?\b)"
)
_CAUSE = re.compile(r"\b(?:vi|do(?! \w+ (?:kiem|luong))|boi vi|boi|tai vi|tai|ly do(?: la)?[:]?|because(?: of)?|due to|since|as we|as the)\b:? ?")
_PURPOSE = re.compile(r"\b(?:de (?:kip|con|co|cho|lay|hoan thien|bo sung|tham dinh|xin|ra soat|lam|chuan bi|phoi hop|tong hop|thong nhat|dam bao)|to (?:collect|allow|finish|complete|gather|finali[sz]e|get|review|consult))\b")
_REASON_END = re.compile(r"(?:[.;!?\n](?!\d))|,? (?:xin|de nghi|nen xin|nen de nghi|so we need|can we|kinh mong|mong|nen|rat mong)\b|, (?:xin|de nghi|cho|mong|kinh|can|could|please)\b")
_FROM = re.compile(r"\b(?:tu|from|thay vi|khong kip|kip|khong the kip|han cu|han|thay cho|instead of)(?: ngay| han| moc| la)* ?$")
_TO = re.compile(r"\b(?:den|sang|toi|qua|den het|thanh|to|until|till|by|xin|truoc|nhat|vao|han moi|la)(?: ngay| la| het)* ?$")
_FROM_TODAY = re.compile(r"\b(?:trong vong|trong|sau|in|within)\b")


@dataclass(frozen=True, slots=True)
class Wish:
    """The new date or the length asked for; `problem` says why a named date cannot be one."""

    on: date | None = None
    text: str | None = None
    old_on: date | None = None
    delta_days: int | None = None
    delta_working: bool = False
    problem: DateProblem | None = None


_ASKS = re.compile(r"\b(?:xin|cho|de nghi|nho|giup|mong|duoc|phep|nhe|nha|di|a|please|can|could|request\w*|want|let)\b")
_MOVES = re.compile(
    r"\b(?:lui|doi(?! voi| tac| moi| thoai| ngu| tuong)|hoan(?! thanh| tat| thien| cong)|khat|dich|chuyen)(?: \w+){0,4} (?:den|sang|toi|qua|thanh)(?: het| cuoi| ngay| dau| giua)* ?$|"
    r"\b(?:gia han|lui|hoan(?! thanh| tat| thien)|khat|postpone|delay|give us until|give me until)\b[^.;]{0,40}$"
)
_LATER = re.compile(
    r"\b(?:xin|cho|de nghi|phep|mong|nho)\b[^.;?]{0,60}\b(?:nop|gui|bao cao|ban hanh|trinh|to chuc|hoan thanh|xong|hop)\b[^.;?]{0,15} (?:cham|muon|tre)\b(?! nhat)|"
    r"\b(?:can|xin|cho|de nghi|mong|duoc)(?: \w+){0,4} them (?:khoang |tam |chung |it nhat )?(?:\d+|mot|hai|ba|bon|nam|sau|bay|muoi|vai|nua|it) (?:ngay|hom|tuan|thang|quy)\b|"
    r"\bdelay (?:§+|it|this|the \w+)? ?(?:by|for|to|until)\b|\bgive (?:us|me) (?:until|till|more|another|a (?:few|couple))|\bthem (?:tuan|thang|thoi gian|it ngay|vai ngay) (?:nua )?(?:duoc|nhe|nha|di|a\b)"
)
_MAY_WE = re.compile(r"\b(?:nop|gui|bao cao|trinh|ban hanh|lam|hop|to chuc|xong)\b[^?.;]{0,20}\b(?:duoc khong|co duoc khong|duoc chu|duoc khong a|ok khong)\b")


def wants_extension(text: str, dates: tuple[DateMatch, ...]) -> bool:
    if _NOT_WANTED.search(text):
        return False
    if _WANTS.search(text) or _WANTS_EN.search(text) or _LATER.search(text):
        return True
    if dates and _MAY_WE.search(text):
        return True
    if any(_MOVES.search(text, 0, match.folded_start) for match in dates) and _ASKS.search(text):
        return True
    return any(_WANTS_DATE.search(text, 0, match.folded_start) for match in dates)


def read_wish(message: Prepared) -> Wish:
    """The last usable date after "đến", "sang", …; else a length of time; the date before is the old one."""
    dates = [match for match in message.dates if not match.reading.recurring]
    delta = _wanted_delta(message.folded, dates)
    if delta is not None:
        return Wish(text=delta.text, delta_days=delta.days, delta_working=delta.working)
    new = _new_date(dates, message.text)
    if new is None:
        return Wish(problem=dates[0].problem if dates else None)
    old = next((one.on for one in dates if one is not new and _is_old(one, message.text)), None)
    return Wish(on=new.due_on, text=new.text, old_on=old, problem=new.problem)


def _is_old(match: DateMatch, text: str) -> bool:
    return _FROM.search(text, 0, match.folded_start) is not None and match.on is not None


def _new_date(dates: list[DateMatch], text: str) -> DateMatch | None:
    aimed = [match for match in dates if _TO.search(text, 0, match.folded_start) and not _is_old(match, text)]
    strong = [match for match in dates if not match.reading.weak and not _is_old(match, text)]
    return (aimed or strong or [None])[-1]


_DELTA_CUE = re.compile(
    r"(?:\bthem|\bgia han|\blui|\bdoi|\bkeo dai|\bnoi|\bhoan|\bra|\bnoi rong|\bxin|\bcham|\bmuon|\btre|\bcho em|\bcho|\bextend(?:ed|ing)?|\bextension of|\bextension|\bby|\bfor|\bneed|\bcan|\bthem khoang|\bhave|\bget|§|\bhan|\bkhat|\bnhiem vu|\blai|\bgive us|\bask for|\brequest|\bwant|\btoi da|\bday)"
    r"(?: (?:khoang|toi da|chung|hon|cho|duoc|thoi han|thoi gian|han|them|nhiem vu|em|toi|minh|voi|tam|it nhat|about|another|up to|us|an?|§+))* ?$"
)


def _wanted_delta(folded: Folded, dates: list[DateMatch]) -> Delta | None:
    for delta in deltas_in(folded):
        inside = next((m for m in dates if m.folded_start < delta.folded_end and m.folded_end > delta.folded_start), None)
        is_cued = delta.text[:4].lower() in {"thêm", "them"} or any(word in delta.text for word in (" more", "another", "extra"))
        is_cued = is_cued or _DELTA_CUE.search(folded.text, 0, delta.folded_start) is not None
        if is_cued and (inside is None or _counts_from_due(folded.text, delta, inside)):
            return delta
    return None


def _counts_from_due(text: str, delta: Delta, match: DateMatch) -> bool:
    """ "3 ngày nữa" after "thêm" or "gia hạn" is counted from the due date; "đến 3 ngày nữa" from today."""
    if match.folded_end > delta.folded_end + 5 or match.folded_start < delta.folded_start - 8:
        return False
    before = text[: delta.folded_start]
    return re.search(r"\b(?:them|gia han|lui|keo dai|noi|gia)\b[^,.;]{0,25}$", before + text[delta.folded_start : delta.folded_start + 5]) is not None


def read_reason(folded: Folded) -> str | None:
    """What follows "vì", "do", "because": without the word itself; a purpose ("để kịp …") with it."""
    cause = _CAUSE.search(folded.text)
    purpose = _PURPOSE.search(folded.text)
    if cause is None and purpose is None:
        return None
    start = cause.end() if cause else purpose.start() if purpose else 0
    end = _REASON_END.search(folded.text, start + 1)
    text = folded.fragment(start, end.start() if end else len(folded.text)).strip(" ,.;!?\n")
    return text if len(text) > 2 else None
