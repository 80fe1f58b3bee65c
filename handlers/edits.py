"""An edited message: its card, while it waits for the tap, is replaced by the new words; what is stored stays."""

from dataclasses import replace

from bot.domain.errors import DomainError
from bot.messages import IncomingKind, Message, Reply
from bot.services import talks
from bot.texts.catalogue import say
from handlers import drafts, words
from handlers.refusals import render_refusal
from handlers.turn import Turn

_WAITING = frozenset({drafts.CONFIRM, drafts.CHOOSE, drafts.PROOF})


async def take_edit(turn: Turn) -> Reply:
    """Telegram calls a message edited for less than new words, too; then nothing is said."""
    talk = await talks.find_talk(turn.uow, turn.actor, now=turn.now)
    if talk is None or not drafts.is_from(talk, turn.incoming.message_id):
        is_card = talk is not None and talk.kind in _WAITING
        key = "step.edited_card" if is_card else "input.edited"
        return Reply(messages=(Message(say(turn.language, key)),))
    if talk.data[drafts.ORIGIN][1] == drafts.digest(turn.incoming.text):
        return Reply()
    await talks.retire_talk(turn.uow, turn.actor, now=turn.now)
    again = replace(turn, incoming=replace(turn.incoming, kind=IncomingKind.TEXT))
    try:
        return await words.read_alone(again)
    except DomainError as error:
        # Raised further it would roll back that the old card is over.
        return render_refusal(error, turn.language, is_press=False)
