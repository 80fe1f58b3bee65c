"""Second thoughts: "à nhầm, 35%", "chưa xong", "NV-002 chứ không phải NV-001". An open card is replaced; what is stored
gets a correcting report, never a rewrite.
"""

from dataclasses import replace

from bot.domain.report import Draft, ReportKind
from bot.domain.task import Assignment
from bot.language import REPORTS, Slots, Understanding, understand
from bot.language.second_thoughts import strip_second_thought
from bot.services import talks
from bot.services.talks import Talk
from handlers import answers, drafts
from handlers.turn import Turn

_UNFINISHED = "in_progress"


def correct_card(turn: Turn, talk: Talk, said: Understanding) -> list[Draft] | None:
    """The drafts of an open confirm card as they should have been; None when the words mean something else.

    Only for a card about one assignment, and only when no task is named: another task is another matter.
    """
    instead = restate(turn)
    said = instead or said
    on_card = drafts.drafts_of(talk)
    about = {draft.assignment_id for draft in on_card}
    means_card = instead is not None or said.intent in REPORTS
    if talk.kind != drafts.CONFIRM or len(about) != 1 or said.slots.tasks or not means_card:
        return None
    corrected = [_correct(turn, draft, said, is_instead=instead is not None) for draft in on_card]
    return None if corrected == on_card else corrected


def restate(turn: Turn) -> Understanding | None:
    """What "à nhầm, …" says instead; None for words that take nothing back."""
    instead = strip_second_thought(turn.incoming.text)
    return understand(instead, at=turn.now.astimezone(turn.rules.zone)) if instead else None


def _correct(turn: Turn, draft: Draft, said: Understanding, *, is_instead: bool) -> Draft:
    slots = said.slots
    match draft.kind:
        case ReportKind.PROGRESS:
            return _with_figure(draft, slots)
        case ReportKind.DONE if _is_unfinished(slots):
            return _with_figure(
                replace(draft, kind=ReportKind.PROGRESS, proofs=(), note=said.text.strip()), slots
            )
        case ReportKind.DONE:
            proofs = answers.proofs_of(said.text, today=turn.today)
            return replace(draft, proofs=proofs) if proofs and is_instead else draft
        case ReportKind.EXTENSION:
            return answers.with_date(draft, slots) or draft
        case ReportKind.OBSTACLE | ReportKind.NOTE:
            return draft


def _is_unfinished(slots: Slots) -> bool:
    return slots.status == _UNFINISHED or (slots.percent is not None and slots.percent < 100)


def _with_figure(draft: Draft, slots: Slots) -> Draft:
    return replace(
        draft,
        percent=draft.percent if slots.percent is None else float(slots.percent),
        value=draft.value if slots.value is None else float(slots.value),
    )


async def find_corrected(turn: Turn) -> tuple[Understanding, list[Assignment]] | None:
    """A correction without a task's name, and what it is about: what this person reported last, within a day."""
    said = restate(turn)
    if (
        said is None
        or said.intent not in REPORTS
        or said.slots.tasks
        or turn.incoming.reply_to_message_id is not None
    ):
        return None
    found = await talks.find_last_reported(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    return (said, [found]) if found is not None else None
