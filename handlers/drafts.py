"""From a draft to a stored report: the confirm card and its buttons. Nothing is written before *Ghi nhận*."""

import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from markupsafe import Markup

from bot.actions import Action, Verb
from bot.domain.errors import Outdated
from bot.domain.report import Draft, Field, Proof, ReportKind
from bot.domain.task import Assignment
from bot.domain.views import DraftView
from bot.messages import IncomingKind, Message, Reply
from bot.services import extensions, reporting, talks, tasks, withdrawing
from bot.services.drafting import preview
from bot.services.talks import Talk
from bot.texts.cards import list_fields, render_confirm, render_correct, render_stored
from bot.texts.catalogue import label, lines, say
from bot.texts.choices import (
    render_asked_of,
    render_category,
    render_choice,
    render_prompt,
    render_wanted,
    render_why,
)
from bot.texts.formats import render_weekday_date
from bot.texts.phrases import code_of
from handlers.turn import Turn

CONFIRM = "confirm"
CHOOSE = "choose"
ORIGIN = "origin"
PROOF = Field.PROOF.value
_MOST_DRAFTS = 10
_TAG = re.compile(r"<[^>]*>")
_LONGEST_CARD = 3000
"""Letters: what is said after the tap is longer, and a message of Telegram's has 4,096."""
_EMPTIED: dict[str, tuple[Field, dict[str, Any]]] = {
    "percent": (Field.NUMBER, {"percent": None}),
    "value": (Field.VALUE, {"value": None}),
    "proof": (Field.PROOF, {"proofs": ()}),
    "note": (Field.NOTE, {"note": ""}),
    "wanted": (Field.WANTED, {"wanted_on": None, "delta_days": None}),
    "why": (Field.WHY, {"note": ""}),
    "category": (Field.CATEGORY, {"category": ""}),
    "obstacle": (Field.OBSTACLE, {"note": ""}),
    "asked_of": (Field.ASKED_OF, {"asked_of": ""}),
}
"""What *Sửa* asks for again, by the name of the field on its button."""


async def propose(turn: Turn, drafts: Sequence[Draft], found: Sequence[Assignment] = ()) -> Reply:
    """The confirm card; what a draft still lacks is asked for first, while the others wait.

    ``found``: assignments that this turn has just found to be the actor's.
    """
    if len(drafts) > _MOST_DRAFTS:
        return Reply(messages=(Message(say(turn.language, "ask.too_long")),))
    if (early := next((each for each in drafts if _find_dated_ahead(turn, each)), None)) is not None:
        return await _ask_proof_again(turn, early, [each for each in drafts if each is not early])
    items = [await _preview(turn, draft, found) for draft in drafts]
    for item in items:
        if item.draft.missing is not None:
            others = [other.draft for other in items if other is not item]
            return await ask(turn, item.draft.missing, item.draft, item.assignment, others=others)
        item.draft.checked()
    data = {"drafts": [item.draft.to_json() for item in items], **_origin_of(turn)}
    talk = await talks.open_talk(turn.uow, turn.actor, CONFIRM, data, now=turn.now)
    card = render_confirm(
        items, turn.language, turn.rules.calendar, turn.today, dialogue_id=talk.id, rev=talk.rev
    )
    if _length_of(card.text) > _LONGEST_CARD:
        await talks.close_talk(turn.uow, turn.actor, now=turn.now)
        card = Message(say(turn.language, "ask.too_long"))
    return Reply(messages=(card,))


def _find_dated_ahead(turn: Turn, draft: Draft) -> Proof | None:
    """A document that says it will be issued: no proof that something is done."""
    return next((each for each in draft.proofs if each.issued_on and each.issued_on > turn.today), None)


async def _ask_proof_again(turn: Turn, draft: Draft, others: Sequence[Draft]) -> Reply:
    ahead = _find_dated_ahead(turn, draft)
    item = await _preview(turn, replace(draft, proofs=()))
    kept = replace(draft, proofs=tuple(proof for proof in draft.proofs if proof is not ahead))
    asked = await ask(turn, Field.PROOF, kept, item.assignment, others=others)
    if ahead is None or ahead.issued_on is None:
        return asked
    day = render_weekday_date(ahead.issued_on, turn.language)
    note = say(turn.language, "step.proof_ahead", number=ahead.number, date=day)
    question = asked.messages[0]
    return Reply(messages=(replace(question, text=lines(note, " ", question.text)),))


def _origin_of(turn: Turn) -> dict[str, Any]:
    """The message that the drafts were read from, so that editing it can replace them."""
    said = turn.incoming
    is_words = said.kind is IncomingKind.TEXT and said.message_id is not None
    return {ORIGIN: [said.message_id, digest(said.text)]} if is_words else {}


def digest(text: str) -> str:
    """Tells an edit of the words from one of anything else."""
    return sha256(text.encode()).hexdigest()[:16]


def is_from(talk: Talk, message_id: int | None) -> bool:
    return message_id is not None and talk.data.get(ORIGIN, [None])[0] == message_id


def _length_of(text: Markup) -> int:
    """Letters without markup; ``striptags`` would count a run of spaces as one."""
    return len(Markup(_TAG.sub("", str(text))).unescape())  # noqa: S704 only counted


async def ask(
    turn: Turn, field: Field, draft: Draft, assignment: Assignment, *, others: Sequence[Draft] = ()
) -> Reply:
    """Asks for one field of a draft; the answer comes back through ``handlers.answers`` or a tap.

    ``others`` are drafts of the same message: they go onto the same card.
    """
    data = {"drafts": [each.to_json() for each in (draft, *others)], **_origin_of(turn)}
    talk = await talks.open_talk(turn.uow, turn.actor, field.value, data, now=turn.now)
    return Reply(messages=(await _render_question(turn, field, assignment, talk),))


async def _render_question(turn: Turn, field: Field, a: Assignment, talk: Talk) -> Message:
    language, calendar = turn.language, turn.rules.calendar
    match field:
        case Field.WANTED:
            pending = await extensions.find_open(turn.uow, a.id)
            return render_wanted(
                a,
                language,
                calendar,
                turn.today,
                pending_on=pending.wanted_on if pending else None,
                dialogue_id=talk.id,
                rev=talk.rev,
            )
        case Field.WHY:
            return render_why(a, language, dialogue_id=talk.id, rev=talk.rev)
        case Field.CATEGORY:
            return render_category(a, language, dialogue_id=talk.id, rev=talk.rev)
        case Field.ASKED_OF:
            return render_asked_of(a, language, dialogue_id=talk.id, rev=talk.rev)
        case _:
            return render_prompt(field.value, a, language, dialogue_id=talk.id, rev=talk.rev)


async def ask_which(
    turn: Turn,
    draft: Draft,
    candidates: Sequence[Assignment],
    *,
    question: str = "",
    others: Sequence[Draft] = (),
) -> Reply:
    """The draft is clear but for its task; ``others`` are about the same one."""
    data = {"drafts": [each.to_json() for each in (draft, *others)], **_origin_of(turn)}
    talk = await talks.open_talk(turn.uow, turn.actor, CHOOSE, data, now=turn.now)
    message = render_choice(
        candidates, Verb.CHOOSE, turn.language, turn.today, dialogue_id=talk.id, rev=talk.rev
    )
    if question:
        message = replace(message, text=say(turn.language, question))
    return Reply(messages=(message,))


async def _preview(turn: Turn, draft: Draft, found: Sequence[Assignment] = ()) -> DraftView:
    return await preview(turn.uow, turn.actor, draft, now=turn.now, rules=turn.rules, found=found)


def drafts_of(talk: Talk) -> list[Draft]:
    return [Draft.from_json(data) for data in talk.data.get("drafts", ())]


def waiting_for_task(talk: Talk) -> Draft | None:
    """A finished task with proof whose code was not said yet."""
    drafts = drafts_of(talk)
    is_proof = len(drafts) == 1 and drafts[0].kind is ReportKind.DONE and bool(drafts[0].proofs)
    return drafts[0] if is_proof else None


async def pressed_talk(turn: Turn, *kinds: str) -> tuple[Talk, Action]:
    """The dialogue that the pressed button belongs to, of any kind when none is named.

    Raises:
        Outdated: closed, replaced or somebody else's: nothing is stored from an old card.
    """
    action = turn.incoming.action
    talk = await talks.find_talk(turn.uow, turn.actor, now=turn.now)
    if action is None or talk is None or (talk.id, talk.rev) != (action.id, action.rev):
        raise Outdated
    if kinds and talk.kind not in kinds:
        raise Outdated
    return talk, action


async def confirm(turn: Turn) -> Reply:
    """*Ghi nhận*: stores every draft of the card, all or none."""
    talk, _ = await pressed_talk(turn, CONFIRM)
    stored = []
    report_id = 0
    for draft in drafts_of(talk):
        item = await preview(turn.uow, turn.actor, draft, now=turn.now, rules=turn.rules, lock=True)
        report_id, assignment = await reporting.record(
            turn.uow, turn.actor, item.draft, now=turn.now, rules=turn.rules, locked=item.assignment
        )
        stored.append(replace(item, assignment=assignment))
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    message = render_stored(stored, turn.language, turn.rules.calendar, turn.today, report_id=report_id)
    return Reply(edit=message, toast=label(turn.language, "stored.toast"))


async def withdraw(turn: Turn) -> Reply:
    """*Rút lại*: what the last tap stored is taken back, for a few minutes."""
    action = turn.incoming.action or Action(Verb.WITHDRAW)
    restored = await withdrawing.withdraw(turn.uow, turn.actor, action.id, now=turn.now, rules=turn.rules)
    codes = ", ".join(sorted({code_of(assignment, turn.language) for assignment in restored}))
    return Reply(edit=Message(say(turn.language, "request.did_withdraw", codes=codes)))


async def cancel(turn: Turn) -> Reply:
    """*Hủy* on a card or a question: its dialogue ends, nothing was stored.

    Raises:
        Outdated: the dialogue is over; perhaps it was stored, so "cancelled" would be a lie.
    """
    await pressed_talk(turn)
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    return Reply(edit=Message(say(turn.language, "reply.cancelled")))


async def correct(turn: Turn) -> Reply:
    """*Sửa*: which field of the card is wrong?"""
    talk, action = await pressed_talk(turn, CONFIRM)
    items = [await _preview(turn, draft) for draft in drafts_of(talk)]
    if not list_fields(items):
        return Reply(edit=Message(say(turn.language, "ask.again")))
    return Reply(
        edit=render_correct(
            items, turn.language, turn.rules.calendar, turn.today, dialogue_id=talk.id, rev=action.rev
        )
    )


async def correct_field(turn: Turn) -> Reply:
    """One field of one draft is asked for again; the rest stays."""
    talk, action = await pressed_talk(turn, CONFIRM)
    drafts = drafts_of(talk)
    number, _, field = action.argument.partition(".")
    if not number.isdecimal() or int(number) >= len(drafts):
        raise Outdated
    draft = drafts[int(number)]
    others = [other for other in drafts if other is not draft]
    if field == "task":
        candidates = await tasks.list_reportable(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
        return await ask_which(turn, draft, candidates, others=others)
    if field not in _EMPTIED:
        raise Outdated
    item = await _preview(turn, draft)
    asked, emptied = _EMPTIED[field]
    return await ask(turn, asked, replace(draft, **emptied), item.assignment, others=others)


async def choose_task(turn: Turn) -> Reply:
    """The task was chosen for drafts that lacked one."""
    talk, action = await pressed_talk(turn, CHOOSE)
    if not action.argument.isdigit() or len(action.argument) > 18:
        raise Outdated
    chosen = int(action.argument)
    return await propose(turn, [replace(draft, assignment_id=chosen) for draft in drafts_of(talk)])
