"""``/quyenriengtu``: what is stored about me, all of it on request, and its end."""

from bot.domain.errors import Outdated
from bot.domain.people import Language
from bot.messages import Reply
from bot.services import privacy, talks
from bot.services.talks import Talk
from bot.texts.catalogue import label
from bot.texts.privacy import render_erase_question, render_erased, render_export, render_stored
from handlers.turn import Turn

ERASE = "erase"


async def show_stored(turn: Turn) -> Reply:
    stored = await privacy.describe(turn.uow, turn.actor)
    message = render_stored(turn.actor, stored.person, stored.counts, turn.language, turn.rules.zone)
    return Reply(messages=(message,))


async def choose(turn: Turn) -> Reply:
    """*Xuất dữ liệu* or *Xóa dữ liệu*; the second is asked once more."""
    match turn.incoming.action.argument if turn.incoming.action else "":
        case "export":
            data = await privacy.export(turn.uow, turn.actor)
            return Reply(messages=tuple(render_export(data, turn.language)))
        case "erase":
            talk = await talks.open_talk(turn.uow, turn.actor, ERASE, {}, now=turn.now)
            question = render_erase_question(
                _pseudonym(turn), turn.language, dialogue_id=talk.id, rev=talk.rev
            )
            return Reply(messages=(question,))
        case _:
            raise Outdated


def _pseudonym(turn: Turn) -> str:
    """Stored in the record, hence in the language of the record."""
    return label(Language.VI, "privacy.pseudonym", id=turn.actor.person.id)


async def go_on(turn: Turn, talk: Talk) -> Reply | None:
    """Only the tap erases; words while the question is open mean something else."""
    del talk
    action = turn.incoming.action
    if action is None:
        return None
    if action.argument != "ok":
        raise Outdated
    pseudonym = _pseudonym(turn)
    await privacy.erase(turn.uow, turn.actor, pseudonym, now=turn.now, rules=turn.rules)
    return Reply(
        edit=render_erased(pseudonym, turn.language),
        is_farewell=True,
    )
