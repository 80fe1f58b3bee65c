"""Open conversations beside reporting: which handler goes on with an open dialogue of which kind.

A conversation gets every word while its dialogue is open, and every press of its *talk* buttons; it tells them apart
by ``turn.incoming.kind``. ``None`` means that the words were not meant for it.
"""

from collections.abc import Awaitable, Callable

from bot.domain.errors import NotAllowed, NotFound, Outdated
from bot.messages import Reply
from bot.services import talks
from bot.services.talks import Talk
from handlers import amending, away, giving, inviting, inviting_many, people, privacy, steps, urging
from handlers.drafts import pressed_talk
from handlers.refusals import render_refusal
from handlers.turn import Turn

Conversation = Callable[[Turn, Talk], Awaitable[Reply | None]]

#: By the kind of the open dialogue.
CONVERSATIONS: dict[str, Conversation] = {
    inviting.INVITE: inviting.go_on,
    inviting_many.INVITE_MANY: inviting_many.go_on,
    people.REVOKE: people.go_on_revoking,
    away.AWAY: away.go_on,
    privacy.ERASE: privacy.go_on,
    giving.GIVE: giving.go_on,
    amending.AMEND: amending.go_on,
    urging.URGE: urging.go_on,
    steps.EXPLAIN_WORDS: steps.go_on,
}
_POINTLESS = (NotAllowed, NotFound, Outdated)
"""No other answer could help: what was asked about is gone, or the right to it."""


async def take_words(turn: Turn, talk: Talk | None) -> Reply | None:
    """The answer of the open conversation; None when there is none, or when the words mean something else."""
    if talk is None or talk.kind not in CONVERSATIONS:
        return None
    try:
        return await CONVERSATIONS[talk.kind](turn, talk)
    except _POINTLESS as error:
        # The question has lost its object; left open it would swallow every later word.
        await talks.close_talk(turn.uow, turn.actor, now=turn.now)
        return render_refusal(error, turn.language, is_press=False)


async def take_press(turn: Turn) -> Reply:
    """A button of an open conversation.

    Raises:
        Outdated: closed, replaced or somebody else's.
    """
    talk, _ = await pressed_talk(turn, *CONVERSATIONS)
    return await CONVERSATIONS[talk.kind](turn, talk) or Reply()
