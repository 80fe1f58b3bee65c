"""Questions, requests for help, thanks and everything that is no report."""

from __future__ import annotations

import re

from bot.language.intents import Intent

_QUESTION_MARK = re.compile(r"\?")
_ASKS = re.compile(
    r"\b(?:nao(?! cung)|bao gio|khi nao|luc nao|bao nhieu|bao lau|may (?:ngay|gio|viec|nhiem vu|tinh|bo|don vi|cai|phan|ty|hom)|ngay may|thang may|thu may|ai\b|gi\b|the nao|nhu the nao|ra sao|lam sao|den dau|toi dau|o dau|sao (?:roi|vay|nhi|a|the)|(?:roi|the|vay) sao)"
    r"|\b(?:khong|chua)(?: (?:a|anh|chi|em|vay|the|nhi|ha|bot|ban|oi|bac|sep|ta|thay|co|do|day|nhe|roi|ad|admin))*\s*(?:\?|$)|\b(?:a|ha|nhi|phai khong|dung khong)\?"
    r"|^(?:\W*(?:hi|hello|hey|bot|please)\W+)*(?:who|what|when|where|which|why|how|is|are|am|do|does|did|has|have|can|could|any|show|list|give|tell)\b|\b(?:who|which|what|when|how (?:many|much|far|long|is|are|do|does|can|to))\b"
)
_NEGATED_REPORT = re.compile(r"^(?:[§ ,:\-]|\b(?:van|thi|em|a|da|bao cao|anh|chi|viec nay|nhiem vu nay|cai nay)\b)*(?:chua|khong|van chua|chua a|not yet)\W*(?:a|anh|chi|em)?\W*$")
_SHOW = re.compile(
    r"\b(?:cho (?:toi |em |minh |anh |chi |a |c )?(?:xem|biet|hoi|xin|coi|con so|so lieu|danh sach|bang|file|bao cao|thong tin|chi tiet|cai)|nhac lai|(?<!da )xem(?! xet)|mo (?:§|nhiem vu|chi tiet|viec|muc|ho so nhiem|the)|^mo|liet ke|gui (?:toi|em|minh|anh|chi|cho)|hien thi|tra cuu|kiem tra (?:giup|xem|ho)|in (?:ra|bang|bao)|xuat|cung cap (?:cho |so lieu|danh sach)|^danh sach|show|list|display|open|give me|send me|tell me|view|see|get me|i want to (?:see|know)|export)\b|^\W*(?:cac|nhung)\b"
)
_HELP = re.compile(
    r"\b(?:huong dan (?:su dung|cach|dung|bao cao|nhan|toi|em|minh|voi|gui|xin|thao tac|nop|cho)|^huong dan$|cu phap|tro giup|cach (?:bao cao|dung|su dung|xin|gui|nhan|nop|nhap|cap nhat|ghi|khai|lam|dinh kem|xem|thao tac|tra loi)|(?:lam sao|lam the nao|the nao) de |bot (?:lam|giup|co the|biet|dung|nay)[^,.;]{0,30}(?:gi|nao|sao)|dung bot|su dung bot|"
    r"(?:bao cao|gui|nhan|nop|xin|gia han|cap nhat|ghi|dung|nhap|dinh kem|soan|khai|bam|tra loi|go|noi)\b[^,.;?]{0,40}\b(?:kieu gi|cach nao|lam sao|nhu the nao|the nao(?! roi)|ra sao|sao vay|sao day|o dau|vao dau|mau nao|nhu nao|bang cach nao|lenh gi|lenh nao|the nao|(?:nhan|ghi|gui|noi|soan|bam|go|viet) gi)|"
    r"(?:lenh|cau lenh|nut) (?:nao|gi)|thi (?:nhan|ghi|soan|go|viet|bam|noi|gui|lam) (?:gi|sao)|(?:nhan|ghi|soan|go|viet|bam) (?:gi|sao)\b|mau (?:bao cao|tin nhan|cau|nhan tin)|khong biet (?:dung|bao cao|cach|bam|nhan|gui|su dung|lam sao)|chi (?:em|toi|minh) cach|^\W*giup (?:toi|em|minh|voi)\s*(?:a|voi)?\W*$|bot la (?:ai|gi)|ban la ai|may la ai|bot co chuc nang|chuc nang)|^[\s/?]*(?:help|start|huong dan|tro giup|menu|hdsd|commands?)\W*(?:me|a|em|voi|please)?\W*$|"
    r"\bhow (?:do|can|should|to|would) (?:i|we|you|one|report|submit|send|ask|request|use|attach|extend|upload)?|\bwhat can (?:you|this bot|the bot|i)\b|\bwhat do i (?:type|write|send)|\bhelp me (?:use|with the bot|understand)|\binstructions?\b|\buser guide\b|\bhow does (?:this|the bot|it)|\bsyntax\b|\bwhich command|\bwhat commands?\b"
)
_CALL_FOR_GUIDANCE = re.compile(r"\b(?:de nghi|kien nghi|xin|mong|chua co|chua|khong co|thieu) [^,.;?]{0,30}huong dan")
_SUMMARY = re.compile(
    r"\b(?:tong hop|tom tat|tong ket|thong ke|xep hang|bang xep|so lieu|tinh hinh chung|tong quan|con so|toan quoc|ca nuoc|bao cao nhanh|ban tin|buc tranh|ty le hoan thanh|ti le hoan thanh|tinh hinh (?:thuc hien|toan|cac|nhiem vu|trien khai|ca nuoc|tuan|thang|quy|chuyen doi|hom nay|the nao|sao|nam|bo|tinh|dia phuong|don vi)|"
    r"bieu do|dashboard|excel|xlsx|pdf|word|xuat (?:file|bao cao|danh sach|du lieu|bieu)|khen thuong|bieu duong|phe binh|tot nhat|kem nhat|cham nhat(?! †| la| vao| trong| den| ngay| \d)|nhanh nhat|dan dau|dung dau|dung cuoi|dau bang|cuoi bang|top \d*|bao cao (?:tuan|thang|quy|nam|ngay|giao ban|so ket|tien do chung|chung|6 thang|hom nay|tong|tinh hinh|toan)|so sanh|tien do (?:chung|cua (?:bo|tinh|so|cac|don vi|toan|ca)|cac|toan|tong|bo|tinh)|"
    r"summar\w+|overview|overall|statistics|stats|ranking|rank|leaderboard|figures|digest|dashboard|weekly report|monthly report|quarterly report|completion rate|export|spreadsheet|best perform\w*|worst perform\w*|top performers?|compare|how are (?:the|we|all)|big picture|chart|breakdown)\b"
)
_COUNT_TASKS = re.compile(r"\b(?:bao nhieu|may|how many)\b[^?.;]{0,40}\b(?:hoan thanh|xong|nhiem vu|viec|done|completed|finished|tasks|vuong mac|obstacles)\b|\b(?:hoan thanh|xong) (?:duoc )?(?:bao nhieu|may)\b|\bwhat (?:percentage|share)")
_OVERDUE = re.compile(
    r"\b(?:qua han|tre han|cham han|cham tien do|bi cham|dang cham|cham tre|ton dong|tre tien do|dang tre|bi tre|tre|nguy co|tre deadline|het han (?:roi|ma)|chua (?:bao cao|ban hanh|nop|xong|hoan thanh|gui|lam|thuc hien|trien khai|ky)|no (?:bao cao|viec)|overdue|late|behind(?: schedule)?|delayed|past due|at risk|missed (?:the |their )?deadlines?|not (?:yet )?(?:issued|reported|submitted|finished|done|completed)|haven't|hasn't|lagging|slow|cham)\b"
)
_WHO = re.compile(r"\b(?:nao|ai|nhung ai|nhung don vi|cac don vi|danh sach|liet ke|which|who|whose|list|bao nhieu|may (?:bo|tinh|don vi|viec|nhiem vu)|how many|any|anyone|anything|am i|are we|gi\b)\b")
_DEADLINE = re.compile(
    r"\b(?:han\b(?! che| hep| muc)|thoi han|deadline|den han|toi han|ky han|due|han chot|sap het han|lich\b|con (?:may|bao nhieu|bao lau) (?:ngay|tuan|thang|nua|thoi gian|gio)?|con bao lau|(?:bao gio|khi nao|ngay nao|luc nao)[^?.;]{0,20}(?:phai|nop|xong|het|hoan thanh|bao cao|trinh)|(?:phai|can) (?:nop|lam|xong|hoan thanh|bao cao|trinh|gui|ban hanh)[^?.;]{0,30}(?:gi|nao|bao gio|khi nao|ngay may)|"
    r"(?:viec|nhiem vu) (?:gi|nao)[^?.;]{0,20}(?:phai|can|den|sap|cua (?:toi|em|minh))|nhiem vu (?:cua|duoc giao) ?(?:toi|em|minh|don vi toi|ben em|ben toi|cho toi)?|viec cua (?:toi|em|minh)|(?:tuan|thang|quy|hom|ngay|nam)[^?.;]{0,14} (?:co|phai|can|toi|em|minh|con|lam)[^?.;]{0,25}(?:gi|nao)\b|nhung viec gi phai|viec (?:gi|nao) (?:can|phai)|^(?:cac|nhung)(?: \w+){0,3} (?:phai|can|den han|sap)\b|toi (?:dang )?(?:co|con|phu trach|phai lam)[^?.;]{0,30}(?:nhiem vu|viec|gi)|"
    r"mai (?:co|phai|lam)[^?.;]{0,20}(?:gi|nao)\b|when (?:do|does|is|are|must|should)|(?:which|what) tasks?\b|my (?:tasks|deadlines?|assignments)|to-?do|upcoming|what(?:'s| is) (?:due|next|on my plate)|how (?:much time|many days|long)|days (?:left|remain)|calendar|responsible for|time left|what do i (?:have|need|owe)|anything due|schedule)\b"
)
_TASK = re.compile(
    r"\b(?:chi tiet|thong tin|noi dung|la gi|ve cai gi|can cu|chu tri|phoi hop|phu trach|giao cho|ai lam|ai giao|do ai|san pham|yeu cau|den dau|toi dau|the nao|ra sao|sao roi|tinh hinh|lich su|nguon|ket qua dau ra|dau moi|tien do|minh chung|trang thai|xem|mo|co nhung|gom|nhung gi|van ban nao|(?:xong|ban hanh|nop|lam|gui|hop|ky|bao cao|duyet|to chuc|cong bo|phe duyet|hoan thanh) chua|bao nhieu|"
    r"details?|about|status|who|lead\w*|responsible|show|open|history|source|legal basis|evidence|deliverables?|what is|what's|how is|how's|how far|progress|where are we|tell me|coordinat\w+|describe|explain)\b"
)
_ACK = re.compile(
    r"^(?:[\W_]*(?:ok+|oke+|okie|oki|okay|k|vang|da(?= (?:vang|a|em|e|anh|chi|ro|ok|nam|hieu|nhan|cam on)\b|\W*$|,)|u|uh|uk|uhm|ro|ro roi|da ro|nam duoc|da nam|nhat tri|dong y|tuan lenh|tiep thu|da nhan|nhan duoc|nhan roi|da xem|da doc|xem roi|tiep nhan|ghi nhan|da biet|biet roi|hieu|hieu roi|da hieu|cam on|cam on nhieu|thanks|thank you|thank u|many thanks|noted|received|got it|understood|roger|copy|copy that|sure|yes|yep|yeah|yup|acknowledged|will do|alright|all right|fine|great|seen|tot|duoc|duoc roi|dc roi|cam ta|da tiep nhan|da tiep thu|thong suot|quan triet)\b)"
)
_ACK_ANYWHERE = re.compile(
    r"\b(?:da nhan(?! duoc (?:kinh|tien|von|ho so|may))|nhan duoc (?:thong bao|nhiem vu|roi|tin|chi dao)|da tiep nhan|xin tiep nhan|tiep thu|da nam (?:duoc|ro|thong tin)|nam duoc|nam ro|ro roi|da ro|da xem|da doc|xin ghi nhan|ghi nhan|se (?:thuc hien|lam|trien khai|bao cao|xu ly|phoi hop|kiem tra|cap nhat|nop|gui)(?: ngay| som| a| nghiem tuc)*|lam ngay|trien khai ngay|thuc hien ngay|xu ly ngay|cam on|thank you|thanks|(?:we|i)(?: will|'ll) (?:do|start|handle|follow|proceed|work|report|check|get|take|implement|comply|look)|on it|noted|received|acknowledged|understood|got it|hieu roi|da hieu|biet roi)\b"
)
_ACK_EMOJI = re.compile("^[\\s\U0001f44d\U0001f44c\U0001f64f\U0001f44f\u2705\u2714\U0001f197\u2764\U0001fae1\U0001f3fb-\U0001f3ff\ufe0f]+$")
_GREETING = re.compile(r"^\W*(?:xin chao|chao|alo|hello|hi|hey|good (?:morning|afternoon|evening)|kinh chao|chuc)\b")
_THANKS = re.compile(r"\b(?:cam on|thanks|thank you|cam ta)\b")
_NOT_ANSWERED = re.compile(
    r"\b(?:gui nham|nham nhom|nham nguoi|nham phong|bao nham|bao cao nham|nhan nham|nhap nham|ghi nham|bam nham|nham roi|nham ma|nham han|toi nham|em nham|rut lai|thu hoi|huy (?:bao cao|tin|lenh|yeu cau|ket qua|de nghi|xac nhan)|xin huy|bo qua (?:tin|bao cao|cai|lan)|xoa (?:het|bao cao|tin|du lieu|toan bo|nhiem vu|tat ca|di|giup|cai)|dinh chinh|sua lai (?:bao cao|thong tin|giup|cho)|wrong (?:group|chat|person|number|task)|by mistake|ignore (?:my|that|the last|previous|all|this|everything)|disregard|forget (?:that|it|all|previous)|undo|cancel (?:that|my|the)|withdraw|retract|"
    r"dung danh dau|khoan danh dau|dung ghi|dung (?:chuyen|cap nhat|tinh|bao|nhac)|mark (?:all|every\w*)|danh dau (?:tat ca|toan bo|het|moi)|don't mark|do not mark|delete (?:all|everything|the|my)|drop table|select \*|system prompt|prompt|you are now|pretend|act as|developer mode|mat khau|password|token|so dien thoai|phone numbers?|sudo|script|chuyen tiep|forwarded|fwd:|fw:|quyen (?:admin|quan tri)|cap quyen|admin rights|hack|jailbreak|bo qua (?:moi|cac|tat ca)|quen (?:het|moi|cac) (?:lenh|huong dan|chi dan)|(?:toi|minh|em) la (?:thu tuong|bo truong|chu tich|admin|quan tri|sep|pho thu tuong|lanh dao)|i am the (?:prime|minister|admin\w*|boss|chairman))\b"
)
_INSULT = re.compile(r"\b(?:bot ngu|(?:may|no|do) ngu|ngu (?:qua|the|vay|nhu|si|nguoc|ngoc)|vo dung|phien (?:chet|qua|phuc|ha|the|toai)|cam di|tat di|im di|stupid|useless|shut up|idiot|annoying|spam|bot dom|dien a|khung a|dm|vl|vcl|chet di|do may moc|nhac nhac|nhac (?:hoai|mai|lam))\b")
_CHITCHAT = re.compile(r"\b(?:an com|an sang|an trua|ca phe|cafe|ke chuyen|chuyen cuoi|truyen cuoi|thoi tiet (?:\w+ ){0,4}(?:the nao|sao|ra sao)|troi dep|bong da|hat di|yeu (?:em|anh|bot|toi)|may tuoi|sdt|so dt|ten gi|ten la gi|ngu ngon|lam tho|joke|(?:the|today's) weather|weather (?:today|forecast)|how are you|your name|what's up|good night|sinh nhat|ti so|gia vang|xo so|xem phim|di nhau|di choi|love you|tuyen dung|hop o (?:phong|dau)|phong (?:hop )?nao|may gio hop|hop may gio|(?:hop|meeting)[^,.;]{0,15}(?:may gio|luc may|o dau|phong nao)|what time is|which room|(?:pass|mat khau) wifi|gui xe|do xe|thuc don)\b")


def is_other(text: str) -> bool:
    """Withdrawals, instructions to the bot that are none of its business, insults, small talk."""
    return any(pattern.search(text) for pattern in (_NOT_ANSWERED, _INSULT, _CHITCHAT))


def is_correction(text: str) -> bool:
    return _NOT_ANSWERED.search(text) is not None


def is_question(text: str) -> bool:
    if _NEGATED_REPORT.match(text) and not _QUESTION_MARK.search(text):
        return False
    return _QUESTION_MARK.search(text) is not None or _ASKS.search(text) is not None


def is_request(text: str) -> bool:
    return _SHOW.search(text) is not None


def is_help(text: str) -> bool:
    return _HELP.search(text) is not None and not _CALL_FOR_GUIDANCE.search(text)


def is_ack(text: str, *, anywhere: bool = False) -> bool:
    if _ACK_EMOJI.match(text):
        return True
    return (_ACK_ANYWHERE.search(text) if anywhere else _ACK.match(text)) is not None


def is_greeting(text: str) -> bool:
    return _GREETING.match(text) is not None


def is_thanks(text: str) -> bool:
    return _THANKS.search(text) is not None


def judge_question(text: str, *, has_code: bool) -> Intent | None:
    """Which question it is; only asked of a text that asks or requests something, or of a bare phrase."""
    if _COUNT_TASKS.search(text) and not _TARDY.search(text):
        return Intent.ask_task if has_code else Intent.ask_summary
    if _OVERDUE.search(text) and (_WHO.search(text) or not has_code) and not _NAMED_SUMMARY.search(text):
        return Intent.ask_overdue
    if has_code:
        return Intent.ask_deadlines if _DEADLINE_OF_TASK.search(text) else Intent.ask_task
    if _HARD_DEADLINE.search(text) and not _NAMED_SUMMARY.search(text):
        return Intent.ask_deadlines
    if _SUMMARY.search(text) and not _OWNER.search(text):
        return Intent.ask_summary
    if _DEADLINE.search(text):
        return Intent.ask_deadlines
    if starts_summary(text):
        return Intent.ask_summary
    return Intent.ask_task if _TASK.search(text) and _THING.search(text) else None


_THING = re.compile(
    r"\b(?:nhiem vu|viec|ke hoach|de an|bao cao|hoi nghi|tai lieu|mo hinh|chinh sach|chu ky so|dich vu|ho so|du lieu|so hoa|phu song|5g|dat dai|tien do|tinh hinh|the nao|ra sao|sao roi|den dau|hop|chuyen doi so|"
    r"task|plan|report|conference|project|services?|coverage|progress|status|signature|model|how (?:is|are|far)|doing)\b"
)


_HARD_DEADLINE = re.compile(r"\b(?:han(?: chot| nop| cuoi)?\b(?! che| hep| muc)|thoi han|deadline|due\b|den han|het han)")
_TARDY = re.compile(r"\b(?:qua han|tre han|cham|ton dong|overdue|late)\b")
_NAMED_SUMMARY = re.compile(r"\b(?:tong hop|tom tat|thong ke|xep hang|summary|ranking|overview|excel|xlsx|khen thuong|phe binh)\b")
_DEADLINE_OF_TASK = re.compile(r"\b(?:han|thoi han|deadline|den han|due|ngay nao|bao gio|khi nao|con (?:may|bao nhieu|bao lau)|ngay may|when|days left|how long|how many days|time left)\b")
_OWNER = re.compile(r"\b(?:ai|don vi nao|co quan nao|bo nao|so nao|who|which (?:agency|ministry|unit))\b[^?.;]{0,20}\b(?:chu tri|phu trach|phoi hop|leads?|responsible|giao)|\b(?:chu tri|phoi hop|giao cho)\b")


def is_bare_question(text: str) -> bool:
    """A phrase of a few words that names what is wanted: "quá hạn", "tổng hợp tuần"."""
    words = text.split()
    if len(words) > 9 or (not starts_summary(text) and _REPORTING.search(text)):
        return False
    return any(pattern.search(text) for pattern in (_BARE_OVERDUE, _SUMMARY)) or re.search(r"^\W*(?:han|deadlines?|lich|(?:my|upcoming|next|all) (?:tasks|deadlines?|assignments|overdue)|thong tin|noi dung|nhiem vu|status|chi tiet|danh sach|due|tasks|viec|tinh hinh|tien do)\b", text) is not None


def starts_summary(text: str) -> bool:
    return _STARTS_SUMMARY.match(text) is not None


_BARE_OVERDUE = re.compile(
    r"^\W*(?:(?:cac|nhung|danh sach|xem|nhiem vu|viec|don vi|tinh hinh|nhung viec|the|all|tasks?)\b ?)*(?:dang |bi |sap |co |da )*(?:qua han|tre han|cham han|cham tien do|cham tre|ton dong|nguy co (?:cham|tre|khong kip|qua)|overdue|late|behind schedule|at risk|past due)"
)
_REPORTING = re.compile(r"\b(?:da|dang|xong|dat|vuong|xin|chua|moi|se|not|still|has|have|is|was|were)\b|n't|\d ?%")
_STARTS_SUMMARY = re.compile(r"\W*(?:bao cao )?(?:tong hop|tom tat|thong ke|xep hang|danh sach|liet ke|summary|overview|ranking|list|statistics)\b")
