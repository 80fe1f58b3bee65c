"""The words by which another date is wanted (folded text). No decision lives here."""

from __future__ import annotations

import re

WANTS = re.compile(
    r"\bgia han\b|\b(?:lui|doi|hoan(?! thanh| tat| thien)|gian|noi|chuyen|day|keo dai|dieu chinh|thay doi|"
    r"sua|cap nhat|tang|gia tang)(?: lai| them)? (?:thoi han|han\b|thoi gian (?:hoan thanh|thuc hien|nop)|"
    r"deadline|moc|ngay nop|tien do sang|thoi diem)|\bdoi (?:han|sang|den|qua|toi|lai(?: den| sang)?|"
    r"ngay nop|deadline)\b|\blui (?:den|sang|lai|toi|qua|them|\d|ngay|tien do|§|ra|duoc|mot|hai|ba|nua)|"
    r"\bhoan (?:den|sang|lai den|lai toi|lai sang|nop)|\bkeo dai (?:den|them|sang|toi)|\bcho (?:em|toi|"
    r"minh|chung toi|ben em|don vi|phep)?(?: \w+)? ?(?:them|lui|doi|cham|khat|hoan(?! thanh| tat| thien)|"
    r"muon|tre)\b(?! (?:nhat|thong tin|y kien|chi tiet|so lieu|nguoi|kinh phi|von|hoi|biet))|"
    r"\bxin (?:phep )?(?:duoc )?(?:them|(?:nop|hoan thanh|gui|trinh|ban hanh|to chuc) (?:cham|muon|tre|"
    r"sau)|cham|khat|muon|tre|"
    r"(?:tam )?hoan(?! thanh| tat| thien)|lui|doi|noi (?:ra|them|rong)|ban hanh cham|(?:\w+ ){0,3}(?:cham|"
    r"muon|tre)\b)(?! (?:thong tin|y kien|chi tiet|so lieu|nguoi|kinh phi|von|hoi|hoc|so\b|huong dan|"
    r"nhan su|nhan luc|can bo|bien che|tien))|\b(?:can|xin|de nghi|cho|muon|mong)(?: \w+){0,3} them (?:toi|"
    r"den|sang)\b|"
    r"\b(?:can|xin|de nghi|cho|muon|mong)(?: \w+){0,3} (?:them|"
    r"bo sung) (?:thoi gian|\d+ ?(?:ngay|tuan|thang)|(?:mot|hai|ba|bon|nam|sau|bay|muoi|vai|it) (?:ngay|"
    r"tuan|thang)|ngay|chut thoi gian|it thoi gian|it ngay)|\bthem (?:\d+|mot|hai|ba|bon|nam|sau|bay|muoi|"
    r"vai|it) (?:ngay|tuan|thang)\b(?: lam viec)? (?:duoc|nua duoc)|\bkhat (?:lai|den|han|sang)|"
    r"\bxin (?:\d+|mot|hai|ba|vai|nua) (?:ngay|tuan|thang)|\b(?:nop|gui|ban hanh|hoan thanh|bao cao|"
    r"xong)(?: \w+){0,2} (?:cham|muon|tre)(?! nhat)(?: hon)?(?: \w+){0,4} (?:duoc khong|co duoc|duoc a|"
    r"khong a|nhe|nha|duoc)|\b(?:xem xet|cho phep|cho|dong y|chap thuan)(?: \w+){0,3} (?:cham|lui|gia han|"
    r"keo dai|hoan(?! thanh| tat| thien))(?! (?:do|vi))\b|\bde (?:sang )?(?:tuan|thang|quy) (?:sau|"
    r"toi) (?:duoc|dc)|"
    r"\b(?:xin|cho|de nghi|mong)\b[^.;?]{0,60}\bthay vi (?:ngay|thang|quy|truoc|cuoi|het|\d)"
)
WANTS_DATE = re.compile(
    r"\b(?:xin|cho (?:em|toi|minh|ben em|don vi|chung toi|tinh)|de nghi cho|cho)(?: xin| nop| phep| lui|"
    r" doi| gui)*(?: \w+){0,2} (?:den|toi|sang|qua)(?: het| cuoi| ngay)* ?$|\b(?:xin|"
    r"de nghi)(?: cho)? (?:phep |duoc )+(?:hoan thanh|nop|ban hanh|trinh|gui|to chuc)\b[^.,;]{0,30}$|"
    r"\bxin(?: duoc| phep)* (?:nop|gui|bao cao|trinh|ban hanh|to chuc|hop|hoan thanh|"
    r"xong)(?: \w+){0,3}?(?: vao| ngay| sang| trong| den| truoc)+ ?$|\b(?:de nghi|"
    r"xin)(?: han)?(?: moi)?(?: la| den| sang| toi| vao)* ?$|\bcan (?:i|we) (?:submit|send|do|have|"
    r"hand in|finish|report)(?: [\w§]+){0,3} (?:on|by|until)? ?$"
)
WANTS_EN = re.compile(
    r"\bexten(?:d|sion|ding)\b|\b(?:more|extra|additional|another|some) (?:time|days?|weeks?|months?)\b|"
    r"\b(?:one|two|three|four|five|ten|a few|\d+) (?:more|extra|additional|another)(?: working|"
    r" business)? (?:days?|weeks?|months?)\b|\b(?:postpon\w*|push(?:ed|ing)?(?: [\w§]+){0,3} (?:back|to|"
    r"until)|reschedul\w*|defer\w*|put off)|\b(?:move|shift|change|delay)(?: [\w§]+){0,4} (?:deadline|"
    r"due date|to|until|till)\b|\b(?:can|could|may) (?:we|i)(?: please)? (?:have|get|submit|deliver|"
    r"finish|do|send)(?: \w+){0,4} (?:until|till|by|late|later|next|on)\b|\bbe (?:moved|extended|"
    r"postponed|pushed|delayed)\b|\bnew deadline\b|\blater deadline\b|\bneed until\b|"
    r"\banother (?:\w+ )?(?:days?|weeks?|months?)\b"
)
NOT_WANTED = re.compile(
    r"\b(?:khong|chua|khoi|dung|khong can|chua can|khong xin|khong phai|huy|rut)(?: \w+){0,2} (?:gia han|"
    r"lui han|xin them|lui|doi han)|\b(?:tu choi|dong y|da duyet|da duoc|duoc|da|da cho|chap thuan|"
    r"phe duyet) (?:cho )?gia han(?! (?:khong|ko))|\b(?:no|don't|not|without|"
    r"doesn't)(?: \w+){0,3} (?:extension|extend|more time)|\b(?:approve|reject|approved|rejected|granted|"
    r"refuse)(?: \w+){0,2} extension|\b(?:ai|don vi nao|bo nao|tinh nao|nhung ai|bao nhieu|"
    r"co ai)(?: \w+){0,4} gia han|\bgia han (?:cua|da|nao|§+ (?:da|duoc|the nao))|"
    r"\bextension(?: \w+)? (?:approved|granted|requests?\b)"
)
CAUSE = re.compile(
    r"\b(?:vi|do(?! \w+ (?:kiem|luong))|boi vi|boi|tai vi|tai|ly do(?: la)?[:]?|because(?: of)?|due to|"
    r"since|as we|as the)\b:? ?"
)
PURPOSE = re.compile(
    r"\b(?:de (?:kip|con|co|cho|lay|hoan thien|bo sung|tham dinh|xin|ra soat|lam|chuan bi|phoi hop|"
    r"tong hop|thong nhat|dam bao)|to (?:collect|allow|finish|complete|gather|finali[sz]e|get|review|"
    r"consult))\b"
)
REASON_END = re.compile(
    r"(?:[.;!?\n](?!\d))|,? (?:xin|de nghi|nen xin|nen de nghi|so we need|can we|kinh mong|mong|nen|"
    r"rat mong)\b|, (?:xin|de nghi|cho|mong|kinh|can|could|please)\b"
)
FROM = re.compile(
    r"\b(?:tu|from|thay vi|khong kip|kip|khong the kip|han cu|han|thay cho|instead of)(?: ngay| han| moc|"
    r" la)* ?$"
)
TO = re.compile(
    r"\b(?:den|sang|toi|qua|den het|thanh|to|until|till|by|xin|truoc|nhat|vao|han moi|la)(?: ngay| la|"
    r" het)* ?$"
)
FROM_TODAY = re.compile(r"\b(?:trong vong|trong|sau|in|within)\b")
ASKS = re.compile(
    r"\b(?:xin|cho|de nghi|nho|giup|mong|duoc|phep|nhe|nha|di|a|please|can|could|request\w*|want|let)\b"
)
MOVES = re.compile(
    r"\b(?:lui|doi(?! voi| tac| moi| thoai| ngu| tuong)|hoan(?! thanh| tat| thien| cong)|khat|dich|chuyen|"
    r"keo dai)(?: [\w§]+){0,4} (?:den|sang|toi|qua|thanh)(?: het| cuoi| ngay| dau| giua)* ?$|\b(?:gia han|"
    r"lui|hoan(?! thanh| tat| thien)|khat|postpone|delay|give us until|give me until)\b[^.;]{0,40}$"
)
LATER = re.compile(
    r"\b(?:xin|cho|de nghi|phep|mong|nho)\b[^.;?]{0,60}\b(?:nop|gui|bao cao|ban hanh|trinh|to chuc|"
    r"hoan thanh|xong|hop)\b[^.;?]{0,15} (?:cham|muon|tre)\b(?! nhat)|\b(?:can|xin|cho|de nghi|mong|"
    r"duoc)(?: \w+){0,4} them (?:khoang |tam |chung |it nhat )?(?:\d+|mot|hai|ba|bon|nam|sau|bay|muoi|vai|"
    r"nua|it) (?:ngay|hom|tuan|thang|quy)\b|\bdelay (?:§+|it|this|the \w+)? ?(?:by|for|to|until)\b|"
    r"\bgive (?:us|me) (?:until|till|more|another|a (?:few|couple))|\bthem (?:tuan|thang|thoi gian|"
    r"it ngay|vai ngay) (?:nua )?(?:duoc|nhe|nha|di|a\b)"
)
MAY_WE = re.compile(
    r"\b(?:nop|gui|bao cao|trinh|ban hanh|lam|hop|to chuc|xong)\b[^?.;]{0,20}\b(?:duoc khong|"
    r"co duoc khong|duoc chu|duoc khong a|ok khong)\b"
)
DELTA_CUE = re.compile(
    r"(?:\bthem|\bgia han|\blui|\bback|\bdoi|\bkeo dai|\bnoi|\bhoan|\bra|\bnoi rong|\bxin|\bcham|\bmuon|"
    r"\btre|"
    r"\bcho em|\bcho|\bextend(?:ed|ing)?|\bextension of|\bextension|\bby|\bfor|\bneed|\bcan|\bthem khoang|"
    r"\bhave|\bget|§|\bhan|\bkhat|\bnhiem vu|\blai|\bgive us|\bask for|\brequest|\bwant|\btoi da|"
    r"\bday)(?: (?:khoang|toi da|chung|hon|cho|duoc|thoi han|thoi gian|han|them|nhiem vu|giup|em|toi|minh|"
    r"voi|"
    r"tam|it nhat|about|another|up to|us|an?|§+))* ?$"
)
DELTA_SAYS_MORE = re.compile(r"^them\b|\bmore\b|\banother\b|\bextra\b|\badditional\b")
FROM_DUE = re.compile(r"\b(?:them|gia han|lui|keo dai|noi|gia)\b[^,.;]{0,30}$")
