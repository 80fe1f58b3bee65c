"""*Diễn biến*: how the value of an indicator developed."""

from bot.actions import Action, Verb
from bot.messages import Reply
from bot.services import developments
from bot.texts.development import render_development
from handlers.turn import Turn


async def show_development(turn: Turn) -> Reply:
    """The card's button, and its pages."""
    action = turn.incoming.action or Action(Verb.CURVE)
    view = await developments.open_development(
        turn.uow, turn.actor, action.id, page=action.rev, now=turn.now, rules=turn.rules
    )
    back = Action.parse_argument(action.argument)
    return Reply(edit=render_development(view, turn.language, back=back))
