"""What waits in a scope, thing by thing: behind a button of the digest, and in answer to a question."""

from bot.domain.agencies import Scope
from bot.domain.errors import Outdated
from bot.messages import Message, Reply
from bot.services import held_up, overview
from bot.services.held_up import Matter
from bot.texts.digest_places import Place, View, ViewName
from bot.texts.digest_waiting import render_waiting
from handlers import officer
from handlers.turn import Turn


async def draw(turn: Turn, scope: Scope, place: Place) -> Message:
    """Raises:
    Outdated: a forged button.
    """
    if place.view.id not in set(Matter):
        raise Outdated
    matter = Matter(place.view.id)
    page = await held_up.list_waiting(turn.uow, scope, page=place.page, matter=matter)
    return render_waiting(page, place, turn.language, turn.rules, turn.today)


async def answer(turn: Turn, matter: Matter, *, has_desk: bool) -> Reply | None:
    """The list, under it what waits for the asker; None when nothing waits at all."""
    scope = overview.reading_scope(turn.actor)
    place = Place(view=View(ViewName.WAITING, matter))
    page = await held_up.list_waiting(turn.uow, scope, matter=matter)
    if not page.items:
        return None
    messages = [render_waiting(page, place, turn.language, turn.rules, turn.today)]
    if has_desk and await officer.has_queue(turn):
        messages += (await officer.show_queue(turn)).messages
    return Reply(messages=tuple(messages))
