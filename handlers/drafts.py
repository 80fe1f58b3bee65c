"""From a draft to a stored report: the confirm card and its buttons. Nothing is written before *Ghi nhận*."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions import Action, Verb
from bot.domain.errors import Outdated
from bot.domain.report import Draft
from bot.domain.task import Assignment
from bot.messages import Message, Reply
from bot.services import reporting, talks, tasks
from bot.services.talks import Talk
from bot.texts.catalogue import label, say
from bot.texts.choices import render_choice, render_confirm, render_correct, render_prompt, render_stored
from handlers.turn import Turn

CONFIRM = "confirm"
CHOOSE = "choose"
PROOF = "proof"
_MOST_TASKS = 10
_LONGEST_CARD = 3000
"""Letters: what is said after the tap is longer, and a message of Telegram's has 4,096."""


async def propose(turn: Turn, drafts: Sequence[Draft]) -> Reply:
    """The confirm card; a draft that is finished without proof asks for it first and keeps the others waiting."""
    items = [(draft, await _reportable(turn, draft.assignment_id)) for draft in drafts]
    for draft, assignment in items:
        if draft.kind == "done" and not draft.proofs:
            others = [other for other in drafts if other is not draft]
            return await ask(turn, PROOF, draft, assignment, others=others)
        draft.checked()
    data = {"drafts": [draft.to_json() for draft in drafts]}
    talk = await talks.open_talk(turn.uow, turn.actor, CONFIRM, data, now=turn.now)
    card = render_confirm(items, turn.language, turn.rules.calendar, dialogue_id=talk.id, rev=talk.rev)
    if len(items) > _MOST_TASKS or len(card.text.striptags()) > _LONGEST_CARD:
        await talks.close_talk(turn.uow, turn.actor, now=turn.now)
        card = Message(say(turn.language, "ask.too_long"))
    return Reply(messages=(card,))


async def ask(
    turn: Turn, field: str, draft: Draft, assignment: Assignment, *, others: Sequence[Draft] = ()
) -> Reply:
    """Asks in words for one field of a draft; the answer comes back through ``handlers.answers``.

    ``others`` are drafts of the same message: they go onto the same card.
    """
    data = {"drafts": [each.to_json() for each in (draft, *others)]}
    talk = await talks.open_talk(turn.uow, turn.actor, field, data, now=turn.now)
    prompt = render_prompt(field, assignment, turn.language, dialogue_id=talk.id, rev=talk.rev)
    return Reply(messages=(prompt,))


async def ask_which(
    turn: Turn, draft: Draft, candidates: Sequence[Assignment], *, question: str = ""
) -> Reply:
    """The draft is clear but for its task."""
    data = {"drafts": [draft.to_json()]}
    talk = await talks.open_talk(turn.uow, turn.actor, CHOOSE, data, now=turn.now)
    message = render_choice(
        candidates, Verb.CHOOSE, turn.language, turn.today, dialogue_id=talk.id, rev=talk.rev
    )
    if question:
        message = replace(message, text=say(turn.language, question))
    return Reply(messages=(message,))


async def _reportable(turn: Turn, assignment_id: int) -> Assignment:
    return await reporting.get_reportable(turn.uow, turn.actor, assignment_id, now=turn.now, rules=turn.rules)


def drafts_of(talk: Talk) -> list[Draft]:
    return [Draft.from_json(data) for data in talk.data.get("drafts", ())]


async def _pressed_talk(turn: Turn, *kinds: str) -> tuple[Talk, Action]:
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
    talk, _ = await _pressed_talk(turn, CONFIRM)
    stored = []
    for draft in drafts_of(talk):
        assignment = await reporting.record(turn.uow, turn.actor, draft, now=turn.now, rules=turn.rules)
        stored.append((draft, assignment))
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    message = render_stored(stored, turn.language, turn.rules.calendar, turn.today)
    return Reply(edit=message, toast=label(turn.language, "stored.toast"))


async def cancel(turn: Turn) -> Reply:
    """*Hủy* on a card or a question: its dialogue ends, nothing was stored.

    Raises:
        Outdated: the dialogue is over; perhaps it was stored, so "cancelled" would be a lie.
    """
    await _pressed_talk(turn)
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    return Reply(edit=Message(say(turn.language, "reply.cancelled")))


async def correct(turn: Turn) -> Reply:
    """*Sửa*: which field of the draft is wrong?"""
    talk, action = await _pressed_talk(turn, CONFIRM)
    drafts = drafts_of(talk)
    if len(drafts) > 1:
        return Reply(edit=Message(say(turn.language, "ask.again")))
    items = [(draft, await _reportable(turn, draft.assignment_id)) for draft in drafts]
    return Reply(
        edit=render_correct(items, turn.language, turn.rules.calendar, dialogue_id=talk.id, rev=action.rev)
    )


async def correct_field(turn: Turn) -> Reply:
    """One field of the draft is asked for again; the rest stays."""
    talk, action = await _pressed_talk(turn, CONFIRM)
    draft = drafts_of(talk)[0]
    if action.argument == "task":
        candidates = await tasks.list_reportable(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
        return await ask_which(turn, draft, candidates)
    assignment = await _reportable(turn, draft.assignment_id)
    match action.argument:
        case "percent":
            return await ask(turn, "number", replace(draft, percent=None), assignment)
        case "value":
            return await ask(turn, "value", replace(draft, value=None), assignment)
        case "proof":
            return await ask(turn, PROOF, replace(draft, proofs=()), assignment)
        case "note":
            return await ask(turn, "note", replace(draft, note=""), assignment)
        case _:
            raise Outdated


async def choose_task(turn: Turn) -> Reply:
    """The task was chosen for a draft that lacked one."""
    talk, action = await _pressed_talk(turn, CHOOSE)
    if not action.argument.isdigit() or len(action.argument) > 18:
        raise Outdated
    draft = replace(drafts_of(talk)[0], assignment_id=int(action.argument))
    return await propose(turn, [draft])
