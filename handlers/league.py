"""Agencies compared: the league, the own rank, lists that a named person approves, the slowest."""

from bot.actions import Action, Verb
from bot.domain.errors import Outdated
from bot.domain.league import ListKind, ListStatus
from bot.messages import Message, Reply
from bot.services import league, overview
from bot.services.league import AgencyList, LeagueView
from bot.texts.league import (
    drafting_buttons,
    list_buttons,
    render_ended,
    render_league,
    render_list,
    render_own_rank,
    render_slowest,
)
from handlers.turn import Turn

MOST = 20
"""Agencies named in one answer."""


async def show(turn: Turn) -> Reply:
    return Reply(messages=(await _overview(turn, 0),))


async def show_slowest(turn: Turn, count: int, levels: frozenset[str]) -> Reply:
    figures = await overview.summarise(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    return Reply(messages=(render_slowest(figures, min(max(count, 1), MOST), turn.language, levels=levels),))


async def _overview(turn: Turn, page: int) -> Message:
    view: LeagueView = await league.view_league(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    others = list_buttons([(each.id, each.kind, each.status) for each in view.lists], turn.language)
    if view.can_draft:
        others += drafting_buttons(turn.language, can_open=view.can_open)
    if view.can_open:
        return render_league(view.lines, view.as_of, others, turn.language, page=page)
    is_open = any(each.kind is ListKind.LEAGUE and each.status is ListStatus.OPEN for each in view.lists)
    return render_own_rank(view.own, view.among, view.as_of, others, turn.language, is_open=is_open)


async def press(turn: Turn) -> Reply:
    """Every button of the league names what to do in its argument."""
    action = turn.incoming.action or Action(Verb.LEAGUE)
    match action.argument:
        case "show":
            return Reply(edit=await _overview(turn, action.rev))
        case "list":
            found = await league.open_list(turn.uow, turn.actor, action.id)
        case "approve":
            found = await league.approve_list(turn.uow, turn.actor, action.id, now=turn.now)
        case "end":
            await league.end_list(turn.uow, turn.actor, action.id, now=turn.now)
            return Reply(edit=render_ended(turn.language))
        case kind if kind in set(ListKind):
            found = await league.draft_list(
                turn.uow, turn.actor, ListKind(kind), now=turn.now, rules=turn.rules
            )
        case _:
            raise Outdated
    return Reply(edit=_render(turn, found))


def _render(turn: Turn, found: AgencyList) -> Message:
    can_approve = league.may_approve(turn.actor, found)
    return render_list(
        found.kind,
        found.status,
        found.lines,
        found.as_of,
        turn.language,
        list_id=found.id,
        approver=found.approved_by,
        can_approve=can_approve,
        can_end=can_approve or found.made_by == turn.actor.person.id,
    )
