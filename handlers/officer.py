"""The officer's side of a result: what waits, its evidence, *Xác nhận · Trả lại*."""

from bot.actions import Action, Verb
from bot.messages import Document, Message, Reply
from bot.services import desk, reviewing
from bot.texts.catalogue import say
from bot.texts.phrases import agency_of, code_of
from bot.texts.reviews import render_queue
from handlers.decisions import REASON, ask
from handlers.lists import show
from handlers.turn import Turn


async def show_queue(turn: Turn) -> Reply:
    """``/duyet``: what waits for my decision, oldest first."""
    waiting = await desk.list_waiting(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    page = turn.incoming.action.id if turn.incoming.action else 0
    return show(turn, render_queue(waiting, turn.language, turn.rules, page=page))


async def has_queue(turn: Turn) -> bool:
    return bool(await desk.list_waiting(turn.uow, turn.actor, now=turn.now, rules=turn.rules))


async def approve(turn: Turn) -> Reply:
    action = turn.incoming.action or Action(Verb.APPROVE)
    done = await reviewing.approve(
        turn.uow, turn.actor, action.id, action.rev, now=turn.now, rules=turn.rules
    )
    code, agency = code_of(done, turn.language), agency_of(done, turn.language)
    text = say(turn.language, "reply.approved", code=code, agency=agency)
    return Reply(edit=Message(text, about=done.id))


async def ask_reason(turn: Turn) -> Reply:
    """*Trả lại* needs a reason; the result stays submitted until it is given."""
    action = turn.incoming.action or Action(Verb.RETURN)
    assignment = await reviewing.get_reviewable(
        turn.uow, turn.actor, action.id, action.rev, now=turn.now, rules=turn.rules
    )
    return await ask(turn, REASON, assignment, {"assignment_id": assignment.id, "rev": action.rev})


async def open_evidence(turn: Turn) -> Reply:
    """The stored file or photo, sent by its channel id."""
    action = turn.incoming.action or Action(Verb.EVIDENCE)
    assignment, stored = await reviewing.open_evidence(
        turn.uow, turn.actor, action.id, now=turn.now, rules=turn.rules
    )
    proof = stored.proof
    caption = say(
        turn.language,
        "reply.evidence",
        code=code_of(assignment, turn.language),
        agency=agency_of(assignment, turn.language),
    )
    document = Document(proof.file_name, proof.file_id, is_photo=proof.kind.value == "photo")
    return Reply(messages=(Message(caption, document=document, about=assignment.id),))
