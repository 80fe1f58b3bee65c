"""From a clause that reports something to the draft of a report."""

import re

from bot.domain.report import Draft, ReportKind
from bot.language import Clause, Intent, fold_text
from handlers import answers
from handlers.turn import Turn

KINDS = {
    Intent.request_extension: ReportKind.EXTENSION,
    Intent.report_obstacle: ReportKind.OBSTACLE,
    Intent.report_done: ReportKind.DONE,
    Intent.report_progress: ReportKind.PROGRESS,
}
_LONGEST_NOTE = 2000
_PLAIN = frozenset(
    "bao cao tien do da dat duoc hoan thanh xong roi la ngay so phan tram "  # noqa: SIM905 words read best as words
    "report progress is at done completed finished percent dated of document no".split()
)
"""What is left of "NV-001 xong, 58/KH-UBND ngày 18/7" or "NV-001 được 40%" without code and document (folded)."""


def draft_of(turn: Turn, clause: Clause, assignment_id: int) -> Draft:
    """What one clause says; its words are kept as the note, so that nothing said is lost."""
    kind = next((KINDS[intent] for intent in clause.intents if intent in KINDS), ReportKind.NOTE)
    slots = clause.slots
    return Draft(
        assignment_id,
        kind,
        percent=None if slots.percent is None else float(slots.percent),
        value=None if slots.value is None else float(slots.value),
        note=_note_of(clause, kind),
        proofs=answers.proofs_of(clause.text, today=turn.today) if kind is ReportKind.DONE else (),
    )


def _note_of(clause: Clause, kind: ReportKind) -> str:
    """The words themselves, unless the code, the figure and the document already say all of it."""
    text = clause.text.strip()[:_LONGEST_NOTE]
    if kind not in {ReportKind.PROGRESS, ReportKind.DONE}:
        return text
    rest = text
    for said in (*clause.slots.tasks, clause.slots.doc_no or "", clause.slots.url or ""):
        rest = rest.replace(said, "") if said else rest
    return "" if set(re.findall(r"[^\W\d_]+", fold_text(rest))) <= _PLAIN else text
