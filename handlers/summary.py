"""``/tonghop`` and the digest's buttons: figures of the speaker's scope, now or as they were sent."""

from bot.actions import Action
from bot.domain.errors import Outdated
from bot.domain.figures import Figures
from bot.domain.people import Role
from bot.messages import Message, Reply
from bot.services import overview, pictures
from bot.texts.digest import parse_view, render_digest
from bot.texts.digest_places import Place, View, ViewName
from bot.texts.picture_words import render_picture_message
from handlers import waiting
from handlers.turn import Turn


async def show_summary(turn: Turn) -> Reply:
    """The picture, then the words; a group sees one message."""
    figures = await overview.summarise(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    words = render_digest(figures, turn.language, can_urge=_can_urge(turn))
    if not turn.incoming.is_private or not figures.totals.total:
        return Reply(messages=(words,))
    return Reply(messages=(await _draw_now(turn, figures), words))


async def _draw_now(turn: Turn, figures: Figures) -> Message:
    picture = await pictures.picture_now(turn.uow, turn.actor, figures, turn.rules)
    return render_picture_message(picture, turn.language)


async def open_summary(turn: Turn) -> Reply:
    """Another view of the figures as they are at this moment."""
    action, view = _wanted(turn)
    if view.name is ViewName.WAITING:
        return Reply(
            edit=await waiting.draw(turn, overview.reading_scope(turn.actor), Place(0, view, action.rev))
        )
    figures = await overview.summarise(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    if view.name is ViewName.CHART:
        return Reply(messages=(await _draw_now(turn, figures),))
    return Reply(
        edit=render_digest(figures, turn.language, view=view, page=action.rev, can_urge=_can_urge(turn))
    )


async def open_digest(turn: Turn) -> Reply:
    """Another view of a frozen digest, as long as the speaker may still read its scope."""
    action, view = _wanted(turn)
    if view.name is ViewName.CHART:
        picture = await pictures.open_picture(turn.uow, turn.actor, action.id, turn.rules)
        return Reply(messages=(render_picture_message(picture, turn.language),))
    frozen = await overview.open_snapshot(turn.uow, turn.actor, action.id)
    if view.name is ViewName.WAITING:
        return Reply(edit=await waiting.draw(turn, frozen.scope, Place(frozen.snapshot_id, view, action.rev)))
    message = render_digest(
        frozen.figures,
        turn.language,
        snapshot_id=frozen.snapshot_id,
        view=view,
        page=action.rev,
        can_urge=_can_urge(turn),
    )
    return Reply(edit=message)


def _can_urge(turn: Turn) -> bool:
    return turn.actor.has_role(Role.OFFICER, Role.LEADER)


def _wanted(turn: Turn) -> tuple[Action, View]:
    action = turn.incoming.action
    view = parse_view(action.argument) if action else None
    if action is None or view is None:
        raise Outdated
    return action, view
