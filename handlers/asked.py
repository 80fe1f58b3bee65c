"""The answer to a question about tasks or agencies, page by page; the question is in the button."""

from dataclasses import dataclass

from bot.actions import Action, Verb
from bot.domain.asking import AskKind, Query, parse_query
from bot.domain.errors import Outdated
from bot.domain.urging import can_urge
from bot.messages import Reply
from bot.services import questions
from bot.texts.agency_state import render_state
from bot.texts.answers import render_agencies, render_by_task, render_tasks
from handlers import lists
from handlers.turn import Turn


async def open_asked(turn: Turn) -> Reply:
    """Another page, or the same question about one of the agencies or tasks that were listed."""
    action = turn.incoming.action or Action(Verb.ASKED)
    query = parse_query(action.argument)
    if query is None:
        raise Outdated
    return await show(turn, query, action.id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One page of one question."""

    turn: Turn
    query: Query
    page: int


async def show(turn: Turn, query: Query, page: int) -> Reply:
    wanted = Wanted(turn, query, page)
    if query.kind is AskKind.STATE:
        return await _show_state(wanted)
    if query.agency_id:
        return await _show_tasks(wanted)
    if query.kind is AskKind.DUE and query.period is None:
        raise Outdated
    if query.kind is not AskKind.DUE:
        return await _show_agencies(wanted)
    return await (_show_by_task(wanted) if turn.actor.watches_many else _show_tasks(wanted))


async def _show_state(wanted: Wanted) -> Reply:
    turn = wanted.turn
    state = await questions.summarise_agency(
        turn.uow, turn.actor, wanted.query.agency_id, now=turn.now, rules=turn.rules
    )
    can_urge_it = can_urge(turn.actor, state.agency.path)
    return lists.show(turn, render_state(state.figures, state.agency, turn.language, can_urge=can_urge_it))


async def _show_tasks(wanted: Wanted) -> Reply:
    turn, query = wanted.turn, wanted.query
    page = await questions.list_tasks(
        turn.uow, turn.actor, query, page=wanted.page, now=turn.now, rules=turn.rules
    )
    agency = await questions.get_agency(turn.uow, turn.actor, query.agency_id) if query.agency_id else None
    following = None
    if not page.items:
        following = await questions.find_following(
            turn.uow, turn.actor, query, now=turn.now, rules=turn.rules
        )
    message = render_tasks(
        page, query, turn.language, turn.rules, turn.today, agency=agency, following=following
    )
    return lists.show(turn, message)


async def _show_by_task(wanted: Wanted) -> Reply:
    turn = wanted.turn
    found = await questions.list_by_task(turn.uow, turn.actor, wanted.query, now=turn.now, rules=turn.rules)
    return lists.show(turn, render_by_task(found, wanted.query, turn.language))


async def _show_agencies(wanted: Wanted) -> Reply:
    turn = wanted.turn
    found = await questions.list_agencies(
        turn.uow, turn.actor, wanted.query, page=wanted.page, now=turn.now, rules=turn.rules
    )
    return lists.show(turn, render_agencies(found, wanted.query, turn.language))
