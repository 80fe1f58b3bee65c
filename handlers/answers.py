"""Answers in words to a question that is open about a draft: a number, proof, a note, a date, a reason."""

import re
from dataclasses import replace
from datetime import date

from bot.domain.errors import (
    AlreadyDecided,
    DateImpossible,
    DateInPast,
    NotAllowed,
    NotFound,
    Outdated,
    TransitionRefused,
)
from bot.domain.report import Draft, Field, Proof, ProofKind
from bot.domain.requests import ObstacleCategory
from bot.language import DateProblem, Slots, Understanding, fold
from bot.language.dated_documents import find_dated_documents
from bot.language.documents import find_urls
from bot.messages import Message, Reply
from bot.services import talks
from bot.services.talks import Talk
from bot.texts.catalogue import label, say
from bot.texts.choices import REASONS
from handlers import decisions, drafts
from handlers.refusals import render_refusal
from handlers.turn import Turn

_NUMBER = re.compile(r"\s*(\d{1,3}(?:[.,]\d{3}){1,4}|\d{1,15}(?:[.,]\d{1,6})?)\s*(%?)\s*")
_LONGEST_NOTE = 2000
_POINTLESS = (AlreadyDecided, NotAllowed, NotFound, Outdated, TransitionRefused)
"""No other answer could help: the task was decided, stopped or taken away meanwhile."""
_AGAIN = {
    Field.PROOF: "ask.proof_again",
    Field.WANTED: "ask.wanted_again",
    Field.ASKED_OF: "ask.asked_of_again",
}


def is_question(talk: Talk | None) -> bool:
    """Whether the open dialogue waits for words."""
    return talk is not None and (talk.kind in set(Field) or decisions.is_question(talk))


async def take(turn: Turn, talk: Talk, said: Understanding) -> Reply:
    """Fills the asked field and shows the confirm card; asks again when the answer has no such thing."""
    try:
        if decisions.is_question(talk):
            return await decisions.take(turn, talk, said)
        return await _fill_in(turn, talk, said)
    except _POINTLESS as error:
        # The question has lost its object; left open it would swallow every later word.
        await talks.close_talk(turn.uow, turn.actor, now=turn.now)
        return render_refusal(error, turn.language, is_press=False)


async def _fill_in(turn: Turn, talk: Talk, said: Understanding) -> Reply:
    draft, *others = drafts.drafts_of(talk)
    field = Field(talk.kind)
    filled = _fill(field, draft, said, turn.today)
    if filled is None:
        many = said.slots.agency_candidates if field is Field.ASKED_OF else ()
        text = (
            say(turn.language, "ask.asked_of_many", names=", ".join(many))
            if many
            else say(turn.language, _AGAIN.get(field, "ask.number_again"))
        )
        return Reply(messages=(Message(text),))
    return await drafts.propose(turn, [filled, *others])


def _fill(field: Field, draft: Draft, said: Understanding, today: date) -> Draft | None:
    """The draft with what was said put in; None when that is not in it."""
    note = said.text.strip()[:_LONGEST_NOTE]
    filled: Draft | None = None
    match field:
        case Field.NUMBER:
            number = _number_of(said.text, said.slots.percent)
            filled = None if number is None else replace(draft, percent=number)
        case Field.VALUE:
            number = _number_of(said.text, said.slots.value)
            filled = None if number is None else replace(draft, value=number)
        case Field.PROOF:
            proofs = proofs_of(said.text, today=today)
            filled = draft.with_proof(*proofs) if proofs else None
        case Field.WANTED:
            filled = with_date(draft, said.slots)
        case Field.ASKED_OF:
            filled = replace(draft, asked_of=said.slots.agency) if said.slots.agency else None
        case Field.CATEGORY | Field.OBSTACLE:
            filled = with_obstacle(replace(draft, note=draft.note or note), said.slots)
        case Field.NOTE | Field.WHY:
            filled = replace(draft, note=note)
    return filled


def _number_of(text: str, said: int | float | None) -> float | None:
    return parse_number(text) if said is None else float(said)


def with_date(draft: Draft, slots: Slots) -> Draft | None:
    """The draft with the date or the days that were said; None when there are none.

    Raises:
        DateImpossible, DateInPast: there is no such day, or it is over.
    """
    if slots.date_problem is DateProblem.impossible:
        raise DateImpossible(text=slots.date_text or "")
    if slots.date_problem is DateProblem.past:
        raise DateInPast(date=slots.date_text or "")
    if slots.date is not None:
        return replace(draft, wanted_on=slots.date, delta_days=None)
    if slots.delta_days is not None:
        return replace(
            draft, wanted_on=None, delta_days=slots.delta_days, is_delta_working=slots.delta_working
        )
    return None


def with_obstacle(draft: Draft, slots: Slots) -> Draft:
    """The draft with a guess at what kind of obstacle it is, and whose help is asked for."""
    category = draft.category or (slots.obstacle.value if slots.obstacle else "other")
    return replace(draft, category=category, asked_of=draft.asked_of or slots.agency or "")


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


# --- the same answers by a tap ----------------------------------------------------------------------------


async def choose_days(turn: Turn) -> Reply:
    """+5 or +10 working days."""
    talk, action = await drafts.pressed_talk(turn, Field.WANTED)
    if action.argument not in {"5", "10"}:
        raise Outdated
    draft, *others = drafts.drafts_of(talk)
    filled = replace(draft, wanted_on=None, delta_days=int(action.argument), is_delta_working=True)
    return await drafts.propose(turn, [filled, *others])


async def choose_reason(turn: Turn) -> Reply:
    """One of the usual reasons."""
    talk, action = await drafts.pressed_talk(turn, Field.WHY)
    if action.argument not in set(map(str, REASONS)):
        raise Outdated
    draft, *others = drafts.drafts_of(talk)
    reason = label(turn.language, f"why.{action.argument}")
    return await drafts.propose(turn, [replace(draft, note=reason), *others])


async def choose_category(turn: Turn) -> Reply:
    """What kind of obstacle it is."""
    talk, action = await drafts.pressed_talk(turn, Field.CATEGORY)
    if action.argument not in set(ObstacleCategory):
        raise Outdated
    draft, *others = drafts.drafts_of(talk)
    return await drafts.propose(turn, [replace(draft, category=action.argument), *others])


async def choose_office(turn: Turn) -> Reply:
    """The standing agency is asked, not another one."""
    talk, _ = await drafts.pressed_talk(turn, Field.ASKED_OF)
    draft, *others = drafts.drafts_of(talk)
    return await drafts.propose(turn, [replace(draft, asked_of=""), *others])
