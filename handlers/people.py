"""``/moi``: the people desk of officers and administrators: lists, cards, hand-over, taking rights away."""

from bot.actions import Action, Verb
from bot.domain.errors import NotAllowed, Outdated
from bot.domain.granting import list_grantable
from bot.domain.people_views import DeskList
from bot.messages import IncomingKind, Reply
from bot.services import people_desk, talks
from bot.services.talks import Talk
from bot.texts.catalogue import label
from bot.texts.people import (
    REASONS,
    render_agency,
    render_desk,
    render_first,
    render_list,
    render_person,
    render_revoke_confirm,
    render_revoke_question,
    render_revoked,
)
from handlers import inviting, inviting_many, seat_words
from handlers.lists import show
from handlers.turn import Turn

REVOKE = "revoke"
_LONGEST_REASON = 300


async def show_desk(turn: Turn) -> Reply:
    """``/moi``; with names after it a list to invite, with an agency's name its people."""
    if not list_grantable(turn.actor):
        raise NotAllowed
    said = turn.incoming.text.split(None, 1)[1:] if turn.incoming.kind is IncomingKind.COMMAND else []
    if said:
        return await _look_up(turn, said[0])
    view = await people_desk.open_desk(turn.uow, turn.actor, now=turn.now, rules=turn.rules)
    return show(turn, render_desk(view, turn.language))


async def _look_up(turn: Turn, said: str) -> Reply:
    if seat_words.is_list(said):
        return await inviting_many.preview(turn, said)
    found = await seat_words.find_named(turn, said)
    if len(found) != 1:
        return await inviting.start_with(turn, said)
    view = await people_desk.open_agency(turn.uow, turn.actor, found[0].id)
    return Reply(messages=(render_agency(view, turn.language),))


async def open_list(turn: Turn) -> Reply:
    """The desk's buttons: a list, or the desk itself."""
    action = turn.incoming.action or Action(Verb.PEOPLE)
    if not action.argument:
        return await show_desk(turn)
    if action.argument not in set(DeskList):
        raise Outdated
    page = await people_desk.open_list(
        turn.uow,
        turn.actor,
        DeskList(action.argument),
        page=action.rev,
        now=turn.now,
        rules=turn.rules,
    )
    return Reply(edit=render_list(page, turn.language))


async def open_agency(turn: Turn) -> Reply:
    action = turn.incoming.action or Action(Verb.SEATS)
    view = await people_desk.open_agency(turn.uow, turn.actor, action.id)
    return Reply(edit=render_agency(view, turn.language))


async def open_person(turn: Turn) -> Reply:
    action = turn.incoming.action or Action(Verb.PERSON)
    view = await people_desk.open_person(turn.uow, turn.actor, action.id, now=turn.now, rules=turn.rules)
    return Reply(edit=render_person(view, turn.language, turn.rules.zone))


async def make_first(turn: Turn) -> Reply:
    action = turn.incoming.action or Action(Verb.FIRST)
    done = await people_desk.make_first(turn.uow, turn.actor, action.id, now=turn.now)
    return Reply(edit=render_first(done, turn.language))


async def ask_revoke_reason(turn: Turn) -> Reply:
    """*Thu hồi*: nothing is taken away before a reason and a confirm."""
    action = turn.incoming.action or Action(Verb.REVOKE)
    target = await people_desk.get_manageable(turn.uow, turn.actor, action.id)
    talk = await talks.open_talk(turn.uow, turn.actor, REVOKE, {"person": target.person.id}, now=turn.now)
    question = render_revoke_question(target, turn.language, dialogue_id=talk.id, rev=talk.rev)
    return Reply(messages=(question,))


async def go_on_revoking(turn: Turn, talk: Talk) -> Reply:
    """A reason by button or in words, then the confirm."""
    person_id, reason = int(talk.data["person"]), str(talk.data.get("reason", ""))
    action = turn.incoming.action
    if action is not None and action.argument == "ok" and reason:
        done = await people_desk.revoke(
            turn.uow, turn.actor, person_id, reason, now=turn.now, rules=turn.rules
        )
        await talks.close_talk(turn.uow, turn.actor, now=turn.now)
        return Reply(edit=render_revoked(done, turn.language))
    if action is None:
        reason = " ".join(turn.incoming.text.split())[:_LONGEST_REASON]
    elif action.argument in REASONS:
        reason = label(turn.language, f"people.revoke_{action.argument}")
    else:
        raise Outdated
    return await _confirm_revoking(turn, person_id, reason)


async def _confirm_revoking(turn: Turn, person_id: int, reason: str) -> Reply:
    target = await people_desk.get_manageable(turn.uow, turn.actor, person_id)
    data = {"person": person_id, "reason": reason}
    talk = await talks.open_talk(turn.uow, turn.actor, REVOKE, data, now=turn.now)
    card = render_revoke_confirm(target, reason, turn.language, dialogue_id=talk.id, rev=talk.rev)
    return show(turn, card) if turn.incoming.action is not None else Reply(messages=(card,))
