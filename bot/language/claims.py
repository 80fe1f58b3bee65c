"""Whether a message claims that the WHOLE task is finished. A wrong yes is the worst error of the product.

A claim needs a positive form and no doubt in its segment (negation, hedge, future, condition, part) nor in the
segments around it ("còn thiếu …", "đang trình", "chưa …"). What is not clearly a claim is progress.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Claim(StrEnum):
    none = "none"  # nothing is said about finishing
    partial = "partial"  # a finishing word, but not of the whole task or not yet: progress
    done = "done"


_SEGMENT = re.compile(r"(?<!\d)[.](?!\d)|[;!?\n]+|,(?! ?\d)|\b(?:nhung(?! ?nguoi)|tuy nhien|tuy vay|song le|but|however|though|although)\b| - ")
_PARTIAL_NOUN = (
    r"(?:cac |nhung |may |mot so |viec |cong tac |cong doan |xong |ban |bo )*"
    r"(?:phan(?! mem)|khau|buoc|giai doan|dot|chuong|muc\b|noi dung|du thao|ban thao|ban nhap|de cuong|khao sat|lay y kien|"
    r"tham dinh|dau thau|moi thau|thiet ke|tap huan|thong ke|ra soat|ky hop dong|hop dong|thu nghiem|thi diem|cai dat|lap dat|mua sam|"
    r"ho so|to trinh|bien tap|bien soan|so bo|co ban|dich\b|mau\b|giai ngan|xin y kien|chuan bi|phe duyet (?:chu truong|du toan)|"
    r"chu truong|du toan|lua chon nha thau|thu thap|tong hop so lieu|nhap lieu|ban dau|vong|lop|phien ban|ban demo|slide|cong van|van ban xin|"
    r"van ban (?:gui|de nghi|hoi)|giay moi|lay so lieu|hop(?! thang| dinh ky| hang| giao ban| quy| thuong ky| †)|trao doi|lam viec voi|ke khai|dang tai|chi tieu|"
    r"mot nua|nua|mot phan|phan lon|da so|hau het|hai phan|ba phan|\d+ ?/ ?\d+ phan|hon nua|tam\b|tam thoi|so bo|giua ky)"
)
_NOT_BEFORE = re.compile(
    r"\b(?:chua|khong(?! con| vuong| co gi vuong| gap| ton)|chang|cha\b|deo|dau(?! tu| moi| thau| tien| nam| thang| tuan)|sap(?! nhap| xep)|gan(?! voi)|suyt|moi(?! nguoi| viec| nhiem vu| thu| don vi| so\b| dia phuong)|phai|can(?! bo| cu)|se|neu|(?<!trong )khi|de(?! an| xuat)|thu tuong|chinh phu|quoc hoi|trung uong|"
    r"cho(?! biet| anh| chi| em| toi| van phong| uy ban| bot| cac| nguoi| doanh| toan)|(?<!chuyen )doi(?! voi| so| moi)|du kien|phan dau|co gang|gang|hy vong|hi vong|co the|chac|hua|cam ket|quyet tam|dang(?! ky| tai| vien| uy| nhap| bo)|truoc khi|sau khi|han|thoi han|"
    r"ty le|ti le|muc do|muon|mong|dung(?! han| tien do| ke hoach| yeu cau| quy dinh)|bao gio|hau nhu|gan nhu|mot phan|mot so|vai|buoc dau|tuong|nghe noi|nghe bao|nghe|"
    r"tien toi|uoc|lam sao|the nao|giup|nho|yeu cau|nham|bao dam|dam bao|tap trung|kip|kho|gia ma|gia nhu|co le|hinh nhu|khong biet|"
    r"ai bao|ai noi|gi\b|nao\b|sao\b|dau tu|coi nhu|xem nhu|hang ngay|lieu|nua|phan lon|hau het|da so|nhieu|it nhat|toi thieu|ke hoach hoan thanh|"
    r"not|n't|never|almost|nearly|will|'ll|should|would|could|can|to be|going to|gonna|if|when|once|until|after|before|half|partly|partially|"
    r"part of|most|some|hope|expect\w*|plan(?:ning)? to|need|needs|must|want|try\w*|about to|close to|soon|hardly|barely|far from|yet to|"
    r"draft|first|phase|step|part|survey|section|module|component|design|tender|training|chapter|supposed|pretend|aim\w*|target|due|date|rate|percent|as soon as|unless|mostly|largely|wish|think|maybe|perhaps|probably|mark)\b|n't"
)
_CORE = re.compile(
    r"\b(?:xong|hoan thanh|hoan tat|hoan thien|done|finished|finalized|finalised|complete|completed|finish|wrapped up|all set|signed off|concluded)\b"
)
_BAD_OBJECT = re.compile(r"\b(?:cong van|du thao|giay moi|to trinh|de cuong|phieu|y kien|van ban (?!so|¶)|hop dong|chu truong|du toan|ho so|ban thao|moi thau|xong voi)\b")
_UNFINISHED = re.compile(r"\b(?:du thao|draft|chua|nhap|de cuong|so bo|buoc dau|giai doan|tam thoi|ban dau)\b")
_NOUN_BEFORE = re.compile(r"\b(?:viec|su|kha nang|tien do|ket qua|muc tieu|thoi diem|lo trinh|tinh trang|qua trinh|hay|nho|khan truong|tich cuc|no luc|tiep tuc|day nhanh|giao|don doc|quyet liet|ra suc|co) $")
_DAY_BEFORE = re.compile(r"†")  # "tối nay xong" may still be to come
_PERFECT = re.compile(r"\b(?:da|vua|roi|deu|het|was|were|been|has|have|yesterday)\b")
_AFTER_CORE_BAD = re.compile(
    rf"^ ?(?:{_PARTIAL_NOUN}|khoang|gan|tam\b|chua|chu\b|se\b|la (?:em|toi|minh|bao|gui|nop|se|duoc|phai|xong doi)|thi|em se|som\b(?! hon)|truoc(?! han)|trong\b(?! (?:hom nay|sang nay|hom qua))|"
    r"vao (?:ngay mai|tuan|thang|cuoi|dau|quy)|duoc (?:\d+ ?%|\d|mot|hai|ba|khoang|gan|hon|phan)|(?!100 ?%)\d|tung|doi|phim|dau\b|kieu|dan\b|sao\b|khong\b|khong\?|chang|de\b|"
    r"moi (?:duoc|ky|trinh|gui)|viec (?:lay|xin|khao|tham|thiet|dau|bien|thu|tap|ra|chuan|lap|du thao|soan)|"
    r"nhiem vu (?:nao|gi)|bao nhieu|may\b|"
    r"(?:the )?(?:draft|survey|first|phase|step|part|half|most|some|section|chapter|review|design|tender|next|by|tomorrow|soon|before|about|around|(?!100 ?%)\d))"
)
_ALMOST = re.compile(r"\b(?:co ban|ve co ban|sap|gan|almost|nearly)\b")
_STRONG_BEFORE = re.compile(r"(?:\bda|\bvua|\bbao cao|\bdeu|\bcung|\bla|\bduoc|\blam|\btrien khai|\bket noi|\bthuc hien|\bnop|\bgui|\bto chuc|\bban hanh|\bky)(?: da| duoc| cung| roi)*(?: tinh| don vi| tinh nay)? ?$")
_END = r"\s*(?:[,.;:!?§¶¤)\"'\n]|$)"
_POLITE = r"(?:,? (?:(?:tu|vao|hom|ngay|on|ke tu|luc|trong) )?(?:†+|xuoi|xong|roi|nhe|nha|a|luon|het|ca|toan bo|tat ca|hoan toan|dung han|truoc han|som|day|do|thoi|qua|ha|anh|chi|em|oi|bot|sep|ban|hom nay|hom qua|sang nay|chieu qua|chieu nay|toi qua|sang qua|trua nay|vua xong|xuat sac|tot|dep|ngay|thay|co|giup em|giup|nhen|hen|ne|nghen|ah|ak|nhiem vu|viec|cong viec|nay|tren|duoc giao|theo|yeu cau|ke hoach|tien do|dung|tuan nay|tuan truoc|thang nay|now|already|yesterday|today|with|on|time|in|full|this|morning|it|all|both|task|the|tasks|last|week|monday|friday|everything|for|us|from|our|side|100 ?%|so voi|ca roi|cho|hon|han|don vi|minh|ben|toi|phia|het ca))*"
_CLEAN_AFTER = re.compile(rf"^{_POLITE}{_END}")
_NAMED_AFTER = re.compile(
    r"^ (?:viec |cai |toan bo |tat ca |het |ca |du |day du |100 ?% |the |both |all )*(?:cac |nhung )?"
    r"(?:nhiem vu|ke hoach|de an|bao cao|hoi nghi|tai lieu|mo hinh|dau tien|cuoi cung|thu \w+|so \d|ban hanh|cong bo|tich hop|ket noi|to chuc|phe duyet|trien khai|phu song|nop\b|gui\b|"
    r"cap nhat|cong viec|chi dao|yeu cau|muc tieu|quyet dinh|nghi quyet|chuong trinh|chi thi|viec\b|so hoa|lap\b|§|¶|100 ?%|"
    r"task|plan|report|conference|document|model|integration|connection|publication|everything|work|assignment|\d+/\d+)"
)
_ACTS = re.compile(
    r"\b(?:da|vua|vua moi|cung da|deu da|duoc)(?: duoc| chinh thuc| hoan thanh viec| ky| ky,| phe duyet va| ky va| phe duyet,| tham muu| trinh ky va| thuc hien)* "
    r"(?:ban hanh|cong bo|to chuc|hop(?= (?:†|thang|quy|dinh ky|giao ban thang|thuong ky|xong(?! voi)|hang)|,? bien ban)|nop\b|phe duyet|nghiem thu|ket thuc|dang cong khai|khai truong|van hanh chinh thuc|ky (?:ban hanh|quyet dinh|ke hoach|qd|¶|van ban|so)|gui (?:bao cao|ket qua|ke hoach|san pham|ban chinh thuc|day du)|bao cao (?:day du|xong)|thong qua)|"
    r"\b(?:nop|gui) (?:bao cao|ket qua|san pham)\b[^,.;]{0,25}\broi\b|\b(?:ban hanh|cong bo|ky|to chuc|phe duyet)\b[^,.;]{0,40}\broi\b|\b(?:da|deu) (?:len|co tren) cong\b|\bmission accomplished|\bda du (?=\d+/\d+)|"
    r"\b(?:nghiem thu|ban hanh|ky ban hanh) (?:roi|xong|chieu qua|hom qua|sang nay|hom nay|chieu nay|sang qua|ngay|tuan truoc|tuan roi|theo ¶)|"
    r"\bban hanh\b[^,.;]{0,40}¶|¶[^,.;]{0,20}\bda ban hanh|¶ (?:was |has been |is |now )*(?:issued|signed|approved|published)|"
    r"\b(?:has|have|was|were|been|is|are)(?: now| already| all| officially)* (?:issued|submitted|published|signed|approved|launched|released|delivered|held|adopted|promulgated|connected)\b|"
    r"\b(?:we|i|already|just|province|ministry|department|committee)(?: have|'ve| has)?(?: already| just| now)? (?:issued|submitted|published|signed|launched|delivered|held|sent the (?:final )?report)\b|"
    r"^ ?(?:issued|submitted|published|signed|delivered)\b|\b(?:plan|report|decision|document|circular|conference|resolution)s? (?:already |just |now )?(?:issued|submitted|published|signed|delivered|held|approved)\b"
)
_ACT_AFTER_BAD = re.compile(
    rf"^ ?(?:{_PARTIAL_NOUN}|cong van|van ban (?!so|¶)|giay moi|to trinh|du thao|chu truong|du toan|du an|goi thau|nha thau|danh muc|thiet ke|kinh phi|ho so|de cuong|noi bo|ban du thao|chua\b|"
    r"(?:the )?(?:draft|request|letter|tender|invitation|questionnaire)|(?:ban )?hop (?:voi|tham|ban|trao|rut|thong nhat|giao ban|noi bo|trien khai|chuan)|(?:xong )?voi\b|ban\b|thong nhat|de (?:ban|thong|trao|xin|chuan)|"
    r"\d+ ?(?:/|tinh|don vi|dich vu|dia phuong|thu tuc|ke hoach|xa))"
)
_RESIDUE = re.compile(
    r"\b(?:chua(?! (?:tung|bao gio|dung|ke|noi))|con (?!gi|viec gi|nua|van de gi)(?:thieu|phan|khau|moi|lai|mot|hai|ba|may|vai|\d|vuong|cho|doi|no\b|phai|ton|nhieu|it|buoc|cac|viec|sot|kha|so|lan|§|cai|thu tuc|chu ky|ky|in|gui)|"
    r"dang (?!ky\b|nhap|tai\b|cong khai)|"
    r"moi (?:xong|duoc|dat|chi|lam|trinh|co|la|ky|den|tham)|khong phai (?:la )?xong|chi con|con chut|thieu|not|n't|pending|waiting|still|remain\w*|left|"
    r"except|awaiting|sap|se (?:xong|hoan|ban hanh|nop|ky|trinh|bo sung)|cho (?:ky|duyet|phe duyet|tham dinh|y kien|lanh dao|dong dau|chu tich|sep|bo\b)|can (?:bo sung|them|phai|chinh)|du kien|tru\b|ngoai tru|cho y kien|phan dau|trinh ky|bi tra|tra lai|mai\b|doi ky)\b|n't"
)
_REST = re.compile(r"\W*con\b(?! gi| viec gi| nua)")
_COPY_OWED = re.compile(
    r"\b(?:chua|khong) (?:kip |the )?(?:gui|nop|tai len|tai|up|upload|scan|dinh kem|co|chup|nhan|quet|day|dang)(?: duoc| len| kem)? ?(?:ban|file|minh chung|van ban|anh|tai lieu kem|cong van kem|link|so van ban|dau do|len he thong|len|san pham)"
)
_NO_REST = re.compile(r"\bkhong con (?:viec |gi |ton |vuong |nhiem vu |noi dung |phan )*|\bchua (?:xong|hoan thanh) (?:la|thi) [^,.;]*|\bcho (?:anh|chi|bot|van phong|uy ban|chuyen vien|co quan thuong truc|ban)(?: \w+)? (?:xac nhan|duyet giup|ghi nhan|kiem tra)|\bkhong (?:con )?(?:vuong|gap|ton|thieu)\w* ?(?:mac|gi|kho khan)?")
_CLOSING = re.compile(
    r"\b(?:de nghi|xin|xin phep|cho em|cho|kinh de nghi|please)(?: \w+){0,2} (?:ket thuc|dong)(?: nhiem vu| viec)?\b(?! (?:co|gop|ket noi|cua))|"
    r"\b(?:danh dau|ghi nhan|cap nhat|chuyen|tick|xac nhan|ghi)\b[^,.;]{0,40}\b(?:hoan thanh|da xong|xong)\b|\bmark\b[^,.;]{0,40}\b(?:done|complete|completed|finished)\b|\bclose (?:the )?(?:task|§)"
)
_EVERYTHING = re.compile(r"\b(?:tat ca|toan bo|moi|het|everything|every|all)(?: \w+)? (?:nhiem vu|viec|tasks?|danh sach)\b|\beverything\b")
_WHOLE_PERCENT = re.compile(rf"(?:^|[§:,] ?|\b(?:dat|la|duoc|len|xong|at|reached|hit|hien|da|tien do)) ?100 ?%{_POLITE}{_END}")
_IDIOM = re.compile(r"xong (?:doi|phim|pham|om|xuoi nhe nhang)|the la xong doi")
_REPORTED = re.compile(r"\b(?:anh|chi|ong|ba|dong chi|ben|so|bo) (?!cao)\w+(?: \w+)? (?:bao(?! cao)|noi(?! dung| that| lai)|keu|hua)\b|\b(?:anh|chi|ho|nguoi ta|ben \w+|no|sep|ai|may nguoi|he|she|they|someone)(?: ay| kia| do| ta)? (?:bao|noi|keu|hua|hoi(?! nghi)|said|says|told|claims?)\b(?! cao)|\b(?:nghe noi|nghe bao|nghe dau|tuong|cu tuong|reportedly|apparently)\b")
_CONDITION = re.compile(r"\b(?:neu|gia su|mien la|chi khi|khi nao|bao gio|if|when|once|unless|truoc khi|as soon as|gia ma|cho den khi|until)\b")


def segments(text: str) -> list[str]:
    return [piece for piece in _SEGMENT.split(text) if piece and piece.strip(" .,-:")]


def judge_claim(text: str, *, has_future: bool, is_whole_count: bool, is_part_count: bool) -> Claim:
    """`has_future`: a future date is said; the counts: "63/63" and "41/63" (or a percentage below 100)."""
    cleaned = _NO_REST.sub(" ", _COPY_OWED.sub(" ", text))
    parts = segments(cleaned)
    claims = [_segment_claim(part, is_whole_count=is_whole_count) for part in parts]
    if all(claim is Claim.none for claim in claims):
        return Claim.none
    if Claim.done not in claims or _IDIOM.search(text) or _is_second_hand(text) or is_part_count:
        return Claim.partial
    if has_future or any(_RESIDUE.search(part) or _REST.match(part) for part in parts):
        return Claim.partial
    return Claim.done


def _is_second_hand(text: str) -> bool:
    return _REPORTED.search(text) is not None or _CONDITION.search(text) is not None


def _segment_claim(part: str, *, is_whole_count: bool) -> Claim:
    closing = _CLOSING.search(part)
    if closing:
        is_sure = not _NEGATED_CLOSING.search(part) and not _EVERYTHING.search(part)
        return Claim.done if is_sure else Claim.partial
    if _WHOLE_PERCENT.search(part) and not _NOT_BEFORE.search(part):
        return Claim.done
    act = _ACTS.search(part)
    if act:
        return _act_claim(part, act, is_whole_count=is_whole_count)
    core = _CORE.search(part)
    if core is None:
        is_all = is_whole_count and re.search(r"\b(?:da|all|are|is|deu|roi|du|co|dat)\b", part) is not None
        return Claim.done if is_all and not _NOT_BEFORE.search(part) else Claim.none
    return _core_claim(part, core, is_whole_count=is_whole_count)


_NEGATED_CLOSING = re.compile(r"\b(?:dung|chua|khong|cho vay|khoan|don't|do not|never|not|neu|lam sao|cach|the nao|how)\b")


def _act_claim(part: str, act: re.Match[str], *, is_whole_count: bool) -> Claim:
    before, after = part[: act.start()], part[act.end() :]
    if _NOT_BEFORE.search(before) or (not is_whole_count and _PART_SUBJECT.search(before)) or (not is_whole_count and _ACT_AFTER_BAD.match(after)) or re.search(r"\bdu thao\b|\bdraft\b", part):
        return Claim.partial
    if _BAD_OBJECT.search(act.group()):
        return Claim.partial
    if re.search(r"\bchua\b ?\W*$|\bchua (?:a|anh|em|vay|the|nhi|bot)\b", after):
        return Claim.partial
    return Claim.done


def _core_claim(part: str, core: re.Match[str], *, is_whole_count: bool) -> Claim:
    before, after = part[: core.start()], part[core.end() :]
    if _NOUN_BEFORE.search(before) or (_DAY_BEFORE.search(before) and not _PERFECT.search(part)):
        return Claim.partial
    if _NOT_BEFORE.search(before) or (_AFTER_CORE_BAD.match(after) and not (is_whole_count and re.match(r" ?\d", after))):
        return Claim.partial
    if _ALMOST.search(part) or _UNFINISHED.search(part):
        return Claim.partial
    if core.group() == "hoan thien":
        return Claim.partial
    if not is_whole_count and not _is_own_subject(before):
        return Claim.partial
    is_clean = is_whole_count or _CLEAN_AFTER.match(after) or _NAMED_AFTER.match(after)
    return Claim.done if is_clean else Claim.partial


_TASK_HEAD = re.compile(
    r"[§¶]|\b(?:nhiem vu|viec|cong viec|ke hoach|de an|bao cao|hoi nghi|tai lieu|mo hinh|chinh sach|nghi quyet|chuong trinh|quy che|he thong|cai|dich vu cong|thu tuc|muc tieu|tat ca|toan bo|"
    r"it|this|that|everything|all|tasks?|plan|report|conference|work|assignment|we|i)\b"
)
_SUBJECT_ENDS = re.compile(
    r"(?:^|[:,)\d†!-]|\b(?:da|vua|cung|deu|toi|em|e|a|anh|minh|chung toi|don vi|tinh|ok|lam|la|thuc hien|trien khai|tich hop|ket noi|ban hanh|to chuc|cong bo|nop|gui|hoan thanh|xu ly|cap nhat|phe duyet|ky|bao cao|nghiem thu|so hoa|phu song|"
    r"lap|xay dung|ra mat|van hanh|chia se|dong bo|duoc|ve|thi|roi|dut diem|hop|been|is|are|was|have|has|just|already|now|finally|and|with|thanh cong|dua vao|tong hop|we|i|chinh thuc|the|nay|kia))\s*$"
)
_PART_SUBJECT = re.compile(
    rf"(?:^|\b(?:da|vua|thi|lam|ve|rieng) ){_PARTIAL_NOUN}|\b\d+ (?:tinh|don vi|dich vu|xa|huyen|so|bo|dia phuong|thu tuc|he thong|diem|provinces|services|units)\b|"
    r"\b(?:doc|xem|an|nghe|goi|^hop|uong|ngu|di|ky hop dong|trao doi|noi chuyen|hoi(?! nghi)|in|photo|dich|khao sat|soan|viet|danh may|gop y|tiep thu|cho y kien|giai trinh|bao gia|chon|kiem ke|bien tap|hoan thien|lay y kien|tham dinh|thiet ke|dau thau|du thao)\b(?: \w+){0,2} ?$"
)


def _is_own_subject(before: str) -> bool:
    """The finishing word is about the task, not about a part of it or a step ("khảo sát xong")."""
    if _PART_SUBJECT.search(before):
        return False
    return _SUBJECT_ENDS.search(before) is not None or _TASK_HEAD.search(before) is not None
