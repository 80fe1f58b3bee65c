"""From a clause that reports something to the drafts of what it says: progress, an obstacle, a wish for more time."""

import re
from dataclasses import replace

from bot.domain.report import Draft, ReportKind
from bot.language import Clause, Intent, fold_text, understand
from handlers import answers
from handlers.turn import Turn

KINDS = {
    Intent.report_done: ReportKind.DONE,
    Intent.report_progress: ReportKind.PROGRESS,
    Intent.report_obstacle: ReportKind.OBSTACLE,
    Intent.request_extension: ReportKind.EXTENSION,
}
"""In the order of a card: what is, what is in the way, what is asked for."""
_LONGEST_NOTE = 2000
_NOT_STARTED = "not_started"
_COMMA = re.compile(r"[,;\n]+(?!\d)")
_PLAIN = frozenset(
    "bao cao tien do da dat duoc hoan thanh xong roi la ngay so phan tram "  # noqa: SIM905 words read best as words
    "report progress is at done completed finished percent dated of document no".split()
)
"""What is left of "NV-001 xong, 58/KH-UBND ngày 18/7" or "NV-001 được 40%" without code and document (folded)."""


def drafts_of_clause(turn: Turn, clause: Clause, assignment_id: int) -> list[Draft]:
    """What one clause says, a draft for each thing; its words are kept, so that nothing said is lost.

    Raises:
        DateImpossible: it asks for a day that is in no calendar.
    """
    kinds = [kind for intent, kind in KINDS.items() if intent in clause.intents]
    if ReportKind.DONE in kinds:
        # The words were weighed already: what is done has no other progress.
        kinds = [kind for kind in kinds if kind is not ReportKind.PROGRESS]
    if ReportKind.EXTENSION in kinds and _is_only_reason(turn, clause):
        # What stands behind "because" is the reason of the wish, not an obstacle of its own.
        kinds = [kind for kind in kinds if kind is not ReportKind.OBSTACLE]
    kinds = [
        kind for kind in kinds if kind is not ReportKind.PROGRESS or _has_figure(clause) or kinds == [kind]
    ]
    return [
        _draft(turn, clause, kind, assignment_id, is_only=len(kinds) == 1)
        for kind in kinds or [ReportKind.NOTE]
    ]


def _is_only_reason(turn: Turn, clause: Clause) -> bool:
    """Whether nothing is in the way but what is given as the reason."""
    if not clause.slots.reason:
        return False
    at = turn.now.astimezone(turn.rules.zone)
    return Intent.report_obstacle not in understand(_without_reason(clause), at=at).intents


def _without_reason(clause: Clause) -> str:
    return clause.text.replace(clause.slots.reason or "", " ")


def _has_figure(clause: Clause) -> bool:
    return clause.slots.percent is not None or clause.slots.value is not None


def _piece_of(turn: Turn, clause: Clause, intent: Intent) -> str:
    """The part of the clause that says this, without what else it says; all of it when it cannot be told apart."""
    at = turn.now.astimezone(turn.rules.zone)
    pieces = [piece.strip() for piece in _COMMA.split(clause.text) if piece.strip()]
    said = [piece for piece in pieces if intent in understand(piece, at=at).intents]
    return ", ".join(said)[:_LONGEST_NOTE] or clause.text.strip()[:_LONGEST_NOTE]


def _draft(turn: Turn, clause: Clause, kind: ReportKind, assignment_id: int, *, is_only: bool) -> Draft:
    slots = clause.slots
    draft = Draft(assignment_id, kind)
    match kind:
        case ReportKind.EXTENSION:
            has_obstacle = Intent.report_obstacle in clause.intents
            reason = _piece_of(turn, clause, Intent.report_obstacle) if has_obstacle else ""
            draft = replace(draft, note=slots.reason or reason)
            return answers.with_date(draft, slots) or draft
        case ReportKind.OBSTACLE:
            text = clause.text.strip()[:_LONGEST_NOTE]
            apart = replace(clause, text=_without_reason(clause)) if clause.slots.reason else clause
            note = text if is_only else _piece_of(turn, apart, Intent.report_obstacle)
            return answers.with_obstacle(replace(draft, note=note), slots)
        case ReportKind.DONE | ReportKind.PROGRESS | ReportKind.NOTE:
            return replace(
                draft,
                percent=None if slots.percent is None else float(slots.percent),
                value=None if slots.value is None else float(slots.value),
                note=_note_of(clause, kind) if is_only else "",
                is_not_started=kind is ReportKind.PROGRESS
                and slots.status == _NOT_STARTED
                and not _has_figure(clause),
                proofs=answers.proofs_of(clause.text, today=turn.today) if kind is ReportKind.DONE else (),
            )


def _note_of(clause: Clause, kind: ReportKind) -> str:
    """The words themselves, unless the code, the figure and the document already say all of it."""
    text = clause.text.strip()[:_LONGEST_NOTE]
    if kind not in {ReportKind.PROGRESS, ReportKind.DONE}:
        return text
    rest = text
    for said in (*clause.slots.tasks, clause.slots.doc_no or "", clause.slots.url or ""):
        rest = re.sub(re.escape(said), " ", rest, flags=re.IGNORECASE) if said else rest
    return "" if set(re.findall(r"[^\W\d_]+", fold_text(rest))) <= _PLAIN else text
