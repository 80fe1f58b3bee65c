"""First contact: linking by invitation, help that fits the role, language."""

from bot.actions import Action, Verb
from bot.domain.people import Actor, Language
from bot.messages import Button, IncomingKind, Message, Reply
from bot.services import directory
from bot.texts.catalogue import label, say
from bot.texts.welcome import render_help, render_keyboard_hint, render_welcome
from handlers.refusals import render_stranger
from handlers.turn import Turn


async def start(turn: Turn) -> Reply:
    code = turn.incoming.arguments
    if not turn.incoming.is_private:
        return Reply()
    if code:
        actor = await directory.link(
            turn.uow,
            code=code,
            telegram_id=turn.incoming.telegram_id,
            language=turn.language,
            actor=turn.speaker,
            now=turn.now,
        )
        return _greet(actor, turn)
    if turn.speaker is None:
        return render_stranger(turn.language, turn.rules.body_name, is_press=False)
    return _greet(turn.speaker, turn)


def _greet(actor: Actor, turn: Turn) -> Reply:
    return Reply(messages=(render_welcome(actor, turn.rules.body_name),))


async def show_help(turn: Turn) -> Reply:
    if turn.speaker is None:
        return render_stranger(turn.language, turn.rules.body_name, is_press=False)
    return Reply(messages=(render_help(turn.speaker),))


async def ask_language(turn: Turn) -> Reply:
    buttons = tuple(
        Button(label(turn.language, f"language.{code}"), Action(Verb.LANGUAGE, argument=code.value))
        for code in Language
    )
    return Reply(messages=(Message(say(turn.language, "language.ask"), buttons=(buttons,)),))


async def set_language(turn: Turn) -> Reply:
    action = turn.incoming.action
    if action is None or action.argument not in set(Language):
        return Reply(toast=label(turn.language, "error.outdated"))
    actor = await directory.set_language(turn.uow, turn.actor, Language(action.argument), now=turn.now)
    language = actor.person.language
    return Reply(
        edit=Message(say(language, "language.set")),
        messages=(render_keyboard_hint(actor),),
        toast=label(language, "language.set"),
    )


async def note_membership(turn: Turn) -> Reply:
    """Blocked or unblocked, in private; groups are ``handlers.groups``'."""
    if turn.incoming.kind is IncomingKind.BLOCKED:
        await directory.lose(turn.uow, turn.incoming.telegram_id, now=turn.now)
    # Unblocked: knowing the speaker already made the person reachable again.
    return Reply()
