"""The office decides and answers: requests for more time, obstacles, results that are returned. One card, one tap;
where words are needed they are asked for and the thing stays open until they are given.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.actions import Action, Verb
from bot.domain.errors import DateImpossible, DateInPast, Outdated
from bot.domain.task import Assignment
from bot.language import DateProblem, Understanding
from bot.messages import Message, Reply
from bot.services import extensions, obstacles, reviewing, talks
from bot.services.talks import Talk
from bot.texts.catalogue import lines, say
from bot.texts.choices import render_prompt
from bot.texts.formats import render_weekday_date
from bot.texts.phrases import agency_of, code_of, warn_day_off
from bot.texts.requests import render_extension, render_obstacle
from handlers.turn import Turn

REASON = "reason"
_LONGEST = 2000


def is_question(talk: Talk) -> bool:
    """Whether the open dialogue waits for the words of a decision."""
    return talk.kind in _TAKERS


async def take(turn: Turn, talk: Talk, said: Understanding) -> Reply:
    """The words that a decision lacked."""
    return await _TAKERS[talk.kind](turn, talk, said)


async def ask(turn: Turn, kind: str, assignment: Assignment, data: dict[str, object]) -> Reply:
    """Asks in words for what a decision needs."""
    talk = await talks.open_talk(turn.uow, turn.actor, kind, data, now=turn.now)
    prompt = render_prompt(kind, assignment, turn.language, dialogue_id=talk.id, rev=talk.rev)
    return Reply(messages=(prompt,))


def _pressed(turn: Turn) -> Action:
    if turn.incoming.action is None:
        raise Outdated
    return turn.incoming.action


def _done(turn: Turn, key: str, assignment: Assignment, **facts: object) -> Message:
    agency = agency_of(assignment, turn.language)
    code = code_of(assignment, turn.language)
    text = say(turn.language, f"request.{key}", code=code, agency=agency, **facts)
    return Message(text)


# --- more time --------------------------------------------------------------------------------------------


async def open_extension(turn: Turn) -> Reply:
    """The request's card, from the list of what waits."""
    view = await extensions.open_request(
        turn.uow, turn.actor, _pressed(turn).id, now=turn.now, rules=turn.rules
    )
    return Reply(messages=(render_extension(view, turn.language, turn.rules, turn.today),))


async def grant(turn: Turn) -> Reply:
    extension, assignment = await extensions.grant(
        turn.uow, turn.actor, _pressed(turn).id, now=turn.now, rules=turn.rules
    )
    day = render_weekday_date(extension.granted_on or extension.wanted_on, turn.language)
    return Reply(edit=_done(turn, "did_grant", assignment, date=day))


async def ask_refusal(turn: Turn) -> Reply:
    """A refusal needs a reason; the request stays open until it is given."""
    return await _ask_about_extension(turn, "refusal")


async def ask_offer(turn: Turn) -> Reply:
    return await _ask_about_extension(turn, "offer")


async def _ask_about_extension(turn: Turn, kind: str) -> Reply:
    extension, assignment = await extensions.get_decidable(
        turn.uow, turn.actor, _pressed(turn).id, now=turn.now, rules=turn.rules
    )
    return await ask(turn, kind, assignment, {"extension_id": extension.id})


async def _refuse(turn: Turn, talk: Talk, said: Understanding) -> Reply:
    _, assignment = await extensions.refuse(
        turn.uow, turn.actor, int(talk.data["extension_id"]), said.text, now=turn.now, rules=turn.rules
    )
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    return Reply(messages=(_done(turn, "did_refuse", assignment),))


async def _offer(turn: Turn, talk: Talk, said: Understanding) -> Reply:
    if said.slots.date_problem is DateProblem.impossible:
        raise DateImpossible(text=said.slots.date_text or "")
    if said.slots.date_problem is DateProblem.past:
        raise DateInPast(date=said.slots.date_text or "")
    if said.slots.date is None:
        return Reply(messages=(Message(say(turn.language, "ask.wanted_again")),))
    _, assignment = await extensions.propose(
        turn.uow,
        turn.actor,
        int(talk.data["extension_id"]),
        said.slots.date,
        now=turn.now,
        rules=turn.rules,
    )
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    day = render_weekday_date(said.slots.date, turn.language)
    done = _done(turn, "did_propose", assignment, date=day)
    warning = warn_day_off(said.slots.date, turn.rules.calendar, turn.language)
    return Reply(messages=(replace(done, text=lines(done.text, warning)),))


async def take_offer(turn: Turn) -> Reply:
    """The asker takes the date that was offered, or keeps the old one."""
    action = _pressed(turn)
    _, assignment = await extensions.take_offer(
        turn.uow,
        turn.actor,
        action.id,
        is_taken=action.verb is Verb.TAKE,
        now=turn.now,
        rules=turn.rules,
    )
    key = "did_take" if action.verb is Verb.TAKE else "did_leave"
    day = render_weekday_date(assignment.due_on, turn.language) if assignment.due_on else "…"
    return Reply(edit=_done(turn, key, assignment, date=day))


# --- obstacles --------------------------------------------------------------------------------------------


async def open_obstacle(turn: Turn) -> Reply:
    view = await obstacles.open_obstacle(
        turn.uow, turn.actor, _pressed(turn).id, now=turn.now, rules=turn.rules
    )
    return Reply(messages=(render_obstacle(view, turn.language, turn.rules, turn.today),))


async def ask_answer(turn: Turn) -> Reply:
    return await _ask_about_obstacle(turn, "answer")


async def ask_back(turn: Turn) -> Reply:
    return await _ask_about_obstacle(turn, "back")


async def ask_holder(turn: Turn) -> Reply:
    return await _ask_about_obstacle(turn, "hand_on")


async def _ask_about_obstacle(turn: Turn, kind: str) -> Reply:
    obstacle, assignment = await obstacles.get_answerable(
        turn.uow, turn.actor, _pressed(turn).id, now=turn.now, rules=turn.rules
    )
    return await ask(turn, kind, assignment, {"obstacle_id": obstacle.id})


async def ask_explanation(turn: Turn) -> Reply:
    """The reporter is about to answer the question back."""
    obstacle, assignment = await obstacles.get_own(
        turn.uow, turn.actor, _pressed(turn).id, now=turn.now, rules=turn.rules
    )
    return await ask(turn, "explain", assignment, {"obstacle_id": obstacle.id})


async def close_obstacle(turn: Turn) -> Reply:
    assignment = await obstacles.close(
        turn.uow, turn.actor, _pressed(turn).id, now=turn.now, rules=turn.rules
    )
    return Reply(edit=_done(turn, "did_close", assignment))


async def _answer(turn: Turn, talk: Talk, said: Understanding) -> Reply:
    _, assignment = await obstacles.answer(
        turn.uow, turn.actor, int(talk.data["obstacle_id"]), said.text, now=turn.now, rules=turn.rules
    )
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    return Reply(messages=(_done(turn, "did_answer", assignment),))


async def _ask_back(turn: Turn, talk: Talk, said: Understanding) -> Reply:
    _, assignment = await obstacles.ask_back(
        turn.uow, turn.actor, int(talk.data["obstacle_id"]), said.text, now=turn.now, rules=turn.rules
    )
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    return Reply(messages=(_done(turn, "did_ask_back", assignment),))


async def _explain(turn: Turn, talk: Talk, said: Understanding) -> Reply:
    _, assignment = await obstacles.explain(
        turn.uow, turn.actor, int(talk.data["obstacle_id"]), said.text, now=turn.now, rules=turn.rules
    )
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    return Reply(messages=(_done(turn, "did_explain", assignment),))


async def _hand_on(turn: Turn, talk: Talk, said: Understanding) -> Reply:
    """Passes it to the agency that was named; asks again when it is not clear which, or nobody is there."""
    if said.slots.agency is None:
        many = ", ".join(said.slots.agency_candidates)
        key = "ask.asked_of_many" if many else "ask.asked_of_again"
        facts = {"names": many} if many else {}
        return Reply(messages=(Message(say(turn.language, key, **facts)),))
    obstacle_id, code = int(talk.data["obstacle_id"]), said.slots.agency
    if (unbound := await obstacles.find_unbound(turn.uow, code, now=turn.now, rules=turn.rules)) is not None:
        text = say(turn.language, "ask.hand_on_nobody", agency=unbound.short_vi)
        return Reply(messages=(Message(text),))
    passed, assignment = await obstacles.pass_on(
        turn.uow, turn.actor, obstacle_id, code, now=turn.now, rules=turn.rules
    )
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    return Reply(messages=(_done(turn, "did_hand_on", assignment, holder=passed.holder_vi),))


# --- results ----------------------------------------------------------------------------------------------


async def _return(turn: Turn, talk: Talk, said: Understanding) -> Reply:
    """The officer's reason for returning a result."""
    assignment = await reviewing.return_(
        turn.uow,
        turn.actor,
        int(talk.data["assignment_id"]),
        int(talk.data["rev"]),
        said.text.strip()[:_LONGEST],
        now=turn.now,
        rules=turn.rules,
    )
    await talks.close_talk(turn.uow, turn.actor, now=turn.now)
    text = say(
        turn.language,
        "reply.returned",
        code=code_of(assignment, turn.language),
        agency=agency_of(assignment, turn.language),
    )
    return Reply(messages=(Message(text),))


_TAKERS: dict[str, Callable[[Turn, Talk, Understanding], Awaitable[Reply]]] = {
    REASON: _return,
    "refusal": _refuse,
    "offer": _offer,
    "answer": _answer,
    "back": _ask_back,
    "hand_on": _hand_on,
    "explain": _explain,
}
