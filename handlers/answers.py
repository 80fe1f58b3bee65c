"""Answers in words to a question that is open: a number, proof, a note, a sentence, a reason."""

import re
from dataclasses import replace
from datetime import date

from bot.domain.errors import AlreadyDecided, NotAllowed, NotFound, Outdated, TransitionRefused
from bot.domain.report import Draft, Proof, ProofKind
from bot.language import Understanding, fold
from bot.language.dated_documents import find_dated_documents
from bot.language.documents import find_urls
from bot.messages import Message, Reply
from bot.services import reporting, talks
from bot.services.talks import Talk
from bot.texts.catalogue import say
from bot.texts.phrases import agency_of
from handlers import drafts
from handlers.refusals import render_refusal
from handlers.turn import Turn

REASON = "reason"
_QUESTIONS = frozenset({"number", "value", drafts.PROOF, "note", "extension", "obstacle", REASON})
_NUMBER = re.compile(r"\s*(\d{1,3}(?:[.,]\d{3}){1,4}|\d{1,15}(?:[.,]\d{1,6})?)\s*(%?)\s*")
_LONGEST_NOTE = 2000
_POINTLESS = (AlreadyDecided, NotAllowed, NotFound, Outdated, TransitionRefused)
"""No other answer could help: the task was decided, stopped or taken away meanwhile."""


def is_question(talk: Talk | None) -> bool:
    """Whether the open dialogue waits for words."""
    return talk is not None and talk.kind in _QUESTIONS


async def take(turn: Turn, talk: Talk, said: Understanding) -> Reply:
    """Fills the asked field and shows the confirm card; asks again when the answer has no such thing."""
    try:
        if talk.kind == REASON:
            return await _return_with_reason(turn, talk)
        return await _fill_in(turn, talk, said)
    except _POINTLESS as error:
        # The question has lost its object; left open it would swallow every later word.
        await talks.close_talk(turn.uow, turn.actor, now=turn.now)
        return render_refusal(error, turn.language, is_press=False)


async def _fill_in(turn: Turn, talk: Talk, said: Understanding) -> Reply:
    draft, *others = drafts.drafts_of(talk)
    filled = _fill(talk.kind, draft, said, turn.today)
    if filled is None:
        key = "ask.proof_again" if talk.kind == drafts.PROOF else "ask.number_again"
        return Reply(messages=(Message(say(turn.language, key)),))
    return await drafts.propose(turn, [filled, *others])


def _fill(field: str, draft: Draft, said: Understanding, today: date) -> Draft | None:
    note = said.text.strip()[:_LONGEST_NOTE]
    match field:
        case "number":
            number = parse_number(said.text) if said.slots.percent is None else float(said.slots.percent)
            return None if number is None else replace(draft, percent=number)
        case "value":
            number = parse_number(said.text) if said.slots.value is None else float(said.slots.value)
            return None if number is None else replace(draft, value=number)
        case drafts.PROOF:
            proofs = proofs_of(said.text, today=today)
            return draft.with_proof(*proofs) if proofs else None
        case _:
            return replace(draft, note=note)


def parse_number(text: str) -> float | None:
    """A number standing alone: ``60``, ``52,4 %``, ``2.410`` (a dot or comma before three digits parts thousands)."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    digits = match[1]
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits):
        return float(re.sub(r"[.,]", "", digits))
    return float(digits.replace(",", "."))


def proofs_of(text: str, *, today: date) -> tuple[Proof, ...]:
    """The documents and the link that a piece of text names."""
    documents = find_dated_documents(text, today=today)
    proofs = [
        Proof(ProofKind.DOCUMENT, number=found.number, issued_on=found.issued_on) for found in documents
    ]
    links = [Proof(ProofKind.LINK, url=found.text) for found in find_urls(fold(text))]
    return (*proofs, *links)


async def _return_with_reason(turn: Turn, talk: Talk) -> Reply:
    """The officer's reason for returning a result."""
    assignment = await reporting.return_(
        turn.uow,
        turn.actor,
        int(talk.data["assignment_id"]),
        int(talk.data["rev"]),
        turn.incoming.text.strip()[:_LONGEST_NOTE],
        now=turn.now,
        rules=turn.rules,
    )
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    text = say(
        turn.language,
        "reply.returned",
        code=assignment.task.code,
        agency=agency_of(assignment, turn.language),
    )
    return Reply(messages=(Message(text),))
