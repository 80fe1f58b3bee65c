"""The words of difficulties and calls for help, and of their categories (folded text). No decision lives here."""

from __future__ import annotations

import re

from bot.language.slots import ObstacleKind

WAITING_ONLY = r"(?:ky|lanh dao|so ky|trinh|dong dau|chu tich|chu ky|phe duyet|duyet|tra loi|y kien|in an)"
NONE = re.compile(
    r"\b(?:khong(?: con| he| co| gap| thay)*|chua(?: thay| gap| co)*|het) (?:bi )?(?:gi )?(?:vuong(?: mac|"
    r" gi)?|kho khan|tro ngai|van de gi|thieu gi|ton tai|tac)(?: mac)?(?: gi| nao)?|\b(?:da|"
    r"duoc) (?:thao go|giai quyet|xu ly|khac phuc)(?: xong| het)?\b|\bno (?:obstacles?|problems?|"
    r"difficult\w+|issues?|blockers?)\b"
)
STRONG = re.compile(
    r"\bvuong(?! quoc| vu| van)|\bkho khan|\bvan de (?:la|ve|phat sinh)|\bach tac|\btac (?:o|tu|vi|do|"
    r"khau|roi|nghen)|\bdang tac|\bbi tac|\b(?:bi|dang|con|van|§|mac) ?ket\b|\bket (?:o|cung|vi|von|tien|"
    r"mang|ben|xe|lai)\b|\bnghen|\bbi (?:qua|lam|roi|lu|the)\b|\bbe tac|\bqua tai|\btan cong|\bddos|"
    r"\bma doc|\bransomware|\bvirus|\bhacker|\blo lot|\bmat an toan|\bsu co|\bloi (?:he thong|ket noi|"
    r"phan mem|dang nhap|mang|duong truyen|api|ky thuat)|\bbi loi|\bsap (?:mang|he thong|server)|"
    r"\b(?:he thong|may chu|server|duong truyen|mang|phan mem|cong dich vu cong|may) (?:\w+ ){0,3}(?:bi |"
    r"hay |dang |lai |qua |rat )?(?:sap|hong|treo|loi|cham\b|chet|yeu|chap chon|gian doan|tre|nghen)|"
    r"\bthieu (?!chu ky|dau\b|sot gi|gi\b|dau do)|\bkhong du\b|\bchua du (?!so\b)|\bkhong co (?:kinh phi|"
    r"nguoi|can bo|nhan|tien(?! do| trien)|von|du lieu|ngan sach|dien|song|can cu|huong dan|quy dinh|"
    r"co so|nha thau|may|duong|thiet bi|ai|nguon|ky su|chuyen|internet|mang)|"
    r"\bchua (?:duoc )?(?:co )?(?:bo tri|cap (?:kinh|von|tien|ngan|du toan|phep|tai khoan|quyen)|"
    r"giao (?:kinh phi|von|du toan|bien che)|phan bo|phe duyet du toan|duyet kinh phi|duyet du toan|"
    r"thong nhat|ro |chia se|mo (?:ket noi|cong|api|du lieu)|cung cap|ban giao|dam chia|dong bo|sach|"
    r"chuan hoa|lien thong|khop)|\bchua co (?:kinh phi|von|nguoi|can bo|nhan|tien(?! do| trien)|huong dan|"
    r"quy dinh|co so|can cu|hanh lang|dien|song|dinh muc|nghi dinh|thong tu|tieu chuan|don gia|nha thau|"
    r"nguon|duong truyen|ha tang|mat bang|may|bien che|quy che|co che|du lieu|thiet bi|chu truong|"
    r"phan hoi|tra loi|ket noi)|\b(?:kinh phi|von|ngan sach|du toan|tien(?! do| trinh|"
    r" trien))\b[^,.;]{0,20}\b(?:chua|khong|cham|thieu|bi cat|cat giam|het|hut)\b|\b(?:nghi dinh|thong tu|"
    r"quy dinh|huong dan|van ban huong dan|quy chuan|tieu chuan)\b[^,.;]{0,30}\b(?:chua|khong|chong cheo|"
    r"mau thuan|bat cap)\b|\b(?:don vi|so|bo|cuc|tong cuc|vu|ben|doi tac|nha thau|nha mang|doanh nghiep|"
    r"co quan|huyen|xa|tinh|dia phuong)\b[^,.;]{0,30}\b(?:khong (?:phoi hop|hop tac|tra loi|phan hoi|"
    r"cung cap|chia se|chiu)|chua (?:phoi hop|hop tac|phan hoi|tra loi|cung cap|chia se|gui (?:so lieu|"
    r"bao cao|y kien|du lieu|lai)|co y kien)|(?:lam )?cham (?:phoi hop|phan hoi|tra loi|cung cap|gui|tra|"
    r"giao|"
    r"ban giao|tien do|thi cong|trien khai|lap dat)|lam (?:qua )?cham|i ach|bo cuoc|dun day)|\b(?:khong|"
    r"chua) (?:phoi hop|khop|"
    r"lien thong|dong bo|ket noi duoc|truy cap duoc|dang nhap duoc|lap duoc|lap dat duoc|can doi duoc|"
    r"bo tri duoc|trien khai duoc|thuc hien duoc|lam duoc|giai ngan duoc|tuyen duoc|giai quyet duoc|"
    r"dau thau duoc|mua duoc|lay duoc|vao duoc|chay duoc|mo duoc|xu ly duoc)|\bkhong (?:kip|the (?!thieu|"
    r"noi la|coi la)|\w+ (?:noi|xue)\b)|\bbi treo|\bhan che\b|\bkhong (?:dap ung|dam bao|hop tac|"
    r"ai (?:chiu|nhan|lam|dung))|\b(?:con|qua|rat|kha) (?:yeu|kem|lung tung|manh mun|hạn che|thap)\b|"
    r"\b(?:web|he thong|server|mang|may) (?:die|chet|sap)\b|\bbi cham\b|\b(?:bo|so|cuc|vu|phong|huyen|"
    r"tinh|ubnd|hdnd)\b[^,.;]{0,25} chua (?:tham dinh|cap|giao|bo tri|phan bo|huong dan|dong y|"
    r"co huong dan|co van ban)|\bchua tuyen|\bkhong tuyen|\b(?:bi )?lo (?:thong tin|du lieu|tai khoan|"
    r"mat khau|mat\b)|\bcon vuong|\btro ngai|\bbat cap|\bchong cheo|\bdun day|\bnguy co (?:cham|tre|khong|"
    r"qua han|lo)|\brui ro|\bbi tra (?:lai|ve)|\bbi cat|\bbo cuoc|\bhuy thau|\bphai (?:dau thau|lam|"
    r"tham dinh) lai|\blo ngai|\blung tung|\bkho (?:qua|vi|o|nhat|ve|do|lam|tim|trien khai|thuc hien|dat|"
    r"kip|ma|hoan thanh|phoi hop|tuyen)|\b(?:rat|kha|hoi|dang|that|qua) kho\b|\bnan giai|\bbao lu|"
    r"\bmua bao|\blu lut|\bthien tai|\bdich benh|\bmat (?:dien|mang|du lieu|song|ket noi|lien lac)|"
    r"\bsat lo|\b(?:cham|tre)(?: tien do| han)? (?:do|vi|boi|la do)\b|\b(?:do|vi|"
    r"boi) [^,.;]{3,60}\bnen (?:chua|khong|cham|tre|phai|bi|dang)|\bsap nhap [^,.;]{0,20}nen|"
    r"\b(?:phan tan|cat cu|manh mun)\b|\bchia cat|\bgiai phong mat bang|\bnghi viec|\bthuyen chuyen|"
    r"\bbien che (?:it|thieu|mong)|\bchuyen cong tac|\bkiem nhiem|\bnhan (?:luc|su) (?:mong|it|yeu|thieu|"
    r"chua|khong)|\bphu thuoc (?:vao )?|\bbi\b(?! (?:mat|thu|quyet)\b)(?: \w+){0,5} (?:tra ve|tra lai|cat|"
    r"dung|ach|(?<!cong )(?<!hop )(?<!doi )tac|chan|"
    r"tu choi|loi|treo|hong|hack)\b|\bkhong (?!duoc|xong|hoan|kip)\w+(?: \w+)? duoc\b|\bchua (?!duoc|xong|"
    r"hoan|lam)\w+(?: \w+)? duoc\b|"
    r"(?<!tien )(?<!muc )(?<!cap )(?<!toc )(?<!trinh )(?<!don )(?<!linh )\b(?:vi|do|boi|"
    r"tai(?! chinh| lieu| nguyen| khoan| san)) (?:\w+ ){0,5}(?:khong|chua|thieu|cham|yeu|kem|kho|vuong|bi|"
    r"phai|het)\b|\bdung im|\bkhac nhau\b|"
    r"\bchua (?:quan tam|quen|manh dan|san sang|dong thuan|dong bo)|\bruom ra|\bmat nhieu thoi gian|"
    r"\bphuc tap|\bgiam chan|\bdam chan|\bcho (?:bo|so|cuc|tong cuc|ubnd|van phong|trung uong|"
    r"chinh phu)(?: \w+){0,4} (?:huong dan|cap|bo tri|phan bo|tra loi|cho y kien|cung cap|chia se|mo|"
    r"ket noi)\b|\bchi duoc cap|\bsap (?:suot|lien tuc|hoai|nguon|ngam|lien mien)|"
    r"\b(?:hu hong|hong hoc|xuong cap|lac hau|loi thoi)\b|\b(?:lua dao|chiem quyen|gia mao|danh cap|ro ri)\b|"
    r"\b(?:het cach|bo tay|be tac)\b|\b(?:khong|chua) ai (?:dam|biet|chiu|nhan|lam)|"
    r"\blo hong\b|\b(?:phai|bi) (?:tam )?(?:dung|dong|ngung)(?= (?:thi cong|trien khai|hoat dong|tam|lai|"
    r"vi|do)\b)|\bmua lu\b|\bchenh (?:lech|nhau)\b|\b(?:chua|khong) tin (?:tuong|dung)|\bbiet phai\b|"
    r"\bhet (?:sach )?(?:tien|kinh phi|von|nguoi|thiet bi|hop dong)\b|\bkhong duoc cap\b|\b(?:sao|lam sao|"
    r"the nao) (?:ma )?(?:lam|xong|trien khai|kip)(?: \w+)? noi\b|\bgia (?:\w+ ){0,3}tang\b|\bla (?:tre|"
    r"cham)\b(?! nhat)|\bdang sua chua\b|\bchua giai ngan\b|\b(?:tien|nguoi|kinh phi|von) dau\b(?! tu)|"
    r"\bnghi (?:thai san|om|huu|dai ngay)\b"
)
CALL = re.compile(
    r"\b(?:de nghi|kinh de nghi|mong|xin|nho|can|kien nghi|rat mong|cau cuu)\b[^.;?]{0,50}\b(?:ho tro|"
    r"thao go|huong dan (?:them|cu the|thuc hien|xu ly|thao go|giup|a\b|ve|$)|go vuong|chi dao (?:thao|go|"
    r"xu ly|cac)|vao cuoc|can thiep|xin y kien chi dao|giup do|go kho|thuc giuc|som (?:mo|co|ban hanh|cap|"
    r"bo tri|tra loi|cung cap|chia se|phan hoi|huong dan|giai quyet|phe duyet|cho y kien|gui|ket noi|"
    r"xem xet|thong nhat))|\b(?:de nghi|kien nghi|xin) huong dan\b(?! (?:su dung|cach dung|dung bot|"
    r"nhan tin|bao cao))|\b(?:de nghi|kien nghi|kinh mong|mong|nho|can) (?:cac )?(?:bo|uy ban|chinh phu|"
    r"thu tuong|so|cuc|van phong|tong cuc|hdnd|trung uong|bao hiem)\b[^.;?]{0,60}\b(?:huong dan|ho tro|"
    r"thao go|chi dao|chia se|cung cap|bo tri|go vuong|don doc|vao cuoc|mo ket noi)\b|"
    r"\bcan (?:duoc )?(?:giup|ho tro|tro giup)|\bcuu (?:em|voi|toi)\b|\bhelp us\b|"
    r"\bneed (?:help|support|assistance|guidance|more (?:staff|people|budget|money|funding|resources))\b|"
    r"\bplease (?:help|support|intervene|escalate|unblock)\b"
)
ABOUT_BOT = re.compile(
    r"\b(?:cach|su dung|nhan tin|bam|lenh|bot|cu phap|gui file|thao tac|dang nhap bot|how|use)\b"
)
ENGLISH = re.compile(
    r"\b(?:funding|budget|money|funds?|guidance|decree|staff|approval|servers?)\b[^.;]{0,30}\b(?:not|late|"
    r"missing|cut|delayed|insufficient)\b|\bblock(?:ed|er|ing)\b|\bstuck\b|\black(?:s|ing)?\b|"
    r"\bno (?:budget|money|fund\w*|staff|people|power|grid|electricity|legal|guidance|data|response|"
    r"access|reply|answer|signal|one|network|engineers?|contractor|mandate|clear)\b|\bnot enough\b|"
    r"\bshort(?:age| of| on| staffed|-staffed)|\bunderstaffed|\b(?:is|are|was|were|been|being|got|"
    r"get) (?:delayed|held up|attacked|hacked|down|overloaded|breached|cut|rejected)|\bdelayed (?:by|"
    r"because|due)|\bcannot\b|\bcan't\b|\bunable to\b|\bransomware|\bhit by\b|\bddos|\bcyber ?attack|"
    r"\bmalware|\bproblems? (?:with|is|are)|\bdifficult(?:y|ies)|\bobstacles?\b|\bbottleneck|"
    r"\bhas not (?:responded|replied|answered|shared|provided|allocated|approved|issued|released)|"
    r"\bhave not (?:responded|replied|been allocated|been given|received)|(?:hasn't|haven't|"
    r"not) (?:responded|replied|shared|provided|been allocated|allocated|cooperat\w+|"
    r"received (?:any )?(?:funds|budget|guidance|data))|\bwaiting (?:for|on) (?:the )?(?:budget|funds?|"
    r"funding|decree|guidance|data|ministry|other)|\bunclear\b|\brefus\w+|\boverload\w*|"
    r"\bserver(?:s)? (?:keeps?|crash\w*|down|fail\w*)|\bat risk\b|\bcrash\w*|\bdoes not match|"
    r"\bdon't match|\binconsistent|\bout of (?:money|budget|funds)|\bresigned\b|\bpoor\b|\bsuffer\w*|"
    r"\bonly \w+(?: \w+)? (?:officer|engineer|person|staff|expert)s? (?:left|quit|resigned)|\bcut by\b|"
    r"\bneed (?:\w+ )?(?:guidance|approval|help|support|funds|funding|money)|\bstaff (?:left|shortage)|"
    r"\bleaked?\b|\bonly (?:one|two|three|\d) (?:\w+ )?(?:officers?|engineers?|person|people|experts?|"
    r"specialists?|members?)\b|\b(?:nobody|"
    r"no one|none of) [^.;?]{0,30}\b(?:wants?|willing|knows?|takes?|responsible|lead|agree\w*|owns?)\b|"
    r"\bbankrupt\w*|\bre-?tender\w*|\b(?:is|are|was|were|went|go|goes) (?:\w+ )?(?:down|offline|broken)\b|"
    r"\b(?:regulations?|rules|laws?|decrees?|circulars?)\b[^.;]{0,25}\b(?:contradict\w*|conflict\w*|"
    r"overlap\w*|missing|"
    r"outdated)\b|\btoo (?:slow|old|weak|few|expensive|small|outdated)\b|\b(?:left|walked away|pulled out|"
    r"withdrew)\b"
    r"(?= (?:last|this|the project|in)\b)|\blost (?:\w+ ){0,2}(?:people|staff|engineers?|officers?)\b|"
    r"\b(?:do|does|did) not have (?:access|enough|any|the)\b|\bstill no\b|\bstep in\b|\bweeks behind\b|"
    r"\bnot answering\b"
)
CATEGORIES: tuple[tuple[ObstacleKind, re.Pattern[str]], ...] = (
    (
        ObstacleKind.security,
        re.compile(
            r"tan cong|ddos|ma doc|ransomware|virus|hacker|lo lot|lo ngai lo|lo thong tin|mat an toan|"
            r"an toan thong tin|an ninh mang|quet cong|chiem quyen|gia mao|bao mat|lo hong|\bbi lo\b|"
            r"\blo tai khoan|\bhack|breach|cyber|"
            r"malware|phishing|\bleak|security|lua dao"
        ),
    ),
    (
        ObstacleKind.funding,
        re.compile(
            r"kinh phi|ngan sach|\bvon\b|du toan|giai ngan|kho bac|nguon (?:chi|luc tai|von|ngan)|"
            r"\btien\b(?! do|"
            r" trinh| hanh| bo)|tai chinh(?! tong)|\bty dong|trieu dong|\bchi phi(?! truyen)|muc chi|"
            r"\bnguon (?:cho|de|dau tu|tra)|budget|"
            r"\bfund|money|financ|\bcost|cap von|dau tu cong|thieu tien"
        ),
    ),
    (
        ObstacleKind.hr,
        re.compile(
            r"nhan luc|nhan su|can bo(?! (?:cong an|noi vu|tai chinh|thong tin|tu phap|xay dung|y te|"
            r"cong thuong|khoa hoc|quoc phong|nong nghiep|giao thong|giao duc|tttt|ke hoach|tai nguyen))|"
            r"chuyen trach|bien che|thieu nguoi|con nguoi|doi ngu|biet phai|chuyen vien|khong co nguoi|"
            r"chua co nguoi|"
            r"du nguoi|officer|it nguoi|ky su|chuyen gia|nghi viec|kiem nhiem|dao tao|nguoi lam|"
            r"nguon nhan|staff|people|personnel|engineers?|manpower|resigned|human resource|trained|"
            r"skills?|tuyen|nang luc|trinh do"
        ),
    ),
    (
        ObstacleKind.infrastructure,
        re.compile(
            r"ha tang|may chu|\bserver|duong truyen|bang thong|dien luoi|co dien|mat dien|luoi dien|tram|"
            r"dia hinh|\bsong\b|\bmang\b|thiet bi|phong may|may (?:tinh|quet|in|photo|tram)|internet|wifi|"
            r"cap quang|"
            r"qua tai|vung lom|grid|"
            r"power|electric|infrastructure|network|hardware|equipment|bandwidth|mat bang|sat lo|"
            r"duong (?:vao|di)|he thong (?:\w+ )?(?:sap|cham|treo|loi|hay|bi)|may moc|khong tuong thich|"
            r"he thong cu\b|phan mem|\btreo\b|\broads?\b|flood|crash|station|signal|\bweb\b|server|down"
        ),
    ),
    (
        ObstacleKind.institutions,
        re.compile(
            r"nghi dinh|thong tu|quy dinh|phap ly|phap luat|co che|chinh sach|hanh lang|the che|\bluat\b|"
            r"can cu|quy che|tieu chi|tieu chuan|quy chuan|dinh muc|don gia|huong dan|tham quyen|"
            r"chong cheo|quy pham|legal|decree|circular|regulation|\blaws?\b|policy|guidance|guideline|"
            r"criteria|framework|mechanism|standard|chu truong"
        ),
    ),
    (
        ObstacleKind.data,
        re.compile(
            r"du lieu|co so du lieu|lien thong|dong bo|chia se|\bdata|ket noi|khong khop|lam sach|\bapi\b|"
            r"chuan hoa|trung (?:lap|nhau)|sai lech|\blech\b|\bchenh\b|so lieu[^,.;]{0,25}(?:lech|sai|"
            r"khong khop|"
            r"trung|thieu)|ho tich|database|connection|match"
        ),
    ),
    (
        ObstacleKind.coordination,
        re.compile(
            r"phoi hop|tong cuc|hop tac|tra loi|phan hoi|chu tri|dun day|cac (?:so|bo|don vi|ben|nganh)|"
            r"cung cap|doi tac|ben kia|lien nganh|thong nhat|y kien|chua gui|cham gui|nobody|in charge|"
            r"khong ai|lien he|lung tung|sap nhap|khong chiu|trach nhiem|cooperat|coordinat|respon|repl|"
            r"agree|other (?:ministr|agenc|depart)|\blead|department|ministry|partner"
        ),
    ),
)
LEGAL = re.compile(r"phap ly|nghi dinh|thong tu|legal|decree|\bluat\b")
SHARED_DATA = re.compile(
    r"(?:mo|chia se|cung cap|lien thong|dong bo|ket noi)[^,.;]{0,30}(?:du lieu|\bdata|\bapi\b)|"
    r"du lieu[^,.;]{0,30}(?:chua|khong|chia|cat|phan|manh|sai)"
)
NO_RULE = re.compile(
    r"\b(?:chua|khong|thieu)(?: co| duoc| ban hanh| ro| thay)* (?:van ban |cac |bat ky )?(?:huong dan|"
    r"nghi dinh|"
    r"thong tu|quy dinh|hanh lang|co so phap ly|can cu|tieu chi|dinh muc|quy che|tieu chuan)\b|\b(?:no|"
    r"without|"
    r"lack of|lacks?) (?:clear |legal |any )*(?:guidance|basis|regulation|decree|criteria|framework)\b"
)
NOT_TOGETHER = re.compile(r"khong (?:phoi hop|hop tac)|phoi hop voi|chua phoi hop|chu tri")
# The last net: a resource or a body, something bad said of it, and no word of work going on.
RESOURCE = re.compile(
    r"\b(?:kinh phi|ngan sach|von|du toan|kho bac|chuyen vien|phong may|tru so|vat tu|ba con|nguon luc|"
    r"con nguoi|doi ngu|email|internet|trang thiet bi|"
    r"regulations?|can bo|nhan su|nhan luc|bien che|nguoi (?:lam|"
    r"phu trach)|lanh dao|ha tang|may chu|may tinh|duong truyen|mang|he thong|phan mem|thiet bi|song|dien|"
    r"dia ban|dia hinh|thoi tiet|du lieu|luat|nghi dinh|thong tu|quy dinh|quy che|quy trinh|thu tuc|"
    r"co che|chinh sach|tieu chuan|tieu chi|van ban|bao mat|an toan|nha thau|nha mang|doanh nghiep|"
    r"doi tac|nguoi dan|dan|cong tac phoi hop|cac (?:so|bo|ben|nganh|don vi|huyen|xa)|bo [a-z]+|so [a-z]+|"
    r"tong cuc|phong|trach nhiem|budget|money|staff|people|servers?|system|software|network|data|law|"
    r"decree|guidance|vendor|contractor|tender|ministry|department|equipment|charge)\b"
)
TROUBLE = re.compile(
    r"\b(?:khong|chua|thieu|kho|yeu|kem|hong|loi|bi|mau thuan|han che|it|qua cu|lac hau|dat qua|mong|thua|"
    r"thay doi|bien dong|xao tron|lau qua|qua lau|mai|nhieu lan|lan roi|tra ho so|sai|lech|lien tuc|thap|"
    r"that bai|lo hong|chi co|co 1|co mot|nghiem trong|mat|cham|tu choi|rut|het|don doc|no|not|nobody|"
    r"don't|doesn't|didn't|isn't|aren't|fail\w*|too (?:slow|few|old|expensive|complex|late)|broken|"
    r"missing|insufficient|conflict\w*|weak|slow|nobody knows|on hold)\b"
)
AT_WORK = re.compile(
    r"\b(?:dang (?!bi|gap|thieu|vuong|kho)|xong|hoan thanh|hoan tat|hoan thien|ban hanh|trinh|du thao|se|"
    r"sap|du kien|da (?!bi|nhieu)|dat|trien khai|nop|tien do|draft\w*|will|submitted|completed|done|"
    r"finished|progress|started|waiting|signature|yet)\b"
)
PLAIN_TROUBLE = re.compile(
    r"\b(?:nobody knows|the tender failed|tender (?:was )?(?:failed|cancelled)|don't have enough|"
    r"do not have enough|on hold|khong kha thi|khong biet lam|lo hong|chi dao giup|(?:can|de nghi|"
    r"mong) [^.;?]{0,40}(?:chi dao|don doc)\b)"
)
