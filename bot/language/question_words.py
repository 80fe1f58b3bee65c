"""The words of questions, requests, help, thanks and small talk (folded text). No decision lives here."""

from __future__ import annotations

import re

QUESTION_MARK = re.compile(r"\?")
ASKS = re.compile(
    r"\b(?:nao(?! cung)|bao gio|khi nao|luc nao|bao nhieu|bao lau|may (?:ngay|gio|viec|nhiem vu|tinh|bo|"
    r"don vi|cai|phan|ty|hom)|ngay may|thang may|thu may|ai\b|gi\b|the nao|nhu the nao|ra sao|lam sao|"
    r"den dau|toi dau|o dau|sao (?:roi|vay|nhi|a|the)|(?:roi|the|vay) sao)|\b(?:khong|chua)(?: (?:a|anh|"
    r"chi|em|vay|the|nhi|ha|bot|ban|oi|bac|sep|ta|thay|do|day|nhe|roi|ad|admin))*\s*(?:\?|$)|\b(?:a|ha|"
    r"nhi|phai khong|dung khong)\?|^(?:\W*(?:hi|hello|hey|bot|please)\W+)*(?:who|what|when|where|which|"
    r"why|how|is|are|am|do|does|did|has|have|can|could|any|show|list|give|tell)\b|\b(?:who|which|what|"
    r"when|how (?:many|much|far|long|is|are|do|does|can|to))\b"
)
NEGATED_REPORT = re.compile(
    r"^(?:[§ ,:\-]|\b(?:van|thi|em|a|da|bao cao|anh|chi|viec nay|nhiem vu nay|cai nay)\b)*(?:chua|khong|"
    r"van chua|chua a|not yet)\W*(?:a|anh|chi|em)?\W*$"
)
YES_OR_NO = re.compile(
    r"\b(?:da|duoc|co|xong|ky|ban hanh|trinh|nop|gui|duyet|hoan thanh|bat dau|lam)\b[^,.;?]*\bchua"
    r"(?: (?:a|anh|chi|em|vay|the|nhi|ha|bot|ban|oi|bac|sep|ta|day|roi))*\s*\?|"
    r"\b(?:da|duoc)\b(?!(?:(?!\b(?:thi|con|van|ma|nhung)\b)[^,.;?])*\b(?:thi|con|van|ma|nhung)\b)[^,.;?]*\bchua"
    r"(?: (?:a|anh|chi|em|vay|the|nhi|ha|bot|ban|oi|bac|sep|ta|day))*\s*$|"
    r"\b(?:phai khong|dung khong|hay chua|xong (?:roi )?(?:ha|hu|sao))\b[^,.;?]*\??\s*$"
)
SHOW = re.compile(
    r"\b(?:cho (?:toi |em |minh |anh |chi |a |c )?(?:xem|biet|hoi|xin|coi|con so|so lieu|danh sach|bang|"
    r"file|bao cao|thong tin|chi tiet|cai)|nhac lai|(?<!da )xem(?! xet)|mo (?:§|nhiem vu|chi tiet|viec|"
    r"muc|ho so nhiem|the)|^mo\b(?! hinh)|liet ke|gui (?:toi|em|minh|anh|chi|cho)|hien thi|tra cuu|"
    r"kiem tra (?:giup|xem|ho)|in (?:ra|bang|bao)|xuat|cung cap (?:cho |so lieu|danh sach)|^danh sach|"
    r"show|list|display|open|give me|send me|tell me|view|see|get me|i want to (?:see|know)|export)\b|"
    r"^\W*(?:cac|nhung) (?:nhiem vu|viec|don vi|tinh|bo|dia phuong|so|co quan|moc|han|nv)\b"
)
HELP = re.compile(
    r"^\W*(?:cac |nhung |danh sach |xem )*lenh\b|\b(?:huong dan (?:su dung|cach|dung|bao cao|nhan|toi|em|"
    r"minh|voi|gui|xin|thao tac|nop|cho)|^huong dan$|cu phap|tro giup|cach (?:bao cao|dung|su dung|xin|"
    r"gui|nhan|nop|nhap|cap nhat|ghi|khai|lam|dinh kem|xem|thao tac|tra loi)|(?:lam sao|lam the nao|"
    r"the nao) de |bot (?:lam|giup|co the|biet|dung|nay)[^,.;]{0,30}(?:gi|nao|sao)|dung bot|su dung bot|"
    r"(?:bao cao|gui|nhan|nop|xin|gia han|cap nhat|ghi|dung|nhap|dinh kem|soan|khai|bam|tra loi|go|"
    r"noi)\b[^,.;?]{0,40}\b(?:kieu gi|cach nao|lam sao|nhu the nao|the nao(?! roi)|ra sao|sao vay|sao day|"
    r"o dau|vao dau|mau nao|nhu nao|bang cach nao|lenh gi|lenh nao|the nao|(?:nhan|ghi|gui|noi|soan|bam|"
    r"go|viet) gi)|(?:lenh|cau lenh|nut) (?:nao|gi)|thi (?:nhan|ghi|soan|go|viet|bam|noi|gui|lam) (?:gi|"
    r"sao(?! (?:ma|duoc|kip|xong|noi)))|(?:nhan|ghi|soan|go|viet|bam) (?:gi|sao)\b|mau (?:bao cao|tin nhan|"
    r"cau|nhan tin)|"
    r"khong biet (?:dung|bao cao|cach|bam|nhan|gui|su dung|lam sao)|chi (?:em|toi|minh) cach|"
    r"^\W*giup (?:toi|em|minh|voi)\s*(?:a|voi)?\W*$|bot la (?:ai|gi)|ban la ai|may la ai|bot co chuc nang|"
    r"chuc nang)|^[\s/?]*(?:help|start|huong dan|tro giup|menu|hdsd|commands?)\W*(?:me|a|em|voi|"
    r"please)?\W*$|\bhow (?:do|can|should|to|would) (?:i|we|you|one|report|submit|send|ask|request|use|"
    r"attach|extend|upload)?|\bwhat can (?:you|this bot|the bot|i)\b|\bwhat do i (?:type|write|send)|"
    r"\bhelp me (?:use|with the bot|understand)|\binstructions?\b|\buser guide\b|\bhow does (?:this|"
    r"the bot|it)|\bsyntax\b|\bwhich command|\bwhat commands?\b"
)
CALL_FOR_GUIDANCE = re.compile(
    r"\b(?:de nghi|kien nghi|xin|mong|chua co|chua|khong co|thieu) [^,.;?]{0,30}huong dan|"
    r"\bvan ban huong dan|\bhuong dan (?:chong|khong|chua|mau)\b|\b(?:nguoi dan|dan|ba con|"
    r"can bo|nhan vien|cong chuc|giao vien|bac si|xa|huyen)(?: \w+)? (?:khong|chua) biet\b|\b(?:be tac|"
    r"bi qua|het cach|bo tay)\b"
)
SUMMARY = re.compile(
    r"\b(?:tong hop|tom tat|tong ket|thong ke|xep hang|bang xep|so lieu|tinh hinh chung|tong quan|con so|"
    r"toan quoc|ca nuoc|bao cao nhanh|ban tin|buc tranh|ty le (?:hoan thanh|dung han|qua han|tre han)|"
    r"ti le hoan thanh|tinh hinh (?:thuc hien|toan|cac|nhiem vu|trien khai|ca nuoc|tuan|thang|quy|"
    r"chuyen doi|hom nay|the nao|sao|nam|bo|tinh|dia phuong|don vi)|bieu do|dashboard|excel|xlsx|pdf|word|"
    r"xuat (?:file|bao cao|danh sach|du lieu|bieu)|khen thuong|bieu duong|phe binh|tot nhat|kem nhat|"
    r"cham nhat(?! †| la| vao| trong| den| ngay| \d)|nhanh nhat|dan dau|lam duoc (?:gi|nhung gi)|dung dau|"
    r"dung cuoi|dau bang|cuoi bang|top \d*|bao cao (?:tuan|thang|quy|nam|ngay|giao ban|so ket|"
    r"tien do chung|chung|6 thang|hom nay|tong|tinh hinh|toan)|so sanh|tien do (?:chung|cua (?:bo|tinh|so|"
    r"cac|don vi|toan|ca)|cac|toan|tong|bo|tinh)|(?:tinh|bo|so|don vi|co quan|dia phuong|"
    r"thanh pho) (?:minh|toi|ta|em|"
    r"nha|chung toi|ben em|ben minh)(?: \w+){0,3} (?:the nao|ra sao|sao roi|den dau|toi dau)|how(?:'s| is|"
    r" are) (?:our|"
    r"my|the) (?:province|ministry|agency|unit|department)|summar\w+|overview|overall|statistics|stats|"
    r"ranking|rank|so voi (?:tuan|thang|quy|nam|ky) truoc|compared|slowest|"
    r"leaderboard|figures|digest|dashboard|weekly report|monthly report|quarterly report|completion rate|"
    r"export|spreadsheet|best perform\w*|worst perform\w*|top performers?|compare|how are (?:the|we|all)|"
    r"big picture|chart|breakdown)\b|"
    r"\b(?:cac|moi) (?:bo|tinh|don vi|dia phuong|so|nganh)(?: \w+){0,2} (?:the nao|ra sao|sao roi)\b|"
    r"\bnumbers for\b"
)
COUNT_TASKS = re.compile(
    r"\b(?:bao nhieu|may|how many)\b[^?.;]{0,40}\b(?:hoan thanh|xong|nhiem vu|viec|done|completed|"
    r"finished|tasks|vuong mac|obstacles)\b|\b(?:hoan thanh|xong) (?:duoc )?(?:bao nhieu|may)\b|"
    r"\bwhat (?:percentage|share)"
)
OVERDUE = re.compile(
    r"\b(?:qua han|tre han|cham han|cham tien do|bi cham|dang cham|cham tre|ton dong|tre tien do|dang tre|"
    r"bi tre|tre|nguy co|tre deadline|het han (?:roi|ma)|chua (?:bao cao|ban hanh|nop|xong|hoan thanh|gui|"
    r"lam|thuc hien|trien khai|ky)|no (?:bao cao|viec)|chua co|overdue|late|behind(?: schedule)?|delayed|"
    r"past due|at risk|missed (?:the |their )?deadlines?|not (?:yet )?(?:issued|reported|submitted|"
    r"finished|done|completed)|haven't|hasn't|lagging|slow|cham)\b"
)
WHO = re.compile(
    r"\b(?:nao|ai|nhung ai|(?:nhung|cac) (?:don vi|bo|tinh|dia phuong|so|huyen|co quan)|danh sach|liet ke|"
    r"which|who|whose|list|bao nhieu|"
    r"may (?:bo|tinh|don vi|viec|nhiem vu)|how many|any|anyone|anything|am i|are we|gi\b)\b"
)
DEADLINE = re.compile(
    r"\b(?:han\b(?! che| hep| muc)|thoi han|deadline|den han|toi han|ky han|due|han chot|sap het han|"
    r"lich\b|con (?:may|bao nhieu|bao lau) (?:ngay|tuan|thang|nua|thoi gian|gio)?|con bao lau|(?:bao gio|"
    r"khi nao|ngay nao|luc nao)[^?.;]{0,20}(?:phai|nop|xong|het|hoan thanh|bao cao|trinh)|(?:phai|"
    r"can) (?:nop|lam|xong|hoan thanh|bao cao|trinh|gui|ban hanh)[^?.;]{0,30}(?:gi|nao|bao gio|khi nao|"
    r"ngay may)|(?:gi|nao) (?:phai|can) (?:nop|lam|bao cao|trinh|gui|xong|hoan thanh|ban hanh)\b|(?:viec|"
    r"nhiem vu) (?:gi|nao)[^?.;]{0,20}(?:phai|can|den|sap|cua (?:toi|em|minh))|"
    r"nhiem vu (?:cua|duoc giao) ?(?:toi|em|minh|don vi toi|ben em|ben toi|cho toi)?|viec cua (?:toi|em|"
    r"minh)|(?:tuan|thang|quy|hom|ngay|nam)[^?.;]{0,14} (?:co|phai|can|toi|em|minh|con|"
    r"lam)[^?.;]{0,25}(?:gi|nao)\b|nhung viec gi phai|viec (?:gi|nao) (?:can|phai)|^(?:cac|"
    r"nhung)(?: \w+){0,3} (?:phai|can|den han|sap)\b|(?:toi|em|minh|ben em|chung toi|"
    r"don vi toi) (?:dang )?(?:co|con|phu trach|phai lam)[^?.;]{0,30}(?:nhiem vu|viec|gi)|mai (?:co|phai|"
    r"lam)[^?.;]{0,20}(?:gi|nao)\b|when (?:do|does|is|are|must|should)|(?:which|what) tasks?\b|"
    r"my (?:tasks|deadlines?|assignments)|to-?do|upcoming|what(?:'s| is) (?:due|next|on my plate)|"
    r"how (?:much time|many days|long)|days (?:left|remain)|calendar|responsible for|time left|"
    r"what do i (?:have|need|owe)|anything due|schedule)\b"
)
TASK = re.compile(
    r"\b(?:chi tiet|thong tin|noi dung|la gi|ve cai gi|can cu|chu tri|phoi hop|phu trach|giao cho|ai lam|"
    r"ai giao|do ai|san pham|yeu cau|den dau|toi dau|the nao|ra sao|sao roi|tinh hinh|lich su|nguon|"
    r"ket qua dau ra|dau moi|tien do|minh chung|trang thai|xem|mo|co nhung|gom|nhung gi|van ban nao|"
    r"(?:xong|ban hanh|nop|lam|gui|hop|ky|bao cao|duyet|to chuc|cong bo|phe duyet|hoan thanh) chua|"
    r"bao nhieu|details?|about|status|who|lead\w*|responsible|show|open|history|source|legal basis|"
    r"evidence|deliverables?|what is|what's|how is|how's|how far|progress|where are we|tell me|"
    r"coordinat\w+|describe|explain)\b"
)
ACK = re.compile(
    r"^(?:[\W_]*(?:ok+|oke+|okie|oki|okay|k|vang|da(?= (?:vang|a|em|e|anh|chi|ro|ok|nam|hieu|nhan|"
    r"cam on)\b|\W*$|,)|u|uh|uk|uhm|ro|ro roi|da ro|nam duoc|da nam|nhat tri|dong y|tuan lenh|tiep thu|"
    r"da nhan|nhan duoc|nhan roi|da xem|da doc|xem roi|tiep nhan|ghi nhan|da biet|biet roi|hieu|hieu roi|"
    r"da hieu|cam on|cam on nhieu|thanks|thank you|thank u|many thanks|noted|received|got it|understood|"
    r"roger|copy|copy that|sure|yes|yep|yeah|yup|acknowledged|will do|alright|all right|fine|great|seen|"
    r"tot|duoc|duoc roi|dc roi|cam ta|da tiep nhan|da tiep thu|thong suot|quan triet)\b)"
)
ACK_ANYWHERE = re.compile(
    r"\b(?:da nhan(?! duoc (?:kinh|tien|von|ho so|may))|nhan duoc (?:thong bao|nhiem vu|roi|tin|chi dao)|"
    r"da tiep nhan|xin tiep nhan|tiep thu|da nam (?:duoc|ro|thong tin)|nam duoc|nam ro|ro roi|da ro|"
    r"da xem|da doc|xin ghi nhan|ghi nhan|se (?:thuc hien|lam|trien khai|bao cao|xu ly|phoi hop|kiem tra|"
    r"cap nhat|nop|gui)(?: ngay| som| a| nghiem tuc)*|lam ngay|trien khai ngay|thuc hien ngay|xu ly ngay|"
    r"cam on|thank you|thanks|(?:we|i)(?: will|'ll) (?:do|start|handle|follow|proceed|work|report|check|"
    r"get|take|implement|comply|look)|on it|noted|received|acknowledged|understood|got it|hieu roi|"
    r"da hieu|biet roi)\b"
)
ACK_EMOJI = re.compile(
    "^[\\s\U0001f44d\U0001f44c\U0001f64f\U0001f44f\u2705\u2714\U0001f197\u2764\U0001fae1\U0001f3fb-\U0001f3ff\ufe0f]+$"
)
GREETING = re.compile(
    r"^\W*(?:xin chao|chao|alo|hello|hi|hey|good (?:morning|afternoon|evening)|kinh chao|chuc)\b"
)
THANKS = re.compile(r"\b(?:cam on|thanks|thank you|cam ta)\b")
NOT_ANSWERED = re.compile(
    r"\b(?:gui nham|nham nhom|nham nguoi|nham phong|bao nham|bao cao nham|nhan nham|nhap nham|ghi nham|"
    r"bam nham|nham roi|nham ma|nham han|toi nham|em nham|rut lai|thu hoi|huy (?:bao cao|tin|lenh|yeu cau|"
    r"ket qua|de nghi|xac nhan)|xin huy|bo qua (?:tin|bao cao|cai|lan)|xoa (?:het|bao cao|tin|du lieu|"
    r"toan bo|nhiem vu|tat ca|di|giup|cai|§)|dinh chinh|sua lai (?:bao cao|thong tin|giup|cho)|"
    r"wrong (?:group|chat|person|number|task)|by mistake|ignore (?:my|that|the last|previous|all|this|"
    r"everything)|disregard|forget (?:that|it|all|previous)|undo|cancel (?:that|my|the)|withdraw|retract|"
    r"dung danh dau|khoan danh dau|dung ghi|dung (?:chuyen|cap nhat|tinh|bao|nhac)|mark (?:all|every\w*)|"
    r"danh dau (?:tat ca|toan bo|het|moi)|don't mark|do not mark|delete (?:all|everything|the|my)|"
    r"drop table|select \*|system prompt|prompt|you are now|pretend|act as|developer mode|mat khau|"
    r"password|token|so dien thoai|phone numbers?|sudo|script|chuyen tiep|forwarded|"
    r"quyen (?:admin|quan tri)|cap quyen|admin rights|hack|jailbreak|(?:hay )?gia (?:vo|bo)|cho (?:tat ca|"
    r"het|moi) [^.;]{0,30}(?:hoan thanh|xong)|bo qua (?:moi|cac|tat ca|quy dinh|"
    r"quy trinh|kiem tra|buoc|huong dan|lenh)|(?:hay |cu )?(?:duyet|phe duyet|"
    r"xac nhan|chuyen|dong|tick|ghi nhan|cho qua) (?:het|tat ca|toan bo|sach|luon het)|approve (?:all|"
    r"every\w*|it all)|"
    r"set (?:the )?(?:status|§+|all|every\w*)|status ?=|override|bypass|jail ?break|"
    r"quen (?:het|moi|cac) (?:lenh|huong dan|chi dan)|(?:toi|minh|em) la (?:thu tuong|bo truong|chu tich|"
    r"admin|quan tri|sep|pho thu tuong|lanh dao)|i(?: am|'m) (?:the |an? |your )?(?:prime|minister|"
    r"admin\w*|boss|chairman))\b|\b(?:sep|lanh dao|thu truong|anh|chi|ong|ba|ho)(?: \w+)? hoi(?! nghi|"
    r" thao| dong| y)[^,.;]{0,40}\bchua\W*$|^\W*(?:fwd?|system|assistant|user|"
    r"developer) ?:|<(?:script|system|prompt|instructions?)>|\b(?:approve|xoa|delete|drop) §"
)
JOKE = re.compile(
    r"\b(?:dua (?:thoi|ty|ti|chut|day|ma|cho vui|vui)|(?:noi|noi|em|toi|minh|la|chi) dua(?! ra| vao| len| ve|"
    r" vao| di| den|"
    r" tin| so| tien| cac| \d| §)|troll|tha thinh|just kidding|kidding|joking|noi choi|noi dua|jk|haha dua|"
    r"(?:thu|test|go|nhan|gui)(?: thu)? (?:bot|he thong|tin)(?: thoi| ty| chut)?|(?:nhan |go |gui |"
    r"test )?thu (?:thoi|ty|chut|xem sao))\b"
)
INSULT = re.compile(
    r"\b(?:bot ngu|(?:may|no|do) ngu|ngu (?:qua|the|vay|nhu|si|nguoc|ngoc)|vo dung|phien (?:chet|qua|phuc|"
    r"ha|the|toai)|cam di|tat di|im di|stupid|useless|shut up|idiot|annoying|spam|bot dom|dien a|khung a|"
    r"dm|vl|vcl|chet di|do may moc|nhac nhac|nhac (?:hoai|mai|lam))\b"
)
CHITCHAT = re.compile(
    r"\b(?:an com|nguoi yeu|an sang|an trua|ca phe|cafe|ke chuyen|chuyen cuoi|truyen cuoi|"
    r"thoi tiet (?:\w+ ){0,4}(?:the nao|sao|ra sao)|troi dep|co (?:do|day) khong|bong da|da bong|cau long|"
    r"di (?:choi|nhau|hat|"
    r"bien|du lich)|hat di|yeu (?:em|anh|bot|toi)|"
    r"may tuoi|sdt|so dt|ten gi|ten la gi|ngu ngon|lam tho|joke|(?:the|today's) weather|weather (?:today|"
    r"forecast)|how are you|your name|what's up|good night|sinh nhat|ti so|gia vang|xo so|xem phim|"
    r"di nhau|di choi|love you|tuyen dung|hop o (?:phong|dau)|phong (?:hop )?nao|may gio hop|hop may gio|"
    r"(?:hop|meeting)[^,.;]{0,15}(?:may gio|luc may|o dau|phong nao)|what time is|which room|(?:pass|"
    r"mat khau) wifi|gui xe|do xe|thuc don)\b"
)
THING = re.compile(
    r"\b(?:chu tri|phoi hop|phu trach|giao cho|nhiem vu|viec|ke hoach|de an|bao cao|hoi nghi|tai lieu|"
    r"mo hinh|chinh sach|chu ky so|dich vu|ho so|du lieu|so hoa|phu song|5g|dat dai|tien do|tinh hinh|"
    r"the nao|ra sao|sao roi|den dau|hop|chuyen doi so|task|plan|report|conference|project|services?|"
    r"coverage|progress|status|signature|model|how (?:is|are|far)|doing)\b"
)
HARD_DEADLINE = re.compile(
    r"(?<!dung )(?<!qua )(?<!tre )\b(?:han(?: chot| nop| cuoi)?\b(?! che| hep| muc)|thoi han|deadline|"
    r"due\b|den han|het han)"
)
TARDY = re.compile(r"\b(?:qua han|tre han|cham|ton dong|overdue|late)\b")
NAMED_SUMMARY = re.compile(
    r"\b(?:tong hop|tom tat|thong ke|xep hang|summary|ranking|overview|excel|xlsx|khen thuong|phe binh)\b"
)
DEADLINE_OF_TASK = re.compile(
    r"\b(?:han|thoi han|deadline|den han|due|ngay nao|bao gio|khi nao|con (?:may|bao nhieu|bao lau)|"
    r"ngay may|when|days left|how long|how many days|time left)\b"
)
OWNER = re.compile(
    r"\b(?:ai|don vi nao|co quan nao|bo nao|so nao|who|which (?:agency|ministry|"
    r"unit))\b[^?.;]{0,20}\b(?:chu tri|phu trach|phoi hop|leads?|responsible|giao)|\b(?:chu tri|phoi hop|"
    r"giao cho)\b"
)
BARE_OVERDUE = re.compile(
    r"^\W*(?:(?:cac|nhung|danh sach|xem|nhiem vu|viec|don vi|tinh hinh|nhung viec|the|all|"
    r"tasks?)\b ?)*(?:dang |bi |sap |co |da )*(?:qua han|tre han|cham han|cham tien do|cham tre|ton dong|"
    r"nguy co (?:cham|tre|khong kip|qua)|overdue|late|behind schedule|at risk|past due)"
)
REPORTING = re.compile(
    r"\b(?:da|dang|xong|dat|vuong|xin|chua|moi|se|not|still|has|have|is|was|were)\b|n't|\d ?%"
)
STARTS_SUMMARY = re.compile(
    r"\W*(?:bao cao )?(?:tong hop|tom tat|thong ke|xep hang|danh sach|liet ke|tinh hinh (?:kho khan|"
    r"vuong)|summary|overview|ranking|list|statistics)\b"
)
BARE_START = re.compile(
    r"^\W*(?:han|deadlines?|lich|(?:my|upcoming|next|all) (?:tasks|deadlines?|assignments|overdue)|"
    r"thong tin|noi dung|nhiem vu|status|chi tiet|danh sach|due|tasks|viec|tinh hinh|tien do)\b"
)
