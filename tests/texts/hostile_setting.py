"""Values that people and files can put into messages, and what Telegram makes of the result."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.demo.telegram_server.html_markup import parse_html
from bot.domain.agencies import Agency, Level
from bot.domain.people import Actor, Appointment, Language, Person, Role
from bot.domain.report import Proof, ProofKind, Report, ReportKind, StoredProof
from bot.domain.rungs import Recipient
from bot.domain.task import Assignment, LeadMode, Precision, Status, Task, TaskKind
from bot.domain.views import CardView, NoticeLine, NoticeView
from bot.messages import Message
from tests.domain.figures_setting import RULES

TODAY = date(2024, 7, 16)
NOW = datetime(2024, 7, 16, 2, tzinfo=UTC)
CALENDAR = RULES.calendar
HUGE_ID = 10**15

HOSTILE = {
    "markup": "<b>&\"'</b></a> &lt; <script>alert(1)</script>",
    "unclosed": "<b><i><a href='x'>",
    "templates": "{0} {code} {n:>99} %s %(x)s $x \\n",
    "emoji": "👨‍👩‍👧‍👦🇻🇳" * 12,
    "right_to_left": "\u202eقائمة المهام\u202c",
    "long": "Một nhiệm vụ có tên rất dài & khó " * 15,
    "one_word": "x" * 500,
    "many_ampersands": "&" * 400,
    "blank": " \u200b ",
}


def assignment(text: str, **changes: Any) -> Assignment:  # noqa: ANN401 any field
    """Every piece of text in it is ``text``; every number is as large as it gets."""
    name = text[:120]
    task = Task(
        id=HUGE_ID,
        code=f"NV-{name[:20]}",
        title_vi=text,
        title_en=text,
        kind=TaskKind.KPI,
        lead_mode=LeadMode.EACH,
        evidence_expected=text * 3,
        recurrence="FREQ=MONTHLY",
        kpi_name=text,
        kpi_unit=name[:40],
        kpi_target=1e9,
        source=text,
    )
    made = Assignment(
        id=HUGE_ID,
        task=task,
        agency_id=1,
        agency_code="X",
        agency_vi=name,
        agency_en=name,
        agency_path="/X/",
        status=Status.IN_PROGRESS,
        assigned_on=date(2024, 7, 1),
        assigned_at=NOW,
        due_on=date(2024, 7, 20),
        original_due_on=date(2024, 7, 13),
        precision=Precision.DAY,
        percent=52.4,
        value=1234567.891,
        last_report_at=NOW,
        rev=999_999,
    )
    return replace(made, **changes)


def several(text: str, count: int, **changes: Any) -> tuple[Assignment, ...]:  # noqa: ANN401 any field
    """Different agencies and tasks."""
    first = assignment(text, **changes)
    return tuple(
        replace(first, id=first.id + i, agency_id=i, task=replace(first.task, id=i + 1, code=f"NV-{i:03}"))
        for i in range(count)
    )


def proofs(text: str) -> tuple[StoredProof, ...]:
    kinds = (
        Proof(ProofKind.DOCUMENT, number=text[:100], issued_on=TODAY),
        Proof(ProofKind.DOCUMENT, number=text[:100]),
        Proof(ProofKind.LINK, url=f"https://x.vn/?a=1&b={text}"),
        Proof(ProofKind.FILE, file_id="f", file_name=text),
        Proof(ProofKind.PHOTO, file_id="p"),
    )
    return tuple(StoredProof(HUGE_ID + i, proof) for i, proof in enumerate(kinds))


def report(text: str, kind: ReportKind = ReportKind.PROGRESS) -> Report:
    return Report(1, kind, 1, text[:120], NOW, 40, 7, (text * 4)[:2000])


def card(text: str, **changes: Any) -> CardView:  # noqa: ANN401 any field of the assignment
    return CardView(
        assignment(text, **changes),
        report(text),
        proofs(text),
        can_report=True,
        can_review=True,
        can_amend=True,
        done_count=41,
        lead_count=63,
    )


def notice(items: tuple[Assignment, ...], recipient: Recipient, rung: str = "after-1") -> NoticeView:
    lines = tuple(NoticeLine(item, rung, recipient) for item in items)
    return NoticeView(HUGE_ID, lines, told=(Recipient.HEAD, Recipient.OFFICER, Recipient.LEADER))


def actor(text: str, language: Language, *roles: Role) -> Actor:
    agency = Agency(1, "X", text[:200], text[:200], text[:60], Level.PROVINCE, "/X/")
    seats = tuple(Appointment(i, 1, agency, role) for i, role in enumerate(roles))
    return Actor(Person(1, text[:120], language), seats)


def check(message: Message) -> str:
    """Telegram would take it: markup, length, buttons. Returns the text as people see it."""
    text, _ = parse_html(str(message.text))
    assert text.strip()
    assert len(text) <= 4096
    buttons = [button for row in message.buttons for button in row]
    assert len(buttons) <= 100
    assert all(row and len(row) <= 2 for row in message.buttons)
    for button in buttons:
        assert button.label.strip()
        assert len(button.label) <= 64
        assert button.action is not None
        assert len(button.action.encode().encode()) <= 64
    return text
