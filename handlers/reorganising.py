"""After agencies changed: seats to confirm again with a tap, and tasks of split agencies to allocate."""

from bot.actions import Action, Verb
from bot.messages import Reply
from bot.services import allocating, reseating
from bot.texts.catalogue import label
from bot.texts.reorganising import (
    render_allocation,
    render_allocations,
    render_seats,
    say_allocated,
    say_confirmed,
)
from handlers.lists import show
from handlers.turn import Turn


async def list_seats(turn: Turn) -> Reply:
    action = turn.incoming.action or Action(Verb.RESEAT)
    page = await reseating.list_seats(turn.uow, turn.actor, page=action.id)
    return show(turn, render_seats(page, turn.language))


async def confirm_seat(turn: Turn) -> Reply:
    """The list stays open for the next one."""
    action = turn.incoming.action or Action(Verb.SEAT_OK)
    done = await reseating.confirm(turn.uow, turn.actor, action.id, now=turn.now)
    page = await reseating.list_seats(turn.uow, turn.actor, page=action.rev)
    return Reply(
        edit=render_seats(page, turn.language, done=done), toast=say_confirmed(done, turn.language).unescape()
    )


async def list_tasks(turn: Turn) -> Reply:
    action = turn.incoming.action or Action(Verb.SPLITS)
    page = await allocating.list_waiting(turn.uow, turn.actor, page=action.id, now=turn.now, rules=turn.rules)
    return show(turn, render_allocations(page, turn.language))


async def open_task(turn: Turn) -> Reply:
    action = turn.incoming.action or Action(Verb.SPLIT)
    one = await allocating.open_one(turn.uow, turn.actor, action.id, now=turn.now, rules=turn.rules)
    return show(turn, render_allocation(one, turn.language))


async def allocate(turn: Turn) -> Reply:
    action = turn.incoming.action or Action(Verb.SPLIT_TO)
    done = await allocating.allocate(
        turn.uow, turn.actor, action.id, action.rev, now=turn.now, rules=turn.rules
    )
    page = await allocating.list_waiting(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    said = say_allocated(done, turn.language)
    return Reply(
        edit=render_allocations(page, turn.language, said=said),
        toast=label(turn.language, "reorganising.toast_allocated"),
    )
