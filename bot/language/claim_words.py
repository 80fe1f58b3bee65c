"""The words by which finishing is claimed, doubted and limited (folded text). No decision lives here."""

from __future__ import annotations

import re

SEGMENT = re.compile(
    r"(?<!\d)[.](?!\d)|[;!?\n]+|,(?! ?\d)|\b(?:nhung(?! ?nguoi)|tuy nhien|tuy vay|song le|but|however|"
    r"though|although)\b| - "
)
PARTIAL_NOUN = (
    r"(?:cac |nhung |may |mot so |viec |cong tac |cong doan |xong |ban |bo )*(?:phan(?! mem)|khau|buoc|"
    r"giai doan|dot|chuong|muc\b|noi dung|du thao|ban thao|ban nhap|de cuong|khao sat|lay y kien|"
    r"tham dinh|dau thau|moi thau|thiet ke|tap huan|thong ke|ra soat|ky hop dong|hop dong|thu nghiem|"
    r"thi diem|cai dat|lap dat|mua sam|ho so|to trinh|bien tap|bien soan|so bo|co ban|dich\b|mau\b|"
    r"giai ngan|xin y kien|chuan bi|phe duyet (?:chu truong|du toan)|chu truong|du toan|lua chon nha thau|"
    r"thu thap|tong hop so lieu|nhap lieu|ban dau|vong|lop|phien ban|ban demo|slide|cong van|van ban xin|"
    r"van ban (?:gui|de nghi|hoi)|giay moi|lay so lieu|hop(?! thang| dinh ky| hang| giao ban| quy|"
    r" thuong ky| †)|trao doi|lam viec voi|ke khai|dang tai|chi tieu|mot nua|nua|mot phan|phan lon|da so|"
    r"hau het|hai phan|ba phan|\d+ ?/ ?\d+ phan|hon nua|tam\b|tam thoi|so bo|giua ky)"
)
NOT_BEFORE = re.compile(
    r"\b(?:chua|khong(?! con| vuong| co gi vuong| gap| ton)|chang|cha\b|deo|dau(?! tu| moi| thau| tien|"
    r" nam| thang| tuan)|sap(?! nhap| xep)|gan(?! voi)|suyt|moi(?! nguoi| viec| nhiem vu| thu| don vi|"
    r" so\b| dia phuong)|phai|can(?! bo| cu)|se|neu|(?<!trong )khi|de(?! an| xuat)|thu tuong|chinh phu|"
    r"quoc hoi|trung uong|cho(?! biet| anh| chi| em| toi| van phong| uy ban| bot| cac| nguoi| doanh|"
    r" toan)|(?<!chuyen )doi(?! voi| so| moi)|du kien|phan dau|co gang|gang|hy vong|hi vong|co the|chac|"
    r"hua|cam ket|quyet tam|dang(?! ky| tai| vien| uy| nhap| bo)|truoc khi|sau khi|han|thoi han|ty le|"
    r"ti le|muc do|muon|mong|dung(?! han| tien do| ke hoach| yeu cau| quy dinh)|bao gio|hau nhu|gan nhu|"
    r"mot phan|mot so|vai|buoc dau|(?<!thu )(?<!doi )tuong(?! tu| duong| lai| tac| thich)|nghe noi|"
    r"nghe bao|nghe|tien toi|uoc|lam sao|the nao|giup|nho|yeu cau|nham|bao dam|dam bao|tap trung|kip|kho|"
    r"gia ma|gia nhu|co le|hinh nhu|khong biet|ai bao|ai noi|gi\b|nao\b|sao\b|dau tu|coi nhu|xem nhu|"
    r"hang ngay|lieu|nua|phan lon|hau het|da so|nhieu|it nhat|toi thieu|ke hoach hoan thanh|not|n't|never|"
    r"almost|nearly|will|'ll|should|would|could|can|to be|going to|gonna|if|when|once|until|after|before|"
    r"half|partly|partially|part of|most|some|hope|expect\w*|plan(?:ning)? to|need|needs|must|want|try\w*|"
    r"about to|close to|soon|hardly|barely|far from|yet to|draft|first|phase|step|part|survey|section|"
    r"module|component|design|tender|training|chapter|supposed|pretend|aim\w*|target|due|date|rate|"
    r"percent|as soon as|unless|mostly|largely|wish|think|maybe|perhaps|probably|mark)\b|n't"
)
CORE = re.compile(
    r"\b(?:xong|hoan thanh|hoan tat|hoan thien|done|finished|finalized|finalised|complete|completed|"
    r"finish|wrapped up|all set|signed off|concluded)\b"
)
ACT_OBJECT = re.compile(
    r"^,? ?(?:(?:cac|nhung|toan bo|tat ca|day du|du|het|ca|xong|roi|thanh cong|chinh thuc|ban chinh thuc|"
    r"the|our|its|their|a|an|final|2024|2025|†+) )*(?:ke hoach|quyet dinh|de an|nghi quyet|chinh sach|"
    r"bao cao|chuong trinh|quy che|quy dinh|mo hinh|thu tuc|hoi nghi|thong bao|chi thi|tai lieu|cap do|"
    r"ket qua|van ban so|so ¶|¶|§|nhiem vu|san pham|tren cong|theo ¶|theo quyet dinh|toi cac|cho cac|"
    r"tai ¶|tai quyet dinh|va dua vao|dua vao|hop thang|hop quy|hop giao ban|hoi thao|cuoc hop|phien hop|"
    r"thang|quy\b|dinh ky|bien ban|giao ban|thuong ky|cho van phong|len |gui van phong|ve van phong|"
    r"cho uy ban|nhe|bo thu tuc|danh sach|dich vu|plan|report|decision|document|directive|resolution|"
    r"policy|policies|conference|model|procedures?|results?|evidence|on †|with|by the|no\.?|number|"
    r"to the (?:committee|office)|dated|list)"
)
BAD_OBJECT = re.compile(
    r"\b(?:cong van|du thao|giay moi|to trinh|de cuong|phieu|y kien|van ban (?!so|¶)|hop dong|chu truong|"
    r"du toan|ho so|ban thao|moi thau|xong voi)\b"
)
UNFINISHED = re.compile(r"\b(?:du thao|draft|chua|nhap|de cuong|so bo|buoc dau|giai doan|tam thoi|ban dau)\b")
NOUN_BEFORE = re.compile(
    r"\b(?:viec|su|kha nang|tien do|ket qua|muc tieu|thoi diem|lo trinh|tinh trang|qua trinh|hay|nho|"
    r"khan truong|tich cuc|no luc|tiep tuc|day nhanh|giao|don doc|quyet liet|ra suc|co) $"
)
HEDGE_BEFORE = re.compile(
    r"(?<!trung )(?<!quan )(?<!thu )(?<!so )(?<!thang )(?<!viec )(?<!muc )(?<!chu )\btam(?: thoi| coi(?: la|"
    r" nhu)?| goi la| la)? $|"
    r"\b(?:vuong(?: mac)?|kho khan|ton tai|tro ngai|ach tac|obstacles?|blockers?|issues?|"
    r"problems?)\b[^,.;]{0,60}$|"
    r"(?<!')\b(?![§¶¤†])[bcdghklmnpqrstvx]{1,4} $|\b(?:coi|xem|goi|tinh) (?:nhu |la )*$"
)  # "tạm xong"; what is left of an unknown abbreviation may be a "chưa"
OF_A_PERIOD = re.compile(
    r"\b100 ?% (?:so |khoi luong |toan bo |cac |nhung )*(?:ke hoach|chi tieu|muc tieu|nhiem vu|cong viec|"
    r"noi dung|viec|"
    r"khoi luong|target|plan)(?: \w+){0,3} ?(?:†|\b(?:quy|thang|tuan|nam|dot|giai doan|ky|phan|buoc|vong|"
    r"nua)\b)|"
    r"\b100 ?% (?:cua |trong |cho )?(?:†|(?:quy|thang|tuan|dot|giai doan|phan|buoc|vong)\b)|"
    r"\b100 ?% of (?:the )?(?:†|(?:first|second|third|fourth|this|last|phase|stage|q[1-4]|quarter|monthly|"
    r"half)\b)"
)  # all that was planned for a while, not the task
DAY_BEFORE = re.compile(r"†")  # "tối nay xong" may still be to come
PERFECT = re.compile(r"\b(?:da|vua|roi|deu|het|was|were|been|has|have|yesterday)\b")
AFTER_CORE_BAD = re.compile(
    rf"^ ?(?:{PARTIAL_NOUN}|khoang|gan|tam\b|chua|chu\b|se\b|la (?:em|toi|minh|bao|gui|nop|se|duoc|phai|"
    r"xong doi)|thi|em se|som\b(?! hon)|truoc(?! han)|trong\b(?! (?:hom nay|sang nay|hom qua))|"
    r"vao (?:ngay mai|tuan|thang|cuoi|dau|quy)|duoc (?:\d+ ?%|\d|mot|hai|ba|khoang|gan|hon|phan)|"
    r"(?!100 ?%)\d|tung|doi|phim|dau\b|kieu|dan\b|sao\b|khong\b|khong\?|chang|de\b|moi (?:duoc|ky|trinh|"
    r"gui)|viec (?:lay|xin|khao|tham|thiet|dau|bien|thu|tap|ra|chuan|lap|du thao|soan)|nhiem vu (?:nao|"
    r"gi)|bao nhieu|may\b|(?:the )?(?:draft|survey|first|phase|step|part|half|most|some|section|chapter|"
    r"review|design|tender|next|by|tomorrow|soon|before|about|around|(?!100 ?%)\d))"
)
ALMOST = re.compile(r"\b(?:co ban|ve co ban|sap|gan|almost|nearly)\b")
STRONG_BEFORE = re.compile(
    r"(?:\bda|\bvua|\bbao cao|\bdeu|\bcung|\bla|\bduoc|\blam|\btrien khai|\bket noi|\bthuc hien|\bnop|"
    r"\bgui|\bto chuc|\bban hanh|\bky)(?: da| duoc| cung| roi)*(?: tinh| don vi| tinh nay)? ?$"
)
END = r"\s*(?:[,.;:!?§¶¤)\"'\n]|$)"
POLITE = (
    r"(?:,? (?:(?:tu|vao|hom|ngay|on|ke tu|luc|trong) )?(?:†+|xuoi|xong|roi|nhe|nha|a|luon|het|ca|toan bo|"
    r"tat ca|hoan toan|dung han|truoc han|som|day|do|thoi|qua|ha|anh|chi|em|oi|bot|sep|ban|hom nay|"
    r"hom qua|sang nay|chieu qua|chieu nay|toi qua|sang qua|trua nay|vua xong|xuat sac|thanh cong|"
    r"chinh thuc|day du|tot|dep|ngay|thay|co|giup em|giup|nhen|hen|ne|nghen|ah|ak|nhiem vu|viec|cong viec|"
    r"nay|tren|duoc giao|theo|yeu cau|ke hoach|tien do|dung|tuan nay|tuan truoc|thang nay|now|already|"
    r"yesterday|today|with|on|time|in|ahead|of|schedule|full|this|morning|it|all|both|task|the|tasks|last|"
    r"week|monday|friday|everything|for|us|from|our|side|ahead|of|schedule|100 ?%|so voi|ca roi|cho|hon|"
    r"han|don vi|minh|ben|toi|phia|het ca))*"
)
CLEAN_AFTER = re.compile(rf"^{POLITE}{END}")
NAMED_AFTER = re.compile(
    r"^ (?:viec |cai |toan bo |tat ca |het |ca |du |day du |100 ?% |the |both |all )*(?:cac |"
    r"nhung )?(?:nhiem vu|ke hoach|de an|bao cao|hoi nghi|tai lieu|mo hinh|dau tien|cuoi cung|thu (?:nhat|"
    r"hai|ba|tu|nam|\d)|so \d|ban hanh|cong bo|tich hop|ket noi|to chuc|phe duyet|trien khai|phu song|"
    r"nop\b|gui\b|cap nhat|cong viec|chi dao|yeu cau|muc tieu|quyet dinh|nghi quyet|chuong trinh|chi thi|"
    r"viec\b|so hoa|lap\b|§|¶|theo (?:dung )?(?:quyet dinh|ke hoach|yeu cau|chi dao|van ban|cong van|"
    r"tinh than|¶)|100 ?%|task|plan|report|conference|document|model|integration|connection|"
    r"publication|everything|work|assignment|\d+/\d+)"
)
ACTS = re.compile(
    r"\b(?:da duoc(?: (?!chua|khong|de nghi|yeu cau)\w+){1,3}|da|vua|vua moi|cung da|deu da|duoc)(?: duoc|"
    r" chinh thuc| hoan thanh viec| tong hop va| hoan thien va| hoan thanh va| ky| ky,| phe duyet va|"
    r" ky va| phe duyet,| tham muu| trinh ky va| thuc hien)* (?:ban hanh|phat hanh|cong bo|to chuc|"
    r"hop(?= (?:†|thang|quy|dinh ky|giao ban thang|thuong ky|xong(?! voi)|hang)|,? bien ban)|nop\b|"
    r"phe duyet|nghiem thu|ket thuc|dang cong khai|khai truong|van hanh chinh thuc|ky(?= ?(?:,|$|roi|¶|"
    r"so ¶))|ky (?:ban hanh|quyet dinh|ke hoach|qd|¶|van ban|so)|gui (?:bao cao|ket qua|ke hoach|san pham|"
    r"ban chinh thuc|day du)|bao cao (?:day du|xong)|thong qua)|\b(?:nop|gui) (?:bao cao|ket qua|"
    r"san pham)\b[^,.;]{0,25}\broi\b|\b(?:ban hanh|cong bo|ky|to chuc|phe duyet)\b[^,.;]{0,40}\broi\b|"
    r"\bbao cao(?! (?:du thao|tham dinh))[^,.;]{0,25} da (?:duoc )?(?:gui|nop)(?= (?:ve |len |cho |"
    r"toi )*(?:van phong|"
    r"uy ban|he thong|day du|xong|roi|dung han|†))|\b(?:da|deu) (?:len|co tren) cong\b|"
    r"\bmission accomplished|\bda du (?=\d+/\d+)|\b(?:nghiem thu|"
    r"ban hanh|ky ban hanh) (?:roi|xong|chieu qua|hom qua|sang nay|hom nay|chieu nay|sang qua|ngay|"
    r"tuan truoc|tuan roi|theo ¶)|\bban hanh\b[^,.;]{0,40}¶|¶[^,.;]{0,20}\bda ban hanh|¶ (?:was |"
    r"has been |is |now )*(?:issued|signed|approved|published)|\b(?:has|have|was|were|been|is|are)(?: now|"
    r" already| all| officially)* (?:issued|submitted|published|signed|approved|launched|released|"
    r"delivered|held|adopted|promulgated|connected)\b|\b(?:we|i|already|just|province|ministry|department|"
    r"committee)(?: have|'ve| has)?(?: already| just| now)? (?:issued|submitted|published|signed|launched|"
    r"delivered|held|sent the (?:final )?report)\b|^ ?(?:issued|submitted|published|signed|delivered)\b|"
    r"\b(?:plan|report|decision|document|circular|conference|resolution)s? (?:already |just |"
    r"now )?(?:issued|submitted|published|signed|delivered|held|approved)\b"
)
ACT_AFTER_BAD = re.compile(
    rf"^ ?(?:{PARTIAL_NOUN}|cong van|van ban (?!so|¶)|giay moi|to trinh|du thao|chu truong|du toan|du an|"
    r"goi thau|nha thau|danh muc|thiet ke|kinh phi|ho so|de cuong|noi bo|ban du thao|chua\b|"
    r"(?:the )?(?:draft|request|letter|tender|invitation|questionnaire|contract|minutes|agreement|mou|"
    r"application|form|proposal)|(?:ban )?hop (?:voi|tham|ban|trao|rut|thong nhat|giao ban|noi bo|"
    r"trien khai|chuan)|(?:xong )?voi\b|ban\b|thong nhat|de (?:ban|thong|trao|xin|chuan)|\d+ ?(?:/|tinh|"
    r"don vi|dich vu|dia phuong|thu tuc|ke hoach|xa))"
)
RESIDUE = re.compile(
    r"\b(?:chua(?! (?:tung|bao gio|dung|ke|noi))|con (?!gi|viec gi|nua|van de gi)(?:thieu|phan|khau|moi|"
    r"lai|mot|hai|ba|may|vai|\d|vuong|cho|doi|no\b|phai|ton|nhieu|it|buoc|cac|viec|sot|kha|so|lan|§|cai|"
    r"thu tuc|chu ky|ky|in|gui)|dang (?!ky\b|nhap|tai\b|cong khai)|moi (?:xong|duoc|dat|chi|lam|trinh|co|"
    r"la|ky|den|tham)|khong phai (?:la )?xong|chi con|con chut|thieu|not|n't|pending|waiting|still|"
    r"remain\w*|left|except|awaiting|sap|se (?:xong|hoan|ban hanh|nop|ky|trinh|bo sung)|cho (?:ky|duyet|"
    r"phe duyet|tham dinh|y kien|lanh dao|dong dau|chu tich|sep|bo\b)|can (?:bo sung|them|phai|chinh)|"
    r"du kien|tru\b|ngoai tru|cho y kien|phan dau|trinh ky(?! (?:va )?(?:da )?ban hanh)|bi tra|tra lai|"
    r"mai\b|doi ky)\b|n't"
)
REST = re.compile(
    r"\W*(?:con\b(?! gi| viec gi| nua)|cho (?!anh|chi|em|toi|minh|bot|cac|nguoi|doanh|ban|xac nhan))"
)
COPY_OWED = re.compile(
    r"\b(?:chua|khong) (?:kip |the )?(?:gui|nop|tai len|tai|up|upload|scan|dinh kem|co|chup|nhan|quet|day|"
    r"dang)(?: duoc| len| kem)? ?(?:ban|file|minh chung|van ban|anh|tai lieu kem|cong van kem|link|"
    r"so van ban|dau do|len he thong|len|san pham)"
)
NO_REST = re.compile(
    r"\bkhong con (?:viec |gi |ton |vuong |nhiem vu |noi dung |phan )*|\bchua (?:xong|hoan thanh) (?:la|"
    r"thi) [^,.;]*|\bcho (?:anh|chi|bot|van phong|uy ban|chuyen vien|co quan thuong truc|"
    r"ban)(?: \w+)? (?:xac nhan|duyet giup|ghi nhan|kiem tra)|(?:†+|\b(?:truoc|hom truoc|hom qua|luc truoc|"
    r"lan truoc|"
    r"tuan truoc|thang truoc))(?: \w+){0,3} (?:chua|khong)(?: \w+){0,2}(?=,? (?:nay|gio|bay gio|den nay|"
    r"hom nay|hien)\b)|"
    r"\bkhong (?:con )?(?:vuong|gap|ton|"
    r"thieu)\w* ?(?:mac|gi|kho khan)?"
)
CLOSING = re.compile(
    r"\b(?:de nghi|xin|xin phep|cho em|cho|kinh de nghi|please)(?: \w+){0,2} (?:ket thuc|"
    r"dong)(?: nhiem vu| viec)?\b(?! (?:cac |nhung |lai )?(?:vuong|kho khan|tro ngai|ach tac|gop))(?! (?:co|"
    r"gop|ket noi|cua))|\b(?:danh dau|ghi nhan|cap nhat|chuyen|tick|"
    r"xac nhan|ghi)\b[^,.;]{0,40}\b(?:hoan thanh|da xong|xong)\b|\bmark\b[^,.;]{0,40}\b(?:done|complete|"
    r"completed|finished)\b|\bclose (?:the )?(?:task|§)"
)
EVERYTHING = re.compile(
    r"\b(?:tat ca|toan bo|moi|het|everything|every|all)(?: \w+)? (?:nhiem vu|viec|tasks?|danh sach)\b|"
    r"\beverything\b"
)
WHOLE_PERCENT = re.compile(
    rf"(?:^|[§:,] ?|\b(?:dat|la|duoc|len|xong|at|reached|hit|hien|da|tien do)) ?100 ?%{POLITE}{END}"
)
IDIOM = re.compile(r"xong (?:doi|phim|pham|om|xuoi nhe nhang)|the la xong doi")
REPORTED = re.compile(
    r"\b(?:anh|chi|ong|ba|dong chi|ben|so|bo) (?!cao)\w+(?: \w+)? (?:bao(?! cao)|noi(?! dung| that| lai)|"
    r"keu|hua)\b|\b(?:anh|chi|ho|nguoi ta|ben \w+|no|sep|ai|may nguoi|he|she|they|someone)(?: ay| kia| do|"
    r" ta)? (?:bao|noi|keu|hua|hoi(?! nghi)|said|says|told|claims?)\b(?! cao)|\b(?:nghe noi|nghe bao|"
    r"nghe dau|(?<!thu )(?<!doi )tuong(?! tu| duong| lai| tac| thich)|cu tuong|reportedly|apparently)\b"
)
TOLD_BY = re.compile(
    r"(?:^|[,.;:!?\n] ?)(?!(?:da|vang|kinh|xin|em|e|toi|minh|chung|don vi|ben em|nay|hom nay|chieu nay)\b)"
    r"(?:(?!(?:em|toi|minh|e|xin|kinh|chung|duoc|da|bot)\b)[a-z]+ ){1,5}(?:bao(?! cao| dam|"
    r" hiem| mat| quan| chi| tri| anh\b| chi\b| bac\b| sep\b| cac\b| van phong| voi\b| de\b| ve\b| em\b|"
    r" luon\b)|"
    r"noi(?! dung| that| lai| chung| vu| bo| rieng| thang| chinh)|thong bao|cho biet|khoe|keu)(?: rang| la|"
    r" ve)? "
    r"(?=[^,.;]*\b(?:xong|hoan thanh|hoan tat|done|finished)\b)"
)  # "Hải Dương báo NV-001 xong rồi"
CONDITION = re.compile(
    r"\b(?:neu|gia su|mien la|chi khi|khi nao|bao gio|if|when|once|unless|truoc khi|as soon as|gia ma|"
    r"cho den khi|until)\b"
)
NEGATED_CLOSING = re.compile(
    r"\b(?:dung|chua|khong|cho vay|khoan|don't|do not|never|not|neu|lam sao|cach|the nao|how)\b"
)
TASK_HEAD = re.compile(
    r"[§¶]|\b(?:nhiem vu|viec|cong viec|ke hoach|de an|bao cao|hoi nghi|tai lieu|mo hinh|chinh sach|"
    r"nghi quyet|chuong trinh|quy che|he thong|cai|dich vu cong|thu tuc|muc tieu|tat ca|toan bo|it|this|"
    r"that|everything|all|tasks?|plan|report|conference|work|assignment|we|i)\b"
)
SUBJECT_ENDS = re.compile(
    r"(?:^|[:,)\d†!-]|\b(?:da|vua|cung|deu|toi|em|e|a|anh|minh|chung toi|don vi|tinh|ok|lam|la|thuc hien|"
    r"trien khai|tich hop|ket noi|ban hanh|to chuc|cong bo|nop|gui|hoan thanh|xu ly|cap nhat|phe duyet|ky|"
    r"bao cao|nghiem thu|so hoa|phu song|lap|xay dung|ra mat|van hanh|chia se|dong bo|duoc|ve|thi|roi|"
    r"dut diem|hop|been|is|are|was|have|has|just|already|now|finally|and|with|thanh cong|dua vao|tong hop|"
    r"we|i|chinh thuc|the|nay|kia))\s*$"
)
PART_SUBJECT = re.compile(
    rf"(?:^|\b(?:da|vua|thi|lam|ve|rieng) ){PARTIAL_NOUN}|\b\d+ (?:tinh|don vi|dich vu|xa|huyen|so|bo|"
    r"dia phuong|thu tuc|he thong|diem|provinces|services|units)\b|\b(?:doc|xem|(?<!de )an|nghe|goi|^hop|"
    r"uong|ngu|di|ky hop dong|trao doi|noi chuyen|hoi(?! nghi)|in|photo|dich|khao sat|soan|viet|danh may|"
    r"gop y|tiep thu|cho y kien|giai trinh|bao gia|chon|kiem ke|bien tap|hoan thien|lay y kien|tham dinh|"
    r"thiet ke|dau thau|du thao)\b(?: \w+){0,2} ?$"
)
DRAFT = re.compile(r"\b(?:du thao|draft)\b")
ENDS_ASKING = re.compile(r"\bchua\b ?\W*$|\bchua (?:a|anh|em|vay|the|nhi|bot)\b")
REACHED = re.compile(r"\b(?:da|all|are|is|deu|roi|du|co|dat)\b")
