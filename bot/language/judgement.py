"""From a prepared message to its intents: the order of the questions asked of it is the whole rule."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.claims import Claim, judge_claim
from bot.language.date_types import DateMatch, DateProblem, Saying
from bot.language.extensions import wants_extension
from bot.language.folding import is_preceded
from bot.language.intents import Intent
from bot.language.numbers import Figures
from bot.language.obstacles import is_call, is_likely_obstacle, is_obstacle, is_unhindered
from bot.language.prepared import Prepared, without_dates
from bot.language.questions import (
    is_ack,
    is_bare_question,
    is_correction,
    is_greeting,
    is_help,
    is_other,
    is_question,
    is_reporting,
    is_request,
    is_thanks,
    is_yes_or_no,
    judge_question,
    starts_summary,
)
from bot.language.soft_questions import with_question_marks

_PROGRESS = re.compile(
    r"\b(?:dang (?!ky\b|nhap)|chua|sap (?!nhap|xep)|gan (?:xong|duoc|dat|den|toi|hoan)|tien do|dat\b|"
    r"phan dau|du kien|trinh|lay y kien|du thao|tham dinh|khao sat|trien khai|hoan thanh|hoan tat|"
    r"hoan thien|xong|ban hanh|da (?!biet|xem|nhan|ro|doc|nam|hieu|ghi nhan|tiep)|moi (?:duoc|xong|lam|"
    r"bat|trinh|chi|co|hop|gui|ky|nop|nhan|lap|tuyen|mua|to chuc|khao)|duoc (?:\d|mot|hai|ba|khoang|gan|"
    r"hon)|ket noi|tich hop|nang len|tang (?:len|tu)|so hoa|bat dau|con (?:\d|mot|hai|ba|may|vai|thieu|"
    r"phan|khau|lai)|se (?:xong|hoan|ban|trinh|nop|gui|co ket|cong bo)|co ket qua|ra soat|bien soan|soan|"
    r"van lam|tam on|cap nhat|uoc|khoang|in progress|ongoing|working on|started|begun|on track|draft\w*|"
    r"pending|"
    r"not yet|half\w*|underway|almost|nearly|submitted|issued|finished|completed|done|will be|waiting|"
    r"progress|connected|published|under review|awaiting|to be|sent|aim\w*|expect\w*|so far|remaining|"
    r"left|reached|now at|went up)\b"
)
_RISE = re.compile(
    r"\b(?:tang|them|nhich|cao hon|vuot|up|rose|increased)(?: them| duoc| by| khoang)* \d[\d.,]* ?(?:%|"
    r"phan tram|percent)"
)
_NOISE = re.compile(r"^[\W\d_]*$")
_NO_WONDER = re.compile(
    r"\b(?:khong|chua|chang|het)(?: \w+){0,3} (?:gi|nao|ai|dau)\b(?!\?)|\bkhi nao [^?]*\b(?:thi\b|"
    r"la (?:xong|hoan thanh))|"
    r"\b(?:bao gio|khi nao) (?:lam )?(?:xong|hoan thanh)(?: xong)?,? (?:thi )?(?:em|toi|minh|"
    r"ben em)(?: se)? (?:bao|gui|nop)\b|"
    r"\bbao gio [^?]*\bthi\b|\b(?:bat ky|bat cu|moi) \w+ nao\b"
)
_KHONG_KIP = re.compile(
    r"\b(?:co le |chac |e la |so )?khong kip(?: \w+){0,3}|\bkhong the kip|\bcannot (?:make|meet)[^,.;]*|"
    r"\bcan't (?:make|meet)[^,.;]*|\bdelayed\b"
)
_NEAR_DOCUMENT = re.compile(
    r"¶[^,;.]{0,24}$|\b(?:ky|ban hanh|ky ban hanh|cong bo|to chuc|hop|nghiem thu)(?: vao)?(?: ngay|"
    r" hom)? ?$"
)
_MEETING_TALK = re.compile(
    r"^(?:\W|mai|hom nay|chieu nay|sang mai|chieu mai)*\bhop\b[^,;]*(?:may gio|o dau|phong nao|phong may|"
    r"luc nao)"
)


@dataclass(frozen=True, slots=True)
class Judgement:
    intents: tuple[Intent, ...]
    confidence: float
    claim: Claim = Claim.none


def judge(message: Prepared, figures: Figures, saying: Saying) -> Judgement:
    text = with_question_marks(message.folded).strip()
    if not text or (
        _NOISE.match(text) and not _has_figures(figures) and not message.dates and not message.codes
    ):
        return Judgement((Intent.ack if is_ack(text) else Intent.other,), 0.9)
    if is_other(text):
        return Judgement((Intent.other,), 0.9)
    if is_help(text) and not is_call(text):
        return Judgement((Intent.help,), 0.9)
    if wants_extension(message.text, message.dates):
        return Judgement(_with_causes(Intent.request_extension, text, figures), 0.9)
    claim = _claim(message, figures, saying)
    asked = _asked(text, message, figures, claim)
    if asked is not None:
        greeted = (Intent.other,) if is_greeting(text) else ()
        return Judgement((asked, *greeted), 0.85)
    return _report(text, message, figures, claim)


def _asked(text: str, message: Prepared, figures: Figures, claim: Claim) -> Intent | None:
    plain = _NO_WONDER.sub(" ", text)
    has_code = bool(message.codes)
    is_report = _has_figures(figures) or claim is Claim.done
    if is_question(plain) and ("?" in text or not _is_stuck(text)):
        asked = judge_question(plain, has_code=has_code)
        is_event = is_yes_or_no(plain) and not is_report and _PROGRESS.search(plain) is not None
        if asked is not None or is_event:
            return asked or Intent.ask_task
    if is_report:
        return None
    is_wanted = is_request(plain) or (starts_summary(text) and not is_reporting(text))
    if is_wanted and not _is_stuck(text):
        return judge_question(plain, has_code=has_code)
    if is_bare_question(text) and (starts_summary(text) or not _is_stuck(text)):
        return judge_question(text, has_code=has_code)
    if has_code and not re.sub(r"[§\W]|\b(?:a|anh|em|chi|oi|bot|va)\b", "", text):
        return Intent.ask_task
    return None


def _is_stuck(text: str) -> bool:
    """A difficulty is told, not asked about ("vướng gì?")."""
    return is_obstacle(_LATE.sub(" ", text)) and not _ASKED_DIFFICULTY.search(text)


_ASKED_DIFFICULTY = re.compile(
    r"\b(?:vuong(?: mac)?|kho khan|tac|van de) (?:gi|nao|o dau|cho nao)|\b(?:vi sao|tai sao|why)\b|"
    r"\b(?:cac|nhung|tong hop|danh sach|liet ke|tinh hinh) (?:kho khan|vuong)|^\W*(?:cac |nhung |co |con |"
    r"tai sao |xem |xem giup (?:anh|em|toi) )*(?:don vi|bo|tinh|dia phuong|so|viec|nhiem vu|"
    r"co quan)(?: \w+)? nao\b|^\W*ai\b|^\W*(?:cac|nhung) (?:\w+ ){1,2}chua (?:ban hanh|bao cao|nop|"
    r"hoan thanh|thuc hien|xong)"
)
_LATE = re.compile(
    r"\b(?:nguy co \w+|qua han|cham(?! (?:gui|tra|giao|phoi|cung|cap|phan|ban|thi))|tre|khong kip|at risk|"
    r"delayed)\b"
)


def _has_figures(figures: Figures) -> bool:
    return figures.percent is not None or figures.value is not None or figures.remaining is not None


def _with_causes(first: Intent, text: str, figures: Figures) -> tuple[Intent, ...]:
    """Extension before obstacle before progress."""
    intents = [first]
    if first is not Intent.report_obstacle and is_obstacle(_KHONG_KIP.sub(" ", text)):
        intents.append(Intent.report_obstacle)
    if figures.percent is not None or figures.target is not None:
        intents.append(Intent.report_progress)
    return tuple(intents)


def _claim(message: Prepared, figures: Figures, saying: Saying) -> Claim:
    return judge_claim(
        with_question_marks(message.folded.replaced(without_dates(message))),
        has_future=any(_is_future(match, message, saying) for match in message.dates),
        is_whole_count=figures.is_whole,
        is_part_count=_is_part(figures),
    )


def _report(text: str, message: Prepared, figures: Figures, claim: Claim) -> Judgement:
    obstacle = is_obstacle(text)
    if obstacle and not _is_formal_progress(text, figures):
        return Judgement(_with_causes(Intent.report_obstacle, text, figures), 0.85, claim)
    if claim is Claim.done:
        return Judgement((Intent.report_done,), 0.9, claim)
    if _is_only_ack(text, claim, figures):
        return Judgement((Intent.ack,), 0.9)
    if claim is Claim.none and not _is_measured(figures) and is_likely_obstacle(text):
        return Judgement((Intent.report_obstacle,), 0.6, claim)
    is_told = _PROGRESS.search(text) or _RISE.search(text) or is_unhindered(text)
    if _has_figures(figures) or claim is Claim.partial or is_told:
        extra = [Intent.report_obstacle] if obstacle else []
        extra += [Intent.ack] if is_thanks(text) else []
        is_sure = _has_figures(figures) or claim is Claim.none
        return Judgement((Intent.report_progress, *extra), 0.9 if is_sure else 0.7, claim)
    return _leftover(text, message)


def _is_measured(figures: Figures) -> bool:
    """A level or a count reached; "chỉ có 2 cán bộ" is neither."""
    return figures.percent is not None or figures.target is not None or figures.remaining is not None


def _is_part(figures: Figures) -> bool:
    is_part_percent = figures.percent is not None and figures.percent < 100
    is_part_count = figures.value is not None and (figures.target is None or figures.value < figures.target)
    return is_part_percent or is_part_count or figures.remaining is not None


def _is_formal_progress(text: str, figures: Figures) -> bool:
    """A long formal report that names a difficulty near its end is a progress report first."""
    return len(text) > 250 and _has_figures(figures)


def _is_only_ack(text: str, claim: Claim, figures: Figures) -> bool:
    if _has_figures(figures) or claim is Claim.done or _ABOUT_FINISHING.search(_PROMISED.sub(" ", text)):
        return False
    if is_ack(text) and (len(text.split()) < 5 or not _PROGRESS.search(text)):
        return True
    return is_ack(text, anywhere=True)


_ABOUT_FINISHING = re.compile(r"\bchua (?!ro\b)|\bxong\b|\bhoan thanh\b")
_PROMISED = re.compile(
    r"\b(?:lam |hoan thanh )?(?:xong|hoan thanh)(?: xong)?,? (?:la |thi |roi )?(?:em|toi|minh|ben em|"
    r"chung toi)"
    r"(?: se)? (?:bao|gui|nop|nhan)(?: cao| tin)?\b|\bse (?:co gang |khan truong |no luc |"
    r"som )?(?:hoan thanh|lam xong|"
    r"xong)(?: \w+){0,2} (?:dung|truoc|som)(?: han| tien do| yeu cau)?\b(?! \d)"
)


def _is_future(match: DateMatch, message: Prepared, saying: Saying) -> bool:
    """A day still to come, unless it dates a document or names the running period."""
    if match.on is None or match.problem is not None or match.reading.weak or match.reading.recurring:
        return False
    if match.on <= saying.today or is_preceded(_NEAR_DOCUMENT, message.text, match.folded_start):
        return False
    is_running = match.reading.period is not None and message.text[: match.folded_end].endswith(" nay")
    return not (is_running and re.search(r"\b(?:da|roi|vua)\b", message.text))


_ABOUT_WORK = re.compile(
    r"\b(?:dung (?:ke hoach|tien do|han)|theo (?:ke hoach|tien do)|on schedule|as planned|tien do|"
    r"khoi luong|vong gop y|nghiem thu|phe duyet|gop y|to soan thao|moi viec|cong viec|binh thuong|"
    r"on dinh|thuan loi|going well|according to plan)\b"
)


def _leftover(text: str, message: Prepared) -> Judgement:
    if is_ack(text):
        return Judgement((Intent.ack,), 0.7)
    if is_greeting(text):
        return Judgement((Intent.other,), 0.9)
    if _ABOUT_WORK.search(text) and len(text.split()) > 2:
        return Judgement((Intent.report_progress,), 0.4)
    if message.codes:
        return Judgement((judge_question(text, has_code=True) or Intent.ask_task,), 0.4)
    if any(match.problem is not DateProblem.impossible and not match.reading.weak for match in message.dates):
        return Judgement((Intent.other,), 0.4)
    return Judgement((Intent.other,), 0.5)


__all__ = ["Judgement", "is_correction", "judge"]
