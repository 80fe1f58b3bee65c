"""One message in, what it wants and says out. Pure: the moment of speaking and the known names are arguments.

A message about several tasks becomes one clause a task. When it is not clear, `unsure` is set and the bot asks.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime

from bot.language.agencies import AgencyIndex
from bot.language.clauses import Piece, cut
from bot.language.date_types import Saying, spoken_at
from bot.language.dates import MAX_CHARS
from bot.language.filling import fill_slots
from bot.language.intents import QUESTIONS, REPORTS, Intent
from bot.language.judgement import is_correction, judge
from bot.language.numbers import read_figures
from bot.language.prepared import Prepared, prepare
from bot.language.slots import Slots
from bot.language.titles import TitleIndex

SURE = 0.65


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a message: names of agencies, titles of tasks, task codes of another form than NV-001."""

    agencies: AgencyIndex | None = None
    titles: TitleIndex | None = None
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Clause:
    """What a message says about one task (or about none named). `start`, `end` bound it in the original text."""

    text: str
    start: int
    end: int
    intent: Intent
    intents: tuple[Intent, ...]
    slots: Slots
    confidence: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """`slots` are those of the whole message; with several clauses only what they share."""

    text: str
    intent: Intent
    intents: tuple[Intent, ...]
    slots: Slots
    clauses: tuple[Clause, ...]
    confidence: float
    unsure: bool


_ORDER = (
    Intent.request_extension, Intent.report_obstacle, Intent.report_progress, Intent.report_done, Intent.ask_deadlines,
    Intent.ask_overdue, Intent.ask_task, Intent.ask_summary, Intent.help, Intent.ack, Intent.other,
)  # fmt: skip
_NOTHING = Context()


def understand(text: str, *, at: datetime, context: Context | None = None) -> Understanding:
    """Never raises on any text. `at` is the moment of speaking; only the first 4,096 characters are read."""
    context = context or _NOTHING
    saying = spoken_at(at)
    message = prepare(text[:MAX_CHARS], saying, context.codes)
    pieces = cut(message) if not is_correction(message.text) else (Piece(0, len(text)),)
    if len(pieces) == 1:
        clauses = _clauses_of(message, text, pieces[0], saying, context)
    else:
        clauses = tuple(
            clause
            for piece in pieces
            for clause in _clauses_of(
                prepare(text[piece.start : piece.end], saying, context.codes), text, piece, saying, context
            )
        )
    return _whole(text, clauses, message)


def _clauses_of(
    message: Prepared, text: str, piece: Piece, saying: Saying, context: Context
) -> tuple[Clause, ...]:
    taken = tuple(
        (match.folded_start, match.folded_end) for match in message.dates if match.on or match.problem
    )
    figures = read_figures(message.folded, taken)
    judged = judge(message, figures, saying)
    slots = fill_slots(
        message, figures, judged.intents, saying, agencies=context.agencies, titles=context.titles
    )
    intents = _of_agency(judged.intents, slots)
    if intents != judged.intents:
        # Dates of a question about figures look back.
        slots = fill_slots(
            message, figures, intents, saying, agencies=context.agencies, titles=context.titles
        )
    whole = Clause(
        text=text[piece.start : piece.end],
        start=piece.start,
        end=piece.end,
        intent=intents[0],
        intents=intents,
        slots=slots,
        confidence=judged.confidence,
    )
    if len(slots.tasks) < 2 or intents[0] not in REPORTS | QUESTIONS:
        return (whole,)
    return tuple(replace(whole, slots=replace(slots, tasks=(code,))) for code in slots.tasks)


def _of_agency(intents: tuple[Intent, ...], slots: Slots) -> tuple[Intent, ...]:
    """ "Hải Dương thế nào" asks for an agency's figures, not for a task."""
    is_about_agency = slots.agency is not None and not (slots.tasks or slots.task_text or slots.ordinal)
    if intents[0] is Intent.ask_task and is_about_agency:
        return (Intent.ask_summary, *intents[1:])
    return intents


def _whole(text: str, clauses: tuple[Clause, ...], message: Prepared) -> Understanding:
    said = {intent for clause in clauses for intent in clause.intents}
    firsts = {clause.intent for clause in clauses}
    intents = clauses[0].intents
    if len(firsts) > 1:
        intents = tuple(intent for intent in _ORDER if intent in said)
    slots = replace(_shared(clauses), tasks=message.tasks)
    confidence = min(clause.confidence for clause in clauses)
    return Understanding(
        text, intents[0], intents, slots, clauses, confidence, _is_unsure(clauses, confidence)
    )


def _shared(clauses: tuple[Clause, ...]) -> Slots:
    """What every clause says alike; a slot that differs is left empty."""
    shared = clauses[0].slots
    blank = Slots()
    for clause in clauses[1:]:
        differing = {
            field.name: getattr(blank, field.name)
            for field in fields(Slots)
            if getattr(clause.slots, field.name) != getattr(shared, field.name)
        }
        shared = replace(shared, **differing)
    return shared


def _is_unsure(clauses: tuple[Clause, ...], confidence: float) -> bool:
    hints = any(
        len(clause.slots.agency_candidates) > 1
        or clause.slots.date_problem is not None
        or clause.slots.weekday_differs
        for clause in clauses
    )
    return confidence < SURE or hints
