"""Inviting one person: role, agency, name, confirm, link; or one more seat for somebody on the list."""

from collections.abc import Mapping
from typing import Any

from bot.actions import Action, Verb
from bot.domain.agencies import Agency
from bot.domain.errors import NotAllowed, Outdated
from bot.domain.granting import can_grant, list_grantable
from bot.domain.people import Role
from bot.domain.people_views import Proposal
from bot.language.role_words import parse_role
from bot.messages import Message, Reply
from bot.services import inviting, people_desk, talks
from bot.services.talks import Talk
from bot.texts.catalogue import say
from bot.texts.invitations import (
    render_agency_question,
    render_appointed,
    render_link,
    render_name_question,
    render_proposal,
    render_role_question,
)
from handlers.inviting_many import preview
from handlers.lists import show
from handlers.seat_words import find_named, is_list, parse_name
from handlers.turn import Turn

INVITE = "invite"
_NOTHING: dict[str, Any] = {"role": "", "agency": 0, "name": "", "person": 0}


async def start(turn: Turn) -> Reply:
    """*Mời*, *Thêm vai trò*, *Đường dẫn mới*: the button says what is known already."""
    action = turn.incoming.action or Action(Verb.INVITE)
    if not list_grantable(turn.actor):
        raise NotAllowed
    if action.rev:
        target = await people_desk.get_manageable(turn.uow, turn.actor, action.rev)
        if action.argument == "link":
            seat = target.appointments[0]
            known = {"role": seat.role.value, "agency": seat.agency.id, "name": target.person.name}
            return await _ask_next(turn, {**_NOTHING, **known})
        return await _ask_next(turn, {**_NOTHING, "person": action.rev, "name": target.person.name})
    if action.id:
        await people_desk.get_agency(turn.uow, turn.actor, action.id)
    return await _ask_next(turn, {**_NOTHING, "agency": action.id})


async def start_with(turn: Turn, said: str) -> Reply:
    """``/moi Hải``: which agency was meant, or an invitation begins."""
    data = dict(_NOTHING)
    candidates = await find_named(turn, said)
    if candidates:
        talk = await talks.open_talk(turn.uow, turn.actor, INVITE, data, now=turn.now)
        question = render_agency_question(
            list_grantable(turn.actor)[0],
            candidates,
            turn.language,
            is_again=False,
            dialogue_id=talk.id,
            rev=talk.rev,
        )
        return Reply(messages=(question,))
    return await _ask_next(turn, data)


async def go_on(turn: Turn, talk: Talk) -> Reply | None:
    """One answer, by button or in words; then the next question, or the confirm card, or the link."""
    data = {**_NOTHING, **talk.data}
    action = turn.incoming.action
    if action is None:
        return await _take_words(turn, data)
    kind, _, value = action.argument.partition(".")
    match kind:
        case "ok":
            return await _carry_out(turn, data)
        case "r" if value in set(Role):
            return await _ask_next(turn, {**data, "role": value})
        case "a" if value.isdecimal():
            return await _ask_next(turn, {**data, "agency": int(value)})
        case _:
            raise Outdated


async def _take_words(turn: Turn, data: dict[str, Any]) -> Reply:
    text = turn.incoming.text
    if is_list(text) and not data["person"]:
        return await preview(turn, text)
    if not data["role"]:
        role = parse_role(text, list_grantable(turn.actor))
        return await _ask_next(turn, {**data, "role": role.value if role else ""}, is_again=role is None)
    if not data["agency"]:
        found = await find_named(turn, text)
        if len(found) == 1:
            return await _ask_next(turn, {**data, "agency": found[0].id})
        return await _ask_next(turn, data, candidates=found, is_again=True)
    name = parse_name(text)
    return await _ask_next(turn, {**data, "name": name or data["name"]}, is_again=name is None)


async def _ask_next(
    turn: Turn, data: Mapping[str, Any], *, candidates: list[Agency] | None = None, is_again: bool = False
) -> Reply:
    """Asks for the first thing that is missing; with nothing missing, shows what the tap would do."""
    talk = await talks.open_talk(turn.uow, turn.actor, INVITE, data, now=turn.now)
    place = {"dialogue_id": talk.id, "rev": talk.rev}
    language, roles = turn.language, list_grantable(turn.actor)
    if not data["role"]:
        return _show(turn, render_role_question(roles, language, is_again=is_again, **place))
    role = Role(data["role"])
    if not data["agency"]:
        question = render_agency_question(role, candidates or [], language, is_again=is_again, **place)
        return _show(turn, question)
    agency = await people_desk.get_agency(turn.uow, turn.actor, int(data["agency"]))
    if not can_grant(turn.actor, role, agency.path):
        raise NotAllowed
    if not data["name"]:
        return _show(turn, render_name_question(role, agency, language, is_again=is_again, **place))
    proposal = await _check(turn, data)
    return _show(turn, render_proposal(proposal, language, is_seat=bool(data["person"]), **place))


def _show(turn: Turn, message: Message) -> Reply:
    """A press of this conversation's own buttons rewrites the question; anything else is answered below."""
    is_own = turn.incoming.action is not None and turn.incoming.action.verb is Verb.TALK
    return show(turn, message) if is_own else Reply(messages=(message,))


async def _check(turn: Turn, data: Mapping[str, Any]) -> Proposal:
    role, agency_id = Role(data["role"]), int(data["agency"])
    if data["person"]:
        return await inviting.check_appointment(
            turn.uow, turn.actor, int(data["person"]), role, agency_id, now=turn.now, rules=turn.rules
        )
    return await inviting.propose(
        turn.uow, turn.actor, data["name"], role, agency_id, now=turn.now, rules=turn.rules
    )


async def _carry_out(turn: Turn, data: Mapping[str, Any]) -> Reply:
    if not (data["role"] and data["agency"] and data["name"]):
        raise Outdated
    role, agency_id = Role(data["role"]), int(data["agency"])
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    if data["person"]:
        done = await inviting.appoint(
            turn.uow, turn.actor, int(data["person"]), role, agency_id, now=turn.now, rules=turn.rules
        )
        return Reply(edit=render_appointed(done, turn.language))
    made = await inviting.invite(
        turn.uow, turn.actor, data["name"], role, agency_id, now=turn.now, rules=turn.rules
    )
    link = render_link(made, turn.language, turn.rules.body_name, turn.rules.zone)
    return Reply(edit=Message(say(turn.language, "people.done_head")), messages=(link,))
