"""The slots of one clause, given its intents: whose task, which figures, which document, what is asked."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.language.agencies import AgencyIndex, agencies_in
from bot.language.codes import ordinal_in
from bot.language.date_slots import with_dates
from bot.language.date_types import Saying
from bot.language.folding import Folded, fold
from bot.language.intents import QUESTIONS, REPORTS, Intent
from bot.language.numbers import Figures
from bot.language.obstacles import guess_obstacle
from bot.language.phrases import read_task_text
from bot.language.prepared import Prepared, without_dates
from bot.language.slots import Lack, Slots
from bot.language.titles import TitleIndex, choose_titles

_STATUS = (
    ("at_risk", re.compile(r"\bkhong kip|nguy co|at risk|kho kip|e la khong")),
    ("almost_done", re.compile(
        r"\b(?:sap|gan|gan nhu|co ban) (?:xong|hoan thanh|hoan tat|ban hanh)|con (?:thieu |moi |moi khau |"
        r"cho )?(?:khau )?(?:chu ky|dong dau|ky\b)|chi con|almost|nearly"
        )),
    ("not_started", re.compile(
        r"\bchua (?:trien khai|lam\b|bat dau|thuc hien|khoi dong|dong den|dung den)|not (?:yet )?started|"
        r"n't started|not begun|have(?:n't| not) begun"
        )),
    ("in_progress", re.compile(
        r"\b(?:chua (?:xong|hoan thanh)|dang (?:lam|thuc hien|trien khai|xu ly)|van dang|moi xong|"
        r"in progress|working on|ongoing|not (?:yet )?(?:finished|done|complete)|n't (?:finished|done))\b"
        )),
)  # fmt: skip
_MINE = re.compile(
    r"\b(?:toi|em|e|minh|ben em|ben toi|don vi (?:toi|em|minh)|chung toi|my|mine|am i|do i|i am|me|our|we|"
    r"us)\b"
)
_OF_LEVEL = (
    r"\b(?:cac|nhung|moi|may|bao nhieu|theo|tung|which|all|list|by|rank|how many|the) {0}\b|"
    r"\b{0},?(?: \w+){{0,2}} nao\b"
)
_LEVELS = (
    (
        "province",
        re.compile(_OF_LEVEL.format(r"(?:tinh(?! hinh)|dia phuong|tinh thanh|provinces?|localit(?:y|ies))")),
    ),
    ("ministry", re.compile(_OF_LEVEL.format(r"(?:bo(?! phan)|bo,? nganh|ministr(?:y|ies))"))),
)
_PERIODS = (
    ("week", re.compile(
        r"\bweekly\b|\b(?:bao cao|tong hop|ban tin|tom tat)(?: giao ban)? tuan\b(?! (?:nay|sau|truoc|toi|"
        r"qua))|\bhang tuan\b"
        )),
    ("month", re.compile(r"\bmonthly\b|\b(?:bao cao|tong hop) thang\b(?! (?:\d|nay|sau|truoc|qua))|\bhang thang\b")),
    ("quarter", re.compile(r"\bquarterly\b|\b(?:bao cao|tong hop) quy\b(?! (?:\d|i|nay|sau|truoc))|\bhang quy\b")),
    ("half", re.compile(r"\b6 thang\b(?! (?:dau|cuoi))|\bso ket\b|\bhalf[- ]?year")),
    ("year", re.compile(
        r"\bannual\b|\byearly\b|\b(?:bao cao|tong hop|tong ket) nam\b(?! (?:20|nay|sau|truoc))|"
        r"\bhang nam\b"
        )),
)  # fmt: skip
_KINDS = (
    ("ranking", re.compile(r"\b(?:xep hang|bang xep|ranking|rank|leaderboard)\b")),
    ("praise", re.compile(r"\b(?:khen thuong|bieu duong|tot nhat|best|praise)\b")),
    ("criticism", re.compile(r"\b(?:phe binh|kem nhat|cham nhat|worst|criticis)")),
    ("obstacles", re.compile(r"\b(?:vuong mac|kho khan|obstacles?)\b")),
    ("chart", re.compile(r"\b(?:bieu do|chart)\b")),
)
_FORMATS = (
    ("xlsx", re.compile(r"\b(?:excel|xlsx|xls|spreadsheet)\b")),
    ("pdf", re.compile(r"\bpdf\b")),
    ("docx", re.compile(r"\b(?:word|docx)\b")),
)

_SILENT = re.compile(
    r"\bchua (?:he |tung |bao gio |co |gui |nop )*bao cao(?! (?:so ket|tong ket|6 thang|nam|quy|thang))|"
    r"\b(?:not|never|n't)(?: yet)? report\w*|\bno reports?\b"
)
_UNDONE = re.compile(
    r"\bchua (?:ban hanh|hoan thanh|xong|nop|gui|lam|thuc hien|trien khai|ky|co(?! the)|to chuc|cong bo|dat)\b|"
    r"\b(?:not|n't)(?: yet)? (?:issued|finished|done|completed?|submitted|published)\b|\bunfinished\b"
)


def fill_slots(
    message: Prepared,
    figures: Figures,
    intents: tuple[Intent, ...],
    saying: Saying,
    *,
    agencies: AgencyIndex | None,
    titles: TitleIndex | None,
) -> Slots:
    intent, text = intents[0], message.text
    slots = Slots(
        tasks=message.tasks,
        doc_no=message.documents[0].text if message.documents else None,
        url=message.urls[0].text if message.urls else None,
    )
    slots = _with_names(slots, intent, message, agencies=agencies, titles=titles)
    if intent in REPORTS:
        slots = _with_figures(replace(slots, status=_status(intent, text, figures)), intent, figures)
    if Intent.report_obstacle in intents:
        slots = replace(slots, obstacle=guess_obstacle(text))
    if intent in QUESTIONS:
        slots = _with_question(slots, intent, text)
    return with_dates(slots, intent, message, saying, figures)


def _first(table: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> str | None:
    return next((name for name, pattern in table if pattern.search(text)), None)


def _with_names(
    slots: Slots,
    intent: Intent,
    message: Prepared,
    *,
    agencies: AgencyIndex | None,
    titles: TitleIndex | None,
) -> Slots:
    if not message.tasks and intent in REPORTS | QUESTIONS:
        said = read_task_text(message.folded, is_difficulty=intent is Intent.report_obstacle)
        slots = replace(slots, ordinal=ordinal_in(without_dates(message)), task_text=said)
        if titles is not None:
            words = _with_act(said, message.folded.original) if said else message.folded.original
            fewest = 3 if intent is Intent.report_obstacle else 2
            fitting = choose_titles(words, titles, is_named=said is not None, fewest_words=fewest)
            slots = replace(slots, task_candidates=fitting)
    if agencies is None:
        return slots
    named = agencies_in(_without_documents(message), agencies)
    first = next((match for match in named if not match.is_addressee), None)
    if first is None:
        return slots
    return replace(slots, agency=first.code, agency_candidates=first.candidates)


_ACT = re.compile(
    r"\b(?:ban hanh|cong bo|to chuc|xay dung|phe duyet|tong hop|cap nhat|ra soat|issued?|publish|organi[sz]e)"
    r"(?: (?:the|their|its|cac))? ?$"
)


def _with_act(said: str, original: str) -> str:
    """ "ban hành kế hoạch" rather than "kế hoạch": titles begin with what is to be done."""
    before = fold(original[: original.find(said)]).text
    act = _ACT.search(before)
    return f"{act.group()} {said}" if act else said


def _lack(text: str) -> Lack:
    if _SILENT.search(text):
        return Lack.silent
    return Lack.undone if _UNDONE.search(text) else Lack.late


def _without_documents(message: Prepared) -> Folded:
    folded = fold(message.folded.original)
    text = folded.text
    for mention in message.documents:
        found = text.find(fold(mention.text).text)
        if found >= 0:
            text = text[:found] + "¶" * len(mention.text) + text[found + len(mention.text) :]
    return folded.replaced(text) if len(text) == len(folded.text) else folded


def _status(intent: Intent, text: str, figures: Figures) -> str | None:
    if intent in {Intent.report_done, Intent.request_extension}:
        return None
    status = _first(_STATUS, text)
    if status == "not_started" and (figures.remaining is not None or re.search(r"\b(?:moi|da) xong\b", text)):
        return "in_progress" if figures.remaining is None else None
    return status


def _with_figures(slots: Slots, intent: Intent, figures: Figures) -> Slots:
    if intent is Intent.report_obstacle and figures.target is None:  # "chỉ có 2 cán bộ" is no value reached
        figures = Figures(percent=figures.percent, amount=figures.amount)
    return replace(
        slots,
        percent=figures.percent,
        value=figures.value,
        target=figures.target,
        remaining=figures.remaining,
        unit=figures.unit,
        amount=figures.amount,
    )


def _with_question(slots: Slots, intent: Intent, text: str) -> Slots:
    is_of_people = intent in {Intent.ask_deadlines, Intent.ask_overdue}
    scope = "mine" if is_of_people and not slots.tasks and not slots.agency and _MINE.search(text) else None
    level = _first(_LEVELS, text) if intent is not Intent.ask_task else None
    if intent is Intent.ask_overdue and level and re.search(r"\b(?:cham|tre|late|behind)\b", text):
        scope = "all"
    summary = intent is Intent.ask_summary
    return replace(
        slots,
        scope=scope,
        level=level,
        period=_first(_PERIODS, text) if summary else None,
        kind=_first(_KINDS, text) if summary else None,
        format=_first(_FORMATS, text) if summary else None,
        lack=_lack(text) if intent is Intent.ask_overdue else None,
        status="at_risk" if intent is Intent.ask_overdue and re.search(r"\bnguy co|at risk", text) else None,
    )
